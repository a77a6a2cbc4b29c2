/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CMD_HISTORY_BASE_H
#define EPBELL_CMD_HISTORY_BASE_H
/* The newest commit held against the last accepted ones: what 'history gate' judges, and whose limits 'plot trend' draws. */
#include "cmd/history.h"
#include "judge/compare.h"

/* What is held against what. */
struct history_base {
	struct history_commit newest;
	size_t n;      /* accepted commits that it is held against, ... */
	int64_t first; /* ... the id of their first; 0: none */
};

/*
 * Judge the newest commit of those that @which wants (or the one it names) into @c, by its rules and @opts. The errors of
 * history_newest() and compare_judge(). @c is for comparison_free() in any case.
 */
int history_judge_newest(struct history *h, const struct history_which *which, const struct compare_opts *opts,
			 struct comparison *c, struct history_base *base, struct err *err);

#endif /* EPBELL_CMD_HISTORY_BASE_H */
