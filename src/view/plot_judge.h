/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_JUDGE_H
#define EPBELL_PLOT_JUDGE_H
/* The plots of judgements: 'compare' and 'trend'. */
#include "model/commits.h"
#include "view/plot.h"

/* Of a picture, pixels of 1/96 inch; 0: as the plot needs. Narrow ones have fewer columns of words. */
struct plot_size {
	int width, height;
};

/*
 * As plots of runs (plot_kinds.h), with the settings "alt" and "nothing". @title: the user's; NULL: what is compared, or of what the
 * trend is. Memory that runs out ends the program.
 */

/* A judged comparison: a row a figure and side, its shift with interval and tolerance, and a row a budget. */
struct plot *plot_compare(const struct comparison *c, const char *title, const struct plot_size *size);

/* One quantity over the commits. */
struct plot_panel {
	const char *quantity;		  /* "p50" */
	const struct trend_point *points; /* of all commits, changes marked */
	double base,
		limit; /* ns: what the judged commit is held against, and from where on it is slower; NAN: nothing */
};

#define PLOT_PANELS 4

struct plot_trend {
	const char *stage, *backend, *context, *board; /* backend and context may be "" */
	const struct history_commit *commits;
	size_t n, first; /* commits; those from first on are shown */
	size_t base, nbase,
		judged;	  /* the first of the base, how many are in it, and the commit that it is for; nbase 0: none */
	size_t elsewhere; /* commits of other boards or configurations: left out */
	const struct plot_panel *panels;
	size_t npanels;
	const char *gate; /* what the limit is, a sentence */
	const char *lab;  /* "" "free" "deterministic" */
	uint64_t step;	  /* of the clock, ns */
};

struct plot *plot_trend(const struct plot_trend *t, const char *title, const struct plot_size *size);

#endif /* EPBELL_PLOT_JUDGE_H */
