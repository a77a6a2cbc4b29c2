// SPDX-License-Identifier: GPL-2.0-only
/* Plots: what is written is what was put in, labels stand apart, axes and words are for people. */
#include <math.h>

#include "model/text.h"
#include "unit.h"
#include "view/canvas.h"
#include "view/plot.h"
#include "view/plot_axis.h"
#include "view/plot_layout.h"
#include "view/plot_phrase.h"
#include "view/plot_scripts.h"
#include "view/plot_share.h"
#include "view/plot_width.h"
#include "view/plot_series.h"

/* --- the data file ------------------------------------------------------------------------------------------------ */

static void check_data(struct plot *plot, const char *expect)
{
	size_t len;
	const char *data = plot_data(plot, &len);

	assert_string_equal(data, expect);
	assert_int_equal(len, strlen(expect));
}

static void test_blocks_rows_and_settings(void **state)
{
	struct plot *plot = plot_new("tail");

	plot_set(plot, "n", "%d", 3);
	plot_block(plot);
	plot_row(plot);
	plot_text(plot, "one");
	plot_number(plot, 1);
	plot_row(plot);
	plot_number(plot, 0.1);
	plot_block(plot);
	plot_block(plot);
	plot_row(plot);
	plot_number(plot, NAN);
	plot_number(plot, -INFINITY);
	plot_set(plot, "late", "x");
	plot_set(plot, "n", "7");
	plot_set(plot, "empty", "%s", "");
	check_data(plot, "n\t7\nlate\tx\n\n\none\t1\n0.10000000000000001\n\n\n?\n\n\n?\t?\n");
	plot_free(plot);
}

static void test_what_a_user_names_is_escaped(void **state)
{
	struct plot *plot = plot_new("tail");

	plot_set(plot, "title", "%s", "a\"b\\n\tc\n\x7f`id`\xff");
	plot_block(plot);
	plot_row(plot);
	plot_text(plot, "?");
	plot_text(plot, "");
	plot_text(plot, "??");
	plot_text(plot, "\"\\\"");
	check_data(plot, "title\ta\\042b\\\\n c  `id`?\n\n\n\\077\t?\t??\t\\042\\\\\\042\n");
	plot_free(plot);
}

static void test_what_was_put_in_can_be_read(void **state)
{
	struct plot *plot = plot_new("hist");

	plot_set(plot, "key", "a\tb");
	plot_block(plot);
	plot_row(plot);
	plot_text(plot, "x");
	plot_row(plot);
	plot_number(plot, 13);
	plot_text(plot, "y");
	assert_string_equal(plot_get(plot, "key"), "a b");
	assert_string_equal(plot_get(plot, "none"), "");
	assert_int_equal(plot_rows(plot, 0), 0);
	assert_int_equal(plot_rows(plot, 1), 2);
	assert_int_equal(plot_rows(plot, 2), 0);
	assert_string_equal(plot_text_at(plot, 1, 1, 1), "y");
	assert_string_equal(plot_text_at(plot, 1, 0, 1), ""); /* of the next row */
	assert_string_equal(plot_text_at(plot, 1, 1, 0), "");
	assert_true(plot_number_at(plot, 1, 1, 0) == 13);
	assert_true(isnan(plot_number_at(plot, 1, 1, 1)));
	assert_true(isnan(plot_number_at(plot, 1, 2, 0)));
	assert_string_equal(plot_kind(plot), "hist");
	plot_free(plot);
}

static void test_every_script_is_in_the_program(void **state)
{
	const struct plot_script *script;
	size_t n = 0;

	for (; (script = plot_script(n)); n++) {
		char path[64], *text;
		long len;
		FILE *f;

		snprintf(path, sizeof(path), "plots/%s", script->name);
		f = fopen(path, "r");
		assert_non_null(f);
		fseek(f, 0, SEEK_END);
		len = ftell(f);
		rewind(f);
		text = malloc(len);
		assert_int_equal(fread(text, 1, len, f), len);
		assert_int_equal(script->end - script->text, len);
		assert_memory_equal(script->text, text, len);
		free(text);
		fclose(f);
	}
	assert_true(n >= 6);
}

/* --- layout ------------------------------------------------------------------------------------------------------- */

