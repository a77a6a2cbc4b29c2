// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "cmd/history_base.h"
#include "cmd/judging.h"

/* What the options set. */
struct request {
	struct history_which which;
	struct opt_list backends;
	struct judging judging;
	bool dry;
};

/* What somebody accepted against the gate stays so, however often the gate is asked again. */
static int note_outcome(struct history *h, const struct history_commit *commit, enum outcome outcome, struct err *err)
{
	if (commit->level && commit->state == COMMIT_ACCEPTED)
		return 0;
	return history_judge(h, commit->id, outcome == OUTCOME_PASS ? COMMIT_ACCEPTED : COMMIT_REJECTED, false, err);
}

static int gate(const struct cmd *cmd, struct request *req)
{
	/* commits are what differs; the board's own name stands for its machine */
	const uint32_t kernel = likeness_find("kernel");
	struct compare_opts opts = {
		.backends = req->backends.item, .nbackends = req->backends.n, .allow = kernel, .allow_within = kernel
	};
	struct history_base base;
	struct comparison c = { 0 };
	struct history *h = NULL;
	struct err err;
	int code = judging_take(&req->judging, "epbell history gate", &c, &opts, &err);

	if (code) {
		comparison_free(&c);
		return die(cmd, code == -ENOMEM ? EXIT_ERROR : EXIT_USAGE, &err);
	}
	code = history_open_named(req->which.db, false, &h, &err);
	if (!code)
		code = history_judge_newest(h, &req->which, &opts, &c, &base, &err);
	if (!code && !req->dry && c.outcome != OUTCOME_NOJUDGE)
		code = note_outcome(h, &base.newest, c.outcome, &err);
	code = code ? die(cmd, EXIT_ERROR, &err) : judging_print(cmd, &req->judging, &c);
	history_close(h);
	comparison_free(&c);
	return code;
}

static int run_gate(const struct cmd *cmd, int argc, char **argv)
{
	struct request req = { 0 };
	const struct opt table[] = {
		HISTORY_DB_ROW(&req.which),
		HISTORY_BOARD_ROW(&req.which),
		{ NULL, "commit", 'c', OPT_STR, "NAME", "judge this one instead of the newest", &req.which.commit, 0,
		  0 },
		{ NULL, "backend", 0, OPT_LIST, "LIST", "only these backends", &req.backends, 0, 0 },
		{ NULL, "last", 'n', OPT_UINT, "N", "against the last so many accepted ones (default 10)",
		  &req.which.last, 1, 10000 },
		{ NULL, "dry-run", 0, OPT_FLAG, NULL, "do not note the outcome in the history", &req.dry, 0, 0 },
		JUDGING_RULE_ROWS(&req.judging),
		JUDGING_FORM_ROWS(&req.judging),
		{ 0 },
	};
	int operands, rc = opts_parse(cmd, table, argc, argv, &operands);

	if (!rc && operands < argc)
		rc = dief(cmd, EXIT_USAGE, "'%.100s' is no option: try 'epbell history gate --help'", argv[operands]);
	else if (!rc)
		rc = gate(cmd, &req);
	judging_free(&req.judging);
	opts_free_list(&req.backends);
	return rc & 255;
}

const struct cmd history_gate_cmd = {
	.name = "history gate",
	.summary = "judge the newest commit against the last accepted ones",
	.usage = "[options]",
	.example = "epbell history gate --board s4 --last 5 --stage residency,raise-irq --markdown",
	.run = run_gate,
};
