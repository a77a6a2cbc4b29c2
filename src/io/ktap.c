// SPDX-License-Identifier: GPL-2.0-only
/*
 * KTAP version 1 (Documentation/dev-tools/ktap.rst of Linux): a version line and a plan, then for each group the same
 * again two columns further in, with a result line for each test, and the group's own result line, which names it. What
 * is to be said of a test stands before its result line. KUnit's line "# Subtest: name" is no part of KTAP, and parsers of
 * plain TAP want the plan right behind the version.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "io/verdict.h"
#include "io/verdict_cases.h"
#include "model/text.h"

/* One line of text: a newline would begin a line of its own, and a hash a directive. */
static void one_line(char *text, bool hash)
{
	for (char *p = text; *p; p++)
		if (strchr("\t\n\r", *p))
			*p = ' ';
		else if (*p == '#' && !hash)
			*p = '_';
	text_clean_terminal(text);
}

/* "  # text", whatever its length */
static int remark(FILE *to, int indent, const char *head, const char *text)
{
	char *line = strdup(text);

	if (!line)
		return -ENOMEM;
	one_line(line, true);
	fprintf(to, "%*s# %s%s\n", indent, "", head, line);
	free(line);
	return 0;
}

/*
 * The name of test @number: it has no hash, begins with no dash, which parsers take off, and ends with no space. One that
 * had to be changed has the number in it, lest it becomes that of another.
 */
static void make_name(char *name, size_t size, size_t number)
{
	char clean[256];
	size_t len;

	snprintf(clean, sizeof(clean), "%s", name + strspn(name, "- \t\r\n"));
	one_line(clean, false);
	len = strlen(clean);
	while (len && clean[len - 1] == ' ')
		clean[--len] = 0;
	if (strcmp(clean, name) != 0 || !len)
		snprintf(name, size, "%.160s%s(%zu)", clean, len ? " " : "", number);
}

/* "not ok 2 name", "ok 3 name # SKIP why" */
static void result_line(FILE *to, int indent, enum case_state state, size_t number, const char *name, const char *why)
{
	fprintf(to, "%*s%sok %zu %s", indent, "", state == CASE_FAILED ? "not " : "", number, name);
	if (state == CASE_SKIPPED)
		fprintf(to, " # SKIP %s", why);
	putc('\n', to);
}

/* @why: of the first test that was skipped. */
static int put_cases(const struct suite *suite, FILE *to, char *why, size_t size)
{
	struct test_case test;

	why[0] = 0;
	for (size_t i = 0; i < suite->ncases; i++) {
		suite_case(suite, i, &test);
		make_name(test.name, sizeof(test.name), i + 1);
		if (test.state != CASE_SKIPPED && remark(to, 2, "", test.sentence))
			return -ENOMEM;
		one_line(test.sentence, false);
		result_line(to, 2, test.state, i + 1, test.name, test.sentence);
		if (test.state == CASE_SKIPPED && !*why)
			snprintf(why, size, "%s", test.sentence);
	}
	return 0;
}

/* Fails if one of its tests does, and was skipped if all were. */
static int put_suite(const struct comparison *c, size_t at, FILE *to, size_t total[NSTATES])
{
	size_t tally[NSTATES];
	struct suite suite;
	char why[SENTENCE_SIZE];

	suite_get(c, at, &suite);
	suite_tally(&suite, tally);
	make_name(suite.name, sizeof(suite.name), at + 1);
	fprintf(to, "  KTAP version 1\n  1..%zu\n", suite.ncases);
	if (put_cases(&suite, to, why, sizeof(why)))
		return -ENOMEM;
	result_line(to, 0,
		    tally[CASE_FAILED]			? CASE_FAILED :
		    tally[CASE_SKIPPED] == suite.ncases ? CASE_SKIPPED :
							  CASE_PASSED,
		    at + 1, suite.name, why);
	for (int state = 0; state < NSTATES; state++)
		total[state] += tally[state];
	return 0;
}

/* What the whole says, and of what it is. */
static int put_head(const struct comparison *c, FILE *to)
{
	char text[SENTENCE_SIZE], head[64];

	snprintf(head, sizeof(head), "%s: ", c->command);
	if (remark(to, 0, head, outcome_sentence(c, text, sizeof(text))) ||
	    remark(to, 0, "rule ", rule_sentence(c, text, sizeof(text))))
		return -ENOMEM;
	for (size_t i = 0; i < c->narms; i++)
		if (remark(to, 0, "arm ", arm_sentence(c, i, text, sizeof(text))))
			return -ENOMEM;
	for (size_t i = 0; i < c->nreasons; i++)
		if (remark(to, 0, "reason: ", c->reasons[i]))
			return -ENOMEM;
	for (size_t i = 0; i < c->nremarks; i++)
		if (remark(to, 0, "remark: ", c->remarks[i]))
			return -ENOMEM;
	return 0;
}

int verdict_ktap(const struct comparison *c, FILE *to)
{
	const size_t n = suites_count(c);
	size_t total[NSTATES] = { 0 };

	fprintf(to, "KTAP version 1\n1..%zu\n", n);
	if (put_head(c, to))
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		if (put_suite(c, i, to, total))
			return -ENOMEM;
	fprintf(to, "# Totals: pass:%zu fail:%zu xfail:0 xpass:0 skip:%zu error:0\n", total[CASE_PASSED],
		total[CASE_FAILED], total[CASE_SKIPPED]);
	return ferror(to) ? -EIO : 0;
}
