/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PAGES_H
#define EPBELL_PAGES_H
/* What stands on the HTML page of a report and of a comparison, besides their documents and plots. */
#include "model/comparison.h"
#include "view/html.h"
#include "view/report.h"

#define PAGE_FINDINGS 32 /* more are in the remarks only */

/* A page with the strings it is made of; zeroed at first, free with page_free(). */
struct page {
	struct html_page html;
	const char *findings[PAGE_FINDINGS];
	const char **parts;
	struct table *strings;
};

/*
 * The page of the report that report_build() made: whether its figures can be trusted is the verdict. Plots are added by the
 * caller to @page->html. All arguments must outlive it.
 */
void report_page(struct page *page, const struct report_run *runs, size_t n, const struct doc *doc);

/* The page of the comparison that compare_build() made, its outcome on top. */
void compare_page(struct page *page, const struct comparison *c, const struct doc *doc);

void page_free(struct page *page);

#endif /* EPBELL_PAGES_H */
