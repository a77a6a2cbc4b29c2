// SPDX-License-Identifier: GPL-2.0-only
/* Lines and points over two axes, as text. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_layout.h"
#include "view/plot_text_impl.h"

#define SERIES	3 /* block of the series, as in all plots that have some */
#define COLOURS 8 /* more series share some */

struct look {
	const struct plot *plot;
	struct canvas *canvas;
	struct axis x, y;
	bool marks; /* series are told apart by characters */
	bool unicode;
};

static const char marks[] = "*+xo#@%&=~abcdefghijklmn"; /* no fewer than PLOT_SERIES_MAX */

static char mark_of(const struct look *look, size_t i)
{
	return look->marks ? marks[i % (sizeof(marks) - 1)] : 0;
}

static double place(const struct axis *axis, double value)
{
	return axis_place(axis, value);
}

/* Row: x up to where y holds. */
static void tail(const struct look *look, size_t block)
{
	double x = 0, y = NAN;

	for (size_t i = 0; i < plot_rows(look->plot, block); i++) {
		const double to = place(&look->x, plot_number_at(look->plot, block, i, 0));
		const double now = place(&look->y, plot_number_at(look->plot, block, i, 1));

		if (!isnan(y))
			canvas_line(look->canvas, x, y, x, now);
		canvas_line(look->canvas, x, now, to, now);
		x = to;
		y = now;
	}
}

/* Row: from, to, count. */
static void hist(const struct look *look, size_t block)
{
	double y = 0;

	for (size_t i = 0; i < plot_rows(look->plot, block); i++) {
		const double count = plot_number_at(look->plot, block, i, 2);
		const double from = place(&look->x, plot_number_at(look->plot, block, i, 0));
		const double to = place(&look->x, plot_number_at(look->plot, block, i, 1));
		const double now = count > look->y.min ? place(&look->y, count) : -1; /* not even a line at the foot */

		if (y >= 0 || now >= 0)
			canvas_line(look->canvas, from, y < 0 ? 0 : y, from, now < 0 ? 0 : now);
		if (now >= 0)
			canvas_line(look->canvas, from, now, to, now);
		y = now;
	}
}

/* A diamond where a series' worst sample is, as high as one sample. */
static void worst(const struct look *look, size_t i, int left, int columns, int lines)
{
	const double at = place(&look->x, plot_number_at(look->plot, SERIES, i, 4));
	const int column = left + (int)lround(at * (columns - 1));
	const int line = (int)lround((1 - fmax(place(&look->y, 1), 0)) * (lines - 1));

	canvas_text(look->canvas, look->unicode ? column : column - (at > 0.5), line,
		    (int)plot_number_at(look->plot, SERIES, i, 1), look->unicode ? "\u25c6" : "<>");
}

/* Row: x, y. */
static void points(const struct look *look, size_t block)
{
	for (size_t i = 0; i < plot_rows(look->plot, block); i++)
		canvas_dot(look->canvas, place(&look->x, plot_number_at(look->plot, block, i, 0)),
			   place(&look->y, plot_number_at(look->plot, block, i, 1)));
}

/* Requests without a reply, at the top. */
static void misses(const struct look *look, size_t block)
{
	for (size_t i = 0; i < plot_rows(look->plot, block); i++) {
		if (plot_number_at(look->plot, block, i, 3) > 2)
			continue;
		canvas_pen(look->canvas, 'X', (int)plot_number_at(look->plot, block, i, 2));
		canvas_dot(look->canvas, place(&look->x, plot_number_at(look->plot, block, i, 0)), 1);
	}
}

static void draw_series(const struct look *look)
{
	const char *kind = plot_kind(look->plot);
	const bool ping = !strcmp(kind, "ping");
	const size_t first = ping ? SERIES + 3 : SERIES + 1;

	for (size_t i = 0; i < plot_rows(look->plot, SERIES); i++) {
		canvas_pen(look->canvas, mark_of(look, i), (int)plot_number_at(look->plot, SERIES, i, 1));
		if (ping)
			points(look, first + i);
		else if (!strcmp(kind, "hist"))
			hist(look, first + i);
		else
			tail(look, first + i);
	}
	if (ping)
		misses(look, SERIES + 2);
}

/* What each mark or colour is, in as many lines as it takes; how many these are. @to NULL: only count. */
static int key(const struct look *look, int width, int line, bool draw)
{
	char name[PLOT_LABEL * 4 + 8], sign[2] = "";
	int column = 2, lines = 1;

	for (size_t i = 0; i < plot_rows(look->plot, SERIES); i++) {
		const int color = (int)plot_number_at(look->plot, SERIES, i, 1);
		int room;

		snprintf(name, sizeof(name), "%s", plot_text_at(look->plot, SERIES, i, 0));
		room = (int)text_columns(name) + 5;
		if (column + room > width && column > 2) {
			column = 2;
			lines++;
		}
		*sign = mark_of(look, i);
		if (draw) {
			canvas_text(look->canvas, column, line + lines - 1, color, *sign ? sign : "\u2501");
			canvas_text(look->canvas, column + 2, line + lines - 1, color, name);
		}
		column += room;
	}
	return lines;
}

void plot_text_lines(const struct plot *plot, const struct plot_look *look, FILE *to)
{
	const size_t n = plot_rows(plot, SERIES);
	struct look own = {
		.plot = plot, .x = plot_text_axis(plot, "x"), .y = plot_text_axis(plot, "y"), .unicode = look->unicode
	};
	const int left = plot_text_margin(plot), height = look->height > 0 ? look->height : 20;
	int keys, lines;

	own.marks = !look->unicode || (n > 1 && !look->color) || n > COLOURS;
	keys = key(&own, look->width, 0, false);
	lines = height - 2 - keys > 4 ? height - 2 - keys : 4;
	own.canvas = canvas_new(look->width, lines + 2 + keys, look->unicode, look->color);
	canvas_field(own.canvas, left, 0, look->width - left - 2, lines);
	plot_text_frame(plot, own.canvas, left, 0, look->width - left - 2, lines);
	draw_series(&own);
	for (size_t i = 0; i < n && !strcmp(plot_kind(plot), "hist"); i++)
		worst(&own, i, left, look->width - left - 2, lines);
	key(&own, look->width, lines + 2, true);
	canvas_print(own.canvas, to);
	canvas_free(own.canvas);
}
