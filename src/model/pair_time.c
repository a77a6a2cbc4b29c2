// SPDX-License-Identifier: GPL-2.0-only
/* What time says about pairs before any clock is known. */
#include <errno.h>
#include <stdlib.h>

#include "model/pair_impl.h"

/* --- which are alone --------------------------------------------------------------------------------------------- */

struct window {
	int64_t from, to;
	const struct packet *p;
	bool shared;
};

static int compare_from(const void *left, const void *right)
{
	const struct window *a = left, *b = right;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return (a->p > b->p) - (a->p < b->p);
}

static int compare_packet(const void *left, const void *right)
{
	const struct window *a = left, *b = right;

	return (a->p > b->p) - (a->p < b->p);
}

/* Of each packet of the root complex, from its doorbell to its reply, as far as known. */
static size_t fill_windows(const struct pairing *p, struct window *windows)
{
	size_t n = 0;

	for (size_t i = 0; i < p->nrows; i++) {
		const struct pair_row *row = &p->rows[i];
		struct window *w = &windows[n];

		if (row->side != SIDE_RC)
			continue;
		n++;
		*w = (struct window){ .from = row->begin, .to = row->end, .p = row->p };
		packet_time(row->p, RC_RING, &w->from);
		packet_time(row->p, RC_ISR, &w->to);
	}
	return n;
}

static void mark_shared(struct window *windows, size_t n)
{
	size_t longest = 0;

	for (size_t i = 1; i < n; i++) {
		if (windows[i].from <= windows[longest].to)
			windows[i].shared = windows[longest].shared = true;
		if (windows[i].to > windows[longest].to)
			longest = i;
	}
}

int pair_find_alone(struct pairing *p)
{
	struct window *windows = calloc(p->nrows + 1, sizeof(*windows));
	size_t n;

	if (!windows)
		return -ENOMEM;
	n = fill_windows(p, windows);
	qsort(windows, n, sizeof(*windows), compare_from);
	mark_shared(windows, n);
	qsort(windows, n, sizeof(*windows), compare_packet);
	for (size_t i = 0; i < p->npairs; i++) {
		const struct window key = { .p = p->pairs[i].rc };
		const struct window *w = bsearch(&key, windows, n, sizeof(*windows), compare_packet);

		p->pairs[i].alone = w && !w->shared;
	}
	free(windows);
	return 0;
}

/* --- which are of one offset ------------------------------------------------------------------------------------- */

/*
 * Rows of one number on both sides may be the same packet or not; each that might be is a guess. Of the right ones, the
 * bounds of the offset between the clocks agree with those of the guess before, but for what clocks drift meanwhile. Of the
 * wrong ones they are off by the time of 65536 packets, which is another one each time as soon as the pinger's gaps are
 * random. So the longest chain of guesses that agree is right.
 */
struct guess {
	struct pair_row *rc, *ep;
	int64_t t;	   /* of the doorbell, ns */
	int64_t low, high; /* bounds of the offset, ns */
	size_t chain;
};

struct chain {
	size_t id, length;
	const struct guess *last;
};

#define MAX_CHAINS  64 /* followed at a time */
#define MAX_TURNS   16 /* of one number that are tried against each other */
#define WORST_DRIFT 600e-6
#define WORST_STEPS 10000 /* ns, of both clocks; a tick-driven one is no use here */

static bool make_guess(struct pair_row *rc, struct pair_row *ep, struct guess *g)
{
	int64_t irq, raised, rung, isr, up, down;

	if (!packet_time(rc->p, RC_RUNG, &rung) || !packet_time(rc->p, RC_ISR, &isr) ||
	    !packet_time(ep->p, EP_IRQ, &irq) || !packet_time(ep->p, EP_RAISED, &raised))
		return false;
	up = irq - rung;
	down = raised - isr;
	*g = (struct guess){ .rc = rc, .ep = ep, .t = rung };
	g->low = up < down ? up : down;
	g->high = up < down ? down : up;
	return true;
}

