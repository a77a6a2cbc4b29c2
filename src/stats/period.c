// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "stats/period.h"

#define CREEP_MAX 0.1  /* of the period over the order: what still counts as nearly the same */
#define MOVED_MAX 0.25 /* of the period, or half the distance of a cycle's phases: what a cycle may creep in all */
#define GATHERED  0.4  /* resultant length below which the phases of a cycle are spread all the same */
#define REACH	  0.2  /* of the period: around the densest window's mean a step is one of its length */
#define CYCLES	  3    /* a cycle has to come so often to be one */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double period_wrap(double x, double period)
{
	double r = fmod(x, period);

	if (r < 0)
		r += period;
	return r < period ? r : 0; /* a tiny negative rounds up to the period */
}

static size_t take_steps(const double *x, const uint64_t *seq, size_t n, uint64_t stride, double period, double *step)
{
	size_t m = 0;

	for (size_t i = 1; i < n; i++)
		if (!seq || seq[i] - seq[i - 1] == (stride ? stride : 1))
			step[m++] = period_wrap(x[i] - x[i - 1], period);
	return m;
}

/* Of @m sorted steps the one that the densest window begins with, and how many it holds. */
static size_t densest(const double *step, size_t m, double period, size_t *first)
{
	size_t most = 0;

	for (size_t i = 0, end = 0; i < m; i++) {
		if (end < i + 1)
			end = i + 1;
		while (end < i + m && step[end % m] + (end >= m ? period : 0) - step[i] <= PERIOD_WINDOW * period)
			end++;
		if (end - i > most) {
			most = end - i;
			*first = i;
		}
	}
	return most;
}

/* Mean of the @k steps from @first on, round the circle; summed from the first one, so that no digits go. */
static double mean_of(const double *step, size_t m, size_t first, size_t k, double period)
{
	double sum = 0;

	for (size_t i = first; i < first + k; i++)
		sum += period_wrap(step[i % m] - step[first], period);
	return step[first] + sum / (double)k;
}

/*
 * Mean and standard deviation of the steps around @centre. The reach is wider than the window, which noise may overlap:
 * phases that vary but stay where they are have steps whose errors cancel, if none is left out.
 */
static void describe(const double *step, size_t m, double centre, double period, struct period *out)
{
	double sum = 0, squares = 0, k = 0;

	for (size_t i = 0; i < m; i++) {
		const double d = period_wrap(step[i] - centre + period / 2, period) - period / 2;

		if (fabs(d) > REACH * period)
			continue;
		sum += d;
		squares += d * d;
		k++;
	}
	out->step = period_wrap(centre + sum / k, period);
	out->spread = sqrt(fmax(squares / k - pow(sum / k, 2), 0));
}

/*
 * Any of @m steps begins the window, and k - 1 or more of the others are in it: m times the binomial tail bounds the
 * probability that some window of this width holds k.
 */
static double chance_of(size_t m, size_t k)
{
	const double n = (double)m - 1;
	double tail = 0;

	for (size_t j = k - 1; j <= m - 1; j++) {
		const double i = (double)j;

		tail += exp(lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(PERIOD_WINDOW) +
			    (n - i) * log1p(-PERIOD_WINDOW));
	}
	return fmin((double)m * tail, 1);
}

/* Length of the mean of unit vectors at @order times the phases: 1 where a cycle of that order holds all of them. */
static double gathered(const double *x, size_t n, double period, unsigned int order)
{
	double c = 0, s = 0;

	for (size_t i = 0; i < n; i++) {
		const double angle = 2 * M_PI * order * period_wrap(x[i], period) / period;

		c += cos(angle);
		s += sin(angle);
	}
	return hypot(c, s) / (double)n;
}

/* The shortest cycle that the steps make, and whether the sequence stays in it. */
static void classify(const double *x, size_t n, double period, struct period *out)
{
	out->kind = PERIOD_ROUND;
	for (unsigned int order = 1; order <= PERIOD_ORDER_MAX && (size_t)order * CYCLES <= n; order++) {
		const double turns = order * out->step / period, creep = turns - round(turns);
		const double moved = fabs(creep) * (double)n / order;

		if (fabs(creep) > CREEP_MAX / order)
			continue;
		out->order = order;
		out->creep = creep * period;
		out->kind = moved <= fmin(MOVED_MAX, 0.5 / order) && gathered(x, n, period, order) >= GATHERED ?
				    PERIOD_CYCLE :
				    PERIOD_DRIFT;
		return;
	}
}

int period_find(const double *x, const uint64_t *seq, size_t n, uint64_t stride, double period, struct period *out)
{
	size_t most = 0, first = 0;
	double *step;

	*out = (struct period){ .chance = 1 };
	if (n < 2 || !(period > 0))
		return 0;
	step = calloc(n, sizeof(*step));
	if (!step)
		return -ENOMEM;
	out->steps = take_steps(x, seq, n, stride, period, step);
	if (out->steps) {
		qsort(step, out->steps, sizeof(*step), by_value);
		most = densest(step, out->steps, period, &first);
		out->share = (double)most / (double)out->steps;
		out->chance = chance_of(out->steps, most);
	}
	if (out->steps && out->share >= PERIOD_SHARE && out->chance < PERIOD_CHANCE) {
		describe(step, out->steps, mean_of(step, out->steps, first, most, period), period, out);
		classify(x, n, period, out);
	}
	free(step);
	return 0;
}
