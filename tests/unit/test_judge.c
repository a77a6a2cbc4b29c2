// SPDX-License-Identifier: GPL-2.0-only
/* The rules of a verdict, on numbers computed by hand. */
#include <errno.h>

#include "judge/judge.h"
#include "judge/judge_impl.h"
#include "unit.h"

#include "comparisons.h"

static struct judged measured(enum rule rule, const double *base, size_t n, const double *value, size_t m, double floor)
{
	struct comparison c = { .rule = rule, .alpha = 0.05, .tolerance = { .relative = 0.05, .ns = 2 } };
	const struct judge_case jc = { base, value, n, m, floor };
	struct judged j = { 0 };

	assert_int_equal(judge_measure(&c, &jc, &j), 0);
	return j;
}

/* By rank the least p of 4 + 4 is 2 / 70; the interval of 16 differences leaves none out at 0.05: R's qwilcox(0.025, 4, 4) is 1. */
static void test_rank_numbers(void **state)
{
	const double base[] = { 100, 101, 102, 103 }, value[] = { 120, 121, 122, 123 };
	struct judged j = measured(RULE_RANK, base, 4, value, 4, 3);

	assert_true(fabs(j.p - 2.0 / 70) < 1e-12);
	assert_true(j.base == 101.5 && j.value == 121.5 && j.shift == 20 && j.low == 17 && j.high == 23);
	assert_true(fabs(j.confidence - (1 - 2.0 / 70)) < 1e-12);
	assert_true(isnan(j.spread) && j.floor == 3 && fabs(j.tolerance - 5.075) < 1e-12);
}

static void test_exact_numbers(void **state)
{
	const double base[] = { 100, 104, 101 }, value[] = { 90, 80, 89 };
	struct judged j = measured(RULE_EXACT, base, 3, value, 3, 1);

	assert_true(j.base == 101 && j.value == 89 && j.shift == -12);
	assert_true(j.low == 80 - 104 && j.high == 90 - 100);
	assert_true(j.spread == 10 && isnan(j.p) && isnan(j.p_corrected));
}

static void test_numbers_that_are_none(void **state)
{
	struct comparison c = { .alpha = 0.05 };
	const double base[] = { 1, NAN, 2 }, value[] = { INFINITY, 1, 2 };
	struct judged j;
	double median;

	assert_int_equal(judge_measure(&c, &(struct judge_case){ base, base, 3, 3, 1 }, &j), -EINVAL);
	assert_int_equal(judge_measure(&c, &(struct judge_case){ base, value, 1, 3, 1 }, &j), -EINVAL);
	assert_int_equal(judge_measure(&c, &(struct judge_case){ base, value, 0, 0, 1 }, &j), -EINVAL);
	assert_int_equal(judge_median(base, 3, &median), 0);
	assert_true(median == 1.5);
	assert_int_equal(judge_median(base + 1, 1, &median), 0);
	assert_true(isnan(median));
}

/* A row: what was measured, and the verdict. */
static void test_verdicts_of_each_rule(void **state)
{
	static const struct {
		enum rule rule;
		double shift, low, high, p, spread, floor, tolerance;
		enum verdict verdict;
	} rows[] = {
		{ RULE_RANK, 100, 60, 140, 0.01, NAN, 10, 50, VERDICT_SLOWER },
		{ RULE_RANK, -100, -140, -60, 0.01, NAN, 10, 50, VERDICT_FASTER },
		{ RULE_RANK, 100, 60, 140, 0.05, NAN, 10, 50, VERDICT_SAME }, /* below alpha, not at it */
		{ RULE_RANK, 100, 50, 140, 0.01, NAN, 10, 50, VERDICT_WITHIN },
		{ RULE_RANK, -100, -140, -50, 0.01, NAN, 10, 50, VERDICT_WITHIN },
		{ RULE_RANK, 100, 60, 140, 0.01, NAN, 100, 50, VERDICT_WITHIN },
		{ RULE_RANK, 100, -INFINITY, INFINITY, 0.01, NAN, 10, 50, VERDICT_WITHIN },
		{ RULE_EXACT, 100, 60, 140, NAN, 30, 10, 0, VERDICT_SLOWER },
		{ RULE_EXACT, -100, -140, -60, NAN, 30, 10, 0, VERDICT_FASTER },
		{ RULE_EXACT, 100, 60, 140, NAN, 60, 10, 0, VERDICT_SAME },
		{ RULE_EXACT, 100, 60, 140, NAN, 50, 10, 0, VERDICT_WITHIN },
		{ RULE_EXACT, -100, -140, -60, NAN, 50, 10, 0, VERDICT_WITHIN },
		{ RULE_EXACT, 100, 60, 140, NAN, 49, 10, 0, VERDICT_SLOWER },
		{ RULE_EXACT, 100, 0, 140, NAN, 30, 10, 0, VERDICT_SAME },
		{ RULE_EXACT, 100, 60, 140, NAN, 30, 10, 60, VERDICT_WITHIN },
		{ RULE_EXACT, 16, 16, 16, NAN, 0, 16, 0, VERDICT_WITHIN },
		{ RULE_EXACT, 17, 17, 17, NAN, 0, 16, 0, VERDICT_SLOWER },
		{ RULE_EXACT, 0, 0, 0, NAN, 0, 16, 0, VERDICT_SAME },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct comparison c = { .rule = rows[i].rule, .alpha = 0.05 };
		struct judged j = { .shift = rows[i].shift,
				    .low = rows[i].low,
				    .high = rows[i].high,
				    .p_corrected = rows[i].p,
				    .spread = rows[i].spread,
				    .floor = rows[i].floor,
				    .tolerance = rows[i].tolerance };

		judge_decide(&c, &j);
		if (j.verdict != rows[i].verdict)
			fail_msg("row %zu is %s", i, verdict_name(j.verdict));
		assert_true((j.verdict == VERDICT_WITHIN) == (*j.why != 0));
	}
}

