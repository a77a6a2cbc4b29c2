// SPDX-License-Identifier: GPL-2.0-only
#include "view/compare_view.h"
#include "model/comparison_text.h"

static const char *const outcome_names[] = {
	[OUTCOME_PASS] = "pass",
	[OUTCOME_FAIL] = "fail",
	[OUTCOME_NOJUDGE] = "cannot judge",
};

/* --- the outcome ------------------------------------------------------------------------------------------------- */

static void add_outcome(struct doc *doc, const struct comparison *c)
{
	static const struct column columns[] = {
		{ "outcome", "", COL_JSON, 0, NULL },	   { "verdict", "verdict", 0, 0, NULL },
		{ "how", "judged", 0, 0, NULL },	   { "rule", "", COL_JSON, 0, NULL },
		{ "alpha", "", COL_JSON, 0, NULL },	   { "tolerance", "", COL_JSON, 0, NULL },
		{ "tolerance_ns", "", COL_JSON, 0, NULL }, { "family", "", COL_JSON, 0, NULL },
	};
	struct table *table = table_new(TABLE_RECORD, "judgement", columns, NCOLUMNS(columns), 1);
	struct cell *row = table_row(table, ROW_DATA);
	char text[SENTENCE_SIZE];

	row[0] = cell_str(outcome_names[c->outcome]);
	row[1] = cell_str(table_str(table, "%s", outcome_sentence(c, text, sizeof(text))));
	row[1].warn = c->outcome != OUTCOME_PASS;
	row[2] = cell_str(table_str(table, "%s", rule_sentence(c, text, sizeof(text))));
	row[3] = cell_str(c->rule == RULE_RANK ? "rank" : "exact");
	row[4] = cell_real(CELL_SHARE, c->alpha);
	row[5] = cell_real(CELL_SHARE, c->tolerance.relative);
	row[6] = cell_real(CELL_MEAN, c->tolerance.ns);
	row[7] = cell_uint(c->family);
	if (c->narms < 2) /* budgets alone */
		row[2] = cell_str("");
	doc_add(doc, DOC_WHOLE, table);
}

static void add_arms(struct doc *doc, const struct comparison *c)
{
	static const struct column columns[] = {
		{ .key = "arm", .head = "side" },
		{ .key = "runs", .head = "runs", .flags = COL_RIGHT },
		{ .key = "backends", .head = "doorbell" },
		{ .key = "kernel", .head = "kernel" },
		{ .key = "cpus", .head = "CPUs", .flags = COL_RIGHT },
		{ .key = "hz", .head = "HZ", .flags = COL_RIGHT },
		{ .key = "preempt", .head = "preempt" },
		{ .key = "lab", .head = "lab", .flags = COL_HIDE_ZERO },
		{ .key = "started", .head = "", .flags = COL_JSON },
		{ .key = "machine", .head = "machine", .flags = COL_WRAP },
	};
	static const enum arm_fact facts[] = { ARM_BACKENDS, ARM_KERNEL, ARM_CPUS,    ARM_HZ,
					       ARM_PREEMPT,  ARM_LAB,	 ARM_STARTED, ARM_MACHINE };
	struct table *table = table_new(TABLE_ROWS, "arms", columns, NCOLUMNS(columns), 1);
	char text[SENTENCE_SIZE];

	table->title = "Sides";
	for (size_t arm = 0; arm < c->narms; arm++) {
		struct cell *row = table_row(table, ROW_DATA);

		row[0] = cell_str(c->arms[arm].name);
		row[1] = cell_uint(c->arms[arm].n);
		for (size_t i = 0; i < NCOLUMNS(facts); i++)
			row[2 + i] = cell_str(table_str(table, "%s", arm_fact(c, arm, facts[i], text, sizeof(text))));
	}
	doc_add(doc, DOC_WHOLE, table);
}

