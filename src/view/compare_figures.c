// SPDX-License-Identifier: GPL-2.0-only
/* The figures of a comparison, a row each for each side that is held against the base. */
#include <math.h>
#include <string.h>

#include "model/comparison_text.h"
#include "model/units.h"
#include "view/compare_view.h"

static struct cell real_cell(enum cell_type type, double value)
{
	return isfinite(value) ? cell_real(type, value) : (struct cell){ .type = CELL_NONE };
}

static void key_cells(struct cell *row, const struct comparison *c, const struct figure *f, size_t arm)
{
	row[0] = cell_str(f->backend);
	row[1] = cell_str(f->stage);
	row[2] = cell_str(f->context);
	row[3] = cell_str(c->arms[arm].name);
	row[4] = cell_str(f->quantity.name);
}

#define KEY_COLUMNS                                                                                                    \
	{ .key = "backend", .head = "doorbell", .flags = COL_HIDE_SAME | COL_NO_REPEAT },                              \
		{ .key = "stage", .head = "stage", .flags = COL_NO_REPEAT },                                           \
		{ .key = "context", .head = "context", .flags = COL_HIDE_SAME | COL_NO_REPEAT },                       \
		{ .key = "arm", .head = "side", .flags = COL_HIDE_SAME },                                              \
	{                                                                                                              \
		.key = "quantity", .head = ""                                                                          \
	}

/* --- what is judged ---------------------------------------------------------------------------------------------- */

enum {
	FIG_BASE = 5,
	FIG_VALUE,
	FIG_CHANGE,
	FIG_INSTRUCTIONS,
	FIG_SHARE,
	FIG_LOW,
	FIG_HIGH,
	FIG_INTERVAL,
	FIG_SPREAD,
	FIG_P,
	FIG_P_CORRECTED,
	FIG_FLOOR,
	FIG_TOLERANCE,
	FIG_VERDICT,
	FIG_WHY,
	FIG_SENTENCE,
};

static const struct column figure_columns[] = {
	KEY_COLUMNS,
	[FIG_BASE] = { .key = "base", .head = "base", .flags = COL_RIGHT },
	[FIG_VALUE] = { .key = "value", .head = "new", .flags = COL_RIGHT },
	[FIG_CHANGE] = { .key = "shift", .head = "change", .flags = COL_RIGHT },
	[FIG_INSTRUCTIONS] = { .key = "instructions", .head = "instructions", .flags = COL_RIGHT | COL_HIDE_ZERO },
	[FIG_SHARE] = { .key = "relative", .head = "%", .flags = COL_RIGHT, .drop = 2 },
	[FIG_LOW] = { .key = "low", .head = "", .flags = COL_JSON },
	[FIG_HIGH] = { .key = "high", .head = "", .flags = COL_JSON },
	[FIG_INTERVAL] = { .key = "interval", .head = "interval", .flags = COL_TEXT | COL_RIGHT, .drop = 1 },
	[FIG_SPREAD] = { .key = "spread", .head = "spread", .flags = COL_RIGHT | COL_HIDE_SAME, .drop = 3 },
	[FIG_P] = { .key = "p", .head = "", .flags = COL_JSON },
	[FIG_P_CORRECTED] = { .key = "p_corrected", .head = "p", .flags = COL_RIGHT | COL_HIDE_SAME },
	[FIG_FLOOR] = { .key = "floor", .head = "", .flags = COL_JSON },
	[FIG_TOLERANCE] = { .key = "tolerance", .head = "", .flags = COL_JSON },
	[FIG_VERDICT] = { .key = "verdict", .head = "verdict", .flags = COL_STAY },
	[FIG_WHY] = { .key = "why", .head = "", .flags = COL_JSON },
	[FIG_SENTENCE] = { .key = "sentence", .head = "", .flags = COL_JSON },
};

static const char *interval_text(struct table *table, const struct judged *j)
{
	char low[32], high[32];

	if (!isfinite(j->low) || !isfinite(j->high))
		return "-";
	return table_str(table, "%s .. %s", units_difference(j->low, table->step, low, sizeof(low)),
			 units_difference(j->high, table->step, high, sizeof(high)));
}

static struct cell probability(struct table *table, double p)
{
	struct cell cell = real_cell(CELL_SHARE, p);

	if (cell.type != CELL_NONE)
		cell.shown = p < 0.0001 ? "<0.0001" : table_str(table, "%.2g", p);
	return cell;
}