static size_t group_guesses(const struct pair_group *g, struct guess *guesses)
{
	struct pair_row *rc = g->first[SIDE_RC], *ep_first = g->first[SIDE_EP];
	size_t n = 0;

	for (size_t i = 0; i < g->n[SIDE_RC] && i < MAX_TURNS; i++) {
		for (size_t k = 0; k < g->n[SIDE_EP] && k < MAX_TURNS; k++) {
			if (rc[i].fate == FATE_OPEN && ep_first[k].fate == FATE_OPEN)
				n += make_guess(&rc[i], &ep_first[k], &guesses[n]);
		}
	}
	return n;
}

static int compare_guesses(const void *left, const void *right)
{
	const struct guess *a = left, *b = right;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	return (a->ep > b->ep) - (a->ep < b->ep);
}

static bool agree(const struct guess *a, const struct guess *b)
{
	const double drift = WORST_DRIFT * (double)(b->t - a->t) + WORST_STEPS;

	return (double)b->low - drift <= (double)a->high && (double)b->high + drift >= (double)a->low;
}

/* The longest chain that a guess may go on with, or NULL. */
static struct chain *find_chain(struct chain *chains, size_t n, const struct guess *g)
{
	struct chain *best = NULL;

	for (struct chain *c = chains; c < chains + n; c++)
		if (c->last->t != g->t && agree(c->last, g) && (!best || c->length > best->length))
			best = c;
	return best;
}

/* The shortest chain, of those the one that went on last the longest time ago. */
static struct chain *find_least(struct chain *chains, size_t n)
{
	struct chain *least = chains;

	for (struct chain *c = chains; c < chains + n; c++)
		if (c->length < least->length || (c->length == least->length && c->last->t < least->last->t))
			least = c;
	return least;
}

/* Put each guess into a chain; returns the longest one's id. */
static size_t follow_chains(struct guess *guesses, size_t n)
{
	size_t used = 0, ids = 0, longest = 0, winner = 0;
	struct chain chains[MAX_CHAINS];

	for (size_t i = 0; i < n; i++) {
		struct chain *c = find_chain(chains, used, &guesses[i]);

		if (!c) {
			c = used < MAX_CHAINS ? &chains[used++] : find_least(chains, used);
			*c = (struct chain){ .id = ids++ };
		}
		c->length++;
		c->last = &guesses[i];
		guesses[i].chain = c->id;
		if (c->length > longest) {
			longest = c->length;
			winner = c->id;
		}
	}
	return winner;
}

static size_t count_guesses(const struct pairing *p)
{
	struct pair_group g;
	size_t at = 0, n = 0;

	while (pair_group(p, &at, &g))
		n += (g.n[SIDE_RC] < MAX_TURNS ? g.n[SIDE_RC] : MAX_TURNS) *
		     (g.n[SIDE_EP] < MAX_TURNS ? g.n[SIDE_EP] : MAX_TURNS);
	return n;
}

static void part_all(struct pairing *p)
{
	for (size_t i = 0; i < p->nrows; i++)
		if (p->rows[i].mate)
			pair_part(&p->rows[i]);
}

int pair_by_offset(struct pairing *p)
{
	struct guess *guesses = calloc(count_guesses(p) + 1, sizeof(*guesses));
	size_t n = 0, at = 0, winner;
	struct pair_group g;

	if (!guesses)
		return -ENOMEM;
	while (pair_group(p, &at, &g))
		n += group_guesses(&g, &guesses[n]);
	qsort(guesses, n, sizeof(*guesses), compare_guesses);
	winner = follow_chains(guesses, n);
	part_all(p);
	for (size_t i = 0; i < n; i++)
		if (guesses[i].chain == winner && !guesses[i].rc->mate && !guesses[i].ep->mate)
			pair_mate(guesses[i].rc, guesses[i].ep);
	free(guesses);
	return 0;
}
