// SPDX-License-Identifier: GPL-2.0-only
/* Tables as text: the lines. */
#include <string.h>

#include "model/text.h"
#include "view/bars.h"
#include "view/table_impl.h"

static void print_padding(FILE *to, int n)
{
	fprintf(to, "%*s", n > 0 ? n : 0, "");
}

static bool equals_above(const struct plan *plan, size_t row, size_t col)
{
	char a[CELL_SIZE], b[CELL_SIZE];

	cell_text(plan, table_cell(plan->table, row, col), a);
	cell_text(plan, table_cell(plan->table, row - 1, col), b);
	return !strcmp(a, b);
}

/* Is the value that of the row above, in this column and in those in front that are not repeated either? */
bool cell_repeats(const struct plan *plan, size_t row, size_t col)
{
	if (!(plan->table->columns[col].flags & COL_NO_REPEAT) || !row || plan->table->rows[row - 1] != ROW_DATA)
		return false;
	for (size_t i = 0; i <= col; i++)
		if (plan->table->columns[i].flags & COL_NO_REPEAT && !equals_above(plan, row, i))
			return false;
	return true;
}

/* One cell in its column; nothing behind it if it is the last one of its line. */
static void print_cell(const struct plan *plan, FILE *to, size_t col, const char *text, enum ink ink, bool last)
{
	const bool right = plan->table->columns[col].flags & COL_RIGHT;
	const int padding = plan->width[col] - (int)text_columns(text);
	char clean[CELL_SIZE];

	snprintf(clean, sizeof(clean), "%s", text); /* names from a file may be headings */
	text_clean_terminal(clean);
	if (right)
		print_padding(to, padding);
	if (ink != INK_PLAIN && *text)
		fprintf(to, "%s%s%s", style_ink(plan->style, ink), clean, style_ink(plan->style, INK_PLAIN));
	else
		fputs(clean, to);
	if (!right && !last)
		print_padding(to, padding);
}

static void print_heads(const struct plan *plan, FILE *to)
{
	const size_t n = plan->table->ncolumns;
	bool first = true;
	size_t last = 0;

	for (size_t col = 0; col < n; col++)
		if (plan->shown[col] && *plan_head(plan, col))
			last = col;
	for (size_t col = 0; col <= last; col++) {
		if (!plan->shown[col])
			continue;
		print_padding(to, first ? INDENT : plan->gap);
		first = false;
		print_cell(plan, to, col, plan_head(plan, col), INK_DIM, col == last);
	}
	putc('\n', to);
}

/* What column @col of row @row shows. */
static void row_text(const struct plan *plan, size_t row, size_t col, char *text)
{
	const struct cell *cell = table_cell(plan->table, row, col);

	if (cell->type == CELL_BAR)
		bar_draw(cell->real, plan->width[col], plan->style->unicode, text, CELL_SIZE);
	else if (cell_repeats(plan, row, col))
		text[0] = 0;
	else
		cell_text(plan, cell, text);
}

/* The last column of a row that says something: nothing is printed behind it, no space either. */
static size_t last_said(const struct plan *plan, size_t row)
{
	char text[CELL_SIZE];
	size_t last = 0;

	for (size_t col = 0; col < plan->table->ncolumns; col++) {
		if (!plan->shown[col])
			continue;
		row_text(plan, row, col, text);
		if (*text)
			last = col;
	}
	return last;
}

static void print_row(const struct plan *plan, FILE *to, size_t row)
{
	const size_t last = last_said(plan, row);
	int column = 0;

	for (size_t col = 0; col <= last; col++) {
		const struct cell *cell = table_cell(plan->table, row, col);
		enum ink ink = cell->warn ? INK_WARN : cell->type == CELL_BAR ? INK_BAR : INK_PLAIN;
		int space = column ? plan->gap : INDENT;
		char text[CELL_SIZE];

		if (!plan->shown[col])
			continue;
		row_text(plan, row, col, text);
		print_padding(to, space);
		column += space;
		if (plan->table->columns[col].flags & COL_WRAP) {
			text_wrap(plan->style, to, column, column, text);
			return;
		}
		print_cell(plan, to, col, text, ink, col == last);
		column += plan->width[col];
	}
	putc('\n', to);
}

static void print_special_row(const struct plan *plan, FILE *to, size_t row)
{
	const struct cell *cell = table_cell(plan->table, row, 0);

	if (plan->table->rows[row] == ROW_GAP) {
		fprintf(to, "%*s%s...%s\n", INDENT, "", style_ink(plan->style, INK_DIM),
			style_ink(plan->style, INK_PLAIN));
		return;
	}
	fprintf(to, "%s", row ? "\n" : "");
	text_paragraph(plan->style, to, "", INDENT, cell->shown);
}

static void rows_text(const struct table *table, const struct style *style, FILE *to)
{
	struct plan plan = { .table = table, .style = style };
	bool heads = false;
	char dropped[256];

	plan_make(&plan, dropped, sizeof(dropped));
	for (size_t col = 0; col < table->ncolumns; col++)
		heads = heads || (plan.shown[col] && *table->columns[col].head);
	if (heads)
		print_heads(&plan, to);
	for (size_t row = 0; row < table->nrows; row++) {
		if (table->rows[row] == ROW_DATA)
			print_row(&plan, to, row);
		else
			print_special_row(&plan, to, row);
	}
	if (*dropped)
		fprintf(to, "%*s%s(no room for: %s)%s\n", INDENT, "", style_ink(style, INK_DIM), dropped,
			style_ink(style, INK_PLAIN));
	plan_free(&plan);
}

void table_text(const struct table *table, const struct style *style, FILE *to)
{
	if (!table->nrows || table->json_only)
		return;
	if (table->title) {
		fprintf(to, "\n%s", style_ink(style, INK_BOLD));
		text_paragraph(style, to, "", 0, table->title);
		fputs(style_ink(style, INK_PLAIN), to);
	}
	if (table->kind == TABLE_RECORD)
		record_text(table, style, to);
	else if (table->kind == TABLE_BULLETS)
		bullets_text(table, style, to);
	else
		rows_text(table, style, to);
	if (table->after) {
		fputs(style_ink(style, INK_DIM), to);
		text_paragraph(style, to, "", INDENT, table->after);
		fputs(style_ink(style, INK_PLAIN), to);
	}
}
