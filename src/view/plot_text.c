// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_kind_list.h"
#include "view/plot_text_impl.h"
#include "view/table.h"

#define WAY(name, needs, text, what) { #name, plot_text_##text },

static const struct {
	const char *kind;
	void (*draw)(const struct plot *plot, const struct plot_look *look, FILE *to);
} ways[] = { PLOT_KINDS(WAY) };

#define NWAYS ((int)(sizeof(ways) / sizeof(ways[0])))

static int find(const char *kind)
{
	int i = 0;

	while (i < NWAYS && strcmp(ways[i].kind, kind) != 0)
		i++;
	return i;
}

/* A paragraph in the width that there is, without what the terminal does not have. */
static void paragraph(const struct plot_look *look, const char *text, const char *before, FILE *to)
{
	const struct style style = { .width = look->width, .unicode = look->unicode };
	char *own = table_need(strdup(text));

	if (!look->unicode)
		canvas_ascii(own);
	if (look->color)
		fputs(before, to);
	if (*own)
		text_paragraph(&style, to, "", 0, own);
	if (look->color && *before)
		fputs("\033[0m", to);
	free(own);
}

char *plot_text_draw(const struct plot *plot, const struct plot_look *look, size_t *len)
{
	struct plot_look own = *look;
	char *text = NULL;
	FILE *to = table_need(open_memstream(&text, len));
	const int way = find(plot_kind(plot));

	own.width = look->width > 0 ? look->width : 80;
	paragraph(&own, plot_get(plot, "title"), "\033[1m", to);
	if (*plot_get(plot, "nothing")) {
		paragraph(&own, plot_get(plot, "nothing"), "", to);
	} else {
		paragraph(&own, plot_get(plot, "subtitle"), "\033[2m", to);
		if (way < NWAYS)
			ways[way].draw(plot, &own, to);
		putc('\n', to);
	}
	paragraph(&own, plot_get(plot, "caption"), "\033[2m", to);
	table_need(fclose(to) ? NULL : text);
	return text;
}

/* --- axes --------------------------------------------------------------------------------------------------------- */

static double setting(const struct plot *plot, const char *name, const char *what)
{
	char key[24];

	snprintf(key, sizeof(key), "%s%s", name, what);
	return atof(plot_get(plot, key));
}

struct axis plot_text_axis(const struct plot *plot, const char *name)
{
	return (struct axis){ setting(plot, name, "min"), setting(plot, name, "max"), setting(plot, name, "log") > 0 };
}

int plot_text_margin(const struct plot *plot)
{
	size_t longest = 0;

	for (size_t i = 0; i < plot_rows(plot, 2); i++) {
		const size_t n = text_columns(plot_text_at(plot, 2, i, 1));

		longest = n > longest ? n : longest;
	}
	return (int)longest + 2;
}

/* Marks at the left; where two would be in one line the first stays. */
static void rows(const struct plot *plot, struct canvas *canvas, int left, int top, int lines)
{
	const struct axis y = plot_text_axis(plot, "y");
	int before = -1;

	for (size_t i = 0; i < plot_rows(plot, 2); i++) {
		const char *text = plot_text_at(plot, 2, i, 1);
		const int line = top + (int)lround((1 - axis_place(&y, plot_number_at(plot, 2, i, 0))) * (lines - 1));

		if (line == before || line < top || line >= top + lines)
			continue;
		before = line;
		canvas_text(canvas, left - 2 - (int)text_columns(text), line, 0, text);
		canvas_text(canvas, left - 1, line, -1, "+");
	}
}

/* Marks below; one that would reach into the one before is left out. */
static void columns_of(const struct plot *plot, struct canvas *canvas, int left, int line, int columns)
{
	const struct axis x = plot_text_axis(plot, "x");
	int free_from = 0;

	for (size_t i = 0; i < plot_rows(plot, 1); i++) {
		const char *text = plot_text_at(plot, 1, i, 1);
		const int at = left + (int)lround(axis_place(&x, plot_number_at(plot, 1, i, 0)) * (columns - 1));
		int from = at - (int)text_columns(text) / 2;

		if (from < free_from || at < left || at >= left + columns)
			continue;
		canvas_text(canvas, at, line, -1, "+");
		canvas_text(canvas, from, line + 1, 0, text);
		free_from = from + (int)text_columns(text) + 2;
	}
}

void plot_text_frame(const struct plot *plot, struct canvas *canvas, int left, int top, int columns, int lines)
{
	for (int i = 0; i < lines; i++)
		canvas_text(canvas, left - 1, top + i, -1, "|");
	for (int i = -1; i < columns; i++)
		canvas_text(canvas, left + i, top + lines, -1, i < 0 ? "+" : "-");
	rows(plot, canvas, left, top, lines);
	columns_of(plot, canvas, left, top + lines, columns);
}
