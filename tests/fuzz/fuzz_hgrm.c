// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of .hgrm files: any bytes in, either one sentence or a run of one series whose figures are in order, that
 * can be reported and exported, and whose .hgrm reads back. make fuzz-build; start from tests/data/hgrm.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/export.h"
#include "io/hgrm.h"
#include "view/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "fuzz_hgrm: %s\n", what);
	abort();
}

static void check(const struct run *run)
{
	static const double q[] = { 0, 0.5, 0.9, 0.999, 1 };
	const struct hist *h = &run->series[0].h;
	uint64_t last = 0, n = 0;

	require(run->nseries == 1 && !run_closes(run), "not one series without an account");
	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++)
		n += h->slot[i];
	require(n == h->count && h->min <= h->max, "the count is not that of the buckets, or min is above max");
	require(hist_mean(h) <= (double)h->max * 1.000001, "the mean is above the maximum");
	for (size_t i = 0; i < sizeof(q) / sizeof(q[0]); i++) {
		uint64_t v = hist_quantile(h, q[i], NULL);

		require(v >= last && v >= h->min && v <= h->max, "quantiles fall or lie outside of min and max");
		last = v;
	}
}

/* In every format; an .hgrm of it has the same count, and the same greatest value. */
static void export(struct run *run)
{
	const struct group_by by = { .device = true, .cpu = true, .vector = true };
	struct export_run r = { .file = "a,\"b\n", .run = run };
	struct export ex = { .runs = &r, .n = 1, .by = &by, .unit = time_unit_find("ns") };
	const struct export_format *format;
	struct run *again;
	struct err err;

	require(!group_series(run, &by, &r.groups, &r.ngroups) && r.ngroups == 1, "no one group");
	export_survey(&ex);
	for (int i = 0; (format = export_format(i)); i++) {
		char *text = NULL;
		size_t len = 0;
		FILE *to = open_memstream(&text, &len);

		if (!format->single || r.groups[0].h.count) {
			require(!format->write(to, &ex, &err), err.text);
			fflush(to);
			if (format->single) {
				require(!hgrm_parse("again", text, len, NULL, &again, &err), err.text);
				require(again->series[0].h.count == r.groups[0].h.count &&
						again->series[0].h.max == r.groups[0].h.max,
					"count or maximum differ after writing and reading");
				run_free(again);
			}
		}
		fclose(to);
		free(text);
	}
	group_free(r.groups, r.ngroups);
}

static void report(struct run *run)
{
	static FILE *null;
	const struct report_opts opts = { .by.device = true, .bars = true };
	const struct style style = { .width = 80, .unicode = true };
	struct report_run r = { .file = "a.hgrm", .run = run };
	struct doc doc = { 0 };
	struct err err;
	json_t *json;

	if (!null)
		null = fopen("/dev/null", "w");
	require(!report_build(&doc, &r, 1, &opts, &err), err.text);
	json = doc_json(&doc);
	require(json != NULL, "no JSON");
	json_decref(json);
	doc_text(&doc, &style, null);
	doc_clear(&doc);
	r.run = NULL;
	report_free(&r, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct err err = { "" };
	struct run *run;
	int code;

	require(text != NULL, "no memory");
	memcpy(text, data, size);
	text[size] = 0;
	code = hgrm_parse("fuzz", text, size, "us", &run, &err);
	free(text);
	require((code == 0) == (run != NULL), "code and run disagree");
	if (code) {
		require(*err.text && !strchr(err.text, '\n') && !strchr(err.text, '\033'), "no one clean sentence");
		return 0;
	}
	check(run);
	export(run);
	report(run);
	run_free(run);
	return 0;
}
