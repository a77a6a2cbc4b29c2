/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_STAGES_H
#define EPBELL_PLOT_STAGES_H
/* Inside view/: what the bars of stages are made of. */
#include "view/plot_series.h"

#define PATH_MOST 16

/* Stages that follow one another, in their order, and the one that they are parts of. */
struct stage_path {
	int whole;	       /* -1: none */
	int stages[PATH_MOST]; /* ended by -1 */
};

/* One series: the whole, and its stages in the order of the path. */
struct stage_bars {
	const struct plot_series *head; /* names it */
	const struct hist *whole;	/* NULL: not known */
	const struct hist *part[PATH_MOST];
	bool other; /* a stage has samples of another context too, which are not in part */
};

struct stage_parts {
	const struct stage_path *path;
	uint64_t shown; /* stages of the path that are wanted */
	bool rest;	/* all of the path is shown, so that something may lack to the whole */
	struct plot_list heads, parts;
	struct stage_bars bars[PLOT_SERIES_MAX];
	size_t n;
};

/* Choose a path by what the runs have and what was asked for, and collect; free it in any case. Errors as plot_list_get(). */
int stage_parts_get(struct stage_parts *p, const struct plot_input *in, struct err *err);
void stage_parts_free(struct stage_parts *p);

/* ns: of all parts together, and of the whole (where that is not known, 0). */
double stage_parts_sum(const struct stage_bars *bars, double q);
double stage_parts_whole(const struct stage_bars *bars, double q);

/* What bars and figures mean, and what does not add up: sentences for the caption. */
void stage_parts_explain(const struct stage_parts *p, char *buf, size_t size);
/* Every bar with its stages' p50 and p99, and the whole's as far as that is known. For free(). */
char *stage_parts_alt(const struct stage_parts *p);

#endif /* EPBELL_PLOT_STAGES_H */
