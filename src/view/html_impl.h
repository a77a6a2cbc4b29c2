/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HTML_IMPL_H
#define EPBELL_HTML_IMPL_H
/* Inside view/: the parts of an HTML page. */
#include "view/html.h"

/* The style sheet, and behind it what the page is drawn with. */
extern const char html_css[];

/* @text as text or as the value of a quoted attribute: whatever it holds is shown, nothing of it is obeyed. */
void html_text(FILE *to, const char *text);

/* The same of sentences and values: "1.3 us" has its micro sign, as in plots. */
void html_said(FILE *to, const char *text);

/* Where a table stands. */
struct html_place {
	FILE *to;
	int level;	 /* of its heading: 2 and below */
	const char *run; /* id of the part's heading, which its own names begin with; "" in the whole */
	bool open;	 /* what is folded is unfolded at first */
};

/* A table of the document, of any kind; nothing of one without rows. */
void html_table(const struct table *table, const struct html_place *place);
/* Its rows and columns. */
void html_rows(const struct table *table, const struct html_place *place);
/* Records of the same columns side by side under @title, a line of each a row, the columns headed by @names. */
void html_records(const struct table *const *tables, const char *const *names, size_t n, const char *title,
		  const struct html_place *place);

/* "<h2 id="...">title</h2>" for what @key calls. */
void html_heading(const struct html_place *place, const char *key, const char *title);
/*
 * The tags around what may be wider than the page: it scrolls, with the keyboard too, and is named by the heading of @key, or if it
 * has none by @key itself.
 */
void html_open_scroll(const struct html_place *place, const char *key, bool headed);
void html_close_scroll(const struct html_place *place);

/* A table with bars is long, and plots say the same: it is folded. */
bool html_folded(const struct table *table);
/* Does it need the page's whole width? */
bool html_wide(const struct table *table);

/* The plots of a part, as one group; nothing where there are none. */
int html_figures(const struct html_page *page, int part, const struct html_place *place, struct err *err);
/* Has a part plots? */
bool html_has_figures(const struct html_page *page, int part);

/*
 * An SVG document as an element of the page: ids and references to them begin with @prefix, the size is the page's to choose,
 * and what could reach out of it or run is left out. -EINVAL: it is none.
 */
/* The width below which it is scrolled, CSS pixels; 0: not known. */
double html_svg_least(const char *svg);
int html_svg(const char *svg, const char *prefix, const char *class, const char *alt, FILE *to, struct err *err);

#endif /* EPBELL_HTML_IMPL_H */
