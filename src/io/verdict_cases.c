// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/verdict_cases.h"

static size_t arm_suites(const struct comparison *c)
{
	return c->nfigures && c->narms ? c->narms - 1 : 0;
}

size_t suites_count(const struct comparison *c)
{
	const size_t n = arm_suites(c) + (c->nbudgets > 0);

	return n ? n : 1;
}

void suite_get(const struct comparison *c, size_t at, struct suite *suite)
{
	*suite = (struct suite){ .c = c, .ncases = 1 };
	if (at < arm_suites(c)) {
		suite->arm = at + 1;
		suite->ncases = c->nfigures;
		snprintf(suite->name, sizeof(suite->name), "%s", c->arms[suite->arm].name);
	} else if (c->nbudgets) {
		suite->budgets = true;
		suite->ncases = c->nbudgets;
		snprintf(suite->name, sizeof(suite->name), "budgets");
	} else {
		snprintf(suite->name, sizeof(suite->name), "comparison");
	}
}

static void figure_case(const struct suite *suite, const struct figure *f, struct test_case *out)
{
	const struct judged *judged = &f->judged[suite->arm];

	out->figure = f;
	figure_name(f, out->name, sizeof(out->name));
	judged_sentence(suite->c, f, suite->arm, out->sentence, sizeof(out->sentence));
	out->seconds = figure_value(f, suite->arm, suite->c->narms) / 1e9;
	if (judged->verdict == VERDICT_NONE)
		out->state = CASE_SKIPPED;
	else if (judged_fails(suite->c, judged))
		out->state = CASE_FAILED;
	out->type = verdict_name(judged->verdict);
}

static void budget_case(const struct suite *suite, const struct budget *b, struct test_case *out)
{
	snprintf(out->name, sizeof(out->name), "%s", b->text);
	budget_sentence(suite->c, b, out->sentence, sizeof(out->sentence));
	out->type = "budget";
	if (b->verdict == VERDICT_NONE)
		out->state = CASE_SKIPPED;
	else
		out->seconds = b->worst.value / 1e9;
	if (b->verdict == VERDICT_SLOWER)
		out->state = CASE_FAILED;
}

void suite_case(const struct suite *suite, size_t at, struct test_case *out)
{
	const struct comparison *c = suite->c;

	*out = (struct test_case){ .state = CASE_PASSED, .seconds = NAN, .type = "" };
	if (suite->arm)
		figure_case(suite, &c->figures[at], out);
	else if (suite->budgets)
		budget_case(suite, &c->budgets[at], out);
	else
		snprintf(out->name, sizeof(out->name), "comparison");
	if (!*out->sentence)
		outcome_sentence(c, out->sentence, sizeof(out->sentence));
	if (c->outcome == OUTCOME_NOJUDGE) {
		out->state = CASE_SKIPPED;
		outcome_sentence(c, out->sentence, sizeof(out->sentence));
	}
}

void suite_tally(const struct suite *suite, size_t tally[NSTATES])
{
	struct test_case test;

	memset(tally, 0, NSTATES * sizeof(*tally));
	for (size_t i = 0; i < suite->ncases; i++) {
		suite_case(suite, i, &test);
		tally[test.state]++;
	}
}
