// SPDX-License-Identifier: GPL-2.0-only
/* Intervals of a long recording: merged in pairs, nothing lost, nothing counted twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/run.h"

/* Interval @i has i + 1 values of 100 * i ns in "rx"; from the third on a second series comes before it. */
static void add(struct run *run, unsigned int i)
{
	size_t n = i < 2 ? 1 : 2;
	struct interval *iv = run_add_interval(run, n);

	iv->start = 10 * i;
	iv->end = 10 * i + 10;
	for (size_t k = 0; k < n; k++)
		snprintf(iv->series[k].stage, sizeof(iv->series[k].stage), "%s", k == n - 1 ? "rx" : "handler");
	for (unsigned int k = 0; k <= i; k++)
		hist_add(&iv->series[n - 1].h, 100 * i);
	if (n == 2)
		hist_add(&iv->series[0].h, 7);
}

static uint64_t total(const struct run *run, const char *stage)
{
	uint64_t n = 0;

	for (size_t i = 0; i < run->nintervals; i++)
		for (size_t k = 0; k < run->intervals[i].nseries; k++)
			if (!strcmp(run->intervals[i].series[k].stage, stage))
				n += run->intervals[i].series[k].h.count;
	return n;
}

static void neighbours_become_one_and_an_odd_last_one_stays(void **state)
{
	struct run *run = run_new();

	for (unsigned int i = 0; i < 7; i++)
		add(run, i);
	assert_int_equal(total(run, "rx"), 28);
	assert_int_equal(run_halve_intervals(run), 0);
	assert_int_equal(run->nintervals, 4);
	assert_int_equal(total(run, "rx"), 28);
	assert_int_equal(total(run, "handler"), 5);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(run->intervals[i].start, 20 * i);
		assert_int_equal(run->intervals[i].end, i < 3 ? 20 * i + 20 : 70);
	}
	assert_int_equal(run->intervals[0].series[0].h.count, 3);
	assert_int_equal(run->intervals[0].series[0].h.min, 0);
	assert_int_equal(run->intervals[0].series[0].h.max, 100);
	run_free(run);
}

static void an_overflow_leaves_every_interval_in_place(void **state)
{
	struct run *run = run_new();

	for (unsigned int i = 0; i < 4; i++)
		add(run, i);
	run->intervals[0].series[0].h.sum = UINT64_MAX;
	assert_true(run_halve_intervals(run) < 0);
	assert_int_equal(run->nintervals, 4);
	assert_int_equal(run->intervals[3].start, 30);
	run_free(run);
}

static void none_and_one_are_left_alone(void **state)
{
	struct run *run = run_new();

	assert_int_equal(run_halve_intervals(run), 0);
	add(run, 0);
	assert_int_equal(run_halve_intervals(run), 0);
	assert_int_equal(run->nintervals, 1);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(neighbours_become_one_and_an_odd_last_one_stays),
		cmocka_unit_test(an_overflow_leaves_every_interval_in_place),
		cmocka_unit_test(none_and_one_are_left_alone),
	};

	return cmocka_run_group_tests_name("interval", tests, NULL, NULL);
}
