// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/plotting.h"
#include "model/time_unit.h"
#include "view/plot_kind_list.h"

/* A board's static binary has no history to draw. */
#pragma weak plotting_trend

/* Compose a plot: EXIT_FINE and *plot, or another exit code with the sentence printed. */
static int (*const composers[])(const struct cmd *cmd, struct plotting *p, struct plot **plot) = {
	[PLOT_NEEDS_SERIES] = plotting_runs,
	[PLOT_NEEDS_ROWS] = plotting_runs,
	[PLOT_NEEDS_SIDES] = plotting_compare,
	[PLOT_NEEDS_HISTORY] = plotting_trend,
};

#define NEEDS(name, needs, text, what) { #name, PLOT_NEEDS_##needs },
static const struct plot_kind {
	const char *name;
	enum plot_needs needs;
} kinds[] = { PLOT_KINDS(NEEDS) };

#define WORD(name, needs, text, what) { #name, what },
static const struct cmd_word words[] = { PLOT_KINDS(WORD){ 0 } };

/* "tail, hist, ..." and "tail|hist|...": each name has what is between two before it, and the first one's is left out. */
#define LISTED(name, ...) ", " #name
#define CHOICE(name, ...) "|" #name
#define KIND_NAMES	  (&(PLOT_KINDS(LISTED))[2])
#define KIND_CHOICE	  PLOT_KINDS(CHOICE)

