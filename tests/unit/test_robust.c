// SPDX-License-Identifier: GPL-2.0-only
/* A mean that disturbed samples cannot move, finer than the clock's step. */
#include <math.h>

#include "stats/robust.h"
#include "unit.h"

static double mean_of(double *x, size_t n)
{
	return robust_mean(x, n, 0, NULL);
}

static void the_middle_half_is_what_counts(void **state)
{
	double x[] = { 1000, 4, -50, 3, 6, 5, 0, 700 }, spread = -1;

	assert_true(robust_mean(x, 8, 0, &spread) == 4.5); /* of 3 4 5 6 */
	assert_true(spread == 1.5);
}

static void the_order_of_samples_does_not_matter_and_they_end_up_sorted(void **state)
{
	double up[64], shuffled[64], spread_up, spread_shuffled;
	uint64_t seed = 0x3f84d5b5b5470917;

	for (int i = 0; i < 64; i++)
		up[i] = shuffled[i] = (double)(next_random(&seed) % 1000) / 500;
	assert_true(robust_mean(up, 64, 0, &spread_up) == mean_of(shuffled, 64));
	for (int i = 0; i < 64; i++) {
		assert_true(!i || up[i - 1] <= up[i]);
		shuffled[i] = up[63 - i];
	}
	assert_true(mean_of(up, 64) == robust_mean(shuffled, 64, 0, &spread_shuffled));
	assert_true(spread_up == spread_shuffled);
}

static void a_quarter_of_disturbed_samples_at_either_end_changes_nothing(void **state)
{
	double x[128], spread;

	for (int high = 0; high <= 32; high += 8) {
		for (int i = 0; i < 128; i++)
			x[i] = i < 128 - high ? 100 : 1e9;
		assert_true(robust_mean(x, 128, 0, &spread) == 100);
		assert_true(spread == 0);
		for (int i = 0; i < 128; i++)
			x[i] = i < high ? -1e9 : 100;
		assert_true(mean_of(x, 128) == 100);
	}
	x[0] = -1e9;
	for (int i = 0; i < 33; i++) /* one more than a quarter */
		x[i] = 1e9;
	assert_true(mean_of(x, 128) > 100);
}

/* Readings of 41 or 42 steps of 42 ns: a median would be one of the two. */
static void the_result_is_finer_than_the_step_of_the_clock(void **state)
{
	double x[128];
	uint64_t seed = 0x452821e638d01377;

	for (int i = 0; i < 128; i++) /* 1740 ns at a moment of the step that is drawn */
		x[i] = floor((1740 + (double)(next_random(&seed) % 42)) / 42) * 42;
	assert_true(fabs(robust_mean(x, 128, 42, NULL) - 1740) < 5);
}

/* Three of ten readings are the higher of two: a mean of the middle half would see a tenth of a step instead of three. */
static void readings_on_both_sides_of_a_step_are_weighed_as_they_come(void **state)
{
	double x[100];

	for (int i = 0; i < 100; i++)
		x[i] = i < 70 ? 160 : i < 95 ? 176 : 5000;
	assert_true(fabs(robust_mean(x, 100, 16, NULL) - (70 * 160 + 25 * 176) / 95.0) < 1e-9);
}

static void few_samples_all_count_and_none_is_zero(void **state)
{
	double x[] = { 7, 1, 4 }, spread = -1;

	assert_true(robust_mean(x, 0, 0, &spread) == 0);
	assert_true(spread == 0);
	assert_true(robust_mean(x, 1, 0, &spread) == 7);
	assert_true(spread == 0);
	assert_true(robust_mean(x, 3, 0, &spread) == 4);
	assert_true(spread == 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_middle_half_is_what_counts),
		cmocka_unit_test(the_order_of_samples_does_not_matter_and_they_end_up_sorted),
		cmocka_unit_test(a_quarter_of_disturbed_samples_at_either_end_changes_nothing),
		cmocka_unit_test(the_result_is_finer_than_the_step_of_the_clock),
		cmocka_unit_test(readings_on_both_sides_of_a_step_are_weighed_as_they_come),
		cmocka_unit_test(few_samples_all_count_and_none_is_zero),
	};

	return cmocka_run_group_tests_name("robust", tests, NULL, NULL);
}
