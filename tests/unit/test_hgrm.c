// SPDX-License-Identifier: GPL-2.0-only
/* .hgrm files: those of HdrHistogram itself say what they said, ours come back whole, and nothing hostile gets in. */
#include <errno.h>
#include <math.h>

#include "io/export.h"
#include "io/hgrm.h"
#include "io/run_any.h"
#include "unit.h"

#define HEADING "       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
#define ROWS                                                                                                           \
	"       7.000 0.000000000000          1           1.00\n"                                                      \
	"       8.000 0.500000000000          2           2.00\n"                                                      \
	"     100.000 1.000000000000          4\n"
#define MEAN "#[Mean    =       53.750, StdDeviation   =       46.25]\n"
#define MAX  "#[Max     =      100.000, Total count    =            4]\n"
#define GOOD HEADING ROWS MEAN MAX "#[Buckets =           23, SubBuckets     =          256]\n"

static struct run *parse_with(const char *text, const char *unit)
{
	struct err err = { "" };
	struct run *run;

	if (hgrm_parse("a.hgrm", text, strlen(text), unit, &run, &err))
		fail_msg("%s", err.text);
	return run;
}

/* Refused with a sentence that names the file and has @expect in it. */
static void refused_bytes(const char *text, size_t len, const char *unit, const char *expect)
{
	struct err err = { "" };
	struct run *run = (struct run *)1;

	assert_int_equal(hgrm_parse("a.hgrm", text, len, unit, &run, &err), -EINVAL);
	assert_null(run);
	assert_non_null(strstr(err.text, "a.hgrm: "));
	if (!strstr(err.text, expect))
		fail_msg("no '%s' in: %s", expect, err.text);
	assert_null(strpbrk(err.text, "\n\r\033"));
}

static void refused(const char *text, const char *expect)
{
	refused_bytes(text, strlen(text), "ns", expect);
}

/* --- good ones --------------------------------------------------------------------------------------------------- */

static void test_a_table_becomes_a_series(void **state)
{
	struct run *run = parse_with(GOOD, "us");
	const struct series *s = &run->series[0];

	assert_int_equal(run->nseries, 1);
	assert_string_equal(s->stage, "latency");
	assert_string_equal(s->backend, "");
	assert_int_equal(s->h.count, 4);
	assert_int_equal(s->h.sum, 215000); /* 4 * 53.75 us */
	assert_int_equal(s->h.min, 7000);
	assert_int_equal(s->h.max, 100000);
	assert_int_equal(s->h.slot[epb_hist_index(7000)], 1);
	assert_int_equal(s->h.slot[epb_hist_index(8000)], 1);
	assert_int_equal(s->h.slot[epb_hist_index(100000)], 2); /* all that the row adds is in its bucket */
	assert_false(run_closes(run));
	assert_int_equal(run->naccounts, 0);
	assert_int_equal(run->env.duration_ns, 0);
	run_free(run);
}

static void test_units_scale(void **state)
{
	static const struct {
		const char *unit;
		uint64_t max;
	} units[] = { { "ns", 100 }, { "us", 100000 }, { "ms", 100000000 } };

	for (size_t i = 0; i < 3; i++) {
		struct run *run = parse_with(GOOD, units[i].unit);

		assert_int_equal(run->series[0].h.max, units[i].max);
		run_free(run);
	}
}

static void test_values_without_a_bucket_are_over(void **state)
{
	struct run *run = parse_with(GOOD, "s"); /* 7, 8 and 100 seconds; 34 is the limit */

	assert_int_equal(run->series[0].h.count, 2);
	assert_int_equal(run->series[0].h.slot[EPB_HIST_OVER], 2);
	assert_int_equal(run->series[0].h.sum, 15000000000ULL);
	assert_true(run->series[0].h.max <= 8100000000ULL);
	run_free(run);
}

