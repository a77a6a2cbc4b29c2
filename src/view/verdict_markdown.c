// SPDX-License-Identifier: GPL-2.0-only
/* A comparison for a pull request or a cover letter. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/comparison_text.h"
#include "view/markdown.h"

static const struct column bullets[] = {
	{ .key = "name", .head = "" },
	{ .key = "text", .head = "" },
};

static struct table *add_bullets(struct doc *doc, const char *key, const char *title)
{
	struct table *table = table_new(TABLE_BULLETS, key, bullets, NCOLUMNS(bullets), 1);

	table->title = title;
	doc_add(doc, DOC_WHOLE, table);
	return table;
}

static struct cell *bullet(struct table *table, const char *name, const char *text)
{
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_str(name);
	row[1] = cell_str(text);
	return row;
}

/* --- the outcome ------------------------------------------------------------------------------------------------- */

static void add_outcome(struct doc *doc, const struct comparison *c)
{
	static const char *const words[] = {
		[OUTCOME_PASS] = "pass",
		[OUTCOME_FAIL] = "FAIL",
		[OUTCOME_NOJUDGE] = "cannot judge",
	};
	struct table *table = add_bullets(doc, "outcome", c->command);
	char text[SENTENCE_SIZE];

	/* "fail: " is said by the bold word */
	outcome_sentence(c, text, sizeof(text));
	bullet(table, words[c->outcome], table_str(table, "%s", strstr(text, ": ") ? strstr(text, ": ") + 2 : text))[0]
		.warn = true;
	/* the first is in the sentence above if nothing was judged by it */
	for (size_t i = c->outcome == OUTCOME_NOJUDGE; i < c->nreasons; i++)
		bullet(table, "not judged", c->reasons[i]);
}

/* --- THE table: a row a stage ------------------------------------------------------------------------------------ */

/* Columns: three in front, the counts, then for each quantity the arms and what they are to the base. */
enum { COL_STAGE, COL_CONTEXT, COL_BACKEND, COL_COUNT, FIXED };

static size_t per_quantity(const struct comparison *c)
{
	return c->narms + (c->narms - 1);
}

static bool same_row(const struct figure *a, const struct figure *b)
{
	return !strcmp(a->stage, b->stage) && !strcmp(a->context, b->context) && !strcmp(a->backend, b->backend);
}

static bool is_quantity(const struct figure *f, const char *name)
{
	return !strcmp(f->quantity.name, name);
}

/* The columns of one quantity from @at on. */
static void quantity_columns(struct table *table, const struct comparison *c, const char *quantity, struct column *at)
{
	for (size_t arm = 0; arm < c->narms; arm++) {
		const char *head = table_str(table, "%s%s%s", quantity, *quantity ? " " : "", c->arms[arm].name);

		*at++ = (struct column){ .key = head, .head = head, .flags = COL_RIGHT };
	}
	for (size_t arm = 1; arm < c->narms; arm++) {
		const char *head =
			c->narms > 2 ? table_str(table, "%s - %s", c->arms[arm].name, c->arms[0].name) : "change";

		*at++ = (struct column){ .key = head, .head = head, .flags = COL_RIGHT };
	}
}

/* The change, and the verdict where there is something to say; slower is bold. */
static struct cell change_cell(struct table *table, const struct comparison *c, const struct judged *judged)
{
	char change[96];
	struct cell cell;

	change_text(c, judged, change, sizeof(change));
	if (judged->verdict == VERDICT_NONE && isfinite(judged->shift)) /* description only */
		return cell_str(table_str(table, "%s", change));
	if (judged->verdict == VERDICT_NONE)
		return cell_str(judged->why);
	cell = cell_str(table_str(table, "%s%s%s", isfinite(judged->shift) ? change : "",
				  isfinite(judged->shift) ? " " : "", verdict_name(judged->verdict)));
	cell.warn = judged_fails(c, judged);
	return cell;
}

static void fill_quantity(struct table *table, const struct comparison *c, const struct figure *f, struct cell *at)
{
	for (size_t arm = 0; arm < c->narms; arm++, at++) {
		const double value = figure_value(f, arm, c->narms);

		if (isfinite(value))
			*at = cell_real(CELL_MEAN, value);
	}
	for (size_t arm = 1; arm < c->narms; arm++)
		*at++ = change_cell(table, c, &f->judged[arm]);
}

/* Values that the figure is of, over all runs of an arm. */
static uint64_t arm_count(const struct comparison *c, const struct figure *f, size_t arm)
{
	uint64_t n = 0;

	for (size_t i = c->arms[arm].first; i < c->arms[arm].first + c->arms[arm].n; i++)
		n += f->samples[i].count;
	return n;
}

/* "1200 / 1198", "" if none is known */
static const char *counts(struct table *table, const struct comparison *c, const struct figure *f)
{
	const char *text = "";
	bool any = false;

	for (size_t arm = 0; arm < c->narms; arm++) {
		const uint64_t n = arm_count(c, f, arm);

		any = any || n;
		text = table_str(table, "%s%s%llu", text, arm ? " / " : "", (unsigned long long)n);
	}
	return any ? text : "";
}

