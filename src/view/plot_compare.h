/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_COMPARE_H
#define EPBELL_PLOT_COMPARE_H
/* Parts of the plot of a comparison: its rows, and the axis they stand on. */
#include "model/comparison.h"
#include "view/plot_layout.h"

/* What is drawn of a figure and side, or of a budget. */
struct shown {
	const struct figure *figure; /* NULL: */
	const struct budget *budget;
	size_t arm;
	enum verdict verdict;
	double base, shift, low, high; /* ns; a budget's base is its limit. NAN: none; low and high may be infinite */
	double tolerance;	       /* ns around no change that count for nothing; NAN: none */
	double resolution;	       /* ns that the base is known to; a budget's limit is exact */
};

struct shown_rows {
	struct shown *row;
	size_t n;
	size_t same, lone,
		beyond; /* figures left out: the same as the base, of one side alone, others for want of room */
};

#define ROWS_EASY 64  /* figures: so many are shown in any case, ... */
#define ROWS_MOST 120 /* ... and more never */

/* Memory that runs out ends the program. rows->row is for free(). */
void shown_rows(const struct comparison *c, struct shown_rows *rows);

/* Columns that words of a row have, at most. */
#define SHOWN_NAME   34
#define SHOWN_SIDE   22
#define SHOWN_VALUES 19
#define SHOWN_CHANGE 9
#define SHOWN_SHARE  9

/* "raise-irq", "handler edma thread", a budget's text: what stands left of the row, or of the first of its group. Returns @buf. */
const char *shown_name(const struct comparison *c, const struct shown *row, char *buf, size_t size);
/* The words of a row otherwise: "22.3 → 22.8 µs", of a budget "7.61 of 8.00 µs"; "+512 ns" or why there is none; "+2.3 %"; "slower". */
const char *shown_values(const struct comparison *c, const struct shown *row, char *buf, size_t size);
const char *shown_change(const struct comparison *c, const struct shown *row, char *buf, size_t size);
const char *shown_share(const struct shown *row, char *buf, size_t size);
const char *shown_verdict(const struct shown *row);
/* Lines that the rows take, gaps between groups included. */
double shown_lines(const struct shown_rows *rows);

/* What shifts are drawn in. */
enum axis_kind {
	AXIS_PERCENT, /* of the base */
	AXIS_RATIO,   /* to the base, logarithmic: where something is more than three times as long or short */
	AXIS_TIME,    /* where a base is too short to be divided by */
};

struct shift_axis {
	enum axis_kind kind;
	double unit; /* AXIS_TIME: ns */
	const char *unit_name;
	double from, to; /* its ends */
	double zero;	 /* no change */
};

void shift_axis_find(const struct shown_rows *rows, struct shift_axis *axis);

/* Where a shift from @base stands; -INFINITY where no logarithm reaches. */
double shift_at(const struct shift_axis *axis, double base, double shift);

/* What the columns of words leave: the margins of the frame, and pixels that names, sides, values and reasons have. */
struct compare_places {
	struct plot_frame frame;
	double name, side, values, reason;
};

/*
 * Settings "at_WHAT", pixels from the left edge, of what is drawn. @width: of the picture, where columns are left out for want of
 * room; 0: as wide as they need, PLOT_WIDTH at least.
 */
void compare_columns(struct plot *plot, const struct comparison *c, const struct shown_rows *rows, int width,
		     struct compare_places *places);

/* The rows as a block; plots/compare.gp says what its columns are. */
void shown_put(struct plot *plot, const struct comparison *c, const struct shown_rows *rows,
	       const struct shift_axis *axis, const struct compare_places *places);

/*
 * What is held against what; the outcome, where what failed is counted and not named, since the rows do that; and the words at the
 * foot: what the signs are, what is left out, of what runs it is. All return @buf.
 */
const char *compare_title(const struct comparison *c, char *buf, size_t size);
const char *compare_outcome(const struct comparison *c, char *buf, size_t size);
const char *compare_caption(const struct comparison *c, const struct shown_rows *rows, char *buf, size_t size);

/* Add the rows of a composed plot to its setting "alt". */
void compare_alt(struct plot *plot);

#endif /* EPBELL_PLOT_COMPARE_H */
