// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/table.h"

/* File names and what a run file holds may be any bytes; JSON is UTF-8. */
static json_t *str_json(const char *s)
{
	char *clean = strdup(s);
	json_t *value;

	if (!clean)
		return NULL;
	text_clean_utf8(clean);
	value = json_string(clean);
	free(clean);
	return value;
}

/* As in run files: what no signed 64-bit integer holds is a decimal string. */
static json_t *uint_json(uint64_t u)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRIu64, u);
	return u <= INT64_MAX ? json_integer((json_int_t)u) : json_string(digits);
}

static json_t *cell_json(const struct cell *cell)
{
	switch (cell->type) {
	case CELL_STR:
		return str_json(cell->str);
	case CELL_BOOL:
		return json_boolean(cell->yes);
	case CELL_UINT:
	case CELL_HEX:
	case CELL_NS:
		return uint_json(cell->u);
	case CELL_INT:
		return json_integer(cell->i);
	case CELL_MEAN:
	case CELL_DIFF:
	case CELL_RATIO:
	case CELL_SHARE:
		return json_real(cell->real);
	case CELL_NONE:
	case CELL_BAR:
		break;
	}
	return json_null();
}

static json_t *row_json(const struct table *table, size_t row)
{
	json_t *object = json_object();

	for (size_t col = 0; col < table->ncolumns; col++) {
		const struct cell *cell = table_cell(table, row, col);
		const char *key = table->columns[col].key;
		char error_key[128];

		if (table->columns[col].flags & COL_TEXT)
			continue;
		if (json_object_set_new(object, key, cell_json(cell)))
			goto no_memory;
		if (!cell->has_error)
			continue;
		snprintf(error_key, sizeof(error_key), "%s_error", key);
		if (json_object_set_new(object, error_key, uint_json(cell->error)))
			goto no_memory;
	}
	return object;
no_memory:
	json_decref(object);
	return NULL;
}

json_t *table_json(const struct table *table)
{
	json_t *list;

	if (table->kind == TABLE_RECORD)
		return row_json(table, 0);
	list = json_array();
	for (size_t row = 0; row < table->nrows; row++) {
		if (table->rows[row] != ROW_DATA)
			continue;
		if (json_array_append_new(list, row_json(table, row))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}
