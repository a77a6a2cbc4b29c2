// SPDX-License-Identifier: GPL-2.0-only
/* The test for even spread against tables that SciPy computed (tests/data/make-ks). */
#include <math.h>

#include "stats/uniform.h"
#include "unit.h"

struct row {
	size_t n;
	double d; /* or lambda */
	double p;
};

/* SciPy 1.10.1 */
static const struct row exact[] = {
	{ 1, 0.501, 9.980000000000e-01 },
	{ 1, 0.55, 9.000000000000e-01 },
	{ 1, 0.8, 4.000000000000e-01 },
	{ 2, 0.251, 9.999920000000e-01 },
	{ 2, 0.3, 9.800000000000e-01 },
	{ 2, 0.4, 8.200000000000e-01 },
	{ 2, 0.55, 4.050000000000e-01 },
	{ 2, 0.8, 8.000000000000e-02 },
	{ 3, 0.167666666666667, 9.999999520000e-01 },
	{ 3, 0.2, 9.982222222222e-01 },
	{ 3, 0.3, 8.862222222222e-01 },
	{ 3, 0.4, 5.946666666667e-01 },
	{ 3, 0.55, 2.271666666667e-01 },
	{ 3, 0.8, 1.600000000000e-02 },
	{ 5, 0.101, 9.999999999962e-01 },
	{ 5, 0.1, 1.000000000000e+00 },
	{ 5, 0.15, 9.988000000000e-01 },
	{ 5, 0.2, 9.616000000000e-01 },
	{ 5, 0.3, 6.640000000000e-01 },
	{ 5, 0.4, 3.088000000000e-01 },
	{ 5, 0.55, 5.969625000000e-02 },
	{ 5, 0.8, 6.400000000000e-04 },
	{ 7, 0.0724285714285714, 1.000000000000e+00 },
	{ 7, 0.1, 9.999899731574e-01 },
	{ 7, 0.15, 9.894053535559e-01 },
	{ 7, 0.2, 8.943915757550e-01 },
	{ 7, 0.3, 4.662638769900e-01 },
	{ 7, 0.4, 1.596067846833e-01 },
	{ 7, 0.55, 1.625593965126e-02 },
	{ 7, 0.8, 2.598993276611e-05 },
	{ 10, 0.051, 1.000000000000e+00 },
	{ 10, 0.07, 9.999999619493e-01 },
	{ 10, 0.1, 9.996371200000e-01 },
	{ 10, 0.15, 9.539652700000e-01 },
	{ 10, 0.2, 7.487190400000e-01 },
	{ 10, 0.3, 2.705355748000e-01 },
	{ 10, 0.4, 5.898924520000e-02 },
	{ 10, 0.55, 2.280510321484e-03 },
	{ 10, 0.8, 2.208000000000e-07 },
	{ 20, 0.026, 1.000000000000e+00 },
	{ 20, 0.07, 9.998196821043e-01 },
	{ 20, 0.1, 9.762550945922e-01 },
	{ 20, 0.15, 7.044671549443e-01 },
	{ 20, 0.2, 3.527201736234e-01 },
	{ 20, 0.3, 4.306706665852e-02 },
	{ 20, 0.4, 2.118922182036e-03 },
	{ 20, 0.55, 3.286197066228e-06 },
	{ 20, 0.8, 2.833912661621e-14 },
	{ 30, 0.0176666666666667, 1.000000000000e+00 },
	{ 30, 0.07, 9.962026430866e-01 },
	{ 30, 0.1, 8.960782680051e-01 },
	{ 30, 0.15, 4.648728040091e-01 },
	{ 30, 0.2, 1.579691610155e-01 },
	{ 30, 0.3, 6.852243362913e-03 },
	{ 30, 0.4, 7.621035572703e-05 },
	{ 30, 0.55, 4.740307236006e-09 },
	{ 30, 0.8, 3.645483161639e-21 },
	{ 50, 0.011, 1.000000000000e+00 },
	{ 50, 0.07, 9.527143282207e-01 },
	{ 50, 0.1, 6.623112704658e-01 },
	{ 50, 0.15, 1.902636651825e-01 },
	{ 50, 0.2, 3.143877776953e-02 },
	{ 50, 0.3, 1.735326020272e-04 },
	{ 50, 0.4, 9.863563364410e-08 },
	{ 50, 0.55, 9.869988245761e-15 },
	{ 50, 0.8, 6.046609934387e-35 },
	{ 75, 0.00766666666666667, 1.000000000000e+00 },
	{ 75, 0.07, 8.307739739245e-01 },
	{ 75, 0.1, 4.142301702848e-01 },
	{ 75, 0.15, 6.145906063223e-02 },
	{ 75, 0.2, 4.177769701149e-03 },
	{ 75, 0.3, 1.753500520595e-06 },
	{ 75, 0.4, 2.421976248108e-11 },
	{ 75, 0.55, 7.809035317914e-22 },
	{ 75, 0.8, 3.603429110226e-52 },
	{ 99, 0.00605050505050505, 1.000000000000e+00 },
	{ 99, 0.07, 6.904462062717e-01 },
	{ 99, 0.1, 2.577780464727e-01 },
	{ 99, 0.15, 2.075714879839e-02 },
	{ 99, 0.2, 6.018712428208e-04 },
	{ 99, 0.3, 2.129502011023e-08 },
	{ 99, 0.4, 8.293459749663e-15 },
	{ 99, 0.55, 1.188481435350e-28 },
	{ 100, 0.006, 1.000000000000e+00 },
	{ 100, 0.07, 6.846706791646e-01 },
	{ 100, 0.1, 2.526927570064e-01 },
	{ 100, 0.15, 1.983924212564e-02 },
	{ 100, 0.2, 5.551927327989e-04 },
	{ 100, 0.3, 1.771986989266e-08 },
	{ 100, 0.4, 5.947617451362e-15 },
	{ 100, 0.55, 6.179111218550e-29 },
};

