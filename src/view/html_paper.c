// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "view/html_paper.h"

#define SHEET 150 /* characters side by side on a sheet of A4, in the size in which tables are printed */

static size_t width_of(const struct plan *plan, size_t from, size_t end)
{
	size_t width = 0;

	for (size_t col = from; col < end; col++)
		if (plan->shown[col])
			width += html_column_width(plan, col);
	return width;
}

bool html_needs_paper(const struct plan *plan)
{
	return width_of(plan, 0, plan->table->ncolumns) > SHEET;
}

/* Hide the columns that go first, as where text is narrow, until the rest fits or all have gone; how many these are. */
static size_t drop(struct plan *plan)
{
	size_t n = 0;

	while (html_needs_paper(plan)) {
		size_t last = plan->table->ncolumns;
		int rank = 0;

		for (size_t col = 0; col < plan->table->ncolumns; col++) {
			if (!plan->shown[col] || plan->table->columns[col].drop <= rank)
				continue;
			rank = plan->table->columns[col].drop;
			last = col;
		}
		if (!rank)
			break;
		plan->shown[last] = false;
		n++;
	}
	return n;
}

/* --- several tables ----------------------------------------------------------------------------------------------- */

/* The columns behind those that name the rows, which each table has. */
struct columns {
	size_t *at, n;
	size_t naming;
};

static struct columns get_columns(const struct plan *plan, size_t naming)
{
	struct columns c = { .at = table_need(calloc(plan->table->ncolumns + 1, sizeof(*c.at))), .naming = naming };

	for (size_t col = naming; col < plan->table->ncolumns; col++)
		if (plan->shown[col])
			c.at[c.n++] = col;
	return c;
}

/* Show of the columns table @i of @parts. */
static void show_part(struct plan *plan, const struct columns *c, size_t i, size_t parts)
{
	for (size_t k = 0; k < c->n; k++)
		plan->shown[c->at[k]] = k >= i * c->n / parts && k < (i + 1) * c->n / parts;
}

/* In how few tables do they have room? A column that is wider than a sheet has one of its own. */
static size_t count_parts(struct plan *plan, const struct columns *c)
{
	size_t parts = 1;
	bool fits;

	do {
		fits = true;
		for (size_t i = 0; i < parts && fits; i++) {
			show_part(plan, c, i, parts);
			fits = !html_needs_paper(plan);
		}
		parts += !fits;
	} while (!fits && parts < c->n);
	return parts;
}

void html_paper(struct plan *plan, size_t naming, FILE *to)
{
	bool *all = plan->shown;
	const struct table *table = plan->table;
	size_t dropped, parts;
	struct columns c;

	plan->shown = table_need(calloc(table->ncolumns, sizeof(*all)));
	memcpy(plan->shown, all, table->ncolumns * sizeof(*all));
	dropped = drop(plan);
	c = get_columns(plan, naming);
	parts = count_parts(plan, &c);
	for (size_t i = 0; i < parts; i++) {
		show_part(plan, &c, i, parts);
		fputs("<table class=\"paper\">\n<caption>", to);
		if (table->title && !i)
			html_text(to, table->title);
		if (parts > 1)
			fprintf(to, "%s%zu of %zu", i || !table->title ? "" : ", ", i + 1, parts);
		if (dropped && !i)
			fprintf(to, " <small>(without %zu columns that have no room on paper)</small>", dropped);
		fputs("</caption>\n", to);
		html_plan_rows(plan, naming, to);
	}
	free(c.at);
	free(plan->shown);
	plan->shown = all;
}
