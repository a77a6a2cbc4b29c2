// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "stats/normal.h"
#include "stats/ranksum.h"

#define ROUNDING 1e-12 /* relative: a probability so near the level is on it */

/* What both samples together are: twice the midranks, which are whole numbers, in ascending order. */
struct pool {
	size_t n;	/* values, and ranks */
	size_t *rank;	/* from 2 (one least value) to 2 n */
	double x_ranks; /* sum of those of x */
	double ties;	/* sum of t^3 - t over groups of t equal values */
};

struct item {
	double value;
	bool of_x;
};

static int by_value(const void *a, const void *b)
{
	double x = ((const struct item *)a)->value, y = ((const struct item *)b)->value;

	return (x > y) - (x < y);
}

static void rank_pool(const struct item *item, struct pool *pool)
{
	for (size_t i = 0, end; i < pool->n; i = end) {
		const size_t first = i;
		double t;

		for (end = i + 1; end < pool->n && item[end].value == item[i].value; end++)
			;
		for (; i < end; i++) {
			pool->rank[i] = first + 1 + end;
			pool->x_ranks += item[i].of_x ? (double)pool->rank[i] : 0;
		}
		t = (double)(end - first);
		pool->ties += t * t * t - t;
	}
}

static int make_pool(const double *x, size_t n, const double *y, size_t m, struct pool *pool)
{
	struct item *item = calloc(n + m, sizeof(*item));

	*pool = (struct pool){ .n = n + m, .rank = calloc(n + m, sizeof(*pool->rank)) };
	if (!item || !pool->rank) {
		free(item);
		free(pool->rank);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++)
		item[i] = (struct item){ x[i], true };
	for (size_t i = 0; i < m; i++)
		item[n + i] = (struct item){ y[i], false };
	qsort(item, n + m, sizeof(*item), by_value);
	rank_pool(item, pool);
	free(item);
	return 0;
}

/* How many ways there are to take some of the ranks, by their sum. */
struct ways {
	size_t taken;	    /* ranks of each way */
	size_t least, step; /* a rank r counts as (r - least) / step */
	size_t most;	    /* the greatest sum, of ranks that count so */
	double *table;	    /* a row of most + 1 for each number taken, 0 to taken */
	const double *at;   /* the last row: the ways of each sum */
};

