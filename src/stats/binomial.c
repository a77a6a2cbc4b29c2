// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "stats/binomial.h"
#include "stats/normal.h"

#define LIMIT_FROM   1e8 /* of k and of n - k: from there the normal limit */
#define SERIES_FROM  15	 /* Stirling's series has 15 digits */
#define NEAR	     0.1 /* relative distance within which deviance() would lose digits */
#define NEGLIGIBLE   1e-17
#define HALVINGS_MAX 1100 /* as many as there are powers of two between 1 and the least double */

/* ln n! minus Stirling's n ln n - n + ln(2 pi n) / 2. */
static double stirling_error(double n)
{
	const double s = 1 / (n * n);

	if (n < SERIES_FROM)
		return lgamma(n + 1) - (n + 0.5) * log(n) + n - log(2 * M_PI) / 2;
	return (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188))))) / n;
}

/* x ln(x / mean) + mean - x, x above 0. With v = (x - mean) / (x + mean), ln(x / mean) is 2 (v + v^3 / 3 + v^5 / 5 ...). */
static double deviance(double x, double mean)
{
	const double v = (x - mean) / (x + mean);
	double power = 2 * x * v, sum = (x - mean) * v;

	if (fabs(x - mean) >= NEAR * (x + mean))
		return x * log(x / mean) + mean - x;
	for (int i = 3; fabs(power) > NEGLIGIBLE * sum; i += 2) {
		power *= v * v;
		sum += power / i;
	}
	return sum;
}

/*
 * Probability of @k in @n, by the saddle point of Loader (Fast and Accurate Computation of Binomial Probabilities, 2000),
 * which keeps its digits for large n.
 */
static double probability(double k, double n, double p)
{
	const double rest = n - k;

	if (k <= 0)
		return exp(n * log1p(-p));
	if (rest <= 0)
		return exp(n * log(p));
	return sqrt(n / (2 * M_PI * k * rest)) * exp(stirling_error(n) - stirling_error(k) - stirling_error(rest) -
						     deviance(k, n * p) - deviance(rest, n * (1 - p)));
}

/* P(X >= k), for p <= k / n: a sum whose terms fall from the first one on. */
static double at_least(double k, double n, double p)
{
	double term = 1, sum = 1;

	for (double i = k; i < n && term > NEGLIGIBLE * sum; i++) {
		term *= (n - i) / (i + 1) * (p / (1 - p));
		sum += term;
	}
	return probability(k, n, p) * sum;
}

/* P(X <= k), for p >= k / n. */
static double at_most(double k, double n, double p)
{
	double term = 1, sum = 1;

	for (double i = k; i > 0 && term > NEGLIGIBLE * sum; i--) {
		term *= i / (n - i + 1) * ((1 - p) / p);
		sum += term;
	}
	return probability(k, n, p) * sum;
}

/* Where @tail, which falls from the share of @k in @n towards @end (0 or 1), is @level. */
static double solve(double (*tail)(double k, double n, double p), double k, double n, double end, double level)
{
	double inside = k / n, outside = end;

	for (int i = 0; i < HALVINGS_MAX; i++) {
		const double middle = inside + (outside - inside) / 2;

		if (middle == inside || middle == outside)
			break;
		if (tail(k, n, middle) > level)
			inside = middle;
		else
			outside = middle;
	}
	return outside;
}

void binomial_interval(uint64_t k, uint64_t n, double confidence, double *low, double *high)
{
	const double count = (double)k, all = (double)n, share = count / all, level = (1 - confidence) / 2;

	*low = 0;
	*high = 1;
	if (!n || k > n || !(confidence < 1))
		return;
	if (!(confidence > 0)) {
		*low = *high = share;
	} else if (fmin(count, all - count) > LIMIT_FROM) {
		const double half = -normal_quantile(level) * sqrt(share * (1 - share) / all);

		*low = share - half;
		*high = share + half;
	} else {
		*low = k ? solve(at_least, count, all, 0, level) : 0;
		*high = k < n ? solve(at_most, count, all, 1, level) : 1;
	}
}