static const struct row limit[] = {
	{ 0, 0.1, 1.000000000000e+00 },	  { 0, 0.2, 9.999999999995e-01 },   { 0, 0.4, 9.971923267773e-01 },
	{ 0, 0.6, 8.642827790506e-01 },	  { 0, 0.8, 5.441424115742e-01 },   { 0, 0.95, 3.274854844796e-01 },
	{ 0, 0.999, 2.710731641151e-01 }, { 0, 1, 2.699996716774e-01 },	    { 0, 1.001, 2.689292662986e-01 },
	{ 0, 1.2, 1.122496666707e-01 },	  { 0, 1.358, 5.002679733445e-02 }, { 0, 1.628, 9.975522431181e-03 },
	{ 0, 2, 6.709252557797e-04 },	  { 0, 3, 3.045995948943e-08 },	    { 0, 5, 3.857499695928e-22 },
	{ 0, 8, 5.144418745285e-56 },
};

static const struct row large[] = {
	{ 101, 0.0552923783272, 8.999999999994e-01 },	 { 101, 0.080752175759, 4.999999999996e-01 },
	{ 101, 0.120073342469, 1.000000000003e-01 },	 { 101, 0.133372119704, 4.999999999876e-02 },
	{ 101, 0.160021667794, 9.999999999959e-03 },	 { 101, 0.191742019091, 9.999999999918e-04 },
	{ 150, 0.0455854539344, 8.999999999997e-01 },	 { 150, 0.066490709686, 4.999999999999e-01 },
	{ 150, 0.0987857516236, 9.999999999989e-02 },	 { 150, 0.109714394442, 4.999999999932e-02 },
	{ 150, 0.131627803397, 9.999665649486e-03 },	 { 150, 0.157737901706, 1.000012654924e-03 },
	{ 400, 0.0281559490605, 9.000000000004e-01 },	 { 400, 0.0409690918328, 5.000000000006e-01 },
	{ 400, 0.0607688078355, 9.999999999991e-02 },	 { 400, 0.0674737589262, 4.999999999984e-02 },
	{ 400, 0.0809285374327, 9.999953841645e-03 },	 { 400, 0.0969823924069, 1.000002080332e-03 },
	{ 1000, 0.017898959455, 8.999999999996e-01 },	 { 1000, 0.0260053015645, 5.000000000009e-01 },
	{ 1000, 0.0385330426004, 1.000000000004e-01 },	 { 1000, 0.0427765004612, 5.000000000039e-02 },
	{ 1000, 0.0512941875267, 9.999993614671e-03 },	 { 1000, 0.0614622247717, 1.000000357526e-03 },
	{ 32768, 0.00315024904083, 8.999999999996e-01 }, { 32768, 0.00456666451926, 5.000000000008e-01 },
	{ 32768, 0.00675577248732, 9.999999999992e-02 }, { 32768, 0.00749739992424, 4.999999999994e-02 },
	{ 32768, 0.00898630003122, 1.000000124150e-02 }, { 32768, 0.0107642401636, 1.000000000528e-03 },
};

#define NROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

static void assert_near(double value, double expected, double relative)
{
	if (!(fabs(value - expected) <= relative * fabs(expected)))
		fail_msg("%.12e instead of %.12e", value, expected);
}

static void the_exact_distribution_agrees_with_another_implementation(void **state)
{
	for (size_t i = 0; i < NROWS(exact); i++)
		assert_near(ks_probability(exact[i].n, exact[i].d), exact[i].p, 1e-9);
}

static void the_limit_agrees_with_another_implementation(void **state)
{
	for (size_t i = 0; i < NROWS(limit); i++)
		assert_near(ks_limit(limit[i].d), limit[i].p, 1e-9);
}

