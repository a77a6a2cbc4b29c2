// SPDX-License-Identifier: GPL-2.0-only
/* Remarks on a merge: what has to be known to read its figures right. */
#include <string.h>

#include "view/merge_impl.h"
#include "model/units.h"

#define note(table, code, ...) add_note(table, code, table_str(table, __VA_ARGS__))

static const char *const sides[] = { [SIDE_RC] = "root complex", [SIDE_EP] = "endpoint" };

static void add_note(struct table *table, const char *code, const char *text)
{
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_str(code);
	row[1] = cell_str(text);
}

/* --- pairs ------------------------------------------------------------------------------------------------------- */

static const struct packet *first_of(const struct run *run, const char *side)
{
	for (size_t i = 0; i < run->npackets; i++)
		if (!strcmp(run->packets[i].side, side))
			return &run->packets[i];
	return NULL;
}

/* Has the endpoint any packet of the root complex's identifiers? Neighbours mostly have the same one. */
static bool share_ident(const struct merge *m)
{
	const struct packet *last = NULL;

	for (size_t i = 0; i < m->rc->npackets; i++) {
		const struct packet *rc = &m->rc->packets[i];

		if (strcmp(rc->side, "rc") != 0 || (last && last->ident == rc->ident))
			continue;
		last = rc;
		for (size_t k = 0; k < m->ep->npackets; k++)
			if (m->ep->packets[k].ident == rc->ident && !strcmp(m->ep->packets[k].side, "ep"))
				return true;
	}
	return false;
}

static void note_too_few(struct table *table, const struct merge *m)
{
	const struct packet *rc = first_of(m->rc, "rc"), *ep = first_of(m->ep, "ep");

	if (m->npairs > 1)
		return;
	if (!m->npairs && rc && ep && !share_ident(m))
		note(table, "other-pings",
		     "NO PAIR: no identifier is on both sides (root complex: %u, endpoint: %u). These are recordings of "
		     "different pings.",
		     rc->ident, ep->ident);
	else
		note(table, "too-few-pairs",
		     "%zu %s: too few to judge by. The table of packets says why; both sides must be recorded while the same "
		     "ping runs.",
		     m->npairs, m->npairs == 1 ? "PAIR" : "PAIRS");
}

/* "ntb_epf_vec_isr 3, pci_epc_raise_irq exit 2" */
static const char *missing_points(struct table *table, const struct pairing *p)
{
	const char *text = "";

	for (int side = SIDE_RC; side <= SIDE_EP; side++)
		for (int i = 0; i < PACKET_POINTS; i++)
			if (p->side[side].missing[i])
				text = table_str(table, "%s%s%s %llu", text, *text ? ", " : "",
						 packet_point((enum packet_side)side, i),
						 (unsigned long long)p->side[side].missing[i]);
	return text;
}

static void note_unpaired(struct table *table, const struct merge *m)
{
	const struct pairing *p = &m->pairing;
	const uint64_t ambiguous = p->side[SIDE_RC].fate[FATE_AMBIGUOUS] + p->side[SIDE_EP].fate[FATE_AMBIGUOUS];
	const struct run *runs[] = { m->rc, m->ep };

	if (p->side[SIDE_RC].fate[FATE_INCOMPLETE])
		note(table, "incomplete-packets",
		     "Incomplete packets have a partner, but these points were not seen: %s.",
		     missing_points(table, p));
	if (ambiguous)
		note(table, "ambiguous",
		     "%llu packets are ambiguous: sequence numbers have 16 bits, theirs came more than once, and the clocks "
		     "do not tell which is which.",
		     (unsigned long long)ambiguous);
	for (int side = SIDE_RC; side <= (m->rc == m->ep ? SIDE_RC : SIDE_EP); side++)
		if (runs[side]->packets_lost)
			note(table, "packets-lost",
			     "%s: %llu packets have no row, the ring buffer was full. Their partners are absent.",
			     sides[side], (unsigned long long)runs[side]->packets_lost);
}

static void note_shared(struct table *table, const struct merge *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->npairs; i++)
		n += !m->pairs[i].alone;
	if (n)
		note(table, "shared",
		     "%zu of %zu pairs were under way together with another packet. One doorbell may have served both, so they do "
		     "not bound the clocks, and their one-way times may be off.",
		     n, m->npairs);
	if (m->negative)
		note(table, "negative-wire",
		     "%zu of %zu pairs have less than no wire time: the interrupt came while the write was still under way, as on "
		     "a machine that is both ends. They are in the account, and in no quantile of wire.",
		     m->negative, m->npairs);
}

