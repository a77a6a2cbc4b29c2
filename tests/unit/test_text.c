// SPDX-License-Identifier: GPL-2.0-only
/* Strings from outside: what is no UTF-8, or would be obeyed by a terminal, becomes '?'. */
#include "model/text.h"
#include "unit.h"

static void check(void (*clean)(char *), const char *in, const char *out)
{
	char *copy = strdup(in); /* exactly as long as it is: a read behind the end is seen by ASan */

	clean(copy);
	assert_string_equal(copy, out);
	free(copy);
}

static void test_well_formed_utf8_stays(void **state)
{
	static const char *const good[] = {
		"",
		"plain",
		"\xc2\xb5s",
		"\xe2\x96\x88\xe2\x96\x8f",
		"\xf0\x9f\x94\x94",
		"\xed\x9f\xbf",
		"\xee\x80\x80",
		"\xf4\x8f\xbf\xbf",
		"\xe0\xa0\x80",
		"\xf0\x90\x80\x80",
		"\xc2\x80",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		check(text_clean_utf8, good[i], good[i]);
}

static void test_malformed_bytes_become_question_marks(void **state)
{
	static const char *const bad[][2] = {
		{ "\x80", "?" },
		{ "\xff\xfe", "??" },
		{ "\xc2", "?" },
		{ "\xc0\xaf", "??" },
		{ "\xc1\x81", "??" },
		{ "\xe2\x96", "??" },
		{ "\xe0\x9f\xbf", "???" },
		{ "\xed\xa0\x80", "???" },
		{ "\xf0\x8f\xbf\xbf", "????" },
		{ "\xf4\x90\x80\x80", "????" },
		{ "\xf5\x80\x80\x80", "????" },
		{ "\xc3(", "?(" },
		{ "a\xe2\x96"
		  "b",
		  "a??b" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check(text_clean_utf8, bad[i][0], bad[i][1]);
}

static void test_terminals_get_no_control_characters(void **state)
{
	check(text_clean_terminal, "a\033[31mb\n\t\r\b\x7f", "a?[31mb?????");
	check(text_clean_terminal,
	      "\xc2\x9b"
	      "31m",
	      "??31m"); /* C1's one-character CSI */
	check(text_clean_terminal, "\xc2\xb5s \xe2\x96\x88", "\xc2\xb5s \xe2\x96\x88");
	check(text_clean_utf8, "a\tb\n", "a\tb\n"); /* JSON escapes them */
}

static void test_columns_are_characters(void **state)
{
	assert_int_equal(text_columns(""), 0);
	assert_int_equal(text_columns("1.23 us"), 7);
	assert_int_equal(text_columns("\xc2\xb1 \xe2\x96\x88"), 3);
}

static void test_entities_are_those_of_xml_and_html(void **state)
{
	assert_string_equal(text_entity('&'), "&amp;");
	assert_string_equal(text_entity('<'), "&lt;");
	assert_string_equal(text_entity('>'), "&gt;");
	assert_string_equal(text_entity('"'), "&quot;");
	assert_string_equal(text_entity('\''), "&#39;");
	for (int c = 0; c < 256; c++)
		assert_true(!text_entity((char)c) == !(c && strchr("&<>\"'", c)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_well_formed_utf8_stays),
		cmocka_unit_test(test_malformed_bytes_become_question_marks),
		cmocka_unit_test(test_terminals_get_no_control_characters),
		cmocka_unit_test(test_columns_are_characters),
		cmocka_unit_test(test_entities_are_those_of_xml_and_html),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
