// SPDX-License-Identifier: GPL-2.0-only
/* Changes of level: found where they are made, not found where none is. Noise has the deviation 1. */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <time.h>

#include "stats/changes.h"
#include "unit.h"

#define POINTS_MAX 10000
#define MOST	   100

static double v[POINTS_MAX];
static struct change change[MOST];
static size_t nfound;

/* The sum of twelve even values, minus 6: nearly normal. */
static double noise(uint64_t *seed)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += (double)(next_random(seed) >> 11) / 9007199254740992.0;
	return sum;
}

static void make_noise(size_t n, uint64_t *seed)
{
	for (size_t i = 0; i < n; i++)
		v[i] = noise(seed);
}

static void raise_level(size_t from, size_t to, double by)
{
	for (size_t i = from; i < to; i++)
		v[i] += by;
}

static size_t count_changes(size_t n, double alpha)
{
	assert_int_equal(changes_find(v, n, alpha, change, MOST, &nfound), 0);
	for (size_t i = 0; i < nfound; i++) {
		assert_true(change[i].at >= 3 && change[i].at <= n - 3);
		assert_true(change[i].p > 0 && change[i].p <= alpha);
		if (i)
			assert_true(change[i].at >= change[i - 1].at + 3);
	}
	return nfound;
}

/* @runs series of noise, of which some get a change; skewed: with a long tail, as latencies have. */
static int false_finds(size_t n, int runs, double alpha, bool skewed)
{
	uint64_t seed = 0x243f6a8885a308d3 + n;
	int finds = 0;

	for (int run = 0; run < runs; run++) {
		make_noise(n, &seed);
		for (size_t i = 0; skewed && i < n; i++)
			v[i] = floor(10 * exp(v[i]));
		finds += count_changes(n, alpha) > 0;
	}
	return finds;
}

/* At most alpha: up to 3.3 standard deviations above it. Nor far below, or the test of it would be an empty one. */
static void flat_noise_has_changes_as_often_as_alpha_says(void **state)
{
	assert_in_range(false_finds(20, 2000, 0.05, false), 60, 132); /* 100 */
	assert_in_range(false_finds(50, 1000, 0.05, false), 25, 72);  /* 50 */
	assert_in_range(false_finds(200, 400, 0.05, false), 6, 34);   /* 20 */
	assert_in_range(false_finds(50, 1000, 0.2, true), 150, 241);  /* 200, with a long tail and with ties */
}

static void eight_points_can_show_a_change_and_six_cannot(void **state)
{
	static const double step[] = { 1, 1.1, 1.2, 1.3, 2, 2.1, 2.2, 2.3 };

	memcpy(v, step, sizeof(step));
	assert_int_equal(count_changes(8, 0.05), 1); /* 2 of 70 ways are as far out */
	assert_int_equal(change[0].at, 4);
	assert_true(fabs(change[0].p - 2.0 / 70) < 0.005);
	assert_true(fabs(change[0].shift - 1) < 1e-12);
	assert_int_equal(count_changes(8, 0.02), 0);
	assert_int_equal(count_changes(6, 0.05), 0);
	for (size_t n = 0; n < CHANGES_POINTS_MIN; n++)
		assert_int_equal(count_changes(n, 0.99), 0);
}

/* Power: a step of three deviations, in the middle and near the end. */
static void a_clean_step_is_found_where_it_is(void **state)
{
	uint64_t seed = 0x452821e638d01377;
	int found = 0, near = 0, late = 0;

	for (int run = 0; run < 200; run++) {
		make_noise(20, &seed);
		raise_level(10, 20, 3);
		found += count_changes(20, 0.05) >= 1;
		near += nfound == 1 && change[0].at >= 9 && change[0].at <= 11 && fabs(change[0].shift - 3) < 1.5;
		make_noise(50, &seed);
		raise_level(45, 50, 3);
		late += count_changes(50, 0.05) == 1 && change[0].at >= 44 && change[0].at <= 46;
	}
	assert_int_equal(found, 200);
	assert_in_range(near, 176, 200);
	assert_in_range(late, 166, 200);
}

/* One outlier, wherever and however far out, in noise and in a constant series. */
static void one_outlier_is_no_change(void **state)
{
	uint64_t seed = 0xa4093822299f31d0;
	static const size_t sizes[] = { 8, 20, 200, 10000 };
	int finds = 0;

	for (size_t k = 0; k < 4; k++) {
		const size_t n = sizes[k];

		for (size_t at = 0; at < n; at += n < 1000 || (at >= 20 && at < n - 20) ? n / 20 + 1 : 1) {
			for (size_t i = 0; i < n; i++)
				v[i] = 1000;
			v[at] = 5000;
			assert_int_equal(count_changes(n, 0.05), 0);
			v[at] = 1000;
		}
		v[0] = v[n - 1] = 5000;
		assert_int_equal(count_changes(n, 0.05), 0);
	}
	for (int run = 0; run < 1000; run++) {
		make_noise(20, &seed);
		v[run % 20] = 1e6;
		finds += count_changes(20, 0.05) > 0;
	}
	assert_in_range(finds, 0, 72);
}

