/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_UNIFORM_H
#define EPBELL_STATS_UNIFORM_H
/* Are values spread evenly over [0, period)? The test of Kolmogorov and Smirnov, two-sided. */
#include <stddef.h>

/*
 * The statistic D: the largest distance, 0 to 1, of the distribution of @x, which is sorted by the call, from the uniform
 * one on [0, @period). Values outside that range count as at its ends. 0 for n = 0 or a period that is not above 0.
 */
double ks_uniform(double *x, size_t n, double period);

/*
 * The probability that @n independent values of that distribution have a D of @d or more. Up to n = 100 exact to ten digits:
 * Durbin's matrix in the form of Marsaglia, Tsang and Wang (Evaluating Kolmogorov's Distribution, J. Stat. Software 8/18,
 * 2003) and, where 1 minus that would lose digits (n d^2 >= 4), twice the one-sided sum of Birnbaum and Tingey (Ann. Math.
 * Stat. 22, 1951), which is too large by 1e-10 of it there at most. Above, Kolmogorov's limit with Stephens' correction
 * (J. Royal Stat. Soc. B 32, 1970): d (sqrt(n) + 0.12 + 0.11 / sqrt(n)). 1 for n = 0.
 */
double ks_probability(size_t n, double d);

/* Kolmogorov's limit: the probability that sqrt(n) D is @lambda or more for n without bound; 1 for lambda <= 0. */
double ks_limit(double lambda);

#endif /* EPBELL_STATS_UNIFORM_H */
