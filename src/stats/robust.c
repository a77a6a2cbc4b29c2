// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "stats/robust.h"

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double robust_mean(double *x, size_t n, double step, double *spread)
{
	size_t first = n / 4, last = n - n / 4; /* the middle half, its ends rounded outwards */
	size_t used = 0;
	double sum = 0;

	if (spread)
		*spread = 0;
	if (!n)
		return 0;
	qsort(x, n, sizeof(*x), by_value);
	for (size_t i = 0; i < n; i++) {
		if (x[i] < x[first] - step || x[i] > x[last - 1] + step)
			continue;
		sum += x[i];
		used++;
	}
	if (spread)
		*spread = (x[last - 1] - x[first]) / 2;
	return sum / (double)used;
}
