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
#include "view/plot_width.h"

#define ROW	  21 /* from row to row */
#define ROW_LEAST 17
#define HEAD_NAME 9 /* characters of a side above the values */

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

/* What stands above the values: "its → edma", in @room pixels. */
static void set_heads(struct plot *plot, const struct comparison *c, double room)
{
	const char *other = c->narms > 2 ? "side" : c->narms == 2 ? c->arms[1].name : "";
	char head[200], base[80], value[80];

	if (c->narms < 2)
		snprintf(head, sizeof(head), "worst run, limit");
	for (size_t columns = HEAD_NAME; c->narms > 1 && columns; columns--) {
		snprintf(head, sizeof(head), "%s \u2192 %s", plot_cut(c->arms[0].name, columns, base, sizeof(base)),
			 plot_cut(other, columns, value, sizeof(value)));
		if (plot_width(head, FONT_AXIS) <= room)
			break;
	}
	plot_set(plot, "head_values", "%s", head);
	plot_set(plot, "head_change", c->narms < 2 ? "over the limit" : "shift");
}

static void compose(struct plot *plot, const struct comparison *c, const struct shown_rows *rows, const char *title,
		    const char *outcome, const struct plot_size *size)
{
	static const char *const outcomes[] = {
		[OUTCOME_PASS] = "pass", [OUTCOME_FAIL] = "fail", [OUTCOME_NOJUDGE] = "nojudge"
	};
	char text[8 * SENTENCE_SIZE];
	const double lines = shown_lines(rows);
	struct compare_places places;
	struct plot_frame frame;
	struct shift_axis axis;

	shift_axis_find(rows, &axis);
	compare_columns(plot, c, rows, size->width, &places);
	frame = plot_frame(plot, places.frame.width, 0, 0, title, outcome,
			   compare_caption(c, rows, text, sizeof(text)));
	frame.left = places.frame.left;
	frame.right = places.frame.right;
	frame.top += ROW;
	frame.field = (int)lround(lines * ROW_LEAST) + 8;
	frame.height = size->height ?: frame.top + (int)lround(lines * ROW) + 8 + frame.bottom;
	plot_frame_set(plot, &frame);
	plot_set(plot, "outcome", "%s", outcomes[c->outcome]);
	plot_set(plot, "rows", "%zu", rows->n);
	plot_set(plot, "lines", "%g", lines);
	set_heads(plot, c, places.values);
	set_axis(plot, c, &axis);
	shown_put(plot, c, rows, &axis, &places);
}

struct plot *plot_compare(const struct comparison *c, const char *title, const struct plot_size *size)
{
	char outcome[SENTENCE_SIZE], own[256];
	struct plot *plot = plot_new("compare");
	struct shown_rows rows;

	shown_rows(c, &rows);
	outcome_sentence(c, outcome, sizeof(outcome));
	title = title ?: compare_title(c, own, sizeof(own));
	plot_set(plot, "alt", "%s: %s", title, outcome);
	if (rows.n)
		compose(plot, c, &rows, title, compare_outcome(c, outcome, sizeof(outcome)), size);
	else
		plot_nothing(plot, "%s", outcome);
	free(rows.row);
	compare_alt(plot);
	return plot;
}
