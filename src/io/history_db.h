/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HISTORY_DB_H
#define EPBELL_HISTORY_DB_H
/* Inside io/history*.c: the file and its statements. */
#include <sqlite3.h>

#include "io/history.h"

struct history {
	sqlite3 *db;
	char path[512];
	bool readonly;
};

/* The sentence of what SQLite last refused, "cannot WHAT in PATH: ..."; its negative errno. */
int history_err(const struct history *h, const char *what, struct err *err);
int history_no_memory(struct err *err);

/* Statements without result. */
int history_exec(struct history *h, const char *sql, const char *what, struct err *err);

/*
 * A statement with its parameters in order: 's' const char * (NULL is NULL), 'i' int64_t, 'b' const void * and size_t, 'd'
 * double. Strings and blobs must outlive it. NULL: refused, @err says why.
 */
sqlite3_stmt *history_prepare(struct history *h, struct err *err, const char *sql, const char *types, ...);
/* The same run to its end. */
int history_run_sql(struct history *h, const char *what, struct err *err, const char *sql, const char *types, ...);

/* A text column into a fixed array; NULL is "". */
void history_text(sqlite3_stmt *stmt, int column, char *to, size_t size);

/* One writer's transaction: taken at once, so that it never fails in the middle for another writer. */
int history_begin(struct history *h, struct err *err);
int history_commit_changes(struct history *h, struct err *err);
void history_rollback(struct history *h);

/* Sparse buckets as pairs of numbers of variable length. */
void *history_pack(const struct hist *hist, size_t *len);		/* NULL: no memory */
bool history_unpack(const void *packed, size_t len, struct hist *hist); /* counts too; false: damaged */

#endif /* EPBELL_HISTORY_DB_H */