/* A count of instructions: no noise at all, and levels that differ by one. */
static void constant_levels_are_found_exactly(void **state)
{
	for (size_t i = 0; i < 60; i++)
		v[i] = 4711;
	assert_int_equal(count_changes(60, 0.05), 0);
	raise_level(20, 60, 1);
	raise_level(40, 60, -3);
	assert_int_equal(count_changes(60, 0.05), 2);
	assert_int_equal(change[0].at, 20);
	assert_true(change[0].shift == 1);
	assert_int_equal(change[1].at, 40);
	assert_true(change[1].shift == -3);
	for (size_t i = 0; i < 20; i++)
		v[i] = i < 17 ? 4711 : 4800;
	assert_int_equal(count_changes(20, 0.05), 1); /* by the three latest points: 2 of 1140 ways */
	assert_int_equal(change[0].at, 17);
}

static void a_staircase_has_all_its_steps_in_order(void **state)
{
	uint64_t seed = 0x13198a2e03707344;

	make_noise(200, &seed);
	for (size_t k = 1; k < 5; k++)
		raise_level(40 * k, 200, 5);
	assert_int_equal(count_changes(200, 0.05), 4);
	for (size_t k = 1; k < 5; k++) {
		assert_in_range(change[k - 1].at, 40 * k - 1, 40 * k + 1);
		assert_true(fabs(change[k - 1].shift - 5) < 1);
	}
	assert_int_equal(changes_find(v, 200, 0.05, change, 2, &nfound), 0);
	assert_int_equal(nfound, 2);
	assert_in_range(change[1].at, 79, 81);
	assert_int_equal(changes_find(v, 200, 0.05, NULL, 0, &nfound), 0);
	assert_int_equal(nfound, 0);
}

/* True changes take nothing from the flat parts' alpha: beyond the two that are there one more in 5 % at most. */
static void true_changes_do_not_bring_false_ones(void **state)
{
	uint64_t seed = 0xc0ac29b7c97c50dd;
	int more = 0;

	for (int run = 0; run < 300; run++) {
		make_noise(90, &seed);
		raise_level(30, 90, 8);
		raise_level(60, 90, 8);
		more += count_changes(90, 0.05) > 2;
	}
	assert_in_range(more, 0, 27); /* 15 + 3.3 standard deviations */
}

static void the_answer_is_the_same_every_time_and_upside_down(void **state)
{
	struct change first[MOST];
	uint64_t seed = 0x3f84d5b5b5470917;
	size_t n;

	make_noise(60, &seed);
	raise_level(25, 60, 1.5);
	n = count_changes(60, 0.05);
	assert_in_range(n, 1, MOST);
	memcpy(first, change, sizeof(first));
	for (size_t i = 0; i < 60; i++)
		v[i] = 1024 * v[i]; /* another unit */
	assert_int_equal(count_changes(60, 0.05), n);
	for (size_t i = 0; i < n; i++)
		assert_true(first[i].at == change[i].at && first[i].p == change[i].p);
	for (size_t i = 0; i < 60; i++)
		v[i] = -v[i];
	assert_int_equal(count_changes(60, 0.05), n);
	for (size_t i = 0; i < n; i++)
		assert_true(first[i].at == change[i].at && first[i].shift * change[i].shift < 0);
}

static void ten_thousand_points_do_not_take_long(void **state)
{
	uint64_t seed = 0xbe5466cf34e90c6c;
	struct timespec from, to;
	double level = 0;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (size_t i = 0; i < POINTS_MAX; i++) /* a random walk: changes everywhere, the worst case */
		v[i] = level += noise(&seed);
	assert_in_range(count_changes(POINTS_MAX, 0.05), 10, MOST);
	for (size_t i = 0; i < POINTS_MAX; i++)
		v[i] = noise(&seed) + 0.5 * (double)(i / 20);
	assert_in_range(count_changes(POINTS_MAX, 0.05), 10, MOST);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	/* two series under the sanitizers, which take ten times as long */
	assert_true((double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9 < 20);
}

static void what_is_no_series_is_refused(void **state)
{
	for (size_t i = 0; i < 20; i++)
		v[i] = (double)i;
	assert_int_equal(changes_find(v, 20, 0, change, MOST, &nfound), -EINVAL);
	assert_int_equal(changes_find(v, 20, 1, change, MOST, &nfound), -EINVAL);
	assert_int_equal(changes_find(v, 20, NAN, change, MOST, &nfound), -EINVAL);
	v[7] = NAN;
	assert_int_equal(changes_find(v, 20, 0.05, change, MOST, &nfound), -EINVAL);
	v[7] = INFINITY;
	assert_int_equal(changes_find(v, 20, 0.05, change, MOST, &nfound), -EINVAL);
	assert_int_equal(nfound, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flat_noise_has_changes_as_often_as_alpha_says),
		cmocka_unit_test(eight_points_can_show_a_change_and_six_cannot),
		cmocka_unit_test(a_clean_step_is_found_where_it_is),
		cmocka_unit_test(one_outlier_is_no_change),
		cmocka_unit_test(constant_levels_are_found_exactly),
		cmocka_unit_test(a_staircase_has_all_its_steps_in_order),
		cmocka_unit_test(true_changes_do_not_bring_false_ones),
		cmocka_unit_test(the_answer_is_the_same_every_time_and_upside_down),
		cmocka_unit_test(ten_thousand_points_do_not_take_long),
		cmocka_unit_test(what_is_no_series_is_refused),
	};

	return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
