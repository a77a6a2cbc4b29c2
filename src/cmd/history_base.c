// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>

#include "cmd/history_base.h"
#include "model/list.h"

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

/* @others[0..n-1]: from the first commit of the base to the last one before the newest. */
static int add_sides(struct history *h, struct sides *s, const struct history_base *base,
		     const struct history_commit *others, size_t n, struct err *err)
{
	int code = 0;

	if (!comparison_add_arm(s->c, base->n == 1 ? others[0].name : "accepted"))
		code = err_set(err, -ENOMEM, "not enough memory");
	for (size_t i = 0; i < n && !code; i++)
		if (others[i].state == COMMIT_ACCEPTED)
			code = add_commit(h, s, &others[i], err);
	if (!code && !comparison_add_arm(s->c, base->newest.name))
		code = err_set(err, -ENOMEM, "not enough memory");
	return code ? code : add_commit(h, s, &base->newest, err);
}

int history_judge_newest(struct history *h, const struct history_which *which, const struct compare_opts *opts,
			 struct comparison *c, struct history_base *base, struct err *err)
{
	const struct history_filter filter = { .commit = which->commit, .board = which->board };
	struct sides sides = { .c = c };
	struct history_commit *others = NULL;
	size_t n = 0, from, elsewhere;
	int code = history_newest(h, &filter, &base->newest, &others, &n, &elsewhere, err);

	if (code)
		return code;
	base->n = find_base(&base->newest, others, &n, which->last ?: LAST, &from);
	base->first = base->n ? others[from].id : 0;
	code = add_sides(h, &sides, base, others + from, n - from, err);
	if (!code && !base->n)
		comparison_reason(
			c,
			"no accepted commit of %s and this configuration before %s: 'epbell history accept %s' makes it the base of those that come",
			base->newest.board, base->newest.name, base->newest.name);
	if (!code && elsewhere && !which->board)
		comparison_remark(c, "%zu commits of other boards or configurations have no part in it", elsewhere);
	if (!code)
		compare_rule(c, opts);
	if (!code)
		code = add_figures(h, &sides, opts, err);
	if (!code)
		code = compare_judge(c, opts, err);
	free(sides.ids);
	free(others);
	return code;
}
