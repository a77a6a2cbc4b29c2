// SPDX-License-Identifier: GPL-2.0-only
/* The stages of one run: quantiles, and histograms. */
#include <string.h>

#include "view/bars.h"
#include "view/report_impl.h"

/* What names a row in both tables. */
#define NAME_COLUMNS(shared)                                                                                           \
	{ .key = "stage", .head = "stage", .flags = (shared)&COL_JSON },                                               \
		{ .key = "backend", .head = "backend", .flags = (shared) },                                            \
		{ .key = "device", .head = "device", .flags = (shared) },                                              \
		{ .key = "context", .head = "context", .flags = (shared) },                                            \
		{ .key = "vector", .head = "vector", .flags = (shared) | COL_RIGHT },                                  \
	{                                                                                                              \
		.key = "cpu", .head = "CPU", .flags = (shared) | COL_RIGHT                                             \
	}

enum stage_column {
	ST_STAGE,
	ST_BACKEND,
	ST_DEVICE,
	ST_CONTEXT,
	ST_VECTOR,
	ST_CPU,
	ST_COUNT,
	ST_MIN,
	ST_P50,
	ST_P90,
	ST_P99,
	ST_P999,
	ST_MAX,
	ST_MEAN,
	ST_OWN,
	ST_ERROR,
	ST_UNCORRECTED,
	ST_UNDER,
	ST_OVER,
	ST_STATE,
	ST_RAW_P50,
	ST_RAW_P99,
	ST_RAW_MEAN,
};

static const struct column stage_columns[] = {
	NAME_COLUMNS(COL_HIDE_SAME),
	{ .key = "count", .head = "count", .flags = COL_RIGHT },
	{ .key = "min", .head = "min", .flags = COL_RIGHT, .drop = 3 },
	{ .key = "p50", .head = "p50", .flags = COL_RIGHT },
	{ .key = "p90", .head = "p90", .flags = COL_RIGHT, .drop = 2 },
	{ .key = "p99", .head = "p99", .flags = COL_RIGHT },
	{ .key = "p99.9", .head = "p99.9", .flags = COL_RIGHT, .drop = 1 },
	{ .key = "max", .head = "max", .flags = COL_RIGHT },
	{ .key = "mean", .head = "mean", .flags = COL_RIGHT, .drop = 4 },
	{ .key = "own", .head = "own", .flags = COL_RIGHT | COL_HIDE_ZERO, .drop = 5 },
	{ .key = "error", .head = "+-", .flags = COL_RIGHT | COL_NARROW },
	{ .key = "uncorrected", .head = "as seen", .flags = COL_RIGHT | COL_HIDE_ZERO },
	{ .key = "under", .head = "under", .flags = COL_RIGHT | COL_HIDE_ZERO },
	{ .key = "over", .head = "over", .flags = COL_RIGHT | COL_HIDE_ZERO },
	{ .key = "state", .head = "state", .flags = COL_JSON },
	{ .key = "raw_p50", .head = "", .flags = COL_JSON },
	{ .key = "raw_p99", .head = "", .flags = COL_JSON },
	{ .key = "raw_mean", .head = "", .flags = COL_JSON },
};

static const struct {
	enum stage_column column;
	double q;
} quantiles[] = { { ST_P50, 0.5 }, { ST_P90, 0.9 }, { ST_P99, 0.99 }, { ST_P999, 0.999 } };

#define NQUANTILES (sizeof(quantiles) / sizeof(quantiles[0]))

static void name_cells(const struct series *s, struct cell *row)
{
	row[ST_STAGE] = cell_str(s->stage);
	row[ST_BACKEND] = cell_str(s->backend);
	row[ST_DEVICE] = cell_str(s->device);
	row[ST_CONTEXT] = cell_str(s->context);
	row[ST_VECTOR] = cell_int(s->vector);
	row[ST_CPU] = cell_int(s->cpu);
}

