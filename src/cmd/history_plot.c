// SPDX-License-Identifier: GPL-2.0-only
/* 'epbell plot trend': what 'epbell history trend' lists, and what 'epbell history gate' holds the newest commit against. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/history_base.h"
#include "cmd/history_points.h"
#include "cmd/plotting.h"
#include "model/comparison_text.h"
#include "model/text.h"
#include "view/plot_judge.h"

/* All that a trend is made of. */
struct work {
	struct history_which which;
	struct history_of of;
	struct judging judging;
	struct compare_opts opts;
	struct history_line line;
	struct history_points points[PLOT_PANELS];
	struct comparison gate;
	struct history_base base;
	struct history_commit *commits;
	struct plot_panel panels[PLOT_PANELS];
	size_t npanels;
};

/* --- what is wanted ---------------------------------------------------------------------------------------------- */

static int take_quantities(struct work *w, const struct opt_list *named, struct err *err)
{
	static const char *const usual[] = { "p50", "p99" };
	const size_t n = named->n ? named->n : sizeof(usual) / sizeof(usual[0]);
	const char *const *names = named->n ? named->item : usual;

	w->npanels = n;
	if (n > PLOT_PANELS)
		return err_set(err, -EINVAL, "--quantile names %zu: %d at most have room", n, PLOT_PANELS);
	for (size_t i = 0; i < n; i++)
		if (quantity_parse(names[i], &w->points[i].quantity, err))
			return -EINVAL;
	return 0;
}

/* A gate of this figure alone, which commits may pass from kernel to kernel. */
static int take_gate(struct work *w, struct err *err)
{
	struct opt_list stage = { .item = { w->of.stage }, .n = 1 };
	const uint32_t kernel = likeness_find("kernel");
	int code;

	w->judging.stages = stage;
	w->opts = (struct compare_opts){ .allow = kernel, .allow_within = kernel };
	code = judging_take(&w->judging, "epbell plot trend", &w->gate, &w->opts, err);
	if (w->of.backend) {
		w->opts.backends = &w->of.backend;
		w->opts.nbackends = 1;
	}
	for (size_t i = 0; i < w->npanels; i++)
		w->judging.quantities[i] = w->points[i].quantity;
	w->opts.quantities = w->judging.quantities;
	w->opts.nquantities = w->npanels;
	return code;
}

static int take(const struct plotting *p, struct work *w, struct err *err)
{
	if (p->operands.n)
		return err_set(err, -EINVAL,
			       "%.200s: a trend is of a history (--db), not of run files: epbell history add",
			       p->operands.item[0]);
	if (p->stages.n > 1 || p->backends.n > 1)
		return err_set(err, -EINVAL, "a trend is of one stage and one backend");
	w->which = (struct history_which){ .db = p->db, .board = p->board, .commit = p->commit };
	w->of = (struct history_of){ p->stages.n ? p->stages.item[0] : "residency",
				     p->backends.n ? p->backends.item[0] : NULL, p->context };
	w->judging = p->judging;
	return history_of_check(&w->of, err) ?: take_quantities(w, &p->judging.quantiles, err) ?: take_gate(w, err);
}

/* --- what there is ----------------------------------------------------------------------------------------------- */

static int collect(struct work *w, struct history *h, struct err *err)
{
	int code = history_line_find(h, &w->which, &w->line, err);

	for (size_t i = 0; i < w->npanels && !code; i++)
		code = history_points(h, &w->line, &w->of, &w->points[i], err);
	if (!code)
		code = history_judge_newest(h, &w->which, &w->opts, &w->gate, &w->base, err);
	if (code)
		return code;
	w->commits = calloc(w->points[0].n, sizeof(*w->commits));
	if (!w->commits)
		return err_set(err, -ENOMEM, "not enough memory");
	history_points_commits(&w->points[0], &w->line, w->commits);
	return 0;
}

static const struct figure *find_figure(const struct work *w, const struct quantity *quantity)
{
	for (size_t i = 0; i < w->gate.nfigures; i++) {
		const struct figure *f = &w->gate.figures[i];

		if (!strcmp(f->stage, w->of.stage) && !strcmp(f->quantity.name, quantity->name) &&
		    (!w->of.context || !strcmp(f->context, w->of.context)))
			return f;
	}
	return NULL;
}

