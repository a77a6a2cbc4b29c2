// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/merger.h"
#include "stats/clockfit.h"

#define ROOM_NS                                                                                                        \
	1e6 /* packets of one number that are said to be as far apart are far enough, and the same ones are not */

struct stamps {
	struct clock_stamp *request, *reply;
	size_t n;
};

static uint64_t coarser_step(const struct merge *m)
{
	const uint64_t rc = m->rc->env.clock_step_ns, ep = m->ep->env.clock_step_ns;

	return rc > ep ? rc : ep;
}

static struct clock_stamp request_stamp(const struct pair *pair, bool begins)
{
	struct clock_stamp s = { 0 };

	packet_time(pair->rc, RC_RUNG, &s.here);
	if (begins)
		packet_time(pair->rc, RC_RING, &s.here);
	packet_time(pair->ep, EP_IRQ, &s.there);
	return s;
}

static struct clock_stamp reply_stamp(const struct pair *pair, bool begins)
{
	struct clock_stamp s = { 0 };

	packet_time(pair->rc, RC_ISR, &s.here);
	packet_time(pair->ep, EP_RAISED, &s.there);
	if (begins)
		packet_time(pair->ep, EP_RAISE, &s.there);
	return s;
}

/* Of the packets that were alone on their way: another one's doorbell may have served the others. If there are none, of all. */
static int get_stamps(struct stamps *s, const struct pairing *p, bool begins)
{
	size_t alone = 0;

	for (size_t i = 0; i < p->npairs; i++)
		alone += p->pairs[i].alone;
	s->n = 0;
	s->request = calloc(p->npairs + 1, sizeof(*s->request));
	s->reply = calloc(p->npairs + 1, sizeof(*s->reply));
	if (!s->request || !s->reply)
		return -ENOMEM;
	for (size_t i = 0; i < p->npairs; i++) {
		if (alone > 1 && !p->pairs[i].alone)
			continue;
		s->request[s->n] = request_stamp(&p->pairs[i], begins);
		s->reply[s->n++] = reply_stamp(&p->pairs[i], begins);
	}
	return 0;
}

static int fit_stamps(struct clockfit *fit, const struct merge *m, bool begins, size_t *used)
{
	const struct clockfit_limits limits = { .step_here = (double)m->rc->env.clock_step_ns,
						.step_there = (double)m->ep->env.clock_step_ns,
						.max_drift = MERGER_MAX_DRIFT };
	struct stamps s;
	int code = get_stamps(&s, &m->pairing, begins);

	if (!code)
		code = clockfit_make(fit, s.request, s.n, s.reply, s.n, &limits);
	*used = s.n;
	free(s.request);
	free(s.reply);
	return code;
}

static void describe_clock(struct merge *m, const struct clockfit *fit)
{
	const struct pairing *p = &m->pairing;
	const int64_t first = request_stamp(&p->pairs[0], false).here;
	const int64_t last = request_stamp(&p->pairs[p->npairs - 1], false).here;
	struct merge_clock *c = &m->clock;

	c->at = first + (last - first) / 2;
	c->offset = clockfit_offset(fit, c->at, &c->offset_bound) + (double)fit->offset0;
	c->drift = (fit->drift_min + fit->drift_max) / 2;
	c->drift_bound = (fit->drift_max - fit->drift_min) / 2;
	c->violation = fit->violation;
	c->free_drift = fit->free_drift;
	c->too_fast = fit->violation > (double)coarser_step(m) && fit->free_violation <= (double)coarser_step(m);
	c->steps = fit->steps;
}

/*
 * A doorbell rings after its write has begun, that much is sure. That it does so after the writing side has seen the write
 * done is a better bound, and true of all links that are slower than one clock read. Only where that contradicts itself, the
 * sure one is taken.
 */
static int fit_clock(struct merge *m, struct clockfit *fit)
{
	const double allowed = (double)coarser_step(m);
	struct merge_clock *c = &m->clock;
	struct clockfit sure = { 0 };
	size_t used;
	int code;

	memset(fit, 0, sizeof(*fit));
	*c = (struct merge_clock){ .state = MERGE_CLOCK_UNKNOWN };
	if (m->pairing.npairs < 2)
		return 0;
	code = fit_stamps(fit, m, false, &c->used);
	if (code)
		return code;
	c->state = MERGE_CLOCK_FITTED;
	if (fit->violation > allowed) {
		code = fit_stamps(&sure, m, true, &used);
		c->begins = !code && sure.violation <= allowed;
		if (!c->begins)
			c->state = MERGE_CLOCK_JUMPED;
		clockfit_clear(c->begins ? fit : &sure);
		if (c->begins)
			*fit = sure;
	}
	describe_clock(m, fit);
	return code;
}

