/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_ROBUST_H
#define EPBELL_STATS_ROBUST_H
/* Location and spread of samples of which some are disturbed. */
#include <stddef.h>

/*
 * The mean of those of @x, which is sorted by the call, that lie between the first and the third quartile or at most @step
 * outside: what disturbs up to a quarter of the samples at either end does not count. With @step that of the clock they were
 * read from, its two readings of one length are both in, however they are shared out, and the mean is finer than the step and
 * without bias, as neither a median nor a mean of the middle half is. @spread (may be NULL): half the distance of the two
 * quartiles. 0 for n = 0.
 */
double robust_mean(double *x, size_t n, double step, double *spread);

#endif /* EPBELL_STATS_ROBUST_H */