static size_t common_divisor(size_t a, size_t b)
{
	while (b) {
		const size_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Let one more rank in, the @i-th; @top[j] is the sum of the j greatest up to it, the most that a row can hold. */
static void let_in(struct ways *ways, size_t rank, size_t i, const size_t *top)
{
	const size_t width = ways->most + 1;

	for (size_t j = i < ways->taken ? i : ways->taken; j > 0; j--) {
		double *to = ways->table + j * width;
		const double *from = to - width;

		for (size_t s = rank; s <= top[j]; s++)
			to[s] += from[s - rank];
	}
}

/* @rank is sorted. -ENOMEM */
static int count_ways(const size_t *rank, size_t n, size_t taken, struct ways *ways)
{
	size_t *top = calloc(taken + 1, sizeof(*top));

	*ways = (struct ways){ .taken = taken, .least = rank[0] };
	for (size_t i = 0; i < n; i++)
		ways->step = common_divisor(ways->step, rank[i] - rank[0]);
	ways->step = ways->step ? ways->step : 1;
	for (size_t i = n - taken; i < n; i++)
		ways->most += (rank[i] - rank[0]) / ways->step;
	ways->table = calloc((taken + 1) * (ways->most + 1), sizeof(*ways->table));
	if (!top || !ways->table) {
		free(top);
		free(ways->table);
		return -ENOMEM;
	}
	ways->table[0] = 1;
	for (size_t i = 0; i < n; i++) {
		const size_t r = (rank[i] - rank[0]) / ways->step;

		for (size_t j = i + 1 < taken ? i + 1 : taken; j > 0; j--)
			top[j] = top[j - 1] + r;
		let_in(ways, r, i + 1, top);
	}
	ways->at = ways->table + taken * (ways->most + 1);
	free(top);
	return 0;
}

static bool affordable(size_t n, size_t m)
{
	const size_t smaller = n < m ? n : m;

	return n <= RANKSUM_EXACT_MAX && m <= RANKSUM_EXACT_MAX && smaller * (n + m) <= RANKSUM_EXACT_MAX;
}

/* The share of ways whose sum of (doubled) ranks is @off or more away from the mean. */
static int exact_p(const struct pool *pool, size_t taken, double off, double *p)
{
	const double mean = (double)taken * (double)(pool->n + 1);
	double tail = 0, all = 0;
	struct ways ways;
	int rc = count_ways(pool->rank, pool->n, taken, &ways);

	if (rc)
		return rc;
	for (size_t s = 0; s <= ways.most; s++) {
		const double sum = (double)(s * ways.step + taken * ways.least);

		all += ways.at[s];
		if (fabs(sum - mean) >= off)
			tail += ways.at[s];
	}
	*p = fmin(tail / all, 1);
	free(ways.table);
	return 0;
}

/* @off: of U from its mean. */
static double normal_p(double n, double m, double ties, double off)
{
	const double all = n + m, variance = n * m / 12 * (all + 1 - ties / (all * (all - 1)));

	if (!(variance > 0))
		return 1;
	return fmin(2 * normal_cdf((0.5 - off) / sqrt(variance)), 1);
}

int ranksum_test(const double *x, size_t n, const double *y, size_t m, struct ranksum *out)
{
	struct pool pool;
	double off;
	int rc = 0;

	*out = (struct ranksum){ .p = 1 };
	if (!n || !m || n + m < 2) /* a sum that wraps, too */
		return -EINVAL;
	for (size_t i = 0; i < n + m; i++)
		if (isnan(i < n ? x[i] : y[i - n]))
			return -EINVAL;
	if (make_pool(x, n, y, m, &pool))
		return -ENOMEM;
	off = fabs(pool.x_ranks - (double)n * (double)(n + m + 1));
	out->u = (double)n * (double)m + (double)n * (double)(n + 1) / 2 - pool.x_ranks / 2;
	out->exact = affordable(n, m);
	if (out->exact)
		rc = exact_p(&pool, n < m ? n : m, off, &out->p);
	else
		out->p = normal_p((double)n, (double)m, pool.ties, off / 2);
	free(pool.rank);
	return rc;
}

/* C(n + m, n); whole numbers below 2^53 are exact, since each step leaves a binomial coefficient. */
static double choices(size_t n, size_t m)
{
	const size_t smaller = n < m ? n : m, larger = n < m ? m : n;
	double ways = 1;

	for (size_t i = 1; i <= smaller && isfinite(ways); i++)
		ways = ways * (double)(larger + i) / (double)i;
	return ways;
}

double ranksum_least_p(size_t n, size_t m)
{
	return fmin(2 / choices(n, m), 1);
}

size_t ranksum_least_n(double p)
{
	size_t n = 1;

	if (!(p > 0))
		return SIZE_MAX;
	while (ranksum_least_p(n, n) > p)
		n++;
	return n;
}

static int exact_critical(size_t n, size_t m, double alpha, size_t *values, double *p)
{
	const size_t smaller = n < m ? n : m;
	const double all = choices(n, m);
	size_t *rank = calloc(n + m, sizeof(*rank));
	struct ways ways;
	double tail = 0;
	int rc = -ENOMEM;

	for (size_t i = 0; rank && i < n + m; i++)
		rank[i] = i;
	if (rank)
		rc = count_ways(rank, n + m, smaller, &ways);
	free(rank);
	if (rc)
		return rc;
	/* The least sum that a way can have is that of U = 0. */
	for (size_t s = smaller * (smaller - 1) / 2; s <= ways.most; s++) {
		tail += 2 * ways.at[s] / all;
		if (tail > alpha * (1 + ROUNDING))
			break;
		*p = tail;
		++*values;
	}
	free(ways.table);
	return 0;
}

static void normal_critical(double n, double m, double alpha, size_t *values, double *p)
{
	const double mean = n * m / 2, deviation = sqrt(n * m * (n + m + 1) / 12);
	const double last = floor(mean - 0.5 + deviation * normal_quantile(alpha / 2));

	if (!(last >= 0))
		return;
	*values = (size_t)last + 1;
	*p = 2 * normal_cdf((last + 0.5 - mean) / deviation);
}

int ranksum_critical(size_t n, size_t m, double alpha, size_t *values, double *p)
{
	*values = 0;
	*p = 0;
	if (!n || !m || !(alpha >= 0 && alpha <= 1))
		return -EINVAL;
	if (affordable(n, m))
		return exact_critical(n, m, alpha, values, p);
	normal_critical((double)n, (double)m, alpha, values, p);
	return 0;
}
