// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two recordings of the same packets, made up with times that are known: which packets belong together, what becomes of the
 * others, and whether the one-way times that come of it are the true ones within the bounds that they are given.
 */
#include <errno.h>
#include <math.h>
#include <time.h>

#include "unit.h"

#include "cmd/merger.h"

/* --- a simulator ------------------------------------------------------------------------------------------------- */

struct sim {
	uint64_t seed;
	size_t packets;		  /* sent */
	double gap;		  /* ns, mean; exponential, so never less than nothing and never the same */
	double request, reply;	  /* least time over the link, ns */
	double extra;		  /* mean of what comes on top of either, exponential */
	double residency;	  /* least, ns; the same on top */
	double offset, drift;	  /* of the endpoint's clock */
	int64_t rc_step, ep_step; /* of the clocks, ns */
	double lost_rc, lost_ep;  /* share of packets without a row */
	double doubled;		  /* share of rows that come twice at the endpoint */
	uint64_t rc_stride, ep_stride;
	size_t rc_from, rc_to, ep_from, ep_to; /* packets that each recording lasts for; 0: to the end */
	double holes;			       /* share of the endpoint's rows without EP_RAISED */
	uint32_t first_seq;
};

/* What is true of each packet, ns of the root complex's clock; and the packet of each row. */
struct truth {
	double *request, *reply;
	size_t *rc_row, *ep_row;
	struct run *rc, *ep;
	size_t common; /* packets that have a complete row on both sides, duplicates aside */
};

static const struct sim plain = {
	.seed = 1,
	.packets = 5000,
	.gap = 10e6,
	.request = 50e3,
	.reply = 50e3,
	.extra = 30e3,
	.residency = 60e3,
	.offset = 3.6e12 * 5,
	.drift = 130e-6,
	.rc_step = 42,
	.ep_step = 42,
};

static double even(uint64_t *state)
{
	return (double)(next_random(state) >> 11) / (double)(1ULL << 53);
}

static double exponential(uint64_t *state, double mean)
{
	return -mean * log(1 - even(state));
}

static int64_t reading(double t, int64_t step)
{
	return (int64_t)floor(t / (double)step) * step;
}

/* What the endpoint's clock shows at @t of the root complex's. */
static int64_t ep_reading(const struct sim *s, double t)
{
	return reading(t + s->offset + s->drift * t, s->ep_step);
}

static void put_row(struct run *run, size_t *rows, const char *side, uint32_t seq, const int64_t *at, size_t packet)
{
	struct packet *p = run_add_packet(run);

	rows[run->npackets - 1] = packet;
	*p = (struct packet){ .ident = 4711, .seq = seq & 0xffff, .hosts = 3, .start = (uint64_t)at[0] };
	strcpy(p->side, side);
	for (int i = 0; i < PACKET_POINTS; i++) {
		p->t[i] = at[i] < 0 ? -1 : at[i] - at[0];
		p->own[i] = at[i] < 0 ? -1 : 200 * i;
	}
}

/* RC_SENT ... RC_RUNG before @rung, EP_IRQ ... EP_RAISED from @irq to @raised, RC_ISR ... from @isr on. */
static void rc_points(const struct sim *s, double rung, double isr, int64_t *at)
{
	static const double before[] = { 9000, 5000, 2000, 0 }, behind[] = { 0, 3000, 5000, 15000 };

	for (int i = 0; i < 4; i++) {
		at[RC_SENT + i] = reading(rung - before[i], s->rc_step);
		at[RC_ISR + i] = reading(isr + behind[i], s->rc_step);
	}
}

static void ep_points(const struct sim *s, double irq, double raised, int64_t *at)
{
	for (int i = 0; i < PACKET_POINTS; i++)
		at[i] = ep_reading(s, irq + (raised - irq) * i / (PACKET_POINTS - 1));
}

static bool is_within(size_t i, size_t from, size_t to)
{
	return i >= from && (!to || i < to);
}