/* --- clocks ------------------------------------------------------------------------------------------------------ */

static void note_clock(struct table *table, const struct merge *m)
{
	const struct merge_clock *c = &m->clock;
	char text[32];

	if (c->state == MERGE_CLOCK_FITTED)
		note(table, "asymmetry",
		     "The clocks alone cannot tell how the time over the link is shared between request and reply: one-way times are "
		     "known to +- half of the least wire time, no better. The sum of both is wire, which needs no clock.");
	if (c->state == MERGE_CLOCK_FITTED && c->begins)
		note(table, "overlap",
		     "Some interrupts came before the write that raised them was seen done. The clocks are bounded by where writes "
		     "begin instead.");
	if (c->state == MERGE_CLOCK_JUMPED && c->too_fast)
		note(table, "clock-jumped",
		     "The clocks seem to drift by %.0f ppm, more than any two do: one of them is wrong, or was changed meanwhile. "
		     "There are no one-way times.",
		     c->free_drift * 1e6);
	else if (c->state == MERGE_CLOCK_JUMPED)
		note(table, "clock-jumped",
		     "No offset and drift agree with all pairs, the best misses by %s: a clock JUMPED (a suspended machine) or changed "
		     "its rate, or doorbells of other traffic carried these packets. There are no one-way times; wire holds.",
		     units_mean(c->violation, table->step, text, sizeof(text)));
}

static void note_polled(struct table *table, const struct merge *m)
{
	if (m->polled && m->npairs)
		note(table, "polled",
		     "The doorbells are polled: wire includes the wait for the poll. poll-wait is wire less the least wire, as if the "
		     "luckiest packet had waited about 0; in the breakdown wire is what remains.");
}

/* --- the runs ---------------------------------------------------------------------------------------------------- */

static void note_run(struct table *table, const struct run *run, const char *side)
{
	if (!run->complete)
		note(table, "incomplete",
		     "%s: INCOMPLETE, the file is a checkpoint of a recording that never ended in order.", side);
	if (!run_closes(run))
		note(table, "open-account",
		     "%s: the account is OPEN: events were seen that are nowhere, so its figures may be wrong and nothing is judged "
		     "by them.",
		     side);
	if (strcmp(run->env.correction, "calibrated") != 0)
		note(table, "raw",
		     "%s: what it takes to reach epbell's own hooks is not known (no calibration), so of that the stages have their "
		     "share.",
		     side);
}

static void note_unlike(struct table *table, const struct merge *m)
{
	const struct environment *rc = &m->rc->env, *ep = &m->ep->env;

	if (strcmp(rc->epbell, ep->epbell) != 0)
		note(table, "unlike", "The runs are of different versions of epbell: %s and %s.", rc->epbell,
		     ep->epbell);
	if (strcmp(rc->lab, ep->lab) != 0)
		note(table, "unlike", "The runs are of different worlds: %s (root complex) and %s (endpoint).",
		     *rc->lab ? rc->lab : "a board", *ep->lab ? ep->lab : "a board");
	if (!strcmp(rc->lab, "deterministic"))
		note(table, "lab",
		     "Deterministic lab: a nanosecond is an executed instruction, so 1.00 us is 1000 instructions. No board has "
		     "these times.");
}

static void note_rest(struct table *table, const struct breakdowns *b)
{
	if (b->n && b->rest > 0.001)
		note(table, "rest",
		     "Stages without a figure are missing in the sum: their points were not seen, and their time is the "
		     "unexplained rest.");
}

struct table *merge_notes(const struct merge_view *v)
{
	static const struct column columns[] = {
		{ .key = "code", .head = "", .flags = COL_JSON },
		{ .key = "text", .head = "" },
	};
	struct table *table = table_new(TABLE_BULLETS, "notes", columns, NCOLUMNS(columns), merge_step(v->merge));
	const struct merge *m = v->merge;

	table->title = "Notes";
	note_too_few(table, m);
	note_run(table, m->rc, m->rc == m->ep ? "both sides" : sides[SIDE_RC]);
	if (m->rc != m->ep)
		note_run(table, m->ep, sides[SIDE_EP]);
	note_unpaired(table, m);
	note_shared(table, m);
	note_clock(table, m);
	note_polled(table, m);
	note_rest(table, v->breakdowns);
	note_unlike(table, m);
	return table;
}
