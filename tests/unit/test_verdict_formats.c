// SPDX-License-Identifier: GPL-2.0-only
/* KTAP and JUnit of comparisons made by hand; tests/cli/verdict.bats has other people's parsers read them. */
#include "unit.h"
#include "comparisons.h"
#include "io/verdict.h"

#include <errno.h>

static char *ktap(const struct comparison *c)
{
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_int_equal(verdict_ktap(c, f), 0);
	fclose(f);
	return text;
}

static char *junit(const struct comparison *c)
{
	char *text;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	assert_int_equal(verdict_junit(c, f), 0);
	fclose(f);
	return text;
}

static void has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" is in:\n%s", part, text);
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		n++;
	return n;
}

/* A comparison with one figure of each kind, and a budget. */
static void make_mixed(struct comparison *c)
{
	made_two_arms(c, 3);
	made_figure(c, "raise-irq", "p50", 1, 6610, 7110, VERDICT_SLOWER);
	made_figure(c, "residency", "p50", 1, 22000, 22016, VERDICT_SAME);
	made_unjudged(c, "rx", "p50", 1, "no values in new");
	made_budget(c, "raise-irq:p99<=8us", VERDICT_SAME);
	c->outcome = OUTCOME_FAIL;
}

/* --- KTAP -------------------------------------------------------------------------------------------------------- */

static void ktap_is_a_group_an_arm_and_one_of_budgets(void **state)
{
	struct comparison c;
	char *text;

	make_mixed(&c);
	text = ktap(&c);
	assert_string_equal(
		text,
		"KTAP version 1\n"
		"1..2\n"
		"# epbell compare: fail: 1 of 2 figures slower: raise-irq its p50\n"
		"# rule rank: one number of each run, two-sided Mann-Whitney test, corrected p below 0.05 (Holm, 6 tests), "
		"Hodges-Lehmann shift with its interval; it counts from one bucket and one clock step on, and its near end "
		"must be beyond 5 % of the base\n"
		"# arm base: 3 runs, its, Linux 7.3.4, Some Board, 8 CPUs, HZ=250, preempt=full\n"
		"# arm new: 3 runs, its, Linux 7.3.4, Some Board, 8 CPUs, HZ=250, preempt=full\n"
		"  KTAP version 1\n"
		"  1..3\n"
		"  # 6.61 us -> 7.11 us, +500 ns [+484 ns, +516 ns], p 0.029, corrected 0.17: slower\n"
		"  not ok 1 raise-irq its p50\n"
		"  # 22.0 us -> 22.0 us, +16 ns [+0 ns, +32 ns], p 0.029, corrected 0.17: same\n"
		"  ok 2 residency its p50\n"
		"  ok 3 rx its p50 # SKIP not judged: no values in new\n"
		"not ok 1 new\n"
		"  KTAP version 1\n"
		"  1..1\n"
		"  # kept by 5 runs: at most 7.61 us +- 64 ns in new-2.json, limit 8.00 us\n"
		"  ok 1 raise-irq:p99<=8us\n"
		"ok 2 budgets\n"
		"# Totals: pass:2 fail:1 xfail:0 xpass:0 skip:1 error:0\n");
	free(text);
	comparison_free(&c);
}

static void ktap_of_what_cannot_be_judged_skips_everything_with_the_reason(void **state)
{
	struct comparison c;
	char *text;

	make_mixed(&c);
	c.budgets[0].verdict = VERDICT_SLOWER;
	c.outcome = OUTCOME_NOJUDGE;
	comparison_reason(&c, "too few runs: #4 is missing");
	text = ktap(&c);
	has_not(text, "not ok");
	has(text, "  ok 1 raise-irq its p50 # SKIP cannot judge: too few runs: _4 is missing\n");
	has(text, "ok 1 new # SKIP cannot judge: too few runs: _4 is missing\n");
	has(text, "ok 2 budgets # SKIP cannot judge: too few runs: _4 is missing\n");
	has(text, "# Totals: pass:0 fail:0 xfail:0 xpass:0 skip:4 error:0\n");
	free(text);
	comparison_free(&c);
}

