/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_TREND_H
#define EPBELL_PLOT_TREND_H
/* Parts of the plot of a trend: its panels, one above the other. */
#include "view/plot_axis.h"
#include "view/plot_judge.h"
#include "view/plot_layout.h"

#define TREND_BLOCKS 4	 /* of each panel, behind that of the commits' names */
#define TREND_PANEL  200 /* pixels, unless the picture's height is told */
#define TREND_MARKS  3	 /* lines of words above a panel, at most: shifts of changes */
#define TREND_LINE   17

/* Stretches without a change. */
struct stretch {
	size_t from, to; /* first commit, and the one behind the last */
	double level;	 /* median of the commits' medians, ns */
};

/* The stretches of a panel; for free(). */
struct stretch *trend_stretches(const struct plot_trend *t, const struct plot_panel *panel, size_t *n);

/* The words at a panel's changes, in lines so that they do not overlap. */
struct change_mark {
	double x;
	int line; /* from 0 up; -1: no room */
	char text[64];
	bool slower;
};

/* Their number in *n; for free(). @field: the width between the axes, pixels. Returns in *lines how many there are. */
struct change_mark *trend_marks(const struct plot_trend *t, const struct plot_panel *panel, int field, size_t *n,
				int *lines);

/* A panel's axis of times. */
struct axis trend_axis(const struct plot_trend *t, const struct plot_panel *panel);

/* The blocks and settings of panel @i, which is @height pixels high. */
void trend_panel(struct plot *plot, const struct plot_trend *t, size_t i, const struct change_mark *marks, size_t n,
		 int height);

#endif /* EPBELL_PLOT_TREND_H */