/* What other programs write: CR LF, "inf" in the last row (HdrHistogram_c), comments in front (its log processor). */
static void test_variants_are_read(void **state)
{
	static const char *const texts[] = {
		"Value Percentile TotalCount 1/(1-Percentile)\r\n\r\n7 0 1 1\r\n8 0.5 2 2\r\n100 1.0 4 inf\r\n" MEAN MAX,
		"#[Overall percentile distribution]\n" GOOD,
		"\n\n  Value  Percentile  TotalCount 1/(1-Percentile)\n7 0 1 1\n8 0.5 2 2\n1e2 1 4 Infinity\n" MEAN MAX,
		HEADING ROWS MAX MEAN "#[something else]\n#\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct run *run = parse_with(texts[i], "ns");

		assert_int_equal(run->series[0].h.count, 4);
		assert_int_equal(run->series[0].h.max, 100);
		run_free(run);
	}
}

/* tests/data/hgrm/java-us.hgrm: HdrHistogram's own, of 1, 2, ... 10000 us and 50000 us, three significant digits. */
static void test_a_file_of_hdrhistogram(void **state)
{
	struct err err;
	struct run *run;
	const struct hist *h;

	assert_int_equal(run_read_any("tests/data/hgrm/java-us.hgrm", &(struct read_opts){ "us" }, &run, &err), 0);
	h = &run->series[0].h;
	assert_int_equal(h->count, 10001);
	assert_in_range(hist_quantile(h, 0.5, NULL), 4920000, 5080000); /* 5000 us by definition, 1.6 % */
	assert_in_range(hist_quantile(h, 0.9, NULL), 8850000, 9150000);
	assert_in_range((uint64_t)hist_mean(h), 5004000, 5006000); /* (10000 * 10001 / 2 + 50000) / 10001 us */
	assert_in_range(h->max, 50000000, 50010000);
	run_free(run);
	assert_int_equal(run_read_any("tests/data/hgrm/java-us.hgrm", NULL, &run, &err), -EINVAL);
	assert_non_null(strstr(err.text, "--unit"));
	assert_int_equal(run_read_any("tests/data/hgrm/none", NULL, &run, &err), -ENOENT);
}

static void test_origin_is_taken(void **state)
{
	struct run *run =
		parse_with(GOOD "#[epbell: unit=ms, stage=rx, backend=edma, context=thread, device=d.0, cpu=3, "
				"min_ns=6950000, step_ns=42, over=5, under=6, new=thing, lab=free, "
				"correction=raw]\n",
			   "s"); /* the file's own unit wins */
	const struct series *s = &run->series[0];

	assert_string_equal(s->stage, "rx");
	assert_string_equal(s->backend, "edma");
	assert_string_equal(s->context, "thread");
	assert_string_equal(s->device, "d.0");
	assert_int_equal(s->vector, -1);
	assert_int_equal(s->cpu, 3);
	assert_int_equal(s->h.min, 6950000);
	assert_int_equal(s->h.slot[EPB_HIST_OVER], 5);
	assert_int_equal(s->h.slot[EPB_HIST_UNDER], 6);
	assert_int_equal(run->env.clock_step_ns, 42);
	assert_string_equal(run->env.lab, "free");
	assert_string_equal(run->env.correction, RAW_ON_REQUEST);
	run_free(run);
}

/* --- there and back ---------------------------------------------------------------------------------------------- */

static char *export(const struct hist *h, const char *unit)
{
	struct series s = { .stage = "rx", .backend = "its", .vector = -1, .cpu = 2, .h = *h };
	struct run run = { .env.clock_step_ns = 42 };
	struct export_run r = { .file = "dir/a b.json", .run = &run, .groups = &s, .ngroups = 1 };
	struct export ex = { .runs = &r, .n = 1, .unit = time_unit_find(unit) };
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);
	struct err err;

	assert_int_equal(export_hgrm(to, &ex, &err), 0);
	fclose(to);
	return text;
}

