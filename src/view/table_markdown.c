// SPDX-License-Identifier: GPL-2.0-only
/*
 * GitHub-flavoured Markdown (its specification, 0.29, and CommonMark 0.30 below it). What is escaped is what would have a
 * meaning where it stands, and no more: the text is also read unrendered.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/markdown.h"
#include "view/table_impl.h"

#define ESCAPED_SIZE (CELL_SIZE * 6) /* an entity is at most five bytes */

/* --- escaping ---------------------------------------------------------------------------------------------------- */

/* Underscores inside of a word mean nothing. */
static bool in_word(const char *text, size_t i)
{
	return i && isalnum((unsigned char)text[i - 1]) && isalnum((unsigned char)text[i + 1]);
}

/* Does the text begin with what would begin a list, a heading, a rule or a quotation? *at: the byte to escape. */
static bool begins_block(const char *text, size_t *at)
{
	const size_t digits = strspn(text, "0123456789");
	const char after = text[0] ? text[1] : 0;

	*at = 0;
	if (strchr("#>[=", text[0]) && text[0])
		return true;
	if (text[0] == '+' || text[0] == '-')
		return !after || after == ' ' || after == text[0];
	*at = digits;
	return digits && (text[digits] == '.' || text[digits] == ')') && (!text[digits + 1] || text[digits + 1] == ' ');
}

#define BACKSLASH "\\"

/* What stands for byte @i, BACKSLASH: itself behind one, or NULL: itself. */
static const char *replacement(const char *text, size_t i)
{
	const char c = text[i], next = text[i + 1];

	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return next == '=' || next == ' ' ? NULL : "&lt;"; /* no tag begins like this */
	case '>':
		return i && text[i - 1] == '-' ? NULL : "&gt;"; /* an arrow */
	case '_':
		return in_word(text, i) ? NULL : BACKSLASH;
	case ']':
		return next && strchr("([:", next) ? BACKSLASH : NULL; /* a link or what one refers to */
	default:
		return strchr("\\`*|~$", c) ? BACKSLASH : NULL;
	}
}

/* @line: the text begins a line, or an element of a list. */
static const char *escape(const char *text, bool line, char *buf, size_t size)
{
	char *clean = table_need(strdup(text));
	size_t used = 0, block = 0;

	for (char *p = clean; *p; p++)
		*p = strchr("\t\n\r", *p) ? ' ' : *p;
	text_clean_terminal(clean);
	line = line && begins_block(clean, &block);
	buf[0] = 0;
	for (size_t i = 0; clean[i]; i++) {
		const char *instead = line && i == block ? BACKSLASH : replacement(clean, i);
		const char own[] = { '\\', clean[i], 0 };

		if (!instead || !strcmp(instead, BACKSLASH))
			instead = instead ? own : own + 1;
		if (used + strlen(instead) >= size)
			break;
		used += (size_t)snprintf(buf + used, size - used, "%s", instead);
	}
	free(clean);
	return buf;
}

const char *markdown_escape(const char *text, char *buf, size_t size)
{
	return escape(text, true, buf, size);
}

/* --- tables of rows ---------------------------------------------------------------------------------------------- */

static bool has_errors(const struct table *table)
{
	for (size_t i = 0; i < table->nrows * table->ncolumns; i++)
		if (table->cells[i].has_error)
			return true;
	return false;
}

static bool has_bar(const struct table *table, size_t col)
{
	for (size_t row = 0; row < table->nrows; row++)
		if (table_cell(table, row, col)->type == CELL_BAR)
			return true;
	return false;
}

/* A cell as it is written, ESCAPED_SIZE bytes. */
static void cell_markdown(const struct plan *plan, size_t row, size_t col, char *out)
{
	const struct cell *cell = table_cell(plan->table, row, col);
	char text[CELL_SIZE], plain[ESCAPED_SIZE];

	out[0] = 0;
	if (plan->table->rows[row] == ROW_GAP)
		snprintf(out, ESCAPED_SIZE, "%s", col ? "" : "...");
	if (plan->table->rows[row] == ROW_GAP || cell_repeats(plan, row, col))
		return;
	cell_text(plan, cell, text);
	escape(text, false, plain, sizeof(plain) - 8);
	snprintf(out, ESCAPED_SIZE, cell->warn && *plain ? "**%s**" : "%s", plain);
}

static void head_markdown(const struct plan *plan, size_t col, char *out)
{
	escape(plan_head(plan, col), false, out, ESCAPED_SIZE);
}

/* The rows from @from up to the next heading. */
static size_t end_of_rows(const struct table *table, size_t from)
{
	while (from < table->nrows && table->rows[from] != ROW_HEADING)
		from++;
	return from;
}

static void measure(struct plan *plan)
{
	const struct table *table = plan->table;
	char text[ESCAPED_SIZE];

	for (size_t col = 0; col < table->ncolumns; col++) {
		plan->shown[col] = table_column_shown(table, col) && !has_bar(table, col) &&
				   !(plan->layout == LAYOUT_ERRORS && table->columns[col].flags & COL_NARROW);
		if (!plan->shown[col])
			continue;
		head_markdown(plan, col, text);
		plan->width[col] = (int)text_columns(text);
		for (size_t row = 0; row < table->nrows; row++) {
			if (table->rows[row] == ROW_HEADING)
				continue;
			cell_markdown(plan, row, col, text);
			if ((int)text_columns(text) > plan->width[col])
				plan->width[col] = (int)text_columns(text);
		}
		if (plan->width[col] < 3) /* "---" */
			plan->width[col] = 3;
	}
}

