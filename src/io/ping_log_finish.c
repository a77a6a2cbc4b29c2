// SPDX-License-Identifier: GPL-2.0-only
/* The end of a target's log: what all of its lines make together. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "io/ping_log_track.h"

#define NS_PER_S 1000000000

static int note(struct run *run, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int note(struct run *run, const char *fmt, ...)
{
	struct run_event *e = run_add_event(run);
	va_list ap;

	if (!e)
		return -ENOMEM;
	strcpy(e->kind, "note");
	va_start(ap, fmt);
	vsnprintf(e->text, sizeof(e->text), fmt, ap);
	va_end(ap);
	return 0;
}

/* What the log says about itself that is not as it should be. */
static int add_notes(struct track *t, uint64_t requests)
{
	const struct track_requests *q = t->requests;
	struct run *run = t->run;
	const uint64_t answered = run->ping.received + q->untimed;
	int code = 0;

	if (!t->has_summary)
		code = note(run, "The log has no summary: what was lost after its last line is not known.");
	else if (t->sent < requests || t->received != answered)
		code = note(run,
			    "Summary and lines disagree: %" PRIu64 " sent and %" PRIu64 " received against %" PRIu64
			    " and %" PRIu64
			    ". Round trips are the lines', requests the summary's, where it knows of enough.",
			    t->sent, t->received, requests, answered);
	if (!code && q->untimed)
		code = note(run, "Replies that are damaged or without a time, and count as errors: %" PRIu64 ".",
			    q->untimed);
	if (!code && q->unmarked)
		code = note(run,
			    "%" PRIu64
			    " replies repeat a number and are not marked as duplicates: are these several logs?",
			    q->unmarked);
	if (!code && q->elsewhere)
		code = note(run, "Replies from another address than was pinged: %" PRIu64 ".", q->elsewhere);
	if (!code && q->backwards)
		code = note(run, "The log's clock went back. Requests whose time is not known: %" PRIu64 ".",
			    q->backwards);
	return code;
}

static void set_times(const struct track *t, struct run *run)
{
	const struct track_requests *q = t->requests;
	const int64_t start = q ? q->start : -1;
	const time_t seconds = start / NS_PER_S;
	struct tm tm;

	run->env.duration_ns = t->took;
	if (t->took && run->ping.sent > 1)
		run->ping.gap_ns = t->took / (run->ping.sent - 1);
	if (start < 0)
		return;
	run->env.duration_ns = (uint64_t)(q->end > start ? q->end - start : 0);
	strftime(run->env.started, sizeof(run->env.started), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &tm));
	if (q->span[1] > q->span[0])
		run->ping.gap_ns = (uint64_t)(q->span[1] - q->span[0]) / (q->spanned[1] - q->spanned[0]);
}

static const char *tool(enum ping_dialect dialect)
{
	static const char *const names[] = { "", "iputils", "busybox", "ping", "fping" };

	return names[dialect];
}

static int add_account(const struct track *t, struct run *run)
{
	const struct hist *h = &run->series[0].h;
	struct account *a = run_add_account(run);

	if (!a)
		return -ENOMEM;
	strcpy(a->stage, run->series[0].stage);
	a->seen = run->ping.sent;
	a->recorded = h->count;
	a->overflow = h->slot[EPB_HIST_OVER];
	a->unmatched = run->ping.lost + run->ping.errors;
	return 0;
}

int track_finish(struct track *t, const char *backend)
{
	struct run *run = t->run;
	struct ping_info *info = &run->ping;
	uint64_t requests;
	int code = track_settle(t, &requests);

	if (code)
		return code;
	info->sent = t->has_summary ? t->sent : requests;
	if (info->sent < info->received + info->errors)
		info->sent = info->received + info->errors;
	info->lost = info->sent - info->received - info->errors;
	snprintf(info->tool, sizeof(info->tool), "%s", tool(t->dialect));
	snprintf(info->target, sizeof(info->target), "%s", t->target);
	strcpy(info->pacing, "unknown");
	info->step_ns = run->env.clock_step_ns = t->step ? t->step : 1;
	snprintf(run->series[0].backend, sizeof(run->series[0].backend), "%s", backend);
	set_times(t, run);
	run->complete = true;
	code = add_account(t, run);
	return !code && t->requests ? add_notes(t, requests) : code;
}
