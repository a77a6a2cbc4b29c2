// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stats/hodges.h"
#include "stats/ranksum.h"

#define SIGN (1ULL << 63)

/* Two samples, each in ascending order. */
struct pairs {
	double *x, *y;
	size_t n, m;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Doubles in their order as whole numbers: so a bisection visits 64 of them at most, of whatever size. */
static uint64_t to_order(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits & SIGN ? ~bits : bits | SIGN;
}

static double from_order(uint64_t order)
{
	const uint64_t bits = order & SIGN ? order & ~SIGN : ~order;
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* How many differences are @limit or less: of a greater x, no fewer. */
static size_t count_up_to(const struct pairs *p, double limit)
{
	size_t count = 0, j = 0;

	for (size_t i = 0; i < p->n; i++) {
		while (j < p->m && p->y[j] - p->x[i] <= limit)
			j++;
		count += j;
	}
	return count;
}

/* The @k-th least difference, k from 1 to n m: the least double that has k differences up to it. */
static double kth(const struct pairs *p, size_t k)
{
	uint64_t low = to_order(p->y[0] - p->x[p->n - 1]), high = to_order(p->y[p->m - 1] - p->x[0]);

	while (low < high) {
		const uint64_t middle = low + (high - low) / 2;

		if (count_up_to(p, from_order(middle)) >= k)
			high = middle;
		else
			low = middle + 1;
	}
	return from_order(low) + 0.0; /* no negative zero */
}

static double *sorted(const double *v, size_t n)
{
	double *copy = malloc(n * sizeof(*copy));

	if (!copy)
		return NULL;
	memcpy(copy, v, n * sizeof(*copy));
	qsort(copy, n, sizeof(*copy), by_value);
	return copy;
}

static bool all_finite(const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(v[i]))
			return false;
	return true;
}

static int describe(const struct pairs *p, double alpha, struct hodges *out)
{
	const size_t all = p->n * p->m;
	double rejected;
	size_t k;
	int rc = ranksum_critical(p->n, p->m, alpha, &k, &rejected);

	if (rc)
		return rc;
	out->shift = kth(p, (all + 1) / 2);
	if (all % 2 == 0)
		out->shift += (kth(p, all / 2 + 1) - out->shift) / 2;
	if (!k)
		return 0;
	if (k > (all + 1) / 2) /* all but certain levels: the ends do not cross */
		k = (all + 1) / 2;
	out->low = kth(p, k);
	out->high = kth(p, all + 1 - k);
	out->confidence = fmax(1 - rejected, 0);
	return 0;
}

int hodges_shift(const double *x, size_t n, const double *y, size_t m, double alpha, struct hodges *out)
{
	struct pairs p = { .n = n, .m = m };
	int rc = -ENOMEM;

	*out = (struct hodges){ .low = -INFINITY, .high = INFINITY, .confidence = 1 };
	if (!n || !m || m > SIZE_MAX / n || !all_finite(x, n) || !all_finite(y, m))
		return -EINVAL;
	p.x = sorted(x, n);
	p.y = sorted(y, m);
	if (p.x && p.y)
		rc = describe(&p, alpha, out);
	free(p.x);
	free(p.y);
	return rc;
}