static void put_cell(const struct plan *plan, FILE *to, size_t col, const char *text)
{
	const int padding = plan->width[col] - (int)text_columns(text);
	const bool right = plan->table->columns[col].flags & COL_RIGHT;

	fprintf(to, " %*s%s%*s |", right ? padding : 0, "", text, right ? 0 : padding, "");
}

static void put_heads(const struct plan *plan, FILE *to)
{
	char text[ESCAPED_SIZE];

	fputs("\n|", to);
	for (size_t col = 0; col < plan->table->ncolumns; col++) {
		if (!plan->shown[col])
			continue;
		head_markdown(plan, col, text);
		put_cell(plan, to, col, text);
	}
	fputs("\n|", to);
	for (size_t col = 0; col < plan->table->ncolumns; col++) {
		const bool right = plan->table->columns[col].flags & COL_RIGHT;

		if (!plan->shown[col])
			continue;
		putc(' ', to);
		for (int i = right; i < plan->width[col]; i++)
			putc('-', to);
		fputs(right ? ": |" : " |", to);
	}
	putc('\n', to);
}

static void put_row(const struct plan *plan, FILE *to, size_t row)
{
	char text[ESCAPED_SIZE];

	putc('|', to);
	for (size_t col = 0; col < plan->table->ncolumns; col++) {
		if (!plan->shown[col])
			continue;
		cell_markdown(plan, row, col, text);
		put_cell(plan, to, col, text);
	}
	putc('\n', to);
}

static void rows_markdown(const struct table *table, const struct style *style, FILE *to)
{
	struct plan plan = { .table = table, .style = style };
	char text[ESCAPED_SIZE];

	plan.shown = table_need(calloc(table->ncolumns, sizeof(*plan.shown)));
	plan.width = table_need(calloc(table->ncolumns, sizeof(*plan.width)));
	plan.layout = has_errors(table) ? LAYOUT_ERRORS : LAYOUT_ROOMY;
	measure(&plan);
	for (size_t row = 0, end; row < table->nrows; row = end) {
		end = end_of_rows(table, row);
		if (end > row)
			put_heads(&plan, to);
		for (; row < end; row++)
			put_row(&plan, to, row);
		if (end < table->nrows) /* a heading; what is below it is a table of its own */
			fprintf(to, "\n**%s**\n",
				escape(table_cell(table, end++, 0)->shown, false, text, sizeof(text)));
	}
	plan_free(&plan);
}

/* --- the other kinds --------------------------------------------------------------------------------------------- */

static void record_markdown(const struct table *table, const struct style *style, FILE *to)
{
	const struct plan plan = { .table = table, .style = style, .layout = LAYOUT_ROOMY };

	putc('\n', to);
	for (size_t col = 0; col < table->ncolumns;) {
		const char *head = table->columns[col].head ? table->columns[col].head : "";
		char line[2048], text[2 * 2048], name[256];

		col = record_line(&plan, col, line, sizeof(line));
		if (!*line)
			continue;
		escape(line, !*head, text, sizeof(text));
		fprintf(to, "- %s%s%s\n", markdown_escape(head, name, sizeof(name)), *head ? ": " : "", text);
	}
}

/* One paragraph, "a: b"; what warns is bold. */
static void bullet_markdown(const struct table *table, size_t row, FILE *to)
{
	const char *between = "- ";

	for (size_t col = 0; col < table->ncolumns; col++) {
		const struct cell *cell = table_cell(table, row, col);
		const char *text = cell->shown ? cell->shown : cell->str;
		const char *mark = cell->warn ? "**" : "";
		char *escaped;
		size_t size;

		if (table->columns[col].flags & COL_JSON || cell_says_nothing(cell))
			continue;
		text += strspn(text, " ");
		size = 5 * strlen(text) + 8;
		escaped = table_need(malloc(size));
		fprintf(to, "%s%s%s%s", between, mark, markdown_escape(text, escaped, size), mark);
		free(escaped);
		between = ": ";
	}
	putc('\n', to);
}

static void table_markdown(const struct table *table, const struct style *style, FILE *to)
{
	char text[2 * ESCAPED_SIZE];

	if (!table->nrows || table->json_only)
		return;
	if (table->title)
		fprintf(to, "\n### %s\n", escape(table->title, false, text, sizeof(text)));
	if (table->kind == TABLE_ROWS)
		rows_markdown(table, style, to);
	else if (table->kind == TABLE_RECORD)
		record_markdown(table, style, to);
	else
		putc('\n', to);
	for (size_t row = 0; row < table->nrows && table->kind == TABLE_BULLETS; row++)
		bullet_markdown(table, row, to);
	if (table->after)
		fprintf(to, "\n%s\n", markdown_escape(table->after, text, sizeof(text)));
}

void doc_markdown(const struct doc *doc, const struct style *style, FILE *to)
{
	for (size_t i = 0; i < doc->n; i++)
		table_markdown(doc->tables[i], style, to);
}
