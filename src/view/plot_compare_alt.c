// SPDX-License-Identifier: GPL-2.0-only
/* The rows of a comparison in words, for people who do not see them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/plot_compare.h"
#include "view/table.h"

/* Columns of block 1, which plots/compare.gp explains. */
enum { NAME = 1, QUANTITY, SIDE, VERDICT, VALUES, SHIFT, SHARE };

#define ROWS 1 /* the block */

/* " raise-irq p50: 6.6 → 7.5 µs, +896 ns, +13.6 %, slower." The name stands in the first row of each group alone. */
static const char *put_row(FILE *to, const struct plot *plot, size_t row, const char *name)
{
	static const int columns[] = { VALUES, SHIFT, SHARE, VERDICT };
	const char *between = ": ", *own = plot_text_at(plot, ROWS, row, NAME),
		   *quantity = plot_text_at(plot, ROWS, row, QUANTITY), *side = plot_text_at(plot, ROWS, row, SIDE);

	name = *own ? own : name;
	fprintf(to, " %s%s%s%s%s", name, *quantity ? " " : "", quantity, *side ? ", " : "", side);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const char *text = plot_text_at(plot, ROWS, row, columns[i]);

		if (!*text || !strcmp(text, "="))
			continue; /* the verdict says it */
		fprintf(to, "%s%s", between, text);
		between = ", ";
	}
	putc('.', to);
	return name;
}

void compare_alt(struct plot *plot)
{
	const char *name = "";
	char *text = NULL;
	size_t len;
	FILE *to = table_need(open_memstream(&text, &len));

	fprintf(to, "%s.", plot_get(plot, "alt"));
	for (size_t row = 0; row < plot_rows(plot, ROWS); row++)
		name = put_row(to, plot, row, name);
	table_need(fclose(to) ? NULL : text);
	plot_set(plot, "alt", "%s", text);
	free(text);
}
