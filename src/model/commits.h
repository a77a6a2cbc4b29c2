/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_COMMITS_H
#define EPBELL_COMMITS_H
/* What a history has of commits and their runs, as io/history.h reads and view/ shows it. */
#include "model/comparison.h"

enum commit_state { COMMIT_NEW, COMMIT_ACCEPTED, COMMIT_REJECTED };
/* "new" "accepted" "rejected" */
const char *commit_state_name(enum commit_state state);

struct history_commit {
	int64_t id;
	char name[192], board[128];
	char config[640]; /* "hz HZ=250, preempt full, ..." */
	enum commit_state state;
	bool level; /* accepted although it was rejected: what comes later is held against it and what follows, not what was before */
	uint64_t runs;
	char last[32]; /* when its newest run was added, RFC 3339, UTC */
};

struct history_run {
	int64_t id, commit_id;
	char commit[192], board[128];
	char added[32];
	uint64_t size;		    /* bytes of its run file */
	struct replicate replicate; /* as judging takes it; its name is "commit#id" */
};

/* One commit's place in a trend. */
struct trend_point {
	int64_t commit_id;
	size_t runs;
	double median, low, high; /* of its runs' numbers, ns */
	bool change;		  /* a new level begins here ... */
	double shift, p;	  /* ... by so much, ns */
};

#endif /* EPBELL_COMMITS_H */
