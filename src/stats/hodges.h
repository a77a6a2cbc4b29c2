/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_HODGES_H
#define EPBELL_STATS_HODGES_H
/* By how much one sample lies above another: the estimate of Hodges and Lehmann and its interval. */
#include <stddef.h>

struct hodges {
	double shift;	   /* median of all differences y - x, in their unit */
	double low, high;  /* its interval, closed; infinite where even the whole range does not reach the confidence */
	double confidence; /* that it has: 1 - alpha or more, exact for untied samples, more with ties; 1 if infinite */
};

/*
 * Shift of @y[0..m-1] over @x[0..n-1], and the interval from the k-th least to the k-th greatest of the n m differences.
 * k is the number of values of U that a rank-sum test of level @alpha (0 to 1) rejects at either end, from the untied null
 * distribution as ranksum_critical() has it: exact where that is, else from the normal approximation (Hodges and Lehmann,
 * Ann. Math. Stat. 34, 1963; Lehmann, Nonparametrics, 1975, section 2.6). So for untied samples the interval leaves out a
 * shift if and only if the test rejects it with p <= alpha (R's wilcox.test: with p < alpha, else the
 * same). Needs memory for n + m values, not for n m.
 * -EINVAL: n or m 0, a value that is not finite, or alpha not within 0 to 1; -ENOMEM
 */
int hodges_shift(const double *x, size_t n, const double *y, size_t m, double alpha, struct hodges *out);

#endif /* EPBELL_STATS_HODGES_H */
