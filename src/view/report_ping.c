// SPDX-License-Identifier: GPL-2.0-only
/* The tables about echo requests: who sent them, what became of them, how long they took. */
#include <string.h>

#include "view/ping_view.h"
#include "view/report_impl.h"

bool report_from_log(const struct run *run)
{
	return *run->ping.tool && strcmp(run->ping.tool, "epbell") != 0;
}

/* --- counts ------------------------------------------------------------------------------------------------------ */

enum ping_column {
	PING_TOOL,
	PING_TARGET,
	PING_SOCKET,
	PING_PACING,
	PING_GAP,
	PING_SIZE,
	PING_SEED,
	PING_IDENT,
	PING_STEP,
	PING_SENT,
	PING_RECEIVED,
	PING_LOSS,
	PING_MISSING,
	PING_FAILED,
	PING_DUPLICATES,
	PING_REORDERED,
	PING_OVERDUE,
	PING_FOREIGN,
	PING_ROWS,
	PING_STRIDE,
	PING_COLUMNS
};

static const struct column ping_columns[] = {
	[PING_TOOL] = { .key = "tool", .head = "by" },
	[PING_TARGET] = { .key = "target", .head = "to" },
	[PING_SOCKET] = { .key = "socket", .head = "socket", .flags = COL_JSON },
	[PING_PACING] = { .key = "pacing", .head = "gaps", .drop = 4 },
	[PING_GAP] = { .key = "gap", .head = "mean", .flags = COL_RIGHT | COL_HIDE_ZERO, .drop = 3 },
	[PING_SIZE] = { .key = "size", .head = "bytes", .flags = COL_RIGHT, .drop = 5 },
	[PING_SEED] = { .key = "seed", .head = "seed", .flags = COL_JSON },
	[PING_IDENT] = { .key = "ident", .head = "identifier", .flags = COL_JSON },
	[PING_STEP] = { .key = "step", .head = "step", .flags = COL_JSON },
	[PING_SENT] = { .key = "sent", .head = "sent", .flags = COL_RIGHT },
	[PING_RECEIVED] = { .key = "received", .head = "received", .flags = COL_RIGHT },
	[PING_LOSS] = { .key = "loss", .head = "loss", .flags = COL_JSON },
	[PING_MISSING] = { .key = "lost", .head = "lost", .flags = COL_RIGHT },
	[PING_FAILED] = { .key = "errors", .head = "errors", .flags = COL_RIGHT | COL_HIDE_ZERO },
	[PING_DUPLICATES] = { .key = "duplicates", .head = "twice", .flags = COL_RIGHT | COL_HIDE_ZERO, .drop = 1 },
	[PING_REORDERED] = { .key = "reordered", .head = "reordered", .flags = COL_RIGHT | COL_HIDE_ZERO, .drop = 1 },
	[PING_OVERDUE] = { .key = "late", .head = "late", .flags = COL_RIGHT | COL_HIDE_ZERO, .drop = 1 },
	[PING_FOREIGN] = { .key = "foreign", .head = "foreign", .flags = COL_RIGHT | COL_HIDE_ZERO, .drop = 2 },
	[PING_ROWS] = { .key = "rows", .head = "rows", .flags = COL_JSON },
	[PING_STRIDE] = { .key = "stride", .head = "stride", .flags = COL_JSON },
};

static void ping_row(struct table *table, const struct run *run)
{
	struct cell *row = table_row(table, ROW_DATA);
	const struct ping_info *info = &run->ping;

	row[PING_TOOL] = cell_str(info->tool);
	row[PING_TARGET] = cell_str(info->target);
	row[PING_SOCKET] = cell_str(info->socket);
	row[PING_PACING] = cell_str(info->pacing);
	row[PING_GAP] = cell_ns(info->gap_ns);
	row[PING_SIZE] = cell_uint(info->size);
	row[PING_SEED] = cell_uint(info->seed);
	row[PING_IDENT] = cell_uint(info->ident);
	row[PING_STEP] = cell_ns(info->step_ns);
	row[PING_SENT] = cell_uint(info->sent);
	row[PING_RECEIVED] = cell_uint(info->received);
	if (info->sent)
		row[PING_LOSS] = cell_real(CELL_SHARE, 1 - (double)info->received / (double)info->sent);
	row[PING_MISSING] = cell_uint(info->lost);
	row[PING_FAILED] = cell_uint(info->errors);
	row[PING_DUPLICATES] = cell_uint(info->duplicates);
	row[PING_REORDERED] = cell_uint(info->reordered);
	row[PING_OVERDUE] = cell_uint(info->late);
	row[PING_FOREIGN] = cell_uint(info->foreign);
	row[PING_ROWS] = cell_uint(run->npings);
	row[PING_STRIDE] = cell_uint(info->stride > 1 ? info->stride : 1);
}

static struct table *new_pings(void)
{
	struct table *table = table_new(TABLE_ROWS, "ping", ping_columns, NCOLUMNS(ping_columns), 1);

	_Static_assert(NCOLUMNS(ping_columns) == PING_COLUMNS, "each column is described");
	table->title = "Echo requests";
	return table;
}

struct table *report_ping(const struct report_run *r)
{
	struct table *table = new_pings();

	if (*r->run->ping.tool)
		ping_row(table, r->run);
	return table;
}

/* --- round trips ------------------------------------------------------------------------------------------------- */

enum {
	RTT_SIZE,
	RTT_SENT,
	RTT_COUNT,
	RTT_MIN,
	RTT_P50,
	RTT_P90,
	RTT_P99,
	RTT_P999,
	RTT_MAX,
	RTT_MEAN,
	RTT_MDEV,
	RTT_ERROR
};

