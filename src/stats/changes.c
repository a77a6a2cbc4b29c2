// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stats/changes.h"

#define LEVEL_MIN    (CHANGES_POINTS_MIN / 2) /* points on either side */
#define SPLITS_MAX   16			      /* of those that differ most, how many are looked at */
#define SEED	     0x9e3779b97f4a7c15ULL    /* of the permutations, for every stretch anew */
#define EXCEED	     50			      /* permutations that reach the statistic where it is just significant */
#define PERMUTE_MIN  999
#define PERMUTE_MAX  49999
#define STRETCH_MAX  1e7 /* permutations times points, for one stretch, but for PERMUTE_MIN */
#define SERIES_MAX   7e7 /* ... for a series, to find and again to settle: then the bound alone decides */
#define ROUNDS_MAX   10	 /* of settling */
#define PLACE_ROUNDS 2
#define ROUNDING     1e-12

struct ranked {
	double value;
	size_t at;
};

struct stretch {
	size_t first, end;
};

struct search {
	size_t n;
	double alpha;
	double steps; /* of permutations that may still be spent */
	struct ranked *order;
	double *rank;	       /* of a stretch, minus their mean */
	double *weight;	       /* of a split behind i points: 1 / (i (n - i)) */
	double *work;	       /* values to be sorted */
	double *p;	       /* of a change at this point; 0: none */
	struct stretch *queue; /* to be searched, the widest first */
	size_t nqueue;
};

static int by_value(const void *a, const void *b)
{
	double x = ((const struct ranked *)a)->value, y = ((const struct ranked *)b)->value;

	return (x > y) - (x < y);
}

/* Midranks of @v minus their mean; their range. */
static double rank_stretch(struct search *s, const double *v, size_t n)
{
	double least = 0, greatest = 0;

	for (size_t i = 0; i < n; i++)
		s->order[i] = (struct ranked){ v[i], i };
	qsort(s->order, n, sizeof(*s->order), by_value);
	for (size_t i = 0, end; i < n; i = end) {
		double rank;

		for (end = i + 1; end < n && s->order[end].value == s->order[i].value; end++)
			;
		rank = ((double)(i + end) - (double)n) / 2;
		least = i ? least : rank;
		greatest = rank;
		for (size_t j = i; j < end; j++)
			s->rank[s->order[j].at] = rank;
	}
	for (size_t i = 1; i < n; i++)
		s->weight[i] = 1 / ((double)i * (double)(n - i));
	return greatest - least;
}

