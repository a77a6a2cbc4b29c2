// SPDX-License-Identifier: GPL-2.0-only
/* The page: its frame, and what comes where. */
#include <stdlib.h>
#include <string.h>

#include "view/html_impl.h"

static const char *const state_names[] = { [HTML_GOOD] = "good", [HTML_DOUBT] = "doubt", [HTML_BAD] = "bad" };

/* --- what is shown ----------------------------------------------------------------------------------------------- */

static bool table_shown(const struct html_page *page, size_t i)
{
	const struct table *table = page->doc->tables[i];

	return table->nrows && !table->json_only && !(page->hidden && !strcmp(table->key, page->hidden)) &&
	       !(page->nparts > 1 && page->aside && !strcmp(table->key, page->aside));
}

/* What heads it: as text a record is headed by the name of its part, which here is said already. */
static const char *title_of(const struct html_page *page, const struct table *table)
{
	return page->aside && !strcmp(table->key, page->aside) ? page->aside_title : table->title;
}

/* A document of one part is shown as a whole. */
static int part_of(const struct html_page *page, int part)
{
	return page->nparts == 1 ? DOC_WHOLE : part;
}

static int last_part(const struct html_page *page)
{
	return page->nparts > 1 ? (int)page->nparts - 1 : DOC_WHOLE;
}

/* Has the order a place for tables of this key? */
static bool is_ordered(const struct html_page *page, const char *key)
{
	for (const char *const *k = page->order; *k; k++)
		if (!strcmp(*k, key))
			return true;
	return false;
}

/* What is done with each table in turn. */
struct walk {
	const struct html_page *page;
	struct html_place place;
	void (*table)(const struct walk *walk, const struct table *table);
	int (*figures)(const struct walk *walk, int part, struct err *err);
};

/* Is it of the whole, and behind the parts? */
static bool is_tail(const struct doc *doc, size_t i)
{
	for (size_t k = 0; k < i && doc->part[i] == DOC_WHOLE; k++)
		if (doc->part[k] != DOC_WHOLE)
			return true;
	return false;
}

/* Is table @i shown in a part, or with @tail behind all of them? Where there is one part there is nothing behind. */
static bool in_part(const struct html_page *page, size_t i, int part, bool tail)
{
	return table_shown(page, i) && part_of(page, page->doc->part[i]) == part &&
	       (page->nparts < 2 || is_tail(page->doc, i) == tail);
}

/* Tables and figures of a part, in the page's order. */
static int walk_part(const struct walk *walk, int part, struct err *err)
{
	const struct html_page *page = walk->page;
	const struct doc *doc = page->doc;
	int code = 0;

	for (const char *const *key = page->order; *key && !code; key++) {
		if (!strcmp(*key, HTML_FIGURES))
			code = walk->figures(walk, part, err);
		for (size_t i = 0; i < doc->n; i++)
			if (!strcmp(doc->tables[i]->key, *key) && in_part(page, i, part, false))
				walk->table(walk, doc->tables[i]);
	}
	for (size_t i = 0; i < doc->n; i++)
		if (!is_ordered(page, doc->tables[i]->key) && in_part(page, i, part, false))
			walk->table(walk, doc->tables[i]);
	return code;
}

static void walk_tail(const struct walk *walk)
{
	const struct html_page *page = walk->page;

	for (size_t i = 0; i < page->doc->n && page->nparts > 1; i++)
		if (in_part(page, i, DOC_WHOLE, true))
			walk->table(walk, page->doc->tables[i]);
}

/* --- the table of contents --------------------------------------------------------------------------------------- */

static void put_link(FILE *to, const char *run, const char *key, const char *text)
{
	fprintf(to, "<li><a href=\"#%s%s%s\">", run, *run && *key ? "-" : "", key);
	html_text(to, text);
	fputs("</a></li>\n", to);
}

/* What explains a title, behind a colon or in brackets, is no part of a link. */
static size_t title_length(const char *title)
{
	const char *colon = strstr(title, ": "), *bracket = strstr(title, " (");
	const char *end = colon && (!bracket || colon < bracket) ? colon : bracket;

	return end ? (size_t)(end - title) : strlen(title);
}

static void link_table(const struct walk *walk, const struct table *table)
{
	const char *title = title_of(walk->page, table);
	char *text;

	if (!title)
		return;
	text = table_need(strndup(title, title_length(title)));
	put_link(walk->place.to, walk->place.run, table->key, text);
	free(text);
}

static int link_figures(const struct walk *walk, int part, struct err *err)
{
	if (html_has_figures(walk->page, part))
		put_link(walk->place.to, walk->place.run, "plots", "Plots");
	return 0;
}

static void run_id(int part, char *id, size_t size)
{
	snprintf(id, size, "run%d", part + 1);
}