static void simulate(const struct sim *s, struct truth *t)
{
	uint64_t random = s->seed * 0x9e3779b97f4a7c15ULL + 1;
	double now = 1e9;

	*t = (struct truth){ .rc = run_new(), .ep = run_new() };
	t->request = calloc(s->packets, sizeof(double));
	t->reply = calloc(s->packets, sizeof(double));
	t->rc_row = calloc(s->packets, sizeof(size_t));
	t->ep_row = calloc(2 * s->packets, sizeof(size_t));
	t->rc->packet_stride = s->rc_stride;
	t->ep->packet_stride = s->ep_stride;
	t->rc->env.clock_step_ns = s->rc_step;
	t->ep->env.clock_step_ns = s->ep_step;
	for (size_t i = 0; i < s->packets; i++) {
		const uint32_t seq = (s->first_seq + (uint32_t)i) & 0xffff;
		const double irq = now + (t->request[i] = s->request + exponential(&random, s->extra));
		const double raised = irq + s->residency + exponential(&random, s->residency);
		const double isr = raised + (t->reply[i] = s->reply + exponential(&random, s->extra));
		const bool on_rc = even(&random) >= s->lost_rc && is_within(i, s->rc_from, s->rc_to);
		const bool on_ep = even(&random) >= s->lost_ep && is_within(i, s->ep_from, s->ep_to);
		const bool kept_rc = on_rc && (s->rc_stride < 2 || seq % s->rc_stride == 0);
		const bool kept_ep = on_ep && (s->ep_stride < 2 || seq % s->ep_stride == 0);
		const bool hole = even(&random) < s->holes, twice = even(&random) < s->doubled;
		int64_t at[PACKET_POINTS];

		rc_points(s, now, isr, at);
		if (kept_rc)
			put_row(t->rc, t->rc_row, "rc", seq, at, i);
		ep_points(s, irq, raised, at);
		if (hole)
			at[EP_RAISED] = -1;
		if (kept_ep)
			put_row(t->ep, t->ep_row, "ep", seq, at, i);
		for (int k = 0; k < PACKET_POINTS; k++)
			at[k] += at[k] < 0 ? 0 : 300000;
		if (kept_ep && twice)
			put_row(t->ep, t->ep_row, "ep", seq, at, i);
		t->common += kept_rc && kept_ep && !hole;
		now = isr + 20000 + exponential(&random, s->gap);
	}
}

static void forget(struct truth *t)
{
	run_free(t->rc);
	run_free(t->ep);
	free(t->request);
	free(t->reply);
	free(t->rc_row);
	free(t->ep_row);
}

/* --- what has to hold of every merge ----------------------------------------------------------------------------- */

static void assert_account_closes(const struct pairing *p)
{
	for (int side = SIDE_RC; side <= SIDE_EP; side++) {
		uint64_t sum = 0;

		for (int fate = 0; fate < PAIR_FATES; fate++)
			sum += p->side[side].fate[fate];
		assert_int_equal(sum, p->side[side].packets);
	}
	assert_int_equal(p->side[SIDE_RC].packets + p->side[SIDE_EP].packets, p->nrows);
	assert_int_equal(p->side[SIDE_RC].fate[FATE_PAIRED], p->npairs);
	assert_int_equal(p->side[SIDE_EP].fate[FATE_PAIRED], p->npairs);
}

static size_t count_wrong(const struct merge *m, const struct truth *t)
{
	size_t wrong = 0;

	for (size_t i = 0; i < m->npairs; i++)
		wrong += t->rc_row[m->pairs[i].rc - t->rc->packets] != t->ep_row[m->pairs[i].ep - t->ep->packets];
	return wrong;
}

struct verdict {
	size_t outside; /* one-way times that are off by more than their bound */
	double worst;	/* the greatest bound, ns */
	double typical; /* their mean */
};

static struct verdict judge(const struct merge *m, const struct truth *t)
{
	struct verdict v = { 0 };

	for (size_t i = 0; i < m->npairs; i++) {
		const struct merge_pair *pair = &m->pairs[i];
		const size_t packet = t->rc_row[pair->rc - t->rc->packets];

		v.outside += fabs(pair->request - t->request[packet]) > pair->request_bound ||
			     fabs(pair->reply - t->reply[packet]) > pair->reply_bound;
		v.worst = fmax(v.worst, fmax(pair->request_bound, pair->reply_bound));
		v.typical += (pair->request_bound + pair->reply_bound) / 2 / (double)m->npairs;
	}
	return v;
}

static void merge_of(const struct sim *s, struct truth *t, struct merge *m)
{
	simulate(s, t);
	assert_int_equal(merger_run(m, t->rc, t->ep), 0);
	assert_account_closes(&m->pairing);
	assert_int_equal(count_wrong(m, t), 0);
}

