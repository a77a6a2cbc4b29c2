// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/figures.h"
#include "cmd/judging.h"
#include "cmd/page_out.h"
#include "cmd/print.h"
#include "cmd/select.h"
#include "io/atomic_file.h"
#include "io/verdict.h"
#include "model/text.h"
#include "view/compare_view.h"
#include "view/markdown.h"
#include "view/pages.h"
#include "view/plot_judge.h"

const char *judging_allow_help(void)
{
	static char text[400];

	snprintf(text, sizeof(text), "in this the sides may differ:");
	for (int i = 0; likeness_name(i); i++)
		text_add(text, sizeof(text), "%s %s", i ? "," : "", likeness_name(i));
	return text;
}

void judging_free(struct judging *j)
{
	opts_free_list(&j->stages);
	opts_free_list(&j->quantiles);
	opts_free_list(&j->budgets);
	opts_free_list(&j->allow);
	opts_free_list(&j->fail_on);
}

/* --- from options to rules --------------------------------------------------------------------------------------- */

static int take_rule(const struct judging *j, struct comparison *c, struct compare_opts *opts, struct err *err)
{
	opts->rule_named = j->rule && strcmp(j->rule, "auto") != 0;
	if (!opts->rule_named)
		return 0;
	if (strcmp(j->rule, "rank") != 0 && strcmp(j->rule, "exact") != 0)
		return err_set(err, -EINVAL, "--rule '%.40s': there are rank, exact and auto", j->rule);
	c->rule = !strcmp(j->rule, "exact") ? RULE_EXACT : RULE_RANK;
	return 0;
}

static int take_alpha(const struct judging *j, struct comparison *c, struct err *err)
{
	char *end;

	c->alpha = 0.05;
	if (!j->alpha)
		return 0;
	c->alpha = strtod(j->alpha, &end);
	/* a digit or dot first: strtod() takes spaces, signs and words too */
	if (!strchr("0123456789.", *j->alpha) || *end || !(c->alpha > 0) || c->alpha > 0.5 ||
	    strspn(j->alpha, "0123456789.e-") != strlen(j->alpha))
		return err_set(err, -EINVAL, "--alpha '%.40s' is no probability above 0 and up to 0.5", j->alpha);
	return 0;
}

static int take_fail_on(const struct judging *j, struct comparison *c, struct err *err)
{
	for (size_t i = 0; i < j->fail_on.n; i++) {
		const char *what = j->fail_on.item[i];

		c->fail_on_change = c->fail_on_change || !strcmp(what, "change");
		c->fail_on_gone = c->fail_on_gone || !strcmp(what, "gone");
		if (strcmp(what, "change") != 0 && strcmp(what, "gone") != 0 && strcmp(what, "regression") != 0)
			return err_set(err, -EINVAL, "--fail-on '%.40s': there are regression, change and gone", what);
	}
	return 0;
}

static int take_lists(struct judging *j, struct comparison *c, struct compare_opts *opts, struct err *err)
{
	for (size_t i = 0; i < j->quantiles.n; i++)
		if (quantity_parse(j->quantiles.item[i], &j->quantities[i], err))
			return -EINVAL;
	opts->quantities = j->quantities;
	opts->nquantities = j->quantiles.n;
	for (size_t i = 0; i < j->allow.n; i++) {
		uint32_t bit = likeness_find(j->allow.item[i]);

		if (!bit)
			return err_set(err, -EINVAL, "--allow-unlike '%.40s': %s", j->allow.item[i],
				       judging_allow_help());
		opts->allow |= bit;
	}
	for (size_t i = 0; i < j->budgets.n; i++) {
		struct budget *b = comparison_add_budget(c);

		if (!b)
			return err_set(err, -ENOMEM, "not enough memory");
		if (budget_parse(j->budgets.item[i], b, err))
			return -EINVAL;
	}
	return 0;
}