static int compare_values(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median_of(const struct search *s, const double *v, size_t n)
{
	memcpy(s->work, v, n * sizeof(*v));
	qsort(s->work, n, sizeof(*v), compare_values);
	return s->work[(n - 1) / 2] + (s->work[n / 2] - s->work[(n - 1) / 2]) / 2;
}

/*
 * The greatest squared sum of ranks before a split, over its variance (but for a factor that all splits share), of those
 * below @limit; 0 for none.
 */
static double best_split(const struct search *s, size_t n, double limit, size_t *at)
{
	double sum = 0, best = 0;

	for (size_t i = 1; i <= n - LEVEL_MIN; i++) {
		double squared;

		sum += s->rank[i - 1];
		squared = sum * sum * s->weight[i];
		if (i >= LEVEL_MIN && squared > best && squared < limit) {
			best = squared;
			*at = i;
		}
	}
	return best;
}

/*
 * ... of those whose sides have different medians. An outlier near an end of a series that is constant else makes sums of
 * ranks differ as much as it takes, but not levels. To leave out splits makes no false one more probable.
 */
static double best_step(const struct search *s, const double *v, size_t n, size_t *at)
{
	double best = INFINITY;

	for (int i = 0; i < SPLITS_MAX; i++) {
		best = best_split(s, n, best, at);
		if (!(best > 0))
			return 0;
		if (median_of(s, v, *at) != median_of(s, v + *at, n - *at))
			return best;
	}
	return 0;
}

/*
 * Upper bound of the probability that any split reaches @best. Serfling, for the sum of k of n values drawn without
 * replacement: P(|sum - mean| >= d) <= 2 exp(-2 d^2 / (k (n - k + 1) / n range^2)), k of the smaller side; d^2 is
 * best k (n - k).
 */
static double bound_of(size_t n, double best, double range)
{
	double sum = 0;

	for (size_t i = LEVEL_MIN; i <= n - LEVEL_MIN; i++) {
		const double rest = (double)(i < n - i ? n - i : i);

		sum += 2 * exp(-2 * best * (double)n * rest / ((rest + 1) * range * range));
	}
	return fmin(sum, 1);
}

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Shuffle the ranks as far as needed to see whether some split reaches @best. */
static bool shuffled_reaches(struct search *s, size_t n, double best, uint64_t *random)
{
	double *rank = s->rank, sum = 0;

	for (size_t i = 0; i < n - LEVEL_MIN; i++) {
		const size_t j = i + (size_t)(((next_random(random) >> 32) * (uint64_t)(n - i)) >> 32);
		const double drawn = rank[j];

		rank[j] = rank[i];
		rank[i] = drawn;
		sum += drawn;
		if (i + 1 >= LEVEL_MIN && sum * sum * s->weight[i + 1] >= best)
			return true;
	}
	return false;
}

/* The probability of @best if it is @level or less, else 1: then most of the permutations are not needed. */
static double chance_of(struct search *s, size_t n, double best, double range, double level)
{
	const double bound = bound_of(n, best, range);
	const double wanted = fmin(fmax(EXCEED / level, PERMUTE_MIN), PERMUTE_MAX);
	const size_t permutations = (size_t)fmin(wanted, fmax(STRETCH_MAX / (double)n, PERMUTE_MIN));
	const double most = level * (double)(permutations + 1);
	double reached = 1; /* the series itself is one of the permutations */
	uint64_t random = SEED;

	if (bound * (double)(permutations + 1) <= 1 || s->steps <= 0)
		return bound <= level ? bound : 1;
	for (size_t i = 0; i < permutations && reached <= most; i++) {
		reached += shuffled_reaches(s, n, best * (1 - ROUNDING), &random);
		s->steps -= (double)n;
	}
	return reached <= most ? reached / (double)(permutations + 1) : 1;
}

/*
 * Ranks tell best whether there is a change; where it is the values do: at the split with the least sum of distances from the
 * medians before and behind. By ranks a point that is a little high goes over to a high level, were it miles away.
 */
static size_t place(const struct search *s, const double *v, size_t n, size_t at)
{
	for (int round = 0; round < PLACE_ROUNDS; round++) {
		const double before = median_of(s, v, at), behind = median_of(s, v + at, n - at);
		double sum = 0, least = INFINITY;

		for (size_t i = 1; i <= n - LEVEL_MIN; i++) {
			sum += fabs(v[i - 1] - before) - fabs(v[i - 1] - behind);
			if (i < LEVEL_MIN || sum >= least)
				continue;
			least = sum;
			at = i;
		}
	}
	return at;
}

/* The best split of a stretch, and its probability if the level changes there, else 1. */
static double judge(struct search *s, const double *v, struct stretch stretch, size_t *at)
{
	const size_t n = stretch.end - stretch.first;
	double range, best, p = 1;

	if (n < CHANGES_POINTS_MIN)
		return 1;
	range = rank_stretch(s, v + stretch.first, n);
	best = range > 0 ? best_step(s, v + stretch.first, n, at) : 0;
	if (best > 0)
		p = chance_of(s, n, best, range, s->alpha * (double)n / (double)s->n);
	if (p < 1)
		*at = place(s, v + stretch.first, n, *at);
	*at += stretch.first;
	return p;
}

/* Note a change unless @p is 1. */
static bool note(struct search *s, struct stretch stretch, size_t at, double p)
{
	const double share = (double)(stretch.end - stretch.first) / (double)s->n;

	if (p >= 1)
		return false;
	s->p[at] = fmax(fmin(p / share, s->alpha), DBL_MIN);
	return true;
}

/* Split a stretch if its level changes, and queue both parts. */
static void split(struct search *s, const double *v, struct stretch stretch)
{
	size_t at = 0;
	const double p = judge(s, v, stretch, &at);

	if (!note(s, stretch, at, p))
		return;
	s->queue[s->nqueue++] = (struct stretch){ stretch.first, at };
	s->queue[s->nqueue++] = (struct stretch){ at, stretch.end };
}

static size_t next_change(const struct search *s, size_t from)
{
	while (from < s->n && s->p[from] <= 0)
		from++;
	return from;
}

/*
 * Move each change to where it is between its neighbours, and drop it if it is none there. While others were unknown it was
 * placed less well, and the points on the wrong side of it may have been split off for a change of their own.
 */
static bool settle(struct search *s, const double *v)
{
	bool moved = false;
	size_t first = 0;

	for (size_t at = next_change(s, 1), end; at < s->n && s->steps > 0; at = end) {
		struct stretch stretch;
		size_t to = 0;
		double p;

		end = next_change(s, at + 1);
		stretch = (struct stretch){ first, end };
		s->p[at] = 0;
		p = judge(s, v, stretch, &to);
		if (note(s, stretch, to, p))
			first = to;
		moved |= to != at || s->p[at] <= 0;
	}
	return moved;
}

static size_t report(const struct search *s, const double *v, struct change *out, size_t most)
{
	size_t found = 0, first = 0, at = next_change(s, 1);

	while (at < s->n && found < most) {
		const size_t end = next_change(s, at + 1);
		const double before = median_of(s, v + first, at - first);

		out[found++] =
			(struct change){ .at = at, .shift = median_of(s, v + at, end - at) - before, .p = s->p[at] };
		first = at;
		at = end;
	}
	return found;
}

static bool can_judge(const double *v, size_t n, double alpha)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(v[i]))
			return false;
	return alpha > 0 && alpha < 1;
}

int changes_find(const double *v, size_t n, double alpha, struct change *out, size_t most, size_t *nfound)
{
	struct search s = { .n = n, .alpha = alpha, .steps = SERIES_MAX };
	int rc = -ENOMEM;

	*nfound = 0;
	if (!can_judge(v, n, alpha))
		return -EINVAL;
	if (n < CHANGES_POINTS_MIN)
		return 0;
	s.order = calloc(n, sizeof(*s.order));
	s.rank = calloc(n, sizeof(*s.rank));
	s.weight = calloc(n, sizeof(*s.weight));
	s.work = calloc(n, sizeof(*s.work));
	s.p = calloc(n, sizeof(*s.p));
	s.queue = calloc(n, sizeof(*s.queue)); /* parts of three points or more, and what was split into them */
	if (s.order && s.rank && s.weight && s.work && s.p && s.queue) {
		s.queue[s.nqueue++] = (struct stretch){ 0, n };
		for (size_t i = 0; i < s.nqueue; i++)
			split(&s, v, s.queue[i]);
		s.steps = SERIES_MAX;
		for (int i = 0; i < ROUNDS_MAX && settle(&s, v); i++)
			;
		*nfound = report(&s, v, out, most);
		rc = 0;
	}
	free(s.order);
	free(s.rank);
	free(s.weight);
	free(s.work);
	free(s.p);
	free(s.queue);
	return rc;
}
