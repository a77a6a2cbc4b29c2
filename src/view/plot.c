// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/list.h"
#include "model/text.h"
#include "view/plot.h"
#include "view/table.h"

#define MISSING "?"

struct cell_of {
	char *text; /* NULL: a number */
	double number;
};

struct block {
	struct cell_of *cells;
	size_t ncells;
	size_t *rows; /* where each begins in cells */
	size_t nrows;
};

struct setting {
	char *key, *value;
};

struct plot {
	const char *kind;
	struct setting *settings;
	size_t nsettings;
	struct block *blocks; /* from block 1 on */
	size_t nblocks;
	char *data;
};

struct plot *plot_new(const char *kind)
{
	struct plot *plot = table_need(calloc(1, sizeof(*plot)));

	plot->kind = kind;
	return plot;
}

static void free_block(struct block *block)
{
	for (size_t i = 0; i < block->ncells; i++)
		free(block->cells[i].text);
	free(block->cells);
	free(block->rows);
}

void plot_free(struct plot *plot)
{
	if (!plot)
		return;
	for (size_t i = 0; i < plot->nblocks; i++)
		free_block(&plot->blocks[i]);
	for (size_t i = 0; i < plot->nsettings; i++) {
		free(plot->settings[i].key);
		free(plot->settings[i].value);
	}
	free(plot->blocks);
	free(plot->settings);
	free(plot->data);
	free(plot);
}

const char *plot_kind(const struct plot *plot)
{
	return plot->kind;
}

/* --- composing --------------------------------------------------------------------------------------------------- */

/* Text as it can be shown: well-formed UTF-8 without control characters. */
static char *fit_text(const char *text)
{
	char *fit = table_need(strdup(text));

	text_clean_utf8(fit);
	for (char *s = fit; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 127)
			*s = ' ';
	return fit;
}

static struct setting *find(const struct plot *plot, const char *key)
{
	for (size_t i = 0; i < plot->nsettings; i++)
		if (!strcmp(plot->settings[i].key, key))
			return &plot->settings[i];
	return NULL;
}

static void set(struct plot *plot, const char *key, const char *fmt, va_list args)
{
	struct setting *s = find(plot, key);
	char *text = NULL;

	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	table_need(text);
	if (!s) {
		plot->settings = table_need(list_room(plot->settings, plot->nsettings, sizeof(*s)));
		s = &plot->settings[plot->nsettings++];
		s->key = table_need(strdup(key));
	}
	free(s->value);
	s->value = fit_text(text);
	free(text);
}

void plot_set(struct plot *plot, const char *key, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set(plot, key, fmt, args);
	va_end(args);
}

void plot_nothing(struct plot *plot, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	set(plot, "nothing", fmt, args);
	va_end(args);
}

void plot_block(struct plot *plot)
{
	plot->blocks = table_need(list_room(plot->blocks, plot->nblocks, sizeof(*plot->blocks)));
	plot->nblocks++;
}

static struct block *last_block(struct plot *plot)
{
	return &plot->blocks[plot->nblocks - 1];
}

void plot_row(struct plot *plot)
{
	struct block *block = last_block(plot);

	block->rows = table_need(list_room(block->rows, block->nrows, sizeof(*block->rows)));
	block->rows[block->nrows++] = block->ncells;
}

static struct cell_of *add_cell(struct plot *plot)
{
	struct block *block = last_block(plot);

	block->cells = table_need(list_room(block->cells, block->ncells, sizeof(*block->cells)));
	return &block->cells[block->ncells++];
}

void plot_text(struct plot *plot, const char *text)
{
	add_cell(plot)->text = fit_text(text);
}

void plot_number(struct plot *plot, double value)
{
	add_cell(plot)->number = value;
}

/* --- reading ----------------------------------------------------------------------------------------------------- */

const char *plot_get(const struct plot *plot, const char *key)
{
	const struct setting *s = find(plot, key);

	return s ? s->value : "";
}

size_t plot_rows(const struct plot *plot, size_t block)
{
	return block && block <= plot->nblocks ? plot->blocks[block - 1].nrows : 0;
}

static size_t row_end(const struct block *block, size_t row)
{
	return row + 1 < block->nrows ? block->rows[row + 1] : block->ncells;
}

static const struct cell_of *cell_at(const struct plot *plot, size_t block, size_t row, size_t column)
{
	const struct block *b;

	if (row >= plot_rows(plot, block))
		return NULL;
	b = &plot->blocks[block - 1];
	return column < row_end(b, row) - b->rows[row] ? &b->cells[b->rows[row] + column] : NULL;
}

const char *plot_text_at(const struct plot *plot, size_t block, size_t row, size_t column)
{
	const struct cell_of *cell = cell_at(plot, block, row, column);

	return cell && cell->text ? cell->text : "";
}

double plot_number_at(const struct plot *plot, size_t block, size_t row, size_t column)
{
	const struct cell_of *cell = cell_at(plot, block, row, column);

	return cell && !cell->text && isfinite(cell->number) ? cell->number : NAN;
}

/* --- the file ---------------------------------------------------------------------------------------------------- */

/*
 * gnuplot ends a string at a double quote wherever it stands, and takes a backslash for the start of an escape, once, when it
 * reads the file: both are written as escapes. A lone MISSING would be a missing value.
 */
static void put_text(FILE *to, const char *text)
{
	if (!*text || !strcmp(text, MISSING))
		fputs(*text ? "\\077" : MISSING, to);
	else
		for (const char *s = text; *s; s++)
			if (*s == '"')
				fputs("\\042", to);
			else if (*s == '\\')
				fputs("\\\\", to);
			else
				putc(*s, to);
}

static void put_cell(FILE *to, const struct cell_of *cell)
{
	if (cell->text)
		put_text(to, cell->text);
	else if (isfinite(cell->number))
		fprintf(to, "%.17g", cell->number);
	else
		fputs(MISSING, to);
}

static void put_block(FILE *to, const struct block *block)
{
	fputs("\n\n", to);
	for (size_t row = 0; row < block->nrows; row++) {
		const size_t end = row_end(block, row);

		for (size_t i = block->rows[row]; i < end; i++) {
			put_cell(to, &block->cells[i]);
			putc(i + 1 < end ? '\t' : '\n', to);
		}
	}
	if (!block->nrows)
		fputs(MISSING "\n", to);
}

const char *plot_data(struct plot *plot, size_t *len)
{
	FILE *to;

	free(plot->data);
	plot->data = NULL;
	to = table_need(open_memstream(&plot->data, len));
	for (size_t i = 0; i < plot->nsettings; i++) {
		if (!*plot->settings[i].value)
			continue;
		fprintf(to, "%s\t", plot->settings[i].key);
		put_text(to, plot->settings[i].value);
		putc('\n', to);
	}
	for (size_t i = 0; i < plot->nblocks; i++)
		put_block(to, &plot->blocks[i]);
	table_need(fclose(to) ? NULL : plot);
	return plot->data;
}