/* The page is beside the other form, so they cannot be in one place. */
static int take_page(const struct judging *j, struct err *err)
{
	if (j->no_plots && !j->html)
		return err_set(err, -EINVAL, "--no-plots is for --html FILE: there are no plots without it");
	if (j->html && !strcmp(j->html, "-"))
		return err_set(err, -EINVAL, "--html -: stdout is the verdict's: name a file");
	if (j->html && j->output && !strcmp(j->html, j->output))
		return err_set(err, -EINVAL, "--html and --output name the same file, %.200s: name two", j->html);
	return 0;
}

int judging_take(struct judging *j, const char *command, struct comparison *c, struct compare_opts *opts,
		 struct err *err)
{
	int code = j->stages.n ? select_stages(&j->stages, &opts->stages, err) : 0;

	c->command = command;
	if (!code && j->json + j->markdown + j->junit + j->ktap > 1)
		code = err_set(err, -EINVAL, "--json, --markdown, --junit and --ktap exclude each other");
	if (!code)
		code = take_page(j, err);
	opts->stages_named = j->stages.n > 0;
	opts->tolerance_named = j->tolerance;
	if (!code && j->tolerance)
		code = tolerance_parse(j->tolerance, &c->tolerance, err);
	if (!code)
		code = take_rule(j, c, opts, err);
	if (!code)
		code = take_alpha(j, c, err);
	if (!code)
		code = take_fail_on(j, c, err);
	return code ? code : take_lists(j, c, opts, err);
}

/* --- the forms --------------------------------------------------------------------------------------------------- */

static const int exit_codes[] = {
	[OUTCOME_PASS] = EXIT_FINE,
	[OUTCOME_FAIL] = EXIT_GATE,
	[OUTCOME_NOJUDGE] = EXIT_NOJUDGE,
};

static int write_form(const struct judging *j, const struct comparison *c, FILE *to)
{
	const struct print_opts opts = { j->json, j->ascii, j->width };
	const struct compare_view view = { .within = j->within };
	struct doc doc = { 0 };
	int code;

	if (j->junit)
		return verdict_junit(c, to);
	if (j->ktap)
		return verdict_ktap(c, to);
	code = j->markdown ? verdict_markdown(&doc, c, NULL) : compare_build(&doc, c, &view);
	if (!code && j->markdown)
		print_markdown(&doc, &opts, to);
	else if (!code)
		code = print_doc_to(&doc, &opts, to);
	doc_clear(&doc);
	return code;
}

/* In a file, whole or not at all; else on stdout. */
static int write_out(const struct judging *j, const struct comparison *c, struct err *err)
{
	struct atomic_file file;
	int code;

	if (!j->output) {
		code = write_form(j, c, stdout);
		return code == -ENOMEM ? err_set(err, code, "not enough memory") : 0; /* main looks at stdout itself */
	}
	code = atomic_open(&file, j->output, err);
	if (code)
		return code;
	code = write_form(j, c, file.stream);
	return code ? atomic_abort(&file, code, err) : atomic_commit(&file, err);
}

static int write_page(const struct judging *j, const struct comparison *c, struct err *err)
{
	const struct compare_view view = { .within = j->within };
	struct figures figures = { 0 };
	struct page page = { 0 };
	struct doc doc = { 0 };
	int code = compare_build(&doc, c, &view);

	compare_page(&page, c, &doc);
	if (!code && !j->no_plots)
		code = figures_add(&figures, DOC_WHOLE, plot_compare(c, NULL, &(struct plot_size){ 0 }), err);
	page.html.figures = figures.list;
	page.html.nfigures = figures.n;
	if (!code)
		code = page_out(&page.html, j->html, err);
	page_free(&page);
	figures_free(&figures);
	doc_clear(&doc);
	return code;
}

int judging_print(const struct cmd *cmd, const struct judging *j, const struct comparison *c)
{
	struct err err;

	if ((j->html && write_page(j, c, &err)) || write_out(j, c, &err))
		return die(cmd, EXIT_ERROR, &err);
	return exit_codes[c->outcome];
}
