// SPDX-License-Identifier: GPL-2.0-only
/* The plots of comparisons and trends, as the cells of their data files. */
#include "unit.h"
#include "comparisons.h"

#include "view/plot_compare.h"
#include "view/plot_judge.h"
#include "view/plot_trend.h"
#include "view/plot_width.h"

/* Columns of block 1 of plots/compare.gp. */
enum { PLACE, NAME, QUANTITY, SIDE, VERDICT, VALUES, SHIFT, SHARE, AT, LOW, HIGH, LEFT, RIGHT, BEYOND, FROM, TO, NS };

static const struct plot_size as_needed;

static double number(const struct plot *plot, size_t row, size_t column)
{
	return plot_number_at(plot, 1, row, column);
}

static void near(double value, double expect)
{
	assert_true(fabs(value - expect) < 1e-9 * (1 + fabs(expect)));
}

static void said(const struct plot *plot, size_t row, size_t column, const char *expect)
{
	assert_string_equal(plot_text_at(plot, 1, row, column), expect);
}

static void set(const struct plot *plot, const char *key, const char *expect)
{
	assert_string_equal(plot_get(plot, key), expect);
}

static void in_caption(const struct plot *plot, const char *expect)
{
	if (!strstr(plot_get(plot, "caption"), expect))
		fail_msg("no '%s' in: %s", expect, plot_get(plot, "caption"));
}

/* --- compare ----------------------------------------------------------------------------------------------------- */

static void a_shift_is_in_percent_with_its_interval_and_tolerance(void **state)
{
	struct comparison c;
	struct judged *j;
	struct plot *plot;

	made_two_arms(&c, 4);
	j = made_figure(&c, "raise-irq", "p50", 1, 8000, 8640, VERDICT_SLOWER);
	j->low = 400;
	j->high = 880;
	j->tolerance = 160;
	j->floor = 120;
	plot = plot_compare(&c, NULL, &as_needed);
	set(plot, "axis", "percent");
	set(plot, "title", "new against base");
	set(plot, "rows", "1");
	said(plot, 0, NAME, "raise-irq");
	said(plot, 0, QUANTITY, "p50");
	said(plot, 0, VERDICT, "slower");
	said(plot, 0, VALUES, "8.00 → 8.64 µs");
	said(plot, 0, SHIFT, "+640 ns");
	said(plot, 0, SHARE, "+8.0 %");
	near(number(plot, 0, AT), 8);
	near(number(plot, 0, LOW), 5);
	near(number(plot, 0, HIGH), 11);
	near(number(plot, 0, FROM), -2);
	near(number(plot, 0, TO), 2);
	near(number(plot, 0, NS), 640);
	assert_true(number(plot, 0, LEFT) == 0 && number(plot, 0, RIGHT) == 0);
	plot_free(plot);
	comparison_free(&c);
}

static void the_floor_is_shaded_where_it_is_more_than_the_tolerance(void **state)
{
	struct comparison c;
	struct judged *j;
	struct plot *plot;

	made_two_arms(&c, 4);
	j = made_figure(&c, "raise-irq", "p50", 1, 1000, 1070, VERDICT_SAME);
	j->tolerance = 50;
	j->floor = 130;
	plot = plot_compare(&c, NULL, &as_needed);
	near(number(plot, 0, TO), 13);
	plot_free(plot);
	comparison_free(&c);
}

static void an_interval_without_an_end_is_an_arrow_at_the_frame(void **state)
{
	struct comparison c;
	struct judged *j;
	struct plot *plot;

	made_two_arms(&c, 1);
	j = made_figure(&c, "raise-irq", "p50", 1, 1000, 1070, VERDICT_NONE);
	j->tolerance = 50;
	j->low = -INFINITY;
	j->high = INFINITY;
	plot = plot_compare(&c, NULL, &as_needed);
	near(number(plot, 0, LOW), atof(plot_get(plot, "from")));
	near(number(plot, 0, HIGH), atof(plot_get(plot, "to")));
	assert_true(number(plot, 0, LEFT) == 1 && number(plot, 0, RIGHT) == 1);
	assert_true(isnan(number(plot, 0, NS + 1)));
	plot_free(plot);
	comparison_free(&c);
}

