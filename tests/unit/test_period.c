// SPDX-License-Identifier: GPL-2.0-only
/* Aliasing of a sequence with a period: found where it is, and not where gaps are random. */
#include <math.h>

#include "stats/period.h"
#include "unit.h"

#define T 12.0 /* ms */
#define N 1000

static uint64_t seed = 0x9e3779b97f4a7c15;

/* Even on [0, 1). */
static double even(void)
{
	return (double)(next_random(&seed) >> 11) / 9007199254740992.0;
}

/* Normal, mean 0, standard deviation 1 (Box and Muller). */
static double normal(void)
{
	return sqrt(-2 * log(1 - even())) * cos(2 * M_PI * even());
}

/* What is sent at @t waits until the next multiple of T; and each wait is off by @jitter of T. */
static double wait_of(double t, double jitter)
{
	return T - fmod(t, T) + jitter * T * normal();
}

static void send_every(double interval, double jitter, double *x, size_t n)
{
	const double start = T * even();

	for (size_t i = 0; i < n; i++)
		x[i] = wait_of(start + interval * (double)i, jitter);
}

static struct period find(const double *x, size_t n)
{
	struct period p;

	assert_int_equal(period_find(x, NULL, n, 1, T, &p), 0);
	return p;
}

static void assert_about(double value, double expected, double within)
{
	if (!(fabs(value - expected) <= within))
		fail_msg("%.9g is not within %g of %.9g", value, within, expected);
}

/* "ping -i 1" through a polled vNTB: the round trips of the published list, ms. */
static void the_published_list_takes_turns(void **state)
{
	static const double rtt[] = { 12.1, 6.17, 12.2, 6.10, 12.1, 9.96, 4.04, 10.2, 4.13, 10.0 };
	const struct period p = find(rtt, 10);

	assert_int_equal(p.kind, PERIOD_CYCLE);
	assert_int_equal(p.order, 2);
	/* eight of nine differences: 6.07 6.03 5.9 6.0 6.08 6.16 5.93 5.87, modulo 12 */
	assert_int_equal(p.steps, 9);
	assert_about(p.share, 8.0 / 9, 1e-12);
	assert_about(p.step, 6.005, 1e-9);
	/* 9 C(8, 7) 0.1^7 0.9 + 9 0.1^8 */
	assert_about(p.chance, 9 * (8 * 0.9e-7 + 1e-8), 1e-15);
}

static void all_phases_alike_is_a_cycle_of_one(void **state)
{
	double x[N];
	struct period p;

	for (int multiple = 1; multiple < 100; multiple += 7) {
		send_every(multiple * T, 0, x, 100);
		p = find(x, 100);
		assert_int_equal(p.kind, PERIOD_CYCLE);
		assert_int_equal(p.order, 1);
		assert_about(p.share, 1, 0);
		assert_about(fmod(p.step + 1, T), 1, 1e-9);
	}
	for (size_t i = 0; i < N; i++)
		x[i] = 0.1;
	p = find(x, N);
	assert_int_equal(p.kind, PERIOD_CYCLE);
	assert_int_equal(p.order, 1);
	assert_true(p.chance == 0);
	assert_true(p.spread == 0);
}

static void short_fractions_of_the_period_are_cycles(void **state)
{
	static const struct {
		double interval;
		unsigned int order;
	} rows[] = { { 1002, 2 }, { 1004, 3 }, { 16, 3 }, { 9, 4 }, { 3, 4 }, { 4.8, 5 }, { 26, 6 }, { 10, 6 } };
	double x[60];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct period p;

		send_every(rows[i].interval, 0.005, x, 60);
		p = find(x, 60);
		assert_int_equal(p.kind, PERIOD_CYCLE);
		assert_int_equal(p.order, rows[i].order);
		/* a wait is shorter by what the interval is longer */
		assert_about(p.step, T - fmod(rows[i].interval, T), 0.05);
	}
}

static void a_slow_beat_is_a_drift_with_its_sign(void **state)
{
	double x[100];
	struct period p;

	send_every(83 * T + 0.5, 0.005, x, 100); /* each waits 0.5 ms less */
	p = find(x, 100);
	assert_int_equal(p.kind, PERIOD_DRIFT);
	assert_int_equal(p.order, 1);
	assert_about(p.creep, -0.5, 0.02);
	send_every(83 * T - 0.5, 0.005, x, 100);
	p = find(x, 100);
	assert_int_equal(p.kind, PERIOD_DRIFT);
	assert_about(p.creep, 0.5, 0.02);
	/* half a period and some: every second one creeps by 0.2 ms */
	send_every(83.5 * T - 0.1, 0.005, x, 100);
	p = find(x, 100);
	assert_int_equal(p.kind, PERIOD_DRIFT);
	assert_int_equal(p.order, 2);
	assert_about(p.creep, 0.2, 0.04);
}

