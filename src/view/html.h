/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HTML_H
#define EPBELL_HTML_H
/*
 * Documents as one HTML page that needs nothing beside itself: no script, no font, no file, no network. It is light or dark as
 * the reader's system is, is printed light, and is read on a phone and by a screen reader.
 *
 * A cell of a table says what text says; what JSON says is in its attributes: data-ns (and data-error) for times, data-value
 * for other numbers, and data-key names tables and columns as JSON does.
 */
#include "model/err.h"
#include "view/doc.h"

/* A plot. The strings need no escaping, but for the documents, which are SVG as gnuplot writes it. */
struct html_figure {
	int part;	     /* the document's part it belongs to, or DOC_WHOLE */
	const char *title;   /* heads it */
	const char *alt;     /* what it shows, in words and numbers */
	const char *caption; /* below it; NULL: none */
	const char *light;   /* SVG */
	const char *dark;    /* SVG for a dark page; NULL: the light one serves */
};

enum html_state {
	HTML_GOOD,
	HTML_DOUBT, /* with reservations, or cannot be judged */
	HTML_BAD,
};

struct html_page {
	const char *title;
	const char *about; /* what, where and when, one line; NULL: none */
	enum html_state state;
	const char *verdict; /* one sentence */
	const char *how;     /* it was come to, a line below it; NULL: none */
	const char *const *findings;
	size_t nfindings; /* what the reader must know besides, a sentence each */
	const struct doc *doc;
	/*
	 * Keys of tables in the order in which they come within the whole and within each part, HTML_FIGURES among them; tables
	 * that are not named follow. Ends with NULL.
	 */
	const char *const *order;
	const char *hidden; /* key of a table that is not shown: the verdict says it; NULL: none */
	const char *aside;  /* key of the record of each part that stands side by side with the others'; NULL: none */
	const char *aside_title;  /* what heads it, alone or with the others */
	const char *const *parts; /* names of the document's parts */
	size_t nparts;
	const struct html_figure *figures;
	size_t nfigures;
};

#define HTML_FIGURES "" /* where the plots come */

/* Write the page. -EINVAL: a figure is no SVG that can be embedded. */
int html_page(const struct html_page *page, FILE *to, struct err *err);

#endif /* EPBELL_HTML_H */
