/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_NORMAL_H
#define EPBELL_STATS_NORMAL_H
/* The standard normal distribution. */

/* P(Z <= z), by libm's erfc: to its last digits in both tails, 0 below -38. */
double normal_cdf(double z);

/*
 * The z with P(Z <= z) = @p, to 1e-14 of it (of 1 near z = 0): formula 26.2.23 of Abramowitz and Stegun (Handbook of
 * Mathematical Functions, 1964), which is good to 4.5e-4, then steps of Halley's method. -INFINITY for p <= 0, INFINITY
 * for p >= 1, NaN for NaN.
 */
double normal_quantile(double p);

#endif /* EPBELL_STATS_NORMAL_H */
