// SPDX-License-Identifier: GPL-2.0-only
/* Option tables: what is accepted, what is refused, and where the operands begin. */
#include "cmd/opts.h"
#include "unit.h"

#define LEAVE_USAGE (256 + EXIT_USAGE)

static struct {
	bool flag, other;
	const char *text;
	unsigned long long number;
	double seconds;
	struct opt_list list, whole;
} got;

static const struct opt table[] = {
	{ "One", "flag", 'f', OPT_FLAG, NULL, "a flag", &got.flag, 0, 0 },
	{ NULL, "other", 'x', OPT_FLAG, NULL, "another", &got.other, 0, 0 },
	{ NULL, "text", 't', OPT_STR, "TEXT", "a text", &got.text, 0, 0 },
	{ "Two", "number", 'n', OPT_UINT, "N", "a number", &got.number, 3, 100 },
	{ NULL, "seconds", 's', OPT_SECS, "S", "a time", &got.seconds, 0.01, 3600 },
	{ NULL, "list", 'l', OPT_LIST, "LIST", "a list", &got.list, 0, 0 },
	{ NULL, "whole", 0, OPT_LIST, "K=V", "a list of whole things", &got.whole, 0, 0 },
	{ 0 },
};

static const struct cmd cmd = { .name = "test", .summary = "test", .usage = "[options]", .example = "none" };

static int clear(void **state)
{
	opts_free_list(&got.list);
	opts_free_list(&got.whole);
	memset(&got, 0, sizeof(got));
	got.whole.nosplit = true;
	return 0;
}

/* Parse words separated by spaces; the index of the first operand, or what opts_parse() left with, negated. */
static int parse(const char *line)
{
	static char words[256];
	char *argv[32] = { "test" };
	int argc = 1, operands = -1, rc;

	snprintf(words, sizeof(words), "%s", line);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	rc = opts_parse(&cmd, table, argc, argv, &operands);
	return rc ? -rc : operands;
}

static void test_long_and_short_forms(void **state)
{
	assert_int_equal(parse("--flag --text a --number 5 --seconds=2.5 file"), 7);
	assert_true(got.flag);
	assert_false(got.other);
	assert_string_equal(got.text, "a");
	assert_int_equal(got.number, 5);
	assert_true(got.seconds == 2.5);
	clear(state);
	assert_int_equal(parse("-fx -n7 -t b"), 5);
	assert_true(got.flag && got.other);
	assert_int_equal(got.number, 7);
	assert_string_equal(got.text, "b");
	clear(state);
	assert_int_equal(parse("-fn9"), 2);
	assert_true(got.flag);
	assert_int_equal(got.number, 9);
	assert_int_equal(parse("--text="), 2);
	assert_string_equal(got.text, "");
}

static void test_options_end_at_the_first_operand(void **state)
{
	assert_int_equal(parse("-f file -x"), 2);
	assert_false(got.other);
	assert_int_equal(parse("-f -- -x"), 3);
	assert_false(got.other);
	assert_int_equal(parse("-f - -x"), 2);
	assert_int_equal(parse(""), 1);
	assert_int_equal(parse("--"), 2);
}

static void test_unknown_and_incomplete_options_are_usage_errors(void **state)
{
	static const char *const lines[] = {
		"--nonsense", "--fla", "--flagged", "-q",	  "-fq",     "--text",
		"-t",	      "-ft",   "--number",  "--flag=yes", "---flag", "--=x",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_int_equal(parse(lines[i]), -LEAVE_USAGE);
}

static void test_numbers_have_a_range(void **state)
{
	static const char *const bad[] = {
		"2", "101", "-5", "+5", "5x", "x", "0x10", "1e1", "5.0", "99999999999999999999", "-18446744073709551613"
	};
	char line[64];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(line, sizeof(line), "--number=%s", bad[i]);
		assert_int_equal(parse(line), -LEAVE_USAGE);
	}
	assert_int_equal(parse("-n ="), -LEAVE_USAGE);
	assert_int_equal(parse("--number="), -LEAVE_USAGE);
	assert_int_equal(got.number, 0);
	assert_int_equal(parse("--number=3"), 2);
	assert_int_equal(got.number, 3);
	assert_int_equal(parse("--number=100"), 2);
	assert_int_equal(got.number, 100);
}

static void test_times_have_units_and_a_range(void **state)
{
	static const struct {
		const char *text;
		double seconds;
	} good[] = { { "10", 10 }, { "2.5", 2.5 }, { "500ms", 0.5 }, { "20000us", 0.02 },
		     { "1m", 60 }, { "1h", 3600 }, { "3s", 3 },	     { "0.01", 0.01 } };
	static const char *const bad[] = { "",	 "x",	 "-1",	  "+1", "inf", "nan",	"0x10", "5 s",
					   "5d", "5mss", "0.001", "2h", "0",   "1e999", ".",	"ms" };
	char line[64];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		snprintf(line, sizeof(line), "--seconds=%s", good[i].text);
		assert_int_equal(parse(line), 2);
		assert_true(got.seconds > good[i].seconds * 0.999999 && got.seconds < good[i].seconds * 1.000001);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *argv[] = { "test", line, NULL };
		int operands;

		snprintf(line, sizeof(line), "--seconds=%s", bad[i]);
		assert_int_equal(opts_parse(&cmd, table, 2, argv, &operands), LEAVE_USAGE);
	}
}

static void test_lists_split_at_commas_and_add_up(void **state)
{
	assert_int_equal(parse("-l a,bb --list ccc"), 5);
	assert_int_equal(got.list.n, 3);
	assert_string_equal(got.list.item[0], "a");
	assert_string_equal(got.list.item[1], "bb");
	assert_string_equal(got.list.item[2], "ccc");
	assert_int_equal(parse("--whole a=1,2 --whole b="), 5);
	assert_int_equal(got.whole.n, 2);
	assert_string_equal(got.whole.item[0], "a=1,2");
}

static void test_bad_lists_are_usage_errors(void **state)
{
	char line[200] = "-l a";

	assert_int_equal(parse("-l a,,b"), -LEAVE_USAGE);
	clear(state);
	assert_int_equal(parse("-l ,"), -LEAVE_USAGE);
	clear(state);
	assert_int_equal(parse("--list="), -LEAVE_USAGE);
	clear(state);
	for (int i = 1; i < 32; i++)
		strcat(line, ",a");
	assert_int_equal(parse(line), 3);
	clear(state);
	strcat(line, ",a");
	assert_int_equal(parse(line), -LEAVE_USAGE);
}

static void test_help_leaves_with_success(void **state)
{
	assert_int_equal(parse("--help"), -(256 + EXIT_FINE));
	assert_int_equal(parse("-f -h"), -(256 + EXIT_FINE));
	assert_int_equal(parse("-fh"), -(256 + EXIT_FINE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_long_and_short_forms, clear, clear),
		cmocka_unit_test_setup_teardown(test_options_end_at_the_first_operand, clear, clear),
		cmocka_unit_test_setup_teardown(test_unknown_and_incomplete_options_are_usage_errors, clear, clear),
		cmocka_unit_test_setup_teardown(test_numbers_have_a_range, clear, clear),
		cmocka_unit_test_setup_teardown(test_times_have_units_and_a_range, clear, clear),
		cmocka_unit_test_setup_teardown(test_lists_split_at_commas_and_add_up, clear, clear),
		cmocka_unit_test_setup_teardown(test_bad_lists_are_usage_errors, clear, clear),
		cmocka_unit_test_setup_teardown(test_help_leaves_with_success, clear, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
