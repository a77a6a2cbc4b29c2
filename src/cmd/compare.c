// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "cmd/comparing.h"

/* What the options set. */
struct request {
	struct comparing sides;
	struct judging judging;
};

static int parse(const struct cmd *cmd, int argc, char **argv, struct request *req)
{
	const struct opt table[] = {
		COMPARING_ROWS(&req->sides),
		JUDGING_RULE_ROWS(&req->judging),
		JUDGING_FORM_ROWS(&req->judging),
		{ 0 },
	};
	const char **operands = calloc(argc + 1, sizeof(*operands));
	int rc;

	if (!operands)
		return dief(cmd, EXIT_ERROR, "not enough memory");
	req->sides.operands.item = operands;
	rc = opts_operands(cmd, table, argc, argv, operands, argc, &req->sides.operands.n);
	return rc ? rc : comparing_check(cmd, &req->sides, req->judging.budgets.n);
}

static int run_compare(const struct cmd *cmd, int argc, char **argv)
{
	struct request req = { 0 };
	int rc = parse(cmd, argc, argv, &req);

	if (!rc) {
		struct comparison c = { 0 };

		rc = comparing_judge(cmd, &req.sides, &req.judging, "epbell compare", &c);
		if (!rc)
			rc = judging_print(cmd, &req.judging, &c);
		comparison_free(&c);
	}
	comparing_free(&req.sides);
	judging_free(&req.judging);
	return rc & 255;
}

const struct cmd cmd_compare = {
	.name = "compare",
	.summary = "judge runs against runs: did doorbells become slower?",
	.usage = "--base RUN... --new RUN... [options] | --by KEY RUN... [options]",
	.example = "epbell compare --base old-*.json --new new-*.json --stage residency,raise-irq\n"
		   "epbell compare --by backend its-*.json edma-*.json poll-*.json --markdown\n"
		   "epbell compare --new run.json --budget 'raise-irq:p99<=8us'",
	.run = run_compare,
};
