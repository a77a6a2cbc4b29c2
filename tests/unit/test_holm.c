// SPDX-License-Identifier: GPL-2.0-only
/* Holm's method against R's p.adjust (tests/data/make-ranks) and by hand. */
#include <stdbool.h>

#include "rank_samples.h"
#include "stats/holm.h"

static void agrees_with_another_implementation(void **state)
{
	double p[] = { 0.01, 0.04, 0.03, 0.005, 0.2, 0.03, 0.9, 1e-9 };

	assert_int_equal(NROWS(p), NROWS(holm));
	holm_adjust(p, NROWS(p));
	for (size_t i = 0; i < NROWS(p); i++)
		assert_near(p[i], holm[i], 1e-14);
}

static void steps_down_and_stays_in_order_by_hand(void **state)
{
	double p[] = { 0.03, 0.01, 0.04 };

	holm_adjust(p, 3); /* 3 x 0.01; 2 x 0.03; 0.04 is raised to what came before */
	assert_near(p[1], 0.03, 1e-15);
	assert_near(p[0], 0.06, 1e-15);
	assert_near(p[2], 0.06, 1e-15);
}

static void nan_stays_and_does_not_count(void **state)
{
	double p[] = { NAN, 0.02, NAN, 0.5 };

	holm_adjust(p, 4);
	assert_true(isnan(p[0]) && isnan(p[2]));
	assert_near(p[1], 0.04, 1e-15);
	assert_near(p[3], 0.5, 1e-15);
}

static void ends_and_ties_are_kept(void **state)
{
	double none[] = { NAN }, one[] = { 0.04 }, ties[] = { 0.02, 0.02, 0.02 }, ends[] = { 0, 1, 0.6, -0.0 };

	holm_adjust(NULL, 0);
	holm_adjust(none, 1);
	holm_adjust(one, 1);
	assert_true(isnan(none[0]) && one[0] == 0.04);
	holm_adjust(ties, 3);
	assert_true(ties[0] == 0.06 && ties[1] == 0.06 && ties[2] == 0.06);
	holm_adjust(ends, 4);
	assert_true(ends[0] == 0 && ends[1] == 1 && ends[2] == 1 && ends[3] == 0);
	assert_true(!signbit(ends[0]) && !signbit(ends[3]));
}

/* All ten hypotheses hold: some adjusted p is at most 0.05 in 5 % of the families, since (1 - 0.005)^10 is 0.951. */
static void a_family_errs_as_often_as_the_level_says(void **state)
{
	uint64_t seed = 0x243f6a8885a308d3;
	int erred = 0;

	for (int run = 0; run < 10000; run++) {
		double p[10];
		bool any = false;

		for (int i = 0; i < 10; i++)
			p[i] = (double)(next_random(&seed) >> 11) / 9007199254740992.0;
		holm_adjust(p, 10);
		for (int i = 0; i < 10; i++)
			any |= p[i] <= 0.05;
		erred += any;
	}
	assert_in_range(erred, 418, 560); /* 489 +- 3.3 standard deviations */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_another_implementation),
		cmocka_unit_test(steps_down_and_stays_in_order_by_hand),
		cmocka_unit_test(nan_stays_and_does_not_count),
		cmocka_unit_test(ends_and_ties_are_kept),
		cmocka_unit_test(a_family_errs_as_often_as_the_level_says),
	};

	return cmocka_run_group_tests_name("holm", tests, NULL, NULL);
}
