// SPDX-License-Identifier: GPL-2.0-only
/* What is judged of runs: their circumstances, and a number for each figure. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "judge/judge_impl.h"
#include "model/replicate.h"

static int no_memory(struct err *err)
{
	return err_set(err, -ENOMEM, "not enough memory");
}

int compare_run(struct comparison *c, const char *name, const struct run *run, const struct compare_opts *opts,
		struct err *err)
{
	const struct group_by by = { .backends = opts->backends, .nbackends = opts->nbackends };
	struct replicate *r = comparison_add_run(c, name);

	if (!r)
		return no_memory(err);
	replicate_take(r, run, &by);
	return 0;
}

/* Has each arm one backend, and not all the same? */
static bool backends_differ(const struct comparison *c)
{
	char first[sizeof(c->runs->backends)], other[sizeof(c->runs->backends)];
	bool differ = false;

	judge_backends(c, &c->arms[0], first, sizeof(first));
	for (size_t i = 0; i < c->narms; i++) {
		judge_backends(c, &c->arms[i], other, sizeof(other));
		if (!*other || strchr(other, ','))
			return false;
		differ = differ || strcmp(first, other) != 0;
	}
	return differ;
}

void compare_rule(struct comparison *c, const struct compare_opts *opts)
{
	if (opts->allow & likeness_find("backend") && backends_differ(c))
		c->by_backend = true;
	if (!opts->rule_named)
		c->rule = comparison_deterministic(c) ? RULE_EXACT : RULE_RANK;
	if (!opts->tolerance_named)
		c->tolerance = (struct tolerance){ .relative = c->rule == RULE_RANK ? 0.05 : 0 };
}

/* --- figures ----------------------------------------------------------------------------------------------------- */

/* By rank the mean is left out: one outlier moves it, and each figure more takes power from the others. */
static const struct quantity usual[] = {
	{ "p50", 0.5 },
	{ "p99", 0.99 },
	{ "mean", QUANTITY_MEAN },
};

static size_t arm_of(const struct comparison *c, size_t at)
{
	size_t arm = 0;

	while (at >= c->arms[arm].first + c->arms[arm].n)
		arm++;
	return arm;
}

static int add_samples(struct comparison *c, size_t at, const struct series *s, const char *backend,
		       const struct compare_opts *opts, struct err *err)
{
	const size_t n = opts->nquantities ?: c->rule == RULE_RANK ? 2 : 3;
	const struct quantity *quantities = opts->nquantities ? opts->quantities : usual;
	struct figure *f;

	for (size_t i = 0; i < n; i++) {
		f = comparison_find_figure(c, s->stage, s->context, backend, quantities[i].name);
		if (!f)
			f = comparison_add_figure(c, s->stage, s->context, backend, &quantities[i]);
		if (!f)
			return no_memory(err);
		f->samples[at] = quantity_of(&quantities[i], &s->h, c->runs[at].env.clock_step_ns);
	}
	return 0;
}

static void hold_against_budgets(struct comparison *c, size_t at, const struct series *s)
{
	if (arm_of(c, at) != c->narms - 1)
		return;
	for (size_t i = 0; i < c->nbudgets; i++) {
		struct budget *b = &c->budgets[i];
		struct sample sample;

		if (strcmp(b->stage, s->stage) != 0 || (*b->backend && strcmp(b->backend, s->backend) != 0))
			continue;
		sample = quantity_of(&b->quantity, &s->h, c->runs[at].env.clock_step_ns);
		compare_budget(c, b, at, &sample);
	}
}

/* Is it for a figure, not for a budget alone? */
static bool judges_stage(const struct compare_opts *opts, const char *stage)
{
	int i = stage_find(stage);

	if (!opts->stages)
		return i < 0 || !(stage_info(i)->side & EPB_SETUP);
	return i >= 0 && opts->stages & EPB_BIT(i);
}

static int add_group(struct comparison *c, size_t at, const struct series *s, const struct compare_opts *opts,
		     struct err *err)
{
	const char *backend = c->by_backend ? "" : s->backend;
	struct fold *fold;

	if (!s->h.count)
		return 0;
	hold_against_budgets(c, at, s);
	if (!judges_stage(opts, s->stage))
		return 0;
	fold = comparison_fold(c, s->stage, s->context, backend);
	if (!fold)
		return no_memory(err);
	if (hist_merge(&fold->h[arm_of(c, at)], &s->h))
		return err_set(err, -EOVERFLOW, "%s: the counts of %s overflow when added up", c->runs[at].name,
			       s->stage);
	return add_samples(c, at, s, backend, opts, err);
}

/* What is judged and what budgets are on; 0: all. */
static uint64_t wanted_stages(const struct comparison *c, const struct compare_opts *opts)
{
	uint64_t stages = opts->stages;

	for (size_t i = 0; i < c->nbudgets && stages; i++)
		stages |= EPB_BIT(stage_find(c->budgets[i].stage));
	return stages;
}

int compare_figures(struct comparison *c, size_t at, const struct run *run, const struct compare_opts *opts,
		    struct err *err)
{
	const struct group_by by = { .stages = wanted_stages(c, opts),
				     .backends = opts->backends,
				     .nbackends = opts->nbackends };
	struct series *groups;
	size_t n;
	int code = group_series(run, &by, &groups, &n);

	if (code == -EOVERFLOW)
		return err_set(err, code, "%s: counts that overflow when added up", c->runs[at].name);
	if (code)
		return no_memory(err);
	for (size_t i = 0; i < n && !code; i++)
		code = add_group(c, at, &groups[i], opts, err);
	group_free(groups, n);
	return code;
}
