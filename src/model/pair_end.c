// SPDX-License-Identifier: GPL-2.0-only
/* The end of pairing: what a clock tells, and why the rest has no partner. */
#include <string.h>

#include "model/pair_impl.h"

/* A moment of a row's run as ns of the root complex's clock. */
static double rc_time(const struct pair_clock *clock, enum packet_side side, int64_t ns)
{
	double t;

	if (side == SIDE_RC)
		return (double)ns;
	/* sums of numbers near 2^62 need more than 64 bits */
	t = (double)((__int128)ns - clock->offset);
	return t - clock->drift * (double)((__int128)ns - clock->offset - clock->t0);
}

/* Is @a over before @b begins? */
static bool before(const struct pair_clock *clock, const struct pair_row *a, const struct pair_row *b)
{
	return rc_time(clock, a->side, a->end) + clock->tolerance < rc_time(clock, b->side, b->begin);
}

static bool meet(const struct pair_clock *clock, const struct pair_row *a, const struct pair_row *b)
{
	return !before(clock, a, b) && !before(clock, b, a);
}

static void part_contradictions(struct pairing *p, const struct pair_clock *clock)
{
	for (size_t i = 0; i < p->nrows; i++)
		if (p->rows[i].mate && !meet(clock, &p->rows[i], p->rows[i].mate))
			pair_part(&p->rows[i]);
}

/* Pair the open rows of a number that were under way at the same time; where that is more than two, none. */
static void pair_by_clock(const struct pair_group *g, const struct pair_clock *clock)
{
	const struct pair_row *rc_end = g->first[SIDE_RC] + g->n[SIDE_RC];
	const struct pair_row *ep_end = g->first[SIDE_EP] + g->n[SIDE_EP];
	struct pair_row *rc = pair_next_open(g->first[SIDE_RC], rc_end);
	struct pair_row *ep = pair_next_open(g->first[SIDE_EP], ep_end);

	while (rc < rc_end && ep < ep_end) {
		struct pair_row *rc_next = pair_next_open(rc + 1, rc_end), *ep_next = pair_next_open(ep + 1, ep_end);

		if (before(clock, rc, ep)) {
			rc = rc_next;
		} else if (before(clock, ep, rc)) {
			ep = ep_next;
		} else if (rc_next < rc_end && meet(clock, rc_next, ep)) {
			rc->fate = rc_next->fate = FATE_AMBIGUOUS;
			rc = pair_next_open(rc_next, rc_end);
		} else if (ep_next < ep_end && meet(clock, rc, ep_next)) {
			ep->fate = ep_next->fate = FATE_AMBIGUOUS;
			ep = pair_next_open(ep_next, ep_end);
		} else {
			pair_mate(rc, ep);
			rc = rc_next;
			ep = ep_next;
		}
	}
}

/* --- fates ------------------------------------------------------------------------------------------------------- */

/* From a side's first packet to its last, as a row of its own. */
static struct pair_row find_span(const struct pairing *p, enum packet_side side)
{
	struct pair_row span = { .side = side, .begin = INT64_MAX, .end = INT64_MIN };

	for (size_t i = 0; i < p->nrows; i++) {
		if (p->rows[i].side != side)
			continue;
		if (p->rows[i].begin < span.begin)
			span.begin = p->rows[i].begin;
		if (p->rows[i].end > span.end)
			span.end = p->rows[i].end;
	}
	return span;
}

static enum pair_fate why_alone(const struct pairing *p, const struct pair_group *g, const struct pair_row *row,
				const struct pair_clock *clock, const struct pair_row *span)
{
	const enum packet_side other = row->side == SIDE_RC ? SIDE_EP : SIDE_RC;

	if (row->fate != FATE_OPEN)
		return (enum pair_fate)row->fate;
	if (!g->n[other] && p->stride[other] > 1 && row->p->seq % p->stride[other])
		return FATE_THINNED;
	if (clock && span[other].begin <= span[other].end && !meet(clock, row, &span[other]))
		return FATE_OUTSIDE;
	if (g->n[other] && !clock && (g->n[SIDE_RC] > 1 || g->n[SIDE_EP] > 1))
		return FATE_AMBIGUOUS;
	return FATE_ABSENT;
}

static void count_missing(const struct pair_row *row, struct pair_account *account)
{
	static const int needed[2][2] = { [SIDE_RC] = { RC_RUNG, RC_ISR }, [SIDE_EP] = { EP_IRQ, EP_RAISED } };
	int64_t t;

	for (int i = 0; i < 2; i++)
		if (!packet_time(row->p, needed[row->side][i], &t))
			account->missing[needed[row->side][i]]++;
}

static bool mates_complete(const struct pair_row *row)
{
	return row->side == SIDE_RC ? pair_complete(row->p, row->mate->p) : pair_complete(row->mate->p, row->p);
}

static void settle_group(struct pairing *p, const struct pair_group *g, const struct pair_clock *clock,
			 const struct pair_row *span)
{
	for (int side = SIDE_RC; side <= SIDE_EP; side++) {
		for (size_t i = 0; i < g->n[side]; i++) {
			struct pair_row *row = &g->first[side][i];
			enum pair_fate fate;

			if (row->mate)
				fate = mates_complete(row) ? FATE_PAIRED : FATE_INCOMPLETE;
			else
				fate = why_alone(p, g, row, clock, span);
			if (fate == FATE_INCOMPLETE)
				count_missing(row, &p->side[side]);
			p->side[side].packets++;
			p->side[side].fate[fate]++;
		}
	}
}

int pairing_end(struct pairing *p, const struct pair_clock *clock)
{
	const struct pair_row span[2] = { find_span(p, SIDE_RC), find_span(p, SIDE_EP) };
	struct pair_group g;

	memset(p->side, 0, sizeof(p->side));
	if (clock && p->repeats)
		part_contradictions(p, clock);
	for (size_t at = 0; clock && pair_group(p, &at, &g);)
		pair_by_clock(&g, clock);
	for (size_t at = 0; pair_group(p, &at, &g);)
		settle_group(p, &g, clock, span);
	return pair_collect(p);
}
