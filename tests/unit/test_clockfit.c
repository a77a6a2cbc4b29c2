// SPDX-License-Identifier: GPL-2.0-only
/* The lines between two sets of bounds, against all lines through two of them; and clocks whose truth is known. */
#include <errno.h>
#include <math.h>
#include <time.h>

#include "unit.h"

#include "stats/clockfit.h"

#define MAX_DRIFT 500e-6

static const struct clockfit_limits no_steps = { .max_drift = MAX_DRIFT };

static double even(uint64_t *state)
{
	return (double)(next_random(state) >> 11) / (double)(1ULL << 53);
}

/* --- against every line ------------------------------------------------------------------------------------------ */

#define FEW 7

struct line {
	double a, b; /* offset at 0, and slope */
};

static bool possible(const struct line *l, const struct clock_stamp *up, const struct clock_stamp *down,
		     double tolerance)
{
	for (int i = 0; i < FEW; i++) {
		const double x = (double)up[i].here, y = (double)down[i].here;

		if (l->a + l->b * x > (double)up[i].there - x + tolerance ||
		    l->a + l->b * y < (double)down[i].there - y - tolerance)
			return false;
	}
	return fabs(l->b) <= MAX_DRIFT * (1 + 1e-9);
}

/* All corners of the polygon of possible lines: through two of the bounds, or through one with the greatest slope. */
static size_t corners(const struct clock_stamp *up, const struct clock_stamp *down, struct line *out)
{
	struct clock_stamp all[2 * FEW];
	size_t n = 0;

	memcpy(all, up, FEW * sizeof(*all));
	memcpy(all + FEW, down, FEW * sizeof(*all));
	for (int i = 0; i < 2 * FEW; i++) {
		for (int k = -2; k < 2 * FEW; k++) {
			const double x = (double)all[i].here, y = (double)(all[i].there - all[i].here);
			struct line l = { .b = k == -2 ? -MAX_DRIFT : MAX_DRIFT };

			if (k >= 0) {
				if (all[k].here == all[i].here)
					continue;
				l.b = ((double)(all[k].there - all[k].here) - y) / ((double)all[k].here - x);
			}
			l.a = y - l.b * x;
			if (possible(&l, up, down, 1e-6))
				out[n++] = l;
		}
	}
	return n;
}

static void band(const struct line *lines, size_t n, double t, double *least, double *most)
{
	*least = INFINITY;
	*most = -INFINITY;
	for (size_t i = 0; i < n; i++) {
		*least = fmin(*least, lines[i].a + lines[i].b * t);
		*most = fmax(*most, lines[i].a + lines[i].b * t);
	}
}

static void random_stamps(uint64_t *state, double drift, struct clock_stamp *up, struct clock_stamp *down)
{
	for (int i = 0; i < FEW; i++) {
		const double t = even(state) * 1e6, u = t + 100 + even(state) * 200;

		up[i].here = llround(t);
		up[i].there = llround(t + 3000 + drift * t + even(state) * 60);
		down[i].here = llround(u);
		down[i].there = llround(u + 3000 + drift * u - even(state) * 60);
	}
}

/* t well before, within and behind the stamps */
static const int64_t moments[] = { 0, 1, 250000, 500003, 999999, 1500000, 5000000 };

static void the_band_is_that_of_all_possible_lines(void **state)
{
	size_t judged = 0, none = 0;
	uint64_t random = 7;

	for (int round = 0; round < 3000; round++) {
		struct clock_stamp up[FEW], down[FEW];
		struct line lines[4 * FEW * FEW + 4 * FEW];
		struct clockfit fit;
		size_t n;

		random_stamps(&random, (even(&random) - 0.5) * 1200e-6, up, down);
		n = corners(up, down, lines);
		assert_int_equal(clockfit_make(&fit, up, FEW, down, FEW, &no_steps), 0);
		/* where the polygon is a point, rounding decides */
		assert_true(!n || fit.violation < 1e-5);
		assert_true(n || fit.violation > -1e-5);
		for (size_t k = 0; n && k < sizeof(moments) / sizeof(moments[0]); k++) {
			double least, most, bound, middle = clockfit_offset(&fit, moments[k], &bound);

			band(lines, n, (double)moments[k], &least, &most);
			middle += (double)fit.offset0;
			assert_true(fabs(middle - bound - least) < 1e-3 && fabs(middle + bound - most) < 1e-3);
		}
		judged += n > 0;
		none += !n;
		clockfit_clear(&fit);
	}
	/* both kinds came, in numbers */
	assert_in_range(judged, 1000, 2900);
	assert_in_range(none, 100, 2000);
}