static void test_long_text_loses_its_middle(void **state)
{
	char buf[64];

	assert_string_equal(plot_cut("short", 5, buf, sizeof(buf)), "short");
	assert_string_equal(plot_cut("abcdefghij", 5, buf, sizeof(buf)), "ab\u2026ij");
	assert_string_equal(plot_cut("\u00e4\u00f6\u00fc\u6e2c\u5b9a\u00df", 4, buf, sizeof(buf)),
			    "\u00e4\u00f6\u2026\u00df");
	for (size_t columns = 2; columns < 30; columns++)
		assert_int_equal(
			text_columns(plot_cut("0123456789abcdefghijklmnopqrstuvwxyz", columns, buf, sizeof(buf))),
			columns);
}

static void test_wide_letters_are_wider_and_usual_ones_as_ever(void **state)
{
	char wide[40], buf[64];

	memset(wide, 'W', 30);
	wide[30] = 0;
	assert_true(plot_width("raise-irq", FONT_PLAIN) == 9 * PLOT_CHAR);
	assert_true(plot_width("samples, each of a series.", FONT_SMALL) == 26 * PLOT_SMALL);
	assert_true(plot_width(wide, FONT_PLAIN) > 30 * 13.2); /* 0.989 of the em of 13.5 */
	assert_true(plot_width("\u6e2c\u5b9a", FONT_PLAIN) == 27);
	assert_true(plot_width("", FONT_TITLE) == 0);
	assert_string_equal(plot_fit("raise-irq", FONT_PLAIN, 100, 26, buf, sizeof(buf)), "raise-irq");
	assert_string_equal(plot_fit("raise-irq", FONT_PLAIN, 100, 5, buf, sizeof(buf)), "ra\u2026rq");
	for (int pixels = 60; pixels < 500; pixels += 20)
		assert_true(plot_width(plot_fit(wide, FONT_PLAIN, pixels, 26, buf, sizeof(buf)), FONT_PLAIN) <= pixels);
	plot_fit(wide, FONT_PLAIN, -5, 26, buf, sizeof(buf)); /* no room at all: no crash */
	assert_int_equal(plot_width_bytes(wide, FONT_PLAIN, 13.5 * 3), 3);
}

static void check_spread(const struct plot_spot *spots, size_t n, double length)
{
	for (size_t i = 0; i < n; i++) {
		assert_true(spots[i].at - spots[i].room / 2 >= -1e-9);
		assert_true(spots[i].at + spots[i].room / 2 <= length + 1e-9);
		for (size_t k = 0; k < i; k++)
			assert_true(fabs(spots[i].at - spots[k].at) >= (spots[i].room + spots[k].room) / 2 - 1e-9);
	}
}

static void test_labels_that_have_room_stay(void **state)
{
	struct plot_spot spots[] = { { 70, 10 }, { 10, 10 }, { 40, 10 } };

	plot_spread(spots, 3, 100);
	assert_true(spots[0].at == 70 && spots[1].at == 10 && spots[2].at == 40);
}

static void test_equal_labels_stand_around_where_they_want_to(void **state)
{
	struct plot_spot spots[] = { { 50, 10 }, { 50, 10 }, { 50, 10 } };

	plot_spread(spots, 3, 100);
	assert_true(spots[0].at == 40 && spots[1].at == 50 && spots[2].at == 60);
}

static void test_labels_stay_within_and_never_overlap(void **state)
{
	uint64_t seed = 20261128;

	for (int round = 0; round < 500; round++) {
		struct plot_spot spots[24];
		const size_t n = 1 + next_random(&seed) % 24;
		double order[24];

		for (size_t i = 0; i < n; i++) {
			spots[i].at = order[i] = (double)(next_random(&seed) % 1200) - 100;
			spots[i].room = 5 + (double)(next_random(&seed) % 36);
		}
		plot_spread(spots, n, 1000);
		check_spread(spots, n, 1000);
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < n; k++)
				if (order[i] < order[k])
					assert_true(spots[i].at < spots[k].at);
	}
}