static void drop(struct truth *t, struct merge *m)
{
	merge_clear(m);
	forget(t);
}

/* --- one-way times ----------------------------------------------------------------------------------------------- */

/* Twenty pairs of clocks, 100 000 packets: drifts up to 200 ppm either way, hours apart, lost and doubled packets. */
static void one_way_times_are_within_their_bounds(void **state)
{
	for (int i = 0; i < 20; i++) {
		struct sim s = plain;
		struct verdict v;
		struct truth t;
		struct merge m;

		s.seed = 100 + i;
		s.drift = (i - 9.5) * 20e-6;
		s.offset = 3.6e12 * i;
		s.lost_rc = s.lost_ep = s.doubled = 0.02;
		s.first_seq = 63000; /* wraps, without a number that comes again */
		merge_of(&s, &t, &m);
		assert_int_equal(m.npairs, t.common);
		assert_int_equal(m.clock.state, MERGE_CLOCK_FITTED);
		v = judge(&m, &t);
		assert_int_equal(v.outside, 0);
		assert_true(v.typical <= (double)m.least_wire / 2 + 4 * 42);
		assert_true(v.worst <= (double)m.least_wire / 2 * 1.2 + 4 * 42);
		assert_true(fabs(m.clock.drift - s.drift) <= m.clock.drift_bound);
		assert_true(m.clock.drift_bound < 4e-6);
		drop(&t, &m);
	}
}

/* The middle is wrong by 40 us then, and says so. */
static void an_asymmetric_link_stays_within_the_bounds(void **state)
{
	for (int i = 0; i < 6; i++) {
		struct sim s = plain;
		struct verdict v;
		struct truth t;
		struct merge m;

		s.seed = 200 + i;
		s.request = i % 2 ? 10e3 : 90e3;
		s.reply = i % 2 ? 90e3 : 10e3;
		s.drift = (i - 3) * 66e-6;
		merge_of(&s, &t, &m);
		v = judge(&m, &t);
		assert_int_equal(v.outside, 0);
		assert_true(v.typical > 49e3 && v.typical <= (double)m.least_wire / 2 + 4 * 42);
		/* and no bound at half of that would have held */
		assert_true(fabs(m.pairs[0].request - t.request[t.rc_row[m.pairs[0].rc - t.rc->packets]]) > 25e3);
		drop(&t, &m);
	}
}

/* Coarse clocks, of which one is ten times as coarse as what is between them. */
static void steps_are_part_of_the_bounds(void **state)
{
	struct sim s = plain;
	struct verdict v;
	struct truth t;
	struct merge m;

	s.request = s.reply = 200;
	s.extra = 100;
	s.rc_step = 1000;
	s.ep_step = 42;
	merge_of(&s, &t, &m);
	assert_int_equal(m.clock.state, MERGE_CLOCK_FITTED);
	v = judge(&m, &t);
	assert_int_equal(v.outside, 0);
	drop(&t, &m);
}

/* Interrupts that come 300 ns before the writing side has seen its write done: the bounds count from where that begins. */
static void an_overlap_of_write_and_interrupt_is_no_jump(void **state)
{
	struct sim s = plain;
	struct verdict v;
	struct truth t;
	struct merge m;

	s.request = s.reply = -300;
	s.extra = 20;
	merge_of(&s, &t, &m);
	assert_int_equal(m.clock.state, MERGE_CLOCK_FITTED);
	assert_true(m.clock.begins);
	assert_int_equal(m.negative, m.npairs);
	v = judge(&m, &t);
	assert_int_equal(v.outside, 0);
	drop(&t, &m);
}

static void a_jump_is_said_and_no_one_way_time_given(void **state)
{
	struct truth t;
	struct merge m;

	simulate(&plain, &t);
	for (size_t i = t.ep->npackets / 2; i < t.ep->npackets; i++)
		t.ep->packets[i].start += 5000000; /* 5 ms: less than a resume, more than a link */
	assert_int_equal(merger_run(&m, t.rc, t.ep), 0);
	assert_account_closes(&m.pairing);
	assert_int_equal(m.clock.state, MERGE_CLOCK_JUMPED);
	assert_false(merge_one_way(&m));
	assert_int_equal(m.npairs, t.common);
	drop(&t, &m);
}

