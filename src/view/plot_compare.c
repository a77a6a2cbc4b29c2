// SPDX-License-Identifier: GPL-2.0-only
/* The rows of a comparison's plot, as the cells of its data file. */
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
#include "view/plot_share.h"
#include "view/plot_width.h"

#define GAP 0.5 /* rows between groups */

/* --- texts of a row ---------------------------------------------------------------------------------------------- */

static bool backends_differ(const struct comparison *c)
{
	for (size_t i = 1; i < c->nfigures; i++)
		if (strcmp(c->figures[i].backend, c->figures[0].backend) != 0)
			return true;
	return false;
}

const char *shown_name(const struct comparison *c, const struct shown *row, char *buf, size_t size)
{
	const struct figure *f = row->figure;
	bool context, backend;
	char text[160];

	if (row->budget)
		return plot_cut(row->budget->text, SHOWN_NAME, buf, size);
	context = *f->context && strcmp(f->context, "hardirq") != 0;
	backend = *f->backend && backends_differ(c);
	snprintf(text, sizeof(text), "%s%s%s%s%s", f->stage, backend ? " " : "", backend ? f->backend : "",
		 context ? " " : "", context ? f->context : "");
	return plot_cut(text, SHOWN_NAME, buf, size);
}

const char *shown_verdict(const struct shown *row)
{
	if (row->verdict == VERDICT_NONE)
		return "not judged";
	if (row->budget)
		return row->verdict == VERDICT_SLOWER ? "exceeded" : "kept";
	return verdict_name(row->verdict);
}

const char *shown_values(const struct comparison *c, const struct shown *row, char *buf, size_t size)
{
	const uint64_t step = comparison_step(c);
	char worst[40], limit[40];

	if (row->figure)
		return phrase_pair(row->base, row->figure->judged[row->arm].value, step, buf, size);
	snprintf(buf, size, "%s of %s",
		 phrase_time(row->budget->runs ? row->budget->worst.value : NAN, step, worst, sizeof(worst)),
		 phrase_time(row->base, 1, limit, sizeof(limit)));
	return buf;
}

const char *shown_change(const struct comparison *c, const struct shown *row, char *buf, size_t size)
{
	if (row->verdict == VERDICT_GONE && row->figure) {
		snprintf(buf, size, "no %s doorbell", row->figure->backend);
		return buf;
	}
	if (!isfinite(row->shift) && row->figure)
		return plot_cut(row->figure->judged[row->arm].why, SHOWN_CHANGE + SHOWN_SHARE, buf, size);
	return phrase_difference(row->shift, comparison_step(c), buf, size);
}

const char *shown_share(const struct shown *row, char *buf, size_t size)
{
	buf[0] = 0;
	return fabs(row->shift) >= 0.5 ? plot_share(row->shift / row->base, 0.995, buf, size) : buf;
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

static bool new_group(const struct shown *row, const struct shown *before)
{
	const struct figure *f = row->figure, *was = before->figure;

	if (!f || !was)
		return f != was;
	return strcmp(f->stage, was->stage) != 0 || strcmp(f->context, was->context) != 0 ||
	       strcmp(f->backend, was->backend) != 0;
}

double shown_lines(const struct shown_rows *rows)
{
	double lines = 0;

	for (size_t i = 0; i < rows->n; i++)
		lines += 1 + (i && new_group(&rows->row[i], &rows->row[i - 1]) ? GAP : 0);
	return lines;
}

/* A coordinate within the frame, NAN: none; *beyond: it lies outside, on that side. */
static double within(const struct shift_axis *axis, double at, int *beyond)
{
	*beyond = at < axis->from ? -1 : at > axis->to ? 1 : 0;
	return *beyond < 0 ? axis->from : *beyond > 0 ? axis->to : at;
}

static void put_place(struct plot *plot, const struct shift_axis *axis, const struct shown *row)
{
	const double base = row->base;
	int beyond, left, right, unused;
	const double at = within(axis, shift_at(axis, base, row->shift), &beyond);
	const double low = within(axis, shift_at(axis, base, row->low), &left);
	const double high = within(axis, shift_at(axis, base, row->high), &right);
	const bool drawn = isfinite(row->shift);

	plot_number(plot, drawn ? at : NAN);
	plot_number(plot, drawn ? low : NAN);
	plot_number(plot, drawn ? high : NAN);
	plot_number(plot, drawn && left < 0);
	plot_number(plot, drawn && right > 0);
	plot_number(plot, drawn ? beyond : 0);
	plot_number(plot, within(axis, shift_at(axis, base, -row->tolerance), &unused));
	plot_number(plot, within(axis, shift_at(axis, base, row->tolerance), &unused));
}

static void put_names(struct plot *plot, const struct comparison *c, const struct shown *row,
		      const struct shown *before, const struct compare_places *places)
{
	const bool first = !before || new_group(row, before) || row->budget;
	char text[256], cut[256];

	shown_name(c, row, text, sizeof(text));
	plot_text(plot, first ? plot_fit(text, FONT_PLAIN, places->name, SHOWN_NAME, cut, sizeof(cut)) : "");
	if (row->budget || (before && before->figure == row->figure))
		plot_text(plot, "");
	else
		plot_text(plot, row->figure->quantity.name);
	if (c->narms > 2 && row->figure)
		plot_text(plot,
			  plot_fit(c->arms[row->arm].name, FONT_PLAIN, places->side, SHOWN_SIDE, text, sizeof(text)));
	else
		plot_text(plot, "");
}

void shown_put(struct plot *plot, const struct comparison *c, const struct shown_rows *rows,
	       const struct shift_axis *axis, const struct compare_places *places)
{
	double y = 0;

	plot_block(plot);
	for (size_t i = 0; i < rows->n; i++) {
		const struct shown *row = &rows->row[i], *before = i ? row - 1 : NULL;
		const double room = isfinite(row->shift) ? INFINITY : places->reason;
		char text[160], cut[160];

		y += 1 + (before && new_group(row, before) ? GAP : 0);
		plot_row(plot);
		plot_number(plot, y);
		put_names(plot, c, row, before, places);
		plot_text(plot, shown_verdict(row));
		plot_text(plot, shown_values(c, row, text, sizeof(text)));
		shown_change(c, row, text, sizeof(text));
		plot_text(plot, plot_fit(text, FONT_PLAIN, room, sizeof(cut), cut, sizeof(cut)));
		plot_text(plot, shown_share(row, text, sizeof(text)));
		put_place(plot, axis, row);
		plot_number(plot, row->shift);
		plot_number(plot, row->low);
		plot_number(plot, row->high);
	}
}
