// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/group.h"
#include "model/pollmodel.h"

#define MERGED_LABEL "rc_host"	/* what epbell merge gives to runs of two clocks */
#define ENOUGH	     5		/* waits of both sides that are worth more than any number of round trips */
#define LONGEST	     1000000000 /* ns, a wait where T is unknown */

static bool is_poll(const char *backend)
{
	return !strcmp(backend, "poll");
}

bool poll_applies(const struct run *run)
{
	if (!run->npings && !run->npackets)
		return false;
	for (size_t i = 0; i < run->nseries; i++) {
		const struct series *s = &run->series[i];

		if (!strcmp(s->stage, stage_info(EPB_RTT)->name) && *s->backend && hist_seen(&s->h))
			return is_poll(s->backend);
	}
	for (size_t i = 0; i < run->ndoorbells; i++)
		if (is_poll(run->doorbells[i].backend))
			return true;
	return run_has_backend(run, "poll");
}

double poll_period_of_hz(int hz)
{
	int ticks;

	if (hz < 1 || hz > 1000000)
		return 0;
	ticks = (5 * hz + 999) / 1000 + 1;
	return ticks * 1e9 / hz;
}

static void find_period(const struct run *run, struct poll_waits *w)
{
	struct hist h;

	if (!run_fold(run, stage_info(EPB_POLL_PERIOD)->name, "poll", &h) && h.sum) {
		w->period = hist_mean(&h);
		w->period_from = POLL_PERIOD_SEEN;
		w->jitter = (double)(hist_quantile(&h, 0.99, NULL) - hist_quantile(&h, 0.01, NULL)) / w->period;
		return;
	}
	w->period = poll_period_of_hz(run->env.hz);
	w->period_from = w->period > 0 ? POLL_PERIOD_HZ : POLL_PERIOD_UNKNOWN;
}

static int make_room(struct poll_waits *w, size_t n)
{
	w->n = 0;
	w->rows = n;
	w->stride = 1;
	free(w->x);
	free(w->sent);
	free(w->seq);
	w->x = calloc(n + 1, sizeof(*w->x));
	w->sent = calloc(n + 1, sizeof(*w->sent));
	w->seq = calloc(n + 1, sizeof(*w->seq));
	return w->x && w->sent && w->seq ? 0 : -ENOMEM;
}

static void add(struct poll_waits *w, double x, double sent, uint64_t seq)
{
	w->x[w->n] = x;
	w->sent[w->n] = sent;
	w->seq[w->n++] = seq;
}

/* --- round trips of the pinger ----------------------------------------------------------------------------------- */

/* One that was answered. */
struct answer {
	uint64_t seq;
	int64_t sent;
	uint64_t rtt;
};

static int by_seq(const void *a, const void *b)
{
	const struct answer *p = a, *q = b;

	return (p->seq > q->seq) - (p->seq < q->seq);
}

static int collect_rtt(const struct run *run, struct poll_waits *w)
{
	struct answer *answers = calloc(run->npings + 1, sizeof(*answers));
	bool timed = true;
	size_t n = 0;

	if (!answers || make_room(w, run->npings)) {
		free(answers);
		return -ENOMEM;
	}
	for (size_t i = 0; i < run->npings; i++) {
		const struct ping *p = &run->pings[i];

		if (p->fate == PING_REPLY)
			answers[n++] = (struct answer){ p->seq, p->sent, p->rtt };
	}
	qsort(answers, n, sizeof(*answers), by_seq);
	for (size_t i = 0; i < n; i++) {
		timed = timed && answers[i].sent >= 0;
		add(w, (double)answers[i].rtt, (double)answers[i].sent, answers[i].seq);
	}
	free(answers);
	w->from = POLL_WAIT_RTT;
	w->stride = run->ping.stride > 1 ? run->ping.stride : 1;
	if (!timed) {
		free(w->sent);
		w->sent = NULL;
	}
	return 0;
}

/* --- packets ------------------------------------------------------------------------------------------------------ */

/* One side's packet: who, and when it passed the point that counts. */
struct mark {
	uint64_t who; /* hosts, identifier, number */
	double t;     /* ns since the run's start */
	double x;     /* the wait, or what contains it; below 0: not known */
};

static int by_who(const void *a, const void *b)
{
	const struct mark *p = a, *q = b;

	if (p->who != q->who)
		return p->who < q->who ? -1 : 1;
	return (p->t > q->t) - (p->t < q->t);
}

static int by_time(const void *a, const void *b)
{
	const struct mark *p = a, *q = b;

	return p->t != q->t ? (p->t > q->t) - (p->t < q->t) : by_who(a, b);
}

static bool hosts_known(const struct run *run)
{
	for (size_t i = 0; i < run->npackets; i++)
		if (!run->packets[i].hosts)
			return false;
	return true;
}

