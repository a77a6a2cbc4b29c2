// SPDX-License-Identifier: GPL-2.0-only
/* Latency over time, as text: the more samples a second, the darker. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/plot_text_impl.h"
#include "view/table.h"

#define PANELS 3 /* block of the panels */
#define SHADES 4

static const char *shade(bool unicode, int i)
{
	static const char *const blocks[] = { "\u2591", "\u2592", "\u2593", "\u2588" }, *const ascii[] = { ".", "+",
													   "#", "@" };

	return unicode ? blocks[i] : ascii[i];
}

/* Greatest rate of each character of the field. */
struct field {
	int left, top, columns, lines;
	double *rate;
};

static int column_at(double at, int n)
{
	if (!(at > 0))
		return 0;
	return at < 1 ? (int)(at * n) : n - 1;
}

static void collect(const struct plot *plot, size_t block, struct field *field)
{
	const struct axis x = plot_text_axis(plot, "x"), y = plot_text_axis(plot, "y");

	for (size_t row = 0; row < plot_rows(plot, block); row++) {
		const double rate = plot_number_at(plot, block, row, 4);
		const int from = column_at(axis_place(&x, plot_number_at(plot, block, row, 0)) + 1e-9, field->columns);
		const int to = column_at(axis_place(&x, plot_number_at(plot, block, row, 1)) - 1e-9, field->columns);
		const double middle = sqrt(plot_number_at(plot, block, row, 2) * plot_number_at(plot, block, row, 3));
		const int line = column_at(1 - axis_place(&y, middle), field->lines);

		for (int i = from; i <= to; i++)
			field->rate[line * field->columns + i] = fmax(field->rate[line * field->columns + i], rate);
	}
}

static void draw(const struct plot *plot, struct canvas *canvas, const struct field *field, bool unicode)
{
	const double least = atof(plot_get(plot, "least")), most = atof(plot_get(plot, "most"));

	for (int i = 0; i < field->columns * field->lines; i++) {
		double darkness;

		if (!(field->rate[i] > 0))
			continue;
		darkness = log(field->rate[i] / least) / log(most / least) * SHADES;
		canvas_text(canvas, field->left + i % field->columns, field->top + i / field->columns, 0,
			    shade(unicode, column_at(darkness / SHADES, SHADES)));
	}
}

static void scale(const struct plot *plot, const struct plot_look *look, FILE *to)
{
	const double least = atof(plot_get(plot, "least")), most = atof(plot_get(plot, "most"));

	int column = fprintf(to, "samples/s, from:");

	for (int i = 0; i < SHADES; i++) {
		char number[24];
		const int room =
			snprintf(number, sizeof(number), "%.3g", least * pow(most / least, (double)i / SHADES)) + 4;

		if (column + room > look->width) {
			putc('\n', to);
			column = 0;
		}
		fprintf(to, "  %s %s", shade(look->unicode, i), number);
		column += room;
	}
	putc('\n', to);
}

void plot_text_heat(const struct plot *plot, const struct plot_look *look, FILE *to)
{
	const int n = (int)plot_rows(plot, PANELS), height = look->height > 0 ? look->height : n == 1 ? 20 : n * 10;
	const int left = plot_text_margin(plot);

	for (int i = 0; i < n; i++) {
		struct field field = { left, 0, look->width - left - 2, height / n - 3 > 3 ? height / n - 3 : 3, NULL };
		struct canvas *canvas = canvas_new(look->width, field.lines + 2, look->unicode, look->color);

		field.rate = table_need(calloc((size_t)field.columns * (size_t)field.lines, sizeof(*field.rate)));
		plot_text_frame(plot, canvas, field.left, 0, field.columns, field.lines);
		collect(plot, PANELS + 1 + (size_t)i, &field);
		draw(plot, canvas, &field, look->unicode);
		if (n > 1)
			canvas_text(canvas, left + 1, 0, (int)plot_number_at(plot, PANELS, i, 1),
				    plot_text_at(plot, PANELS, i, 0));
		canvas_print(canvas, to);
		canvas_free(canvas);
		free(field.rate);
	}
	scale(plot, look, to);
}