static void figure_row(struct table *table, const struct comparison *c, const struct figure *f, size_t arm)
{
	const struct judged *j = &f->judged[arm];
	struct cell *row = table_row(table, ROW_DATA);
	char text[SENTENCE_SIZE];

	key_cells(row, c, f, arm);
	row[FIG_BASE] = real_cell(CELL_MEAN, j->base);
	row[FIG_VALUE] = real_cell(CELL_MEAN, j->value);
	row[FIG_CHANGE] = real_cell(CELL_DIFF, j->shift);
	if (j->shift == 0)
		row[FIG_CHANGE].shown = "=";
	if (comparison_deterministic(c) && isfinite(j->shift)) {
		row[FIG_INSTRUCTIONS] = (struct cell){ .type = CELL_INT, .i = llround(j->shift) };
		row[FIG_INSTRUCTIONS].shown = j->shift == 0 ? "" : table_str(table, "%+.0f", j->shift);
	}
	if (j->base > 0)
		row[FIG_SHARE] = real_cell(CELL_SHARE, j->shift / j->base);
	if (row[FIG_SHARE].type != CELL_NONE)
		row[FIG_SHARE].shown = j->shift == 0 ? "" : table_str(table, "%+.1f%%", j->shift / j->base * 100);
	row[FIG_LOW] = real_cell(CELL_DIFF, j->low);
	row[FIG_HIGH] = real_cell(CELL_DIFF, j->high);
	row[FIG_INTERVAL] = cell_str(interval_text(table, j));
	row[FIG_SPREAD] = real_cell(CELL_MEAN, j->spread);
	row[FIG_P] = real_cell(CELL_SHARE, j->p);
	row[FIG_P_CORRECTED] = probability(table, j->p_corrected);
	row[FIG_FLOOR] = cell_real(CELL_MEAN, j->floor);
	row[FIG_TOLERANCE] = cell_real(CELL_MEAN, j->tolerance);
	row[FIG_VERDICT] = cell_str(verdict_name(j->verdict));
	row[FIG_VERDICT].warn = judged_fails(c, j);
	row[FIG_WHY] = cell_str(j->why);
	row[FIG_SENTENCE] = cell_str(table_str(table, "%s", judged_sentence(c, f, arm, text, sizeof(text))));
}

struct table *compare_figure_table(const struct comparison *c)
{
	struct table *table =
		table_new(TABLE_ROWS, "figures", figure_columns, NCOLUMNS(figure_columns), comparison_step(c));

	table->title = table_str(table, "Figures: medians over the runs%s",
				 c->narms > 1 ? table_str(table, ", held against %s", c->arms[0].name) : "");
	for (size_t i = 0; i < c->nfigures; i++)
		for (size_t arm = 1; arm < c->narms; arm++)
			if (isfinite(c->figures[i].judged[arm].base) || isfinite(c->figures[i].judged[arm].value))
				figure_row(table, c, &c->figures[i], arm);
	return table;
}

/* --- within the runs --------------------------------------------------------------------------------------------- */

static const struct column within_columns[] = {
	KEY_COLUMNS,
	{ .key = "base_count", .head = "n base", .flags = COL_RIGHT },
	{ .key = "count", .head = "n", .flags = COL_RIGHT },
	{ .key = "base", .head = "base", .flags = COL_RIGHT },
	{ .key = "value", .head = "new", .flags = COL_RIGHT },
	{ .key = "difference", .head = "difference", .flags = COL_RIGHT },
};

static struct cell sample_cell(const struct sample *s)
{
	if (isnan(s->value))
		return (struct cell){ .type = CELL_NONE };
	return cell_ns_error((uint64_t)llround(s->value), (uint64_t)llround(s->error));
}

static void within_row(struct table *table, const struct comparison *c, const struct figure *f, size_t arm)
{
	const struct sample *base = &f->folded[0], *value = &f->folded[arm];
	struct cell *row = table_row(table, ROW_DATA);

	key_cells(row, c, f, arm);
	row[5] = cell_uint(base->count);
	row[6] = cell_uint(value->count);
	row[7] = sample_cell(base);
	row[8] = sample_cell(value);
	if (isnan(base->value) || isnan(value->value))
		return;
	row[9] = cell_real(CELL_DIFF, value->value - base->value);
	row[9].has_error = true;
	row[9].error = (uint64_t)llround(base->error + value->error);
	if (fabs(value->value - base->value) <= base->error + value->error)
		row[9].shown = "=";
}

struct table *compare_within_table(const struct comparison *c)
{
	struct table *table =
		table_new(TABLE_ROWS, "within", within_columns, NCOLUMNS(within_columns), comparison_step(c));

	table->title = "Within the runs: all values of a side in one histogram. Descriptive, not judged";
	table->after =
		"= where the difference is within the error of both. How much runs differ among themselves is not in it.";
	for (size_t i = 0; i < c->nfigures; i++)
		for (size_t arm = 1; arm < c->narms; arm++)
			if (c->figures[i].folded[0].count || c->figures[i].folded[arm].count)
				within_row(table, c, &c->figures[i], arm);
	return table;
}
