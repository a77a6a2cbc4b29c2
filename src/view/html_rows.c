// SPDX-License-Identifier: GPL-2.0-only
/* Tables of rows and columns in HTML. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/html_paper.h"

#define LONG_TEXT 40 /* characters */
#define HALF	  80 /* characters that half of the page has room for on a desk */
#define WRAPPED	  30 /* characters of a column that wraps */

static const struct style unicode = { .unicode = true };

/* The columns in front of the first number name the row. */
static size_t naming_columns(const struct plan *plan)
{
	size_t n = 0;

	for (size_t col = 0; col < plan->table->ncolumns; col++) {
		if (!plan->shown[col])
			continue;
		if (plan->table->columns[col].flags & COL_RIGHT)
			return n;
		n = col + 1;
	}
	return 1; /* no number at all */
}

static bool has_type(const struct table *table, size_t col, enum cell_type type)
{
	for (size_t row = 0; row < table->nrows; row++)
		if (table_cell(table, row, col)->type == type)
			return true;
	return false;
}

bool html_folded(const struct table *table)
{
	for (size_t col = 0; col < table->ncolumns && table->kind == TABLE_ROWS; col++)
		if (has_type(table, col, CELL_BAR))
			return true;
	return false;
}

/* Errors stand behind their values, but where the table has a column for them: many of them are hard to read. */
static enum layout layout_of(const struct table *table)
{
	for (size_t col = 0; col < table->ncolumns; col++)
		if (table->columns[col].flags & COL_NARROW)
			return LAYOUT_ROOMY;
	return LAYOUT_ERRORS;
}

size_t html_column_width(const struct plan *plan, size_t col)
{
	size_t width = text_columns(plan_head(plan, col));
	char text[CELL_SIZE];

	for (size_t row = 0; row < plan->table->nrows; row++) {
		cell_text(plan, table_cell(plan->table, row, col), text);
		if (plan->table->rows[row] == ROW_DATA && text_columns(text) > width)
			width = text_columns(text);
	}
	return (plan->table->columns[col].flags & COL_WRAP && width > WRAPPED ? WRAPPED : width) + CELL_BORDER;
}

bool html_wide(const struct table *table)
{
	const struct plan plan = { .table = table, .style = &unicode, .layout = layout_of(table) };
	size_t width = 0;

	for (size_t col = 0; col < table->ncolumns && table->kind == TABLE_ROWS; col++)
		if (table_column_shown(table, col))
			width += html_column_width(&plan, col);
	return width > HALF || table->kind == TABLE_BULLETS;
}

/* --- a cell ------------------------------------------------------------------------------------------------------ */

/* What JSON says of it, with JSON's digits. */
static void put_value(const struct cell *cell, FILE *to)
{
	switch (cell->type) {
	case CELL_NS:
		fprintf(to, " data-ns=\"%" PRIu64 "\"", cell->u);
		break;
	case CELL_MEAN:
	case CELL_DIFF:
		fprintf(to, " data-ns=\"%.9g\"", cell->real);
		break;
	case CELL_UINT:
	case CELL_HEX:
		fprintf(to, " data-value=\"%" PRIu64 "\"", cell->u);
		break;
	case CELL_INT:
		fprintf(to, " data-value=\"%" PRId64 "\"", cell->i);
		break;
	case CELL_RATIO:
	case CELL_SHARE:
		fprintf(to, " data-value=\"%.9g\"", cell->real);
		break;
	default:
		return;
	}
	if (cell->has_error)
		fprintf(to, " data-error=\"%" PRIu64 "\"", cell->error);
	if (cell->type == CELL_NS && cell->has_error)
		fprintf(to, " title=\"%" PRIu64 " ns \u00b1%" PRIu64 " ns\"", cell->u, cell->error);
	else if (cell->type == CELL_NS)
		fprintf(to, " title=\"%" PRIu64 " ns\"", cell->u);
}

/* "1.3 us" and dimmer "±58 ns", which belongs to it. */
static void put_said(const struct cell *cell, const char *text, FILE *to)
{
	const char *error = cell->type == CELL_NS && cell->has_error ? strstr(text, "\u00b1") : NULL;

	if (cell->warn)
		fputs("<strong class=\"warn\">", to);
	if (error) {
		char *value = table_need(strndup(text, (size_t)(error - text)));

		html_said(to, value);
		free(value);
		fputs("<small>", to);
		html_said(to, error);
		fputs("</small>", to);
	} else {
		html_said(to, text);
	}
	if (cell->warn)
		fputs("</strong>", to);
}

/* Numbers are aligned; what is long may break, everything else stays whole. */
static void put_class(unsigned int flags, const char *text, FILE *to)
{
	const bool wrap = flags & COL_WRAP || text_columns(text) > LONG_TEXT;
	const char *const classes[] = { flags & COL_RIGHT ? "n" : "", wrap ? "wrap" : "",
					flags & COL_STAY ? "stay" : "" };
	bool open = false;

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (!*classes[i])
			continue;
		fprintf(to, "%s%s", open ? " " : " class=\"", classes[i]);
		open = true;
	}
	fputs(open ? "\"" : "", to);
}

