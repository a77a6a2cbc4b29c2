/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_RANKSUM_H
#define EPBELL_STATS_RANKSUM_H
/* Do two samples come from one distribution? The test of Mann, Whitney and Wilcoxon, two-sided. */
#include <stdbool.h>
#include <stddef.h>

/*
 * Exact up to this product of the smaller sample's size and that of both together: 45 against 45, 20 against 184, 3 against
 * 1362. It takes 5 ms at the most.
 */
#define RANKSUM_EXACT_MAX 4096

struct ranksum {
	double u;   /* of y over x: pairs with y > x, ties half; 0 to n m */
	double p;   /* 0 to 1 */
	bool exact; /* else by the normal approximation */
};

/*
 * Two-sided rank-sum (Mann-Whitney) test of @x[0..n-1] against @y[0..m-1]: p = P(|U - n m / 2| >= |u - n m / 2|) where all
 * ways to deal out the values are equally likely. With ties exact means the permutation distribution of the midranks that
 * are there (conditional), not the untied table. Counts of the ways are sums of doubles without a subtraction: relative
 * error below n + m roundings, 1e-13 for what is counted at all, C(90, 45) = 1e26 included.
 * Beyond RANKSUM_EXACT_MAX the normal approximation with tie correction (Lehmann, Nonparametrics, 1975, section 1.4) and
 * a continuity correction of 1/2. p is 1 where all values are equal.
 * -EINVAL: n or m 0, or a NaN; -ENOMEM
 */
int ranksum_test(const double *x, size_t n, const double *y, size_t m, struct ranksum *out);

/* The least p that untied samples of these sizes can reach: 2 / C(n + m, n), at most 1; 0 where that is below 1e-308. */
double ranksum_least_p(size_t n, size_t m);

/* The least n such that n + n can reach p or below (0.05 -> 4); 1 for p >= 1, SIZE_MAX for a p that is not above 0. */
size_t ranksum_least_n(double p);

/*
 * The ends of U's untied null distribution: @values is how many of the least values of U, from 0 on, have P(U <= value) <=
 * @alpha / 2, so that @values - 1 is the critical value of published tables; @p is 2 P(U <= that value), 0 if there is none.
 * Exact and approximated as above. -EINVAL: n or m 0, or alpha not within 0 to 1; -ENOMEM
 */
int ranksum_critical(size_t n, size_t m, double alpha, size_t *values, double *p);

#endif /* EPBELL_STATS_RANKSUM_H */