/* A wide interval of one row must not squeeze the points of the others into a line. */
static void a_far_end_of_an_interval_does_not_widen_the_axis(void **state)
{
	struct comparison c;
	struct judged *j;
	struct plot *plot;

	made_two_arms(&c, 4);
	made_figure(&c, "raise-irq", "p50", 1, 1000, 1070, VERDICT_SLOWER);
	j = made_figure(&c, "residency", "p50", 1, 1000, 1010, VERDICT_SAME);
	j->high = 1700;
	plot = plot_compare(&c, NULL, &as_needed);
	assert_true(atof(plot_get(plot, "to")) < 22);
	assert_true(number(plot, 1, RIGHT) == 1);
	plot_free(plot);
	comparison_free(&c);
}

static void four_times_as_long_is_a_ratio_on_a_logarithmic_axis(void **state)
{
	struct comparison c;
	struct plot *plot;

	made_two_arms(&c, 4);
	made_figure(&c, "raise-irq", "p50", 1, 1000, 1100, VERDICT_SLOWER);
	made_figure(&c, "residency", "p50", 1, 1000, 4000, VERDICT_SLOWER)->low = -2000;
	plot = plot_compare(&c, NULL, &as_needed);
	set(plot, "axis", "ratio");
	set(plot, "zero", "1");
	near(number(plot, 0, AT), 1.1);
	near(number(plot, 1, AT), 4);
	assert_true(number(plot, 1, LEFT) == 1); /* 1 - 2 has no logarithm */
	assert_true(atof(plot_get(plot, "from")) > 0);
	plot_free(plot);
	comparison_free(&c);
}

static void a_base_of_nothing_is_shown_in_times(void **state)
{
	struct comparison c;
	struct plot *plot;

	made_two_arms(&c, 4);
	made_figure(&c, "raise-irq", "p50", 1, 0, 37000, VERDICT_SLOWER);
	plot = plot_compare(&c, NULL, &as_needed);
	set(plot, "axis", "time");
	set(plot, "axis_name", "shift, µs");
	near(number(plot, 0, AT), 37);
	said(plot, 0, SHARE, "");
	plot_free(plot);
	comparison_free(&c);
}

/* The other side's buckets are wide where it is long, and say nothing of the base. */
static void a_wide_bucket_of_the_other_side_is_no_short_base(void **state)
{
	struct comparison c;
	struct plot *plot;
	struct figure *f;

	made_two_arms(&c, 4);
	made_figure(&c, "raise-irq", "p50", 1, 6600, 66000, VERDICT_SLOWER);
	made_figure(&c, "residency", "p50", 1, 22000, 22000000, VERDICT_SLOWER)->floor = 700000;
	f = &c.figures[1];
	for (size_t i = 0; i < c.nruns; i++)
		f->samples[i].width = i < c.arms[0].n ? 512 : 700000;
	plot = plot_compare(&c, NULL, &as_needed);
	set(plot, "axis", "ratio");
	near(number(plot, 0, AT), 10);
	said(plot, 0, SHARE, "+900 %");
	said(plot, 1, SHARE, "×1,000");
	plot_free(plot);
	/* but a base that its own buckets do not tell from nothing is short */
	for (size_t i = 0; i < c.arms[0].n; i++)
		f->samples[i].width = 30000;
	plot = plot_compare(&c, NULL, &as_needed);
	set(plot, "axis", "time");
	plot_free(plot);
	comparison_free(&c);
}

