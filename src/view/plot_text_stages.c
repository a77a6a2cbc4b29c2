// SPDX-License-Identifier: GPL-2.0-only
/* Bars of stages, as text: each stage has a letter, and a colour where there are some. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_text_impl.h"
#include "view/table.h"

/* Blocks of plots/stages.gp */
enum { NAMES = 2, PARTS, BARS, KEYS };

static void put(const struct plot_look *look, FILE *to, const char *text)
{
	char own[400];

	snprintf(own, sizeof(own), "%s", text);
	if (!look->unicode)
		canvas_ascii(own);
	fputs(own, to);
}

/* The letter of a colour: a is the first stage of the path. */
static char letter(int color)
{
	return (char)('a' + (color - 1) % 26);
}

static void put_cells(const struct plot_look *look, FILE *to, int color, int n)
{
	static const int grounds[] = { 44, 43, 42, 45, 46, 41, 47, 104 };

	if (n > 0 && look->color)
		fprintf(to, "\033[30;%dm", grounds[(color - 1) % 8]);
	for (int i = 0; i < n; i++)
		putc(letter(color), to);
	if (n > 0 && look->color)
		fputs("\033[0m", to);
}

/* The colours of a bar's columns into @cells: the parts whose foot and top lie around its middle, one after the other. */
static int fill_parts(const struct plot *plot, size_t bar, char *cells, int columns)
{
	const struct axis x = plot_text_axis(plot, "x");
	const double middle = plot_number_at(plot, BARS, bar, 0);
	int used = 0;

	for (size_t i = 0; i < plot_rows(plot, PARTS); i++) {
		const double end = plot_number_at(plot, PARTS, i, 2) + plot_number_at(plot, PARTS, i, 3);
		const int column = (int)lround(axis_place(&x, end) * columns);

		if (plot_number_at(plot, PARTS, i, 0) > middle || plot_number_at(plot, PARTS, i, 1) < middle)
			continue;
		while (used < column && used < columns)
			cells[used++] = (char)plot_number_at(plot, PARTS, i, 4);
	}
	return used;
}

/* Columns @from to before @end of the bar, those that no part fills as spaces. */
static void put_columns(const struct plot_look *look, FILE *to, const char *cells, int from, int end)
{
	for (int next; from < end; from = next) {
		next = from + 1;
		while (next < end && cells[next] == cells[from])
			next++;
		if (cells[from])
			put_cells(look, to, cells[from], next - from);
		else
			fprintf(to, "%*s", next - from, "");
	}
}

/* The bar, and the line where the whole ends, which hides none of it: within the bar, at its end or beyond. */
static void put_bar(const struct plot *plot, const struct plot_look *look, FILE *to, size_t bar, int columns)
{
	const struct axis x = plot_text_axis(plot, "x");
	const double whole = plot_number_at(plot, BARS, bar, 1);
	char *cells = table_need(calloc(columns + 1, 1));
	const int used = fill_parts(plot, bar, cells, columns);
	const int line = whole > 0 ? (int)lround(fmin(axis_place(&x, whole), 1) * columns) : 0;

	put_columns(look, to, cells, 0, line);
	if (whole > 0)
		fputs(look->unicode ? "│" : "|", to);
	put_columns(look, to, cells, line, used);
	free(cells);
}

static void put_keys(const struct plot *plot, const struct plot_look *look, FILE *to)
{
	int column = 0;

	for (size_t i = 0; i < plot_rows(plot, KEYS); i++) {
		const char *name = plot_text_at(plot, KEYS, i, 0);
		const int color = (int)plot_number_at(plot, KEYS, i, 1), room = (int)strlen(name) + 4;

		if (column && column + room > look->width) {
			putc('\n', to);
			column = 0;
		}
		put_cells(look, to, color, 1);
		fprintf(to, " %-*s", room - 2, name);
		column += room;
	}
	fputs("\n\n", to);
}

void plot_text_stages(const struct plot *plot, const struct plot_look *look, FILE *to)
{
	const int left = plot_text_margin(plot), columns = look->width - left - 18 > 10 ? look->width - left - 18 : 10;

	put_keys(plot, look, to);
	for (size_t i = 0; i < plot_rows(plot, BARS); i++) {
		const char *name = plot_text_at(plot, NAMES, i, 1);

		if (i && i % 2 == 0)
			putc('\n', to);
		fprintf(to, "%*s", left - 1 - (int)text_columns(name), "");
		put(look, to, name);
		putc(' ', to);
		put_bar(plot, look, to, i, columns);
		putc(' ', to);
		put(look, to, plot_text_at(plot, BARS, i, 2));
		putc('\n', to);
	}
}
