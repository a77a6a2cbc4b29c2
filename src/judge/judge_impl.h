/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_JUDGE_IMPL_H
#define EPBELL_JUDGE_IMPL_H
/* Between the files of this room. All: -ENOMEM */
#include <stdio.h>

#include "judge/compare.h"

/* The backends of an arm's runs together, as in struct replicate. */
void judge_backends(const struct comparison *c, const struct arm *arm, char *buf, size_t size);
/* Reasons for runs that are unlike in a row that is not in @allow, or whose account is open; remarks for what is allowed. */
int judge_alike(struct comparison *c, const struct compare_opts *opts);
/* Measure all figures that have a number in each run: they are the family. Reasons for those that lack some without cause. */
int judge_measure_all(struct comparison *c);
/* The verdict of each budget. */
int judge_budgets(struct comparison *c);

#endif /* EPBELL_JUDGE_IMPL_H */