/* What was seen, and how much of it was epbell. */
static void raw_cells(struct table *table, const struct series *s, struct cell *row)
{
	double raw = s->raw ? hist_mean(s->raw) : 0;

	row[ST_UNCORRECTED] = cell_uint(s->uncorrected);
	if (!s->raw)
		return;
	row[ST_RAW_P50] = report_quantile(s->raw, 0.5, table->step);
	row[ST_RAW_P99] = report_quantile(s->raw, 0.99, table->step);
	row[ST_RAW_MEAN] = cell_real(CELL_MEAN, raw);
	row[ST_OWN] = cell_real(CELL_MEAN, raw - hist_mean(&s->h));
}

static void stage_row(struct table *table, const struct series *s)
{
	struct cell *row = table_row(table, ROW_DATA);
	uint64_t error = 0;

	name_cells(s, row);
	row[ST_COUNT] = cell_uint(s->h.count);
	row[ST_UNDER] = cell_uint(s->h.slot[EPB_HIST_UNDER]);
	row[ST_OVER] = cell_uint(s->h.slot[EPB_HIST_OVER]);
	row[ST_STATE] = cell_str("ok");
	if (!s->h.count)
		return;
	row[ST_MIN] = cell_ns(s->h.min);
	row[ST_MAX] = cell_ns(s->h.max);
	row[ST_MEAN] = cell_real(CELL_MEAN, hist_mean(&s->h));
	raw_cells(table, s, row);
	for (size_t i = 0; i < NQUANTILES; i++) {
		struct cell *cell = &row[quantiles[i].column];

		*cell = report_quantile(&s->h, quantiles[i].q, table->step);
		if (cell->error > error)
			error = cell->error;
	}
	row[ST_ERROR] = cell_ns(error);
}

/* Stages that have no series because nothing came: empty, or suspect (design rule 15: not a zero). */
static void empty_rows(struct table *table, const struct run *run, const struct group_by *by, const char *backend)
{
	const uint64_t empty = run_empty(run, backend), suspects = run_suspects(run, backend);

	for (int stage = 0; stage < EPB_NSTAGES; stage++) {
		const bool suspect = suspects & EPB_BIT(stage);
		struct cell *row;

		if (!(empty & EPB_BIT(stage)) || (by->stages && !(by->stages & EPB_BIT(stage))))
			continue;
		row = table_row(table, ROW_DATA);
		row[ST_STAGE] = cell_str(stage_info(stage)->name);
		row[ST_BACKEND] = cell_str(backend);
		row[ST_DEVICE] = row[ST_CONTEXT] = cell_str("");
		row[ST_STATE] = cell_str(suspect ? "suspect" : "empty");
		if (suspect) {
			row[ST_COUNT].shown = "suspect";
			row[ST_COUNT].warn = true;
		} else {
			row[ST_COUNT] = cell_uint(0);
		}
	}
}

/* "Stages of its, pci_epf_vntb.0, hardirq": what all rows have in common is no column, so it stands here. */
static const char *stages_title(struct table *table)
{
	static const size_t common[] = { ST_BACKEND, ST_DEVICE, ST_CONTEXT };
	const char *title = "Stages";

	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
		const char *value = "";

		if (table_column_shown(table, common[i]))
			continue;
		for (size_t row = 0; row < table->nrows && !*value; row++)
			value = table_cell(table, row, common[i])->str;
		if (*value)
			title = table_str(table, "%s%s %s", title, strchr(title, ' ') ? "," : " of", value);
	}
	return title;
}

struct table *report_stages(const struct report_run *r, const struct group_by *by)
{
	struct table *table =
		table_new(TABLE_ROWS, "stages", stage_columns, NCOLUMNS(stage_columns), r->run->env.clock_step_ns);
	const struct backend_info *b;

	for (size_t i = 0; i < r->ngroups; i++)
		if (hist_seen(&r->groups[i].h))
			stage_row(table, &r->groups[i]);
	for (int i = 0; (b = backend_info(i)); i++)
		if (group_wants_backend(by, b->name) && run_has_backend(r->run, b->name))
			empty_rows(table, r->run, by, b->name);
	table->title = stages_title(table);
	return table;
}

