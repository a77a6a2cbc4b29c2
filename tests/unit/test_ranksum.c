// SPDX-License-Identifier: GPL-2.0-only
/* The rank-sum test against R, coin and SciPy (tests/data/make-ranks), published tables and counts by hand. */
#include <errno.h>
#include <time.h>

#include "rank_samples.h"
#include "stats/normal.h"
#include "stats/ranksum.h"

/*
 * Critical values of U as textbooks print them, two-sided 0.05 and 0.01, of n (row) and m <= n (column), both from 1 on.
 * Four are misprints that have been reprinted for decades, see below.
 */
static const int printed[2][20][20] = {
	{
		{ -1 },
		{ -1, -1 },
		{ -1, -1, -1 },
		{ -1, -1, -1, 0 },
		{ -1, -1, 0, 1, 2 },
		{ -1, -1, 1, 2, 3, 5 },
		{ -1, -1, 1, 3, 5, 6, 8 },
		{ -1, 0, 2, 4, 6, 8, 10, 13 },
		{ -1, 0, 2, 4, 7, 10, 12, 15, 17 },
		{ -1, 0, 3, 5, 8, 11, 14, 17, 20, 23 },
		{ -1, 0, 3, 6, 9, 13, 16, 19, 23, 26, 30 },
		{ -1, 1, 4, 7, 11, 14, 18, 22, 26, 29, 33, 37 },
		{ -1, 1, 4, 8, 12, 16, 20, 24, 28, 33, 37, 41, 45 },
		{ -1, 1, 5, 9, 13, 17, 22, 26, 31, 36, 40, 45, 50, 55 },
		{ -1, 1, 5, 10, 14, 19, 24, 29, 34, 39, 44, 49, 54, 59, 64 },
		{ -1, 1, 6, 11, 15, 21, 26, 31, 37, 42, 47, 53, 59, 64, 70, 75 },
		{ -1, 2, 6, 11, 17, 22, 28, 34, 39, 45, 51, 57, 63, 67, 75, 81, 87 },
		{ -1, 2, 7, 12, 18, 24, 30, 36, 42, 48, 55, 61, 67, 74, 80, 86, 93, 99 },
		{ -1, 2, 7, 13, 19, 25, 32, 38, 45, 52, 58, 65, 72, 78, 85, 92, 99, 106, 113 },
		{ -1, 2, 8, 13, 20, 27, 34, 41, 48, 55, 62, 69, 76, 83, 90, 98, 105, 112, 119, 127 },
	},
	{
		{ -1 },
		{ -1, -1 },
		{ -1, -1, -1 },
		{ -1, -1, -1, -1 },
		{ -1, -1, -1, -1, 0 },
		{ -1, -1, -1, 0, 1, 2 },
		{ -1, -1, -1, 0, 1, 3, 4 },
		{ -1, -1, -1, 1, 2, 4, 6, 7 },
		{ -1, -1, 0, 1, 3, 5, 7, 9, 11 },
		{ -1, -1, 0, 2, 4, 6, 9, 11, 13, 16 },
		{ -1, -1, 0, 2, 5, 7, 10, 13, 16, 18, 21 },
		{ -1, -1, 1, 3, 6, 9, 12, 15, 18, 21, 24, 27 },
		{ -1, -1, 1, 3, 7, 10, 13, 17, 20, 24, 27, 31, 34 },
		{ -1, -1, 1, 4, 7, 11, 15, 18, 22, 26, 30, 34, 38, 42 },
		{ -1, -1, 2, 5, 8, 12, 16, 20, 24, 29, 33, 37, 42, 46, 51 },
		{ -1, -1, 2, 5, 9, 13, 18, 22, 27, 31, 36, 41, 45, 50, 55, 60 },
		{ -1, -1, 2, 6, 10, 15, 19, 24, 29, 34, 39, 44, 49, 54, 60, 65, 70 },
		{ -1, -1, 2, 6, 11, 16, 21, 26, 31, 37, 42, 47, 53, 58, 64, 70, 75, 81 },
		{ -1, 0, 3, 7, 12, 17, 22, 28, 33, 39, 45, 51, 56, 63, 69, 74, 81, 87, 93 },
		{ -1, 0, 3, 8, 13, 18, 24, 30, 36, 42, 46, 54, 60, 67, 73, 79, 86, 92, 99, 105 },
	},
};

