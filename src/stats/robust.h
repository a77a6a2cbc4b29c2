/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_ROBUST_H
#define EPBELL_STATS_ROBUST_H
/* Location and spread of samples of which some are disturbed. */
#include <stddef.h>

/*
 * The mean of the middle half of @x, which is sorted by the call: what lies below the first or above the third quartile
 * does not count, yet the result is finer than the step of the clock that took the samples, as a median is not. @spread
 * (may be NULL): half the distance of the two quartiles. 0 for n = 0.
 */
double interquartile_mean(double *x, size_t n, double *spread);

#endif /* EPBELL_STATS_ROBUST_H */
