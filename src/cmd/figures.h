/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_FIGURES_H
#define EPBELL_FIGURES_H
/* The plots of an HTML page, drawn by gnuplot in both themes. */
#include "model/group.h"
#include "view/html.h"
#include "view/plot.h"
#include "view/report.h"

/* Plots with what they are made of; zeroed at first. */
struct figures {
	struct html_figure *list;
	size_t n;
	struct plot **plots; /* of each: its texts are the plot's */
	char **drawings;     /* two of each */
};

/* Draw @plot, which is freed with the others, for part @part; one that has nothing to show is left out. As plot_draw(). */
int figures_add(struct figures *f, int part, struct plot *plot, struct err *err);
/* All that are worth drawing of runs: of all together, and of each its own. As plot_draw() and plot_tail(). */
int figures_of_runs(struct figures *f, const struct report_run *runs, size_t n, const struct group_by *by,
		    struct err *err);
void figures_free(struct figures *f);

#endif /* EPBELL_FIGURES_H */
