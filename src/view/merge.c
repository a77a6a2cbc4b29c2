// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/merge_impl.h"
#include "model/units.h"

uint64_t merge_step(const struct merge *m)
{
	const uint64_t rc = m->rc->env.clock_step_ns, ep = m->ep->env.clock_step_ns;

	return rc > ep ? rc : ep;
}

struct cell merge_ns(struct table *table, int64_t ns)
{
	struct cell cell = { .type = CELL_INT, .i = ns };
	char text[32];

	if (ns >= 0)
		return cell_ns((uint64_t)ns);
	cell.shown = table_str(table, "%s", units_difference((double)ns, table->step, text, sizeof(text)));
	return cell;
}

/* --- which runs -------------------------------------------------------------------------------------------------- */

static struct table *merge_runs_table(const struct merge_view *v)
{
	static const struct column columns[] = {
		{ "rc_file", "root complex", 0, 0, NULL },
		{ "rc_host", NULL, 0, 0, "host %s" },
		{ "rc_machine", NULL, 0, 0, NULL },
		{ "rc_release", NULL, 0, 0, "Linux %s" },
		{ "ep_file", "endpoint", 0, 0, NULL },
		{ "ep_host", NULL, 0, 0, "host %s" },
		{ "ep_machine", NULL, 0, 0, NULL },
		{ "ep_release", NULL, 0, 0, "Linux %s" },
		{ "backend", "doorbell", 0, 0, NULL },
		{ "device", NULL, 0, 0, NULL },
		{ "poll_period", NULL, 0, 0, "polled every %s" },
	};
	const struct environment *rc = &v->merge->rc->env, *ep = &v->merge->ep->env;
	struct table *table = table_new(TABLE_RECORD, "runs", columns, NCOLUMNS(columns), merge_step(v->merge));
	struct cell *row = table_row(table, ROW_DATA);

	table->title = "Two sides";
	row[0] = cell_str(v->rc_file);
	row[1] = cell_str(rc->host);
	row[2] = cell_str(rc->machine);
	row[3] = cell_str(rc->release);
	row[4] = cell_str(v->ep_file ? v->ep_file : v->rc_file);
	row[5] = cell_str(ep->host);
	row[6] = cell_str(ep->machine);
	row[7] = cell_str(ep->release);
	row[8] = cell_str(v->merge->backend);
	row[9] = cell_str(v->merge->device);
	if (v->merge->poll_period)
		row[10] = cell_ns(v->merge->poll_period);
	return table;
}

/* --- the account of packets -------------------------------------------------------------------------------------- */

struct table *merge_packets(const struct merge_view *v)
{
	static const struct column columns[] = {
		{ .key = "side", .head = "side" },
		{ .key = "packets", .head = "packets", .flags = COL_RIGHT },
		{ .key = "paired", .head = "paired", .flags = COL_RIGHT },
		{ .key = "incomplete", .head = "incomplete", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "duplicate", .head = "duplicate", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "thinned", .head = "thinned", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "outside", .head = "outside", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "ambiguous", .head = "ambiguous", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "absent", .head = "absent", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "closes", .head = "closes", .flags = COL_RIGHT },
	};
	struct table *table = table_new(TABLE_ROWS, "packets", columns, NCOLUMNS(columns), 1);

	table->title = "Packets: all = paired + the columns behind it";
	table->after = "(columns that are zero throughout are left out)";
	for (int side = SIDE_RC; side <= SIDE_EP; side++) {
		const struct pair_account *a = &v->merge->pairing.side[side];
		struct cell *row = table_row(table, ROW_DATA);
		uint64_t sum = 0;

		row[0] = cell_str(side == SIDE_RC ? "rc" : "ep");
		row[0].shown = side == SIDE_RC ? "root complex" : "endpoint";
		row[1] = cell_uint(a->packets);
		for (int fate = 0; fate < PAIR_FATES; fate++) {
			row[2 + fate] = cell_uint(a->fate[fate]);
			sum += a->fate[fate];
		}
		row[2 + PAIR_FATES] = cell_bool(sum == a->packets);
		row[2 + PAIR_FATES].warn = sum != a->packets;
	}
	return table;
}

/* --- each pair --------------------------------------------------------------------------------------------------- */

enum pair_column {
	PAIR_AT,
	PAIR_IDENT,
	PAIR_SEQ,
	PAIR_RTT,
	PAIR_ROUND_TRIP,
	PAIR_RESIDENCY,
	PAIR_WIRE,
	PAIR_POLL_WAIT,
	PAIR_REQUEST,
	PAIR_REPLY,
	PAIR_BOUND,
	PAIR_ALONE,
};

