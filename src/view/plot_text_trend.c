// SPDX-License-Identifier: GPL-2.0-only
/* A trend as text: the panels of plots/trend.gp one below the other. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/commits.h"
#include "model/text.h"
#include "view/plot_text_impl.h"
#include "view/plot_trend.h"

/* Blocks of a panel, from its first on, and columns of its points. */
enum { MARKS, POINTS, LEVELS, CHANGES };
enum { AT, MEDIAN, LOW, HIGH, STATE };

#define LINES 9	 /* of a panel's field */
#define WORDS 17 /* columns at its right */
#define LEAST 10 /* columns of a field */
#define LIMIT 6	 /* the colour */

/* A panel that is drawn. */
struct field {
	const struct plot *plot;
	struct canvas *canvas;
	size_t panel, block;
	struct axis x, y;
	int left, columns, top;
};

static const char *own(const struct plot *plot, size_t panel, const char *what)
{
	char key[40];

	snprintf(key, sizeof(key), "p%zu_%s", panel + 1, what);
	return plot_get(plot, key);
}

static int margin(const struct plot *plot, size_t panels)
{
	size_t longest = 0;

	for (size_t panel = 0; panel < panels; panel++) {
		const size_t block = 2 + panel * TREND_BLOCKS + MARKS;

		for (size_t i = 0; i < plot_rows(plot, block); i++) {
			const size_t n = text_columns(plot_text_at(plot, block, i, 1));

			longest = n > longest ? n : longest;
		}
	}
	return (int)longest + 2;
}

static int line_of(const struct field *f, double value)
{
	return f->top + (int)lround((1 - axis_place(&f->y, value)) * (LINES - 1));
}

static void put_marks(const struct field *f)
{
	const size_t block = f->block + MARKS;
	int before = -1;

	for (int i = 0; i < LINES; i++)
		canvas_text(f->canvas, f->left - 1, f->top + i, -1, "|");
	for (size_t i = 0; i < plot_rows(f->plot, block); i++) {
		const char *text = plot_text_at(f->plot, block, i, 1);
		const int line = line_of(f, plot_number_at(f->plot, block, i, 0));

		if (line == before || line < f->top || line >= f->top + LINES)
			continue;
		before = line;
		canvas_text(f->canvas, f->left - 2 - (int)text_columns(text), line, 0, text);
	}
}

/* From one place of the commits to another. */
static void put_level(const struct field *f, double from, double to, double value, char mark, int color)
{
	const double y = axis_place(&f->y, value);

	canvas_pen(f->canvas, mark, color);
	canvas_line(f->canvas, fmax(axis_place(&f->x, from), 0), y, fmin(axis_place(&f->x, to), 1), y);
}

static void put_changes(const struct field *f)
{
	const size_t block = f->block + CHANGES;
	int free_from = 0;

	for (size_t i = 0; i < plot_rows(f->plot, block); i++) {
		const double x = axis_place(&f->x, plot_number_at(f->plot, block, i, 0));
		const char *text = plot_text_at(f->plot, block, i, 2);
		const int color = plot_number_at(f->plot, block, i, 3) > 0 ? LIMIT : 1;
		const int column = f->left + (int)lround(x * (f->columns - 1)) - (int)text_columns(text) / 2;

		if (!isfinite(x))
			continue;
		canvas_pen(f->canvas, ':', color);
		canvas_line(f->canvas, x, 0, x, 1);
		if (column < free_from)
			continue;
		canvas_text(f->canvas, column, f->top - 1, color, text);
		free_from = column + (int)text_columns(text) + 1;
	}
}

static void put_points(const struct field *f, int color)
{
	static const char marks[] = { [COMMIT_NEW] = 'o', [COMMIT_ACCEPTED] = '*', [COMMIT_REJECTED] = 'x' };
	const size_t block = f->block + POINTS;

	for (size_t i = 0; i < plot_rows(f->plot, block); i++) {
		const int state = (int)plot_number_at(f->plot, block, i, STATE);

		canvas_pen(f->canvas, marks[state], state == COMMIT_REJECTED ? LIMIT : color);
		canvas_dot(f->canvas, axis_place(&f->x, plot_number_at(f->plot, block, i, AT)),
			   axis_place(&f->y, plot_number_at(f->plot, block, i, MEDIAN)));
	}
}

/* "limit 7.06 µs" and the like, each in the line it belongs to, or the next that is free. */
static void put_words(const struct field *f)
{
	static const int colors[] = { 0, -1, LIMIT };
	int taken[3], n = 0;

	for (int i = 0; i < 3; i++) {
		char what[16];
		int line, k = 0;

		snprintf(what, sizeof(what), "spot%d", i + 1);
		if (!*own(f->plot, f->panel, what))
			continue;
		line = f->top + (int)lround((1 - atof(own(f->plot, f->panel, what))) * (LINES - 1));
		while (k < n) {
			if (taken[k++] != line)
				continue;
			line++;
			k = 0;
		}
		taken[n++] = line;
		snprintf(what, sizeof(what), "word%d", i + 1);
		canvas_text(f->canvas, f->left + f->columns + 1, line, colors[i], own(f->plot, f->panel, what));
	}
}

static void put_panel(const struct field *f, int color)
{
	const double from = atof(plot_get(f->plot, "base_from"));
	const size_t block = f->block + LEVELS;

	put_marks(f);
	for (size_t i = 0; i < plot_rows(f->plot, block); i++)
		put_level(f, plot_number_at(f->plot, block, i, 0), plot_number_at(f->plot, block, i, 1),
			  plot_number_at(f->plot, block, i, 2), '_', color);
	put_changes(f);
	if (*own(f->plot, f->panel, "limit"))
		put_level(f, from, f->x.max, atof(own(f->plot, f->panel, "limit")), '-', LIMIT);
	put_points(f, color);
	put_words(f);
	canvas_text(f->canvas, 0, f->top - 1, 0, own(f->plot, f->panel, "name"));
}

/* The first and the last of those that have a name. */
static void put_ends(const struct plot *plot, struct canvas *canvas, int left, int columns, int line)
{
	const size_t n = plot_rows(plot, 1);
	const char *last = n ? plot_text_at(plot, 1, n - 1, 1) : "";

	if (n > 1)
		canvas_text(canvas, left, line, -1, plot_text_at(plot, 1, 0, 1));
	canvas_text(canvas, left + columns - (int)text_columns(last), line, -1, last);
}

void plot_text_trend(const struct plot *plot, const struct plot_look *look, FILE *to)
{
	const size_t panels = (size_t)atoi(plot_get(plot, "panels"));
	const int left = margin(plot, panels),
		  columns = look->width - left - WORDS > LEAST ? look->width - left - WORDS : LEAST;
	const int lines = (LINES + 2) * (int)panels;
	struct canvas *canvas = canvas_new(look->width, lines + 1, look->unicode, look->color);

	for (size_t panel = 0; panel < panels; panel++) {
		const struct field f = {
			.plot = plot,
			.canvas = canvas,
			.panel = panel,
			.block = 2 + panel * TREND_BLOCKS,
			.x = { atof(plot_get(plot, "first")) - 0.7, atof(plot_get(plot, "commits")) - 0.3, false },
			.y = { atof(own(plot, panel, "min")), atof(own(plot, panel, "max")), false },
			.left = left,
			.columns = columns,
			.top = 1 + (int)panel * (LINES + 2),
		};

		canvas_field(canvas, left, f.top, columns, LINES);
		put_panel(&f, atoi(plot_get(plot, "hue")));
	}
	put_ends(plot, canvas, left, columns, lines);
	canvas_print(canvas, to);
	canvas_free(canvas);
}
