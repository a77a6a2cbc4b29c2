// SPDX-License-Identifier: GPL-2.0-only
/* The sentences of a verdict, from comparisons made by hand. */
#include "unit.h"
#include "comparisons.h"

static char text[SENTENCE_SIZE];

static void says(const struct comparison *c, size_t figure, const char *expect)
{
	assert_string_equal(judged_sentence(c, &c->figures[figure], 1, text, sizeof(text)), expect);
}

static void rank_rule_says_medians_shift_interval_and_chance(void **state)
{
	struct comparison c;

	made_two_arms(&c, 4);
	made_figure(&c, "raise-irq", "p50", 1, 6610, 7110, VERDICT_SLOWER);
	says(&c, 0, "6.61 us -> 7.11 us, +500 ns [+484 ns, +516 ns], p 0.029, corrected 0.17: slower");
	c.figures[0].judged[1].verdict = VERDICT_WITHIN;
	strcpy(c.figures[0].judged[1].why, "within the tolerance");
	says(&c, 0, "6.61 us -> 7.11 us, +500 ns [+484 ns, +516 ns], p 0.029, corrected 0.17: within the tolerance");
	c.family = 1;
	c.figures[0].judged[1].verdict = VERDICT_SAME;
	says(&c, 0, "6.61 us -> 7.11 us, +500 ns [+484 ns, +516 ns], p 0.029: same");
	comparison_free(&c);
}

static void without_an_interval_it_says_so(void **state)
{
	struct comparison c;

	made_two_arms(&c, 2);
	made_figure(&c, "raise-irq", "p50", 1, 7110, 6610, VERDICT_SAME);
	c.figures[0].judged[1].low = -INFINITY;
	c.figures[0].judged[1].high = INFINITY;
	says(&c, 0, "7.11 us -> 6.61 us, -500 ns, too few runs for an interval, p 0.029, corrected 0.17: same");
	comparison_free(&c);
}

static void exact_rule_says_the_spread_and_no_chance(void **state)
{
	struct comparison c;
	struct judged *j;

	made_two_arms(&c, 3);
	c.rule = RULE_EXACT;
	j = made_figure(&c, "raise-irq", "p50", 1, 6614, 7114, VERDICT_SLOWER);
	j->p = j->p_corrected = NAN;
	j->spread = 12;
	says(&c, 0, "6.61 us -> 7.11 us, +500 ns [+484 ns, +516 ns], run-to-run spread 12 ns: slower");
	j->low = j->high = j->shift;
	j->spread = 0;
	says(&c, 0, "6.61 us -> 7.11 us, +500 ns, run-to-run spread 0 ns: slower");
	j->shift = j->low = j->high = -0.0;
	j->verdict = VERDICT_SAME;
	says(&c, 0, "6.61 us -> 7.11 us, +0 ns, run-to-run spread 0 ns: same");
	comparison_free(&c);
}

static void what_is_not_judged_says_why(void **state)
{
	struct comparison c;

	made_two_arms(&c, 3);
	made_unjudged(&c, "raise-irq", "p50", 1, "no values in new");
	made_unjudged(&c, "residency", "p50", 1, "");
	says(&c, 0, "not judged: no values in new");
	says(&c, 1, "not judged");
	comparison_free(&c);
}

static void no_digit_is_finer_than_the_coarsest_clock(void **state)
{
	struct comparison c;

	made_two_arms(&c, 3);
	c.runs[4].env.clock_step_ns = 42;
	assert_int_equal(comparison_step(&c), 42);
	made_figure(&c, "raise-irq", "p50", 1, 6614, 7114, VERDICT_SLOWER);
	says(&c, 0, "6.6 us -> 7.1 us, +500 ns [+484 ns, +516 ns], p 0.029, corrected 0.17: slower");
	comparison_free(&c);
}

static void budgets_name_their_worst_run(void **state)
{
	struct comparison c;
	struct budget *b;

	made_two_arms(&c, 5);
	b = made_budget(&c, "raise-irq:p99<=8us", VERDICT_SAME);
	assert_string_equal(budget_sentence(&c, b, text, sizeof(text)),
			    "kept by 5 runs: at most 7.61 us +- 64 ns in new-2.json, limit 8.00 us");
	b->verdict = VERDICT_SLOWER;
	b->over = 3;
	assert_string_equal(budget_sentence(&c, b, text, sizeof(text)),
			    "exceeded by 3 of 5 runs: at most 7.61 us +- 64 ns in new-2.json, limit 8.00 us");
	b->verdict = VERDICT_NONE;
	assert_string_equal(budget_sentence(&c, b, text, sizeof(text)), "not judged: no run has this figure");
	comparison_free(&c);
}

static void outcomes_in_a_sentence(void **state)
{
	struct comparison c;

	made_two_arms(&c, 4);
	made_figure(&c, "raise-irq", "p50", 1, 6610, 7110, VERDICT_SAME);
	made_figure(&c, "residency", "p50", 1, 22000, 21000, VERDICT_FASTER);
	made_unjudged(&c, "rx", "p50", 1, "no values in new");
	assert_string_equal(outcome_sentence(&c, text, sizeof(text)),
			    "pass: 2 figures, 4 + 4 runs, none slower, 1 faster");
	made_budget(&c, "raise-irq:p99<=8us", VERDICT_SAME);
	assert_string_equal(outcome_sentence(&c, text, sizeof(text)),
			    "pass: 2 figures, 4 + 4 runs, none slower, 1 faster, 1 budget kept");
	c.outcome = OUTCOME_FAIL;
	c.figures[0].judged[1].verdict = VERDICT_SLOWER;
	assert_string_equal(outcome_sentence(&c, text, sizeof(text)), "fail: 1 of 2 figures slower: raise-irq its p50");
	c.fail_on_change = true;
	c.budgets[0].verdict = VERDICT_SLOWER;
	assert_string_equal(
		outcome_sentence(&c, text, sizeof(text)),
		"fail: 1 of 2 figures slower: raise-irq its p50; 1 of 2 figures faster: residency its p50; 1 of 1 "
		"budget exceeded: raise-irq:p99<=8us");
	c.outcome = OUTCOME_NOJUDGE;
	assert_int_equal(comparison_reason(&c, "%s", "too few runs: record 4 of each"), 0);
	assert_string_equal(outcome_sentence(&c, text, sizeof(text)), "cannot judge: too few runs: record 4 of each");
	assert_int_equal(comparison_reason(&c, "another"), 0);
	assert_string_equal(outcome_sentence(&c, text, sizeof(text)),
			    "cannot judge: too few runs: record 4 of each (1 more reason)");
	comparison_free(&c);
}