static void put_contents(const struct html_page *page, FILE *to)
{
	const struct walk walk = { page, { .to = to, .run = "" }, link_table, link_figures };
	char id[16];

	fputs("<nav aria-label=\"Contents\"><ul>\n", to);
	walk_part(&walk, DOC_WHOLE, NULL);
	if (last_part(page) > 0 && page->aside)
		put_link(to, "", page->aside, page->aside_title);
	for (int part = 0; part <= last_part(page); part++) {
		run_id(part, id, sizeof(id));
		put_link(to, id, "", page->parts[part]);
	}
	walk_tail(&walk);
	fputs("</ul></nav>\n", to);
}

/* --- the body ---------------------------------------------------------------------------------------------------- */

static void put_table(const struct walk *walk, const struct table *table)
{
	struct table shown = *table;

	shown.title = title_of(walk->page, table);
	html_table(&shown, &walk->place);
}

static int put_figures(const struct walk *walk, int part, struct err *err)
{
	return html_figures(walk->page, part, &walk->place, err);
}

/* Of each part the record that stands side by side with the others'. */
static void put_aside(const struct html_page *page, FILE *to)
{
	const struct table **tables = table_need(calloc(page->nparts + 1, sizeof(*tables)));
	const struct html_place place = { .to = to, .level = 2, .run = "" };
	size_t n = 0;

	for (size_t i = 0; i < page->doc->n && n < page->nparts; i++)
		if (page->nparts > 1 && page->aside && !strcmp(page->doc->tables[i]->key, page->aside))
			tables[n++] = page->doc->tables[i];
	if (n > 1) {
		fputs("<section class=\"wide\">\n", to);
		html_records(tables, page->parts, n, page->aside_title, &place);
		fputs("</section>\n", to);
	}
	free(tables);
}

static int put_part(const struct html_page *page, int part, FILE *to, struct err *err)
{
	struct walk walk = { page, { .to = to, .level = 3, .open = !page->nfigures }, put_table, put_figures };
	char id[16];
	int code;

	run_id(part, id, sizeof(id));
	walk.place.run = id;
	fprintf(to, "<section class=\"run\" aria-labelledby=\"%s\">\n<h2 id=\"%s\">", id, id);
	html_text(to, page->parts[part]);
	fputs("</h2>\n<div class=\"grid\">\n", to);
	code = walk_part(&walk, part, err);
	fputs("</div>\n</section>\n", to);
	return code;
}

static int put_main(const struct html_page *page, FILE *to, struct err *err)
{
	const struct walk walk = { page, { to, 2, "", !page->nfigures }, put_table, put_figures };
	int code;

	fputs("<main id=\"content\" tabindex=\"-1\">\n<div class=\"grid\">\n", to);
	code = walk_part(&walk, DOC_WHOLE, err);
	put_aside(page, to);
	fputs("</div>\n<div class=\"runs\">\n", to);
	for (int part = 0; part <= last_part(page) && !code; part++)
		code = put_part(page, part, to, err);
	fputs("</div>\n<div class=\"grid\">\n", to);
	walk_tail(&walk);
	fputs("</div>\n</main>\n", to);
	return code;
}

/* --- the frame --------------------------------------------------------------------------------------------------- */

static void put_head(const struct html_page *page, FILE *to)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
	      "img-src data:\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n"
	      "<meta name=\"generator\" content=\"epbell " EPBELL_VERSION "\">\n<title>",
	      to);
	html_text(to, page->title);
	fprintf(to, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", html_css);
	fputs("<a class=\"skip\" href=\"#content\">Skip to the figures</a>\n", to);
}

static void put_header(const struct html_page *page, FILE *to)
{
	fputs("<header>\n<h1>", to);
	html_text(to, page->title);
	fputs("</h1>\n", to);
	if (page->about) {
		fputs("<p class=\"about\">", to);
		html_text(to, page->about);
		fputs("</p>\n", to);
	}
	fprintf(to, "<div class=\"verdict %s\">\n<p>", state_names[page->state]);
	html_said(to, page->verdict);
	fputs(page->nfindings ? "</p>\n<ul>\n" : "</p>\n", to);
	for (size_t i = 0; i < page->nfindings; i++) {
		fputs("<li>", to);
		html_said(to, page->findings[i]);
		fputs("</li>\n", to);
	}
	fputs(page->nfindings ? "</ul>\n</div>\n" : "</div>\n", to);
	if (page->how) {
		fputs("<p class=\"how\">", to);
		html_said(to, page->how);
		fputs("</p>\n", to);
	}
	put_contents(page, to);
	fputs("</header>\n", to);
}

int html_page(const struct html_page *page, FILE *to, struct err *err)
{
	int code;

	put_head(page, to);
	put_header(page, to);
	code = put_main(page, to, err);
	fputs("<footer><p>Made by epbell " EPBELL_VERSION "</p></footer>\n</body>\n</html>\n", to);
	return code;
}