static void add_runs(struct doc *doc, const struct comparison *c)
{
	static const struct column columns[] = {
		{ .key = "arm", .head = "" },	    { .key = "name", .head = "" },   { .key = "started", .head = "" },
		{ .key = "accounted", .head = "" }, { .key = "closes", .head = "" }, { .key = "complete", .head = "" },
	};
	struct table *table = table_new(TABLE_ROWS, "runs", columns, NCOLUMNS(columns), 1);

	table->json_only = true;
	for (size_t arm = 0; arm < c->narms; arm++) {
		for (size_t i = c->arms[arm].first; i < c->arms[arm].first + c->arms[arm].n; i++) {
			const struct replicate *r = &c->runs[i];
			struct cell *row = table_row(table, ROW_DATA);

			row[0] = cell_str(c->arms[arm].name);
			row[1] = cell_str(r->name);
			row[2] = cell_str(r->env.started);
			row[3] = cell_bool(r->accounted);
			row[4] = cell_bool(r->closes);
			row[5] = cell_bool(r->complete);
		}
	}
	doc_add(doc, DOC_WHOLE, table);
}

/* --- budgets and sentences --------------------------------------------------------------------------------------- */

static void add_budgets(struct doc *doc, const struct comparison *c)
{
	static const struct column columns[] = {
		{ .key = "budget", .head = "budget" },
		{ .key = "stage", .head = "", .flags = COL_JSON },
		{ .key = "backend", .head = "", .flags = COL_JSON },
		{ .key = "quantity", .head = "", .flags = COL_JSON },
		{ .key = "limit", .head = "", .flags = COL_JSON },
		{ .key = "worst", .head = "", .flags = COL_JSON },
		{ .key = "worst_run", .head = "", .flags = COL_JSON },
		{ .key = "runs", .head = "", .flags = COL_JSON },
		{ .key = "over", .head = "", .flags = COL_JSON },
		{ .key = "kept", .head = "", .flags = COL_JSON },
		{ .key = "sentence", .head = "what became of it", .flags = COL_WRAP },
	};
	struct table *table = table_new(TABLE_ROWS, "budgets", columns, NCOLUMNS(columns), 1);
	char text[SENTENCE_SIZE];

	table->title = "Budgets";
	for (size_t i = 0; i < c->nbudgets; i++) {
		const struct budget *b = &c->budgets[i];
		struct cell *row = table_row(table, ROW_DATA);

		row[0] = cell_str(b->text);
		row[1] = cell_str(b->stage);
		row[2] = cell_str(b->backend);
		row[3] = cell_str(b->quantity.name);
		row[4] = cell_real(CELL_MEAN, b->limit);
		if (b->runs) {
			row[5] = cell_real(CELL_MEAN, b->worst.value);
			row[5].has_error = true;
			row[5].error = (uint64_t)b->worst.error;
			row[6] = cell_str(b->worst_run);
			row[9] = cell_bool(b->verdict == VERDICT_SAME);
		}
		row[7] = cell_uint(b->runs);
		row[8] = cell_uint(b->over);
		row[10] = cell_str(table_str(table, "%s", budget_sentence(c, b, text, sizeof(text))));
		row[10].warn = b->verdict != VERDICT_SAME;
	}
	doc_add(doc, DOC_WHOLE, table);
}

static void add_sentences(struct doc *doc, const char *key, const char *title, char *const *sentences, size_t n,
			  bool said)
{
	static const struct column columns[] = { { .key = "text", .head = "" } };
	struct table *table = table_new(TABLE_BULLETS, key, columns, NCOLUMNS(columns), 1);

	table->title = title;
	table->json_only = said;
	for (size_t i = 0; i < n; i++)
		table_row(table, ROW_DATA)[0] = cell_str(sentences[i]);
	doc_add(doc, DOC_WHOLE, table);
}

int compare_build(struct doc *doc, const struct comparison *c, const struct compare_view *view)
{
	struct table *within = compare_within_table(c);

	doc->format = "epbell-comparison";
	within->json_only = !view->within && c->outcome != OUTCOME_NOJUDGE;
	add_outcome(doc, c);
	add_arms(doc, c);
	add_runs(doc, c);
	doc_add(doc, DOC_WHOLE, compare_figure_table(c));
	add_budgets(doc, c);
	doc_add(doc, DOC_WHOLE, within);
	add_sentences(doc, "reasons", "Cannot be judged", c->reasons, c->nreasons,
		      c->nreasons == 1 && c->outcome == OUTCOME_NOJUDGE); /* the verdict's line has the first one */
	add_sentences(doc, "remarks", "Remarks", c->remarks, c->nremarks, false);
	return 0;
}
