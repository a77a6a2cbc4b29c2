// SPDX-License-Identifier: GPL-2.0-only
/* One description, two forms: tables as text at every width, and as JSON. */
#include "unit.h"
#include "model/text.h"
#include "view/doc.h"
#include "view/table.h"

enum { NAME, COUNT, P50, BOUND, EXTRA, SECRET };

static const struct column columns[] = {
	[NAME] = { .key = "name", .head = "name" },
	[COUNT] = { .key = "count", .head = "count", .flags = COL_RIGHT | COL_HIDE_ZERO },
	[P50] = { .key = "p50", .head = "p50", .flags = COL_RIGHT },
	[BOUND] = { .key = "bound", .head = "+-", .flags = COL_RIGHT | COL_NARROW },
	[EXTRA] = { .key = "extra", .head = "extra", .drop = 1 },
	[SECRET] = { .key = "secret", .head = "secret", .flags = COL_JSON },
};

static struct table *sample(void)
{
	struct table *table = table_new(TABLE_ROWS, "rows", columns, sizeof(columns) / sizeof(columns[0]), 1);
	struct cell *row = table_row(table, ROW_DATA);

	row[NAME] = cell_str("alpha");
	row[COUNT] = cell_uint(997);
	row[P50] = cell_ns_error(1234, 21);
	row[BOUND] = cell_ns(21);
	row[EXTRA] = cell_str("more");
	row[SECRET] = cell_uint(UINT64_MAX);
	row = table_row(table, ROW_DATA);
	row[NAME] = cell_str("be\033ta");
	row[COUNT] = cell_uint(0);
	return table;
}

/* The text at a width; to be freed. */
static char *text_of(const struct table *table, int width, bool unicode)
{
	const struct style style = { .width = width, .unicode = unicode };
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	table_text(table, &style, f);
	fclose(f);
	return text;
}

static void check_text(const struct table *table, int width, bool unicode, const char *expect)
{
	char *text = text_of(table, width, unicode);

	assert_string_equal(text, expect);
	free(text);
}

static void test_layouts_from_roomy_to_narrow(void **state)
{
	struct table *table = sample();

	check_text(table, 80, false,
		   "  name   count              p50  extra\n"
		   "  alpha    997  1.23 us +-21 ns  more\n"
		   "  be?ta      0                -  -\n");
	check_text(table, 80, true,
		   "  name   count             p50  extra\n"
		   "  alpha    997  1.23 us \u00b121 ns  more\n"
		   "  be?ta      0               -  -\n");
	table_free(table);
}

static void test_narrow_layouts(void **state)
{
	struct table *table = sample();

	check_text(table, 37, false,
		   "  name   count      p50     +-  extra\n"
		   "  alpha    997  1.23 us  21 ns  more\n"
		   "  be?ta      0        -      -  -\n");
	check_text(table, 36, false,
		   "  name  count    p50   +- extra\n"
		   "  alpha   997 1.23us 21ns more\n"
		   "  be?ta     0      -    - -\n");
	check_text(table, 30, false,
		   "  name  count    p50   +-\n"
		   "  alpha   997 1.23us 21ns\n"
		   "  be?ta     0      -    -\n"
		   "  (no room for: extra)\n");
	table_free(table);
}

static void test_json_has_every_column_with_its_error(void **state)
{
	struct table *table = sample();
	json_t *json = table_json(table), *expect;

	expect = json_loads(
		"[{\"name\":\"alpha\",\"count\":997,\"p50\":1234,\"p50_error\":21,\"bound\":21,\"extra\":\"more\","
		"\"secret\":\"18446744073709551615\"},"
		"{\"name\":\"be\\u001bta\",\"count\":0,\"p50\":null,\"bound\":null,\"extra\":null,\"secret\":null}]",
		0, NULL);
	assert_non_null(expect);
	assert_true(json_equal(json, expect));
	json_decref(expect);
	json_decref(json);
	table_free(table);
}

static void test_columns_of_zeros_are_hidden_as_text_only(void **state)
{
	struct table *table = sample();
	json_t *json;
	char *text;

	table_cell(table, 0, COUNT)->u = 0;
	text = text_of(table, 80, false);
	assert_null(strstr(text, "count"));
	free(text);
	json = table_json(table);
	assert_non_null(json_object_get(json_array_get(json, 0), "count"));
	json_decref(json);
	table_free(table);
}

static void test_shown_changes_the_text_and_not_the_json(void **state)
{
	struct table *table = sample();
	json_t *json;
	char *text;

	table_cell(table, 1, COUNT)->shown = "suspect";
	text = text_of(table, 80, false);
	assert_non_null(strstr(text, "suspect"));
	free(text);
	json = table_json(table);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(json, 1), "count")), 0);
	json_decref(json);
	table_free(table);
}

static void test_no_line_is_wider_than_asked_or_ends_in_a_space(void **state)
{
	static const struct column wrap[] = { { .key = "a", .head = "a" },
					      { .key = "b", .head = "b", .flags = COL_WRAP } };
	struct table *table = table_new(TABLE_ROWS, "w", wrap, 2, 1);
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_str("kind");
	row[1] = cell_str("a sentence that is long enough to need more than one line at forty columns");
	row = table_row(table, ROW_DATA);
	row[0] = cell_str("x");
	row[1] = cell_str("short");
	for (int width = 40; width <= 120; width += 8) {
		char *text = text_of(table, width, false);

		assert_non_null(strstr(text, "columns\n"));
		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
			assert_true(text_columns(line) <= (size_t)width);
			assert_true(line[strlen(line) - 1] != ' ');
		}
		free(text);
	}
	table_free(table);
}