/* First and last moment of a side, ns of its run. */
static void find_span(const struct run *run, const char *side, int64_t *first, int64_t *last)
{
	*first = INT64_MAX;
	*last = 0;
	for (size_t i = 0; i < run->npackets; i++) {
		const struct packet *p = &run->packets[i];

		if (strcmp(p->side, side) != 0 || p->start > PACKET_START_MAX)
			continue;
		*first = (int64_t)p->start < *first ? (int64_t)p->start : *first;
		*last = (int64_t)p->start > *last ? (int64_t)p->start : *last;
	}
}

/* The fit as pairing wants it. false: it is too vague to tell packets of one number apart. */
static bool pairing_clock(const struct merge *m, const struct clockfit *fit, struct pair_clock *clock)
{
	double bound, offset;
	int64_t rc[2], ep[2];

	*clock = (struct pair_clock){ .tolerance = ROOM_NS };
	if (m->clock.state == MERGE_CLOCK_ONE)
		return true;
	if (m->clock.state == MERGE_CLOCK_UNKNOWN)
		return false;
	clock->t0 = m->clock.at;
	offset = clockfit_offset(fit, clock->t0, &bound);
	if (fabs(offset) > PAIR_APART_NS * 1e6) /* the first pair and the others have nothing in common */
		return false;
	clock->offset = fit->offset0 + llround(offset);
	clock->drift = m->clock.drift;
	find_span(m->rc, "rc", &rc[0], &rc[1]);
	find_span(m->ep, "ep", &ep[0], &ep[1]);
	for (int i = 0; i < 2; i++) {
		const double rc_away = fabs((double)rc[i] - (double)clock->t0);
		const double ep_away = fabs((double)ep[i] - (double)clock->offset - (double)clock->t0);
		const double need = bound + m->clock.drift_bound * fmax(rc_away, ep_away) + ROOM_NS;

		clock->tolerance = fmax(clock->tolerance, need);
	}
	return clock->tolerance < PAIR_APART_NS / 4.0;
}

static void one_way_times(struct merge *m, const struct clockfit *fit)
{
	for (size_t i = 0; i < m->npairs && merge_one_way(m); i++) {
		const struct clock_stamp request = request_stamp(&m->pairing.pairs[i], false);
		const struct clock_stamp reply = reply_stamp(&m->pairing.pairs[i], false);
		struct merge_pair *pair = &m->pairs[i];

		if (m->clock.state == MERGE_CLOCK_ONE) {
			pair->request = (double)(request.there - request.here);
			pair->reply = (double)(reply.here - reply.there);
			pair->request_bound = pair->reply_bound = m->clock.steps;
		} else {
			pair->request = clockfit_request(fit, &request, &pair->request_bound);
			pair->reply = clockfit_reply(fit, &reply, &pair->reply_bound);
		}
	}
}

int merger_run(struct merge *m, const struct run *rc, const struct run *ep)
{
	struct clockfit fit = { 0 };
	struct pair_clock clock;
	bool known;
	int code;

	memset(m, 0, sizeof(*m));
	m->rc = rc;
	m->ep = ep;
	merge_find_backend(m);
	code = pairing_begin(&m->pairing, rc, ep);
	if (!code && rc == ep)
		m->clock = (struct merge_clock){ .state = MERGE_CLOCK_ONE, .steps = (double)rc->env.clock_step_ns };
	else if (!code)
		code = fit_clock(m, &fit);
	if (code)
		goto out;
	known = pairing_clock(m, &fit, &clock);
	clockfit_clear(&fit);
	code = pairing_end(&m->pairing, known ? &clock : NULL);
	if (!code)
		code = merge_figures(m);
	if (!code && rc != ep)
		code = fit_clock(m, &fit);
	if (!code)
		one_way_times(m, &fit);
out:
	clockfit_clear(&fit);
	return code;
}
