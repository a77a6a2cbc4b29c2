/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HISTORY_H
#define EPBELL_HISTORY_H
/*
 * Runs over commits, in one SQLite file. Write-ahead log, a transaction a run: several writers wait for each other, and
 * what was reported as added is there, whatever ends the program. The static board binary has none of this.
 *
 * A commit here is a name, a board and a configuration: that which likeness.h compares, but for kernel and backend. What
 * differs in one of them has a history of its own. Commits are in the order in which they first came.
 *
 * All functions: negative errno and a sentence in @err. -EBUSY: another writer did not finish within the time that is waited
 * for one (10 s); -EIO and others: what SQLite says.
 */
#include "model/commits.h"

#define HISTORY_SCHEMA 2 /* PRAGMA user_version; older ones are migrated, newer ones refused */

struct history;

/*
 * Open @path; with @create it is made where there is none, its directory too. A file that may not be written is opened to
 * be read, and so is one whose directory may not. -ENOENT, -EINVAL: no history of epbell's, -EPROTONOSUPPORT: of a newer epbell, -EROFS: an older one that would
 * have to be migrated
 */
int history_open(const char *path, bool create, struct history **out, struct err *err);
void history_close(struct history *h); /* NULL is fine */

/* --- runs -------------------------------------------------------------------------------------------------------- */

/*
 * Add a run, under the commit and the board named, ("" board: the machine). The same run under the same commit and board
 * changes nothing; *already says so. *id is its number in either case. -EINVAL: a name is empty or longer than a
 * struct history_commit takes
 */
int history_add(struct history *h, const struct run *run, const char *commit, const char *board, int64_t *id,
		bool *already, struct err *err);

/* What is wanted of a list; all members may be NULL or 0. */
struct history_filter {
	const char *commit, *board, *backend;
	const char *label, *value; /* runs that have this label of this value */
	int64_t commit_id, run_id;
	uint64_t last; /* the newest so many */
};

/* Call @each for each in order, until it returns other than 0, which is returned. */
int history_commits(struct history *h, const struct history_filter *filter,
		    int (*each)(void *ctx, const struct history_commit *commit), void *ctx, struct err *err);
int history_runs(struct history *h, const struct history_filter *filter,
		 int (*each)(void *ctx, const struct history_run *run), void *ctx, struct err *err);

/* The series of a run, by stage, backend and context, into @run. */
int history_series(struct history *h, int64_t id, struct run *run, struct err *err);

/* The run file that was added, as it is written; *text is for free(). -ENOENT */
int history_content(struct history *h, int64_t id, char **text, size_t *len, struct err *err);

/*
 * One series over all commits of a board and configuration (those of commit @like), in the order of commits: @each gets the
 * commit's id and a histogram. @backend and @context may be NULL where there is but one. -EINVAL: there are several
 */
int history_trend(struct history *h, int64_t like, const char *stage, const char *backend, const char *context,
		  int (*each)(void *ctx, int64_t commit_id, const struct hist *hist), void *ctx, struct err *err);

/* --- changes ----------------------------------------------------------------------------------------------------- */

/* Accept or reject a commit; with @level, where somebody accepts what was rejected, a new level begins with it. */
int history_judge(struct history *h, int64_t commit_id, enum commit_state state, bool level, struct err *err);

struct history_prune {
	uint64_t keep;	    /* newest commits of each board and configuration that stay; 0: by number none goes */
	const char *before; /* commits whose newest run was added before this go, RFC 3339; NULL: by time none goes */
	uint64_t accepted;  /* the newest accepted ones of each that stay in any case */
	bool dry;	    /* count only */
};
/* Remove commits with their runs and give the space back. */
int history_prune(struct history *h, const struct history_prune *prune, uint64_t *commits, uint64_t *runs,
		  struct err *err);

#endif /* EPBELL_HISTORY_H */