/* In all 5 ms of 12: the phases are together still, and yet not the same. */
static void a_creep_that_went_far_is_a_drift(void **state)
{
	double x[100];

	send_every(83 * T + 0.05, 0.001, x, 100);
	assert_int_equal(find(x, 100).kind, PERIOD_DRIFT);
	send_every(83 * T + 0.01, 0.001, x, 100);
	assert_int_equal(find(x, 100).kind, PERIOD_CYCLE);
}

/* There and back again: on average there is no step, and the phases have been everywhere. */
static void phases_that_come_back_are_no_cycle(void **state)
{
	double x[100];
	struct period p;

	for (size_t i = 0; i < 100; i++)
		x[i] = 0.3 * (double)(i < 50 ? i : 100 - i);
	p = find(x, 100);
	assert_int_equal(p.kind, PERIOD_DRIFT);
	assert_int_equal(p.order, 1);
	assert_about(p.creep, 0, 0.01);
}

/* Too slow to be seen in the steps: in the end the phases have been everywhere all the same. */
static void phases_that_wander_are_no_cycle(void **state)
{
	double x[N], t = 0;
	struct period p;

	for (size_t i = 0; i < N; i++) {
		t += 10 * T + 0.03 * T * normal(); /* walks 0.95 T */
		x[i] = wait_of(t, 0);
	}
	p = find(x, N);
	assert_int_equal(p.kind, PERIOD_DRIFT);
	assert_int_equal(p.order, 1);
}

static void steps_without_a_short_cycle_go_round(void **state)
{
	double x[100];
	struct period p;

	send_every(5 * T + 0.38196601 * T, 0.005, x, 100); /* the golden section: as far from fractions as can be */
	p = find(x, 100);
	assert_int_equal(p.kind, PERIOD_ROUND);
	assert_int_equal(p.order, 0);
	assert_about(p.step, 0.61803399 * T, 0.05);
}

static void a_constant_and_the_unit_change_nothing(void **state)
{
	double x[40], y[40];
	struct period p, q;

	send_every(1002, 0.01, x, 40);
	p = find(x, 40);
	for (size_t i = 0; i < 40; i++)
		y[i] = -1e9 + 1e6 * x[i];
	assert_int_equal(period_find(y, NULL, 40, 1, T * 1e6, &q), 0);
	assert_int_equal(p.kind, PERIOD_CYCLE);
	assert_int_equal(q.kind, p.kind);
	assert_int_equal(q.order, p.order);
	assert_about(q.step / 1e6, p.step, 1e-6);
	assert_about(q.share, p.share, 0);
}

/* A gap in the numbers is no step; where one row of three is kept, three further is the next. */
static void only_steps_between_neighbours_count(void **state)
{
	double x[60];
	uint64_t seq[60];
	struct period p;

	send_every(1002, 0.005, x, 60);
	for (size_t i = 0; i < 60; i++)
		seq[i] = i + (i >= 30 ? 1000 : 0);
	assert_int_equal(period_find(x, seq, 60, 0, T, &p), 0);
	assert_int_equal(p.steps, 58);
	assert_int_equal(p.kind, PERIOD_CYCLE);
	for (size_t i = 0; i < 60; i++)
		seq[i] = 3 * i;
	assert_int_equal(period_find(x, seq, 60, 3, T, &p), 0);
	assert_int_equal(p.steps, 59);
	assert_int_equal(p.kind, PERIOD_CYCLE);
	assert_int_equal(period_find(x, seq, 60, 1, T, &p), 0);
	assert_int_equal(p.steps, 0);
	assert_int_equal(p.kind, PERIOD_NONE);
}

/* --- how often it is right --------------------------------------------------------------------------------------- */

/* Share of 2000 sequences of @n in which something is found; gaps by @gap, each wait off by 1 % of T. */
static double found(double (*gap)(double mean), double mean, size_t n)
{
	double x[N];
	int hits = 0;

	for (int run = 0; run < 2000; run++) {
		double t = T * even();

		for (size_t i = 0; i < n; i++, t += gap(mean))
			x[i] = wait_of(t, 0.01);
		hits += find(x, n).kind != PERIOD_NONE;
	}
	return hits / 2000.0;
}

