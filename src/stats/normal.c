// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "stats/normal.h"

#define STEPS 3 /* each triples the right digits: 3, 10, 30 */

double normal_cdf(double z)
{
	return erfc(-z * M_SQRT1_2) / 2;
}

/* The z above which @q lies, 0 < q <= 1/2. */
static double upper_quantile(double q)
{
	const double t = sqrt(-2 * log(q));
	double z =
		t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));

	for (int i = 0; i < STEPS; i++) {
		const double density = exp(-z * z / 2) / sqrt(2 * M_PI);
		const double u = (normal_cdf(-z) - q) / density;

		z += u / (1 - u * z / 2);
	}
	return z;
}

double normal_quantile(double p)
{
	if (isnan(p))
		return p;
	if (p <= 0 || p >= 1)
		return p <= 0 ? -INFINITY : INFINITY;
	return p <= 0.5 ? -upper_quantile(p) : upper_quantile(1 - p);
}
