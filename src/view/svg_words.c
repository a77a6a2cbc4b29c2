// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "view/html_impl.h"
#include "view/svg_words.h"
#include "view/table.h"

/* What stands in front of what is replaced, and behind it. */
struct place {
	const char *open, *close;
};

/* Up to the first such element into @to, then the element with @text in it, or nothing of it. Returns what follows. */
static const char *replace(FILE *to, const char *svg, struct place place, const char *text)
{
	const char *at = strstr(svg, place.open), *end = at ? strstr(at, place.close) : NULL;

	if (!end)
		return svg;
	fwrite(svg, 1, (size_t)(at - svg), to);
	if (text) {
		fputs(place.open, to);
		html_text(to, text);
		fputs(place.close, to);
	}
	return end + strlen(place.close);
}

char *svg_words(const char *svg, const char *title, const char *description, size_t *len)
{
	const struct place curve = { "<title>gnuplot_plot_", "</title>" };
	char *text = NULL;
	FILE *to = table_need(open_memstream(&text, len));
	const char *root = strstr(svg, "<svg"), *before;

	if (root) {
		fprintf(to, "%.*s role=\"img\"", (int)(root + 4 - svg), svg);
		svg = root + 4;
	}
	svg = replace(to, svg, (struct place){ "<title>", "</title>" }, title);
	svg = replace(to, svg, (struct place){ "<desc>", "</desc>" }, description);
	do {
		before = svg;
		svg = replace(to, svg, curve, NULL);
	} while (svg != before);
	fputs(svg, to);
	table_need(fclose(to) ? NULL : text);
	return text;
}