/* --- known truths ------------------------------------------------------------------------------------------------ */

/* By hand: requests leave 10 to 4 for the offset, replies -6 to 2, so it is in [2, 4]: 3 +- 1. No drift is told apart. */
static void bounds_of_a_standing_clock(void **state)
{
	const struct clock_stamp up[] = { { 0, 10 }, { 1000, 1004 }, { 2000, 2010 } };
	const struct clock_stamp down[] = { { 500, 494 }, { 1000, 1002 }, { 2500, 2494 } };
	struct clockfit fit;
	double bound, d;

	assert_int_equal(clockfit_make(&fit, up, 3, down, 3, &no_steps), 0);
	assert_true(fit.violation == 0);
	assert_true(fabs(clockfit_offset(&fit, 1000, &bound) + (double)fit.offset0 - 3) < 1e-9);
	assert_true(fabs(bound - 1) < 1e-9);
	assert_true(fit.drift_min == -MAX_DRIFT && fit.drift_max == MAX_DRIFT);
	d = clockfit_request(&fit, &up[1], &bound);
	assert_true(fabs(d - 1) < 1e-2 && bound >= 1 && bound < 1.01);
	d = clockfit_reply(&fit, &down[1], &bound);
	assert_true(fabs(d - 1) < 1e-2 && bound >= 1 && bound < 1.01);
	clockfit_clear(&fit);
}

/* The clock there is 100 ppm fast, known to the ns: of a request that takes a second, it alone would count 100 us too many. */
static void one_way_times_are_of_the_clock_here(void **state)
{
	const struct clock_stamp up[] = { { 0, 5000 }, { 10000000000, 10001005000 } }, down[] = { up[0], up[1] };
	const struct clock_stamp request = { 1000000000, 2000205000 }, reply = { 2000000000, 1000105000 };
	struct clockfit fit;
	double bound;

	assert_int_equal(clockfit_make(&fit, up, 2, down, 2, &no_steps), 0);
	assert_true(fabs(fit.drift - 100e-6) < 1e-12);
	assert_true(fabs(clockfit_request(&fit, &request, &bound) - 1e9) < 1 && bound < 1);
	assert_true(fabs(clockfit_reply(&fit, &reply, &bound) - 1e9) < 1 && bound < 1);
	clockfit_clear(&fit);
}

/* Bounds that cross by 6 at the same moment: the best line misses each by 3. */
static void the_least_violation_is_half_of_what_they_cross_by(void **state)
{
	const struct clock_stamp up[] = { { 0, 100 }, { 1000, 1000 }, { 2000, 2100 } };
	const struct clock_stamp down[] = { { 0, -100 }, { 1000, 1006 }, { 2000, 1900 } };
	struct clockfit_limits limits = no_steps;
	struct clockfit fit;
	double bound;

	assert_int_equal(clockfit_make(&fit, up, 3, down, 3, &limits), 0);
	assert_true(fabs(fit.violation - 3) < 1e-9 && fabs(fit.free_violation - 3) < 1e-9);
	assert_true(fabs(clockfit_offset(&fit, 1000, &bound) + (double)fit.offset0 - 3) < 1e-9);
	assert_true(bound >= 3);
	clockfit_clear(&fit);
	/* steps of 2 and 4 explain it */
	limits.step_here = 2;
	limits.step_there = 4;
	assert_int_equal(clockfit_make(&fit, up, 3, down, 3, &limits), 0);
	assert_true(fit.violation < 1e-9);
	clockfit_clear(&fit);
}

static void a_drift_that_no_clock_has_is_found_and_not_believed(void **state)
{
	struct clock_stamp up[100], down[100];
	struct clockfit fit;

	for (int i = 0; i < 100; i++) {
		const int64_t t = i * 1000000LL, offset = 5000 + t / 1000; /* 1000 ppm */

		up[i] = (struct clock_stamp){ t, t + offset + 100 };
		down[i] = (struct clock_stamp){ t + 200, t + 200 + offset - 100 };
	}
	assert_int_equal(clockfit_make(&fit, up, 100, down, 100, &no_steps), 0);
	assert_true(fit.violation > 1000);
	assert_true(fit.free_violation == 0);
	assert_true(fabs(fit.free_drift - 1000e-6) < 5e-6);
	clockfit_clear(&fit);
}

static void a_jump_leaves_no_line_at_all(void **state)
{
	struct clock_stamp up[100], down[100];
	struct clockfit fit;

	for (int i = 0; i < 100; i++) {
		const int64_t t = i * 1000000LL, offset = i < 50 ? 0 : 1000000000LL;

		up[i] = (struct clock_stamp){ t, t + offset + 100 };
		down[i] = (struct clock_stamp){ t + 200, t + 200 + offset - 100 };
	}
	assert_int_equal(clockfit_make(&fit, up, 100, down, 100, &no_steps), 0);
	assert_true(fit.violation > 1e6 && fit.free_violation > 1e6);
	clockfit_clear(&fit);
}

