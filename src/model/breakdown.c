// SPDX-License-Identifier: GPL-2.0-only
/* Where the round trip of a packet went: every part of it once, so that the sum can be held against the whole. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/merge.h"

/* The segment of each row that is one. */
static const struct segment *row_segment(int row, enum packet_side *side)
{
	*side = row >= BREAK_EP && row < BREAK_RC ? SIDE_EP : SIDE_RC;
	if (row < BREAK_WIRE)
		return &packet_segments(SIDE_RC)[row];
	if (*side == SIDE_EP)
		return &packet_segments(SIDE_EP)[row - BREAK_EP];
	if (row >= BREAK_RC && row < BREAK_OWN)
		return &packet_segments(SIDE_RC)[RC_ISR + row - BREAK_RC];
	return NULL;
}

const char *breakdown_name(const struct breakdowns *b, int row)
{
	enum packet_side side;
	const struct segment *s = row_segment(row, &side);

	if (s)
		return s->name;
	switch (row) {
	case BREAK_WIRE:
		return "wire";
	case BREAK_POLL_WAIT:
		return "poll-wait";
	case BREAK_OWN:
		return "own";
	case BREAK_SUM:
		return "sum";
	case BREAK_WHOLE:
		return b->pinger ? "rtt" : "ping";
	default:
		return "rest";
	}
}

static bool whole_of(const struct packet *rc, bool pinger, int64_t *ns)
{
	return packet_raw(rc, pinger ? RC_SENT : RC_XMIT, pinger ? RC_RECEIVED : RC_NETIF_RX, ns);
}

static void set(struct breakdown *d, int row, int64_t ns)
{
	d->known[row] = true;
	d->ns[row] = ns;
}

static bool fill(struct breakdown *d, const struct merge *m, const struct merge_pair *pair, bool pinger)
{
	int64_t ns, own, hooks = 0, sum = 0;

	*d = (struct breakdown){ .pair = pair };
	if (!whole_of(pair->rc, pinger, &ns) || ns < 0)
		return false;
	set(d, BREAK_WHOLE, ns);
	for (int row = 0; row < BREAK_OWN; row++) {
		enum packet_side side;
		const struct segment *s = row_segment(row, &side);

		if (!s || (!pinger && (s->from == RC_SENT || s->to == RC_RECEIVED) && side == SIDE_RC))
			continue;
		if (packet_corrected(side == SIDE_RC ? pair->rc : pair->ep, s->from, s->to, &ns, &own)) {
			set(d, row, ns);
			hooks += own;
		}
	}
	set(d, BREAK_WIRE, pair->wire - pair->poll_wait);
	if (m->polled)
		set(d, BREAK_POLL_WAIT, pair->poll_wait);
	set(d, BREAK_OWN, hooks);
	for (int row = 0; row < BREAK_SUM; row++)
		sum += d->ns[row];
	set(d, BREAK_SUM, sum);
	set(d, BREAK_REST, d->ns[BREAK_WHOLE] - sum);
	return true;
}

static int compare_whole(const void *left, const void *right)
{
	const struct breakdown *a = left, *b = right;

	if (a->ns[BREAK_WHOLE] != b->ns[BREAK_WHOLE])
		return a->ns[BREAK_WHOLE] < b->ns[BREAK_WHOLE] ? -1 : 1;
	return (a->pair > b->pair) - (a->pair < b->pair);
}

static int compare_doubles(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Place of the q-quantile among @n sorted ones: rank ceil(q * n) in thousandths, from 0. */
static size_t place(size_t n, size_t thousandths)
{
	size_t rank = (n * thousandths + 999) / 1000;

	return rank ? rank - 1 : 0;
}

/* Sums of a packet stay below 2^60, where a double is off by less than a microsecond in months. */
static double median(double *x, size_t n)
{
	qsort(x, n, sizeof(*x), compare_doubles);
	return x[place(n, 500)];
}

static int find_middle(struct breakdowns *b)
{
	double *x = malloc(b->n * sizeof(*x));

	if (!x)
		return -ENOMEM;
	for (int row = 0; row < BREAK_ROWS; row++) {
		size_t n = 0;

		for (size_t i = 0; i < b->n; i++)
			if (b->all[i].known[row])
				x[n++] = (double)b->all[i].ns[row];
		if (n)
			set(&b->middle, row, (int64_t)median(x, n));
	}
	for (size_t i = 0; i < b->n; i++) {
		const double rest = (double)b->all[i].ns[BREAK_REST], whole = (double)b->all[i].ns[BREAK_WHOLE];

		x[i] = (rest < 0 ? -rest : rest) / (whole > 0 ? whole : 1);
	}
	b->rest = median(x, b->n);
	free(x);
	return 0;
}

/* Was there a pinger that noted both its ends, of most pairs? */
static bool has_pinger(const struct merge *m)
{
	size_t n = 0;
	int64_t ns;

	for (size_t i = 0; i < m->npairs; i++)
		n += whole_of(m->pairs[i].rc, true, &ns);
	return 2 * n > m->npairs;
}

int breakdown_make(struct breakdowns *b, const struct merge *m)
{
	memset(b, 0, sizeof(*b));
	b->pinger = has_pinger(m);
	b->all = calloc(m->npairs + 1, sizeof(*b->all));
	if (!b->all)
		return -ENOMEM;
	for (size_t i = 0; i < m->npairs; i++)
		b->n += fill(&b->all[b->n], m, &m->pairs[i], b->pinger);
	if (!b->n)
		return 0;
	qsort(b->all, b->n, sizeof(*b->all), compare_whole);
	b->median = &b->all[place(b->n, 500)];
	b->p99 = &b->all[place(b->n, 990)];
	b->worst = &b->all[b->n - 1];
	return find_middle(b);
}

void breakdown_clear(struct breakdowns *b)
{
	free(b->all);
	memset(b, 0, sizeof(*b));
}
