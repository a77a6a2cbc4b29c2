// SPDX-License-Identifier: GPL-2.0-only
/* The plot of a comparison: its words, and where they and the rows stand. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/comparison_text.h"
#include "model/text.h"
#include "view/plot_compare.h"
#include "view/plot_judge.h"
#include "view/plot_layout.h"
#include "view/plot_phrase.h"

#define FIELD	 400 /* pixels of the field, at least */
#define ROW	 21  /* from row to row */
#define MARGIN	 20  /* between words and the picture's edge */
#define SPACE	 12  /* between columns of words */
#define WIDE	 13
#define QUANTITY 6 /* columns */
#define VERDICT	 10

/* --- places ------------------------------------------------------------------------------------------------------ */

/* Pixels that text takes: letters beyond ASCII are of wide alphabets as often as not. */
static int width_of(const char *text)
{
	double width = 0;

	for (; *text; text++)
		if ((*text & 0xc0) != 0x80)
			width += *text & 0x80 ? WIDE : PLOT_CHAR;
	return (int)lround(width);
}

static int greater(int a, int b)
{
	return a > b ? a : b;
}

static int names_width(const struct comparison *c, const struct shown_rows *rows)
{
	int most = 0;
	char text[256];

	for (size_t i = 0; i < rows->n; i++)
		most = greater(most, width_of(shown_name(c, &rows->row[i], text, sizeof(text))));
	return most + SPACE;
}

static int sides_width(const struct comparison *c)
{
	int most = 0;
	char text[256];

	if (c->narms <= 2)
		return 0;
	for (size_t arm = 1; arm < c->narms; arm++)
		most = greater(most, width_of(plot_cut(c->arms[arm].name, SHOWN_SIDE, text, sizeof(text))));
	return most + SPACE;
}

static int pixels(size_t columns)
{
	return (int)lround((double)columns * PLOT_CHAR) + SPACE;
}

/* Columns of words on both sides of the field: settings "at_WHAT", pixels from the left edge. */
static void set_columns(struct plot *plot, const struct comparison *c, const struct shown_rows *rows,
			struct plot_frame *frame)
{
	const int names = names_width(c, rows), sides = sides_width(c), quantity = pixels(QUANTITY);
	const int values = pixels(SHOWN_VALUES), change = pixels(SHOWN_CHANGE);
	const int share = pixels(SHOWN_SHARE);

	frame->left = MARGIN + names + sides + quantity;
	frame->right = values + change + share + pixels(VERDICT) + MARGIN;
	if (frame->width < frame->left + FIELD + frame->right)
		frame->width = frame->left + FIELD + frame->right;
	plot_set(plot, "at_name", "%d", MARGIN);
	plot_set(plot, "at_quantity", "%d", MARGIN + names);
	plot_set(plot, "at_side", "%d", MARGIN + names + quantity);
	plot_set(plot, "at_values", "%d", frame->width - frame->right + 16);
	plot_set(plot, "at_change", "%d", frame->width - frame->right + values);
	plot_set(plot, "at_share", "%d", frame->width - frame->right + values + change);
	plot_set(plot, "at_verdict", "%d", frame->width - frame->right + values + change + share);
}

/* --- settings ---------------------------------------------------------------------------------------------------- */

static void set_axis(struct plot *plot, const struct comparison *c, const struct shift_axis *axis)
{
	static const char *const names[] = { [AXIS_PERCENT] = "percent", [AXIS_RATIO] = "ratio", [AXIS_TIME] = "time" };

	plot_set(plot, "axis", "%s", names[axis->kind]);
	if (c->narms < 2)
		plot_set(plot, "axis_name", "worst run, relative to its limit");
	else if (axis->kind == AXIS_PERCENT)
		plot_set(plot, "axis_name", "shift, %% of the base");
	else if (axis->kind == AXIS_RATIO)
		plot_set(plot, "axis_name", "ratio to the base");
	else
		plot_set(plot, "axis_name", "shift, %s%s", axis->unit_name,
			 comparison_deterministic(c) && axis->unit == 1 ? ", instructions" : "");
	plot_set(plot, "from", "%.17g", axis->from);
	plot_set(plot, "to", "%.17g", axis->to);
	plot_set(plot, "zero", "%g", axis->zero);
}

/* What stands above the values: "its → edma" */
static void set_heads(struct plot *plot, const struct comparison *c)
{
	char base[64], value[64];

	if (c->narms < 2)
		plot_set(plot, "head_values", "worst run, limit");
	else
		plot_set(plot, "head_values", "%s \u2192 %s", plot_cut(c->arms[0].name, 9, base, sizeof(base)),
			 c->narms > 2 ? "side" : plot_cut(c->arms[1].name, 9, value, sizeof(value)));
	plot_set(plot, "head_change", c->narms < 2 ? "over the limit" : "shift");
}

static void compose(struct plot *plot, const struct comparison *c, const struct shown_rows *rows, const char *title,
		    const char *outcome)
{
	static const char *const outcomes[] = {
		[OUTCOME_PASS] = "pass", [OUTCOME_FAIL] = "fail", [OUTCOME_NOJUDGE] = "nojudge"
	};
	char text[8 * SENTENCE_SIZE];
	struct plot_frame frame = { .width = PLOT_WIDTH };
	const double lines = shown_lines(rows);
	struct shift_axis axis;
	int left, right;

	shift_axis_find(rows, &axis);
	set_columns(plot, c, rows, &frame);
	left = frame.left;
	right = frame.right;
	frame = plot_frame(plot, frame.width, 0, right, title, outcome, compare_caption(c, rows, text, sizeof(text)));
	frame.left = left;
	frame.right = right;
	frame.top += ROW;
	frame.height = frame.top + (int)lround(lines * ROW) + 8 + frame.bottom;
	plot_frame_set(plot, &frame);
	plot_set(plot, "outcome", "%s", outcomes[c->outcome]);
	plot_set(plot, "rows", "%zu", rows->n);
	plot_set(plot, "lines", "%g", lines);
	set_heads(plot, c);
	set_axis(plot, c, &axis);
	shown_put(plot, c, rows, &axis);
}

struct plot *plot_compare(const struct comparison *c, const char *title)
{
	char outcome[SENTENCE_SIZE], own[256];
	struct plot *plot = plot_new("compare");
	struct shown_rows rows;

	shown_rows(c, &rows);
	outcome_sentence(c, outcome, sizeof(outcome));
	title = title ?: compare_title(c, own, sizeof(own));
	plot_set(plot, "alt", "%s: %s", title, outcome);
	if (rows.n)
		compose(plot, c, &rows, title, compare_outcome(c, outcome, sizeof(outcome)));
	else
		plot_nothing(plot, "%s", outcome);
	free(rows.row);
	compare_alt(plot);
	return plot;
}
