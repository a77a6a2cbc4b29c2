// SPDX-License-Identifier: GPL-2.0-only
/* The tables of one run that are not about time: its doorbells, events and account. */
#include "view/report_impl.h"

double report_rung(const struct run *run)
{
	return (double)run_rung(run);
}

/* --- doorbells --------------------------------------------------------------------------------------------------- */

enum doorbell_column {
	DB_DEVICE,
	DB_BACKEND,
	DB_VECTOR,
	DB_FAN_OUT,
	DB_VIRQ,
	DB_HWIRQ,
	DB_CHIP,
	DB_DATA,
	DB_ADDRESS,
	DB_BAR,
	DB_OFFSET,
	DB_SIZE,
	DB_EPC,
	DB_FUNCTION,
	DB_AFFINITY,
};

static const struct column doorbell_columns[] = {
	[DB_DEVICE] = { .key = "device", .head = "device" },
	[DB_BACKEND] = { .key = "backend", .head = "backend" },
	[DB_VECTOR] = { .key = "vector", .head = "vector" },
	[DB_FAN_OUT] = { .key = "fan_out", .head = "shared", .flags = COL_JSON },
	[DB_VIRQ] = { .key = "virq", .head = "virq", .flags = COL_RIGHT },
	[DB_HWIRQ] = { .key = "hwirq", .head = "hwirq", .flags = COL_RIGHT, .drop = 8 },
	[DB_CHIP] = { .key = "chip", .head = "chip", .drop = 1 },
	[DB_DATA] = { .key = "data", .head = "data", .flags = COL_RIGHT, .drop = 3 },
	[DB_ADDRESS] = { .key = "address", .head = "address", .flags = COL_RIGHT, .drop = 2 },
	[DB_BAR] = { .key = "bar", .head = "BAR", .flags = COL_RIGHT | COL_HIDE_SAME, .drop = 4 },
	[DB_OFFSET] = { .key = "offset", .head = "offset", .flags = COL_RIGHT | COL_HIDE_ZERO, .drop = 5 },
	[DB_SIZE] = { .key = "size", .head = "size", .flags = COL_RIGHT | COL_HIDE_ZERO, .drop = 9 },
	[DB_EPC] = { .key = "epc", .head = "controller", .drop = 7 },
	[DB_FUNCTION] = { .key = "function", .head = "function", .drop = 11 },
	[DB_AFFINITY] = { .key = "affinity", .head = "CPUs", .drop = 10 },
};

/* "0", "0-3 shared", "-" */
static struct cell vector_cell(struct table *table, const struct doorbell *d)
{
	struct cell cell = cell_int(d->vector);

	if (d->vector >= 0 && d->fan_out > 1)
		cell.shown = table_str(table, "%d-%d shared", d->vector, d->vector + d->fan_out - 1);
	return cell;
}

struct table *report_doorbells(const struct report_run *r)
{
	struct table *table = table_new(TABLE_ROWS, "doorbells", doorbell_columns, NCOLUMNS(doorbell_columns), 1);

	table->title = "Doorbells";
	for (size_t i = 0; i < r->run->ndoorbells; i++) {
		const struct doorbell *d = &r->run->doorbells[i];
		struct cell *row = table_row(table, ROW_DATA);

		row[DB_DEVICE] = cell_str(d->device);
		row[DB_BACKEND] = cell_str(d->backend);
		row[DB_VECTOR] = vector_cell(table, d);
		row[DB_FAN_OUT] = (struct cell){ .type = CELL_INT, .i = d->fan_out };
		row[DB_VIRQ] = cell_int(d->virq);
		row[DB_HWIRQ] = cell_int(d->hwirq);
		row[DB_CHIP] = cell_str(d->chip);
		row[DB_DATA] = cell_hex(d->data);
		row[DB_ADDRESS] = cell_hex(d->address);
		if (!d->address) /* unknown */
			row[DB_ADDRESS].shown = row[DB_DATA].shown = "-";
		row[DB_BAR] = cell_int(d->bar);
		row[DB_OFFSET] = cell_hex(d->offset);
		row[DB_SIZE] = cell_hex(d->size);
		row[DB_EPC] = cell_str(d->epc);
		row[DB_FUNCTION] = cell_str(d->function);
		row[DB_AFFINITY] = cell_str(d->affinity);
	}
	return table;
}

