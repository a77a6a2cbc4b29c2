// SPDX-License-Identifier: GPL-2.0-only
/* One panel of a trend: a quantity over the commits, its levels and changes, and what the gate would accept. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_axis.h"
#include "view/plot_phrase.h"
#include "view/plot_share.h"
#include "view/plot_trend.h"
#include "view/plot_width.h"
#include "view/table.h"

/* --- stretches --------------------------------------------------------------------------------------------------- */

static int by_size(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double level_of(const struct trend_point *points, size_t n)
{
	double *medians = table_need(calloc(n, sizeof(*medians))), level;

	for (size_t i = 0; i < n; i++)
		medians[i] = points[i].median;
	qsort(medians, n, sizeof(*medians), by_size);
	level = (medians[(n - 1) / 2] + medians[n / 2]) / 2;
	free(medians);
	return level;
}

struct stretch *trend_stretches(const struct plot_trend *t, const struct plot_panel *panel, size_t *n)
{
	struct stretch *stretches = table_need(calloc(t->n, sizeof(*stretches)));
	size_t from = 0;

	*n = 0;
	for (size_t i = 1; i <= t->n; i++) {
		if (i < t->n && !panel->points[i].change)
			continue;
		if (i > t->first)
			stretches[(*n)++] = (struct stretch){ from > t->first ? from : t->first, i,
							      level_of(panel->points + from, i - from) };
		from = i;
	}
	return stretches;
}

/* --- words at changes -------------------------------------------------------------------------------------------- */

static void mark_text(const struct plot_trend *t, const struct plot_panel *panel, size_t at, char *buf, size_t size)
{
	const double shift = panel->points[at].shift, was = panel->points[at].median - shift;
	char share[24];

	phrase_difference(shift, t->step, buf, size);
	if (was > 0)
		text_add(buf, size, " %s", plot_share(shift / was, 0.1, share, sizeof(share)));
}

struct change_mark *trend_marks(const struct plot_trend *t, const struct plot_panel *panel, int field, size_t *n,
				int *lines)
{
	struct change_mark *marks = table_need(calloc(t->n, sizeof(*marks)));
	const double pixels = (double)field / (double)(t->n - t->first);
	double taken[TREND_MARKS];

	*n = 0;
	*lines = 0;
	for (int line = 0; line < TREND_MARKS; line++)
		taken[line] = -INFINITY;
	for (size_t i = t->first; i < t->n; i++) {
		struct change_mark *mark = &marks[*n];
		double room;

		if (!panel->points[i].change)
			continue;
		mark->x = (double)i - 0.5;
		mark->slower = panel->points[i].shift > 0;
		mark_text(t, panel, i, mark->text, sizeof(mark->text));
		room = (plot_width(mark->text, FONT_PLAIN) + PLOT_CHAR) / pixels / 2;
		for (mark->line = 0; mark->line < TREND_MARKS && mark->x - room < taken[mark->line];)
			mark->line++;
		if (mark->line == TREND_MARKS)
			mark->line = -1;
		else
			taken[mark->line] = mark->x + room;
		if (mark->line >= *lines)
			*lines = mark->line + 1;
		++*n;
	}
	return marks;
}

/* --- the axis ---------------------------------------------------------------------------------------------------- */

#define REACH  1.5  /* ranges of runs widen the axis up to so many times what medians and limits take */
#define MARGIN 0.09 /* of what is shown, on either side */
#define LEAST  0.02 /* of the values: a flat line is not blown up into noise */

struct axis trend_axis(const struct plot_trend *t, const struct plot_panel *panel)
{
	struct axis axis = { .min = fmin(INFINITY, panel->base), .max = fmax(-INFINITY, panel->limit) };
	double reach;

	for (size_t i = t->first; i < t->n; i++) {
		axis.min = fmin(axis.min, panel->points[i].median);
		axis.max = fmax(axis.max, panel->points[i].median);
	}
	reach = (axis.max - axis.min + LEAST * axis.max) * REACH;
	for (size_t i = t->first; i < t->n; i++) {
		if (panel->points[i].low > axis.min - reach)
			axis.min = fmin(axis.min, panel->points[i].low);
		if (panel->points[i].high < axis.max + reach)
			axis.max = fmax(axis.max, panel->points[i].high);
	}
	reach = fmax((axis.max - axis.min) * MARGIN, fmax(axis.max * LEAST, 1));
	axis.min = fmax(axis.min - reach, 0);
	axis.max += reach;
	return axis;
}

/* --- the blocks -------------------------------------------------------------------------------------------------- */

static void put_points(struct plot *plot, const struct plot_trend *t, const struct plot_panel *panel,
		       const struct axis *axis)
{
	plot_block(plot);
	for (size_t i = t->first; i < t->n; i++) {
		const struct trend_point *p = &panel->points[i];

		plot_row(plot);
		plot_number(plot, (double)i);
		plot_number(plot, p->median);
		plot_number(plot, fmax(p->low, axis->min));
		plot_number(plot, fmin(p->high, axis->max));
		plot_number(plot, t->commits[i].state);
		plot_number(plot, p->low);
		plot_number(plot, p->high);
		plot_number(plot, (double)p->runs);
		plot_text(plot, t->commits[i].name);
	}
}

static void put_levels(struct plot *plot, const struct plot_trend *t, const struct plot_panel *panel)
{
	size_t n;
	struct stretch *stretches = trend_stretches(t, panel, &n);

	plot_block(plot);
	for (size_t i = 0; i < n && t->n > t->first + 1; i++) { /* of one commit there is no level */
		plot_row(plot);
		plot_number(plot, (double)stretches[i].from - 0.5);
		plot_number(plot, (double)stretches[i].to - 0.5);
		plot_number(plot, stretches[i].level);
	}
	free(stretches);
}

static void put_marks(struct plot *plot, const struct plot_panel *panel, const struct change_mark *marks, size_t n)
{
	plot_block(plot);
	for (size_t i = 0; i < n; i++) {
		plot_row(plot);
		plot_number(plot, marks[i].x);
		plot_number(plot, marks[i].line);
		plot_text(plot, marks[i].line < 0 ? "" : marks[i].text);
		plot_number(plot, marks[i].slower);
		plot_number(plot, panel->points[(size_t)(marks[i].x + 0.5)].shift);
	}
}

/* --- words beside it --------------------------------------------------------------------------------------------- */

static void set_of(struct plot *plot, size_t panel, const char *what, const char *text)
{
	char key[64];

	snprintf(key, sizeof(key), "p%zu_%s", panel + 1, what);
	plot_set(plot, key, "%s", text);
}

static void set_number(struct plot *plot, size_t panel, const char *what, double value)
{
	char text[40] = "";

	if (isfinite(value))
		snprintf(text, sizeof(text), "%.17g", value);
	set_of(plot, panel, what, text);
}

/* The latest median, the base and the limit at the right edge, moved apart: pN_spotK from 0 to 1, pN_wordK. */
static void set_words(struct plot *plot, const struct plot_trend *t, size_t panel, const struct axis *axis,
		      double height)
{
	const struct plot_panel *p = &t->panels[panel];
	const double values[] = { p->points[t->n - 1].median, p->base, p->limit };
	static const char *const names[] = { "latest", "base", "limit" };
	struct plot_spot spots[3];
	char key[32], text[64], time[40];
	size_t n = isfinite(p->limit) ? 3 : 1;

	for (size_t i = 0; i < n; i++)
		spots[i] = (struct plot_spot){ axis_place(axis, values[i]) * height, TREND_LINE };
	plot_spread(spots, n, height);
	for (size_t i = 0; i < n; i++) {
		snprintf(key, sizeof(key), "spot%zu", i + 1);
		set_number(plot, panel, key, spots[i].at / height);
		snprintf(key, sizeof(key), "word%zu", i + 1);
		snprintf(text, sizeof(text), "%s %s", names[i], phrase_time(values[i], t->step, time, sizeof(time)));
		set_of(plot, panel, key, text);
	}
}

void trend_panel(struct plot *plot, const struct plot_trend *t, size_t i, const struct change_mark *marks, size_t n,
		 int height)
{
	const struct plot_panel *panel = &t->panels[i];
	const struct axis axis = trend_axis(t, panel);

	set_of(plot, i, "name", panel->quantity);
	set_number(plot, i, "min", axis.min);
	set_number(plot, i, "max", axis.max);
	set_number(plot, i, "base", panel->base);
	set_number(plot, i, "limit", panel->limit);
	set_words(plot, t, i, &axis, height);
	axis_time_block_up(plot, &axis, height);
	put_points(plot, t, panel, &axis);
	put_levels(plot, t, panel);
	put_marks(plot, panel, marks, n);
}