/* Left and right margin leave a field, and what is right of it ends within the picture. */
static void check_places(const struct plot *plot, int width)
{
	assert_int_equal(atoi(plot_get(plot, "width")), width);
	assert_true(width - atoi(plot_get(plot, "left")) - atoi(plot_get(plot, "right")) >= PLOT_FIELD);
	assert_true(atoi(plot_get(plot, "at_change")) >= width - atoi(plot_get(plot, "right")));
	assert_true(atoi(plot_get(plot, "at_verdict")) > atoi(plot_get(plot, "at_change")));
	assert_true(atoi(plot_get(plot, "at_verdict")) + plot_width("slower", FONT_PLAIN) <= width);
}

static void what_has_no_room_gives_way_the_share_first_and_verdict_and_shift_never(void **state)
{
	struct comparison c;
	bool before[2] = { false, false };

	made_two_arms(&c, 4);
	made_figure(&c, "doorbell-of-a-long-name-alloc", "p50", 1, 1000, 1070, VERDICT_SLOWER);
	made_unjudged(&c, "residency", "p50", 1, "no values in new");
	for (int width = 400; width <= 1200; width += 40) {
		const struct plot_size size = { .width = width };
		struct plot *plot = plot_compare(&c, NULL, &size);
		const bool values = *plot_get(plot, "at_values"), share = *plot_get(plot, "at_share");

		check_places(plot, width);
		assert_true(values || !share);
		assert_true(values >= before[0] && share >= before[1]); /* what is there stays with more room */
		before[0] = values;
		before[1] = share;
		plot_free(plot);
	}
	assert_true(before[0] && before[1]);
	comparison_free(&c);
}

static void many(struct comparison *c, size_t n, size_t changed)
{
	char name[24];

	made_two_arms(c, 4);
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "p%zu", i);
		made_figure(c, "raise-irq", name, 1, 1000, 1070, i < changed ? VERDICT_SLOWER : VERDICT_SAME);
	}
}

static void what_is_the_same_gives_way_where_there_is_too_much(void **state)
{
	struct comparison c;
	struct plot *plot;

	many(&c, ROWS_EASY, 3);
	plot = plot_compare(&c, NULL, &as_needed);
	assert_int_equal(plot_rows(plot, 1), ROWS_EASY);
	plot_free(plot);
	comparison_free(&c);
	many(&c, ROWS_EASY + 1, 3);
	plot = plot_compare(&c, NULL, &as_needed);
	assert_int_equal(plot_rows(plot, 1), 3);
	in_caption(plot, "Not shown: 62 figures that are the same.");
	plot_free(plot);
	comparison_free(&c);
	many(&c, ROWS_MOST + 7, ROWS_MOST + 5);
	plot = plot_compare(&c, NULL, &as_needed);
	assert_int_equal(plot_rows(plot, 1), ROWS_MOST);
	in_caption(plot, "Not shown: 2 figures that are the same, 5 for want of room.");
	plot_free(plot);
	comparison_free(&c);
}

static void where_all_is_the_same_the_picture_is_not_blank(void **state)
{
	struct comparison c;
	struct plot *plot;

	many(&c, ROWS_EASY + 11, 0);
	plot = plot_compare(&c, NULL, &as_needed);
	assert_int_equal(plot_rows(plot, 1), ROWS_EASY);
	in_caption(plot, "Not shown: 11 figures that are the same.");
	plot_free(plot);
	comparison_free(&c);
}

static void a_figure_of_one_side_alone_is_counted(void **state)
{
	struct comparison c;
	struct judged *j;
	struct plot *plot;

	made_two_arms(&c, 4);
	made_figure(&c, "raise-irq", "p50", 1, 1000, 1070, VERDICT_SLOWER);
	j = made_unjudged(&c, "rx", "p50", 1, "no values in new");
	j->base = 1500;
	plot = plot_compare(&c, NULL, &as_needed);
	assert_int_equal(plot_rows(plot, 1), 1);
	in_caption(plot, "Not shown: 1 that one side alone has.");
	plot_free(plot);
	comparison_free(&c);
}