static void round_trip(const struct hist *h, const char *unit)
{
	char *text = export(h, unit);
	struct run *run = parse_with(text, NULL);
	const struct hist *again = &run->series[0].h;

	assert_int_equal(again->count, h->count);
	assert_int_equal(again->min, h->min);
	assert_int_equal(again->max, h->max);
	assert_true(fabs(hist_mean(again) - hist_mean(h)) <= 1);
	for (int permille = 0; permille <= 1000; permille += 100) /* these have rows */
		assert_int_equal(hist_quantile(again, permille / 1000.0, NULL),
				 hist_quantile(h, permille / 1000.0, NULL));
	/* in between the value is that of a later row, five of which halve the distance to 100 % */
	assert_in_range(hist_quantile(again, 0.99, NULL), hist_quantile(h, 0.99, NULL),
			hist_quantile(h, 0.990625, NULL));
	assert_string_equal(run->series[0].stage, "rx");
	assert_int_equal(run->series[0].cpu, 2);
	run_free(run);
	free(text);
}

static void test_what_is_written_reads_back(void **state)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	uint64_t random = 20261124;

	for (unsigned int bits = 1; bits <= 35; bits += 2) {
		struct hist h = { 0 };

		for (int i = 0; i < 3000; i++)
			hist_add(&h, random_log(&random, bits));
		for (size_t u = 0; u < 4; u++)
			round_trip(&h, units[u]);
	}
	for (uint64_t v = 0; v < 1ULL << 35; v = v * 3 + 1) {
		struct hist h = { 0 };

		hist_add(&h, v);
		round_trip(&h, "ns");
	}
}

static void test_a_huge_count_has_an_end(void **state)
{
	struct hist h = { .count = (1ULL << 60) - 1, .sum = 0, .min = 0, .max = 1 };
	struct run *run;
	char *text;

	h.slot[0] = h.count - 1;
	h.slot[1] = 1;
	text = export(&h, "ns");
	assert_true(strlen(text) < 64000);
	run = parse_with(text, NULL);
	assert_int_equal(run->series[0].h.count, h.count);
	run_free(run);
	free(text);
}

/* --- hostile ones ------------------------------------------------------------------------------------------------ */

