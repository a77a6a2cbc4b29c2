// SPDX-License-Identifier: GPL-2.0-only
/* Records and paragraphs: tables that are lines of text rather than columns. */
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/table_impl.h"

/* @said from column @column on, further lines from column @indent, wrapped at words; and the end of the line. */
void text_wrap(const struct style *style, FILE *to, int column, int indent, const char *said)
{
	char *clean = table_need(strdup(said)), *text = clean; /* names from a file may stand in it */
	const int start = column;

	text_clean_terminal(clean);
	while (*text) {
		int bytes = (int)strcspn(text, " "), word = 0;

		for (int i = 0; i < bytes; i++)
			word += ((unsigned char)text[i] & 0xc0) != 0x80;
		if (column > start && column + 1 + word > style->width) {
			fprintf(to, "\n%*s", indent, "");
			column = indent;
		} else if (column > start) {
			putc(' ', to);
			column++;
		}
		fprintf(to, "%.*s", bytes, text);
		column += word;
		text += bytes + strspn(text + bytes, " ");
	}
	putc('\n', to);
	free(clean);
}

void text_paragraph(const struct style *style, FILE *to, const char *first, int indent, const char *text)
{
	fprintf(to, "%*s%s", indent - (int)text_columns(first), "", first);
	text_wrap(style, to, indent, indent, text);
}

static int widest_head(const struct table *table)
{
	int width = 0;

	for (size_t col = 0; col < table->ncolumns; col++)
		if (table->columns[col].head && (int)text_columns(table->columns[col].head) > width)
			width = (int)text_columns(table->columns[col].head);
	return width;
}

/* Append to @line what a cell says in its column's format, behind a comma if something is there already. */
static void append_value(const struct plan *plan, size_t col, char *line, size_t size)
{
	const struct cell *cell = table_cell(plan->table, 0, col);
	const char *format = plan->table->columns[col].format;
	const char *hole = format ? strstr(format, "%s") : NULL;
	const size_t used = strlen(line);
	char text[CELL_SIZE];

	if (!table_column_shown(plan->table, col) || cell_says_nothing(cell))
		return;
	cell_text(plan, cell, text);
	snprintf(line + used, size - used, "%s%.*s%s%s", used ? ", " : "", hole ? (int)(hole - format) : 0,
		 format ? format : "", text, hole ? hole + 2 : "");
}

size_t record_line(const struct plan *plan, size_t col, char *line, size_t size)
{
	line[0] = 0;
	do
		append_value(plan, col++, line, size);
	while (col < plan->table->ncolumns && !plan->table->columns[col].head);
	return col;
}

void record_text(const struct table *table, const struct style *style, FILE *to)
{
	const struct plan plan = { .table = table, .style = style, .layout = LAYOUT_ROOMY };
	const int indent = INDENT + widest_head(table) + 2;

	for (size_t col = 0; col < table->ncolumns;) {
		const char *head = table->columns[col].head ? table->columns[col].head : "";
		char line[2048], first[128];

		col = record_line(&plan, col, line, sizeof(line));
		if (!*line)
			continue;
		snprintf(first, sizeof(first), "%-*s", indent - INDENT, head);
		text_paragraph(style, to, first, indent, line);
	}
}

void bullets_text(const struct table *table, const struct style *style, FILE *to)
{
	const char *bullet = style->unicode ? "\u2022 " : "- ";

	for (size_t row = 0; row < table->nrows; row++) {
		char text[CELL_SIZE * 2] = "";
		size_t used = 0;

		for (size_t col = 0; col < table->ncolumns && used < sizeof(text); col++) {
			const struct cell *cell = table_cell(table, row, col);

			if (table->columns[col].flags & COL_JSON || cell_says_nothing(cell))
				continue;
			used += snprintf(text + used, sizeof(text) - used, "%s%s", used ? ": " : "", cell->str);
		}
		text_clean_terminal(text);
		text_paragraph(style, to, bullet, INDENT + 2, text);
	}
}