/* --- histograms -------------------------------------------------------------------------------------------------- */

#define MAX_HISTOGRAMS 256 /* more are nothing for people */

enum bar_column { BAR_FROM = ST_CPU + 1, BAR_TO, BAR_BAR, BAR_COUNT, BAR_SHARE, BAR_MARK };

static const struct column bar_columns[] = {
	NAME_COLUMNS(COL_JSON),
	{ .key = "from", .head = "", .flags = COL_RIGHT },
	{ .key = "to", .head = "", .flags = COL_JSON },
	{ .key = "bar", .head = "", .flags = COL_TEXT },
	{ .key = "count", .head = "", .flags = COL_RIGHT },
	{ .key = "share", .head = "", .flags = COL_RIGHT },
	{ .key = "mark", .head = "", .flags = COL_TEXT },
};

/* "p50 p90", the quantiles that lie in this row */
static const char *marks(struct table *table, const struct hist *h, const struct bar *bar)
{
	const char *text = "";

	for (size_t i = 0; i < NQUANTILES; i++) {
		uint64_t v = hist_quantile(h, quantiles[i].q, NULL);

		if (v >= bar->low && v <= bar->high)
			text = table_str(table, "%s%s%s", text, *text ? " " : "",
					 stage_columns[quantiles[i].column].head);
	}
	return text;
}

static void bar_row(struct table *table, const struct series *s, const struct bar *bar, uint64_t greatest)
{
	struct cell *row = table_row(table, ROW_DATA);

	name_cells(s, row);
	row[BAR_FROM] = cell_ns(bar->low);
	row[BAR_TO] = cell_ns(bar->high);
	row[BAR_BAR] = cell_real(CELL_BAR, (double)bar->count / (double)greatest);
	row[BAR_COUNT] = cell_uint(bar->count);
	row[BAR_SHARE] = cell_real(CELL_SHARE, (double)bar->count / (double)s->h.count);
	row[BAR_MARK] = cell_str(marks(table, &s->h, bar));
	if (!*row[BAR_MARK].str)
		row[BAR_MARK].shown = "";
}

static const char *bars_heading(struct table *table, const struct series *s)
{
	const char *text = table_str(table, "%s", s->stage);
	const char *const names[] = { s->backend, s->device, s->context };

	for (size_t i = 0; i < 3; i++)
		if (*names[i])
			text = table_str(table, "%s, %s", text, names[i]);
	if (s->vector >= 0)
		text = table_str(table, "%s, vector %d", text, s->vector);
	if (s->cpu >= 0)
		text = table_str(table, "%s, CPU %d", text, s->cpu);
	return text;
}

/* Set-up happens once or twice: no histogram. */
static bool is_setup(const struct series *s)
{
	int stage = stage_find(s->stage);

	return stage >= 0 && stage_info(stage)->side & EPB_SETUP;
}

struct table *report_histogram(const struct report_run *r)
{
	/* a step of 1: the edges of rows are exact numbers, not readings of the clock */
	struct table *table = table_new(TABLE_ROWS, "histogram", bar_columns, NCOLUMNS(bar_columns), 1);

	table->title = "Histograms (each row begins at the time in front of it)";
	if (r->ngroups > MAX_HISTOGRAMS)
		table->after = "(only the first 256 series: choose with --stage and --backend)";
	for (size_t i = 0; i < r->ngroups && i < MAX_HISTOGRAMS; i++) {
		const struct series *s = &r->groups[i];
		struct bar bars[BARS_MAX];
		size_t n = is_setup(s) ? 0 : bars_cut(&s->h, bars);
		uint64_t greatest = 0;

		for (size_t k = 0; k < n; k++)
			if (bars[k].count > greatest)
				greatest = bars[k].count;
		if (n)
			table_row(table, ROW_HEADING)[0].shown = bars_heading(table, s);
		for (size_t k = 0; k < n; k++) {
			if (bars[k].gap)
				table_row(table, ROW_GAP);
			bar_row(table, s, &bars[k], greatest);
		}
	}
	return table;
}
