/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_JUDGE_H
#define EPBELL_JUDGE_H
/* The rules of a verdict, on plain numbers: one of each run. Times are ns. */
#include "model/comparison.h"

/* One figure of two arms. */
struct judge_case {
	const double *base, *value; /* each run's number, finite */
	size_t nbase, nvalue;
	double floor; /* the least effect that counts: one bucket and one clock step */
};

/*
 * Measure: medians, shift, interval, p (as p_corrected too) or spread, floor and tolerance; the verdict is left alone.
 *
 * By rank (a = alpha): p is that of the exact two-sided Mann-Whitney test where it is affordable, the shift that of Hodges and
 * Lehmann, its interval of confidence 1 - a. Exact: shift of the medians, from the nearest two runs of both arms to the
 * farthest two; the spread is the greater of the arms' ranges.
 *
 * -EINVAL: an empty arm or a number that is not finite; -ENOMEM
 */
int judge_measure(const struct comparison *c, const struct judge_case *jc, struct judged *out);

/* The median of those of @x[0..n-1] that are numbers; NAN: none is. -ENOMEM */
int judge_median(const double *x, size_t n, double *out);

/*
 * The verdict from these and p_corrected. A change takes all of: it is no chance, the near end of its interval is beyond the
 * tolerance, and the effect is above the floor.
 *
 * By rank, no chance is a corrected p below alpha, and the effect is the shift. Exact, the nearest two runs of both arms must be
 * farther apart than any two of one arm, and the effect is by how much they are: a shift of the medians above the spread
 * would be less, but with three runs each it came about by chance in 5 of 53 sets of recordings of one thing
 * (tests/lab/calibrate), since means of 200 pings have a few timer ticks in them, or none. Sets verdict and why.
 */
void judge_decide(const struct comparison *c, struct judged *judged);

#endif /* EPBELL_JUDGE_H */