struct table *report_counts(const struct report_run *r)
{
	static const struct column columns[] = {
		{ .key = "device", .head = "device" },
		{ .key = "backend", .head = "backend" },
		{ .key = "virq", .head = "virq", .flags = COL_RIGHT | COL_HIDE_SAME },
		{ .key = "irqs", .head = "IRQs", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "completions", .head = "with DMA", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "polls", .head = "polls", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "hits", .head = "hits", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "events", .head = "events", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "replies", .head = "replies", .flags = COL_RIGHT },
		{ .key = "raises", .head = "raises", .flags = COL_RIGHT },
	};
	struct table *table = table_new(TABLE_ROWS, "doorbell_counts", columns, NCOLUMNS(columns), 1);

	table->title = "What rang";
	for (size_t i = 0; i < r->run->ndoorbells; i++) {
		const struct doorbell *d = &r->run->doorbells[i];
		const uint64_t counts[] = {
			d->irqs, d->completions, d->polls, d->hits, d->events, d->replies, d->raises
		};
		struct cell *row = table_row(table, ROW_DATA);

		row[0] = cell_str(d->device);
		row[1] = cell_str(d->backend);
		row[2] = cell_int(d->virq);
		for (size_t k = 0; k < sizeof(counts) / sizeof(counts[0]); k++)
			row[3 + k] = cell_uint(counts[k]);
	}
	return table;
}

/* --- events, account --------------------------------------------------------------------------------------------- */

struct table *report_events(const struct report_run *r)
{
	static const struct column columns[] = {
		{ .key = "t", .head = "after", .flags = COL_RIGHT },
		{ .key = "kind", .head = "what" },
		{ .key = "device", .head = "device" },
		{ .key = "text", .head = "", .flags = COL_WRAP },
	};
	struct table *table = table_new(TABLE_ROWS, "events", columns, NCOLUMNS(columns), 1);

	table->title = "Set-up and events";
	for (size_t i = 0; i < r->run->nevents; i++) {
		const struct run_event *e = &r->run->events[i];
		struct cell *row = table_row(table, ROW_DATA);

		row[0] = cell_ns(e->t);
		row[1] = cell_str(e->kind);
		row[2] = cell_str(e->device);
		row[3] = cell_str(e->text);
	}
	return table;
}

struct table *report_account(const struct report_run *r)
{
	static const struct column columns[] = {
		{ .key = "stage", .head = "stage" },
		{ .key = "seen", .head = "seen", .flags = COL_RIGHT },
		{ .key = "recorded", .head = "recorded", .flags = COL_RIGHT },
		{ .key = "overflow", .head = "overflow", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "unmatched", .head = "unmatched", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "completion", .head = "with DMA", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "nest_overflow", .head = "too deep", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "no_slot", .head = "no slot", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "ring_drops", .head = "dropped", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "missed", .head = "[missed]", .flags = COL_RIGHT | COL_HIDE_ZERO },
		{ .key = "closes", .head = "closes", .flags = COL_RIGHT },
		{ .key = "gap", .head = "gap", .flags = COL_JSON },
	};
	struct table *table = table_new(TABLE_ROWS, "account", columns, NCOLUMNS(columns), 1);

	table->after = "(columns that are zero throughout are left out)";
	table->title = "Account: seen = recorded + the columns behind it";
	for (size_t i = 0; i < r->run->naccounts; i++) {
		const struct account *a = &r->run->accounts[i];
		const uint64_t counts[] = { a->seen,	      a->recorded, a->overflow,	  a->unmatched, a->completion,
					    a->nest_overflow, a->no_slot,  a->ring_drops, a->missed };
		struct cell *row = table_row(table, ROW_DATA);
		bool surplus;
		uint64_t gap = account_gap(a, &surplus);
		size_t k;

		row[0] = cell_str(a->stage);
		for (k = 0; k < sizeof(counts) / sizeof(counts[0]); k++)
			row[1 + k] = cell_uint(counts[k]);
		row[1 + k] = cell_bool(!gap);
		if (gap)
			row[1 + k].shown = table_str(table, "NO, %c%llu", surplus ? '+' : '-', (unsigned long long)gap);
		row[1 + k].warn = gap;
		row[2 + k] = cell_uint(gap);
	}
	return table;
}