static void nothing_is_refused_and_one_of_each_is_enough(void **state)
{
	const struct clock_stamp up = { 100, 1150 }, down = { 300, 1250 };
	struct clockfit fit;
	double bound;

	assert_int_equal(clockfit_make(&fit, &up, 0, &down, 1, &no_steps), -EINVAL);
	clockfit_clear(&fit);
	assert_int_equal(clockfit_make(&fit, &up, 1, &down, 0, &no_steps), -EINVAL);
	clockfit_clear(&fit);
	assert_int_equal(clockfit_make(&fit, &up, 1, &down, 1, &no_steps), 0);
	/* 950 to 1050, but for a drift of 200 ns times 500 ppm */
	assert_true(fabs(clockfit_offset(&fit, 200, &bound) + (double)fit.offset0 - 1000) < 0.2);
	assert_true(fabs(bound - 50) < 0.2);
	clockfit_clear(&fit);
}

/* Stamps as far apart as they may be, the same ones over and over, and none in order. */
static void hostile_stamps_do_no_harm(void **state)
{
	const int64_t far = 1LL << 62;
	struct clock_stamp up[64], down[64];
	struct clockfit fit;
	uint64_t random = 3;
	double bound;

	for (int round = 0; round < 200; round++) {
		for (int i = 0; i < 64; i++) {
			up[i].here = next_random(&random) % 3 ? (int64_t)random_log(&random, 62) : far;
			up[i].there = next_random(&random) % 3 ? (int64_t)random_log(&random, 62) : 0;
			down[i].here = next_random(&random) % 3 ? (int64_t)random_log(&random, 62) : 0;
			down[i].there = next_random(&random) % 3 ? (int64_t)random_log(&random, 62) : far;
		}
		assert_int_equal(clockfit_make(&fit, up, 64, down, 64, &no_steps), 0);
		assert_true(isfinite(fit.violation) && fit.violation >= 0);
		assert_true(isfinite(clockfit_offset(&fit, far, &bound)) && bound >= 0);
		assert_true(isfinite(clockfit_request(&fit, &up[0], &bound)) && bound >= 0);
		assert_true(isfinite(clockfit_reply(&fit, &down[0], &bound)) && bound >= 0);
		clockfit_clear(&fit);
	}
	for (int i = 0; i < 64; i++)
		up[i] = down[i] = (struct clock_stamp){ far, far };
	assert_int_equal(clockfit_make(&fit, up, 64, down, 64, &no_steps), 0);
	assert_true(fit.violation == 0 && clockfit_offset(&fit, far, &bound) == 0 && bound == 0);
	clockfit_clear(&fit);
}

static void many_stamps_take_little_time(void **state)
{
	const size_t n = 65536;
	struct clock_stamp *up = calloc(n, sizeof(*up)), *down = calloc(n, sizeof(*down));
	uint64_t random = 5;
	struct clockfit fit;
	clock_t begin = clock();

	for (size_t i = 0; i < n; i++) { /* a parabola: every point is on the hull */
		const int64_t t = (int64_t)i * 1000000, bow = (int64_t)((double)(i - n / 2.0) * (double)(i - n / 2.0));

		up[i] = (struct clock_stamp){ t, t + 1000 + bow };
		down[i] = (struct clock_stamp){ t, t - 1000 - bow - (int64_t)(even(&random) * 10) };
	}
	assert_int_equal(clockfit_make(&fit, up, n, down, n, &no_steps), 0);
	assert_int_equal(fit.up.n, n);
	assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 2); /* sanitizers included */
	clockfit_clear(&fit);
	free(up);
	free(down);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_band_is_that_of_all_possible_lines),
		cmocka_unit_test(bounds_of_a_standing_clock),
		cmocka_unit_test(one_way_times_are_of_the_clock_here),
		cmocka_unit_test(the_least_violation_is_half_of_what_they_cross_by),
		cmocka_unit_test(a_drift_that_no_clock_has_is_found_and_not_believed),
		cmocka_unit_test(a_jump_leaves_no_line_at_all),
		cmocka_unit_test(nothing_is_refused_and_one_of_each_is_enough),
		cmocka_unit_test(hostile_stamps_do_no_harm),
		cmocka_unit_test(many_stamps_take_little_time),
	};

	return cmocka_run_group_tests_name("clockfit", tests, NULL, NULL);
}
