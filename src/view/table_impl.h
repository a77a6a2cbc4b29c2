/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TABLE_IMPL_H
#define EPBELL_TABLE_IMPL_H
/* Inside view/: how a table is laid out as text, and what its cells look like then. */
#include "view/table.h"

#define INDENT	  2
#define CELL_SIZE 512 /* bytes of a cell's text */

/* How much room the values take: from roomy to nothing spare. */
enum layout { LAYOUT_ERRORS, LAYOUT_ROOMY, LAYOUT_COMPACT };

struct plan {
	const struct table *table;
	const struct style *style;
	enum layout layout;
	int gap;     /* spaces between columns */
	bool *shown; /* of each column */
	int *width;
};

/* Choose the roomiest layout that fits; the headings of columns that had to go into @dropped. Free with plan_free(). */
void plan_make(struct plan *plan, char *dropped, size_t size);
void plan_free(struct plan *plan);

/* The heading as it is printed. */
const char *plan_head(const struct plan *plan, size_t col);

/* The text of a cell, CELL_SIZE bytes; bars are left empty. */
void cell_text(const struct plan *plan, const struct cell *cell, char *text);

/* A cell that a record or a paragraph leaves out. */
bool cell_says_nothing(const struct cell *cell);

/* @text from column @column on, further lines from column @indent, wrapped at words; and the end of the line. */
void text_wrap(const struct style *style, FILE *to, int column, int indent, const char *text);

/* The values of the line that begins with column @col, "a, b, c"; returns the column that begins the next one. */
size_t record_line(const struct plan *plan, size_t col, char *line, size_t size);

/* Is the value that of the row above, and not shown again? (COL_NO_REPEAT) */
bool cell_repeats(const struct plan *plan, size_t row, size_t col);

/* The other two kinds of table. */
void record_text(const struct table *table, const struct style *style, FILE *to);
void bullets_text(const struct table *table, const struct style *style, FILE *to);

#endif /* EPBELL_TABLE_IMPL_H */