static void nothing_at_all_is_a_sentence(void **state)
{
	struct comparison c;
	struct plot *plot;

	made_two_arms(&c, 4);
	c.outcome = OUTCOME_NOJUDGE;
	comparison_reason(&c, "no figure is in all of it");
	plot = plot_compare(&c, NULL, &as_needed);
	set(plot, "nothing", "cannot judge: no figure is in all of it");
	plot_free(plot);
	comparison_free(&c);
}

static void a_budget_is_relative_to_its_limit(void **state)
{
	struct comparison c;
	struct plot *plot;

	made_two_arms(&c, 5);
	made_figure(&c, "raise-irq", "p50", 1, 1000, 1300, VERDICT_SLOWER);
	made_budget(&c, "raise-irq:p99<=8us", VERDICT_SAME); /* 7610 +- 64 of 8000 */
	made_budget(&c, "rx:p99<=8us", VERDICT_NONE);
	plot = plot_compare(&c, NULL, &as_needed);
	said(plot, 1, NAME, "raise-irq:p99<=8us");
	said(plot, 1, VERDICT, "kept");
	said(plot, 1, VALUES, "7.61 µs of 8.00 µs");
	near(number(plot, 1, NS), -390);
	said(plot, 2, VERDICT, "not judged");
	assert_true(isnan(number(plot, 2, AT)));
	plot_free(plot);
	comparison_free(&c);
}

/* A budget that has much room left would hide the shifts: it is out of the frame, and its words are there. */
static void a_budget_far_off_leaves_the_axis_alone(void **state)
{
	struct comparison c;
	struct plot *plot;

	made_two_arms(&c, 5);
	made_figure(&c, "raise-irq", "p50", 1, 1000, 1010, VERDICT_SAME);
	made_budget(&c, "raise-irq:p99<=1ms", VERDICT_SAME)->limit = 1e6;
	plot = plot_compare(&c, NULL, &as_needed);
	assert_true(atof(plot_get(plot, "from")) > -10);
	assert_true(number(plot, 1, BEYOND) == -1);
	plot_free(plot);
	comparison_free(&c);
}

static void sides_are_rows_with_names_that_are_cut(void **state)
{
	char name[44];
	struct comparison c;
	struct plot *plot;

	made_two_arms(&c, 4);
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = 0;
	made_arm(&c, name, "its", 4);
	made_figure(&c, "raise-irq", "p50", 1, 1000, 1070, VERDICT_SLOWER);
	made_figure(&c, "raise-irq", "p50", 2, 1000, 1000, VERDICT_SAME);
	plot = plot_compare(&c, NULL, &as_needed);
	assert_int_equal(plot_rows(plot, 1), 2);
	said(plot, 0, SIDE, "new");
	said(plot, 1, SIDE, "nnnnnnnnnnn…nnnnnnnnnn");
	said(plot, 1, NAME, "");
	set(plot, "title", "2 sides against base");
	plot_free(plot);
	comparison_free(&c);
}

/* --- trend ------------------------------------------------------------------------------------------------------- */

#define COMMITS 11

/* Medians of two levels with a change at 5, each commit with a range of +- 7 ns. */
static struct plot_trend *made_trend(struct trend_point *points, struct history_commit *commits)
{
	static const double medians[COMMITS] = { 101, 103, 107, 103, 102, 211, 223, 227, 229, 233, 239 };
	static struct plot_panel panel;
	static struct plot_trend t;

