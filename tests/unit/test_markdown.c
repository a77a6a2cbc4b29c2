// SPDX-License-Identifier: GPL-2.0-only
/* Tables and verdicts as Markdown. */
#include "unit.h"
#include "comparisons.h"
#include "view/markdown.h"

#include <errno.h>

static char *markdown(const struct doc *doc, bool unicode)
{
	const struct style style = { .width = 80, .unicode = unicode };
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	doc_markdown(doc, &style, f);
	fclose(f);
	return text;
}

static void check(struct table *table, const char *expect)
{
	struct doc doc = { 0 };
	char *text;

	doc_add(&doc, DOC_WHOLE, table);
	text = markdown(&doc, false);
	assert_string_equal(text, expect);
	free(text);
	doc_clear(&doc);
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text);
}

/* --- escaping ---------------------------------------------------------------------------------------------------- */

static void escapes(const char *text, const char *expect)
{
	char buf[256];

	assert_string_equal(markdown_escape(text, buf, sizeof(buf)), expect);
}

static void what_has_a_meaning_is_escaped(void **state)
{
	escapes("a|b", "a\\|b");
	escapes("`x` *b* ~s~ $m$ \\", "\\`x\\` \\*b\\* \\~s\\~ \\$m\\$ \\\\");
	escapes("<script>&amp;", "&lt;script&gt;&amp;amp;");
	escapes("<!-- -->", "&lt;!-- -->");
	escapes("[x](http://h) ![i](u) [r][s] [d]: u", "\\[x\\](http://h) ![i\\](u) [r\\][s] [d\\]: u");
	escapes("a\nb\tc\033[0m", "a b c?[0m");
	escapes("_it_ __b__ a_ _b", "\\_it\\_ \\_\\_b\\_\\_ a\\_ \\_b");
}

static void what_has_none_stays_readable(void **state)
{
	escapes("6.61 us -> 7.11 us, +500 ns [+484 ns, +516 ns]", "6.61 us -> 7.11 us, +500 ns [+484 ns, +516 ns]");
	escapes("pci_epc_raise_irq", "pci_epc_raise_irq");
	escapes("raise-irq@edma:p99<=8us", "raise-irq@edma:p99<=8us");
	escapes("3 + 3 runs", "3 + 3 runs");
	escapes("-5 ns", "-5 ns");
	escapes("\u00b121 ns", "\u00b121 ns");
}

static void no_text_begins_a_block(void **state)
{
	escapes("# head", "\\# head");
	escapes("> quote", "\\> quote");
	escapes("- item", "\\- item");
	escapes("-", "\\-");
	escapes("--- ", "\\--- ");
	escapes("+ item", "\\+ item");
	escapes("12. item", "12\\. item");
	escapes("12) item", "12\\) item");
	escapes("===", "\\===");
	escapes("[ ] task", "\\[ ] task");
	escapes("12.5 us", "12.5 us");
	escapes("", "");
}

