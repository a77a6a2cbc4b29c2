// SPDX-License-Identifier: GPL-2.0-only
/* The schedule of requests: its generator, means and spreads, phases of a poll, and what a stall does to it. */
#include <math.h>

#include "ping/pacing.h"
#include "unit.h"

#define START 5000000000ULL
#define N     100000

/* Published: the first outputs for seed 1234567, as every test suite of splitmix64 has them. */
static void test_generator_is_splitmix64(void **state)
{
	static const uint64_t expect[] = { 6457827717110365317ULL, 3203168211198807973ULL, 9817491932198370423ULL,
					   4593380528125082431ULL, 16408922859458223821ULL };
	uint64_t seed = 1234567;

	for (size_t i = 0; i < sizeof(expect) / sizeof(expect[0]); i++)
		assert_true(pacing_random(&seed) == expect[i]);
}

struct moments {
	double mean, deviation, least, most;
};

static struct moments gaps_of(enum ping_pacing kind, double gap, uint64_t seed)
{
	struct moments m = { .least = 1e30 };
	struct pacing p;
	double sum = 0, squares = 0;
	uint64_t last;

	pacing_init(&p, kind, gap, seed, START);
	last = pacing_due(&p);
	assert_true(last == START);
	for (int i = 0; i < N; i++) {
		double g;

		pacing_sent(&p, last);
		g = (double)(pacing_due(&p) - last);
		last = pacing_due(&p);
		sum += g;
		squares += g * g;
		m.least = fmin(m.least, g);
		m.most = fmax(m.most, g);
	}
	m.mean = sum / N;
	m.deviation = sqrt(squares / N - m.mean * m.mean);
	return m;
}

/* Of 100000 gaps the mean is off by no more than 1 % at 5 standard errors (0.58 / sqrt(N) = 0.18 %). */
static void test_uniform_gaps(void **state)
{
	const struct moments m = gaps_of(PACING_UNIFORM, 0.020, 42);

	assert_true(fabs(m.mean / 20e6 - 1) < 0.01);
	assert_true(fabs(m.deviation / (40e6 / sqrt(12)) - 1) < 0.01);
	assert_true(m.least >= 0 && m.least < 40e3);
	assert_true(m.most < 40e6 + 2 && m.most > 39.9e6);
}

static void test_exponential_gaps(void **state)
{
	const struct moments m = gaps_of(PACING_EXPONENTIAL, 0.020, 42);

	assert_true(fabs(m.mean / 20e6 - 1) < 0.02);
	assert_true(fabs(m.deviation / 20e6 - 1) < 0.03); /* an exponential's deviation is its mean */
	assert_true(m.most > 5 * 20e6);
}

static void test_fixed_gaps_do_not_drift(void **state)
{
	struct pacing p;

	/* a third of a microsecond is no whole number of ns: rounding may not add up */
	pacing_init(&p, PACING_FIXED, 1e-6 / 3, 1, START);
	for (uint64_t k = 0; k < 3 * N; k++) {
		assert_true(pacing_due(&p) == START + (uint64_t)((double)k * (1e3 / 3)));
		pacing_sent(&p, pacing_due(&p) + 77); /* a little late, always */
	}
}

static void test_seeds_decide(void **state)
{
	struct pacing a, b, c;
	int same = 0;

	pacing_init(&a, PACING_UNIFORM, 0.001, 7, START);
	pacing_init(&b, PACING_UNIFORM, 0.001, 7, START);
	pacing_init(&c, PACING_UNIFORM, 0.001, 8, START);
	for (int i = 0; i < 1000; i++) {
		pacing_sent(&a, pacing_due(&a));
		pacing_sent(&b, pacing_due(&b));
		pacing_sent(&c, pacing_due(&c));
		assert_true(pacing_due(&a) == pacing_due(&b));
		same += pacing_due(&a) == pacing_due(&c);
	}
	assert_true(same < 3);
}

/*
 * The phase of a poll that requests meet: chi-squared over 20 cells, 19 degrees of freedom, 43.8 at p = 0.001. A fixed beat of
 * 20 ms against 12 ms meets three phases only and fails by orders of magnitude.
 */
static double phase_chi2(enum ping_pacing kind, uint64_t period, int n)
{
	uint64_t cells[20] = { 0 };
	struct pacing p;
	double chi2 = 0;

	pacing_init(&p, kind, PACING_DEFAULT_GAP, 99, START);
	for (int i = 0; i < n; i++) {
		cells[(pacing_due(&p) % period) * 20 / period]++;
		pacing_sent(&p, pacing_due(&p));
	}
	for (int i = 0; i < 20; i++)
		chi2 += pow((double)cells[i] - n / 20.0, 2) / (n / 20.0);
	return chi2;
}

static void test_every_phase_of_a_poll_is_met(void **state)
{
	static const uint64_t periods[] = { 6000000, 12000000, 20000000 };

	for (int i = 0; i < 3; i++) {
		assert_true(phase_chi2(PACING_UNIFORM, periods[i], 2000) < 43.8);
		assert_true(phase_chi2(PACING_EXPONENTIAL, periods[i], 2000) < 43.8);
		assert_true(phase_chi2(PACING_FIXED, periods[i], 2000) > 1000);
	}
}

static void test_a_stall_makes_no_burst(void **state)
{
	static const enum ping_pacing kinds[] = { PACING_UNIFORM, PACING_EXPONENTIAL, PACING_FIXED };

	for (int i = 0; i < 3; i++) {
		const uint64_t late = START + 7 * 1000000000ULL + 300000;
		struct pacing p;

		pacing_init(&p, kinds[i], 0.001, 3, START);
		pacing_sent(&p, late);
		if (kinds[i] ==
		    PACING_FIXED) /* the beat stays where it was: the next one, or the one that is due now */
			assert_true((pacing_due(&p) - START) % 1000000 == 0 && pacing_due(&p) + 1000000 > late);
		else
			assert_true(pacing_due(&p) >= late);
		assert_true(pacing_due(&p) < late + 100000000);
		/* a short one is made up for: the mean stays */
		pacing_init(&p, kinds[i], 0.001, 3, START);
		pacing_sent(&p, START + PACING_CATCH_UP - 1);
		assert_true(pacing_due(&p) < START + PACING_CATCH_UP);
	}
}

static void test_no_gap_is_back_to_back(void **state)
{
	struct pacing p;

	pacing_init(&p, PACING_FIXED, 0, 3, START);
	assert_int_equal(p.kind, PACING_BACK_TO_BACK);
	pacing_sent(&p, START + 1000000000000ULL); /* no division by the gap */
	assert_string_equal(pacing_name(PACING_UNIFORM), "uniform");
	assert_string_equal(pacing_name(PACING_EXPONENTIAL), "exponential");
	assert_string_equal(pacing_name(PACING_FIXED), "fixed");
	assert_string_equal(pacing_name(PACING_BACK_TO_BACK), "back-to-back");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_generator_is_splitmix64),
		cmocka_unit_test(test_uniform_gaps),
		cmocka_unit_test(test_exponential_gaps),
		cmocka_unit_test(test_fixed_gaps_do_not_drift),
		cmocka_unit_test(test_seeds_decide),
		cmocka_unit_test(test_every_phase_of_a_poll_is_met),
		cmocka_unit_test(test_a_stall_makes_no_burst),
		cmocka_unit_test(test_no_gap_is_back_to_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