/* --- from samples to the whole, as history uses it ----------------------------------------------------------------- */

static void sample_arms(struct comparison *c, size_t n, double base, double value)
{
	static const struct quantity p50 = { "p50", 0.5 };
	struct figure *f;

	made_two_arms(c, n);
	c->family = 0;
	f = comparison_add_figure(c, "raise-irq", "", "its", &p50);
	for (size_t i = 0; i < c->nruns; i++)
		f->samples[i] =
			(struct sample){ .value = (i < n ? base : value) + (double)i, .width = 4, .count = 400 };
}

static void test_samples_alone_suffice(void **state)
{
	const struct compare_opts opts = { 0 };
	struct comparison c;
	struct err err;

	sample_arms(&c, 4, 1000, 1200);
	assert_int_equal(compare_judge(&c, &opts, &err), 0);
	assert_int_equal(c.outcome, OUTCOME_FAIL);
	assert_true(c.figures[0].judged[1].floor == 5 && c.figures[0].folded[0].count == 0);
	comparison_free(&c);

	sample_arms(&c, 3, 1000, 1200);
	assert_int_equal(compare_judge(&c, &opts, &err), 0);
	assert_int_equal(c.outcome, OUTCOME_NOJUDGE);
	assert_string_equal(c.reasons[0], "3 + 3 runs cannot reach p < 0.05: needs at least 4 + 4");
	assert_int_equal(c.figures[0].judged[1].verdict, VERDICT_NONE);
	comparison_free(&c);
}

static void test_nothing_to_judge(void **state)
{
	const struct compare_opts opts = { 0 };
	struct comparison c;
	struct err err;

	made_two_arms(&c, 8);
	c.family = 0;
	assert_int_equal(compare_judge(&c, &opts, &err), 0);
	assert_int_equal(c.outcome, OUTCOME_NOJUDGE);
	assert_int_equal(c.nreasons, 1);
	comparison_free(&c);
}

static void test_a_reason_is_said_once(void **state)
{
	struct comparison c = { 0 };

	for (int i = 0; i < 3; i++)
		assert_int_equal(comparison_reason(&c, "%d and %s", 7, "words"), 0);
	assert_int_equal(comparison_reason(&c, "another"), 0);
	assert_int_equal(c.nreasons, 2);
	comparison_free(&c);
}

/* --- what is written ----------------------------------------------------------------------------------------------- */

static void test_quantities(void **state)
{
	static const struct {
		const char *text;
		double q;
	} good[] = { { "p50", 0.5 },
		     { "p0", 0 },
		     { "p100", 1 },
		     { "p99.9", 0.999 },
		     { "p99.999999", 0.99999999 },
		     { "mean", QUANTITY_MEAN },
		     { "min", QUANTITY_MIN },
		     { "max", QUANTITY_MAX } };
	static const char *const bad[] = { "",
					   "p",
					   "50",
					   "p101",
					   "p-1",
					   "p5e1",
					   "p 50",
					   "p50 ",
					   "p50.",
					   "p.5",
					   "P50",
					   "pnan",
					   "p0x10",
					   "median",
					   "p99.99999999999999",
					   "p1000000000000000000000" };
	struct quantity out;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(quantity_parse(good[i].text, &out, NULL), 0);
		assert_string_equal(out.name, good[i].text);
		assert_true(fabs(out.q - good[i].q) < 1e-15);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (quantity_parse(bad[i], &out, NULL) != -EINVAL)
			fail_msg("'%s' is a quantity", bad[i]);
}

