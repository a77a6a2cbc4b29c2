/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_AXIS_H
#define EPBELL_PLOT_AXIS_H
/* Axes of plots: a range, and where its marks are and what they say. */
#include "view/plot.h"

/* On a logarithmic axis, which has no 0: where 0 ns stands, and where an axis begins that has it. */
#define AXIS_ZERO      0.5
#define AXIS_FROM_ZERO (AXIS_ZERO / 1.1)

struct axis {
	double min, max; /* min < max; with log: 0 < min */
	bool log;
};

/*
 * A range of times, ns, that holds @min to @max with some room: logarithmic if @log, else from 0. Values that are no range (empty,
 * equal, not above 0) become one. A logarithmic one from 0 begins at AXIS_FROM_ZERO.
 */
struct axis axis_times(double min, double max, bool log);

/* Where @value is, from 0 at min to 1 at max; outside of that for values outside. With log, 0 is at AXIS_ZERO. */
double axis_place(const struct axis *axis, double value);

/*
 * Blocks of marks: position and text, none nearer to another than its text has room in the field, if that is set. Of times: each says its unit ("10 µs"), 1 2 5
 * where a decade has the room.
 */
void axis_time_block(struct plot *plot, const struct axis *axis);
/* Of numbers: 10, 100, 1,000, 10^6. */
void axis_count_block(struct plot *plot, const struct axis *axis);
/* Of 1/(1-p), from 1 up: 50 %, 90 %, 99 %, 99.9 %. */
void axis_tail_block(struct plot *plot, const struct axis *axis);
/* The same of an axis that stands upright, @height pixels. */
void axis_time_block_up(struct plot *plot, const struct axis *axis, double height);
void axis_count_block_up(struct plot *plot, const struct axis *axis, double height);
/* Width of the longest text of such a block, pixels. */
double axis_text_width(void (*block)(struct plot *plot, const struct axis *axis, double height),
		       const struct axis *axis, double height);
/* Settings NAMEmin, NAMEmax and NAMElog. */
void axis_set(struct plot *plot, const char *name, const struct axis *axis);

#endif /* EPBELL_PLOT_AXIS_H */
