// SPDX-License-Identifier: GPL-2.0-only
/* Absolute limits: each run must keep them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "judge/judge_impl.h"

void compare_budget(struct comparison *c, struct budget *b, size_t at, const struct sample *sample)
{
	if (isnan(sample->value) || c->runs[at].accounted != c->runs[at].closes)
		return;
	b->runs++;
	b->over += sample->value > b->limit;
	if (b->runs > 1 && sample->value <= b->worst.value)
		return;
	b->worst = *sample;
	snprintf(b->worst_run, sizeof(b->worst_run), "%s", c->runs[at].name);
}

int judge_budgets(struct comparison *c)
{
	int code = 0;

	for (size_t i = 0; i < c->nbudgets && !code; i++) {
		struct budget *b = &c->budgets[i];

		b->verdict = !b->runs ? VERDICT_NONE : b->over ? VERDICT_SLOWER : VERDICT_SAME;
		if (!b->runs)
			code = comparison_reason(c, "budget %s: no run of %s has that stage with a closed account",
						 b->text, c->arms[c->narms - 1].name);
		else if (b->verdict == VERDICT_SAME && b->worst.value + b->worst.error > b->limit)
			code = comparison_remark(c, "budget %s is kept by less than the error of the figure, %.0f ns",
						 b->text, b->worst.error);
	}
	return code;
}