static void test_damaged_tables_are_refused(void **state)
{
	static const struct {
		const char *text, *expect;
	} bad[] = {
		{ "", "no .hgrm" },
		{ "\n\n#\n", "no .hgrm" },
		{ "Value\n", "no .hgrm" },
		{ "{\"format\": \"epbell-run\"}", "no .hgrm" },
		{ "\"Value\",\"Percentile\",\"TotalCount\",\"1/(1-Percentile)\"\n", "no .hgrm" },
		{ HEADING, "cut off" },
		{ HEADING "7 0 1 1\n8 0.5 2 2\n", "cut off" },
		{ HEADING ROWS, "cut off" },
		{ HEADING ROWS MEAN, "cut off" },
		{ HEADING ROWS MAX, "cut off" },
		{ HEADING "7 0 4 1\n" MEAN MAX, "cut off" },
		{ HEADING MEAN "#[Max = 0.000, Total count = 0]\n", "no values" },
		{ HEADING "0 1 0\n" MEAN "#[Max = 0, Total count = 0]\n", "no values" },
		{ HEADING "7 0\n" MEAN MAX, "line 3: is no row" },
		{ HEADING "7 0 1x 1\n", "line 3: is no row" },
		{ HEADING "7,5 0 1 1\n", "line 3: is no row" },
		{ HEADING "nan 0 1 1\n", "line 3: is no row" },
		{ HEADING "inf 0 1 1\n", "line 3: is no row" },
		{ HEADING "0x10 0 1 1\n", "line 3: is no row" },
		{ HEADING "-7 0 1 1\n", "line 3: is no row" },
		{ HEADING "1e999 0 1 1\n", "line 3: is no row" },
		{ HEADING "7 nan 1 1\n", "line 3: is no row" },
		{ HEADING "7 0 1.5 1\n", "line 3: is no row" },
		{ HEADING "7 0 -1 1\n", "line 3: is no row" },
		{ HEADING "7 0 99999999999999999999 1\n", "line 3: is no row" },
		{ HEADING "7 0 1152921504606846977 1\n", "line 3: is no row" },
		{ HEADING "7 0 1 1 1\n", "has more than" },
		{ HEADING "7 0 1 nan\n", "has more than" },
		{ HEADING "7 1.01 1 1\n", "above 1" },
		{ HEADING "7 0 1 1\n6 0.5 2 2\n", "line 4: goes back" },
		{ HEADING "7 0.5 1 1\n8 0.4 2 2\n", "line 4: goes back" },
		{ HEADING "7 0 2 1\n8 0.5 1 2\n", "line 4: goes back" },
		{ HEADING ROWS "100 0.99 4\n" MEAN MAX, "goes back" },
		{ HEADING ROWS HEADING MEAN MAX, "is no row" },
		{ HEADING ROWS MEAN "#[Max = 100.000, Total count = 5]\n", "says a count of 5, but its rows hold 4" },
		{ HEADING ROWS MEAN "#[Max = nan, Total count = 4]\n", "no maximum" },
		{ HEADING ROWS MEAN "#[Max = 100]\n", "no maximum" },
		{ HEADING ROWS "#[Mean = NaN]\n" MAX, "no mean" },
		{ HEADING ROWS "#[Mean\n" MAX, "no mean" },
		{ HEADING ROWS "#[Mean = 102]\n" MAX, "mean above its maximum" },
		{ HEADING "7e9 1 1152921504606846976\n"
			  "#[Mean = 7e9]\n#[Max = 7e9, Total count = 1152921504606846976]\n",
		  "too large" },
		{ GOOD "#[epbell: unit=ns", "damaged" },
		{ GOOD "#[epbell: unit=lightyears]\n", "damaged" },
		{ GOOD "#[epbell: unit=h]\n", "no unit of time 'h'" },
		{ GOOD "#[epbell: min_ns=-1]\n", "damaged" },
		{ GOOD "#[epbell: cpu=2147483648]\n", "damaged" },
		{ GOOD "#[epbell: over=18446744073709551616]\n", "damaged" },
		{ GOOD "#[epbell: under=18446744073709551615]\n", "damaged" },
		{ GOOD "#[epbell: backend=abcdefghijklmnop]\n", "damaged" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refused(bad[i].text, bad[i].expect);
}

static void test_a_unit_is_needed(void **state)
{
	refused_bytes(GOOD, strlen(GOOD), NULL, "name it with --unit (ns, us, ms, s)");
	refused_bytes(GOOD, strlen(GOOD), "min", "no unit of time 'min'");
}

/* Cut anywhere it is refused, but where only what epbell does not need is missing. */
static void test_cut_anywhere(void **state)
{
	static const char text[] = GOOD;
	const size_t needed = strlen(HEADING ROWS MEAN MAX) - strlen("]\n");

	for (size_t len = 0; len < needed; len++) {
		char *cut = strndup(text, len);

		refused(cut, "");
		free(cut);
	}
	refused_bytes(text, sizeof(text), "ns", "no .hgrm"); /* with a NUL in it */
}

static void test_huge_ones_are_refused(void **state)
{
	char *text = malloc(HGRM_MAX_BYTES + 2);
	struct run *run;
	struct err err;

	memset(text, '\n', HGRM_MAX_BYTES + 1);
	text[HGRM_MAX_BYTES + 1] = 0;
	assert_int_equal(hgrm_parse("a.hgrm", text, HGRM_MAX_BYTES + 1, "ns", &run, &err), -EFBIG);
	assert_int_equal(hgrm_parse("a.hgrm", text, HGRM_MAX_BYTES, "ns", &run, &err), -EINVAL);
	memset(text, '7', HGRM_MAX_BYTES); /* one long line */
	memcpy(text, HEADING, strlen(HEADING));
	text[HGRM_MAX_BYTES] = 0;
	assert_int_equal(hgrm_parse("a.hgrm", text, HGRM_MAX_BYTES, "ns", &run, &err), -EINVAL);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_table_becomes_a_series),
		cmocka_unit_test(test_units_scale),
		cmocka_unit_test(test_values_without_a_bucket_are_over),
		cmocka_unit_test(test_variants_are_read),
		cmocka_unit_test(test_a_file_of_hdrhistogram),
		cmocka_unit_test(test_origin_is_taken),
		cmocka_unit_test(test_what_is_written_reads_back),
		cmocka_unit_test(test_a_huge_count_has_an_end),
		cmocka_unit_test(test_damaged_tables_are_refused),
		cmocka_unit_test(test_a_unit_is_needed),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_huge_ones_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