static struct column *stage_columns(struct table *table, const struct comparison *c, const bool has[2])
{
	struct column *columns = table_need(calloc(FIXED + 2 * per_quantity(c), sizeof(*columns)));

	columns[COL_STAGE] = (struct column){ .key = "stage", .head = "stage" };
	columns[COL_CONTEXT] = (struct column){ .key = "context", .head = "context", .flags = COL_HIDE_SAME };
	columns[COL_BACKEND] = (struct column){ .key = "backend", .head = "backend", .flags = COL_HIDE_ZERO };
	columns[COL_COUNT] = (struct column){ .key = "count", .head = "count", .flags = COL_RIGHT | COL_HIDE_ZERO };
	table->ncolumns = FIXED;
	if (has[0])
		quantity_columns(table, c, "p50", columns + table->ncolumns);
	table->ncolumns += has[0] * per_quantity(c);
	if (has[1])
		quantity_columns(table, c, "p99", columns + table->ncolumns);
	table->ncolumns += has[1] * per_quantity(c);
	return columns;
}

static void add_stages(struct doc *doc, const struct comparison *c)
{
	struct table *table = table_new(TABLE_ROWS, "stages", NULL, 0, comparison_step(c));
	bool has[2] = { false, false };
	const struct figure *last = NULL;
	struct cell *row = NULL;

	for (size_t i = 0; i < c->nfigures; i++) {
		has[0] = has[0] || is_quantity(&c->figures[i], "p50");
		has[1] = has[1] || is_quantity(&c->figures[i], "p99");
	}
	table->own_columns = stage_columns(table, c, has);
	table->columns = table->own_columns;
	for (size_t i = 0; i < c->nfigures; i++) {
		const struct figure *f = &c->figures[i];
		const bool p50 = is_quantity(f, "p50");

		if (!p50 && !is_quantity(f, "p99"))
			continue;
		if (!last || !same_row(last, f))
			row = table_row(table, ROW_DATA);
		last = f;
		row[COL_STAGE] = cell_str(f->stage);
		row[COL_CONTEXT] = cell_str(f->context);
		row[COL_BACKEND] = cell_str(f->backend);
		row[COL_COUNT] = cell_str(counts(table, c, f));
		fill_quantity(table, c, f, row + FIXED + (p50 || !has[0] ? 0 : per_quantity(c)));
	}
	doc_add(doc, DOC_WHOLE, table);
}

/* What was judged besides. */
static void add_others(struct doc *doc, const struct comparison *c)
{
	struct table *table = table_new(TABLE_ROWS, "figures", NULL, 1 + per_quantity(c), comparison_step(c));
	struct column *columns = table_need(calloc(table->ncolumns, sizeof(*columns)));

	table->title = "Other figures";
	table->own_columns = columns;
	table->columns = columns;
	columns[0] = (struct column){ .key = "figure", .head = "figure" };
	quantity_columns(table, c, "", columns + 1);
	for (size_t i = 0; i < c->nfigures; i++) {
		const struct figure *f = &c->figures[i];
		struct cell *row;
		char name[128];

		if (is_quantity(f, "p50") || is_quantity(f, "p99"))
			continue;
		row = table_row(table, ROW_DATA);
		row[0] = cell_str(table_str(table, "%s", figure_name(f, name, sizeof(name))));
		fill_quantity(table, c, f, row + 1);
	}
	doc_add(doc, DOC_WHOLE, table);
}

/* --- below it ---------------------------------------------------------------------------------------------------- */

static void add_budgets(struct doc *doc, const struct comparison *c)
{
	struct table *table = add_bullets(doc, "budgets", "Budgets");
	char text[SENTENCE_SIZE];

	for (size_t i = 0; i < c->nbudgets; i++) {
		const struct budget *b = &c->budgets[i];

		budget_sentence(c, b, text, sizeof(text));
		bullet(table, b->text, table_str(table, "%s", text))[1].warn = b->verdict == VERDICT_SLOWER;
	}
}

static void add_arms(struct doc *doc, const struct comparison *c)
{
	struct table *table = add_bullets(doc, "arms", "What was compared, and how");
	char text[SENTENCE_SIZE];

	for (size_t i = 0; i < c->narms; i++)
		bullet(table, "", table_str(table, "%s", arm_sentence(c, i, text, sizeof(text))));
	bullet(table, "rule", table_str(table, "%s", rule_sentence(c, text, sizeof(text))));
	for (size_t i = 0; i < c->nremarks; i++)
		bullet(table, "", c->remarks[i]);
}

int verdict_markdown(struct doc *doc, const struct comparison *c, struct err *err)
{
	if (!c->narms)
		return err_set(err, -EINVAL, "there is nothing to compare: no arm has a run");
	add_outcome(doc, c);
	add_stages(doc, c);
	add_others(doc, c);
	add_budgets(doc, c);
	add_arms(doc, c);
	return 0;
}
