// SPDX-License-Identifier: GPL-2.0-only
/* From the numbers of the runs to a verdict on the whole. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/judge.h"
#include "judge/judge_impl.h"
#include "model/comparison_text.h"
#include "model/replicate.h"
#include "stats/holm.h"
#include "stats/ranksum.h"

/* --- description ------------------------------------------------------------------------------------------------- */

/* What each arm is taken for beside: one histogram of all its runs. */
static void describe_folds(struct comparison *c)
{
	const uint64_t step = comparison_step(c);

	for (size_t i = 0; i < c->nfigures && c->nfolds; i++) {
		struct figure *f = &c->figures[i];
		const struct fold *fold = comparison_fold(c, f->stage, f->context, f->backend);

		for (size_t arm = 0; fold && arm < c->narms; arm++)
			f->folded[arm] = quantity_of(&f->quantity, &fold->h[arm], step);
	}
}

/* --- all of them ------------------------------------------------------------------------------------------------- */

static int too_few_by_rank(struct comparison *c, const struct judged *j)
{
	const double least = ranksum_least_p(j->nbase, j->nvalue);
	const size_t one = ranksum_least_n(c->alpha), all = ranksum_least_n(c->alpha / (double)c->family);
	char more[120] = "";

	if (c->family > 1)
		snprintf(more, sizeof(more), "%s%zu + %zu for these %zu at once (--stage and --quantile choose)",
			 least >= c->alpha ? " for one figure, " : "", all, all, c->family);
	if (least >= c->alpha)
		return comparison_reason(c, "%zu + %zu runs cannot reach p < %g: needs at least %zu + %zu%s", j->nbase,
					 j->nvalue, c->alpha, one, one, more);
	return comparison_reason(c, "%zu + %zu runs cannot reach p < %g: needs at least %s", j->nbase, j->nvalue,
				 c->alpha, more);
}

/* Could the numbers of so many runs ever tell a difference? */
static bool enough(const struct comparison *c, const struct judged *j)
{
	if (c->rule == RULE_EXACT)
		return j->nbase >= 2 && j->nvalue >= 2;
	return ranksum_least_p(j->nbase, j->nvalue) * (double)c->family < c->alpha;
}

static int too_few(struct comparison *c, struct judged *j)
{
	if (isnan(j->shift) || enough(c, j))
		return 0;
	strcpy(j->why, "too few runs");
	if (c->rule == RULE_RANK)
		return too_few_by_rank(c, j);
	return comparison_reason(c, "%zu + %zu runs: the spread between runs is measured, which needs at least 2 + 2",
				 j->nbase, j->nvalue);
}

static int correct(struct comparison *c)
{
	double *p = malloc((c->nfigures * c->narms + 1) * sizeof(*p));
	size_t n = 0;

	if (!p)
		return -ENOMEM;
	for (size_t i = 0; i < c->nfigures; i++)
		for (size_t at = 1; at < c->narms; at++)
			p[n++] = c->figures[i].judged[at].p;
	holm_adjust(p, n);
	n = 0;
	for (size_t i = 0; i < c->nfigures; i++)
		for (size_t at = 1; at < c->narms; at++)
			c->figures[i].judged[at].p_corrected = p[n++];
	free(p);
	return 0;
}

/* Of doorbells of a kind that the base has and the arm has none of: such a figure is lost, not unknown. */
static bool is_gone(const struct comparison *c, const struct figure *f, size_t at)
{
	char base[80], arm[80];

	judge_backends(c, &c->arms[0], base, sizeof(base));
	judge_backends(c, &c->arms[at], arm, sizeof(arm));
	return *f->backend && *arm && backends_have(base, f->backend) && !backends_have(arm, f->backend) &&
	       isfinite(f->judged[at].base);
}

