// SPDX-License-Identifier: GPL-2.0-only
/*
 * OpenMetrics 1.0 text (github.com/OpenObservability/OpenMetrics, specification/OpenMetrics.md).
 *
 * A bucket's `le` is its upper bound and belongs to it. Ours hold whole nanoseconds, low .. low + width - 1, so le is that
 * last value, and no count moves into a neighbour. The upper bound of the bucket right below is written too where a gap
 * lies below: le is then known on both sides of every bucket that has a count, and the histogram is as exact as the run.
 * Bounds and sums are whole nanoseconds, so their decimals in seconds are exact.
 *
 * What describes a run is a gauge of 1, not of OpenMetrics' type info: readers of Prometheus' older text format, such as the
 * textfile collector, take the same file then.
 */
#include <inttypes.h>
#include <string.h>

#include "io/export.h"
#include "model/text.h"

/* A label's value, from anywhere: quoted, escaped, and well-formed UTF-8. */
static void put_value(FILE *to, const char *value)
{
	char clean[4096];

	snprintf(clean, sizeof(clean), "%s", value);
	text_clean_utf8(clean);
	putc('"', to);
	for (const char *p = clean; *p; p++) {
		if (*p == '\n') {
			fputs("\\n", to);
			continue;
		}
		if (*p == '\\' || *p == '"')
			putc('\\', to);
		putc(*p, to);
	}
	putc('"', to);
}

/* One label behind the first. An empty value is none. */
static void put_label(FILE *to, const char *name, const char *value)
{
	if (!*value)
		return;
	fprintf(to, ",%s=", name);
	put_value(to, value);
}

/* All samples begin with the file that they are of. */
static void open_sample(FILE *to, const char *name, const struct export_run *r)
{
	fprintf(to, "%s{file=", name);
	put_value(to, r->file);
}

static void close_sample(FILE *to, uint64_t value)
{
	fprintf(to, "} %" PRIu64 "\n", value);
}

static void put_int_label(FILE *to, const char *name, int value)
{
	if (value >= 0)
		fprintf(to, ",%s=\"%d\"", name, value);
}

static void series_labels(FILE *to, const struct series *s)
{
	put_label(to, "stage", s->stage);
	put_label(to, "backend", s->backend);
	put_label(to, "context", s->context);
	put_label(to, "device", s->device);
	put_int_label(to, "vector", s->vector);
	put_int_label(to, "cpu", s->cpu);
}

/* ns as seconds, all decimals that are not 0, one at least */
static void put_seconds(FILE *to, uint64_t ns)
{
	char text[40];
	size_t len;

	len = (size_t)snprintf(text, sizeof(text), "%" PRIu64 ".%09" PRIu64, ns / 1000000000, ns % 1000000000);
	while (text[len - 1] == '0' && text[len - 2] != '.')
		text[--len] = 0;
	fputs(text, to);
}

/* --- the run ----------------------------------------------------------------------------------------------------- */

static void put_run_info(FILE *to, const struct export_run *r)
{
	const struct environment *env = &r->run->env;

	open_sample(to, "epbell_run_info", r);
	put_label(to, "recorder", env->epbell);
	put_label(to, "machine", env->machine);
	put_label(to, "host", env->host);
	put_label(to, "arch", env->arch);
	put_label(to, "release", env->release);
	if (env->hz)
		put_int_label(to, "hz", env->hz);
	put_label(to, "preempt", env->preempt);
	put_label(to, "clocksource", env->clocksource);
	put_label(to, "governor", env->governor);
	put_label(to, "lab", env->lab);
	put_label(to, "started", env->started);
	put_label(to, "correction", env->correction);
	close_sample(to, 1);
}

static void put_user_labels(FILE *to, const struct export_run *r)
{
	for (size_t i = 0; i < r->run->nlabels; i++) {
		open_sample(to, "epbell_label_info", r);
		put_label(to, "key", r->run->labels[i].key);
		put_label(to, "value", r->run->labels[i].value);
		close_sample(to, 1);
	}
}

static void put_closes(FILE *to, const struct export_run *r)
{
	open_sample(to, "epbell_account_closes", r);
	close_sample(to, run_closes(r->run));
}

/* --- the account ------------------------------------------------------------------------------------------------- */

static void put_seen(FILE *to, const struct export_run *r)
{
	for (size_t i = 0; i < r->run->naccounts; i++) {
		open_sample(to, "epbell_stage_seen_total", r);
		put_label(to, "stage", r->run->accounts[i].stage);
		close_sample(to, r->run->accounts[i].seen);
	}
}

