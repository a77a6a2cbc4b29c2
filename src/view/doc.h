/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_DOC_H
#define EPBELL_DOC_H
/*
 * A document: tables in the order they are read. Each belongs to the whole or to one of its parts (a report's runs); as
 * JSON the document is an object, and its parts a list of objects in it.
 */
#include "view/table.h"

#define DOC_WHOLE (-1)

struct doc {
	const char *format; /* "format" of the JSON object */
	const char *parts;  /* key of the list of parts */
	struct table **tables;
	int *part; /* of each table: DOC_WHOLE or from 0 */
	size_t n;
};

/* Add a table, which the document frees. Tables without rows are an empty list in JSON and nothing as text. */
void doc_add(struct doc *doc, int part, struct table *table);
void doc_clear(struct doc *doc);

void doc_text(const struct doc *doc, const struct style *style, FILE *to);
/* {"format": ..., "unit": "ns", TABLE..., PARTS: [{TABLE...}, ...]}; NULL: no memory. */
json_t *doc_json(const struct doc *doc);

#endif /* EPBELL_DOC_H */