static void a_small_buffer_cuts_between_escapes(void **state)
{
	char buf[6];

	assert_string_equal(markdown_escape("a<bc", buf, sizeof(buf)), "a&lt;");
	assert_string_equal(markdown_escape("ab<c", buf, sizeof(buf)), "ab");
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

static const struct column columns[] = {
	{ .key = "stage", .head = "stage", .flags = COL_NO_REPEAT },
	{ .key = "count", .head = "n", .flags = COL_RIGHT },
	{ .key = "p50", .head = "p50", .flags = COL_RIGHT },
	{ .key = "bound", .head = "+-", .flags = COL_RIGHT | COL_NARROW },
	{ .key = "note", .head = "a|b" },
	{ .key = "drops", .head = "drops", .flags = COL_HIDE_ZERO },
	{ .key = "bar", .head = "" },
	{ .key = "secret", .head = "secret", .flags = COL_JSON },
};

static struct cell *row_of(struct table *table, const char *stage, uint64_t count, uint64_t p50, const char *note)
{
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_str(stage);
	row[1] = cell_uint(count);
	row[2] = cell_ns_error(p50, 21);
	row[3] = cell_ns(21);
	row[4] = cell_str(note);
	row[5] = cell_uint(0);
	row[6] = cell_real(CELL_BAR, 0.5);
	row[7] = cell_str("secret");
	return row;
}

static struct table *rows(void)
{
	return table_new(TABLE_ROWS, "rows", columns, sizeof(columns) / sizeof(columns[0]), 1);
}

static void rows_are_a_padded_table_of_what_text_shows(void **state)
{
	struct table *table = rows();

	table->title = "Stages <of> its";
	table->after = "Below *it*.";
	row_of(table, "rx", 997, 1234, "x|y");
	row_of(table, "rx", 3, 21, "")[2].warn = true;
	table_row(table, ROW_GAP);
	check(table, "\n### Stages &lt;of&gt; its\n"
		     "\n| stage |   n |             p50 | a\\|b |\n"
		     "| ----- | --: | --------------: | ---- |\n"
		     "| rx    | 997 | 1.23 us +-21 ns | x\\|y |\n"
		     "|       |   3 |  **21 +-21 ns** | -    |\n"
		     "| ...   |     |                 |      |\n"
		     "\nBelow \\*it\\*.\n");
}

static void a_heading_begins_a_table_of_its_own(void **state)
{
	struct table *table = rows();

	row_of(table, "rx", 1, 5, "a");
	table_row(table, ROW_HEADING)[0].shown = "of poll";
	row_of(table, "tx", 2, 6, "b");
	check(table, "\n| stage |   n |       p50 | a\\|b |\n"
		     "| ----- | --: | --------: | ---- |\n"
		     "| rx    |   1 | 5 +-21 ns | a    |\n"
		     "\n**of poll**\n"
		     "\n| stage |   n |       p50 | a\\|b |\n"
		     "| ----- | --: | --------: | ---- |\n"
		     "| tx    |   2 | 6 +-21 ns | b    |\n");
}

static void records_and_bullets_are_lists(void **state)
{
	static const struct column record[] = {
		{ .key = "machine", .head = "machine" },
		{ .key = "cpus", .format = "%s CPUs" },
		{ .key = "lab", .head = "lab" },
		{ .key = "host", .head = "host" },
	};
	static const struct column bullets[] = {
		{ .key = "code", .head = "", .flags = COL_JSON },
		{ .key = "name", .head = "" },
		{ .key = "text", .head = "" },
	};
	struct table *table = table_new(TABLE_RECORD, "record", record, 4, 1);
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_str("Some *Board*");
	row[1] = cell_uint(8);
	row[2] = cell_str("");
	row[3] = cell_str("spider");
	check(table, "\n- machine: Some \\*Board\\*, 8 CPUs\n- host: spider\n");

	table = table_new(TABLE_BULLETS, "notes", bullets, 3, 1);
	table->title = "Notes";
	row = table_row(table, ROW_DATA);
	row[0] = cell_str("code");
	row[1] = cell_str("FAIL");
	row[1].warn = true;
	row[2] = cell_str("<b>");
	table_row(table, ROW_DATA)[2] = cell_str("# plain");
	check(table, "\n### Notes\n\n- **FAIL**: &lt;b&gt;\n- \\# plain\n");
}

static void empty_tables_are_nothing(void **state)
{
	struct table *table = rows();

	table->title = "Nothing";
	check(table, "");
	table = rows();
	row_of(table, "rx", 1, 5, "a");
	table->json_only = true;
	check(table, "");
}

static void a_table_may_have_any_bytes(void **state)
{
	static char longest[3000];
	struct table *table = rows();
	struct doc doc = { 0 };
	char *text;

	memset(longest, '|', sizeof(longest) - 1);
	row_of(table, longest, 1, 5, "\xff\n|");
	row_of(table, "|\n|", 1, 5, "\xff\n|");
	doc_add(&doc, DOC_WHOLE, table);
	text = markdown(&doc, true);
	has(text, "p50");
	has(text, "\u00b121 ns");
	for (const char *p = text; *p; p++) /* all lines have five bars that are not escaped */
		assert_true((unsigned char)*p >= 0x20 || *p == '\n');
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		size_t bars = 0;

		for (char *p = line; *p; p++)
			bars += *p == '|' && (p == line || p[-1] != '\\');
		assert_int_equal(bars, 5);
	}
	free(text);
	doc_clear(&doc);
}

/* --- verdicts ---------------------------------------------------------------------------------------------------- */

static char *verdict_of(const struct comparison *c)
{
	struct doc doc = { .format = "epbell-compare" };
	struct err err;
	char *text;

	assert_int_equal(verdict_markdown(&doc, c, &err), 0);
	text = markdown(&doc, false);
	doc_clear(&doc);
	return text;
}