static void a_drift_of_a_thousand_ppm_is_not_believed(void **state)
{
	struct sim s = plain;
	struct truth t;
	struct merge m;

	s.drift = 1000e-6;
	merge_of(&s, &t, &m);
	assert_int_equal(m.clock.state, MERGE_CLOCK_JUMPED);
	assert_true(m.clock.too_fast && fabs(m.clock.free_drift - 1000e-6) < 5e-6);
	drop(&t, &m);
}

/* A packet that is served on its predecessor's doorbell contradicts every clock, and is not asked. */
static void packets_that_share_the_link_do_not_bound_the_clock(void **state)
{
	struct verdict v;
	struct truth t;
	struct merge m;

	simulate(&plain, &t);
	for (size_t i = 100; i < 200; i += 2) { /* sent again while under way, and found by the same interrupt */
		struct packet *rc = &t.rc->packets[i + 1], *ep = &t.ep->packets[i + 1];
		const struct packet *rc_before = &t.rc->packets[i], *ep_before = &t.ep->packets[i];

		rc->start = rc_before->start + 30000;
		ep->start = ep_before->start;
		rc->t[RC_ISR] = rc_before->t[RC_ISR] - 30000;
		ep->t[EP_IRQ] = 0;
		t.request[i + 1] = t.request[i] - 30000;
		t.reply[i + 1] = 0;
	}
	assert_int_equal(merger_run(&m, t.rc, t.ep), 0);
	assert_account_closes(&m.pairing);
	assert_int_equal(m.clock.state, MERGE_CLOCK_FITTED);
	assert_int_equal(m.clock.used, m.npairs - 100);
	for (size_t i = 100; i < 200; i++)
		assert_false(m.pairs[i].alone);
	v = judge(&m, &t);
	assert_in_range(v.outside, 0, 100); /* theirs alone: they have no reply of their own */
	drop(&t, &m);
}

/* --- pairing ----------------------------------------------------------------------------------------------------- */

static uint64_t fate(const struct merge *m, enum packet_side side, enum pair_fate f)
{
	return m->pairing.side[side].fate[f];
}

static void every_packet_is_paired_or_counted(void **state)
{
	struct sim s = plain;
	struct truth t;
	struct merge m;

	s.lost_ep = 0.05;
	s.doubled = 0.03;
	s.holes = 0.02;
	s.rc_from = 500;
	s.ep_to = 4000;
	merge_of(&s, &t, &m);
	assert_int_equal(m.npairs, t.common);
	assert_int_equal(fate(&m, SIDE_RC, FATE_OUTSIDE), 1000);
	/* the endpoint's first 500, without those lost and with those doubled */
	assert_in_range(fate(&m, SIDE_EP, FATE_OUTSIDE), 450, 500);
	assert_in_range(fate(&m, SIDE_EP, FATE_DUPLICATE), 70, 150);
	assert_int_equal(fate(&m, SIDE_RC, FATE_DUPLICATE), 0);
	assert_in_range(fate(&m, SIDE_RC, FATE_ABSENT), 120, 240);
	assert_int_equal(fate(&m, SIDE_EP, FATE_ABSENT), 0);
	assert_in_range(fate(&m, SIDE_RC, FATE_INCOMPLETE), 35, 110);
	assert_int_equal(fate(&m, SIDE_RC, FATE_INCOMPLETE), fate(&m, SIDE_EP, FATE_INCOMPLETE));
	assert_int_equal(m.pairing.side[SIDE_EP].missing[EP_RAISED], fate(&m, SIDE_EP, FATE_INCOMPLETE));
	assert_int_equal(m.pairing.side[SIDE_RC].missing[RC_ISR], 0);
	drop(&t, &m);
}

static void rows_that_one_side_left_out_are_thinned(void **state)
{
	struct sim s = plain;
	struct truth t;
	struct merge m;

	s.rc_stride = 2;
	s.ep_stride = 8;
	merge_of(&s, &t, &m);
	assert_int_equal(m.npairs, 625);
	assert_int_equal(fate(&m, SIDE_RC, FATE_THINNED), 2500 - 625);
	assert_int_equal(fate(&m, SIDE_EP, FATE_PAIRED), 625);
	drop(&t, &m);
}

