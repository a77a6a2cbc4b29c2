// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ping/tally.h"

void tally_start(struct tally *t, uint64_t start)
{
	memset(t, 0, sizeof(*t));
	t->start = start;
}

static void add_rtt(struct tally *t, uint64_t rtt)
{
	const double from = (double)rtt - t->mean;

	hist_add(&t->rtt, rtt);
	t->mean += from / (double)hist_seen(&t->rtt);
	t->squares += from * ((double)rtt - t->mean);
}

static void add_error(struct tally *t, const struct ping *ping)
{
	size_t i;

	for (i = 0; i < t->nerrors && t->errors[i].error != ping->error; i++)
		;
	if (i == TALLY_ERRORS) {
		t->errors[--i].error = 0;
	} else if (i == t->nerrors) {
		t->nerrors++;
		t->errors[i].error = ping->error;
		t->errors[i].first = (uint64_t)ping->sent - t->start;
	}
	t->errors[i].n++;
}

/* One more duplicate of a request that has its row, if it has one: most likely near the end. */
static void add_duplicate(struct run *run, const struct ping *ping)
{
	size_t i;

	if (run->ping.stride > 1 && ping->seq % run->ping.stride)
		return;
	for (i = run->npings; i-- > 0;) {
		if (run->pings[i].seq != ping->seq)
			continue;
		run->pings[i].dups = ping->dups;
		return;
	}
}

int tally_add(struct tally *t, struct run *run, const struct outcome *o)
{
	struct ping row = o->ping;

	if (o->ping.dups) {
		add_duplicate(run, &o->ping);
		return 0;
	}
	if (o->ping.fate == PING_REPLY)
		add_rtt(t, o->ping.rtt);
	else if (o->ping.fate == PING_ERROR)
		add_error(t, &o->ping);
	row.sent -= (int64_t)t->start;
	return run_keep_ping(run, &row);
}

double tally_mdev(const struct tally *t)
{
	const uint64_t n = hist_seen(&t->rtt);

	return n ? sqrt(t->squares / (double)n) : 0;
}

/* What went wrong, as an event of the run at the first time that it did. */
static int tell_errors(const struct tally *t, struct run *run)
{
	struct run_event *e;
	size_t i;

	for (i = 0; i < t->nerrors; i++) {
		e = run_add_event(run);
		if (!e)
			return -ENOMEM;
		e->t = t->errors[i].first;
		snprintf(e->kind, sizeof(e->kind), TALLY_EVENT);
		snprintf(e->text, sizeof(e->text), "%llu %s failed: %s", (unsigned long long)t->errors[i].n,
			 t->errors[i].n == 1 ? "request" : "requests",
			 t->errors[i].error ? strerror(t->errors[i].error) : "other errors");
	}
	return 0;
}

int tally_finish(const struct tally *t, const struct ping_info *info, const char *backend, struct run *run)
{
	const uint64_t stride = run->ping.stride, step = run->ping.step_ns;
	struct account *a = run_add_account(run);
	struct series *s = run_add_series(run);

	if (!a || !s)
		return -ENOMEM;
	run->ping = *info;
	run->ping.stride = stride;
	run->ping.step_ns = step ? step : run->env.clock_step_ns;
	snprintf(s->stage, sizeof(s->stage), "%s", stage_info(EPB_RTT)->name);
	snprintf(s->backend, sizeof(s->backend), "%s", backend);
	s->vector = s->cpu = -1;
	s->h = t->rtt;
	snprintf(a->stage, sizeof(a->stage), "%s", s->stage);
	a->seen = info->sent;
	a->recorded = t->rtt.count;
	a->overflow = t->rtt.slot[EPB_HIST_OVER] + t->rtt.slot[EPB_HIST_UNDER];
	a->unmatched = info->lost + info->errors;
	return tell_errors(t, run);
}