static const struct {
	size_t level, n, m;
	int right;
} misprints[] = { { 0, 17, 14, 69 }, { 0, 20, 4, 14 }, { 1, 19, 13, 57 }, { 1, 20, 11, 48 } };

static const double levels[2] = { 0.05, 0.01 };

static int right_value(size_t level, size_t n, size_t m)
{
	for (size_t i = 0; i < NROWS(misprints); i++)
		if (misprints[i].level == level && misprints[i].n == n && misprints[i].m == m)
			return misprints[i].right;
	return printed[level][n - 1][m - 1];
}

/* Untied samples, n and m of them, of which y over x has this U: the m values of y go as high as is left for each. */
static double p_of(size_t n, size_t m, size_t u)
{
	double x[20], y[20];
	struct ranksum r;

	for (size_t i = 0; i < n; i++)
		x[i] = (double)i;
	for (size_t j = m; j-- > 0;) {
		const size_t below = u < n ? u : n;

		y[j] = (double)below - 0.5 + (double)j * 0.01;
		u -= below;
	}
	assert_int_equal(ranksum_test(x, n, y, m, &r), 0);
	assert_true(r.exact);
	return r.p;
}

static void p_agrees_with_published_critical_values(void **state)
{
	for (size_t level = 0; level < 2; level++) {
		for (size_t n = 1; n <= 20; n++) {
			for (size_t m = 1; m <= n; m++) {
				const int c = right_value(level, n, m);

				if (c >= 0)
					assert_true(p_of(n, m, (size_t)c) <= levels[level]);
				if ((size_t)(c + 1) <= n * m / 2)
					assert_true(p_of(n, m, (size_t)(c + 1)) > levels[level]);
			}
		}
	}
}

static void critical_values_agree_with_tables_and_another_implementation(void **state)
{
	for (size_t level = 0; level < 2; level++) {
		for (size_t n = 1; n <= 20; n++) {
			for (size_t m = 1; m <= 20; m++) {
				size_t values;
				double p;

				assert_int_equal(ranksum_critical(n, m, levels[level], &values, &p), 0);
				assert_int_equal((int)values - 1, critical[level][n - 1][m - 1]);
				if (m <= n)
					assert_int_equal((int)values - 1, right_value(level, n, m));
				assert_true(values ? p > 0 && p <= levels[level] : p == 0);
			}
		}
	}
}

static void exact_p_of_ties_agrees_with_another_implementation(void **state)
{
	struct samples s;
	struct ranksum r;

	for (size_t i = 0; i < NROWS(tied); i++) {
		draw_samples(&s, i, 1, TIED_MOST, TIED_LEVELS);
		assert_int_equal(ranksum_test(s.x, s.n, s.y, s.m, &r), 0);
		assert_true(r.exact);
		assert_near(r.p, tied[i].p, 1e-9);
		assert_int_equal(ranksum_test(s.y, s.m, s.x, s.n, &r), 0);
		assert_near(r.p, tied[i].p, 1e-9);
	}
}

static void exact_p_without_ties_agrees_with_another_implementation(void **state)
{
	struct samples s;
	struct ranksum r;

	for (size_t i = 0; i < NROWS(untied); i++) {
		draw_samples(&s, i, 1, TIED_MOST, 0);
		assert_int_equal(ranksum_test(s.x, s.n, s.y, s.m, &r), 0);
		assert_near(r.p, untied[i].p, 1e-9);
	}
}

static void normal_approximation_agrees_with_another_implementation(void **state)
{
	struct samples s;
	struct ranksum r;

	for (size_t i = 0; i < NROWS(large); i++) {
		draw_samples(&s, i, LARGE_LEAST, SAMPLE_MAX, LARGE_LEVELS);
		assert_int_equal(ranksum_test(s.x, s.n, s.y, s.m, &r), 0);
		assert_false(r.exact);
		assert_near(r.u, large[i].u, 0);
		assert_near(r.p, large[i].p, 1e-9);
	}
}