static void test_captions_lose_no_word(void **state)
{
	const char *words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
	struct plot *plot = plot_new("tail");
	char joined[200] = "", key[24];
	int lines;

	plot_frame(plot, 300, 0, 20, "t", "s", words);
	lines = atoi(plot_get(plot, "captions"));
	assert_true(lines > 1 && lines <= PLOT_CAPTION_MAX);
	for (int i = 1; i <= lines; i++) {
		snprintf(key, sizeof(key), "caption%d", i);
		assert_true((double)strlen(plot_get(plot, key)) * PLOT_SMALL <= 300);
		text_add(joined, sizeof(joined), "%s", plot_get(plot, key));
		if (joined[strlen(joined) - 1] != ' ' && i < lines)
			text_add(joined, sizeof(joined), " ");
	}
	assert_string_equal(joined, words);
	plot_free(plot);
}

/* --- axes --------------------------------------------------------------------------------------------------------- */

/* The texts of the block of marks, one after the other. */
static void check_marks(void (*marks)(struct plot *plot, const struct axis *axis), struct axis axis, const char *expect)
{
	struct plot *plot = plot_new("tail");
	char all[500] = "";

	marks(plot, &axis);
	for (size_t i = 0; i < plot_rows(plot, 1); i++)
		text_add(all, sizeof(all), "%s%s", i ? ", " : "", plot_text_at(plot, 1, i, 1));
	assert_string_equal(all, expect);
	plot_free(plot);
}

static void test_a_caption_that_is_out_leaves_no_room(void **state)
{
	struct plot *with = plot_new("tail"), *without = plot_new("tail");
	struct plot_frame frame =
		plot_frame(with, 300, 500, 30, "t", "s", "words that take several lines of a narrow picture, no less");

	plot_frame_set(with, &frame);
	assert_true(atoi(plot_get(with, "captions")) > 1);
	plot_caption_out(with);
	frame = plot_frame(without, 300, atoi(plot_get(with, "height")), 30, "t", "s", "");
	plot_frame_set(without, &frame);
	assert_string_equal(plot_get(with, "bottom"), plot_get(without, "bottom"));
	assert_string_equal(plot_get(with, "captions"), "0");
	assert_string_equal(plot_get(with, "caption"), "words that take several lines of a narrow picture, no less");
	plot_free(with);
	plot_free(without);
}

static void test_marks_have_the_unit_of_their_time(void **state)
{
	check_marks(axis_time_block, (struct axis){ 300, 3e6, true }, "1 \u00b5s, 10 \u00b5s, 100 \u00b5s, 1 ms");
	check_marks(axis_time_block, (struct axis){ 900, 21000, true },
		    "1 \u00b5s, 2 \u00b5s, 5 \u00b5s, 10 \u00b5s, 20 \u00b5s");
	check_marks(axis_time_block, (struct axis){ 0, 6.1e10, false }, "0, 10 s, 20 s, 30 s, 40 s, 50 s, 60 s");
	check_marks(axis_time_block, (struct axis){ 0, 13e6, false }, "0, 2 ms, 4 ms, 6 ms, 8 ms, 10 ms, 12 ms");
}

static void test_counts_are_whole(void **state)
{
	check_marks(axis_count_block, (struct axis){ 0.5, 20000, true }, "1, 10, 100, 1,000, 10,000");
	check_marks(axis_count_block, (struct axis){ 0, 10, false }, "0, 2, 4, 6, 8, 10");
}

static void test_shares_of_the_tail(void **state)
{
	check_marks(axis_tail_block, (struct axis){ 1, 1150, true }, "50 %, 90 %, 99 %, 99.9 %");
	check_marks(axis_tail_block, (struct axis){ 1, 1, true }, "");
}

/* In a field of @pixels no text stands in the next, and there are some. */
static void check_room(bool log, double min, double max, int pixels)
{
	const struct axis axis = { .min = min, .max = max, .log = log };
	struct plot *plot = plot_new("tail");
	double end = -1e9;

	plot_set(plot, "width", "%d", pixels);
	axis_time_block(plot, &axis);
	for (size_t i = 0; i < plot_rows(plot, 1); i++) {
		const double at = axis_place(&axis, plot_number_at(plot, 1, i, 0)) * pixels;
		const double half = plot_width(plot_text_at(plot, 1, i, 1), FONT_AXIS) / 2;

		assert_true(at - half > end);
		end = at + half;
	}
	assert_true(plot_rows(plot, 1) >= 1);
	plot_free(plot);
}