	memset(points, 0, COMMITS * sizeof(*points));
	memset(commits, 0, COMMITS * sizeof(*commits));
	for (int i = 0; i < COMMITS; i++) {
		points[i] = (struct trend_point){ .commit_id = i + 1,
						  .runs = 3,
						  .median = medians[i],
						  .low = medians[i] - 7,
						  .high = medians[i] + 7 };
		snprintf(commits[i].name, sizeof(commits[i].name), "v%d", i);
		commits[i].state = i % 3;
	}
	points[5].change = true;
	points[5].shift = 125;
	panel = (struct plot_panel){ "p50", points, 227, 238 };
	t = (struct plot_trend){ .stage = "raise-irq",
				 .backend = "edma",
				 .context = "",
				 .board = "s4",
				 .commits = commits,
				 .n = COMMITS,
				 .base = 6,
				 .nbase = 2,
				 .judged = COMMITS - 1,
				 .panels = &panel,
				 .npanels = 1,
				 .gate = "Gate.",
				 .lab = "",
				 .step = 1 };
	return &t;
}

static void levels_are_medians_between_changes(void **state)
{
	struct trend_point points[COMMITS];
	struct history_commit commits[COMMITS];
	struct plot *plot = plot_trend(made_trend(points, commits), NULL, &as_needed);

	set(plot, "title", "raise-irq edma on s4");
	set(plot, "subtitle", "11 commits: 1 change of p50");
	assert_int_equal(plot_rows(plot, 3), COMMITS);
	near(plot_number_at(plot, 3, 4, 1), 102);
	near(plot_number_at(plot, 3, 4, 2), 95);
	near(plot_number_at(plot, 3, 4, 3), 109);
	assert_int_equal(plot_rows(plot, 4), 2);
	near(plot_number_at(plot, 4, 0, 1), 4.5);
	near(plot_number_at(plot, 4, 0, 2), 103); /* of 101 102 103 103 107 */
	near(plot_number_at(plot, 4, 1, 2), 228); /* of 211 223 227 229 233 239 */
	assert_int_equal(plot_rows(plot, 5), 1);
	near(plot_number_at(plot, 5, 0, 0), 4.5);
	near(plot_number_at(plot, 5, 0, 4), 125);
	set(plot, "base_from", "5.5");
	set(plot, "base_to", "7.5"); /* v7 is the last one before the judged that is accepted */
	set(plot, "p1_limit", "238");
	plot_free(plot);
}

/* Levels are those of whole stretches, also of what is shown of them. */
static void the_last_so_many_keep_their_levels(void **state)
{
	struct trend_point points[COMMITS];
	struct history_commit commits[COMMITS];
	struct plot_trend *t = made_trend(points, commits);
	struct plot *plot;

	t->first = 3;
	plot = plot_trend(t, "mine", &as_needed);
	set(plot, "title", "mine");
	set(plot, "subtitle", "8 commits of 11: 1 change of p50");
	assert_int_equal(plot_rows(plot, 3), 8);
	near(plot_number_at(plot, 4, 0, 0), 2.5);
	near(plot_number_at(plot, 4, 0, 2), 103);
	plot_free(plot);
	t->first = 7;
	plot = plot_trend(t, NULL, &as_needed);
	assert_int_equal(plot_rows(plot, 4), 1);
	set(plot, "base_from", "6.5");
	plot_free(plot);
}

static void without_a_base_there_is_no_limit(void **state)
{
	struct trend_point points[COMMITS];
	struct history_commit commits[COMMITS];
	struct plot_trend *t = made_trend(points, commits);
	struct plot_panel none = { "p50", points, NAN, NAN };
	struct plot *plot;

	t->panels = &none;
	t->nbase = 0;
	plot = plot_trend(t, NULL, &as_needed);
	set(plot, "base_from", "");
	set(plot, "p1_limit", "");
	set(plot, "p1_word2", "");
	set(plot, "p1_word1", "latest 239 ns");
	plot_free(plot);
}

