/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HISTORY_VIEW_H
#define EPBELL_HISTORY_VIEW_H
/* What 'epbell history' shows. */
#include "model/commits.h"
#include "view/doc.h"

/* Tables, and functions that add a row to one; these return 0. */
struct table *history_commits_table(void);
int history_commits_row(void *table, const struct history_commit *commit);
struct table *history_runs_table(void);
int history_runs_row(void *table, const struct history_run *run);

/* What is kept of a run's series. */
struct table *history_series_table(const struct run *run);

/*
 * A trend, a row a commit with a bar; @commits are those of the points, in their order. @step: of the clock, ns. What kind of
 * figure it is stands in @title, which is copied.
 */
struct table *history_trend_table(const struct trend_point *points, const struct history_commit *commits, size_t n,
				  uint64_t step, const char *title);

#endif /* EPBELL_HISTORY_VIEW_H */