static void test_marks_have_the_room_of_their_texts(void **state)
{
	for (int pixels = 100; pixels <= 1000; pixels += 60) {
		check_room(true, 45e3, 85e3, pixels);
		check_room(true, 30e3, 160e3, pixels);
		check_room(true, 1, 3.4e10, pixels);
		check_room(false, 0, 123456, pixels);
		check_room(false, 7.0001e6, 7.0007e6, pixels);
	}
}

static void test_upright_marks_have_the_height_of_a_line(void **state)
{
	const struct axis axis = axis_times(45e3, 85e3, true);
	struct plot *plot = plot_new("tail");

	axis_time_block_up(plot, &axis, 40);
	assert_true(plot_rows(plot, 1) >= 1 && plot_rows(plot, 1) <= 3);
	axis_time_block_up(plot, &axis, 400);
	assert_true(plot_rows(plot, 2) >= 6);
	plot_free(plot);
}

static void test_zero_has_a_place_and_a_mark_on_a_logarithmic_axis(void **state)
{
	check_marks(axis_time_block, axis_times(0, 84, true), "0, 1 ns, 10 ns, 100 ns");
	check_marks(axis_time_block, axis_times(0, 0, true), "0, 1 ns, 1.5 ns, 2 ns, 2.5 ns");
	for (int max = 0; max < 100; max += 7) {
		const struct axis axis = axis_times(0, max, true);

		assert_true(axis_place(&axis, 0) > 0 && axis_place(&axis, 0) < axis_place(&axis, 1));
		assert_true(axis_place(&axis, 0) == axis_place(&axis, AXIS_ZERO));
	}
}

static void check_share(double share, const char *expect)
{
	char buf[32];

	assert_string_equal(plot_share(share, 0.995, buf, sizeof(buf)), expect);
	assert_true(text_columns(buf) <= 8);
}

static void test_shares_that_are_great_are_times(void **state)
{
	check_share(0.023, "+2.3 %");
	check_share(-0.41, "-41.0 %");
	check_share(8.9, "+890 %");
	check_share(9.99, "+999 %");
	check_share(10, "\u00d711");
	check_share(998.4, "\u00d7999");
	check_share(998.9, "\u00d71,000");
	check_share(518045, "\u00d7518,046");
	check_share(999998.6, "\u00d71 M");
	check_share(2.1e12, "\u00d72.1 T");
	check_share(INFINITY, "");
	check_share(NAN, "");
}

static void test_any_range_is_an_axis(void **state)
{
	const double values[] = { 0, 1, 42, 41.9, 1e9, 3.4e10, NAN, -5 };

	for (size_t i = 0; i < 8; i++) {
		for (size_t k = 0; k < 8; k++) {
			for (int log = 0; log < 2; log++) {
				const struct axis axis = axis_times(values[i], values[k], log);

				assert_true(axis.min < axis.max);
				assert_true(!log || axis.min > 0);
				if (values[i] >= 1 && values[k] >= values[i]) {
					assert_true(axis_place(&axis, values[i]) >= 0);
					assert_true(axis_place(&axis, values[k]) <= 1);
				}
			}
		}
	}
}

/* --- series ------------------------------------------------------------------------------------------------------- */

static struct run *run_of(const char *backend, const char *context, uint64_t ns)
{
	struct run *run = run_new();
	struct series *s = run_add_series(run);

	snprintf(s->stage, sizeof(s->stage), "handler");
	snprintf(s->backend, sizeof(s->backend), "%s", backend);
	snprintf(s->context, sizeof(s->context), "%s", context);
	s->vector = s->cpu = -1;
	hist_add(&s->h, ns);
	return run;
}

static void check_names(const struct plot_run *runs, size_t n, const char *expect)
{
	const struct plot_input in = { .runs = runs, .n = n };
	struct plot_list list;
	char all[400] = "";
	struct err err;

	assert_int_equal(plot_list_get(&list, &in, EPB_BIT(EPB_HANDLER), PLOT_SERIES_MAX, &err), 0);
	for (size_t i = 0; i < list.n; i++)
		text_add(all, sizeof(all), "%s%s %d.%d", i ? ", " : "", list.items[i].name, list.items[i].colour,
			 list.items[i].dash);
	assert_string_equal(all, expect);
	plot_list_free(&list);
}

