// SPDX-License-Identifier: GPL-2.0-only
/* Tables: building them, and what text and JSON agree on. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "view/table.h"

/* Output is the last thing a command does: without memory for it there is nothing left to save. */
void *table_need(void *p)
{
	if (!p) {
		fputs("epbell: not enough memory for the output\n", stderr);
		exit(1);
	}
	return p;
}

struct table *table_new(enum table_kind kind, const char *key, const struct column *columns, size_t ncolumns,
			uint64_t step)
{
	struct table *table = table_need(calloc(1, sizeof(*table)));

	table->kind = kind;
	table->key = key;
	table->columns = columns;
	table->ncolumns = ncolumns;
	table->step = step;
	return table;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->nstrings; i++)
		free(table->strings[i]);
	free(table->strings);
	free(table->own_columns);
	free(table->cells);
	free(table->rows);
	free(table);
}

struct cell *table_row(struct table *table, enum row_kind kind)
{
	size_t row = table->nrows++;
	struct cell *cells;

	table->cells = table_need(reallocarray(table->cells, table->nrows, table->ncolumns * sizeof(*table->cells)));
	table->rows = table_need(reallocarray(table->rows, table->nrows, sizeof(*table->rows)));
	table->rows[row] = kind;
	cells = &table->cells[row * table->ncolumns];
	memset(cells, 0, table->ncolumns * sizeof(*cells));
	return cells;
}

const char *table_str(struct table *table, const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	va_end(ap);
	table_need(s);
	table->strings = table_need(reallocarray(table->strings, table->nstrings + 1, sizeof(*table->strings)));
	table->strings[table->nstrings++] = s;
	return s;
}

static bool cell_is_nothing(const struct cell *cell)
{
	return cell->type == CELL_NONE || (cell->type == CELL_STR && !*cell->str);
}

static bool cell_is_zero(const struct cell *cell)
{
	return cell_is_nothing(cell) || ((cell->type == CELL_UINT || cell->type == CELL_HEX) && !cell->u) ||
	       (cell->type == CELL_INT && !cell->i);
}

static bool cells_equal(const struct cell *a, const struct cell *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == CELL_STR)
		return !strcmp(a->str, b->str);
	return a->u == b->u;
}

static bool all_zero(const struct table *table, size_t col)
{
	for (size_t row = 0; row < table->nrows; row++)
		if (table->rows[row] == ROW_DATA && !cell_is_zero(table_cell(table, row, col)))
			return false;
	return true;
}

static bool all_same(const struct table *table, size_t col)
{
	const struct cell *first = NULL;

	for (size_t row = 0; row < table->nrows; row++) {
		const struct cell *cell = table_cell(table, row, col);

		if (table->rows[row] != ROW_DATA || cell_is_nothing(cell))
			continue;
		if (!first)
			first = cell;
		else if (!cells_equal(first, cell))
			return false;
	}
	return true;
}

bool table_column_shown(const struct table *table, size_t col)
{
	unsigned int flags = table->columns[col].flags;

	return !(flags & COL_JSON) && !((flags & COL_HIDE_ZERO) && all_zero(table, col)) &&
	       !((flags & COL_HIDE_SAME) && all_same(table, col));
}
