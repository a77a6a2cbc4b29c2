// SPDX-License-Identifier: GPL-2.0-only
/*
 * HdrHistogram's log, format 1.3 (HistogramLogWriter.java and HistogramLogReader.java of github.com/HdrHistogram/HdrHistogram).
 * A line for each series of each interval; its tag is what the series is called. Timestamps are seconds since the epoch: then
 * several runs fit in one log, and a reader needs no base time. Interval_Max is in ms, as there.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "io/export.h"
#include "io/hdr_encode.h"

#define NSEC 1e9

/* When the run began, seconds since the epoch; 0 if it does not say so. */
static double start_of(const struct run *run)
{
	struct tm tm = { 0 };
	const char *end = strptime(run->env.started, "%Y-%m-%dT%H:%M:%SZ", &tm);

	return end && !*end ? (double)timegm(&tm) : 0;
}

static void put_head(FILE *to, const struct export *ex)
{
	double start = start_of(ex->runs[0].run);
	char date[64];
	struct tm tm;
	time_t t;

	for (size_t i = 1; i < ex->n; i++)
		if (start_of(ex->runs[i].run) < start)
			start = start_of(ex->runs[i].run);
	t = (time_t)start;
	strftime(date, sizeof(date), "%a %b %d %H:%M:%S UTC %Y", gmtime_r(&t, &tm));
	fprintf(to,
		"#[Logged with epbell " EPBELL_VERSION "; values are ns]\n"
		"#[Histogram log format version 1.3]\n"
		"#[StartTime: %.3f (seconds since epoch), %s]\n"
		"\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n",
		start, date);
}

/* A line; @ends: smallest and greatest value are exact. */
static int put_line(FILE *to, const char *tag, double start, double length, const struct hist *h, bool ends)
{
	char *text;
	int code = hdr_encode(h, ends, &text);

	if (code)
		return code;
	fprintf(to, "Tag=%s,%.3f,%.3f,%.3f,%s\n", tag, start, length, (double)h->max / 1e6, text);
	free(text);
	return 0;
}

static int put_series(FILE *to, const struct export *ex, const struct export_run *r, const struct series *groups,
		      size_t n, const struct interval *iv)
{
	const double start = start_of(r->run) + (iv ? (double)iv->start / NSEC : 0);
	const double length = (iv ? (double)(iv->end - iv->start) : (double)r->run->env.duration_ns) / NSEC;
	int code = 0;

	for (size_t i = 0; i < n && !code; i++) {
		char tag[200];

		if (!groups[i].h.count)
			continue;
		export_name(ex, r, &groups[i], '/', tag, sizeof(tag));
		code = put_line(to, tag, start, length, &groups[i].h, !iv);
	}
	return code;
}

/* One interval, folded as the run is. */
static int put_interval(FILE *to, const struct export *ex, const struct export_run *r, const struct interval *iv)
{
	const struct run part = { .series = iv->series, .nseries = iv->nseries };
	struct series *groups;
	size_t n;
	int code = group_series(&part, ex->by, &groups, &n);

	if (!code)
		code = put_series(to, ex, r, groups, n, iv);
	group_free(groups, n);
	return code;
}

/* Intervals have no figures as seen, so where those are wanted the run is one piece. */
static bool in_one_piece(const struct export *ex, const struct run *run)
{
	return ex->whole || !run->nintervals || !strcmp(run->env.correction, RAW_ON_REQUEST);
}

int export_hlog(FILE *to, const struct export *ex, struct err *err)
{
	int code = 0;

	put_head(to, ex);
	for (size_t i = 0; i < ex->n && !code; i++) {
		const struct export_run *r = &ex->runs[i];

		if (in_one_piece(ex, r->run))
			code = put_series(to, ex, r, r->groups, r->ngroups, NULL);
		for (size_t k = 0; !in_one_piece(ex, r->run) && k < r->run->nintervals && !code; k++)
			code = put_interval(to, ex, r, &r->run->intervals[k]);
		if (code)
			return err_set(err, code, "%s: its histograms do not fit the log: %s", r->file,
				       strerror(-code));
	}
	return 0;
}
