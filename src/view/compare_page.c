// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "model/comparison_text.h"
#include "model/text.h"
#include "view/pages.h"

static const struct column no_columns[] = { { .key = "", .head = "" } };

static const char *const order[] = { "figures", HTML_FIGURES, "budgets", "arms", "within", NULL };

static const enum html_state states[] = {
	[OUTCOME_PASS] = HTML_GOOD,
	[OUTCOME_FAIL] = HTML_BAD,
	[OUTCOME_NOJUDGE] = HTML_DOUBT,
};

/* "new against base", "edma, poll against its" */
static const char *title_of(struct table *strings, const struct comparison *c)
{
	const char *all = "Doorbells";

	for (size_t arm = 1; arm < c->narms; arm++)
		all = table_str(strings, "%s%s%s", all, arm > 1 ? ", " : ": ", c->arms[arm].name);
	return c->narms > 1 ? table_str(strings, "%s against %s", all, c->arms[0].name) : all;
}

/* The outcome as a sentence of a page: it begins with a capital letter. */
static const char *verdict_of(struct table *strings, const struct comparison *c)
{
	char text[SENTENCE_SIZE];

	outcome_sentence(c, text, sizeof(text));
	text[0] = (char)toupper((unsigned char)text[0]);
	return table_str(strings, "%s", text);
}

static const char *add_fact(struct table *strings, const char *all, const char *fact)
{
	return *fact ? table_str(strings, "%s%s%s", all, *all ? " \u00b7 " : "", fact) : all;
}

/* How many runs of which side, and where the base's are of. */
static const char *about_of(struct table *strings, const struct comparison *c)
{
	static const enum arm_fact facts[] = { ARM_MACHINE, ARM_KERNEL };
	static const char *const before[] = { "", "Linux " };
	char text[SENTENCE_SIZE];
	const char *all = "";

	for (size_t arm = 0; arm < c->narms; arm++)
		all = add_fact(strings, all,
			       table_str(strings, "%s: %zu run%s", c->arms[arm].name, c->arms[arm].n,
					 text_plural(c->arms[arm].n)));
	for (size_t i = 0; i < NCOLUMNS(facts) && c->narms; i++)
		if (*arm_fact(c, 0, facts[i], text, sizeof(text)))
			all = add_fact(strings, all, table_str(strings, "%s%s", before[i], text));
	if (c->nruns && *c->runs[0].env.started)
		all = add_fact(strings, all, table_str(strings, "recorded from %s on", c->runs[0].env.started));
	return comparison_deterministic(c) ? add_fact(strings, all, "lab, deterministic: 1 ns is 1 instruction") : all;
}

void compare_page(struct page *page, const struct comparison *c, const struct doc *doc)
{
	struct table *strings = table_new(TABLE_BULLETS, "", no_columns, 1, 1);
	char text[SENTENCE_SIZE];

	page->strings = strings;
	page->html = (struct html_page){
		.title = title_of(strings, c),
		.about = about_of(strings, c),
		.state = states[c->outcome],
		.verdict = verdict_of(strings, c),
		.findings = page->findings,
		.doc = doc,
		.order = order,
		.hidden = "judgement",
	};
	for (size_t i = 0; i < c->nreasons && i < PAGE_FINDINGS && c->nreasons > 1; i++)
		page->findings[page->html.nfindings++] = c->reasons[i];
	if (c->narms > 1)
		page->html.how = table_str(strings, "%s", rule_sentence(c, text, sizeof(text)));
}
