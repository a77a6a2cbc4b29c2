// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "view/report_impl.h"

struct cell report_quantile(const struct hist *h, double q, uint64_t step)
{
	uint64_t half, value = hist_quantile(h, q, &half);

	return h->count ? cell_ns_error(value, half + step) : (struct cell){ .type = CELL_NONE };
}

static struct table *json_only(struct table *table, bool yes)
{
	table->json_only = yes;
	return table;
}

static void add_run(struct doc *doc, int part, const struct report_run *r, const struct report_opts *opts)
{
	const bool closes = run_closes(r->run);

	doc_add(doc, part, report_header(r));
	doc_add(doc, part, report_labels(r));
	doc_add(doc, part, json_only(report_doorbells(r), opts->brief));
	doc_add(doc, part, json_only(report_counts(r), opts->brief));
	doc_add(doc, part, json_only(report_ping(r), opts->brief));
	doc_add(doc, part, report_stages(r, &opts->by));
	if (opts->bars)
		doc_add(doc, part, report_histogram(r));
	report_poll(doc, part, r, opts);
	doc_add(doc, part, json_only(report_events(r), opts->brief));
	doc_add(doc, part, json_only(report_account(r), opts->brief && closes));
	doc_add(doc, part, json_only(report_cost(r->run), opts->brief));
	doc_add(doc, part, json_only(report_calibration(r->run), opts->brief));
}

int report_build(struct doc *doc, struct report_run *runs, size_t n, const struct report_opts *opts, struct err *err)
{
	struct table *compare;
	int code = 0;

	doc->format = "epbell-report";
	doc->parts = "runs";
	for (size_t i = 0; i < n; i++) {
		code = group_series(runs[i].run, &opts->by, &runs[i].groups, &runs[i].ngroups);
		if (code)
			return err_set(err, code, "%s: its histograms cannot be added up: %s", runs[i].file,
				       strerror(-code));
	}
	compare = report_compare(runs, n, &opts->by, &code);
	if (code)
		return err_set(err, code, "the runs cannot be set side by side: %s", strerror(-code));
	if (compare)
		doc_add(doc, DOC_WHOLE, compare);
	for (size_t i = 0; i < n; i++)
		add_run(doc, (int)i, &runs[i], opts);
	doc_add(doc, DOC_WHOLE, report_notes(runs, n, compare));
	return 0;
}

int report_stages_only(struct doc *doc, struct report_run *r, struct err *err)
{
	const struct group_by by = { 0 };
	int code = group_series(r->run, &by, &r->groups, &r->ngroups);

	if (code)
		return err_set(err, code, "the histograms cannot be added up: %s", strerror(-code));
	doc_add(doc, DOC_WHOLE, report_stages(r, &by));
	doc_add(doc, DOC_WHOLE, json_only(report_account(r), run_closes(r->run)));
	return 0;
}

void report_free(struct report_run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		group_free(runs[i].groups, runs[i].ngroups);
		run_free(runs[i].run);
	}
}
