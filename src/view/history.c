// SPDX-License-Identifier: GPL-2.0-only
/* Commits, runs and trends as tables. */
#include <math.h>
#include <string.h>

#include "view/history_view.h"

#define SHORT_COMMIT 12 /* of a hash, as git shows it */

/* A hash is cut, a name is not. */
static struct cell commit_cell(struct table *table, const char *name)
{
	struct cell cell = cell_str(table_str(table, "%s", name));

	if (strlen(name) == 40 && strspn(name, "0123456789abcdef") == 40)
		cell.shown = table_str(table, "%.*s", SHORT_COMMIT, name);
	return cell;
}

/* --- commits ----------------------------------------------------------------------------------------------------- */

struct table *history_commits_table(void)
{
	static const struct column columns[] = {
		{ .key = "id", .head = "", .flags = COL_JSON },
		{ .key = "commit", .head = "commit" },
		{ .key = "runs", .head = "runs", .flags = COL_RIGHT },
		{ .key = "state", .head = "state" },
		{ .key = "level", .head = "new level", .flags = COL_HIDE_SAME, .drop = 1 },
		{ .key = "last", .head = "added", .drop = 2 },
		{ .key = "config", .head = "", .flags = COL_JSON },
		{ .key = "board", .head = "board", .flags = COL_NO_REPEAT | COL_WRAP },
	};

	return table_new(TABLE_ROWS, "commits", columns, NCOLUMNS(columns), 1);
}

int history_commits_row(void *ctx, const struct history_commit *c)
{
	struct table *table = ctx;
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_int(c->id);
	row[1] = commit_cell(table, c->name);
	row[2] = cell_uint(c->runs);
	row[3] = cell_str(commit_state_name(c->state));
	row[3].warn = c->state == COMMIT_REJECTED;
	row[4] = cell_bool(c->level);
	if (!c->level)
		row[4].shown = "";
	row[5] = cell_str(table_str(table, "%s", c->last));
	row[6] = cell_str(table_str(table, "%s", c->config));
	row[7] = cell_str(table_str(table, "%s", c->board));
	return 0;
}

/* --- runs -------------------------------------------------------------------------------------------------------- */

struct table *history_runs_table(void)
{
	static const struct column columns[] = {
		{ .key = "run", .head = "run", .flags = COL_RIGHT },
		{ .key = "commit", .head = "commit" },
		{ .key = "backends", .head = "doorbell" },
		{ .key = "kernel", .head = "kernel" },
		{ .key = "started", .head = "recorded", .drop = 2 },
		{ .key = "added", .head = "", .flags = COL_JSON },
		{ .key = "closes", .head = "closes", .flags = COL_RIGHT },
		{ .key = "complete", .head = "", .flags = COL_JSON },
		{ .key = "bytes", .head = "", .flags = COL_JSON },
		{ .key = "board", .head = "board", .flags = COL_NO_REPEAT | COL_WRAP },
	};

	return table_new(TABLE_ROWS, "runs", columns, NCOLUMNS(columns), 1);
}

int history_runs_row(void *ctx, const struct history_run *r)
{
	struct table *table = ctx;
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_int(r->id);
	row[1] = commit_cell(table, r->commit);
	row[2] = cell_str(table_str(table, "%s", r->replicate.backends));
	row[3] = cell_str(table_str(table, "%s", r->replicate.env.release));
	row[4] = cell_str(table_str(table, "%s", r->replicate.env.started));
	row[5] = cell_str(table_str(table, "%s", r->added));
	row[6] = cell_bool(r->replicate.closes);
	row[6].warn = !r->replicate.closes;
	row[7] = cell_bool(r->replicate.complete);
	row[8] = cell_uint(r->size);
	row[9] = cell_str(table_str(table, "%s", r->board));
	return 0;
}