static void ktap_is_never_without_a_test(void **state)
{
	struct comparison c;
	char *text;

	made_two_arms(&c, 3);
	c.outcome = OUTCOME_NOJUDGE;
	text = ktap(&c);
	has(text, "\n1..1\n");
	has(text,
	    "\n  1..1\n  ok 1 comparison # SKIP cannot judge: nothing was judged\nok 1 comparison # SKIP cannot judge");
	free(text);
	comparison_free(&c);
}

static void ktap_faster_fails_where_no_change_is_wanted(void **state)
{
	struct comparison c;
	char *text;

	made_two_arms(&c, 3);
	made_figure(&c, "raise-irq", "p50", 1, 7110, 6610, VERDICT_FASTER);
	text = ktap(&c);
	has(text, "\n  ok 1 raise-irq its p50\n");
	free(text);
	c.fail_on_change = true;
	text = ktap(&c);
	has(text, "\n  not ok 1 raise-irq its p50\n");
	has(text, "\nnot ok 1 new\n");
	free(text);
	comparison_free(&c);
}

static void ktap_names_cannot_bring_lines_or_directives(void **state)
{
	struct comparison c;
	char *text;

	made_two_arms(&c, 3);
	strcpy(c.arms[1].name, "- a # SKIP\nnot ok 1 b ");
	made_figure(&c, "st#a\n1..7", "p50", 1, 100, 100, VERDICT_SAME);
	made_figure(&c, "st_a 1..7", "p50", 1, 100, 100, VERDICT_SAME);
	comparison_remark(&c, "one\nok 1 two");
	text = ktap(&c);
	has(text, "\n  ok 1 st_a 1..7 its p50 (1)\n");
	has(text, "\n  ok 2 st_a 1..7 its p50\n");
	has(text, "\nok 1 a _ SKIP not ok 1 b (1)\n");
	has(text, "\n# remark: one ok 1 two\n");
	assert_int_equal(count(text, "\n1.."), 1);
	assert_int_equal(count(text, "\nnot ok"), 0);
	free(text);
	comparison_free(&c);
}

/* --- JUnit ------------------------------------------------------------------------------------------------------- */

static void junit_counts_and_describes(void **state)
{
	struct comparison c;
	char *text;

	make_mixed(&c);
	text = junit(&c);
	has(text,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites name=\"epbell compare\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\">\n"
	    " <testsuite name=\"new\" id=\"0\" package=\"epbell\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" "
	    "time=\"30.000\" timestamp=\"2026-10-05T12:00:00\" hostname=\"board\">\n");
	has(text,
	    "   <property name=\"rule\" value=\"rank\"/>\n   <property name=\"alpha\" value=\"0.05\"/>\n"
	    "   <property name=\"tolerance.relative\" value=\"0.05\"/>\n   <property name=\"tolerance.ns\" value=\"0\"/>\n");
	has(text, "<property name=\"new.kernel\" value=\"7.3.4\"/>");
	has(text, "<property name=\"base.machine\" value=\"Some Board\"/>");
	has(text,
	    "  <testcase classname=\"epbell.new\" name=\"raise-irq its p50\" time=\"0.000007110\">\n"
	    "   <failure message=\"6.61 us -&gt; 7.11 us, +500 ns [+484 ns, +516 ns], p 0.029, corrected 0.17: slower\" "
	    "type=\"slower\">raise-irq its p50: 6.61 us -&gt; 7.11 us, +500 ns [+484 ns, +516 ns], p 0.029, corrected "
	    "0.17: slower\n"
	    "base: base-1.json 6.61 us, base-2.json 6.61 us, base-3.json 6.61 us\n"
	    "new: new-1.json 7.11 us, new-2.json 7.11 us, new-3.json 7.11 us\n"
	    "</failure>\n  </testcase>\n");
	has(text, "  <testcase classname=\"epbell.new\" name=\"residency its p50\" time=\"0.000022016\"/>\n");
	has(text, "   <skipped message=\"not judged: no values in new\"/>\n");
	has(text, "<system-out>fail: 1 of 2 figures slower: raise-irq its p50\nbase: 3 runs, its,");
	has(text, "  <testcase classname=\"epbell.budgets\" name=\"raise-irq:p99&lt;=8us\" time=\"0.000007610\"/>\n");
	free(text);
	comparison_free(&c);
}

