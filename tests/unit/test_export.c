// SPDX-License-Identifier: GPL-2.0-only
/* The pure parts of export: names, formats by suffix, and where counts go in HdrHistogram's terms. */
#include <errno.h>
#include <math.h>

#include "io/export.h"
#include "io/hdr_encode.h"
#include "unit.h"

static void test_formats_by_name_and_suffix(void **state)
{
	static const struct {
		const char *path, *format;
	} known[] = { { "a.hgrm", "hgrm" },
		      { "d/a.b.hlog", "hlog" },
		      { "a.om", "openmetrics" },
		      { "a.prom", "openmetrics" },
		      { "a.csv", "csv" },
		      { "a.json", NULL },
		      { ".csv", NULL },
		      { "csv", NULL },
		      { "a.csv.gz", NULL },
		      { "-", NULL },
		      { "", NULL } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const struct export_format *f = export_guess(known[i].path);

		assert_int_equal(f != NULL, known[i].format != NULL);
		if (f)
			assert_string_equal(f->name, known[i].format);
	}
	for (int i = 0; export_format(i); i++)
		assert_ptr_equal(export_find(export_format(i)->name), export_format(i));
	assert_null(export_find("xls"));
}

static void test_names_say_what_is_needed_and_are_plain(void **state)
{
	struct series s = {
		.stage = "../x y", .backend = "its", .device = "d,0", .context = "thread", .vector = 1, .cpu = 2
	};
	struct export_run r = { .file = "some/its run.json" };
	struct export ex = { 0 };
	char name[200], cut[8];

	export_name(&ex, &r, &s, '/', name, sizeof(name));
	assert_string_equal(name, "_._x_y/its/thread/v1/cpu2");
	ex.files = ex.devices = true;
	export_name(&ex, &r, &s, '-', name, sizeof(name));
	assert_string_equal(name, "its_run-.._x_y-its-thread-d_0-v1-cpu2");
	export_name(&ex, &r, &s, '-', cut, sizeof(cut));
	assert_string_equal(cut, "its_run");
	s = (struct series){ .stage = "rx", .vector = -1, .cpu = -1 };
	ex.files = false;
	export_name(&ex, &r, &s, '-', name, sizeof(name));
	assert_string_equal(name, "rx");
}

/* HdrHistogram's layout by its description: 256 values of width 1, then 128 slots an octave. */
static unsigned int slot_by_definition(uint64_t v)
{
	unsigned int shift = 0;

	while (v >> shift >= 256)
		shift++;
	return shift * 128 + (unsigned int)(v >> shift);
}

static void test_slots_are_those_of_hdrhistogram(void **state)
{
	for (uint64_t v = 0; v < 100000; v++)
		assert_int_equal(hdr_slot(v), slot_by_definition(v));
	for (int e = 17; e < 35; e++)
		for (int d = -2; d <= 2; d++)
			assert_int_equal(hdr_slot((1ULL << e) + d), slot_by_definition((1ULL << e) + d));
	assert_int_equal(hdr_slot((1ULL << 35) - 1), HDR_SLOTS - 1);
}

static uint64_t last_value_of(unsigned int slot)
{
	unsigned int shift = slot < 256 ? 0 : slot / 128 - 1;

	return ((uint64_t)(slot - shift * 128 + 1) << shift) - 1;
}

/* What a reader of the log shows for a bucket is within half a bucket of both its ends. */
static void test_a_bucket_goes_into_one_slot_and_half_a_bucket_is_the_error(void **state)
{
	uint64_t slot[HDR_SLOTS];

	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++) {
		struct hist h = { 0 };
		uint64_t low = epb_hist_low(i), high = low + epb_hist_width(i) - 1;
		int used = 0;

		h.slot[i] = h.count = 7;
		h.min = low;
		h.max = high;
		hdr_slots(&h, false, slot);
		for (unsigned int k = 0; k < HDR_SLOTS; k++) {
			double half = (double)epb_hist_width(i) / 2;

			if (!slot[k])
				continue;
			used++;
			assert_int_equal(slot[k], 7);
			assert_true(fabs((double)last_value_of(k) - (double)low) <= half);
			assert_true(fabs((double)last_value_of(k) - (double)high) <= half);
		}
		assert_int_equal(used, 1);
	}
}

static void test_known_ends_have_slots_of_their_own(void **state)
{
	uint64_t slot[HDR_SLOTS], n = 0;
	struct hist h = { 0 };

	for (int i = 0; i < 10; i++)
		hist_add(&h, 10000 + i * 10); /* all in one bucket of width 256 */
	hdr_slots(&h, true, slot);
	assert_int_equal(slot[hdr_slot(10000)] + slot[hdr_slot(10090)], 10);
	memset(&h, 0, sizeof(h));
	hist_add(&h, 9990);
	hist_add(&h, 10100);
	hist_add(&h, 10200);
	hist_add(&h, 20000);
	hdr_slots(&h, true, slot);
	assert_int_equal(slot[hdr_slot(9990)], 1);
	assert_int_equal(slot[hdr_slot(20000)], 1);
	for (unsigned int k = 0; k < HDR_SLOTS; k++)
		n += slot[k];
	assert_int_equal(n, 4);
	memset(&h, 0, sizeof(h));
	hist_add(&h, 12345);
	hdr_slots(&h, true, slot);
	assert_int_equal(slot[hdr_slot(12345)], 1);
}

static void test_counts_that_the_log_cannot_hold_are_refused(void **state)
{
	struct hist h = { .count = 1ULL << 63, .min = 1, .max = 1 };
	char *text;

	h.slot[1] = h.count;
	assert_int_equal(hdr_encode(&h, true, &text), -EOVERFLOW);
	assert_null(text);
	h.slot[1] = --h.count;
	assert_int_equal(hdr_encode(&h, true, &text), 0);
	free(text);
	/* and the longest there is: a count in each bucket, each of nine bytes */
	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++)
		h.slot[i] = 1ULL << 52;
	h.count = (1ULL << 52) * EPB_HIST_BUCKETS;
	h.max = (1ULL << 35) - 1;
	assert_int_equal(hdr_encode(&h, false, &text), 0);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats_by_name_and_suffix),
		cmocka_unit_test(test_names_say_what_is_needed_and_are_plain),
		cmocka_unit_test(test_slots_are_those_of_hdrhistogram),
		cmocka_unit_test(test_a_bucket_goes_into_one_slot_and_half_a_bucket_is_the_error),
		cmocka_unit_test(test_known_ends_have_slots_of_their_own),
		cmocka_unit_test(test_counts_that_the_log_cannot_hold_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
