// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "model/text.h"
#include "view/findings.h"

#define INDENT	 2
#define GAP	 2
#define MIN_NOTE 34 /* columns that a sentence needs */
#define CELL_MAX 1024

enum { STATE, NAME, VALUE, NOTE, NCOLUMNS };

static const struct column columns[NCOLUMNS] = {
	[STATE] = { .key = "state", .head = "" },
	[NAME] = { .key = "name", .head = "" },
	[VALUE] = { .key = "value", .head = "" },
	[NOTE] = { .key = "note", .head = "" },
};

static const struct {
	const char *json, *text;
} states[] = {
	[FINDING_OK] = { "ok", "ok" },
	[FINDING_MISSING] = { "missing", "--" },
	[FINDING_BAD] = { "bad", "!!" },
};

struct table *findings_new(const char *key, const char *title)
{
	struct table *table = table_new(TABLE_ROWS, key, columns, NCOLUMNS, 1);

	table->title = title;
	return table;
}

void findings_add(struct table *table, enum finding state, const char *name, const char *value, const char *note)
{
	struct cell *row = table_row(table, ROW_DATA);

	row[STATE] = cell_str(states[state].json);
	row[STATE].shown = states[state].text;
	row[STATE].warn = state == FINDING_BAD;
	row[NAME] = cell_str(table_str(table, "%s", name));
	row[VALUE] = cell_str(table_str(table, "%s", value));
	row[NOTE] = cell_str(table_str(table, "%s", note));
}

static int widest(const struct table *table, size_t col)
{
	int width = 0;

	for (size_t row = 0; row < table->nrows; row++) {
		int have = text_columns(table_cell(table, row, col)->str);

		if (have > width)
			width = have;
	}
	return width;
}

/* Copy at most @width columns' worth of text and fill it up to there; width 0: no fill. Returns the end. */
static char *put(char *to, const char *end, const char *text, int width)
{
	size_t room = end - to, len;

	snprintf(to, room, "%s", text);
	text_clean_terminal(to);
	len = strlen(to);
	for (int have = text_columns(to); have < width && len + 1 < room; have++)
		to[len++] = ' ';
	to[len] = '\0';
	return to + len;
}

/* Has the finding above the same sentence? */
static bool repeats(const struct table *table, size_t row)
{
	const char *note = table_cell(table, row, NOTE)->str;

	return row && *note && !strcmp(note, table_cell(table, row - 1, NOTE)->str);
}

/* "  ok  name  value  sentence": the sentence wraps behind the value, or below it where that leaves too little room. */
static void print_finding(const struct table *table, const struct style *style, FILE *to, size_t row, int names,
			  int values)
{
	const struct cell *cells = table_cell(table, row, 0);
	int indent = INDENT + 2 + GAP + names + GAP + (values ? values + GAP : 0);
	char head[512] = "", note[CELL_MAX] = "", *end = head + sizeof(head), *p = head;

	p = put(p, end, "", INDENT);
	p = put(p, end, cells[STATE].shown, 2 + GAP);
	p = put(p, end, cells[NAME].str, names + GAP);
	p = put(p, end, cells[VALUE].str, values ? values + GAP : 0);
	put(note, note + sizeof(note), repeats(table, row) ? "as above" : cells[NOTE].str, 0);
	if (*note && style->width - indent >= MIN_NOTE) {
		text_paragraph(style, to, head, indent, note);
		return;
	}
	while (p > head && p[-1] == ' ')
		*--p = '\0';
	fprintf(to, "%s\n", head);
	if (*note)
		text_paragraph(style, to, "", INDENT + 2 + GAP, note);
}

void findings_text(const struct table *table, const struct style *style, FILE *to)
{
	if (!table->nrows)
		return;
	fprintf(to, "\n%s%s%s\n", style_ink(style, INK_BOLD), table->title, style_ink(style, INK_PLAIN));
	for (size_t row = 0; row < table->nrows; row++)
		print_finding(table, style, to, row, widest(table, NAME), widest(table, VALUE));
	if (table->after)
		text_paragraph(style, to, "", INDENT, table->after);
}