/* The packets of @side that passed @point, with the time from there to @until (a point of the same side). */
static struct mark *take_side(const struct run *run, const char *side, int point, int until, size_t *n)
{
	struct mark *marks = calloc(run->npackets + 1, sizeof(*marks));
	const bool hosts = hosts_known(run);

	*n = 0;
	for (size_t i = 0; marks && i < run->npackets; i++) {
		const struct packet *p = &run->packets[i];

		if (strcmp(p->side, side) != 0 || p->t[point] < 0)
			continue;
		marks[(*n)++] = (struct mark){
			.who = (hosts ? (uint64_t)p->hosts << 32 : 0) | (uint64_t)(p->ident & 0xffff) << 16 |
			       (p->seq & 0xffff),
			.t = (double)p->start + (double)p->t[point],
			.x = p->t[until] < 0 ? -1 : (double)p->t[until] - (double)p->t[point],
		};
	}
	return marks;
}

/*
 * The first poll hit of the same packet that is not before its ring gives each ring its wait; numbers come again after
 * 65536, so a hit behind the next ring of the same number is none of this one. False: this is not one clock.
 */
static bool pair(struct mark *rc, size_t nrc, struct mark *ep, size_t nep, double longest)
{
	size_t strange = 0, good = 0;

	qsort(rc, nrc, sizeof(*rc), by_who);
	qsort(ep, nep, sizeof(*ep), by_who);
	for (size_t i = 0, k = 0; i < nrc; i++) {
		const bool again = i + 1 < nrc && rc[i + 1].who == rc[i].who;
		bool odd = false;

		for (; k < nep && by_who(&ep[k], &rc[i]) < 0; k++)
			odd = odd || ep[k].who == rc[i].who;
		rc[i].x = -1;
		if (k < nep && ep[k].who == rc[i].who && (!again || ep[k].t < rc[i + 1].t)) {
			odd = ep[k].t - rc[i].t > longest;
			rc[i].x = odd ? -1 : ep[k].t - rc[i].t;
			k++;
		}
		good += rc[i].x >= 0;
		strange += odd;
	}
	return good > strange;
}

/* What of @marks is known, in order of time. Their 16 bits of number go on where they wrap; another pinger's is far away. */
static int add_marks(struct mark *marks, size_t n, const struct run *run, struct poll_waits *w)
{
	uint64_t seq = 0;

	if (make_room(w, n))
		return -ENOMEM;
	w->stride = run->packet_stride > 1 ? run->packet_stride : 1;
	qsort(marks, n, sizeof(*marks), by_time);
	for (size_t i = 0; i < n; i++) {
		if (i && marks[i].who >> 16 == marks[i - 1].who >> 16)
			seq += (marks[i].who - marks[i - 1].who) & 0xffff;
		else
			seq += 1ULL << 32;
		if (marks[i].x >= 0)
			add(w, marks[i].x, marks[i].t, seq);
	}
	return 0;
}

static int collect_both(const struct run *run, struct poll_waits *w)
{
	size_t nrc, nep;
	struct mark *rc = take_side(run, "rc", RC_RUNG, RC_RUNG, &nrc);
	struct mark *ep = take_side(run, "ep", EP_IRQ, EP_IRQ, &nep);
	int code = rc && ep ? 0 : -ENOMEM;

	if (!code && !run_label(run, MERGED_LABEL) && pair(rc, nrc, ep, nep, w->period > 0 ? 2 * w->period : LONGEST))
		code = add_marks(rc, nrc, run, w);
	if (!code && w->n)
		w->from = POLL_WAIT_BOTH_SIDES;
	free(rc);
	free(ep);
	return code;
}

static int collect_round_trips(const struct run *run, struct poll_waits *w)
{
	size_t n;
	struct mark *rc = take_side(run, "rc", RC_RUNG, RC_ISR, &n);
	int code = rc ? add_marks(rc, n, run, w) : -ENOMEM;

	if (!code)
		w->from = w->n ? POLL_WAIT_ROUND_TRIP : POLL_WAIT_NONE;
	free(rc);
	return code;
}

int poll_waits_get(const struct run *run, struct poll_waits *out)
{
	int code;

	memset(out, 0, sizeof(*out));
	find_period(run, out);
	code = make_room(out, 0);
	if (!code)
		code = collect_both(run, out);
	if (code || out->n >= ENOUGH)
		return code;
	if (run->npings)
		code = collect_rtt(run, out);
	if (code || (run->npings && out->n))
		return code;
	return run->npackets ? collect_round_trips(run, out) : 0;
}

void poll_waits_free(struct poll_waits *waits)
{
	free(waits->x);
	free(waits->sent);
	free(waits->seq);
	memset(waits, 0, sizeof(*waits));
}
