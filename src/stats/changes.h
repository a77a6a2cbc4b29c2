/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_CHANGES_H
#define EPBELL_STATS_CHANGES_H
/*
 * Where the level of a series changes: steps between neighbours at which what lies behind differs in level from what lies
 * before. By ranks, so that no outlier, however far out, counts for more than its place in the order.
 *
 * A stretch is split where the ranks before and behind differ most, in units of the standard deviation that the difference
 * has at that place: Pettitt's statistic (Applied Statistics 28, 1979), but standardised, so that a change near an end, such
 * as the latest commits, counts as much as one in the middle. Each side has three points at least: one or two that lie apart
 * are outliers, not a level. Nor is it a change if the medians are the same. The two parts are split further in the same way.
 * In the end each change is placed anew between its neighbours, where the sum of distances from the medians of both sides is
 * least, and left out if it is none there.
 *
 * The probability is that of the greatest difference over all places, by permutation of the ranks that are there (with their
 * ties) from a fixed seed; where it is below what permutations resolve, and where those for a series have been spent, an upper
 * bound of it from Serfling's inequality (Ann. Stat. 2, 1974). Each stretch may err with alpha times its share of the points:
 * so alpha is the probability that a flat series gets a change, and about that of one too many beside true ones. It takes the
 * points' errors as independent of each other: a drift, or runs that influence the next, are found as changes too.
 *
 * What one cut cannot show is missed: a short episode in the middle of a series whose level is the same before and after it.
 */
#include <stddef.h>

#define CHANGES_POINTS_MIN 6 /* in fewer none is found; at alpha 0.05 it takes 8 */

struct change {
	size_t at;    /* first index of the new level */
	double shift; /* median behind minus median before, of the neighbouring stretches, in the unit of the series */
	double p; /* for the whole series: that between its neighbours, times all points over those between; at most alpha */
};

/*
 * Find the changes of @v[0..n-1], in the order of the series, at most @most of them (the first ones), with a probability of
 * @alpha or less for one that is none. 10000 points take less than a second, whatever is in them.
 * -EINVAL: a value that is not finite, or alpha not between 0 and 1; -ENOMEM
 */
int changes_find(const double *v, size_t n, double alpha, struct change *out, size_t most, size_t *nfound);

#endif /* EPBELL_STATS_CHANGES_H */
