/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOTTING_H
#define EPBELL_PLOTTING_H
/* The kinds of 'epbell plot': what each takes of the options, and how it comes to a plot. */
#include "cmd/judging.h"
#include "cmd/opts.h"
#include "io/run_any.h"
#include "view/gnuplot.h"
#include "view/plot_judge.h"

/* What the options set. */
struct plotting {
	const char *kind;
	struct opt_many operands, base, news; /* run files */
	struct opt_list stages, backends;
	struct read_opts read;
	const char *by, *context; /* of compare; of trend */
	bool raw;
	const char *title;
	const char *output, *theme;
	bool terminal, keep_data, ascii;
	unsigned long long width, height;
	struct plot_size size;		 /* of a picture; 0 where it is text */
	struct judging judging;		 /* of compare */
	const char *db, *board, *commit; /* of trend */
	unsigned long long last;
};

/*
 * Compose a plot: EXIT_FINE and *plot, or another exit code with the sentence printed. plot_runs.c: of runs alone;
 * plot_compare.c; history_plot.c (none in a board's static binary)
 */
int plotting_runs(const struct cmd *cmd, struct plotting *p, struct plot **plot);
int plotting_compare(const struct cmd *cmd, struct plotting *p, struct plot **plot);
int plotting_trend(const struct cmd *cmd, struct plotting *p, struct plot **plot);

/* plot_put.c: draw it and write what the options name; an exit code. */
int plotting_put(const struct cmd *cmd, struct plotting *p, struct plot *plot);

#endif /* EPBELL_PLOTTING_H */