static void many_failures_are_counted_not_listed(void **state)
{
	static const char *const stages[] = { "irq-dispatch", "handler",  "bottom-half", "rx",
					      "turnaround",   "tx-flush", "residency" };
	struct comparison c;

	made_two_arms(&c, 4);
	for (size_t i = 0; i < 7; i++)
		made_figure(&c, stages[i], "p50", 1, 100, 200, VERDICT_SLOWER);
	c.outcome = OUTCOME_FAIL;
	assert_string_equal(
		outcome_sentence(&c, text, sizeof(text)),
		"fail: 7 of 7 figures slower: irq-dispatch its p50, handler its p50, bottom-half its p50, rx "
		"its p50, turnaround its p50, 2 more");
	comparison_free(&c);
}

static void of_three_arms_failures_name_theirs(void **state)
{
	struct comparison c = { .alpha = 0.05 };

	made_arm(&c, "its", "its", 3);
	made_arm(&c, "edma", "edma", 3);
	made_arm(&c, "poll", "poll", 3);
	made_figure(&c, "residency", "p50", 1, 100, 100, VERDICT_SAME);
	made_figure(&c, "residency", "p50", 2, 100, 900, VERDICT_SLOWER);
	c.outcome = OUTCOME_FAIL;
	assert_string_equal(outcome_sentence(&c, text, sizeof(text)),
			    "fail: 1 of 2 figures slower: residency its p50 in poll");
	comparison_free(&c);
}

static void arms_say_where_they_ran_and_in_what_they_differ(void **state)
{
	struct comparison c;

	made_two_arms(&c, 3);
	assert_string_equal(arm_sentence(&c, 1, text, sizeof(text)),
			    "new: 3 runs, its, Linux 7.3.4, Some Board, 8 CPUs, HZ=250, preempt=full");
	strcpy(c.runs[4].env.release, "7.3.5");
	c.runs[5].env.cpus = 1;
	c.runs[5].env.hz = 0;
	strcpy(c.runs[3].env.lab, "deterministic");
	strcpy(c.runs[4].env.lab, "deterministic");
	assert_string_equal(
		arm_sentence(&c, 1, text, sizeof(text)),
		"new: 3 runs, its, Linux 7.3.4/7.3.5, Some Board, 8/1 CPUs, HZ=250, preempt=full, deterministic lab");
	assert_string_equal(arm_fact(&c, 1, ARM_STARTED, text, sizeof(text)),
			    "2026-10-05T12:00:00Z/2026-10-05T12:01:00Z/2026-10-05T12:02:00Z");
	comparison_free(&c);
}

static void rules_in_a_sentence(void **state)
{
	struct comparison c;

	made_two_arms(&c, 4);
	assert_string_equal(
		rule_sentence(&c, text, sizeof(text)),
		"rank: one number of each run, two-sided Mann-Whitney test, corrected p below 0.05 (Holm, 6 tests), "
		"Hodges-Lehmann shift with its interval; it counts from one bucket and one clock step on, and its near end "
		"must be beyond 5 % of the base");
	c.tolerance.ns = 2000;
	assert_non_null(
		strstr(rule_sentence(&c, text, sizeof(text)), "beyond the greater of 5 % of the base and 2.00 us"));
	c.rule = RULE_EXACT;
	c.tolerance = (struct tolerance){ 0 };
	assert_string_equal(
		rule_sentence(&c, text, sizeof(text)),
		"exact: in the deterministic lab 1 ns is 1 instruction, so a difference counts where the nearest runs of both sides "
		"are farther apart than any two of one side (the run-to-run spread), by one bucket and one clock step, without a "
		"tolerance");
	comparison_free(&c);
}

static void long_names_are_cut_and_nothing_more(void **state)
{
	struct comparison c;
	char small[16];

	made_two_arms(&c, 3);
	made_figure(&c, "raise-irq", "p50", 1, 6610, 7110, VERDICT_SLOWER);
	assert_string_equal(judged_sentence(&c, &c.figures[0], 1, small, sizeof(small)), "6.61 us -> 7.11");
	comparison_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rank_rule_says_medians_shift_interval_and_chance),
		cmocka_unit_test(without_an_interval_it_says_so),
		cmocka_unit_test(exact_rule_says_the_spread_and_no_chance),
		cmocka_unit_test(what_is_not_judged_says_why),
		cmocka_unit_test(no_digit_is_finer_than_the_coarsest_clock),
		cmocka_unit_test(budgets_name_their_worst_run),
		cmocka_unit_test(outcomes_in_a_sentence),
		cmocka_unit_test(many_failures_are_counted_not_listed),
		cmocka_unit_test(of_three_arms_failures_name_theirs),
		cmocka_unit_test(arms_say_where_they_ran_and_in_what_they_differ),
		cmocka_unit_test(rules_in_a_sentence),
		cmocka_unit_test(long_names_are_cut_and_nothing_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
