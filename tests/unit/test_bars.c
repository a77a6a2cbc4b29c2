// SPDX-License-Identifier: GPL-2.0-only
/* Histograms for people: bars as long as they should be, rows that lose nothing. */
#include "model/text.h"
#include "unit.h"
#include "view/bars.h"

static void test_bar_lengths(void **state)
{
	char buf[512];

	assert_string_equal(bar_draw(0, 10, false, buf, sizeof(buf)), "");
	assert_string_equal(bar_draw(1, 10, false, buf, sizeof(buf)), "##########");
	assert_string_equal(bar_draw(0.5, 10, false, buf, sizeof(buf)), "#####");
	assert_string_equal(bar_draw(0.0001, 10, false, buf, sizeof(buf)), "#");
	assert_string_equal(bar_draw(7, 3, false, buf, sizeof(buf)), "###");
	assert_string_equal(bar_draw(0, 10, true, buf, sizeof(buf)), "");
	assert_string_equal(bar_draw(1, 2, true, buf, sizeof(buf)), "\u2588\u2588");
	assert_string_equal(bar_draw(0.5, 1, true, buf, sizeof(buf)), "\u258c");
	assert_string_equal(bar_draw(0.75, 2, true, buf, sizeof(buf)), "\u2588\u258c");
	assert_string_equal(bar_draw(0.0001, 10, true, buf, sizeof(buf)), "\u258f");
}

static void test_bar_never_overruns(void **state)
{
	for (size_t size = 1; size < 40; size++) {
		char *buf = malloc(size);

		bar_draw(1, 100, true, buf, size);
		assert_true(strlen(buf) < size);
		assert_int_equal(text_columns(buf), (size - 1) / 3); /* whole characters */
		free(buf);
	}
}

static void check_rows(const struct hist *h)
{
	struct bar bars[BARS_MAX];
	size_t n = bars_cut(h, bars);
	uint64_t sum = 0, end = 0;

	assert_true(n <= BARS_MAX);
	for (size_t i = 0; i < n; i++) {
		uint64_t count = 0;

		assert_true(bars[i].low <= bars[i].high);
		assert_true(bars[i].count > 0);
		if (i) {
			assert_true(bars[i].low >= end);
			assert_int_equal(bars[i].gap, bars[i].low != end);
		}
		end = bars[i].high + 1;
		for (uint32_t k = epb_hist_index(bars[i].low); k <= epb_hist_index(bars[i].high); k++)
			count += h->slot[k];
		assert_int_equal(count, bars[i].count);
		sum += bars[i].count;
	}
	assert_int_equal(sum, h->count);
}

static void test_rows_hold_every_value_once(void **state)
{
	uint64_t seed = 0x3f84d5b5b5470917;

	for (int round = 0; round < 300; round++) {
		struct hist h = { 0 };
		uint64_t base = random_log(&seed, 30), spread = 1 + random_log(&seed, 33);

		for (int i = 0; i < 400; i++)
			hist_add(&h, base + next_random(&seed) % spread);
		hist_add(&h, random_log(&seed, 34)); /* somewhere else */
		check_rows(&h);
	}
}

static void test_no_rows_for_nothing(void **state)
{
	struct bar bars[BARS_MAX];
	struct hist h = { 0 };

	assert_int_equal(bars_cut(&h, bars), 0);
	hist_add(&h, 1ULL << 40);
	assert_int_equal(bars_cut(&h, bars), 0);
}

static void test_a_value_in_every_bucket_fits(void **state)
{
	struct hist h = { 0 };

	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++)
		hist_add(&h, epb_hist_low(i));
	check_rows(&h);
}

static void test_a_narrow_body_is_cut_finely_despite_a_far_tail(void **state)
{
	struct bar bars[BARS_MAX];
	struct hist h = { 0 };
	size_t n;

	for (int i = 0; i < 1000; i++)
		hist_add(&h, 1024 + i % 200);
	hist_add(&h, 40000000);
	n = bars_cut(&h, bars);
	assert_true(n >= 5);
	assert_int_equal(bars[0].high - bars[0].low + 1, 32);
	assert_true(bars[n - 1].gap);
	assert_int_equal(bars[n - 1].count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bar_lengths),
		cmocka_unit_test(test_bar_never_overruns),
		cmocka_unit_test(test_rows_hold_every_value_once),
		cmocka_unit_test(test_no_rows_for_nothing),
		cmocka_unit_test(test_a_value_in_every_bucket_fits),
		cmocka_unit_test(test_a_narrow_body_is_cut_finely_despite_a_far_tail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