static double gap_double(double mean) /* epbell ping */
{
	return 2 * mean * even();
}

static double gap_half(double mean)
{
	return mean * (0.5 + even());
}

static double gap_exponential(double mean)
{
	return -mean * log(1 - even());
}

static double gap_fixed(double mean)
{
	return mean;
}

static void random_gaps_are_not_called_aliased(void **state)
{
	static const size_t counts[] = { 5, 6, 10, 30, 100 };

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		assert_true(found(gap_double, 20, counts[i]) <= 0.01);
		assert_true(found(gap_double, 1000, counts[i]) <= 0.01);
		assert_true(found(gap_half, 1000, counts[i]) <= 0.01);
		assert_true(found(gap_exponential, 20, counts[i]) <= 0.01);
		/* a spread of one period is enough, whatever the mean is */
		assert_true(found(gap_half, T, counts[i]) <= 0.01);
	}
}

static void fixed_gaps_are_found(void **state)
{
	static const double intervals[] = { T, 83 * T, 1000 * T, 1002, 1004, 83 * T + 0.2, 997.3 };

	for (size_t i = 0; i < sizeof(intervals) / sizeof(intervals[0]); i++)
		assert_true(found(gap_fixed, intervals[i], 30) >= 0.99);
	assert_true(found(gap_fixed, 83 * T, 6) >= 0.99);
}

static void multiples_of_the_period_are_called_that(void **state)
{
	double x[30];
	int right = 0;

	for (int run = 0; run < 2000; run++) {
		struct period p;

		send_every(83 * T, 0.01, x, 30);
		p = find(x, 30);
		right += p.kind == PERIOD_CYCLE && p.order == 1;
	}
	assert_true(right >= 1980);
}

/* --- bad input --------------------------------------------------------------------------------------------------- */

static void nothing_to_judge_is_nothing_found(void **state)
{
	static const double x[] = { 0, 1e300, -1e300, 5, 5, 5, 5, 5, 5, 5 };
	struct period p;

	assert_int_equal(period_find(NULL, NULL, 0, 1, T, &p), 0);
	assert_int_equal(p.kind, PERIOD_NONE);
	assert_int_equal(period_find(x, NULL, 1, 1, T, &p), 0);
	assert_int_equal(p.kind, PERIOD_NONE);
	for (size_t i = 0; i < 3; i++) {
		const double periods[] = { 0, -1, NAN };

		assert_int_equal(period_find(x, NULL, 10, 1, periods[i], &p), 0);
		assert_int_equal(p.kind, PERIOD_NONE);
		assert_int_equal(p.steps, 0);
	}
	assert_int_equal(period_find(x, NULL, 10, 1, T, &p), 0);
	assert_true(isfinite(p.share) && isfinite(p.chance) && isfinite(p.step) && isfinite(p.spread));
	/* few steps prove nothing, however alike they are */
	assert_int_equal(period_find(x + 3, NULL, 4, 1, T, &p), 0);
	assert_int_equal(p.kind, PERIOD_NONE);
	assert_about(p.share, 1, 0);
}

static void wrapping_stays_within_the_period(void **state)
{
	static const double values[] = { 0, T, -T, 1e-300, -1e-300, 1e300, -1e300, 11.999999999999998, -0.0 };

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		const double r = period_wrap(values[i], T);

		assert_true(r >= 0 && r < T);
	}
	assert_true(period_wrap(-1, T) == 11);
	assert_true(period_wrap(25, T) == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_list_takes_turns),
		cmocka_unit_test(all_phases_alike_is_a_cycle_of_one),
		cmocka_unit_test(short_fractions_of_the_period_are_cycles),
		cmocka_unit_test(a_slow_beat_is_a_drift_with_its_sign),
		cmocka_unit_test(a_creep_that_went_far_is_a_drift),
		cmocka_unit_test(phases_that_come_back_are_no_cycle),
		cmocka_unit_test(phases_that_wander_are_no_cycle),
		cmocka_unit_test(steps_without_a_short_cycle_go_round),
		cmocka_unit_test(a_constant_and_the_unit_change_nothing),
		cmocka_unit_test(only_steps_between_neighbours_count),
		cmocka_unit_test(random_gaps_are_not_called_aliased),
		cmocka_unit_test(fixed_gaps_are_found),
		cmocka_unit_test(multiples_of_the_period_are_called_that),
		cmocka_unit_test(nothing_to_judge_is_nothing_found),
		cmocka_unit_test(wrapping_stays_within_the_period),
	};

	return cmocka_run_group_tests_name("period", tests, NULL, NULL);
}