static void test_tolerances_and_budgets(void **state)
{
	struct tolerance t;
	struct budget b;

	assert_int_equal(tolerance_parse("2.5%", &t, NULL), 0);
	assert_true(fabs(t.relative - 0.025) < 1e-15 && t.ns == 0);
	assert_int_equal(tolerance_parse("1.5us", &t, NULL), 0);
	assert_true(t.relative == 0 && t.ns == 1500);
	assert_int_equal(tolerance_parse("0", &t, NULL), 0);
	assert_int_equal(tolerance_parse("3", &t, NULL), -EINVAL);
	assert_int_equal(tolerance_parse("%", &t, NULL), -EINVAL);
	assert_int_equal(tolerance_parse("1e3us", &t, NULL), -EINVAL);
	assert_int_equal(budget_parse("residency@edma:p99.9<=1.25 ms", &b, NULL), 0);
	assert_string_equal(b.stage, "residency");
	assert_string_equal(b.backend, "edma");
	assert_string_equal(b.quantity.name, "p99.9");
	assert_true(b.limit == 1250000);
	assert_int_equal(budget_parse("residency:p99<8us", &b, NULL), -EINVAL);
	assert_int_equal(budget_parse("residency@:p99<=8us", &b, NULL), -EINVAL);
	assert_int_equal(budget_parse("a-stage-whose-name-is-longer-than-any-stage-may-be:p99<=8us", &b, NULL),
			 -EINVAL);
}

/* Half a bucket and a step either way, of quantiles; of the others the step alone. */
static void test_what_is_taken_of_a_histogram(void **state)
{
	static const struct quantity p50 = { "p50", 0.5 }, mean = { "mean", QUANTITY_MEAN },
				     max = { "max", QUANTITY_MAX };
	struct hist *h = calloc(1, sizeof(*h));
	struct sample s;

	s = quantity_of(&p50, h, 42);
	assert_true(isnan(s.value) && s.count == 0);
	for (int i = 0; i < 99; i++)
		hist_add(h, 6600); /* bucket 6528..6655: 128 wide, see hist.h */
	hist_add(h, 9000);
	s = quantity_of(&p50, h, 42);
	assert_true(s.value >= 6592 - 1 && s.value <= 6600 && s.width == 128 && s.error == 64 + 42 && s.count == 100);
	s = quantity_of(&mean, h, 42);
	assert_true(s.value == 6624 && s.width == 0 && s.error == 42);
	s = quantity_of(&max, h, 1);
	assert_true(s.value == 9000 && s.error == 1);
	free(h);
}

static void test_every_row_of_likeness_is_seen(void **state)
{
	struct replicate a = { 0 }, b;
	char text[64];
	int n = 0;

	for (; likeness_name(n); n++) {
		assert_int_equal(likeness_find(likeness_name(n)), LIKE_BIT(n));
		assert_string_not_equal(likeness_value(n, &a, text, sizeof(text)), "");
	}
	assert_int_equal(likeness_find("weather"), 0);
	assert_int_equal(likeness_unlike(&a, &a), 0);
	b = a;
	strcpy(b.env.release, "1");
	strcpy(b.env.preempt, "1");
	strcpy(b.env.arch, "1");
	strcpy(b.env.clocksource, "1");
	strcpy(b.env.governor, "1");
	strcpy(b.env.lab, "1");
	strcpy(b.env.attach, "1");
	strcpy(b.env.correction, "1");
	strcpy(b.env.tracers, "1");
	strcpy(b.backends, "1");
	b.env.hz = b.env.cpus = 1;
	b.env.threadirqs = b.accounted = true;
	assert_int_equal(likeness_unlike(&a, &b), (1U << n) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rank_numbers),
		cmocka_unit_test(test_exact_numbers),
		cmocka_unit_test(test_numbers_that_are_none),
		cmocka_unit_test(test_verdicts_of_each_rule),
		cmocka_unit_test(test_samples_alone_suffice),
		cmocka_unit_test(test_nothing_to_judge),
		cmocka_unit_test(test_a_reason_is_said_once),
		cmocka_unit_test(test_quantities),
		cmocka_unit_test(test_tolerances_and_budgets),
		cmocka_unit_test(test_what_is_taken_of_a_histogram),
		cmocka_unit_test(test_every_row_of_likeness_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