/* @outer: flags of what ping's summary says already. */
#define RTT_COLUMNS(outer)                                                                                             \
	[RTT_SIZE] = { .key = "size", .head = "bytes", .flags = COL_RIGHT | (outer) },                                 \
	[RTT_SENT] = { .key = "sent", .head = "sent", .flags = COL_RIGHT | (outer) },                                  \
	[RTT_COUNT] = { .key = "count", .head = "received", .flags = COL_RIGHT | (outer) },                            \
	[RTT_MIN] = { .key = "min", .head = "min", .flags = COL_RIGHT | (outer), .drop = 3 },                          \
	[RTT_P50] = { .key = "p50", .head = "p50", .flags = COL_RIGHT },                                               \
	[RTT_P90] = { .key = "p90", .head = "p90", .flags = COL_RIGHT, .drop = 2 },                                    \
	[RTT_P99] = { .key = "p99", .head = "p99", .flags = COL_RIGHT },                                               \
	[RTT_P999] = { .key = "p99.9", .head = "p99.9", .flags = COL_RIGHT, .drop = 1 },                               \
	[RTT_MAX] = { .key = "max", .head = "max", .flags = COL_RIGHT | (outer) },                                     \
	[RTT_MEAN] = { .key = "mean", .head = "mean", .flags = COL_RIGHT | (outer), .drop = 5 },                       \
	[RTT_MDEV] = { .key = "mdev", .head = "mdev", .flags = COL_RIGHT | (outer), .drop = 4 },                       \
	[RTT_ERROR] = { .key = "error", .head = "+-", .flags = COL_RIGHT | COL_NARROW },

static const struct column rtt_columns[] = { RTT_COLUMNS(0) };
static const struct column rtt_columns_single[] = { RTT_COLUMNS(COL_JSON) };

static void rtt_row(struct table *table, const struct ping_shown *shown)
{
	static const struct {
		int column;
		double q;
	} quantiles[] = { { RTT_P50, 0.5 }, { RTT_P90, 0.9 }, { RTT_P99, 0.99 }, { RTT_P999, 0.999 } };
	struct cell *row = table_row(table, ROW_DATA);
	uint64_t error = 0;
	struct hist h;

	row[RTT_SIZE] = cell_uint(shown->run->ping.size);
	row[RTT_SENT] = cell_uint(shown->run->ping.sent);
	if (run_fold(shown->run, stage_info(EPB_RTT)->name, NULL, &h))
		return;
	row[RTT_COUNT] = cell_uint(h.count);
	if (!h.count)
		return;
	row[RTT_MIN] = cell_ns(h.min);
	row[RTT_MAX] = cell_ns(h.max);
	row[RTT_MEAN] = cell_real(CELL_MEAN, hist_mean(&h));
	row[RTT_MDEV] = cell_real(CELL_MEAN, shown->mdev);
	for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]); i++) {
		struct cell *cell = &row[quantiles[i].column];

		*cell = report_quantile(&h, quantiles[i].q, shown->run->env.clock_step_ns);
		if (cell->error > error)
			error = cell->error;
	}
	row[RTT_ERROR] = cell_ns(error);
}

static struct table *rtt_table(const struct ping_shown *shown, size_t n)
{
	struct table *table = table_new(TABLE_ROWS, "rtt", n > 1 ? rtt_columns : rtt_columns_single,
					NCOLUMNS(rtt_columns), n ? shown[0].run->env.clock_step_ns : 1);
	bool any = n > 1;

	for (size_t i = 0; i < n; i++) {
		rtt_row(table, &shown[i]);
		any = any || shown[i].run->ping.received;
	}
	if (n > 1) {
		table->title = "Round trips";
		table->after = table_str(table, "(%s gaps, seed %llu)", shown[0].run->ping.pacing,
					 (unsigned long long)shown[0].run->ping.seed);
	}
	table->json_only = !any;
	return table;
}

/* --- the document ------------------------------------------------------------------------------------------------ */

/* What went wrong; as text it is in ping's summary, where there is one. */
static struct table *error_table(const struct ping_shown *shown, size_t n)
{
	static const struct column columns[] = {
		{ .key = "size", .head = "bytes", .flags = COL_RIGHT },
		{ .key = "t", .head = "after", .flags = COL_RIGHT },
		{ .key = "text", .head = "", .flags = COL_WRAP },
	};
	struct table *table = table_new(TABLE_ROWS, "errors", columns, NCOLUMNS(columns), 1);

	table->title = "Errors";
	table->json_only = n < 2;
	for (size_t i = 0; i < n; i++) {
		const struct run *run = shown[i].run;

		for (size_t k = 0; k < run->nevents; k++) {
			struct cell *row;

			if (strcmp(run->events[k].kind, "ping") != 0)
				continue;
			row = table_row(table, ROW_DATA);
			row[0] = cell_uint(run->ping.size);
			row[1] = cell_ns(run->events[k].t);
			row[2] = cell_str(run->events[k].text);
		}
	}
	return table;
}

static struct table *note_table(const char *note)
{
	static const struct column columns[] = { { .key = "text", .head = "" } };
	struct table *table = table_new(TABLE_BULLETS, "notes", columns, NCOLUMNS(columns), 1);

	if (*note)
		table_row(table, ROW_DATA)[0] = cell_str(note);
	return table;
}

void ping_document(struct doc *doc, const struct ping_shown *shown, size_t n, const char *note)
{
	struct table *pings = new_pings();

	doc->format = "epbell-ping";
	pings->json_only = true;
	for (size_t i = 0; i < n; i++)
		ping_row(pings, shown[i].run);
	doc_add(doc, DOC_WHOLE, pings);
	doc_add(doc, DOC_WHOLE, rtt_table(shown, n));
	doc_add(doc, DOC_WHOLE, error_table(shown, n));
	doc_add(doc, DOC_WHOLE, note_table(note));
}
