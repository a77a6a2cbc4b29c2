// SPDX-License-Identifier: GPL-2.0-only
/* Bars of stages, as text: each stage has a letter, and a colour where there are some. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_stages.h"
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

/* Is part @i in the bar? Its foot and top lie around the bar's middle. */
static bool in_bar(const struct plot *plot, size_t bar, size_t i)
{
	const double middle = plot_number_at(plot, BARS, bar, 0);

	return plot_number_at(plot, PARTS, i, 0) <= middle && plot_number_at(plot, PARTS, i, 1) >= middle;
}

/* Where the parts end, columns: by the scale, but no part that is there is without a column as long as there are enough. */
static void fit_ends(int *ends, size_t n, int columns)
{
	for (size_t i = 0; i < n; i++) {
		const int least = (i ? ends[i - 1] : 0) + 1;

		ends[i] = ends[i] < least ? least : ends[i];
	}
	for (size_t i = n; i--;) {
		const int most = i + 1 < n ? ends[i + 1] - 1 : columns;

		ends[i] = ends[i] > most ? most : ends[i];
	}
}

/* A bar in characters. */
struct bar {
	size_t n;
	double end[PATH_MOST]; /* of its parts, ns */
	int column[PATH_MOST]; /* behind the last one of each */
	int color[PATH_MOST];
};

static void get_bar(const struct plot *plot, size_t row, int columns, struct bar *bar)
{
	const struct axis x = plot_text_axis(plot, "x");

	bar->n = 0;
	for (size_t i = 0; i < plot_rows(plot, PARTS) && bar->n < PATH_MOST; i++) {
		const double length = plot_number_at(plot, PARTS, i, 3);

		if (!in_bar(plot, row, i) || !(length > 0))
			continue;
		bar->color[bar->n] = (int)plot_number_at(plot, PARTS, i, 4);
		bar->end[bar->n] = plot_number_at(plot, PARTS, i, 2) + length;
		bar->column[bar->n] = (int)lround(axis_place(&x, bar->end[bar->n]) * columns);
		bar->n++;
	}
	fit_ends(bar->column, bar->n, columns);
}

/* The column of a time: in the part that it is in. */
static int column_of(const struct bar *bar, double ns)
{
	size_t i = 0;
	double from, length;
	int first;

	while (i < bar->n && ns > bar->end[i])
		i++;
	if (i == bar->n)
		return i ? bar->column[i - 1] : 0;
	from = i ? bar->end[i - 1] : 0;
	first = i ? bar->column[i - 1] : 0;
	length = bar->end[i] - from;
	return first + (int)lround((ns - from) / length * (bar->column[i] - first));
}

/* Columns @from to before @end of the bar. */
static void put_columns(const struct plot_look *look, FILE *to, const struct bar *bar, int from, int end)
{
	for (size_t i = 0; i < bar->n && from < end; i++) {
		const int last = bar->column[i] < end ? bar->column[i] : end;

		if (last > from) {
			put_cells(look, to, bar->color[i], last - from);
			from = last;
		}
	}
}

/* The bar, and the line where the whole ends, which hides none of it. */
static void put_bar(const struct plot *plot, const struct plot_look *look, FILE *to, size_t row, int columns)
{
	const double whole = plot_number_at(plot, BARS, row, 1);
	struct bar bar;
	int line;

	get_bar(plot, row, columns, &bar);
	line = column_of(&bar, whole);
	put_columns(look, to, &bar, 0, line);
	if (whole > 0)
		fputs(look->unicode ? "│" : "|", to);
	put_columns(look, to, &bar, line, columns);
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