/* Stephens' correction is an approximation: 3 % of p where tests decide, less for many values. */
static void many_values_are_near_the_exact_distribution(void **state)
{
	for (size_t i = 0; i < NROWS(large); i++)
		assert_near(ks_probability(large[i].n, large[i].d), large[i].p, 0.03);
}

/* The usual tables: D that is exceeded with probability 0.05 (Massey 1951, three digits). */
static void published_critical_values_have_their_probability(void **state)
{
	static const struct row published[] = { { 5, 0.565, 0 }, { 10, 0.410, 0 }, { 20, 0.294, 0 }, { 35, 0.23, 0 } };

	for (size_t i = 0; i < NROWS(published); i++) {
		assert_true(ks_probability(published[i].n, published[i].d - 0.006) > 0.05);
		assert_true(ks_probability(published[i].n, published[i].d + 0.006) < 0.05);
	}
}

static void one_value_is_exact_by_hand(void **state)
{
	double x[] = { 3 };

	/* D of one value u is max(u, 1 - u): even on [1/2, 1] */
	assert_near(ks_uniform(x, 1, 12), 0.75, 1e-15);
	assert_near(ks_probability(1, 0.75), 0.5, 1e-12);
	assert_true(ks_probability(1, 0.5) == 1);
	assert_true(ks_probability(1, 1) == 0);
}

/* D of these by SciPy's kstest */
static void the_statistic_agrees_with_another_implementation(void **state)
{
	double even[] = { 1, 2, 3, 4, 5 }, ties[] = { 9, 0.2, 5, 7.7, 3.1, 3.1, 1.2 }, outside[] = { -5, 15, 5 },
	       equal[8];

	for (int i = 0; i < 8; i++)
		equal[i] = 2.5;
	assert_near(ks_uniform(even, 5, 10), 0.5, 1e-15);
	assert_near(ks_probability(5, 0.5), 0.112, 1e-9);
	assert_near(ks_uniform(ties, 7, 10), 0.2614285714285714, 1e-14);
	assert_near(ks_probability(7, 0.2614285714285714), 6.349803884589e-01, 1e-9);
	assert_near(ks_uniform(outside, 3, 10), 0.33333333333333337, 1e-15);
	assert_near(ks_uniform(equal, 8, 10), 0.75, 1e-15);
	assert_near(ks_probability(8, 0.75), 3.623962402344e-05, 1e-9);
}

static void nothing_to_test_is_no_finding_and_no_nan(void **state)
{
	double x[] = { 0, 0, 0 };

	assert_true(ks_uniform(x, 0, 12) == 0);
	assert_true(ks_uniform(x, 3, 0) == 0);
	assert_true(ks_uniform(x, 3, NAN) == 0);
	assert_true(ks_uniform(x, 3, 12) == 1);
	assert_true(ks_probability(0, 0.5) == 1);
	assert_true(ks_probability(10, 0) == 1);
	assert_true(ks_probability(10, NAN) == 1);
	assert_true(ks_probability(100, 1) == 0);
	assert_true(ks_probability(1000000, 1) == 0);
}

/* The probability falls with D, through all three ways of computing it. */
static void more_distance_is_never_more_probable(void **state)
{
	for (size_t n = 1; n <= 120; n += 7) {
		double last = 1;

		for (int i = 0; i <= 1000; i++) {
			const double p = ks_probability(n, i / 1000.0);

			assert_true(p >= 0 && p <= 1);
			assert_true(p <= last * (1 + 1e-9));
			last = p;
		}
	}
}

static void even_values_are_rejected_as_often_as_the_level_says(void **state)
{
	uint64_t seed = 0x243f6a8885a308d3;
	double x[40];
	int rejected = 0;

	for (int run = 0; run < 4000; run++) {
		for (int i = 0; i < 40; i++)
			x[i] = (double)(next_random(&seed) >> 11) / 9007199254740992.0 * 12e6;
		rejected += ks_probability(40, ks_uniform(x, 40, 12e6)) < 0.05;
	}
	assert_in_range(rejected, 155, 245); /* 200 +- 3.3 standard deviations */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_exact_distribution_agrees_with_another_implementation),
		cmocka_unit_test(the_limit_agrees_with_another_implementation),
		cmocka_unit_test(many_values_are_near_the_exact_distribution),
		cmocka_unit_test(published_critical_values_have_their_probability),
		cmocka_unit_test(one_value_is_exact_by_hand),
		cmocka_unit_test(the_statistic_agrees_with_another_implementation),
		cmocka_unit_test(nothing_to_test_is_no_finding_and_no_nan),
		cmocka_unit_test(more_distance_is_never_more_probable),
		cmocka_unit_test(even_values_are_rejected_as_often_as_the_level_says),
	};

	return cmocka_run_group_tests_name("uniform", tests, NULL, NULL);
}