/* Both sides of the bound on nearly the same sizes, where a test decides. */
static void approximation_goes_on_where_the_exact_ends(void **state)
{
	size_t exact, approximate;
	double p, q;

	for (double alpha = 0.001; alpha < 0.2; alpha *= 1.3) {
		ranksum_critical(45, 45, alpha, &exact, &p);
		ranksum_critical(45, 46, alpha, &approximate, &q);
		/* mean and deviation of U grow from 1012.5 and 123.9 to 1035 and 126.0 */
		assert_true(fabs(((double)approximate - 1035) / 125.96 - ((double)exact - 1012.5) / 123.92) < 0.05);
		assert_near(q, p, 0.05);
	}
}

static void small_samples_are_as_counted_by_hand(void **state)
{
	const double one[] = { 1 }, two[] = { 2 }, x[] = { 1, 2, 2 }, y[] = { 2, 3 }, low[] = { 1, 2, 3, 4 },
		     high[] = { 5, 6, 7, 8 };
	struct ranksum r;

	assert_int_equal(ranksum_test(one, 1, two, 1, &r), 0);
	assert_true(r.u == 1 && r.p == 1);
	assert_int_equal(ranksum_test(low, 4, high, 4, &r), 0);
	assert_true(r.u == 16);
	assert_near(r.p, 2.0 / 70, 1e-14);
	assert_int_equal(ranksum_test(high, 4, low, 4, &r), 0);
	assert_true(r.u == 0);
	/* Midranks 1 3 3 3 5, mean of two 6: of ten pairs 3+5 three times, 1+3 three times, 1+5 and 3+3 are at the mean */
	assert_int_equal(ranksum_test(x, 3, y, 2, &r), 0);
	assert_true(r.u == 5);
	assert_near(r.p, 6.0 / 10, 1e-14);
}

static void counts_beyond_2_to_53_keep_their_digits(void **state)
{
	double x[45], y[45];
	struct ranksum r;

	for (int i = 0; i < 45; i++) {
		x[i] = i;
		y[i] = 100 + i;
	}
	assert_int_equal(ranksum_test(x, 45, y, 45, &r), 0);
	assert_true(r.exact);
	/* C(90, 45) = 103827421287553411369671120 */
	assert_near(r.p, 2 / 1.03827421287553411369671120e26, 1e-12);
	assert_int_equal(ranksum_test(x, 25, y, 25, &r), 0);
	assert_near(r.p, 2 / 126410606437752.0, 1e-12);
}

static void equal_values_are_no_finding(void **state)
{
	double same[100];
	struct ranksum r;

	for (int i = 0; i < 100; i++)
		same[i] = 7;
	assert_int_equal(ranksum_test(same, 5, same, 5, &r), 0);
	assert_true(r.p == 1 && r.exact && r.u == 12.5);
	assert_int_equal(ranksum_test(same, 100, same, 100, &r), 0);
	assert_true(r.p == 1 && !r.exact && r.u == 5000);
}

static void infinite_values_have_ranks_and_nan_has_none(void **state)
{
	const double x[] = { 1, -INFINITY, 2 }, y[] = { INFINITY, INFINITY, 3 }, bad[] = { 1, NAN };
	struct ranksum r;
	size_t values;
	double p;

	assert_int_equal(ranksum_test(x, 3, y, 3, &r), 0);
	assert_true(r.u == 9);
	assert_int_equal(ranksum_test(x, 3, bad, 2, &r), -EINVAL);
	assert_int_equal(ranksum_test(bad, 2, x, 3, &r), -EINVAL);
	assert_int_equal(ranksum_test(x, 0, y, 3, &r), -EINVAL);
	assert_int_equal(ranksum_test(x, 3, y, 0, &r), -EINVAL);
	assert_int_equal(ranksum_critical(0, 3, 0.05, &values, &p), -EINVAL);
	assert_int_equal(ranksum_critical(3, 3, NAN, &values, &p), -EINVAL);
	assert_int_equal(ranksum_critical(3, 3, 1.5, &values, &p), -EINVAL);
}