static void put_account(FILE *to, const struct export_run *r)
{
	for (size_t i = 0; i < r->run->naccounts; i++) {
		const struct account *a = &r->run->accounts[i];
		const struct {
			const char *fate;
			uint64_t n;
		} fates[] = { { "recorded", a->recorded },     { "overflow", a->overflow },
			      { "unmatched", a->unmatched },   { "completion", a->completion },
			      { "no_slot", a->no_slot },       { "nest_overflow", a->nest_overflow },
			      { "ring_drops", a->ring_drops }, { "missed", a->missed } };

		for (size_t k = 0; k < sizeof(fates) / sizeof(fates[0]); k++) {
			open_sample(to, "epbell_stage_account_total", r);
			put_label(to, "stage", a->stage);
			put_label(to, "fate", fates[k].fate);
			close_sample(to, fates[k].n);
		}
	}
}

/* --- stages ------------------------------------------------------------------------------------------------------ */

/* The values that are at most @le, ns. */
static void put_bucket(FILE *to, const struct export_run *r, const struct series *s, uint64_t le, uint64_t n)
{
	open_sample(to, "epbell_stage_seconds_bucket", r);
	series_labels(to, s);
	fputs(",le=\"", to);
	put_seconds(to, le);
	putc('"', to);
	close_sample(to, n);
}

static void put_histogram(FILE *to, const struct export_run *r, const struct series *s)
{
	const struct hist *h = &s->h;
	uint64_t below = 0;
	uint32_t done = 0; /* all buckets below this one have their bound written */

	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++) {
		if (!h->slot[i])
			continue;
		if (i > done)
			put_bucket(to, r, s, epb_hist_low(i) - 1, below);
		below += h->slot[i];
		put_bucket(to, r, s, epb_hist_low(i) + epb_hist_width(i) - 1, below);
		done = i + 1;
	}
	open_sample(to, "epbell_stage_seconds_bucket", r);
	series_labels(to, s);
	fputs(",le=\"+Inf\"", to);
	close_sample(to, below + h->slot[EPB_HIST_OVER]);
	open_sample(to, "epbell_stage_seconds_count", r);
	series_labels(to, s);
	close_sample(to, below + h->slot[EPB_HIST_OVER]);
	open_sample(to, "epbell_stage_seconds_sum", r);
	series_labels(to, s);
	fputs("} ", to);
	put_seconds(to, h->sum);
	putc('\n', to);
}

static void put_histograms(FILE *to, const struct export_run *r)
{
	for (size_t i = 0; i < r->ngroups; i++)
		put_histogram(to, r, &r->groups[i]);
}

static void put_outside(FILE *to, const struct export_run *r)
{
	for (size_t i = 0; i < r->ngroups; i++) {
		for (int over = 0; over < 2; over++) {
			open_sample(to, "epbell_stage_outside_total", r);
			series_labels(to, &r->groups[i]);
			put_label(to, "where", over ? "over" : "under");
			close_sample(to, r->groups[i].h.slot[over ? EPB_HIST_OVER : EPB_HIST_UNDER]);
		}
	}
}

/* The families in order; all samples of one stand together. */
static const struct {
	const char *name, *type, *unit, *help;
	void (*put)(FILE *to, const struct export_run *r);
} families[] = {
	{ "epbell_run_info", "gauge", NULL, "How the run was recorded.", put_run_info },
	{ "epbell_label_info", "gauge", NULL, "Labels that the user gave the run.", put_user_labels },
	{ "epbell_account_closes", "gauge", NULL,
	  "1 if every event of the run is accounted for, 0 if figures may be wrong.", put_closes },
	{ "epbell_stage_seconds", "histogram", "seconds",
	  "How long a stage of the doorbell path took; sum is without the values of 34 s and more.", put_histograms },
	{ "epbell_stage_outside", "counter", NULL,
	  "Intervals without a bucket: over, of 34 s and more; under, ended before they began and are in no histogram.",
	  put_outside },
	{ "epbell_stage_seen", "counter", NULL, "Events that should have ended an interval of the stage.", put_seen },
	{ "epbell_stage_account", "counter", NULL,
	  "What became of them: fates but missed add up to those seen if the account closes.", put_account },
};

int export_openmetrics(FILE *to, const struct export *ex, struct err *err)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		fprintf(to, "# TYPE %s %s\n", families[i].name, families[i].type);
		if (families[i].unit)
			fprintf(to, "# UNIT %s %s\n", families[i].name, families[i].unit);
		fprintf(to, "# HELP %s %s\n", families[i].name, families[i].help);
		for (size_t k = 0; k < ex->n; k++)
			families[i].put(to, &ex->runs[k]);
	}
	fputs("# EOF\n", to);
	return 0;
}
