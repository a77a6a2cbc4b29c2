// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "view/doc.h"

void doc_add(struct doc *doc, int part, struct table *table)
{
	doc->tables = table_need(reallocarray(doc->tables, doc->n + 1, sizeof(*doc->tables)));
	doc->part = table_need(reallocarray(doc->part, doc->n + 1, sizeof(*doc->part)));
	doc->tables[doc->n] = table;
	doc->part[doc->n] = part;
	doc->n++;
}

void doc_clear(struct doc *doc)
{
	for (size_t i = 0; i < doc->n; i++)
		table_free(doc->tables[i]);
	free(doc->tables);
	free(doc->part);
	doc->tables = NULL;
	doc->part = NULL;
	doc->n = 0;
}

void doc_text(const struct doc *doc, const struct style *style, FILE *to)
{
	for (size_t i = 0; i < doc->n; i++)
		table_text(doc->tables[i], style, to);
}

/* The object of a part, made when it is the first table's. */
static json_t *part_object(json_t *root, const char *parts, int part)
{
	json_t *list = json_object_get(root, parts);

	if (part == DOC_WHOLE)
		return root;
	while (json_array_size(list) <= (size_t)part)
		if (json_array_append_new(list, json_object()))
			return NULL;
	return json_array_get(list, part);
}

static int add_table(json_t *object, const struct table *table)
{
	json_t *value = table_json(table);
	int code;

	if (table->kind != TABLE_RECORD)
		return json_object_set_new(object, table->key, value);
	code = json_object_update(object, value);
	json_decref(value);
	return code;
}

json_t *doc_json(const struct doc *doc)
{
	json_t *root = json_pack("{s:s, s:s}", "format", doc->format, "unit", "ns");

	if (doc->parts && json_object_set_new(root, doc->parts, json_array()))
		goto no_memory;
	for (size_t i = 0; i < doc->n; i++)
		if (add_table(part_object(root, doc->parts, doc->part[i]), doc->tables[i]))
			goto no_memory;
	return root;
no_memory:
	json_decref(root);
	return NULL;
}
