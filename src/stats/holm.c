// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdbool.h>

#include "stats/holm.h"

/* The least p that is not yet adjusted. An adjusted one bears a minus sign until the end. */
static bool least_of(const double *p, size_t n, double *least)
{
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		if (isnan(p[i]) || signbit(p[i]) || (found && p[i] >= *least))
			continue;
		*least = p[i];
		found = true;
	}
	return found;
}

void holm_adjust(double *p, size_t n)
{
	double least = 0, adjusted = 0;
	size_t left = 0;

	for (size_t i = 0; i < n; i++) {
		if (isnan(p[i]))
			continue;
		p[i] = p[i] > 0 ? p[i] : 0;
		left++;
	}
	while (least_of(p, n, &least)) {
		adjusted = fmin(fmax(adjusted, (double)left * least), 1);
		for (size_t i = 0; i < n; i++) {
			if (isnan(p[i]) || signbit(p[i]) || p[i] != least)
				continue;
			p[i] = -adjusted;
			left--;
		}
	}
	for (size_t i = 0; i < n; i++)
		p[i] = isnan(p[i]) ? p[i] : fabs(p[i]);
}
