// SPDX-License-Identifier: GPL-2.0-only
/* Plots on an HTML page. */
#include <string.h>

#include "view/html_impl.h"

bool html_has_figures(const struct html_page *page, int part)
{
	for (size_t i = 0; i < page->nfigures; i++)
		if (page->figures[i].part == part)
			return true;
	return false;
}

/* Both renderings; the style sheet shows the one that fits the page. */
static int put_drawings(const struct html_figure *f, size_t number, FILE *to, struct err *err)
{
	char prefix[32];
	int code;

	snprintf(prefix, sizeof(prefix), "f%zul-", number);
	code = html_svg(f->light, prefix, f->dark ? "light" : "both", f->alt, to, err);
	if (code || !f->dark)
		return code;
	snprintf(prefix, sizeof(prefix), "f%zud-", number);
	return html_svg(f->dark, prefix, "dark", f->alt, to, err);
}

/* The title is in the picture too: the heading is for those who do not see it. */
static int put_figure(const struct html_figure *f, size_t number, const struct html_place *place, struct err *err)
{
	FILE *to = place->to;
	char key[32];
	int code;

	snprintf(key, sizeof(key), "plot%zu", number);
	fputs("<figure>\n<div class=\"unseen\">", to);
	html_heading(&(struct html_place){ .to = to, .level = place->level + 1, .run = place->run }, key, f->title);
	fputs("</div>\n", to);
	html_open_scroll(place, key, true);
	code = put_drawings(f, number, to, err);
	html_close_scroll(place);
	/* the region says so itself to those who do not see it */
	fprintf(to,
		"<p class=\"hint\" aria-hidden=\"true\" style=\"--least: %.0fpx\">\u2194 the plot scrolls sideways</p>\n",
		html_svg_least(f->light));
	if (f->caption && *f->caption) {
		fputs("<figcaption>", to);
		html_said(to, f->caption);
		fputs("</figcaption>\n", to);
	}
	fputs("</figure>\n", to);
	return code;
}

int html_figures(const struct html_page *page, int part, const struct html_place *place, struct err *err)
{
	int code = 0;

	if (!html_has_figures(page, part))
		return 0;
	fputs("<section class=\"wide\">\n", place->to);
	html_heading(place, "plots", "Plots");
	fputs("<div class=\"figures\">\n", place->to);
	for (size_t i = 0; i < page->nfigures && !code; i++)
		if (page->figures[i].part == part)
			code = put_figure(&page->figures[i], i + 1, place, err);
	fputs("</div>\n</section>\n", place->to);
	return code;
}