static void the_least_p_tells_how_many_runs_it_takes(void **state)
{
	assert_true(ranksum_least_p(1, 1) == 1);
	assert_true(ranksum_least_p(3, 3) == 0.1);
	assert_near(ranksum_least_p(4, 4), 2.0 / 70, 1e-15);
	assert_near(ranksum_least_p(20, 2), 2.0 / 231, 1e-15);
	assert_near(ranksum_least_p(25, 25), 2 / 126410606437752.0, 1e-15);
	assert_true(ranksum_least_p(0, 5) == 1);
	assert_true(ranksum_least_p(100000, 100000) == 0);
	assert_int_equal(ranksum_least_n(1), 1);
	assert_int_equal(ranksum_least_n(0.1), 3);
	assert_int_equal(ranksum_least_n(0.05), 4);
	assert_int_equal(ranksum_least_n(0.01), 5);  /* 2 / 252 */
	assert_int_equal(ranksum_least_n(0.001), 7); /* 2 / 3432, and 2 / 924 of 6 */
	assert_true(ranksum_least_n(0) == SIZE_MAX);
	assert_true(ranksum_least_n(-1) == SIZE_MAX);
	assert_true(ranksum_least_n(NAN) == SIZE_MAX);
}

static void every_small_size_is_exact_and_quick(void **state)
{
	struct timespec from, to;
	struct samples s;
	struct ranksum r;

	draw_samples(&s, 1, SAMPLE_MAX, SAMPLE_MAX, 1000);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (size_t n = 1; n < 50; n++) {
		assert_int_equal(ranksum_test(s.x, n, s.y, 50 - n, &r), 0);
		assert_true(r.exact);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	assert_true((double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9 < 49 * 0.05);
}

/* Both of one distribution: p <= alpha as often as alpha says or less, and nearly so since 10 + 10 have many values of U. */
static void alike_samples_are_rejected_as_often_as_the_level_says(void **state)
{
	uint64_t seed = 0x243f6a8885a308d3;
	struct ranksum r;
	double v[20];
	int rejected = 0;

	for (int run = 0; run < 4000; run++) {
		for (int i = 0; i < 20; i++)
			v[i] = (double)(next_random(&seed) >> 11);
		ranksum_test(v, 10, v + 10, 10, &r);
		rejected += r.p <= 0.05;
	}
	/* P(p <= 0.05) is 0.0433 for 10 + 10, by twice pwilcox(23, 10, 10): 173 +- 3.3 standard deviations */
	assert_in_range(rejected, 131, 215);
}

static void quantiles_agree_with_another_implementation(void **state)
{
	for (size_t i = 0; i < NROWS(quantiles); i++) {
		assert_true(fabs(normal_quantile(quantiles[i].p) - quantiles[i].z) <=
			    1e-14 * fmax(fabs(quantiles[i].z), 1));
		assert_near(normal_cdf(quantiles[i].z), quantiles[i].p, 1e-12);
	}
	assert_true(normal_quantile(0) == -INFINITY && normal_quantile(1) == INFINITY);
	assert_true(isnan(normal_quantile(NAN)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(p_agrees_with_published_critical_values),
		cmocka_unit_test(critical_values_agree_with_tables_and_another_implementation),
		cmocka_unit_test(exact_p_of_ties_agrees_with_another_implementation),
		cmocka_unit_test(exact_p_without_ties_agrees_with_another_implementation),
		cmocka_unit_test(normal_approximation_agrees_with_another_implementation),
		cmocka_unit_test(approximation_goes_on_where_the_exact_ends),
		cmocka_unit_test(small_samples_are_as_counted_by_hand),
		cmocka_unit_test(counts_beyond_2_to_53_keep_their_digits),
		cmocka_unit_test(equal_values_are_no_finding),
		cmocka_unit_test(infinite_values_have_ranks_and_nan_has_none),
		cmocka_unit_test(the_least_p_tells_how_many_runs_it_takes),
		cmocka_unit_test(every_small_size_is_exact_and_quick),
		cmocka_unit_test(alike_samples_are_rejected_as_often_as_the_level_says),
		cmocka_unit_test(quantiles_agree_with_another_implementation),
	};

	return cmocka_run_group_tests_name("ranksum", tests, NULL, NULL);
}