static void test_series_are_named_by_what_tells_them_apart(void **state)
{
	struct run *its = run_of("its", CTX_HARDIRQ, 7), *edma = run_of("edma", CTX_HARDIRQ, 11);
	struct run *thread = run_of("its", CTX_THREAD, 13);
	static const char again[2][8] = { "a.json", "a.json" };

	check_names((struct plot_run[]){ { "a.json", its } }, 1, "its 1.1");
	check_names((struct plot_run[]){ { "a.json", edma }, { "b.json", its } }, 2, "edma 2.1, its 1.1");
	check_names((struct plot_run[]){ { "a.json", its }, { "b.json", thread } }, 2, "its 1.1, its thread 2.1");
	check_names((struct plot_run[]){ { "x/a.json", its }, { "x/b.json", its } }, 2, "a 1.1, b 2.1");
	check_names((struct plot_run[]){ { "x/a.json", its }, { "y/a.json", its } }, 2, "x/a 1.1, y/a 2.1");
	check_names((struct plot_run[]){ { "x/a.json", its }, { "x/a.hgrm", its } }, 2, "a.json 1.1, a.hgrm 2.1");
	check_names((struct plot_run[]){ { "a.json", its }, { again[0], its }, { again[1], its } }, 3,
		    "a 1.1, a#2 2.1, a#3 3.1");
	run_free(its);
	run_free(edma);
	run_free(thread);
}

static void test_names_that_are_cut_still_differ(void **state)
{
	struct run *its = run_of("its", CTX_HARDIRQ, 7);

	check_names((struct plot_run[]){ { "results/2026-01-01/before/deep/down/edma.json", its },
					 { "results/2026-01-01/after/deep/down/edma.json", its } },
		    2, "before/deep/down/edma 1.1, after/deep/down/edma 2.1");
	check_names((struct plot_run[]){ { "measured-on-the-desk-before-it-was-mended.json", its },
					 { "measured-on-the-desk-after-it-was-mended.json", its },
					 { "plain.json", its } },
		    3, "\u2026before\u2026 1.1, \u2026after\u2026 2.1, plain 3.1");
	check_names((struct plot_run[]){ { "mmmmmmmmmmmmmmmmmmmmmmmm\u00e91mmmmmmmmmmmmmmmmmmmmmmmmm", its },
					 { "mmmmmmmmmmmmmmmmmmmmmmmm\u00e92mmmmmmmmmmmmmmmmmmmmmmmmm", its } },
		    2, "\u2026mm\u00e91mmmm\u2026 1.1, \u2026mm\u00e92mmmm\u2026 2.1");
	/* nothing but a number is left: the parts that differ are too long themselves */
	check_names(
		(struct plot_run[]){ { "aaaaaaaaaaaaaaaaxaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaayaaaaaaaaaaaaaaaaa", its },
				     { "aaaaaaaaaaaaaaaayaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaxaaaaaaaaaaaaaaaaa", its },
				     { "aaaaaaaaaaaaaaaayaaaaaaaaaaaaaazaaaaaaaaaaaaaaaaaxaaaaaaaaaaaaaaaaa", its } },
		3,
		"\u2026aaaaxaaaaaaa\u2026aaaaaayaaaa\u2026 1.1, \u2026aaaayaaaaaaa\u2026aaaaaaxaaaa\u2026 2.1, "
		"\u2026aaaayaaaaaa\u2026aaaaaxaaaa\u2026#2 3.1");
	run_free(its);
}

static void test_too_many_series_are_pooled_by_backend(void **state)
{
	struct run *its = run_of("its", CTX_HARDIRQ, 7), *thread = run_of("its", CTX_THREAD, 13);
	struct plot_run runs[26];
	const struct plot_input in = { .runs = runs, .n = 26 };
	struct plot_list list;
	struct err err;

	for (size_t i = 0; i < 26; i++)
		runs[i] = (struct plot_run){ "f.json", i < 3 ? thread : its };
	assert_int_equal(plot_list_get(&list, &in, EPB_BIT(EPB_HANDLER), PLOT_SERIES_MAX, &err), 0);
	assert_true(list.pooled);
	assert_int_equal(list.n, 2);
	assert_int_equal(list.items[0].s.h.count, 3);
	assert_int_equal(list.items[1].s.h.count, 23);
	plot_list_free(&list);
	run_free(its);
	run_free(thread);
}