struct table *history_series_table(const struct run *run)
{
	static const struct column columns[] = {
		{ .key = "stage", .head = "stage" },
		{ .key = "backend", .head = "doorbell", .flags = COL_NO_REPEAT },
		{ .key = "context", .head = "context", .flags = COL_HIDE_SAME },
		{ .key = "count", .head = "count", .flags = COL_RIGHT },
		{ .key = "min", .head = "min", .flags = COL_RIGHT, .drop = 1 },
		{ .key = "p50", .head = "p50", .flags = COL_RIGHT },
		{ .key = "p99", .head = "p99", .flags = COL_RIGHT },
		{ .key = "max", .head = "max", .flags = COL_RIGHT },
		{ .key = "mean", .head = "mean", .flags = COL_RIGHT },
	};
	struct table *table = table_new(TABLE_ROWS, "series", columns, NCOLUMNS(columns), 1);

	table->title = "What is kept of its stages";
	for (size_t i = 0; i < run->nseries; i++) {
		const struct series *s = &run->series[i];
		struct cell *row = table_row(table, ROW_DATA);

		row[0] = cell_str(s->stage);
		row[1] = cell_str(s->backend);
		row[2] = cell_str(s->context);
		row[3] = cell_uint(s->h.count);
		if (!s->h.count)
			continue;
		row[4] = cell_ns(s->h.min);
		row[5] = cell_ns(hist_quantile(&s->h, 0.5, NULL));
		row[6] = cell_ns(hist_quantile(&s->h, 0.99, NULL));
		row[7] = cell_ns(s->h.max);
		row[8] = cell_real(CELL_MEAN, hist_mean(&s->h));
	}
	return table;
}

/* --- trend ------------------------------------------------------------------------------------------------------- */

enum { TREND_CHANGE = 5, TREND_SHIFT, TREND_P, TREND_BAR };

struct table *history_trend_table(const struct trend_point *points, const struct history_commit *commits, size_t n,
				  uint64_t step, const char *title)
{
	static const struct column columns[] = {
		{ .key = "commit", .head = "commit" },
		{ .key = "runs", .head = "runs", .flags = COL_RIGHT },
		{ .key = "median", .head = "median", .flags = COL_RIGHT },
		{ .key = "low", .head = "least", .flags = COL_RIGHT, .drop = 1 },
		{ .key = "high", .head = "greatest", .flags = COL_RIGHT, .drop = 1 },
		[TREND_CHANGE] = { .key = "change", .head = "", .flags = COL_JSON },
		[TREND_SHIFT] = { .key = "shift", .head = "new level", .flags = COL_RIGHT },
		[TREND_P] = { .key = "p", .head = "", .flags = COL_JSON },
		[TREND_BAR] = { .key = "bar", .head = "", .flags = COL_TEXT },
	};
	struct table *table = table_new(TABLE_ROWS, "trend", columns, NCOLUMNS(columns), step);
	double most = 0;

	table->title = table_str(table, "%s", title);
	for (size_t i = 0; i < n; i++)
		most = fmax(most, points[i].median);
	for (size_t i = 0; i < n; i++) {
		const struct trend_point *p = &points[i];
		struct cell *row = table_row(table, ROW_DATA);

		row[0] = commit_cell(table, commits[i].name);
		row[1] = cell_uint(p->runs);
		row[2] = cell_real(CELL_MEAN, p->median);
		row[3] = cell_real(CELL_MEAN, p->low);
		row[4] = cell_real(CELL_MEAN, p->high);
		row[TREND_CHANGE] = cell_bool(p->change);
		row[TREND_BAR] = cell_real(CELL_BAR, most > 0 ? p->median / most : 0);
		if (!p->change) {
			row[TREND_SHIFT].shown = "";
			continue;
		}
		row[TREND_SHIFT] = cell_real(CELL_DIFF, p->shift);
		row[TREND_SHIFT].warn = p->shift > 0;
		row[TREND_P] = cell_real(CELL_SHARE, p->p);
	}
	return table;
}