static const struct column pair_columns[] = {
	[PAIR_AT] = { .key = "at", .head = "after", .flags = COL_RIGHT, .drop = 2 },
	[PAIR_IDENT] = { .key = "ident", .head = "", .flags = COL_JSON },
	[PAIR_SEQ] = { .key = "seq", .head = "seq", .flags = COL_RIGHT },
	[PAIR_RTT] = { .key = "rtt", .head = "RTT", .flags = COL_RIGHT, .drop = 3 },
	[PAIR_ROUND_TRIP] = { .key = "round_trip", .head = "round-trip", .flags = COL_RIGHT, .drop = 4 },
	[PAIR_RESIDENCY] = { .key = "residency", .head = "residency", .flags = COL_RIGHT, .drop = 5 },
	[PAIR_WIRE] = { .key = "wire", .head = "wire", .flags = COL_RIGHT },
	[PAIR_POLL_WAIT] = { .key = "poll_wait", .head = "poll-wait", .flags = COL_RIGHT | COL_HIDE_SAME, .drop = 1 },
	[PAIR_REQUEST] = { .key = "request", .head = "request", .flags = COL_RIGHT },
	[PAIR_REPLY] = { .key = "reply", .head = "reply", .flags = COL_RIGHT },
	[PAIR_BOUND] = { .key = "bound", .head = "+-", .flags = COL_RIGHT },
	[PAIR_ALONE] = { .key = "alone", .head = "", .flags = COL_JSON },
};

struct table *merge_pairs(const struct merge_view *v)
{
	const struct merge *m = v->merge;
	struct table *table = table_new(TABLE_ROWS, "pairs", pair_columns, NCOLUMNS(pair_columns), merge_step(m));

	table->title = "Pairs (request and reply: one way, known to +-)";
	if (!merge_one_way(m))
		table->title = "Pairs";
	table->json_only = !v->pairs;
	for (size_t i = 0; i < m->npairs; i++) {
		const struct merge_pair *p = &m->pairs[i];
		struct cell *row = table_row(table, ROW_DATA);
		int64_t ns;

		row[PAIR_AT] = cell_ns(p->rc->start);
		row[PAIR_IDENT] = cell_uint(p->rc->ident);
		row[PAIR_SEQ] = cell_uint(p->rc->seq);
		if (packet_raw(p->rc, RC_SENT, RC_RECEIVED, &ns))
			row[PAIR_RTT] = merge_ns(table, ns);
		row[PAIR_ROUND_TRIP] = merge_ns(table, p->round_trip);
		row[PAIR_RESIDENCY] = merge_ns(table, p->residency);
		row[PAIR_WIRE] = merge_ns(table, p->wire);
		if (m->polled)
			row[PAIR_POLL_WAIT] = cell_ns((uint64_t)p->poll_wait);
		row[PAIR_ALONE] = cell_bool(p->alone);
		if (!merge_one_way(m))
			continue;
		row[PAIR_REQUEST] = merge_ns(table, llround(p->request));
		row[PAIR_REPLY] = merge_ns(table, llround(p->reply));
		row[PAIR_BOUND] = cell_ns((uint64_t)ceil(fmax(p->request_bound, p->reply_bound)));
	}
	return table;
}

/* --- the document ------------------------------------------------------------------------------------------------ */

static struct table *titled(struct table *table, const char *title)
{
	table->title = title;
	return table;
}

int merge_build(struct doc *doc, struct merge_view *v, struct err *err)
{
	const struct group_by by = { .stages = EPB_BIT(EPB_WIRE) | EPB_BIT(EPB_POLL_WAIT) };
	int code = group_series(v->made.run, &by, &v->made.groups, &v->made.ngroups);

	if (code)
		return err_set(err, code, "the histograms cannot be added up: %s", strerror(-code));
	doc->format = "epbell-merge";
	doc_add(doc, DOC_WHOLE, merge_runs_table(v));
	doc_add(doc, DOC_WHOLE, merge_packets(v));
	doc_add(doc, DOC_WHOLE, merge_clock(v));
	doc_add(doc, DOC_WHOLE, merge_breakdown(v));
	doc_add(doc, DOC_WHOLE, merge_breakdown_sum(v));
	doc_add(doc, DOC_WHOLE, titled(report_stages(&v->made, &by), "Both ways over the link"));
	doc_add(doc, DOC_WHOLE, report_histogram(&v->made));
	doc_add(doc, DOC_WHOLE, merge_pairs(v));
	doc_add(doc, DOC_WHOLE, merge_notes(v));
	return 0;
}
