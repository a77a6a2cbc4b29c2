// SPDX-License-Identifier: GPL-2.0-only
/* The shift and its interval against R (tests/data/make-ranks), the definition, and by hand. */
#include <errno.h>

#include "rank_samples.h"
#include "stats/hodges.h"
#include "stats/ranksum.h"

static const double alphas[] = { 0.05, 0.01, 0.1, 0.2 };

static void agrees(const struct rank_case *rows, size_t nrows, uint64_t nlevels)
{
	struct samples s;
	struct hodges h;

	for (size_t i = 0; i < nrows; i++) {
		draw_samples(&s, i, 1, TIED_MOST, nlevels);
		assert_int_equal(hodges_shift(s.x, s.n, s.y, s.m, alphas[i % 4], &h), 0);
		assert_near(h.shift, rows[i].shift, 1e-9);
		assert_near(h.low, rows[i].low, 1e-9);
		assert_near(h.high, rows[i].high, 1e-9);
		assert_near(h.confidence, rows[i].confidence, 1e-9);
		assert_true(h.low <= h.shift && h.shift <= h.high);
		assert_true(h.confidence >= 1 - alphas[i % 4] - 1e-12);
	}
}

static void the_interval_of_tied_samples_agrees_with_another_implementation(void **state)
{
	agrees(tied, NROWS(tied), TIED_LEVELS);
}

