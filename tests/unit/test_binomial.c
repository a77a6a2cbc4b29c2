// SPDX-License-Identifier: GPL-2.0-only
/* The interval of a share against SciPy (tests/data/make-ranks), a published one, and its definition. */
#include "rank_samples.h"
#include "stats/binomial.h"

static void agrees_with_another_implementation(void **state)
{
	double low, high;

	for (size_t i = 0; i < NROWS(clopper_pearson); i++) {
		binomial_interval(clopper_pearson[i].k, clopper_pearson[i].n, clopper_pearson[i].confidence, &low,
				  &high);
		assert_near(low, clopper_pearson[i].low, 1e-10);
		assert_near(high, clopper_pearson[i].high, 1e-10);
	}
}

/* Clopper and Pearson's charts, as Newcombe (Statistics in Medicine 17, 1998, table I) prints their figures to four digits. */
static void published_intervals_are_met(void **state)
{
	static const struct {
		uint64_t k, n;
		double low, high;
	} rows[] = { { 81, 263, 0.2527, 0.3676 },
		     { 15, 148, 0.0578, 0.1617 },
		     { 0, 20, 0, 0.1684 },
		     { 1, 29, 0.0009, 0.1776 } };
	double low, high;

	for (size_t i = 0; i < NROWS(rows); i++) {
		binomial_interval(rows[i].k, rows[i].n, 0.95, &low, &high);
		assert_true(fabs(low - rows[i].low) <= 0.00005 && fabs(high - rows[i].high) <= 0.00005);
	}
}

/* The sum of probabilities itself: at its ends each tail has half of what is left to the confidence. */
static void the_tails_at_the_ends_are_half_each(void **state)
{
	for (uint64_t n = 1; n <= 30; n++) {
		for (uint64_t k = 0; k <= n; k++) {
			double low, high, below = 0, above = 0, choose = 1;

			binomial_interval(k, n, 0.9, &low, &high);
			for (uint64_t i = 0; i <= n; i++) {
				const double rest = (double)(n - i), took = (double)i;

				above += i >= k ? choose * pow(low, took) * pow(1 - low, rest) : 0;
				below += i <= k ? choose * pow(high, took) * pow(1 - high, rest) : 0;
				choose *= rest / (double)(i + 1);
			}
			assert_near(k ? above : 0.05, 0.05, 1e-11);
			assert_near(k < n ? below : 0.05, 0.05, 1e-11);
		}
	}
}

static void the_normal_limit_goes_on_where_the_exact_ends(void **state)
{
	double low, high, low_limit, high_limit;

	binomial_interval(99999999, 400000000, 0.95, &low, &high);
	binomial_interval(100000001, 400000000, 0.95, &low_limit, &high_limit);
	/* 5e-9 of share between them, 8.5e-5 of width */
	assert_true(fabs(low_limit - low - 5e-9) < 1e-3 * (high - low));
	assert_true(fabs(high_limit - high - 5e-9) < 1e-3 * (high - low));
}

static void what_is_no_share_has_the_whole_range(void **state)
{
	double low, high;

	binomial_interval(0, 0, 0.95, &low, &high);
	assert_true(low == 0 && high == 1);
	binomial_interval(5, 4, 0.95, &low, &high);
	assert_true(low == 0 && high == 1);
	binomial_interval(2, 4, 1, &low, &high);
	assert_true(low == 0 && high == 1);
	binomial_interval(2, 4, NAN, &low, &high);
	assert_true(low == 0 && high == 1);
	binomial_interval(1, 4, 0, &low, &high);
	assert_true(low == 0.25 && high == 0.25);
	binomial_interval(UINT64_MAX, UINT64_MAX, 0.95, &low, &high);
	assert_true(low > 0.999999 && low <= 1 && high == 1);
	binomial_interval(UINT64_MAX / 2, UINT64_MAX, 0.95, &low, &high);
	assert_true(low < 0.5 && high > 0.5 && high - low < 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_another_implementation),
		cmocka_unit_test(published_intervals_are_met),
		cmocka_unit_test(the_tails_at_the_ends_are_half_each),
		cmocka_unit_test(the_normal_limit_goes_on_where_the_exact_ends),
		cmocka_unit_test(what_is_no_share_has_the_whole_range),
	};

	return cmocka_run_group_tests_name("binomial", tests, NULL, NULL);
}