static const struct plot_kind *find(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* --- options ------------------------------------------------------------------------------------------------------ */

static int parse(const struct cmd *cmd, int argc, char **argv, struct plotting *p, struct opt_many *operands)
{
	struct judging *j = &p->judging;
	const struct opt table[] = {
		{ "Where it goes", "output", 'o', OPT_STR, "FILE",
		  "the picture; its suffix says what it becomes: .png .svg .pdf .txt", &p->output, 0, 0 },
		{ NULL, "terminal", 't', OPT_FLAG, NULL,
		  "as text on standard output (default without -o on a terminal)", &p->terminal, 0, 0 },
		{ NULL, "keep-data", 0, OPT_FLAG, NULL, "leave the data file beside FILE, as .dat, for plots/KIND.gp",
		  &p->keep_data, 0, 0 },
		{ "How it looks", "title", 0, OPT_STR, "TEXT", "above the picture", &p->title, 0, 0 },
		{ NULL, "theme", 0, OPT_STR, "NAME", "light, dark or print (default light)", &p->theme, 0, 0 },
		{ NULL, "width", 'w', OPT_UINT, "N",
		  "pixels of 1/96 inch, of which a .png has two (default 1000); of text columns", &p->width, 40, 8000 },
		{ NULL, "height", 0, OPT_UINT, "N", "the same; of text lines (default: as the plot needs)", &p->height,
		  10, 8000 },
		{ NULL, "ascii", 0, OPT_FLAG, NULL, "text in ASCII only (default where the locale is not UTF-8)",
		  &p->ascii, 0, 0 },
		{ "Of what", "stage", 's', OPT_LIST, "LIST", "only these stages, see epbell report --help", &p->stages,
		  0, 0 },
		{ NULL, "backend", 'b', OPT_LIST, "LIST", "only these backends: its, msi, edma, mmio, poll",
		  &p->backends, 0, 0 },
		{ NULL, "raw", 0, OPT_FLAG, NULL, "the times as they were seen, epbell's own hooks included", &p->raw,
		  0, 0 },
		{ NULL, "unit", 0, OPT_STR, "UNIT", "of times in an .hgrm that does not say it: " TIME_UNIT_NAMES,
		  &p->read.unit, 0, 0 },
		{ NULL, "quantile", 'q', OPT_LIST, "LIST",
		  "compare and trend: p50, p99.9 and the like, mean, min, max (default p50,p99)", &j->quantiles, 0, 0 },
		{ "Of compare, as epbell compare", "base", 0, OPT_MANY, "RUN...", "what the others are held against",
		  &p->base, 0, 0 },
		{ NULL, "new", 'n', OPT_MANY, "RUN...", "what is held against it", &p->news, 0, 0 },
		{ NULL, "by", 0, OPT_STR, "KEY", "a side for each backend, or with label:K for each value of label K",
		  &p->by, 0, 0 },
		{ NULL, "budget", 0, OPT_LIST, "LIMIT", "STAGE:QUANTITY<=TIME or STAGE@BACKEND:...", &j->budgets, 0,
		  0 },
		{ NULL, "alpha", 0, OPT_STR, "P", "chance of a false alarm", &j->alpha, 0, 0 },
		{ NULL, "fail-on", 0, OPT_LIST, "LIST",
		  "regression, change: faster too, gone: lost doorbells (default regression)", &j->fail_on, 0, 0 },
		{ "Of both", "rule", 0, OPT_STR, "RULE", "rank, exact or auto", &j->rule, 0, 0 },
		{ NULL, "tolerance", 0, OPT_STR, "T", "a change up to this is none: 5% or 2us", &j->tolerance, 0, 0 },
		{ NULL, "allow-unlike", 0, OPT_LIST, "LIST", judging_allow_help(), &j->allow, 0, 0 },
		{ "Of trend, as epbell history trend", "db", 'd', OPT_STR, "FILE", "the history", &p->db, 0, 0 },
		{ NULL, "board", 0, OPT_STR, "NAME", "only of this board", &p->board, 0, 0 },
		{ NULL, "commit", 'c', OPT_STR, "COMMIT",
		  "of this commit's board and configuration, and the gate's limit is for it", &p->commit, 0, 0 },
		{ NULL, "context", 0, OPT_STR, "NAME", "where a handler ran: hardirq or thread", &p->context, 0, 0 },
		{ NULL, "last", 0, OPT_UINT, "N", "only so many commits", &p->last, 1, 100000 },
		{ 0 },
	};

	return opts_operands(cmd, table, argc, argv, operands->item, argc, &operands->n);
}

/* Options of kinds that this one is not. */
static int check_fit(const struct cmd *cmd, const struct plotting *p, const struct plot_kind *kind)
{
	const struct judging *j = &p->judging;
	const bool compare = kind->needs == PLOT_NEEDS_SIDES, trend = kind->needs == PLOT_NEEDS_HISTORY;

	if (!compare && (p->base.n || p->news.n || p->by || j->budgets.n || j->alpha || j->fail_on.n))
		return dief(cmd, EXIT_USAGE, "options of 'plot compare' with 'plot %s': try 'epbell plot --help'",
			    p->kind);
	if (!trend && (p->db || p->board || p->commit || p->context || p->last))
		return dief(cmd, EXIT_USAGE, "options of 'plot trend' with 'plot %s': try 'epbell plot --help'",
			    p->kind);
	if (!compare && !trend && (j->quantiles.n || j->rule || j->tolerance || j->allow.n))
		return dief(cmd, EXIT_USAGE,
			    "--quantile, --rule, --tolerance and --allow-unlike are for compare and trend, not for %s",
			    p->kind);
	return 0;
}

static int check_output(const struct cmd *cmd, struct plotting *p)
{
	if (p->theme && !plot_theme_known(p->theme))
		return dief(cmd, EXIT_USAGE, "no theme '%.40s': there are " PLOT_THEMES, p->theme);
	if (p->raw && !strcmp(p->kind, "heat"))
		return dief(cmd, EXIT_USAGE, "intervals have no raw figures: 'plot heat' is without --raw");
	if (p->read.unit && !time_unit_find(p->read.unit))
		return dief(cmd, EXIT_USAGE, "no unit '%.40s': there are " TIME_UNIT_NAMES, p->read.unit);
	if (p->output && p->terminal)
		return dief(cmd, EXIT_USAGE, "-o and --terminal exclude each other: -o FILE.txt is text in a file");
	if (p->output && plot_form_of(p->output) < 0)
		return dief(cmd, EXIT_USAGE,
			    "-o %.200s: its suffix does not say what to draw: there are .png .svg .pdf .txt",
			    p->output);
	if (p->keep_data && !p->output)
		return dief(cmd, EXIT_USAGE, "--keep-data leaves its file beside the picture: name that with -o");
	if (!p->output && !p->terminal && !isatty(STDOUT_FILENO))
		return dief(cmd, EXIT_USAGE,
			    "nowhere to draw: name a file with -o FILE.png (.svg .pdf .txt), or use --terminal");
	return 0;
}

/* The kind is the first operand. */
static int take_kind(const struct cmd *cmd, struct plotting *p, const struct opt_many *operands,
		     const struct plot_kind **kind)
{
	if (!operands->n)
		return dief(cmd, EXIT_USAGE, "what to draw? There are %s: try 'epbell plot --help'", KIND_NAMES);
	p->kind = operands->item[0];
	*kind = find(p->kind);
	if (!*kind)
		return dief(cmd, EXIT_USAGE, "no kind of plot '%.40s': there are %s", p->kind, KIND_NAMES);
	p->operands = (struct opt_many){ operands->item + 1, operands->n - 1 };
	return check_fit(cmd, p, *kind) ?: check_output(cmd, p);
}

/* --- the command -------------------------------------------------------------------------------------------------- */

/* A size that was asked for has room for what stands in the picture. */
static int check_room(const struct cmd *cmd, const struct plotting *p, const struct plot *plot)
{
	const int width = atoi(plot_get(plot, "least_width")), height = atoi(plot_get(plot, "least_height"));

	if (p->size.width && p->size.width < width)
		return dief(cmd, EXIT_USAGE, "--width %d: this picture needs %d at least", p->size.width, width);
	if (p->size.height && p->size.height < height)
		return dief(cmd, EXIT_USAGE, "--height %d: this picture needs %d at least at this width",
			    p->size.height, height);
	return 0;
}

static int draw(const struct cmd *cmd, struct plotting *p, const struct plot_kind *kind)
{
	const bool text = p->terminal || !p->output || plot_form_of(p->output) == PLOT_TXT;
	struct plot *plot = NULL;
	int code;

	if (!text) /* the size of text is no size of a picture */
		p->size = (struct plot_size){ (int)p->width, (int)p->height };
	if (!composers[kind->needs])
		return dief(cmd, EXIT_ERROR,
			    "this build has no 'plot %s' (a static one, for boards): use epbell as built by 'make'",
			    kind->name);
	code = composers[kind->needs](cmd, p, &plot);
	if (code == EXIT_FINE)
		code = check_room(cmd, p, plot) ?: plotting_put(cmd, p, plot);
	plot_free(plot);
	return code;
}

static int run_plot(const struct cmd *cmd, int argc, char **argv)
{
	struct opt_many operands = { .item = calloc(argc + 1, sizeof(*operands.item)) };
	const struct plot_kind *kind = NULL;
	struct plotting p = { 0 };
	int rc;

	if (!operands.item)
		return dief(cmd, EXIT_ERROR, "not enough memory");
	rc = parse(cmd, argc, argv, &p, &operands);
	if (!rc)
		rc = take_kind(cmd, &p, &operands, &kind);
	if (!rc && kind)
		rc = draw(cmd, &p, kind);
	opts_free_list(&p.stages);
	opts_free_list(&p.backends);
	opts_free_many(&p.base);
	opts_free_many(&p.news);
	judging_free(&p.judging);
	free(operands.item);
	return rc & 255;
}

const struct cmd cmd_plot = {
	.name = "plot",
	.summary = "draw runs: tails, histograms, stages, time, comparisons, trends",
	.usage = &(KIND_CHOICE " [options] [RUN...]")[1],
	.words_head = "Kinds",
	.words = words,
	.example = "epbell plot tail its.json edma.json poll.json -o tail.png\n"
		   "epbell plot stages --theme dark --title 'S4, 7.3' its.json edma.json -o stages.svg\n"
		   "epbell plot tail --terminal its.json edma.json poll.json",
	.run = run_plot,
};