static void test_a_record_is_lines_of_values(void **state)
{
	static const struct column record[] = {
		{ "machine", "machine", 0, 0, NULL },	{ "hz", NULL, 0, 0, "HZ=%s" }, { "lab", "lab", 0, 0, NULL },
		{ "clock", "clock", 0, 0, "step %s!" }, { "none", NULL, 0, 0, NULL },
	};
	struct table *table = table_new(TABLE_RECORD, "r", record, 5, 1);
	struct cell *row = table_row(table, ROW_DATA);
	json_t *json, *expect;

	row[0] = cell_str("board %s");
	row[1] = cell_int(250);
	row[2] = cell_str("");
	row[3] = cell_ns(42);
	row[4] = cell_int(-1);
	check_text(table, 80, false, "  machine  board %s, HZ=250\n  clock    step 42 ns!\n");
	json = table_json(table);
	expect = json_loads("{\"machine\":\"board %s\",\"hz\":250,\"lab\":\"\",\"clock\":42,\"none\":null}", 0, NULL);
	assert_true(json_equal(json, expect));
	json_decref(json);
	json_decref(expect);
	table_free(table);
}

static void test_bars_fill_the_room_that_is_left(void **state)
{
	static const struct column bar[] = { { .key = "v", .head = "", .flags = COL_RIGHT },
					     { .key = "bar", .head = "", .flags = COL_TEXT },
					     { .key = "n", .head = "", .flags = COL_RIGHT } };
	struct table *table = table_new(TABLE_ROWS, "b", bar, 3, 1);
	struct cell *row;
	json_t *json;

	table_row(table, ROW_HEADING)[0].shown = "heading";
	row = table_row(table, ROW_DATA);
	row[0] = cell_ns(1000);
	row[1] = cell_real(CELL_BAR, 1);
	row[2] = cell_uint(10);
	table_row(table, ROW_GAP);
	row = table_row(table, ROW_DATA);
	row[0] = cell_ns(2000);
	row[1] = cell_real(CELL_BAR, 0.5);
	row[2] = cell_uint(5);
	check_text(table, 35, false,
		   "  heading\n"
		   "  1.00 us  ####################  10\n"
		   "  ...\n"
		   "  2.00 us  ##########             5\n");
	json = table_json(table);
	assert_int_equal(json_array_size(json), 2);
	assert_null(json_object_get(json_array_get(json, 0), "bar"));
	json_decref(json);
	table_free(table);
}

static void test_equal_neighbours_are_named_once(void **state)
{
	static const struct column twice[] = { { .key = "a", .head = "a", .flags = COL_NO_REPEAT },
					       { .key = "b", .head = "b", .flags = COL_NO_REPEAT },
					       { .key = "c", .head = "c" } };
	static const char *const cells[][3] = {
		{ "x", "1", "p" }, { "x", "1", "q" }, { "x", "2", "r" }, { "y", "2", "s" }
	};
	struct table *table = table_new(TABLE_ROWS, "t", twice, 3, 1);

	for (size_t i = 0; i < 4; i++) {
		struct cell *row = table_row(table, ROW_DATA);

		for (size_t k = 0; k < 3; k++)
			row[k] = cell_str(cells[i][k]);
	}
	check_text(table, 80, false, "  a  b  c\n  x  1  p\n        q\n     2  r\n  y  2  s\n");
	table_free(table);
}

static void test_a_document_is_one_object(void **state)
{
	static const struct column record[] = { { "file", "file", 0, 0, NULL } };
	struct doc doc = { .format = "f", .parts = "runs" };
	json_t *json, *expect;

	for (int i = 0; i < 2; i++) {
		struct table *table = table_new(TABLE_RECORD, "head", record, 1, 1);

		table_row(table, ROW_DATA)[0] = cell_str(i ? "b" : "a");
		doc_add(&doc, i, table);
		doc_add(&doc, i, table_new(TABLE_ROWS, "list", record, 1, 1));
	}
	doc_add(&doc, DOC_WHOLE, table_new(TABLE_BULLETS, "notes", record, 1, 1));
	json = doc_json(&doc);
	expect = json_loads(
		"{\"format\":\"f\",\"unit\":\"ns\",\"runs\":[{\"file\":\"a\",\"list\":[]},{\"file\":\"b\",\"list\":[]}],"
		"\"notes\":[]}",
		0, NULL);
	assert_true(json_equal(json, expect));
	json_decref(json);
	json_decref(expect);
	doc_clear(&doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layouts_from_roomy_to_narrow),
		cmocka_unit_test(test_narrow_layouts),
		cmocka_unit_test(test_json_has_every_column_with_its_error),
		cmocka_unit_test(test_columns_of_zeros_are_hidden_as_text_only),
		cmocka_unit_test(test_shown_changes_the_text_and_not_the_json),
		cmocka_unit_test(test_no_line_is_wider_than_asked_or_ends_in_a_space),
		cmocka_unit_test(test_a_record_is_lines_of_values),
		cmocka_unit_test(test_bars_fill_the_room_that_is_left),
		cmocka_unit_test(test_equal_neighbours_are_named_once),
		cmocka_unit_test(test_a_document_is_one_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
