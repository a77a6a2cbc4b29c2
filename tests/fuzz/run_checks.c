// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/merger.h"
#include "io/run_json.h"
#include "io/slurp.h"
#include "run_checks.h"
#include "view/merge_view.h"
#include "view/pages.h"
#include "view/plot_kinds.h"
#include "view/plot_text.h"
#include "view/report.h"

#define REQUIRE(condition, what) require(condition, what, __LINE__)

static void require(bool condition, const char *what, int line)
{
	if (condition)
		return;
	fprintf(stderr, "run_checks.c:%d: %s\n", line, what);
	abort();
}

static FILE *nowhere(void)
{
	static FILE *null;

	if (!null)
		null = fopen("/dev/null", "w");
	return null;
}

/* --- writing and reading again ------------------------------------------------------------------------------------ */

/* A file of this process, in memory where there is such a place: every run is written to it several times. */
static const char *scratch(void)
{
	static char path[64];

	if (!*path)
		snprintf(path, sizeof(path), "%s/fuzz-run-%d.json", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm",
			 (int)getpid());
	return path;
}

static void require_same_list(const void *a, size_t na, const void *b, size_t nb, size_t size, const char *what)
{
	REQUIRE(na == nb, what);
	REQUIRE(!na || !memcmp(a, b, na * size), what);
}

#define REQUIRE_SAME_LIST(a, b, list)                                                                                  \
	require_same_list((a)->list, (a)->n##list, (b)->list, (b)->n##list, sizeof(*(a)->list), #list " differ")

static void require_same_series(const struct run *a, const struct run *b)
{
	REQUIRE(a->nseries == b->nseries && a->nintervals == b->nintervals, "series or intervals differ in number");
	for (size_t i = 0; i < a->nseries; i++) {
		const struct series *x = &a->series[i], *y = &b->series[i];

		REQUIRE(!memcmp(x, y, offsetof(struct series, raw)), "a series differs");
		REQUIRE(!x->raw == !y->raw && (!x->raw || !memcmp(x->raw, y->raw, sizeof(*x->raw))),
			"what was seen of a series differs");
	}
	for (size_t i = 0; i < a->nintervals; i++) {
		const struct interval *x = &a->intervals[i], *y = &b->intervals[i];

		REQUIRE(x->start == y->start && x->end == y->end, "an interval's times differ");
		REQUIRE_SAME_LIST(x, y, series);
	}
}

static void require_same_run(const struct run *a, const struct run *b)
{
	REQUIRE(!memcmp(&a->env, &b->env, sizeof(a->env)), "the environment differs");
	require_same_series(a, b);
	REQUIRE_SAME_LIST(a, b, labels);
	REQUIRE_SAME_LIST(a, b, doorbells);
	REQUIRE_SAME_LIST(a, b, accounts);
	REQUIRE_SAME_LIST(a, b, costs);
	REQUIRE_SAME_LIST(a, b, prices);
	REQUIRE_SAME_LIST(a, b, events);
	REQUIRE_SAME_LIST(a, b, pings);
	REQUIRE_SAME_LIST(a, b, packets);
	/* without a tool there were no pings, and nothing of them is written */
	REQUIRE(!*a->ping.tool || !memcmp(&a->ping, &b->ping, sizeof(a->ping)), "the counts of pings differ");
	REQUIRE(a->packet_stride == b->packet_stride && a->packets_lost == b->packets_lost, "packet counts differ");
	REQUIRE(a->complete == b->complete, "\"complete\" differs");
}

/* Write @run and read it: another run, to be freed. *text is what was written. NULL: larger than any file may be. */
static struct run *write_and_read(const struct run *run, char **text, size_t *len)
{
	struct err err = { "" };
	struct run *again;
	int code = run_write(scratch(), run, &err);

	if (code == -E2BIG)
		return NULL;
	REQUIRE(!code, err.text);
	REQUIRE(!slurp(scratch(), RUN_MAX_BYTES, text, len, &err), err.text);
	REQUIRE(!run_parse("again", *text, *len, &again, &err), err.text);
	unlink(scratch());
	return again;
}

/* Both the run and the bytes are the same after another round. */
static struct run *round_trip(const struct run *run)
{
	char *first, *second;
	struct run *again, *third;
	size_t n, m;

	again = write_and_read(run, &first, &n);
	if (!again)
		return NULL;
	require_same_run(run, again);
	third = write_and_read(again, &second, &m);
	REQUIRE(third && n == m && !memcmp(first, second, n), "the second file is another than the first");
	run_free(third);
	free(first);
	free(second);
	return again;
}

/* --- what commands do with a run ---------------------------------------------------------------------------------- */

static void show(struct doc *doc)
{
	const struct style styles[] = { { .width = 40 }, { .width = 200, .unicode = true } };
	json_t *json = doc_json(doc);

	REQUIRE(json != NULL, "no JSON");
	json_decref(json);
	for (size_t i = 0; i < 2; i++)
		doc_text(doc, &styles[i], nowhere());
}

static void check_hist(const struct hist *h)
{
	static const double q[] = { 0, 0.5, 0.9, 0.99, 0.999, 1 };
	uint64_t last = 0;

	for (size_t i = 0; i < sizeof(q) / sizeof(q[0]); i++) {
		const uint64_t v = hist_quantile(h, q[i], NULL);

		REQUIRE(v >= last && v >= h->min && v <= h->max, "quantiles fall, or lie outside of min and max");
		last = v;
	}
	REQUIRE(hist_mean(h) <= (double)h->max * 1.000001, "the mean is above the maximum");
}

static void fold(const struct run *run)
{
	static const char *const stages[] = { "handler", "rx", NULL };
	struct hist h;

	for (size_t i = 0; i < 3; i++) {
		int code = run_fold(run, stages[i], i % 2 ? "its" : NULL, &h);

		REQUIRE(!code || code == -EOVERFLOW, "folding fails");
		if (!code)
			check_hist(&h);
	}
	for (size_t i = 0; i < run->nseries; i++)
		check_hist(&run->series[i].h);
}

static void show_page(const struct doc *doc, const struct report_run *runs, size_t n)
{
	struct page page = { 0 };
	struct err err = { "" };

	report_page(&page, runs, n, doc);
	REQUIRE(!html_page(&page.html, nowhere(), &err), err.text);
	page_free(&page);
}

/* The run twice, side by side. It may fail: counts that add up to more than 64 bits. */
static void report(struct run *run, struct report_opts opts)
{
	struct report_run runs[2] = { { .file = "a.json", .run = run }, { .file = "a.json", .run = run } };
	struct doc doc = { 0 };
	struct err err = { "" };
	int code = report_build(&doc, runs, 2, &opts, &err);

	if (!code) {
		show(&doc);
		show_page(&doc, runs, 2);
	} else {
		REQUIRE(code == -EOVERFLOW && *err.text, "a report fails for no reason");
	}
	doc_clear(&doc);
	runs[0].run = runs[1].run = NULL;
	report_free(runs, 2);
}

/* One way of three for each input: reporting is the slowest part by far. */
static void report_some_way(struct run *run, size_t way)
{
	static const char *const backends[] = { "its", "edma" };
	const struct report_opts opts[] = {
		{ .by = { .device = true, .cpu = true, .vector = true }, .bars = true },
		{ .brief = true },
		{ .by = { .device = true, .stages = 0x55555555, .backends = backends, .nbackends = 2 } },
	};

	report(run, opts[way % 3]);
}

/* Every kind of plot of it, as data and as text. */
static void draw(struct run *run, size_t way)
{
	static struct plot *(*const kinds[])(const struct plot_input *in, struct err *err) = {
		plot_tail, plot_hist, plot_stages, plot_heat, plot_ping,
	};
	const struct plot_run runs[] = { { "fuzz.json", run }, { "again.json", run } };
	const struct plot_input in = { .runs = runs, .n = 1 + way % 2 };
	const struct plot_look look = { .form = PLOT_TXT, .width = 80, .unicode = way % 3, .color = way % 5 };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct err err = { "" };
		struct plot *plot = kinds[i](&in, &err);
		size_t len;

		REQUIRE(plot || *err.text, "a plot fails without a sentence");
		if (!plot)
			continue;
		REQUIRE(plot_data(plot, &len) && len, "a plot has no data");
		free(plot_text_draw(plot, &look, &len));
		plot_free(plot);
	}
}

