/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_KIND_LIST_H
#define EPBELL_PLOT_KIND_LIST_H
/*
 * All kinds of plots, a row each: the command, the scripts in the program and the text plots are made of it. A new kind of runs
 * is its row, plots/NAME.gp and plot_NAME() (plot_kinds.h).
 *
 * X(name, needs, text, what): of what it is composed, an enum plot_needs without its PLOT_NEEDS_; which plot_text_*() of
 * plot_text_impl.h draws it as text; one phrase for people.
 */

/* Of runs, by plot_NAME(). */
#define PLOT_KINDS_OF_RUNS(X)                                                                                          \
	X(tail, SERIES, lines, "latency against 1/(1-p), both logarithmic")                                            \
	X(hist, SERIES, lines, "histograms over each other, the worst sample marked")                                  \
	X(stages, SERIES, stages, "where the time goes: p50 and p99, stage by stage")                                  \
	X(heat, ROWS, heat, "latencies over time, their number as shade")                                              \
	X(ping, ROWS, lines, "round trips over time, with the poll's period")

#define PLOT_KINDS(X)                                                                                                  \
	PLOT_KINDS_OF_RUNS(X)                                                                                          \
	X(compare, SIDES, compare, "what became slower or faster, with intervals and verdict")                         \
	X(trend, HISTORY, trend, "p50 and p99 over the commits of a history")

enum plot_needs {
	PLOT_NEEDS_SERIES,  /* the histograms of runs */
	PLOT_NEEDS_ROWS,    /* their intervals and pings too */
	PLOT_NEEDS_SIDES,   /* runs on two sides or more */
	PLOT_NEEDS_HISTORY, /* runs of a history's database */
};

#endif /* EPBELL_PLOT_KIND_LIST_H */
