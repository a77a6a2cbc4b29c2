/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_VERDICT_CASES_H
#define EPBELL_VERDICT_CASES_H
/* Inside io/: a comparison as the groups of tests that KTAP and JUnit know. */
#include "model/comparison_text.h"

enum case_state { CASE_PASSED, CASE_FAILED, CASE_SKIPPED, NSTATES };

/* A group of tests: an arm, the budgets, or where there is neither, the whole. */
struct suite {
	const struct comparison *c;
	char name[192];
	size_t arm; /* 0: not an arm */
	bool budgets;
	size_t ncases;
};

struct test_case {
	char name[192];
	enum case_state state;
	char sentence[SENTENCE_SIZE]; /* what is said of it; why it was skipped */
	const char *type;	      /* of a failure: "slower" "faster" "budget" */
	double seconds;		      /* NAN: none */
	const struct figure *figure;  /* NULL: not of one */
};

/* How many groups there are, at least one; each has at least one test. */
size_t suites_count(const struct comparison *c);
/* Group @at, from 0. */
void suite_get(const struct comparison *c, size_t at, struct suite *suite);
/* Test @at of a group, from 0. */
void suite_case(const struct suite *suite, size_t at, struct test_case *out);
/* How many of its tests are in each state. */
void suite_tally(const struct suite *suite, size_t tally[NSTATES]);

#endif /* EPBELL_VERDICT_CASES_H */