static void junit_of_what_cannot_be_judged_skips_everything(void **state)
{
	struct comparison c;
	char *text;

	make_mixed(&c);
	c.outcome = OUTCOME_NOJUDGE;
	comparison_reason(&c, "machines & kernels differ");
	text = junit(&c);
	has(text, "tests=\"4\" failures=\"0\" errors=\"0\" skipped=\"4\"");
	assert_int_equal(count(text, "<skipped message=\"cannot judge: machines &amp; kernels differ\"/>"), 4);
	has(text, "<system-err>machines &amp; kernels differ\n</system-err>");
	has_not(text, "<failure");
	free(text);
	comparison_free(&c);
}

static void junit_is_well_formed_whatever_names_hold(void **state)
{
	struct comparison c;
	char *text;

	make_mixed(&c);
	strcpy(c.arms[1].name, "v7.3 <\"&'>\033[31m\xff\xef\xbf\xbe\xc3\xa9");
	strcpy(c.runs[4].env.machine, "]]></system-out><x a=\"1\">");
	strcpy(c.runs[4].name, "a\nb<");
	text = junit(&c);
	has(text, "<testsuite name=\"v7.3 &lt;&quot;&amp;&#39;&gt;?[31m??\xc3\xa9\"");
	has(text, "classname=\"epbell.v7_3 &lt;");
	has(text, "Some Board/]]&gt;&lt;/system-out&gt;&lt;x a=&quot;1&quot;&gt;");
	has_not(text, "\033");
	has_not(text, "\xff");
	has_not(text, "<x");
	free(text);
	comparison_free(&c);
}

static void junit_without_a_time_of_start_has_no_timestamp(void **state)
{
	struct comparison c;
	char *text;

	make_mixed(&c);
	for (size_t i = 0; i < c.nruns; i++)
		c.runs[i].env.started[0] = c.runs[i].env.host[0] = 0;
	text = junit(&c);
	has_not(text, "timestamp");
	has(text, "hostname=\"unknown\"");
	free(text);
	comparison_free(&c);
}

static void a_full_disk_is_an_error(void **state)
{
	struct comparison c;
	FILE *full = fopen("/dev/full", "w");

	if (!full)
		skip();
	setbuf(full, NULL);
	make_mixed(&c);
	assert_int_equal(verdict_ktap(&c, full), -EIO);
	assert_int_equal(verdict_junit(&c, full), -EIO);
	fclose(full);
	comparison_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ktap_is_a_group_an_arm_and_one_of_budgets),
		cmocka_unit_test(ktap_of_what_cannot_be_judged_skips_everything_with_the_reason),
		cmocka_unit_test(ktap_is_never_without_a_test),
		cmocka_unit_test(ktap_faster_fails_where_no_change_is_wanted),
		cmocka_unit_test(ktap_names_cannot_bring_lines_or_directives),
		cmocka_unit_test(junit_counts_and_describes),
		cmocka_unit_test(junit_of_what_cannot_be_judged_skips_everything),
		cmocka_unit_test(junit_is_well_formed_whatever_names_hold),
		cmocka_unit_test(junit_without_a_time_of_start_has_no_timestamp),
		cmocka_unit_test(a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
