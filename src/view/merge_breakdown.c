// SPDX-License-Identifier: GPL-2.0-only
/* Where the round trip went: of the median packet, of a slow one, of the slowest, and of all. */
#include <string.h>

#include "view/merge_impl.h"

enum break_column { COL_WHERE, COL_STAGE, COL_MEDIAN, COL_P99, COL_WORST, COL_ALL };

static const struct column break_columns[] = {
	[COL_WHERE] = { .key = "where", .head = "where", .flags = COL_NO_REPEAT, .drop = 2 },
	[COL_STAGE] = { .key = "stage", .head = "stage" },
	[COL_MEDIAN] = { .key = "median", .head = "median packet", .flags = COL_RIGHT },
	[COL_P99] = { .key = "p99", .head = "p99 packet", .flags = COL_RIGHT },
	[COL_WORST] = { .key = "worst", .head = "worst packet", .flags = COL_RIGHT },
	[COL_ALL] = { .key = "all", .head = "median of all", .flags = COL_RIGHT, .drop = 1 },
};

static const char *where(int row)
{
	if (row < BREAK_WIRE)
		return "RC, request";
	if (row < BREAK_EP)
		return "link";
	if (row < BREAK_RC)
		return "EP";
	return row < BREAK_OWN ? "RC, reply" : "";
}

static const char *stage_text(const struct breakdowns *b, int row)
{
	switch (row) {
	case BREAK_OWN:
		return "epbell's own hooks";
	case BREAK_SUM:
		return "sum of the stages";
	case BREAK_WHOLE:
		return b->pinger ? "RTT" : "ping, driver to driver";
	case BREAK_REST:
		return "unexplained rest";
	default:
		return NULL;
	}
}

static struct cell value_cell(struct table *table, const struct breakdown *d, int row)
{
	return d->known[row] ? merge_ns(table, d->ns[row]) : (struct cell){ .type = CELL_NONE };
}

static void value_row(struct table *table, const struct breakdowns *b, int i)
{
	struct cell *row = table_row(table, ROW_DATA);

	row[COL_WHERE] = cell_str(where(i));
	if (!*where(i))
		row[COL_WHERE].shown = "";
	row[COL_STAGE] = cell_str(breakdown_name(b, i));
	row[COL_STAGE].shown = stage_text(b, i);
	row[COL_MEDIAN] = value_cell(table, b->median, i);
	row[COL_P99] = value_cell(table, b->p99, i);
	row[COL_WORST] = value_cell(table, b->worst, i);
	row[COL_ALL] = value_cell(table, &b->middle, i);
}

static struct cell rest_cell(const struct breakdown *d)
{
	const double whole = (double)d->ns[BREAK_WHOLE];

	return cell_real(CELL_SHARE, whole > 0 ? (double)d->ns[BREAK_REST] / whole : 0);
}

static void share_row(struct table *table, const struct breakdowns *b)
{
	struct cell *row = table_row(table, ROW_DATA);

	row[COL_WHERE] = cell_str("");
	row[COL_WHERE].shown = "";
	row[COL_STAGE] = cell_str("rest-share");
	row[COL_STAGE].shown = "... of the whole";
	row[COL_MEDIAN] = rest_cell(b->median);
	row[COL_P99] = rest_cell(b->p99);
	row[COL_WORST] = rest_cell(b->worst);
	row[COL_ALL] = cell_real(CELL_SHARE, b->rest);
}

static bool nowhere_known(const struct breakdowns *b, int row)
{
	return !b->middle.known[row];
}

struct table *merge_breakdown(const struct merge_view *v)
{
	const struct breakdowns *b = v->breakdowns;
	struct table *table =
		table_new(TABLE_ROWS, "breakdown", break_columns, NCOLUMNS(break_columns), merge_step(v->merge));

	table->title = b->pinger ? "Where the round trip went, as the pinger saw it" :
				   "Where the round trip went, from driver to driver";
	for (int row = 0; row < BREAK_ROWS && b->n; row++) {
		/* what no packet can have is no row; what none happens to have is one, and empty */
		if (nowhere_known(b, row) &&
		    (row == BREAK_POLL_WAIT || (!b->pinger && (row == RC_SENT || row == BREAK_OWN - 1))))
			continue;
		value_row(table, b, row);
	}
	if (b->n)
		share_row(table, b);
	return table;
}

struct table *merge_breakdown_sum(const struct merge_view *v)
{
	static const struct column columns[] = {
		{ "breakdown_rest", "sum of stages", 0, 0, "equals the whole within %s" },
		{ "breakdown_packets", NULL, 0, 0, "median over %s packets" },
		{ "breakdown_median_seq", "packets shown", 0, 0, "median: seq %s" },
		{ "breakdown_p99_seq", NULL, 0, 0, "p99: seq %s" },
		{ "breakdown_worst_seq", NULL, 0, 0, "worst: seq %s" },
	};
	const struct breakdowns *b = v->breakdowns;
	struct table *table = table_new(TABLE_RECORD, "breakdown_sum", columns, NCOLUMNS(columns), 1);
	struct cell *row = table_row(table, ROW_DATA);

	if (!b->n)
		return table;
	row[0] = cell_real(CELL_SHARE, b->rest);
	row[1] = cell_uint(b->n);
	row[2] = cell_uint(b->median->pair->rc->seq);
	row[3] = cell_uint(b->p99->pair->rc->seq);
	row[4] = cell_uint(b->worst->pair->rc->seq);
	return table;
}