static void the_interval_of_untied_samples_agrees_with_another_implementation(void **state)
{
	agrees(untied, NROWS(untied), 0);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* All differences, sorted: what the search must find without them. */
static void large_samples_have_the_order_statistics_of_all_differences(void **state)
{
	static double all[SAMPLE_MAX * SAMPLE_MAX];
	struct samples s;
	struct hodges h;

	for (uint64_t number = 0; number < 6; number++) {
		size_t count = 0, k;
		double rejected;

		draw_samples(&s, number, LARGE_LEAST, SAMPLE_MAX, number % 2 ? LARGE_LEVELS : 0);
		for (size_t i = 0; i < s.n; i++)
			s.x[i] = s.x[i] / 7 - 1e5;
		for (size_t i = 0; i < s.n; i++)
			for (size_t j = 0; j < s.m; j++)
				all[count++] = s.y[j] - s.x[i];
		qsort(all, count, sizeof(*all), by_value);
		assert_int_equal(ranksum_critical(s.n, s.m, 0.05, &k, &rejected), 0);
		assert_int_equal(hodges_shift(s.x, s.n, s.y, s.m, 0.05, &h), 0);
		assert_true(h.low == all[k - 1]);
		assert_true(h.high == all[count - k]);
		assert_near(h.shift, (all[(count - 1) / 2] + all[count / 2]) / 2, 1e-15);
		assert_true(h.confidence >= 0.95 && h.confidence < 0.951);
	}
}

static void a_small_shift_is_as_by_hand(void **state)
{
	const double x[] = { 1, 2, 3, 4 }, y[] = { 15, 11, 12, 13 };
	struct hodges h;

	/* y - x: 7 8 8 9 9 9 10 10 | 10 11 11 11 12 12 13 14; one value of U is rejected, 2 / 70 */
	assert_int_equal(hodges_shift(x, 4, y, 4, 0.05, &h), 0);
	assert_true(h.shift == 10 && h.low == 7 && h.high == 14);
	assert_near(h.confidence, 1 - 2.0 / 70, 1e-14);
	assert_int_equal(hodges_shift(y, 4, x, 4, 0.05, &h), 0);
	assert_true(h.shift == -10 && h.low == -14 && h.high == -7);
	assert_int_equal(hodges_shift(x, 4, x, 4, 0.05, &h), 0);
	assert_true(h.shift == 0 && !signbit(h.shift));
}

static void too_few_values_have_no_ends(void **state)
{
	const double x[] = { 1, 2, 3 }, y[] = { 4, 5, 6 };
	struct hodges h;

	assert_int_equal(hodges_shift(x, 3, y, 3, 0.05, &h), 0);
	assert_true(h.shift == 3 && h.low == -INFINITY && h.high == INFINITY && h.confidence == 1);
	assert_int_equal(hodges_shift(x, 3, y, 3, 0.1, &h), 0); /* the level is 2 / 20 to the last digit */
	assert_true(h.low == 1 && h.high == 5);
	assert_near(h.confidence, 0.9, 1e-14);
	assert_int_equal(hodges_shift(x, 1, y, 1, 0.5, &h), 0);
	assert_true(h.shift == 3 && h.low == -INFINITY);
}

static void every_level_has_ends_that_do_not_cross(void **state)
{
	const double x[] = { 1, 2, 3.5, 4 }, y[] = { 4, 5, 6 };
	struct hodges h;

	for (int i = 0; i <= 100; i++) {
		assert_int_equal(hodges_shift(x, 4, y, 3, i / 100.0, &h), 0);
		assert_true(h.low <= h.shift && h.shift <= h.high);
		assert_true(h.confidence >= 0 && h.confidence <= 1);
	}
}

static void the_interval_leaves_zero_out_where_the_test_rejects(void **state)
{
	struct samples s;
	struct ranksum r;
	struct hodges h;
	int rejected = 0;

	for (size_t i = 0; i < 400; i++) {
		draw_samples(&s, i, 4, TIED_MOST, 0);
		for (size_t j = 0; j < s.m; j++)
			s.y[j] += 0.5; /* no difference is 0 */
		assert_int_equal(ranksum_test(s.x, s.n, s.y, s.m, &r), 0);
		assert_int_equal(hodges_shift(s.x, s.n, s.y, s.m, 0.05, &h), 0);
		assert_int_equal(r.p <= 0.05, h.low > 0 || h.high < 0);
		rejected += r.p <= 0.05;
	}
	assert_in_range(rejected, 50, 350);
}

static void huge_and_tiny_values_do_no_harm(void **state)
{
	const double x[] = { -1e308, 1e308, 0, 5e-324 }, y[] = { 1e308, -1e308, -5e-324, 1 };
	struct hodges h;

	assert_int_equal(hodges_shift(x, 4, y, 4, 0.05, &h), 0);
	assert_true(h.low == -INFINITY && h.high == INFINITY && isfinite(h.shift));
}

static void what_is_no_sample_is_refused(void **state)
{
	const double x[] = { 1, 2 }, nan[] = { 1, NAN }, infinite[] = { INFINITY, 1 };
	struct hodges h;

	assert_int_equal(hodges_shift(x, 0, x, 2, 0.05, &h), -EINVAL);
	assert_int_equal(hodges_shift(x, 2, x, 0, 0.05, &h), -EINVAL);
	assert_int_equal(hodges_shift(x, 2, nan, 2, 0.05, &h), -EINVAL);
	assert_int_equal(hodges_shift(infinite, 2, x, 2, 0.05, &h), -EINVAL);
	assert_int_equal(hodges_shift(x, 2, x, 2, -0.1, &h), -EINVAL);
	assert_int_equal(hodges_shift(x, 2, x, 2, NAN, &h), -EINVAL);
}

/* 12 + 12 of one skewed distribution, shifted by 3: the interval holds 3 as often as it says. */
static void the_interval_holds_the_shift_as_often_as_it_says(void **state)
{
	uint64_t seed = 0x243f6a8885a308d3;
	double x[12], y[12];
	struct hodges h;
	int held = 0;

	for (int run = 0; run < 2000; run++) {
		for (int i = 0; i < 12; i++) {
			x[i] = -log((double)((next_random(&seed) >> 11) + 1) / 9007199254740992.0);
			y[i] = 3 - log((double)((next_random(&seed) >> 11) + 1) / 9007199254740992.0);
		}
		hodges_shift(x, 12, y, 12, 0.05, &h);
		held += h.low <= 3 && 3 <= h.high;
	}
	/* the level reached, 1 - 2 pwilcox(37, 12, 12), is 0.9551: 1910 +- 3.3 standard deviations */
	assert_in_range(held, 1880, 1940);
	assert_near(h.confidence, 0.9551, 1e-3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_interval_of_tied_samples_agrees_with_another_implementation),
		cmocka_unit_test(the_interval_of_untied_samples_agrees_with_another_implementation),
		cmocka_unit_test(large_samples_have_the_order_statistics_of_all_differences),
		cmocka_unit_test(a_small_shift_is_as_by_hand),
		cmocka_unit_test(too_few_values_have_no_ends),
		cmocka_unit_test(every_level_has_ends_that_do_not_cross),
		cmocka_unit_test(the_interval_leaves_zero_out_where_the_test_rejects),
		cmocka_unit_test(huge_and_tiny_values_do_no_harm),
		cmocka_unit_test(what_is_no_sample_is_refused),
		cmocka_unit_test(the_interval_holds_the_shift_as_often_as_it_says),
	};

	return cmocka_run_group_tests_name("hodges", tests, NULL, NULL);
}