/* Two changes as near to each other as can be: their words are in different lines. */
static void words_of_neighbouring_changes_do_not_overlap(void **state)
{
	struct trend_point points[COMMITS];
	struct history_commit commits[COMMITS];
	struct plot_trend *t = made_trend(points, commits);
	struct change_mark *marks;
	size_t n;
	int lines;

	for (int i = 4; i <= 7; i++) {
		points[i].change = true;
		points[i].shift = 60;
	}
	marks = trend_marks(t, &t->panels[0], 500, &n, &lines);
	assert_int_equal(n, 4);
	assert_int_equal(lines, 3);
	assert_int_equal(marks[0].line, 0);
	assert_int_equal(marks[1].line, 1);
	assert_int_equal(marks[2].line, 2);
	assert_int_equal(marks[3].line, 0);
	free(marks);
}

static void of_very_many_commits_some_have_names_and_the_newest_has(void **state)
{
	enum { N = 1009 };
	struct history_commit *commits = calloc(N, sizeof(*commits));
	struct trend_point *points = calloc(N, sizeof(*points));
	struct trend_point few[COMMITS];
	struct history_commit some[COMMITS];
	struct plot_trend *t = made_trend(few, some);
	struct plot_panel panel = { "p50", points, NAN, NAN };
	const struct plot_size narrow = { .width = 500 };
	struct plot *plot;
	size_t n;

	assert_non_null(commits);
	assert_non_null(points);
	for (int i = 0; i < N; i++) {
		snprintf(commits[i].name, sizeof(commits[i].name), "%040x", i);
		points[i] = (struct trend_point){ .commit_id = i, .runs = 1, .median = 100, .low = 100, .high = 100 };
	}
	t->commits = commits;
	t->panels = &panel;
	t->n = N;
	plot = plot_trend(t, NULL, &as_needed);
	n = plot_rows(plot, 1);
	assert_true(n >= 30 && n <= 40);
	near(plot_number_at(plot, 1, n - 1, 0), N - 1);
	assert_string_equal(plot_text_at(plot, 1, n - 1, 1), "000000000000");
	assert_true(atof(plot_get(plot, "p1_min")) < 100 && atof(plot_get(plot, "p1_max")) > 100);
	plot_free(plot);
	plot = plot_trend(t, NULL, &narrow); /* 246 pixels for names of 18 */
	n = plot_rows(plot, 1);
	assert_true(n >= 10 && n <= 13);
	near(plot_number_at(plot, 1, n - 1, 0), N - 1);
	plot_free(plot);
	free(commits);
	free(points);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_shift_is_in_percent_with_its_interval_and_tolerance),
		cmocka_unit_test(the_floor_is_shaded_where_it_is_more_than_the_tolerance),
		cmocka_unit_test(an_interval_without_an_end_is_an_arrow_at_the_frame),
		cmocka_unit_test(a_far_end_of_an_interval_does_not_widen_the_axis),
		cmocka_unit_test(four_times_as_long_is_a_ratio_on_a_logarithmic_axis),
		cmocka_unit_test(a_base_of_nothing_is_shown_in_times),
		cmocka_unit_test(a_wide_bucket_of_the_other_side_is_no_short_base),
		cmocka_unit_test(what_has_no_room_gives_way_the_share_first_and_verdict_and_shift_never),
		cmocka_unit_test(what_is_the_same_gives_way_where_there_is_too_much),
		cmocka_unit_test(where_all_is_the_same_the_picture_is_not_blank),
		cmocka_unit_test(a_figure_of_one_side_alone_is_counted),
		cmocka_unit_test(nothing_at_all_is_a_sentence),
		cmocka_unit_test(a_budget_is_relative_to_its_limit),
		cmocka_unit_test(a_budget_far_off_leaves_the_axis_alone),
		cmocka_unit_test(sides_are_rows_with_names_that_are_cut),
		cmocka_unit_test(levels_are_medians_between_changes),
		cmocka_unit_test(the_last_so_many_keep_their_levels),
		cmocka_unit_test(without_a_base_there_is_no_limit),
		cmocka_unit_test(words_of_neighbouring_changes_do_not_overlap),
		cmocka_unit_test(of_very_many_commits_some_have_names_and_the_newest_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