static void say_gone(const struct comparison *c, const struct figure *f, size_t at)
{
	struct judged *j = &f->judged[at];
	char arm[80];

	judge_backends(c, &c->arms[at], arm, sizeof(arm));
	j->verdict = VERDICT_GONE;
	snprintf(j->why, sizeof(j->why), "no %s doorbell in %.30s, which has %.40s", f->backend, c->arms[at].name, arm);
}

/* Where nothing can be judged the figures stay, as description. */
static int decide_all(struct comparison *c, bool judgeable)
{
	int code = 0;

	for (size_t i = 0; i < c->nfigures && !code; i++) {
		for (size_t at = 1; at < c->narms && !code; at++) {
			struct judged *j = &c->figures[i].judged[at];

			code = too_few(c, j);
			if (judgeable && c->fail_on_gone && is_gone(c, &c->figures[i], at))
				say_gone(c, &c->figures[i], at);
			if (isnan(j->shift) || *j->why)
				continue;
			if (judgeable)
				judge_decide(c, j);
			else
				strcpy(j->why, "the runs cannot be judged");
		}
	}
	return code;
}

/* Things that make some figures poor ones. */
static int remarks(struct comparison *c)
{
	int code = 0;

	for (size_t i = 0; i < c->nfigures && !code && c->narms > 1; i++) {
		const struct figure *f = &c->figures[i];

		for (size_t at = 0; at < c->nruns && !code; at++)
			if (f->quantity.q > 0 && f->quantity.q < 1 && f->samples[at].count &&
			    (double)f->samples[at].count * (1 - f->quantity.q) < 1)
				code = comparison_remark(c,
							 "%s of fewer than %.0f values is their maximum: record longer",
							 f->quantity.name, 1 / (1 - f->quantity.q));
	}
	return code;
}

static enum outcome decide(const struct comparison *c)
{
	size_t count[NVERDICTS];

	comparison_count(c, count);
	if (count[VERDICT_SLOWER] || count[VERDICT_GONE] || (c->fail_on_change && count[VERDICT_FASTER]))
		return OUTCOME_FAIL;
	for (size_t i = 0; i < c->nbudgets; i++)
		if (c->budgets[i].verdict == VERDICT_SLOWER)
			return OUTCOME_FAIL;
	return c->nreasons ? OUTCOME_NOJUDGE : OUTCOME_PASS;
}

static bool has_stage(const struct comparison *c, const char *stage)
{
	for (size_t i = 0; i < c->nfigures; i++)
		if (!strcmp(c->figures[i].stage, stage))
			return true;
	return false;
}

/* A stage that was asked for and is in no run at all. */
static int absent(struct comparison *c, const struct compare_opts *opts)
{
	int code = 0;

	for (int i = 0; i < EPB_NSTAGES && opts->stages_named && !code; i++)
		if (opts->stages & EPB_BIT(i) && !has_stage(c, stage_info(i)->name))
			code = comparison_reason(c, "%s: no run has a value of it", stage_info(i)->name);
	return code;
}

static int judge(struct comparison *c, const struct compare_opts *opts)
{
	int code = judge_alike(c, opts);
	const bool judgeable = !c->nreasons; /* reasons against one figure leave the others alone */

	comparison_sort(c);
	describe_folds(c);
	if (!code)
		code = judge_measure_all(c);
	if (!code)
		code = absent(c, opts);
	if (!code && c->narms == 1 && !c->nbudgets)
		code = comparison_reason(c, "there is one side only, %s, and nothing to hold it against",
					 c->arms[0].name);
	if (!code && c->narms > 1 && !c->family && !c->nreasons)
		code = comparison_reason(c, "nothing to judge: no stage has values in every run");
	if (!code && c->rule == RULE_RANK)
		code = correct(c);
	if (!code)
		code = decide_all(c, judgeable);
	if (!code)
		code = judge_budgets(c);
	return code ? code : remarks(c);
}

int compare_judge(struct comparison *c, const struct compare_opts *opts, struct err *err)
{
	int code = judge(c, opts);

	if (code)
		return err_set(err, code, "not enough memory");
	c->outcome = decide(c);
	return 0;
}
