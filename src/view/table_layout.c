// SPDX-License-Identifier: GPL-2.0-only
/* Which columns of a table are shown, and how wide: the roomiest layout that fits. */
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/table_impl.h"

#define MIN_BAR	 12 /* columns of a bar that is still worth drawing */
#define MIN_WRAP 24 /* columns of text that is still worth wrapping */

static bool is_bar(const struct plan *plan, size_t col)
{
	for (size_t row = 0; row < plan->table->nrows; row++)
		if (table_cell(plan->table, row, col)->type == CELL_BAR)
			return true;
	return false;
}

const char *plan_head(const struct plan *plan, size_t col)
{
	const char *head = plan->table->columns[col].head;

	return plan->style->unicode && !strcmp(head, "+-") ? "\u00b1" : head;
}

static int column_width(const struct plan *plan, size_t col)
{
	const struct table *table = plan->table;
	int width = (int)text_columns(plan_head(plan, col));
	char text[CELL_SIZE];

	if (is_bar(plan, col))
		return MIN_BAR;
	if (table->columns[col].flags & COL_WRAP)
		return MIN_WRAP;
	for (size_t row = 0; row < table->nrows; row++) {
		int columns;

		if (table->rows[row] != ROW_DATA)
			continue;
		cell_text(plan, table_cell(table, row, col), text);
		columns = (int)text_columns(text);
		if (columns > width)
			width = columns;
	}
	return width;
}

static bool has_errors(const struct table *table)
{
	for (size_t i = 0; i < table->nrows * table->ncolumns; i++)
		if (table->cells[i].has_error)
			return true;
	return false;
}

/* Columns and their widths in this layout; returns the width of all. */
static int measure(struct plan *plan, enum layout layout)
{
	int total = INDENT, n = 0;

	plan->layout = layout;
	plan->gap = layout == LAYOUT_COMPACT ? 1 : 2;
	for (size_t col = 0; col < plan->table->ncolumns; col++) {
		plan->shown[col] = table_column_shown(plan->table, col) &&
				   !(layout == LAYOUT_ERRORS && plan->table->columns[col].flags & COL_NARROW);
		if (!plan->shown[col])
			continue;
		plan->width[col] = column_width(plan, col);
		total += plan->width[col] + (n++ ? plan->gap : 0);
	}
	return total;
}

/* The column that goes next, or -1. */
static int next_to_drop(const struct plan *plan)
{
	int found = -1, rank = 0;

	for (size_t col = 0; col < plan->table->ncolumns; col++) {
		if (plan->shown[col] && plan->table->columns[col].drop > rank) {
			rank = plan->table->columns[col].drop;
			found = (int)col;
		}
	}
	return found;
}

/* Drop columns until @total fits; their headings go into @dropped. */
static int drop_columns(struct plan *plan, int total, char *dropped, size_t size)
{
	size_t used = 0;
	int col;

	dropped[0] = 0;
	while (total > plan->style->width && (col = next_to_drop(plan)) >= 0) {
		plan->shown[col] = false;
		total -= plan->width[col] + plan->gap;
		if (used < size)
			used += snprintf(dropped + used, size - used, "%s%s", used ? ", " : "",
					 plan->table->columns[col].head);
	}
	return total;
}

/* A bar, or text that is wrapped, takes the room that is left. */
static void widen_last(struct plan *plan, int total)
{
	for (size_t col = 0; col < plan->table->ncolumns; col++)
		if (plan->shown[col] && total < plan->style->width &&
		    (is_bar(plan, col) || plan->table->columns[col].flags & COL_WRAP)) {
			plan->width[col] += plan->style->width - total;
			return;
		}
}

void plan_make(struct plan *plan, char *dropped, size_t size)
{
	int total = 0;

	plan->shown = table_need(calloc(plan->table->ncolumns, sizeof(*plan->shown)));
	plan->width = table_need(calloc(plan->table->ncolumns, sizeof(*plan->width)));
	for (int layout = has_errors(plan->table) ? LAYOUT_ERRORS : LAYOUT_ROOMY; layout <= LAYOUT_COMPACT; layout++) {
		total = measure(plan, layout);
		if (total <= plan->style->width)
			break;
	}
	total = drop_columns(plan, total, dropped, size);
	widen_last(plan, total);
}

void plan_free(struct plan *plan)
{
	free(plan->shown);
	free(plan->width);
}
