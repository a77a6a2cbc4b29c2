/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_AXIS_H
#define EPBELL_PLOT_AXIS_H
/* Axes of plots: a range, and where its marks are and what they say. */
#include "view/plot.h"

struct axis {
	double min, max; /* min < max; with log: 0 < min */
	bool log;
};

/*
 * A range of times, ns, that holds @min to @max with some room: logarithmic if @log, else from 0. Values that are no range (empty,
 * equal, not above 0) become one.
 */
struct axis axis_times(double min, double max, bool log);

/* Where @value is, from 0 at min to 1 at max; outside of that for values outside. */
double axis_place(const struct axis *axis, double value);

/* Blocks of marks: position and text. Of times: each says its unit ("10 µs"), 1 2 5 where a decade has the room. */
void axis_time_block(struct plot *plot, const struct axis *axis);
/* Of numbers: 10, 100, 1,000, 10^6. */
void axis_count_block(struct plot *plot, const struct axis *axis);
/* Of 1/(1-p), from 1 up: 50 %, 90 %, 99 %, 99.9 %. */
void axis_tail_block(struct plot *plot, const struct axis *axis);
/* Settings NAMEmin, NAMEmax and NAMElog. */
void axis_set(struct plot *plot, const char *name, const struct axis *axis);

#endif /* EPBELL_PLOT_AXIS_H */
