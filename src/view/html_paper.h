/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HTML_PAPER_H
#define EPBELL_HTML_PAPER_H
/* Inside view/: tables that are wider than a sheet of paper, which cannot be scrolled. */
#include "view/html_impl.h"
#include "view/table_impl.h"

#define CELL_BORDER 3 /* what is between two columns, in characters */

/* Characters that a column takes, with its border. */
size_t html_column_width(const struct plan *plan, size_t col);
/* The heads and rows of the columns that are shown, and the end of the table; the first @naming columns name the rows. */
void html_plan_rows(const struct plan *plan, size_t naming, FILE *to);

/* Is the table too wide for paper? */
bool html_needs_paper(const struct plan *plan);
/*
 * The same for print alone: without the columns that go first where there is no room, and in several tables one below the other if
 * that is not enough. @plan is shown as it was afterwards.
 */
void html_paper(struct plan *plan, size_t naming, FILE *to);

#endif /* EPBELL_HTML_PAPER_H */
