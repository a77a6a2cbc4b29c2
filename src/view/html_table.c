// SPDX-License-Identifier: GPL-2.0-only
/* The kinds of tables in HTML, and what stands around them. */
#include <stdlib.h>
#include <string.h>

#include "view/html_impl.h"
#include "view/table_impl.h"

#define LINE_SIZE 2048

static const struct style unicode = { .unicode = true };

/* --- around a table ---------------------------------------------------------------------------------------------- */

static void put_id(const struct html_place *place, const char *key)
{
	fprintf(place->to, "%s%s%s", place->run, *place->run ? "-" : "", key);
}

void html_heading(const struct html_place *place, const char *key, const char *title)
{
	fprintf(place->to, "<h%d id=\"", place->level);
	put_id(place, key);
	fputs("\">", place->to);
	html_text(place->to, title);
	fprintf(place->to, "</h%d>", place->level);
}

/* Regions of one page must have names of their own: the part's heading goes in front. */
void html_open_scroll(const struct html_place *place, const char *key, bool headed)
{
	fputs("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label", place->to);
	if (headed)
		fprintf(place->to, "ledby=\"%s%s", place->run, *place->run ? " " : "");
	else
		fputs("=\"", place->to);
	put_id(place, key);
	fputs("\">\n", place->to);
}

void html_close_scroll(const struct html_place *place)
{
	fputs("</div>\n", place->to);
}

/* --- records ----------------------------------------------------------------------------------------------------- */

/* The name of a line and its values; returns the column that begins the next line. */
static size_t get_line(const struct table *table, size_t col, const char **head, char *line)
{
	const struct plan plan = { .table = table, .style = &unicode, .layout = LAYOUT_ROOMY };

	*head = table->columns[col].head ? table->columns[col].head : "";
	return record_line(&plan, col, line, LINE_SIZE);
}

/* Does a value of the line that begins with column @col warn? */
static bool line_warns(const struct table *table, size_t col, size_t end)
{
	for (; col < end; col++)
		if (table_cell(table, 0, col)->warn)
			return true;
	return false;
}

static void put_line(FILE *to, const char *line, bool warns)
{
	fputs(warns ? "<strong class=\"warn\">" : "", to);
	html_said(to, line);
	fputs(warns ? "</strong>" : "", to);
}

static void put_record(const struct table *table, const struct html_place *place)
{
	char line[LINE_SIZE];
	const char *head;
	bool open = false;

	fprintf(place->to, "<dl data-key=\"%s\">\n", table->key);
	for (size_t col = 0, from = 0; col < table->ncolumns; from = col) {
		col = get_line(table, col, &head, line);
		if (!*line)
			continue;
		if (*head || !open) { /* without a name it goes on with the one above */
			fputs(open ? "</div>\n<div><dt>" : "<div><dt>", place->to);
			html_text(place->to, *head ? head : table->key);
			fputs("</dt>", place->to);
		}
		open = true;
		fputs("<dd>", place->to);
		put_line(place->to, line, line_warns(table, from, col));
		fputs("</dd>", place->to);
	}
	fputs(open ? "</div>\n</dl>\n" : "</dl>\n", place->to);
}

/* One line of all records as a row; a cell for all where they say the same. */
static size_t put_lines(const struct table *const *tables, size_t n, size_t col, FILE *to)
{
	char first[LINE_SIZE], line[LINE_SIZE];
	const char *head;
	const size_t end = get_line(tables[0], col, &head, first);
	bool same = true, any = *first;

	for (size_t i = 1; i < n; i++) {
		get_line(tables[i], col, &head, line);
		any = any || *line;
		same = same && !strcmp(line, first);
	}
	if (!any)
		return end;
	fputs("<tr><th scope=\"row\">", to);
	html_text(to, head);
	fputs("</th>", to);
	for (size_t i = 0; i < (same ? 1 : n); i++) {
		get_line(tables[i], col, &head, line);
		if (same)
			fprintf(to, "<td class=\"wrap\" colspan=\"%zu\">", n);
		else
			fputs("<td class=\"wrap\">", to);
		put_line(to, *line ? line : "-", line_warns(tables[i], col, end));
		fputs("</td>", to);
	}
	fputs("</tr>\n", to);
	return end;
}

void html_records(const struct table *const *tables, const char *const *names, size_t n, const char *title,
		  const struct html_place *place)
{
	const char *key = tables[0]->key;

	html_open_scroll(place, key, true);
	fputs("<table class=\"records\"><caption>", place->to);
	html_heading(place, key, title);
	fputs("</caption>\n<thead><tr><td></td>", place->to);
	for (size_t i = 0; i < n; i++) {
		fputs("<th scope=\"col\">", place->to);
		html_text(place->to, names[i]);
		fputs("</th>", place->to);
	}
	fputs("</tr></thead>\n<tbody>\n", place->to);
	for (size_t col = 0; col < tables[0]->ncolumns;)
		col = put_lines(tables, n, col, place->to);
	fputs("</tbody></table>\n", place->to);
	html_close_scroll(place);
}

/* --- paragraphs -------------------------------------------------------------------------------------------------- */

static void put_bullet(const struct table *table, size_t row, FILE *to)
{
	const char *between = "<li>";

	for (size_t col = 0; col < table->ncolumns; col++) {
		const struct cell *cell = table_cell(table, row, col);

		if (table->columns[col].flags & COL_JSON || cell_says_nothing(cell))
			continue;
		fputs(between, to);
		put_line(to, cell->shown ? cell->shown : cell->str, cell->warn);
		between = ": ";
	}
	fputs(*between == ':' ? "</li>\n" : "", to);
}

/* --- all kinds --------------------------------------------------------------------------------------------------- */

static void put_folded(const struct table *table, const struct html_place *place)
{
	fprintf(place->to, "<details%s><summary>", place->open ? " open" : "");
	html_heading(place, table->key, table->title);
	fputs("</summary>\n", place->to);
	html_rows(table, place);
	fputs("</details>\n", place->to);
}

void html_table(const struct table *table, const struct html_place *place)
{
	if (!table->nrows || table->json_only)
		return;
	fprintf(place->to, "<section class=\"%s\">\n", html_wide(table) ? "wide" : "part");
	if (table->title && table->kind != TABLE_ROWS)
		html_heading(place, table->key, table->title);
	if (table->kind == TABLE_RECORD)
		put_record(table, place);
	else if (table->kind == TABLE_ROWS && html_folded(table))
		put_folded(table, place);
	else if (table->kind == TABLE_ROWS)
		html_rows(table, place);
	else
		fputs("<ul>\n", place->to);
	for (size_t row = 0; row < table->nrows && table->kind == TABLE_BULLETS; row++)
		put_bullet(table, row, place->to);
	fputs(table->kind == TABLE_BULLETS ? "</ul>\n" : "", place->to);
	if (table->after) {
		fputs("<p class=\"after\">", place->to);
		html_said(place->to, table->after);
		fputs("</p>\n", place->to);
	}
	fputs("</section>\n", place->to);
}
