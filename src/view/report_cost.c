// SPDX-License-Identifier: GPL-2.0-only
/* What epbell itself took of the machine it watched. */
#include <string.h>

#include "view/report_impl.h"

bool report_corrected(const struct run *run)
{
	return !strcmp(run->env.correction, "calibrated");
}

enum { COST_HOOK, COST_ATTACH, COST_RUNS, COST_SKIPPED, COST_INSIDE, COST_EACH, COST_TOTAL, COST_PER_DOORBELL };

/* ns, all of it */
static double total_of(const struct cost *c)
{
	return (double)c->ns + (double)c->calibrated_ns;
}

static void cost_cells(struct cell *row, const struct cost *c, double rings)
{
	const double runs = (double)c->count + (double)c->skipped;

	row[COST_RUNS] = cell_uint(c->count);
	row[COST_SKIPPED] = cell_uint(c->skipped);
	row[COST_TOTAL] = cell_real(CELL_MEAN, total_of(c));
	if (runs > 0) {
		row[COST_INSIDE] = cell_real(CELL_MEAN, (double)c->ns / runs);
		row[COST_EACH] = cell_real(CELL_MEAN, total_of(c) / runs);
	}
	if (rings > 0)
		row[COST_PER_DOORBELL] = cell_real(CELL_MEAN, total_of(c) / rings);
}

struct table *report_cost(const struct run *run)
{
	static const struct column columns[] = {
		[COST_HOOK] = { .key = "hook", .head = "hook" },
		[COST_ATTACH] = { .key = "attach", .head = "attach", .flags = COL_JSON },
		[COST_RUNS] = { .key = "count", .head = "runs", .flags = COL_RIGHT },
		[COST_SKIPPED] = { .key = "skipped", .head = "not ours", .flags = COL_RIGHT | COL_HIDE_ZERO },
		[COST_INSIDE] = { .key = "inside", .head = "program", .flags = COL_RIGHT, .drop = 2 },
		[COST_EACH] = { .key = "mean", .head = "each", .flags = COL_RIGHT },
		[COST_TOTAL] = { .key = "total", .head = "total", .flags = COL_RIGHT, .drop = 1 },
		[COST_PER_DOORBELL] = { .key = "per_doorbell", .head = "per doorbell", .flags = COL_RIGHT },
	};
	struct table *table = table_new(TABLE_ROWS, "cost", columns, NCOLUMNS(columns), 1);
	const double rings = report_rung(run);
	struct cost all = { 0 };
	struct cell *row;

	table->title = report_corrected(run) ? "Own cost, taken out of the figures" : "Own cost, inside the figures";
	for (size_t i = 0; i < run->ncosts; i++) {
		const struct cost *c = &run->costs[i];

		row = table_row(table, ROW_DATA);
		row[COST_HOOK] = cell_str(c->hook);
		row[COST_ATTACH] = cell_str(c->attach);
		cost_cells(row, c, rings);
		all.count += c->count;
		all.skipped += c->skipped;
		all.ns += c->ns;
		all.calibrated_ns += c->calibrated_ns;
	}
	if (run->ncosts) {
		row = table_row(table, ROW_DATA);
		row[COST_HOOK] = cell_str("all");
		row[COST_ATTACH] = cell_str("");
		cost_cells(row, &all, rings);
	}
	table->after = all.calibrated_ns ?
			       "(each: a run of the whole hook, with what passes before and behind its program)" :
			       "(what passes before and behind a program is not known here: it comes on top)";
	return table;
}

struct table *report_calibration(const struct run *run)
{
	static const struct column columns[] = {
		{ .key = "attach", .head = "attach" },
		{ .key = "kind", .head = "kind" },
		{ .key = "full", .head = "around a program", .flags = COL_RIGHT },
		{ .key = "spread", .head = "+-", .flags = COL_RIGHT | COL_NARROW },
		{ .key = "head", .head = "before it", .flags = COL_RIGHT },
		{ .key = "cpus", .head = "CPUs", .flags = COL_RIGHT },
	};
	struct table *table = table_new(TABLE_ROWS, "calibration", columns, NCOLUMNS(columns), 1);

	table->title = "Calibration: what reaching a hook takes on this machine";
	for (size_t i = 0; i < run->nprices; i++) {
		const struct price *p = &run->prices[i];
		struct cell *row = table_row(table, ROW_DATA);

		row[0] = cell_str(p->attach);
		row[1] = cell_str(p->kind);
		row[2] = cell_ns(p->full_ns);
		row[3] = cell_ns(p->spread_ns);
		row[4] = cell_ns(p->head_ns);
		row[5] = cell_int(p->cpus);
	}
	return table;
}