/*
 * From where on a commit is slower, by the rules of judge_decide(): by rank the near end of its interval must be beyond the
 * tolerance, and the shift beyond the floor; by the exact rule its nearest run must be farther above the base's slowest than
 * the base's runs spread, by the floor.
 */
static double limit_of(const struct comparison *c, const struct figure *f)
{
	const struct judged *j = &f->judged[1];
	double least = INFINITY, most = -INFINITY;

	if (c->rule == RULE_RANK)
		return j->base + fmax(j->tolerance, j->floor);
	for (size_t i = c->arms[0].first; i < c->arms[0].first + c->arms[0].n; i++) {
		if (isnan(f->samples[i].value))
			continue;
		least = fmin(least, f->samples[i].value);
		most = fmax(most, f->samples[i].value);
	}
	return most + fmax(j->tolerance, most - least + j->floor);
}

static const char *gate_sentence(const struct work *w, char *buf, size_t size)
{
	const struct comparison *c = &w->gate;

	buf[0] = 0;
	if (!w->base.n)
		text_add(buf, size, "No gate limit: no accepted commit before %.60s.", w->base.newest.name);
	else if (c->rule == RULE_EXACT)
		text_add(
			buf, size,
			"Gate limit: the slowest run of %zu accepted commit%s (shaded) and their spread; slower is what lies above it with all of its runs.",
			w->base.n, text_plural(w->base.n));
	else
		text_add(
			buf, size,
			"Gate limit: the median of %zu accepted commit%s (shaded) and the tolerance; slower is what lies above it with its whole interval, and not by chance.",
			w->base.n, text_plural(w->base.n));
	return buf;
}

static size_t find_commit(const struct work *w, int64_t id)
{
	size_t at = 0;

	while (at + 1 < w->points[0].n && w->commits[at].id < id)
		at++;
	return at;
}

/* --- the plot ---------------------------------------------------------------------------------------------------- */

static void fill_panels(struct work *w, const struct figure **any)
{
	for (size_t i = 0; i < w->npanels; i++) {
		const struct figure *f = find_figure(w, &w->points[i].quantity);
		struct plot_panel *panel = &w->panels[i];

		*panel = (struct plot_panel){
			.quantity = w->points[i].quantity.name, .points = w->points[i].points, .base = NAN, .limit = NAN
		};
		*any = f ?: *any;
		if (!f || w->gate.narms < 2 || !f->judged[1].nbase || !w->base.n || !f->judged[1].nvalue)
			continue;
		panel->base = f->judged[1].base;
		panel->limit = limit_of(&w->gate, f);
	}
}

static struct plot *compose(struct work *w, const struct plotting *p)
{
	const size_t n = w->points[0].n;
	const struct figure *figure = NULL;
	char gate[300];
	struct plot_trend t = {
		.stage = w->of.stage,
		.board = w->line.newest.board,
		.commits = w->commits,
		.n = n,
		.first = p->last && p->last < n ? n - p->last : 0,
		.nbase = w->base.n,
		.elsewhere = w->line.elsewhere,
		.panels = w->panels,
		.npanels = w->npanels,
		.lab = w->gate.nruns ? w->gate.runs[0].env.lab : "",
		.step = comparison_step(&w->gate),
	};

	fill_panels(w, &figure);
	t.backend = w->of.backend ?: (figure ? figure->backend : "");
	t.context = w->of.context ?: (figure ? figure->context : "");
	t.base = find_commit(w, w->base.first);
	t.judged = find_commit(w, w->base.newest.id);
	t.gate = gate_sentence(w, gate, sizeof(gate));
	return plot_trend(&t, p->title, &p->size);
}

int plotting_trend(const struct cmd *cmd, struct plotting *p, struct plot **plot)
{
	struct work w = { 0 };
	struct history *h = NULL;
	struct err err;
	int code;

	if (take(p, &w, &err)) {
		comparison_free(&w.gate);
		return die(cmd, EXIT_USAGE, &err);
	}
	code = history_open_named(p->db, false, &h, &err);
	if (!code)
		code = collect(&w, h, &err);
	if (code)
		code = die(cmd, EXIT_ERROR, &err);
	else
		*plot = compose(&w, p);
	history_close(h);
	for (size_t i = 0; i < w.npanels && i < PLOT_PANELS; i++)
		history_points_free(&w.points[i]);
	comparison_free(&w.gate);
	free(w.line.others);
	free(w.commits);
	return code;
}
