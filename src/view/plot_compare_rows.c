// SPDX-License-Identifier: GPL-2.0-only
/* Which rows the plot of a comparison has, and the axis for them. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "view/plot_compare.h"
#include "view/table.h"

/* --- rows -------------------------------------------------------------------------------------------------------- */

/* Of both sides, and so a shift. */
static bool is_whole(const struct figure *f, size_t arm)
{
	return isfinite(f->judged[arm].shift);
}

static bool has_values(const struct figure *f, size_t arm)
{
	return isfinite(f->judged[arm].base) || isfinite(f->judged[arm].value);
}

/* The widest of the base's buckets and its coarsest clock step. The floor has those of the other side too. */
static double base_resolution(const struct comparison *c, const struct figure *f)
{
	double width = 0, step = 1;

	for (size_t i = c->arms[0].first; i < c->arms[0].first + c->arms[0].n; i++) {
		width = fmax(width, f->samples[i].width);
		step = fmax(step, (double)c->runs[i].env.clock_step_ns);
	}
	return width + step;
}

static struct shown of_figure(const struct comparison *c, const struct figure *f, size_t arm)
{
	const struct judged *j = &f->judged[arm];

	return (struct shown){ .figure = f,
			       .arm = arm,
			       .verdict = j->verdict,
			       .base = j->base,
			       .shift = j->shift,
			       .low = j->low,
			       .high = j->high,
			       .tolerance = isfinite(j->shift) ? fmax(j->tolerance, j->floor) : NAN,
			       .resolution = base_resolution(c, f) };
}

static struct shown of_budget(const struct budget *b, size_t arm)
{
	const double over = b->runs ? b->worst.value - b->limit : NAN;

	return (struct shown){ .budget = b,
			       .arm = arm,
			       .verdict = b->verdict,
			       .base = b->limit,
			       .shift = over,
			       .low = over - b->worst.error,
			       .high = over + b->worst.error,
			       .tolerance = NAN };
}

static bool is_same(const struct figure *f, size_t arm)
{
	return f->judged[arm].verdict == VERDICT_SAME;
}

/* What is listed. */
enum wanted {
	ONLY_CHANGED = 1, /* not those that are the same */
	ONLY_WHOLE = 2,	  /* not those that one side alone has */
};

static void list_figures(const struct comparison *c, unsigned int wanted, size_t most, struct shown_rows *rows)
{
	rows->n = rows->same = rows->lone = rows->beyond = 0;
	for (size_t i = 0; i < c->nfigures; i++) {
		for (size_t arm = 1; arm < c->narms; arm++) {
			const struct figure *f = &c->figures[i];

			if (!has_values(f, arm))
				continue;
			if ((wanted & ONLY_WHOLE) && !is_whole(f, arm) && f->judged[arm].verdict != VERDICT_GONE)
				rows->lone++;
			else if (is_same(f, arm) && ((wanted & ONLY_CHANGED) || rows->n == most))
				rows->same++;
			else if (rows->n == most)
				rows->beyond++;
			else
				rows->row[rows->n++] = of_figure(c, f, arm);
		}
	}
}

void shown_rows(const struct comparison *c, struct shown_rows *rows)
{
	rows->row = table_need(calloc(ROWS_MOST + c->nbudgets, sizeof(*rows->row)));
	list_figures(c, ONLY_WHOLE, ROWS_EASY, rows);
	if (rows->same + rows->beyond)
		list_figures(c, ONLY_WHOLE | ONLY_CHANGED, ROWS_MOST, rows);
	if (!rows->n && rows->same) /* all are the same: some of them are better than a blank picture */
		list_figures(c, ONLY_WHOLE, ROWS_EASY, rows);
	else if (!rows->n)
		list_figures(c, 0, ROWS_EASY, rows);
	for (size_t i = 0; i < c->nbudgets; i++)
		rows->row[rows->n++] = of_budget(&c->budgets[i], c->narms ? c->narms - 1 : 0);
}

/* --- the axis ---------------------------------------------------------------------------------------------------- */

#define RATIO_FROM 3.0	/* a base times this is far off a linear scale of small changes */
#define REACH	   3.0	/* intervals widen the axis up to so many times what points and tolerances take */
#define MARGIN	   0.08 /* of what is shown, on either side */

double shift_at(const struct shift_axis *axis, double base, double shift)
{
	switch (axis->kind) {
	case AXIS_PERCENT:
		return shift / base * 100;
	case AXIS_RATIO:
		return 1 + shift / base > 0 ? 1 + shift / base : isnan(shift) ? NAN : -INFINITY;
	case AXIS_TIME:
		break;
	}
	return shift / axis->unit;
}

/* Budgets are drawn where there is room for them, unless there is nothing else. */
static bool makes_axis(const struct shown_rows *rows, const struct shown *row)
{
	return isfinite(row->shift) && (row->figure || !rows->row[0].figure);
}

static void choose_kind(const struct shown_rows *rows, struct shift_axis *axis)
{
	double most = 0;

	axis->kind = AXIS_PERCENT;
	for (size_t i = 0; i < rows->n; i++) {
		const struct shown *row = &rows->row[i];
		const double ratio = 1 + row->shift / row->base;

		if (!makes_axis(rows, row))
			continue;
		most = fmax(most, fabs(row->shift));
		if (row->base <= row->resolution)
			axis->kind = AXIS_TIME;
		else if (axis->kind == AXIS_PERCENT && (ratio > RATIO_FROM || ratio < 1 / RATIO_FROM))
			axis->kind = AXIS_RATIO;
	}
	axis->unit = most < 1e4 ? 1 : most < 1e7 ? 1e3 : most < 1e10 ? 1e6 : 1e9;
	axis->unit_name = most < 1e4 ? "ns" : most < 1e7 ? "µs" : most < 1e10 ? "ms" : "s";
	axis->zero = axis->kind == AXIS_RATIO ? 1 : 0;
}

/* On paper: the logarithm of a ratio. */
static double place(const struct shift_axis *axis, const struct shown *row, double shift)
{
	const double at = shift_at(axis, row->base, shift);

	return axis->kind == AXIS_RATIO && isfinite(at) ? log2(at) : at;
}

static void widen(double at, double least, double most, double *from, double *to)
{
	if (!(at >= least && at <= most))
		return;
	*from = fmin(*from, at);
	*to = fmax(*to, at);
}

void shift_axis_find(const struct shown_rows *rows, struct shift_axis *axis)
{
	double from = 0, to = 0, reach;

	choose_kind(rows, axis);
	for (size_t i = 0; i < rows->n; i++) {
		const struct shown *row = &rows->row[i];

		if (!makes_axis(rows, row))
			continue;
		widen(place(axis, row, row->shift), -DBL_MAX, DBL_MAX, &from, &to);
		widen(place(axis, row, row->tolerance), -DBL_MAX, DBL_MAX, &from, &to);
		widen(place(axis, row, -row->tolerance), -DBL_MAX, DBL_MAX, &from, &to);
	}
	reach = REACH * fmax(-from, to);
	for (size_t i = 0; i < rows->n; i++) {
		const struct shown *row = &rows->row[i];

		if (!makes_axis(rows, row))
			continue;
		widen(place(axis, row, row->low), -reach, reach, &from, &to);
		widen(place(axis, row, row->high), -reach, reach, &from, &to);
	}
	if (from == to)
		from = -1, to = 1;
	axis->from = from - (to - from) * MARGIN;
	axis->to = to + (to - from) * MARGIN;
	if (axis->kind == AXIS_RATIO) {
		axis->from = exp2(axis->from);
		axis->to = exp2(axis->to);
	}
}
