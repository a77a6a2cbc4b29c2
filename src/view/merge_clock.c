// SPDX-License-Identifier: GPL-2.0-only
/* How the two clocks stand to each other, and what that says of the two ways. */
#include <math.h>
#include <stdlib.h>

#include "view/merge_impl.h"
#include "model/units.h"

/* "51.2 us +-50.1 us": in a record errors have no place of their own */
static const char *with_bound(struct table *table, double ns, double bound)
{
	char value[32], error[32];

	if (ns < 0)
		units_difference(ns, table->step, value, sizeof(value));
	else
		units_mean(ns, table->step, value, sizeof(value));
	return table_str(table, "%s +-%s", value, units_mean(bound, table->step, error, sizeof(error)));
}

struct one_way {
	double ns, bound;
};

static int compare_ways(const void *left, const void *right)
{
	const struct one_way *a = left, *b = right;

	return (a->ns > b->ns) - (a->ns < b->ns);
}

/* The median of the requests or of the replies, with the bound of the very packet. There is at least one pair. */
static struct one_way middle(const struct merge *m, bool reply)
{
	struct one_way *all = table_need(calloc(m->npairs, sizeof(*all))), found;

	for (size_t i = 0; i < m->npairs; i++) {
		const struct merge_pair *p = &m->pairs[i];

		all[i] = reply ? (struct one_way){ p->reply, p->reply_bound } :
				 (struct one_way){ p->request, p->request_bound };
	}
	qsort(all, m->npairs, sizeof(*all), compare_ways);
	found = all[(m->npairs - 1) / 2];
	free(all);
	return found;
}

static const char *const states[] = {
	[MERGE_CLOCK_UNKNOWN] = "unknown",
	[MERGE_CLOCK_FITTED] = "fitted",
	[MERGE_CLOCK_ONE] = "one",
	[MERGE_CLOCK_JUMPED] = "jumped",
};

static const char *const state_texts[] = {
	[MERGE_CLOCK_UNKNOWN] = "unknown: too few pairs",
	[MERGE_CLOCK_FITTED] = "two, told apart by the packets",
	[MERGE_CLOCK_ONE] = "one for both sides",
	[MERGE_CLOCK_JUMPED] = "no line fits: see the notes",
};

enum clock_column {
	CLOCK_STATE,
	CLOCK_USED,
	CLOCK_OFFSET,
	CLOCK_OFFSET_BOUND,
	CLOCK_AT,
	CLOCK_DRIFT,
	CLOCK_DRIFT_BOUND,
	CLOCK_VIOLATION,
	CLOCK_BEGINS,
	CLOCK_REQUEST,
	CLOCK_REQUEST_BOUND,
	CLOCK_REPLY,
	CLOCK_REPLY_BOUND,
};

static const struct column clock_columns[] = {
	[CLOCK_STATE] = { "clock", "clock", 0, 0, NULL },
	[CLOCK_USED] = { "clock_pairs", NULL, 0, 0, "by %s pairs" },
	[CLOCK_OFFSET] = { "offset", "offset", 0, 0, NULL },
	[CLOCK_OFFSET_BOUND] = { "offset_bound", NULL, COL_JSON, 0, NULL },
	[CLOCK_AT] = { "offset_at", NULL, 0, 0, "%s into the root complex's run" },
	[CLOCK_DRIFT] = { "drift_ppm", "drift", 0, 0, NULL },
	[CLOCK_DRIFT_BOUND] = { "drift_ppm_bound", NULL, COL_JSON, 0, NULL },
	[CLOCK_VIOLATION] = { "violation", NULL, COL_JSON, 0, NULL },
	[CLOCK_BEGINS] = { "bounds_from_begin", NULL, COL_JSON, 0, NULL },
	[CLOCK_REQUEST] = { "request_p50", "request", 0, 0, "%s (median, one way)" },
	[CLOCK_REQUEST_BOUND] = { "request_p50_bound", NULL, COL_JSON, 0, NULL },
	[CLOCK_REPLY] = { "reply_p50", "reply", 0, 0, "%s (median, one way)" },
	[CLOCK_REPLY_BOUND] = { "reply_p50_bound", NULL, COL_JSON, 0, NULL },
};

static void one_way_cells(struct table *table, const struct merge *m, struct cell *row)
{
	for (int reply = 0; reply < 2 && merge_one_way(m) && m->npairs; reply++) {
		const struct one_way way = middle(m, reply);
		struct cell *cell = &row[reply ? CLOCK_REPLY : CLOCK_REQUEST];

		cell[0] = (struct cell){ .type = CELL_INT, .i = llround(way.ns) };
		cell[0].shown = with_bound(table, way.ns, way.bound);
		cell[1] = cell_ns((uint64_t)ceil(way.bound));
	}
}

static void fit_cells(struct table *table, const struct merge_clock *c, struct cell *row)
{
	char bound[32];

	row[CLOCK_USED] = cell_uint(c->used);
	row[CLOCK_OFFSET] = (struct cell){ .type = CELL_INT, .i = llround(c->offset) };
	row[CLOCK_OFFSET].shown = table_str(table, "%+.9f s +-%s", c->offset / 1e9,
					    units_mean(c->offset_bound, table->step, bound, sizeof(bound)));
	row[CLOCK_OFFSET_BOUND] = cell_ns((uint64_t)ceil(c->offset_bound));
	row[CLOCK_AT] = cell_ns((uint64_t)c->at);
	row[CLOCK_DRIFT] = cell_real(CELL_MEAN, c->drift * 1e6);
	row[CLOCK_DRIFT].shown = table_str(table, "%+.3f ppm +-%.3f ppm", c->drift * 1e6, c->drift_bound * 1e6);
	row[CLOCK_DRIFT_BOUND] = cell_real(CELL_MEAN, c->drift_bound * 1e6);
}

struct table *merge_clock(const struct merge_view *v)
{
	const struct merge_clock *c = &v->merge->clock;
	struct table *table =
		table_new(TABLE_RECORD, "clock", clock_columns, NCOLUMNS(clock_columns), merge_step(v->merge));
	struct cell *row = table_row(table, ROW_DATA);

	table->title = "Clocks (offset: the endpoint's is ahead by)";
	row[CLOCK_STATE] = cell_str(states[c->state]);
	row[CLOCK_STATE].shown = state_texts[c->state];
	if (c->state == MERGE_CLOCK_FITTED)
		fit_cells(table, c, row);
	if (c->state == MERGE_CLOCK_FITTED || c->state == MERGE_CLOCK_JUMPED) {
		row[CLOCK_VIOLATION] = cell_real(CELL_MEAN, c->violation);
		row[CLOCK_BEGINS] = cell_bool(c->begins);
	}
	one_way_cells(table, v->merge, row);
	return table;
}
