/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CMD_HISTORY_POINTS_H
#define EPBELL_CMD_HISTORY_POINTS_H
/* A quantity of a stage over the commits: what 'history trend' lists and 'plot trend' draws. */
#include "cmd/history.h"
#include "stats/changes.h"

#define HISTORY_ALPHA 0.05 /* of a change in a series that has none */

/* A board's and configuration's history. */
struct history_line {
	struct history_commit newest, *others; /* the others in their order */
	size_t nothers, elsewhere;	       /* commits of other boards or configurations */
};

/* As history_newest(), for free() of others. */
int history_line_find(struct history *h, const struct history_which *which, struct history_line *line, struct err *err);

/* What is wanted of it. */
struct history_of {
	const char *stage, *backend, *context; /* backend and context may be NULL where there is but one */
};

/* Are stage and backend known names? -EINVAL */
int history_of_check(const struct history_of *of, struct err *err);

/* The points of one quantity, a commit each, in their order. */
struct history_points {
	struct quantity quantity;
	struct trend_point *points;
	size_t n;
	/* of the commit under way */
	int64_t commit_id;
	double *numbers;
	size_t nnumbers;
};

/*
 * Collect the points of p->quantity, changes of level marked. -ENOENT: no run has it; and the errors of history_trend(),
 * -ENOMEM. history_points_free() in any case.
 */
int history_points(struct history *h, const struct history_line *line, const struct history_of *of,
		   struct history_points *p, struct err *err);
void history_points_free(struct history_points *p);

/* The commits of the points, in their order, into to[0 .. p->n - 1]. */
void history_points_commits(const struct history_points *p, const struct history_line *line, struct history_commit *to);

#endif /* EPBELL_CMD_HISTORY_POINTS_H */