/* 160 000 packets, one in 32 kept: numbers come again two and three times. */
static void numbers_that_come_again_are_told_apart(void **state)
{
	for (int i = 0; i < 5; i++) {
		struct sim s = plain;
		struct truth t;
		struct verdict v;
		struct merge m;

		s.seed = 300 + i;
		s.packets = 160000;
		s.gap = 1e6;
		s.rc_stride = s.ep_stride = 32;
		s.lost_rc = s.lost_ep = i * 0.05;
		s.doubled = 0.01;
		merge_of(&s, &t, &m);
		assert_true(m.pairing.repeats);
		assert_int_equal(m.npairs, t.common);
		v = judge(&m, &t);
		assert_int_equal(v.outside, 0);
		drop(&t, &m);
	}
}

/*
 * Recordings that begin and end half a turn of the numbers apart: by order alone nearly every packet would be paired with its
 * namesake of the next turn, and there are more of these pairs than of right ones.
 */
static void a_turn_of_the_numbers_is_not_mistaken_for_the_next(void **state)
{
	for (int i = 0; i < 2; i++) {
		struct sim s = plain;
		struct truth t;
		struct merge m;

		s.packets = 150000;
		s.gap = 2e6;
		s.rc_stride = s.ep_stride = 16;
		s.rc_to = i ? 0 : 100000;
		s.rc_from = i ? 50000 : 0;
		s.ep_from = i ? 0 : 50000;
		s.ep_to = i ? 100000 : 0;
		merge_of(&s, &t, &m);
		assert_int_equal(m.npairs, t.common);
		assert_int_equal(fate(&m, SIDE_RC, FATE_OUTSIDE), 50000 / 16);
		assert_int_equal(fate(&m, SIDE_EP, FATE_OUTSIDE), 50000 / 16);
		drop(&t, &m);
	}
}

static void set_hosts(struct run *run, uint32_t hosts)
{
	for (size_t i = 0; i < run->npackets; i++)
		run->packets[i].hosts = hosts;
}

static void addresses_tell_apart_and_unknown_ones_match_any(void **state)
{
	struct sim s = plain;
	struct truth t;
	struct merge m;

	s.packets = 50;
	simulate(&s, &t);
	set_hosts(t.ep, 0);
	assert_int_equal(merger_run(&m, t.rc, t.ep), 0);
	assert_int_equal(m.npairs, 50);
	merge_clear(&m);
	set_hosts(t.ep, 4);
	assert_int_equal(merger_run(&m, t.rc, t.ep), 0);
	assert_account_closes(&m.pairing);
	assert_int_equal(m.npairs, 0);
	assert_int_equal(fate(&m, SIDE_RC, FATE_ABSENT), 50);
	assert_int_equal(m.clock.state, MERGE_CLOCK_UNKNOWN);
	drop(&t, &m);
}

/* The lab: one machine, one run, one clock. Then one-way times are what they are. */
static void both_sides_in_one_run_are_on_one_clock(void **state)
{
	struct sim s = plain;
	struct truth t;
	struct merge m;
	struct verdict v;
	size_t n;

	s.packets = 300;
	s.offset = s.drift = 0;
	simulate(&s, &t);
	n = t.rc->npackets;
	for (size_t i = 0; i < t.ep->npackets; i++)
		*run_add_packet(t.rc) = t.ep->packets[i];
	assert_int_equal(merger_run(&m, t.rc, t.rc), 0);
	assert_account_closes(&m.pairing);
	assert_int_equal(m.npairs, n);
	assert_int_equal(m.clock.state, MERGE_CLOCK_ONE);
	v = judge(&m, &t);
	assert_int_equal(v.outside, 0);
	assert_true(v.worst <= 42);
	drop(&t, &m);
}

/* --- wire, poll wait, breakdown ---------------------------------------------------------------------------------- */

static void wire_is_what_was_under_way(void **state)
{
	struct truth t;
	struct merge m;

	merge_of(&plain, &t, &m);
	for (size_t i = 0; i < m.npairs; i++) {
		const size_t packet = t.rc_row[m.pairs[i].rc - t.rc->packets];
		const double wire = t.request[packet] + t.reply[packet];
		/* the endpoint's clock is 130 ppm fast, and both have a step at either end */
		const double off = 130e-6 * (double)m.pairs[i].residency + 2 * 42;

		assert_true(fabs((double)m.pairs[i].wire - wire) <= off);
		assert_int_equal(m.pairs[i].poll_wait, 0);
	}
	drop(&t, &m);
}

