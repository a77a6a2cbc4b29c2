/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_MARKDOWN_H
#define EPBELL_MARKDOWN_H
/* Documents as GitHub-flavoured Markdown, for a pull request or a mail: cells are padded, so it reads unrendered too. */
#include "model/comparison.h"
#include "view/doc.h"

/*
 * Titles are headings, tables of rows are tables, records and paragraphs are lists; bars are left out, and cells that
 * warn are bold. Of @style only unicode counts. Names cannot bring Markdown or HTML of their own.
 */
void doc_markdown(const struct doc *doc, const struct style *style, FILE *to);

/* @text so that Markdown shows it as it is, even where a line begins; cut at the buffer's end. Returns @buf. */
const char *markdown_escape(const char *text, char *buf, size_t size);

/*
 * What a reviewer wants to see of a comparison: the outcome, a row a stage with p50 and p99 of each arm and their change,
 * other figures, budgets, the arms, and how it was judged. Tables are added to @doc. -EINVAL: it has no arms.
 */
int verdict_markdown(struct doc *doc, const struct comparison *c, struct err *err);

#endif /* EPBELL_MARKDOWN_H */