/* How many rows from @row on share the cell. */
static size_t rows_spanned(const struct plan *plan, size_t row, size_t col)
{
	size_t n = 1;

	while (row + n < plan->table->nrows && plan->table->rows[row + n] == ROW_DATA &&
	       cell_repeats(plan, row + n, col))
		n++;
	return n;
}

static void put_cell(const struct plan *plan, size_t row, size_t col, size_t naming, FILE *to)
{
	const struct cell *cell = table_cell(plan->table, row, col);
	const unsigned int flags = plan->table->columns[col].flags;
	const char *tag = col < naming ? "th" : "td";
	size_t rows;
	char text[CELL_SIZE];

	if (cell_repeats(plan, row, col))
		return; /* the cell above reaches down here */
	rows = rows_spanned(plan, row, col);
	fprintf(to, "<%s%s", tag, col < naming ? " scope=\"row\"" : "");
	if (rows > 1)
		fprintf(to, " rowspan=\"%zu\"", rows);
	cell_text(plan, cell, text);
	put_class(flags, text, to);
	put_value(cell, to);
	fputs(">", to);
	if (cell->type == CELL_BAR)
		fprintf(to, "<span class=\"bar\" style=\"width:%.1f%%\"></span>", cell->real * 100);
	else
		put_said(cell, text, to);
	fprintf(to, "</%s>", tag);
}

/* --- the lines --------------------------------------------------------------------------------------------------- */

/* A column without a heading has a name all the same, for those who do not see the table. */
static void put_heads(const struct plan *plan, FILE *to)
{
	fputs("<thead><tr>", to);
	for (size_t col = 0; col < plan->table->ncolumns; col++) {
		const struct column *c = &plan->table->columns[col];
		const bool headed = *plan_head(plan, col);

		if (!plan->shown[col])
			continue;
		fputs("<th scope=\"col\"", to);
		put_class(c->flags & ~COL_WRAP, plan_head(plan, col), to);
		fputs(" data-key=\"", to);
		html_text(to, c->key);
		fputs(headed ? "\">" : "\"><span class=\"unseen\">", to);
		html_text(to, headed ? plan_head(plan, col) : c->key);
		fputs(headed ? "</th>" : "</span></th>", to);
	}
	fputs("</tr></thead>\n", to);
}

static size_t count_shown(const struct plan *plan)
{
	size_t n = 0;

	for (size_t col = 0; col < plan->table->ncolumns; col++)
		n += plan->shown[col];
	return n;
}

static void put_row(const struct plan *plan, size_t row, size_t naming, FILE *to)
{
	const enum row_kind kind = plan->table->rows[row];

	if (kind == ROW_HEADING) {
		fprintf(to, "<tr><th scope=\"rowgroup\" class=\"group\" colspan=\"%zu\">", count_shown(plan));
		html_text(to, table_cell(plan->table, row, 0)->shown);
		fputs("</th></tr>\n", to);
		return;
	}
	if (kind == ROW_GAP) {
		fprintf(to, "<tr><td class=\"gap\" colspan=\"%zu\">...</td></tr>\n", count_shown(plan));
		return;
	}
	fputs("<tr>", to);
	for (size_t col = 0; col < plan->table->ncolumns; col++)
		if (plan->shown[col])
			put_cell(plan, row, col, naming, to);
	fputs("</tr>\n", to);
}

void html_plan_rows(const struct plan *plan, size_t naming, FILE *to)
{
	put_heads(plan, to);
	for (size_t row = 0; row < plan->table->nrows; row++) {
		if (!row || plan->table->rows[row] == ROW_HEADING) /* a group */
			fputs(row ? "</tbody>\n<tbody>\n" : "<tbody>\n", to);
		put_row(plan, row, naming, to);
	}
	fputs("</tbody>\n</table>\n", to);
}

void html_rows(const struct table *table, const struct html_place *place)
{
	struct plan plan = { .table = table, .style = &unicode, .layout = layout_of(table) };
	size_t naming;

	plan.shown = table_need(calloc(table->ncolumns, sizeof(*plan.shown)));
	for (size_t col = 0; col < table->ncolumns; col++)
		plan.shown[col] = table_column_shown(table, col);
	naming = naming_columns(&plan);
	html_open_scroll(place, table->key, table->title);
	fprintf(place->to, "<table%s data-key=\"%s\">\n", html_needs_paper(&plan) ? " class=\"screen\"" : "",
		table->key);
	if (table->title && !html_folded(table)) {
		fputs("<caption>", place->to);
		html_heading(place, table->key, table->title);
		fputs("</caption>\n", place->to);
	}
	html_plan_rows(&plan, naming, place->to);
	html_close_scroll(place);
	if (html_needs_paper(&plan))
		html_paper(&plan, naming, place->to);
	plan_free(&plan);
}