static void waits_for_a_poll_count_from_the_luckiest(void **state)
{
	struct truth t;
	struct doorbell *d;
	struct merge m;
	int64_t least = INT64_MAX;

	simulate(&plain, &t);
	d = run_add_doorbell(t.ep);
	strcpy(d->backend, "poll");
	d->hits = 9;
	assert_int_equal(merger_run(&m, t.rc, t.ep), 0);
	assert_true(m.polled);
	for (size_t i = 0; i < m.npairs; i++)
		least = m.pairs[i].wire < least ? m.pairs[i].wire : least;
	for (size_t i = 0; i < m.npairs; i++)
		assert_int_equal(m.pairs[i].poll_wait, m.pairs[i].wire - least);
	drop(&t, &m);
}

static void parts_add_up_to_the_whole(void **state)
{
	struct breakdowns b;
	struct truth t;
	struct merge m;

	merge_of(&plain, &t, &m);
	assert_int_equal(breakdown_make(&b, &m), 0);
	assert_true(b.pinger);
	assert_int_equal(b.n, m.npairs);
	for (size_t i = 0; i < b.n; i++) {
		const struct breakdown *d = &b.all[i];

		assert_int_equal(d->ns[BREAK_WHOLE], d->pair->rc->t[RC_RECEIVED] - d->pair->rc->t[RC_SENT]);
		assert_int_equal(d->ns[BREAK_SUM], d->ns[BREAK_WHOLE]);
		assert_int_equal(d->ns[BREAK_REST], 0);
		/* 3 + 7 + 3 segments of 200 ns each; of the round trip's own nothing */
		assert_int_equal(d->ns[BREAK_OWN], 13 * 200);
		assert_true(!i || d->ns[BREAK_WHOLE] >= d[-1].ns[BREAK_WHOLE]);
	}
	assert_ptr_equal(b.median, &b.all[2499]);
	assert_ptr_equal(b.p99, &b.all[4949]);
	assert_ptr_equal(b.worst, &b.all[4999]);
	/* tx takes 3000 ns by the simulator: less the step, and less 200 of our own */
	assert_in_range(b.middle.ns[1], 3000 - 200 - 42, 3000 - 200 + 42);
	assert_string_equal(breakdown_name(&b, BREAK_WHOLE), "rtt");
	breakdown_clear(&b);
	drop(&t, &m);
}

static void what_was_not_seen_is_the_rest(void **state)
{
	struct sim s = plain;
	struct breakdowns b;
	struct truth t;
	struct merge m;

	s.packets = 99;
	simulate(&s, &t);
	for (size_t i = 0; i < t.rc->npackets; i++) {
		t.rc->packets[i].t[RC_SENT] = -1; /* no pinger */
		t.ep->packets[i].t[EP_XMIT] = -1; /* and a hook that was not there */
	}
	assert_int_equal(merger_run(&m, t.rc, t.ep), 0);
	assert_int_equal(breakdown_make(&b, &m), 0);
	assert_false(b.pinger);
	assert_string_equal(breakdown_name(&b, BREAK_WHOLE), "ping");
	for (size_t i = 0; i < b.n; i++) {
		const struct packet *ep = b.all[i].pair->ep;

		assert_int_equal(b.all[i].ns[BREAK_REST], ep->t[EP_REPLY] - ep->t[EP_NETIF_RX]);
		assert_false(b.all[i].known[0]); /* send */
		assert_false(b.all[i].known[BREAK_EP + 3]);
	}
	assert_true(b.rest > 0.05);
	breakdown_clear(&b);
	drop(&t, &m);
}

/* --- hostile ----------------------------------------------------------------------------------------------------- */

static void check_survives(struct truth *t)
{
	struct breakdowns b;
	struct merge m;

	assert_int_equal(merger_run(&m, t->rc, t->ep), 0);
	assert_account_closes(&m.pairing);
	assert_int_equal(breakdown_make(&b, &m), 0);
	breakdown_clear(&b);
	merge_clear(&m);
}

static void fill(struct run *run, const char *side, size_t n, uint64_t apart)
{
	for (size_t i = 0; i < n; i++) {
		struct packet *p = run_add_packet(run);

		strcpy(p->side, side);
		p->ident = p->seq = 7;
		p->start = i * apart;
		for (int k = 0; k < PACKET_POINTS; k++)
			p->t[k] = p->own[k] = 100 * k;
	}
	run->env.clock_step_ns = 1;
}

