// SPDX-License-Identifier: GPL-2.0-only
/* 'epbell plot compare': the sides, rules and tolerances of 'epbell compare', and so its verdicts. */
#include "cmd/comparing.h"
#include "cmd/plotting.h"
#include "view/plot_judge.h"

int plotting_compare(const struct cmd *cmd, struct plotting *p, struct plot **plot)
{
	/* the lists stay those of @p, which frees them */
	const struct comparing sides = { .base = p->base,
					 .news = p->news,
					 .operands = p->operands,
					 .backends = p->backends,
					 .by = p->by,
					 .read = p->read,
					 .raw = p->raw };

	struct judging judging = p->judging;
	struct comparison c = { 0 };
	int code;

	if (!judging.stages.n)
		judging.stages = p->stages;
	code = comparing_check(cmd, &sides, judging.budgets.n);
	if (!code)
		code = comparing_judge(cmd, &sides, &judging, "epbell plot compare", &c);
	if (!code)
		*plot = plot_compare(&c, p->title, &p->size);
	comparison_free(&c);
	return code;
}
