/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_BINOMIAL_H
#define EPBELL_STATS_BINOMIAL_H
/* The interval of a share. */
#include <stdint.h>

/*
 * Interval of the probability, 0 to 1, of what happened @k times in @n: that of Clopper and Pearson (Biometrika 26, 1934),
 * which has @confidence (between 0 and 1) or more for every n. Good to 1e-10 of its ends where k or n - k is at most 1e8; above,
 * the normal limit, which is within 1e-3 of the interval's width there. All of [0, 1] for n = 0, k > n, or a confidence that
 * is not below 1; k / n itself for one that is not above 0.
 */
void binomial_interval(uint64_t k, uint64_t n, double confidence, double *low, double *high);

#endif /* EPBELL_STATS_BINOMIAL_H */