static void two_arms_in_a_table_a_row_a_stage(void **state)
{
	struct comparison c;
	char *text;

	made_two_arms(&c, 3);
	made_figure(&c, "raise-irq", "p50", 1, 6610, 7110, VERDICT_SLOWER);
	made_figure(&c, "raise-irq", "p99", 1, 8000, 8016, VERDICT_SAME);
	made_figure(&c, "residency", "p50", 1, 22000, 21000, VERDICT_FASTER);
	made_unjudged(&c, "residency", "p99", 1, "too few values");
	made_budget(&c, "raise-irq:p99<=8us", VERDICT_SLOWER);
	comparison_remark(&c, "hosts differ, which was allowed");
	c.outcome = OUTCOME_FAIL;
	text = verdict_of(&c);
	assert_string_equal(
		text,
		"\n### epbell compare\n"
		"\n- **FAIL**: 1 of 3 figures slower: raise-irq its p50; 1 of 1 budget exceeded: raise-irq:p99<=8us\n"
		"\n| stage     | backend |      count | p50 base | p50 new |                                change | p99 base | "
		"p99 new |                      change |\n"
		"| --------- | ------- | ---------: | -------: | ------: | ------------------------------------: | -------: | "
		"------: | --------------------------: |\n"
		"| raise-irq | its     | 1200 / 900 |  6.61 us | 7.11 us | **+500 ns [+484 ns, +516 ns] slower** |  8.00 us | "
		"8.02 us | +16 ns [+0 ns, +32 ns] same |\n"
		"| residency | its     | 1200 / 900 |  22.0 us | 21.0 us |   -1.00 us [-1.02 us, -984 ns] faster |        - | "
		"      - |              too few values |\n"
		"\n### Budgets\n"
		"\n- raise-irq:p99<=8us: **exceeded by 3 of 5 runs: at most 7.61 us +- 64 ns in new-2.json, limit 8.00 us**\n"
		"\n### What was compared, and how\n"
		"\n- base: 3 runs, its, Linux 7.3.4, Some Board, 8 CPUs, HZ=250, preempt=full\n"
		"- new: 3 runs, its, Linux 7.3.4, Some Board, 8 CPUs, HZ=250, preempt=full\n"
		"- rule: rank: one number of each run, two-sided Mann-Whitney test, corrected p below 0.05 (Holm, 6 tests), "
		"Hodges-Lehmann shift with its interval; it counts from one bucket and one clock step on, and its near end "
		"must be beyond 5 % of the base\n"
		"- hosts differ, which was allowed\n");
	free(text);
	comparison_free(&c);
}

static void of_three_arms_each_change_names_its_arm(void **state)
{
	struct comparison c = { .alpha = 0.05, .family = 2 };
	char *text;

	made_arm(&c, "its", "its", 3);
	made_arm(&c, "edma", "edma", 3);
	made_arm(&c, "poll", "poll", 3);
	made_figure(&c, "residency", "p50", 1, 22000, 22000, VERDICT_SAME);
	made_figure(&c, "residency", "p50", 2, 22000, 6000000, VERDICT_SLOWER);
	made_figure(&c, "residency", "mean", 1, 23000, 23000, VERDICT_SAME);
	text = verdict_of(&c);
	has(text, "| p50 its | p50 edma | p50 poll |");
	has(text, " edma - its |");
	has(text, " poll - its |");
	has(text, "1200 / 900 / 900");
	has(text, "### Other figures\n\n| figure             |     its |    edma |");
	free(text);
	comparison_free(&c);
}

static void what_cannot_be_judged_says_so_first_with_all_reasons(void **state)
{
	struct comparison c;
	char *text;

	made_two_arms(&c, 3);
	made_figure(&c, "raise-irq", "p50", 1, 6610, 7110, VERDICT_NONE); /* stays as description */
	comparison_reason(&c, "too few runs: 3 + 3");
	comparison_reason(&c, "the kernels differ");
	c.outcome = OUTCOME_NOJUDGE;
	text = verdict_of(&c);
	has(text, "\n- **cannot judge**: too few runs: 3 + 3 (1 more reason)\n- not judged: the kernels differ\n");
	has(text, "|  6.61 us | 7.11 us | +500 ns [+484 ns, +516 ns] |\n");
	free(text);
	comparison_free(&c);
}

static void a_failure_does_not_hide_what_could_not_be_judged(void **state)
{
	struct comparison c;
	char *text;

	made_two_arms(&c, 3);
	made_figure(&c, "raise-irq", "p50", 1, 6610, 7110, VERDICT_SLOWER);
	comparison_reason(&c, "rx: no values in new");
	c.outcome = OUTCOME_FAIL;
	text = verdict_of(&c);
	has(text, "\n- **FAIL**: 1 of 1 figure slower: raise-irq its p50\n- not judged: rx: no values in new\n");
	free(text);
	comparison_free(&c);
}

static void without_arms_there_is_nothing_to_show(void **state)
{
	struct comparison c = { 0 };
	struct doc doc = { 0 };
	struct err err = { 0 };

	assert_int_equal(verdict_markdown(&doc, &c, &err), -EINVAL);
	assert_true(*err.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_has_a_meaning_is_escaped),
		cmocka_unit_test(what_has_none_stays_readable),
		cmocka_unit_test(no_text_begins_a_block),
		cmocka_unit_test(a_small_buffer_cuts_between_escapes),
		cmocka_unit_test(rows_are_a_padded_table_of_what_text_shows),
		cmocka_unit_test(a_heading_begins_a_table_of_its_own),
		cmocka_unit_test(records_and_bullets_are_lists),
		cmocka_unit_test(empty_tables_are_nothing),
		cmocka_unit_test(a_table_may_have_any_bytes),
		cmocka_unit_test(two_arms_in_a_table_a_row_a_stage),
		cmocka_unit_test(of_three_arms_each_change_names_its_arm),
		cmocka_unit_test(what_cannot_be_judged_says_so_first_with_all_reasons),
		cmocka_unit_test(a_failure_does_not_hide_what_could_not_be_judged),
		cmocka_unit_test(without_arms_there_is_nothing_to_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