static void test_counts_that_wrap_are_an_error(void **state)
{
	struct run *run = run_of("its", CTX_HARDIRQ, 7);
	const struct plot_run runs[] = { { "wrap.json", run } };
	const struct plot_input in = { .runs = runs, .n = 1 };
	struct err err = { 0 };

	assert_non_null(run_add_series(run));
	run->series[0].h.count = run->series[0].h.slot[7] = UINT64_MAX - 1;
	run->series[1] = run->series[0];
	run->series[1].vector = 3;
	assert_null(plot_tail(&in, &err));
	assert_non_null(strstr(err.text, "wrap.json"));
	run_free(run);
}

/* --- the canvas --------------------------------------------------------------------------------------------------- */

static void check_canvas(struct canvas *canvas, const char *expect)
{
	char *text;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	canvas_print(canvas, to);
	fclose(to);
	assert_string_equal(text, expect);
	free(text);
	canvas_free(canvas);
}

static void test_dots_and_text(void **state)
{
	struct canvas *canvas = canvas_new(6, 2, true, false);

	canvas_field(canvas, 0, 0, 2, 1);
	canvas_pen(canvas, 0, 1);
	canvas_dot(canvas, 0, 0); /* dot 7, left below */
	canvas_dot(canvas, 1, 1); /* dot 4 of the second character, right above */
	canvas_dot(canvas, 7, 0.5);
	canvas_text(canvas, 2, 1, 0, "\u00b5s and more");
	check_canvas(canvas, "\u2840\u2808\n  \u00b5s a\n");
}

static void test_marks_and_ascii(void **state)
{
	struct canvas *canvas = canvas_new(4, 3, false, true);

	canvas_field(canvas, 0, 0, 4, 3);
	canvas_pen(canvas, 'x', 2);
	canvas_line(canvas, 0, 0, 1, 0);
	canvas_line(canvas, 1, 0, 1, 1);
	canvas_text(canvas, 0, 0, 0, "\u00b5\u6e2c");
	check_canvas(canvas, "u? \033[33mx\033[0m\n   \033[33mx\033[0m\n\033[33mxxxx\033[0m\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks_rows_and_settings),
		cmocka_unit_test(test_what_a_user_names_is_escaped),
		cmocka_unit_test(test_what_was_put_in_can_be_read),
		cmocka_unit_test(test_every_script_is_in_the_program),
		cmocka_unit_test(test_long_text_loses_its_middle),
		cmocka_unit_test(test_wide_letters_are_wider_and_usual_ones_as_ever),
		cmocka_unit_test(test_labels_that_have_room_stay),
		cmocka_unit_test(test_equal_labels_stand_around_where_they_want_to),
		cmocka_unit_test(test_labels_stay_within_and_never_overlap),
		cmocka_unit_test(test_captions_lose_no_word),
		cmocka_unit_test(test_a_caption_that_is_out_leaves_no_room),
		cmocka_unit_test(test_marks_have_the_unit_of_their_time),
		cmocka_unit_test(test_counts_are_whole),
		cmocka_unit_test(test_shares_of_the_tail),
		cmocka_unit_test(test_marks_have_the_room_of_their_texts),
		cmocka_unit_test(test_upright_marks_have_the_height_of_a_line),
		cmocka_unit_test(test_zero_has_a_place_and_a_mark_on_a_logarithmic_axis),
		cmocka_unit_test(test_shares_that_are_great_are_times),
		cmocka_unit_test(test_any_range_is_an_axis),
		cmocka_unit_test(test_series_are_named_by_what_tells_them_apart),
		cmocka_unit_test(test_names_that_are_cut_still_differ),
		cmocka_unit_test(test_too_many_series_are_pooled_by_backend),
		cmocka_unit_test(test_counts_that_wrap_are_an_error),
		cmocka_unit_test(test_dots_and_text),
		cmocka_unit_test(test_marks_and_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
