// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/pages.h"
#include "view/report_impl.h"

static const struct column no_columns[] = { { .key = "", .head = "" } };

/* Tables that are narrow stand next to each other, so that they fill the width together. */
static const char *const order[] = { "comparison", "stages", HTML_FIGURES,  "header",	     "doorbell_counts",
				     "doorbells",  "ping",   "poll",	    "poll_findings", "events",
				     "account",	   "cost",   "calibration", "histogram",     NULL };

/* Remarks that change what the figures are worth, and how much: of the codes of report_notes(). */
static const struct {
	const char *code;
	enum html_state state;
} weights[] = {
	{ "incomplete", HTML_BAD },  { "open-account", HTML_BAD }, { "contradiction", HTML_BAD },
	{ "suspect", HTML_DOUBT },   { "missed", HTML_DOUBT },	   { "tracers", HTML_DOUBT },
	{ "unlike", HTML_DOUBT },    { "no-bucket", HTML_DOUBT },  { "hgrm", HTML_DOUBT },
	{ "no-sample", HTML_DOUBT },
};

static enum html_state weight_of(const char *code)
{
	for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++)
		if (!strcmp(weights[i].code, code))
			return weights[i].state;
	return HTML_GOOD;
}

static void add_finding(struct page *page, enum html_state state, const char *text)
{
	if (state > page->html.state)
		page->html.state = state;
	if (page->html.nfindings < PAGE_FINDINGS)
		page->findings[page->html.nfindings++] = text;
}

/* The text of column @key in a row, "" where there is none. */
static const char *text_of(const struct table *table, size_t row, const char *key)
{
	for (size_t col = 0; col < table->ncolumns; col++) {
		const struct cell *cell = table_cell(table, row, col);

		if (!strcmp(table->columns[col].key, key))
			return cell->shown ? cell->shown : cell->type == CELL_STR ? cell->str : "";
	}
	return "";
}

/* What the page calls the run of that file. */
static const char *part_named(const struct page *page, const struct report_run *runs, const char *file)
{
	for (size_t i = 0; i < page->html.nparts; i++)
		if (!strcmp(runs[i].file, file))
			return page->parts[i];
	return file;
}

static void take_notes(struct page *page, const struct report_run *runs, const struct table *notes)
{
	for (size_t row = 0; row < notes->nrows; row++) {
		const enum html_state state = weight_of(text_of(notes, row, "code"));
		const char *file = text_of(notes, row, "file"), *text = text_of(notes, row, "text");

		if (state == HTML_GOOD)
			continue;
		add_finding(page, state,
			    *file ? table_str(page->strings, "%s: %s", part_named(page, runs, file), text) : text);
	}
}

/* Pings in step with the polls have a mean that says nothing: what the poll model shows of several runs is that. */
static void take_poll(struct page *page, const struct table *poll, const char *file)
{
	for (size_t col = 0; col < poll->ncolumns; col++) {
		const struct cell *cell = table_cell(poll, 0, col);

		if (strcmp(poll->columns[col].key, "poll_verdict") != 0 || !cell->shown ||
		    strncmp(cell->shown, "ALIASED", 7) != 0)
			continue;
		add_finding(page, HTML_DOUBT,
			    page->html.nparts > 1 ? table_str(page->strings, "%s: pings %s", file, cell->shown) :
						    table_str(page->strings, "Pings %s", cell->shown));
	}
}

/* --- words ------------------------------------------------------------------------------------------------------- */

static const char *verdict_of(struct page *page, size_t n)
{
	const char *them = n == 1 ? "the account closes" :
			   n == 2 ? "the accounts of both runs close" :
				    table_str(page->strings, "the accounts of all %zu runs close", n);

	if (page->html.state == HTML_BAD)
		return "These figures cannot be trusted";
	if (page->html.state == HTML_DOUBT)
		return "These figures have to be read with care";
	return table_str(page->strings, "Every event is accounted for: %s", them);
}

static const char *add_fact(struct table *strings, const char *all, const char *fact)
{
	return *fact ? table_str(strings, "%s%s%s", all, *all ? " \u00b7 " : "", fact) : all;
}

/* What all runs have in common: machine, kernel, lab; and the time of the first. */
static const char *about_of(struct table *strings, const struct report_run *runs, size_t n)
{
	const struct environment *first = &runs[0].run->env;
	bool machine = true, kernel = true, lab = true;
	const char *all = "";

	for (size_t i = 1; i < n; i++) {
		machine = machine && !strcmp(runs[i].run->env.machine, first->machine);
		kernel = kernel && !strcmp(runs[i].run->env.release, first->release);
		lab = lab && !strcmp(runs[i].run->env.lab, first->lab);
	}
	all = add_fact(strings, all, machine ? first->machine : "");
	if (kernel && *first->release)
		all = add_fact(strings, all, table_str(strings, "Linux %s", first->release));
	if (lab && *first->lab)
		all = add_fact(strings, all,
			       !strcmp(first->lab, "deterministic") ? "lab, deterministic: 1 ns is 1 instruction" :
								      "lab: times mean nothing");
	return *first->started ? add_fact(strings, all, table_str(strings, "recorded %s", first->started)) : all;
}

/* The last part of the path: on the page of a mail nobody knows the directory. */
static const char *base_name(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash && slash[1] ? slash + 1 : file;
}

/* Are the runs told apart by that? */
static bool names_differ(const struct report_run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(base_name(runs[i].file), base_name(runs[k].file)))
				return false;
	return true;
}

static const char *title_of(struct table *strings, const struct report_run *runs, size_t n)
{
	const char *all = "";

	for (size_t i = 0; i < n && i < 4; i++)
		all = table_str(strings, "%s%s%s", all, i ? ", " : "", base_name(runs[i].file));
	if (n > 4)
		all = table_str(strings, "%s and %zu more", all, n - 4);
	return table_str(strings, "Doorbells: %s", all);
}

/* --- the page ---------------------------------------------------------------------------------------------------- */

void report_page(struct page *page, const struct report_run *runs, size_t n, const struct doc *doc)
{
	struct table *strings = table_new(TABLE_BULLETS, "", no_columns, 1, 1);

	page->strings = strings;
	page->parts = table_need(calloc(n, sizeof(*page->parts)));
	for (size_t i = 0; i < n; i++)
		page->parts[i] = names_differ(runs, n) ? base_name(runs[i].file) : runs[i].file;
	page->html = (struct html_page){
		.title = title_of(strings, runs, n),
		.about = about_of(strings, runs, n),
		.doc = doc,
		.order = order,
		.aside = "header",
		.aside_title = n > 1 ? "Recordings side by side" : "Recording",
		.parts = page->parts,
		.nparts = n,
		.findings = page->findings,
	};
	for (size_t i = 0; i < doc->n; i++) {
		if (!strcmp(doc->tables[i]->key, "notes"))
			take_notes(page, runs, doc->tables[i]);
		else if (!strcmp(doc->tables[i]->key, "poll"))
			take_poll(page, doc->tables[i], page->parts[doc->part[i]]);
	}
	page->html.verdict = verdict_of(page, n);
}

void page_free(struct page *page)
{
	table_free(page->strings);
	free(page->parts);
}