static bool has_side(const struct run *run, const char *side)
{
	for (size_t i = 0; i < run->npackets; i++)
		if (!strcmp(run->packets[i].side, side))
			return true;
	return false;
}

/* In the order in which the command does it: shown last, when the runs are one already. */
static void merge(struct run *rc, struct run *ep)
{
	struct merge_view view = { .rc_file = "rc.json", .ep_file = rc == ep ? NULL : "ep.json", .pairs = true };
	struct breakdowns breakdowns = { 0 };
	struct run *made = run_new();
	struct doc doc = { 0 };
	struct merge m = { 0 };
	struct err err;
	int code;

	if (!has_side(rc, "rc") || !has_side(ep, "ep"))
		goto out;
	REQUIRE(made && !merger_run(&m, rc, ep) && !breakdown_make(&breakdowns, &m), "runs cannot be merged");
	view.merge = &m;
	view.breakdowns = &breakdowns;
	view.made = (struct report_run){ .file = "rc.json", .run = made };
	made->env.clock_step_ns = rc->env.clock_step_ns;
	code = merge_made(&m, made, &err);
	if (!code)
		code = merge_build(&doc, &view, &err);
	if (!code && m.npairs > 1 && !merge_runs(&m, rc, &err) && !merge_made(&m, rc, &err)) {
		char *text;
		size_t len;
		struct run *merged = write_and_read(rc, &text, &len);

		if (merged)
			free(text);
		run_free(merged);
	}
	if (!code)
		show(&doc);
	else
		REQUIRE(code == -EOVERFLOW || code == -EEXIST, "a merge fails for no reason");
	doc_clear(&doc);
	view.made.run = NULL;
	report_free(&view.made, 1);
	breakdown_clear(&breakdowns);
	merge_clear(&m);
out:
	run_free(made);
}

/* Two intervals become one, corrected figures raw ones, and it is still a run. */
static void change(struct run *run)
{
	struct run *again;
	char *text;
	size_t len;
	int code = run_halve_intervals(run);

	REQUIRE(!code || code == -EOVERFLOW, "intervals cannot be halved");
	run_show_raw(run);
	again = write_and_read(run, &text, &len);
	if (again)
		free(text);
	run_free(again);
}

void check_run_bytes(const char *text, size_t len)
{
	struct err err = { "" };
	struct run *run, *again;
	int code;

	code = run_parse("fuzz", text, len, &run, &err);
	REQUIRE((code == 0) == (run != NULL), "code and run disagree");
	if (code) {
		REQUIRE(*err.text && !strpbrk(err.text, "\n\r\033"), "no one clean sentence");
		return;
	}
	again = round_trip(run);
	fold(run);
	report_some_way(run, len);
	draw(run, len);
	if (again) {
		merge(again, run);
		merge(run, run);
	}
	change(run);
	run_free(again);
	run_free(run);
}
