// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/pair.h"
#include "model/pair_impl.h"

static const char *const fate_names[PAIR_FATES] = {
	[FATE_PAIRED] = "paired",   [FATE_INCOMPLETE] = "incomplete", [FATE_DUPLICATE] = "duplicate",
	[FATE_THINNED] = "thinned", [FATE_OUTSIDE] = "outside",	      [FATE_AMBIGUOUS] = "ambiguous",
	[FATE_ABSENT] = "absent",
};

const char *pair_fate_name(enum pair_fate fate)
{
	return fate_names[fate];
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

static int compare_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int pair_compare_key(const struct pair_row *a, const struct pair_row *b)
{
	int diff = compare_u64(a->p->ident, b->p->ident);

	if (!diff)
		diff = compare_u64(a->p->seq, b->p->seq);
	return diff ? diff : compare_u64(a->hosts, b->hosts);
}

/* By number, side and time; what is equal in all stays in the run's order. */
static int compare_rows(const void *left, const void *right)
{
	const struct pair_row *a = left, *b = right;
	int diff = pair_compare_key(a, b);

	if (!diff)
		diff = (int)a->side - (int)b->side;
	if (!diff)
		diff = (a->begin > b->begin) - (a->begin < b->begin);
	return diff ? diff : (a->p > b->p) - (a->p < b->p);
}

static void add_rows(struct pairing *p, const struct run *run, enum packet_side side, const char *name)
{
	for (size_t i = 0; i < run->npackets; i++) {
		const struct packet *packet = &run->packets[i];
		struct pair_row *row = &p->rows[p->nrows];
		int64_t t;

		if (strcmp(packet->side, name) != 0)
			continue;
		p->nrows++;
		*row = (struct pair_row){ .p = packet, .side = side, .hosts = packet->hosts, .fate = FATE_OPEN };
		row->begin = packet->start < PACKET_START_MAX ? (int64_t)packet->start : PACKET_START_MAX;
		row->end = row->begin;
		for (int k = 0; k < PACKET_POINTS; k++)
			if (packet_time(packet, k, &t) && t > row->end)
				row->end = t;
	}
}

/* Addresses that are not known match any: where a number has one such row, addresses do not tell its rows apart. */
static void blur_hosts(struct pairing *p)
{
	for (size_t i = 0, end; i < p->nrows; i = end) {
		bool unknown = false;

		for (end = i; end < p->nrows && p->rows[end].p->ident == p->rows[i].p->ident &&
			      p->rows[end].p->seq == p->rows[i].p->seq;
		     end++)
			unknown |= !p->rows[end].hosts;
		for (size_t k = i; k < end && unknown; k++)
			p->rows[k].hosts = 0;
	}
}

/* --- groups of one number ---------------------------------------------------------------------------------------- */

bool pair_group(const struct pairing *p, size_t *at, struct pair_group *g)
{
	size_t i = *at;

	if (i >= p->nrows)
		return false;
	for (int side = SIDE_RC; side <= SIDE_EP; side++) {
		g->first[side] = &p->rows[i];
		g->n[side] = 0;
		for (; i < p->nrows && (int)p->rows[i].side == side && !pair_compare_key(&p->rows[i], &p->rows[*at]);
		     i++)
			g->n[side]++;
	}
	*at = i;
	return true;
}

void pair_mate(struct pair_row *a, struct pair_row *b)
{
	a->mate = b;
	b->mate = a;
}

void pair_part(struct pair_row *row)
{
	row->mate->mate = NULL;
	row->mate = NULL;
}

struct pair_row *pair_next_open(struct pair_row *row, const struct pair_row *end)
{
	while (row < end && (row->mate || row->fate != FATE_OPEN))
		row++;
	return row;
}

/* Rows that follow another one of their number too soon. Returns how many there are beside. */
static size_t mark_duplicates(struct pair_row *row, size_t n)
{
	const struct pair_row *last = NULL;
	size_t kept = 0;

	for (const struct pair_row *end = row + n; row < end; row++) {
		if (last && row->begin - last->begin < PAIR_APART_NS) {
			row->fate = FATE_DUPLICATE;
			continue;
		}
		last = row;
		kept++;
	}
	return kept;
}

/* The k-th of one side with the k-th of the other, where both have as many. */
static void pair_in_order(struct pairing *p, struct pair_group *g)
{
	const size_t nrc = mark_duplicates(g->first[SIDE_RC], g->n[SIDE_RC]);
	const size_t nep = mark_duplicates(g->first[SIDE_EP], g->n[SIDE_EP]);
	struct pair_row *rc = g->first[SIDE_RC], *ep = g->first[SIDE_EP];
	const struct pair_row *rc_end = rc + g->n[SIDE_RC], *ep_end = ep + g->n[SIDE_EP];

	p->repeats |= nrc > 1 || nep > 1;
	if (nrc != nep)
		return;
	while ((rc = pair_next_open(rc, rc_end)) < rc_end && (ep = pair_next_open(ep, ep_end)) < ep_end)
		pair_mate(rc, ep);
}

/* --- the result -------------------------------------------------------------------------------------------------- */

bool pair_complete(const struct packet *rc, const struct packet *ep)
{
	int64_t t;

	return packet_time(rc, RC_RUNG, &t) && packet_time(rc, RC_ISR, &t) && packet_time(ep, EP_IRQ, &t) &&
	       packet_time(ep, EP_RAISED, &t);
}

static int compare_pairs(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	int64_t ta = 0, tb = 0;

	packet_time(a->rc, RC_RUNG, &ta);
	packet_time(b->rc, RC_RUNG, &tb);
	if (ta != tb)
		return ta < tb ? -1 : 1;
	return (a->rc > b->rc) - (a->rc < b->rc);
}

int pair_collect(struct pairing *p)
{
	struct pair *pairs = reallocarray(p->pairs, p->nrows + 1, sizeof(*pairs));

	if (!pairs)
		return -ENOMEM;
	p->pairs = pairs;
	p->npairs = 0;
	for (size_t i = 0; i < p->nrows; i++) {
		const struct pair_row *row = &p->rows[i];

		if (row->side == SIDE_RC && row->mate && pair_complete(row->p, row->mate->p))
			p->pairs[p->npairs++] = (struct pair){ .rc = row->p, .ep = row->mate->p };
	}
	qsort(p->pairs, p->npairs, sizeof(*p->pairs), compare_pairs);
	return pair_find_alone(p);
}

int pairing_begin(struct pairing *p, const struct run *rc, const struct run *ep)
{
	struct pair_group g;
	size_t at = 0;
	int code = 0;

	memset(p, 0, sizeof(*p));
	p->stride[SIDE_RC] = rc->packet_stride;
	p->stride[SIDE_EP] = ep->packet_stride;
	p->rows = calloc(rc->npackets + ep->npackets + 1, sizeof(*p->rows));
	if (!p->rows)
		return -ENOMEM;
	add_rows(p, rc, SIDE_RC, "rc");
	add_rows(p, ep, SIDE_EP, "ep");
	qsort(p->rows, p->nrows, sizeof(*p->rows), compare_rows);
	blur_hosts(p);
	qsort(p->rows, p->nrows, sizeof(*p->rows), compare_rows);
	while (pair_group(p, &at, &g))
		pair_in_order(p, &g);
	if (p->repeats)
		code = pair_by_offset(p);
	if (!code)
		code = pair_collect(p);
	return code;
}

void pairing_clear(struct pairing *p)
{
	free(p->pairs);
	free(p->rows);
	memset(p, 0, sizeof(*p));
}
