/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_HOLM_H
#define EPBELL_STATS_HOLM_H
/* Many tests judged at once. */
#include <stddef.h>

/*
 * Adjust @p[0..n-1] in place, so that "adjusted p <= alpha" for all of them errs at all with a probability of alpha at most,
 * whatever their dependence: Holm's step-down method (Scand. J. Statistics 6, 1979). The i-th least of k becomes the greatest
 * of (k + 1 - j) p_j over j <= i, at most 1; order and ties are kept. NaN stay NaN and do not count. Quadratic in n: meant
 * for thousands at the most.
 */
void holm_adjust(double *p, size_t n);

#endif /* EPBELL_STATS_HOLM_H */
