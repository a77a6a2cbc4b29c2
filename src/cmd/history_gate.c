// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/history.h"
#include "cmd/judging.h"
#include "model/list.h"

/* What the options set. */
struct request {
	struct history_which which;
	struct opt_list backends;
	struct judging judging;
	bool dry;
};

/* The runs of both sides, by their numbers in the order of the comparison. */
struct sides {
	struct comparison *c;
	int64_t *ids;
	size_t nids;
};

#define LAST 10 /* accepted commits that the newest is held against */

static int add_run(void *ctx, const struct history_run *run)
{
	struct sides *s = ctx;
	struct replicate *r;
	int64_t *ids = list_room(s->ids, s->nids, sizeof(*ids));

	if (!ids)
		return -ENOMEM;
	s->ids = ids;
	r = comparison_add_run(s->c, run->replicate.name);
	if (!r)
		return -ENOMEM;
	*r = run->replicate;
	ids[s->nids++] = run->id;
	return 0;
}

static int add_commit(struct history *h, struct sides *s, const struct history_commit *commit, struct err *err)
{
	const struct history_filter filter = { .commit_id = commit->id };
	int code = history_runs(h, &filter, add_run, s, err);

	return code == -ENOMEM ? err_set(err, code, "not enough memory") : code;
}

/*
 * The accepted ones before @newest, the last of them, back to where the level was accepted that holds now: *from to @n - 1.
 * Returns how many they are; others that lie between are no part of it.
 */
static size_t find_base(const struct history_commit *newest, const struct history_commit *others, size_t *n,
			size_t last, size_t *from)
{
	size_t found = 0;

	while (*n && others[*n - 1].id > newest->id)
		--*n;
	*from = *n;
	while (*from && found < last) {
		const struct history_commit *c = &others[--*from];

		if (c->state != COMMIT_ACCEPTED)
			continue;
		found++;
		if (c->level)
			break;
	}
	return found;
}

static int add_figures(struct history *h, const struct sides *s, const struct compare_opts *opts, struct err *err)
{
	int code = 0;

	for (size_t i = 0; i < s->nids && !code; i++) {
		struct run *run = run_new();

		code = run ? history_series(h, s->ids[i], run, err) : err_set(err, -ENOMEM, "not enough memory");
		if (!code)
			code = compare_figures(s->c, i, run, opts, err);
		run_free(run);
	}
	return code;
}

static int judge(struct history *h, struct request *req, struct comparison *c, struct compare_opts *opts,
		 struct history_commit *newest, struct err *err)
{
	const struct history_filter filter = { .commit = req->which.commit, .board = req->which.board };
	struct sides sides = { .c = c };
	struct history_commit *others = NULL;
	size_t n = 0, from, elsewhere, found;
	int code = history_newest(h, &filter, newest, &others, &n, &elsewhere, err);

	if (code)
		return code;
	found = find_base(newest, others, &n, req->which.last ?: LAST, &from);
	if (!comparison_add_arm(c, found == 1 ? others[from].name : "accepted"))
		code = err_set(err, -ENOMEM, "not enough memory");
	for (size_t i = from; i < n && !code; i++)
		if (others[i].state == COMMIT_ACCEPTED)
			code = add_commit(h, &sides, &others[i], err);
	if (!code && !comparison_add_arm(c, newest->name))
		code = err_set(err, -ENOMEM, "not enough memory");
	if (!code)
		code = add_commit(h, &sides, newest, err);
	if (!code && !found)
		comparison_reason(
			c,
			"no accepted commit of %s and this configuration before %s: 'epbell history accept %s' makes it the base of those that come",
			newest->board, newest->name, newest->name);
	if (!code && elsewhere && !req->which.board)
		comparison_remark(c, "%zu commits of other boards or configurations have no part in it", elsewhere);
	compare_rule(c, opts);
	if (!code)
		code = add_figures(h, &sides, opts, err);
	if (!code)
		code = compare_judge(c, opts, err);
	free(sides.ids);
	free(others);
	return code;
}

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
	struct history_commit newest;
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
		code = judge(h, req, &c, &opts, &newest, &err);
	if (!code && !req->dry && c.outcome != OUTCOME_NOJUDGE)
		code = note_outcome(h, &newest, c.outcome, &err);
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
