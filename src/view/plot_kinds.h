/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_KINDS_H
#define EPBELL_PLOT_KINDS_H
/*
 * The plots that are made of runs, from memory to a plot: no files, no gnuplot. Each has a setting "alt": what the picture shows,
 * with its numbers, in a sentence or two for those who do not see it. Where there is nothing to draw, the plot has a setting
 * "nothing": the sentence that stands in the picture instead.
 */
#include "model/err.h"
#include "model/group.h"
#include "view/plot.h"

struct plot_run {
	const char *file; /* as the user named it */
	struct run *run;
};

struct plot_input {
	const struct plot_run *runs;
	size_t n;
	uint64_t stages; /* EPB_BIT set that was asked for; 0: the kind's own choice */
	const char *const *backends;
	size_t nbackends;  /* 0: all */
	const char *title; /* NULL: the kind's own */
	int width, height; /* pixels of 1/96 inch; 0: the kind's own */
	bool print;	   /* it will be in grey: names of several lines are in a key, where their dashes are seen */
};

/* The stages (EPB_BIT set) of which any run has a value, for a backend that is wanted. */
uint64_t plot_stages_present(const struct plot_input *in);

/* A plot for plot_free(); NULL and @err: counts that cannot be added up (-EOVERFLOW), no memory. */
struct plot *plot_tail(const struct plot_input *in, struct err *err);
struct plot *plot_hist(const struct plot_input *in, struct err *err);
struct plot *plot_stages(const struct plot_input *in, struct err *err);
struct plot *plot_heat(const struct plot_input *in, struct err *err);
struct plot *plot_ping(const struct plot_input *in, struct err *err);

#endif /* EPBELL_PLOT_KINDS_H */