static void one_number_32768_times(void **state)
{
	static const uint64_t apart[] = { 0, 1000, PAIR_APART_NS, PAIR_APART_NS * 3 };

	for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
		struct truth t = { .rc = run_new(), .ep = run_new() };

		fill(t.rc, "rc", RUN_ROWS_MAX, apart[i]);
		fill(t.ep, "ep", RUN_ROWS_MAX - 1, apart[i]);
		check_survives(&t);
		forget(&t);
	}
}

static void any_times_in_any_order(void **state)
{
	static const uint64_t edges[] = {
		0, 1, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_MAX, PACKET_START_MAX, PACKET_START_MAX + 1
	};
	uint64_t random = 11;

	for (int round = 0; round < 300; round++) {
		struct truth t = { .rc = run_new(), .ep = run_new() };
		const size_t n = next_random(&random) % 60;

		fill(t.rc, "rc", n, 1000000);
		fill(t.ep, "ep", n, 1000000);
		for (size_t i = 0; i < 2 * n; i++) {
			struct packet *p = i < n ? &t.rc->packets[i] : &t.ep->packets[i - n];

			p->seq = next_random(&random) % 8;
			p->hosts = next_random(&random) % 3;
			p->start = next_random(&random) % 2 ? edges[next_random(&random) % 7] : random_log(&random, 63);
			for (int k = 0; k < PACKET_POINTS; k++) {
				p->t[k] = next_random(&random) % 4 ? (int64_t)random_log(&random, 63) :
								     (int64_t)edges[next_random(&random) % 7];
				p->own[k] = (int64_t)random_log(&random, 63);
			}
		}
		t.ep->packet_stride = edges[round % 7];
		t.rc->env.clock_step_ns = edges[round % 5];
		check_survives(&t);
		forget(&t);
	}
}

static void nothing_at_all(void **state)
{
	struct truth t = { .rc = run_new(), .ep = run_new() };

	check_survives(&t);
	fill(t.rc, "rc", 3, 5000);
	check_survives(&t);
	forget(&t);
}

static void the_most_that_a_run_keeps_takes_little_time(void **state)
{
	struct sim s = plain;
	struct truth t;
	struct merge m;
	clock_t begin;

	s.packets = 4 * RUN_ROWS_MAX;
	s.gap = 1e6;
	s.rc_stride = s.ep_stride = 4;
	simulate(&s, &t);
	begin = clock();
	assert_int_equal(merger_run(&m, t.rc, t.ep), 0);
	assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 3); /* under the sanitizers; 0.1 s without */
	assert_int_equal(m.npairs, RUN_ROWS_MAX);
	assert_int_equal(count_wrong(&m, &t), 0);
	drop(&t, &m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_way_times_are_within_their_bounds),
		cmocka_unit_test(an_asymmetric_link_stays_within_the_bounds),
		cmocka_unit_test(steps_are_part_of_the_bounds),
		cmocka_unit_test(an_overlap_of_write_and_interrupt_is_no_jump),
		cmocka_unit_test(a_jump_is_said_and_no_one_way_time_given),
		cmocka_unit_test(a_drift_of_a_thousand_ppm_is_not_believed),
		cmocka_unit_test(packets_that_share_the_link_do_not_bound_the_clock),
		cmocka_unit_test(every_packet_is_paired_or_counted),
		cmocka_unit_test(rows_that_one_side_left_out_are_thinned),
		cmocka_unit_test(numbers_that_come_again_are_told_apart),
		cmocka_unit_test(a_turn_of_the_numbers_is_not_mistaken_for_the_next),
		cmocka_unit_test(addresses_tell_apart_and_unknown_ones_match_any),
		cmocka_unit_test(both_sides_in_one_run_are_on_one_clock),
		cmocka_unit_test(wire_is_what_was_under_way),
		cmocka_unit_test(waits_for_a_poll_count_from_the_luckiest),
		cmocka_unit_test(parts_add_up_to_the_whole),
		cmocka_unit_test(what_was_not_seen_is_the_rest),
		cmocka_unit_test(one_number_32768_times),
		cmocka_unit_test(any_times_in_any_order),
		cmocka_unit_test(nothing_at_all),
		cmocka_unit_test(the_most_that_a_run_keeps_takes_little_time),
	};

	return cmocka_run_group_tests_name("pair", tests, NULL, NULL);
}
