// SPDX-License-Identifier: GPL-2.0-only
/* Verdicts on commits, and removing them. */
#include <stdio.h>

#include "io/history_db.h"

int history_judge(struct history *h, int64_t commit_id, enum commit_state state, bool level, struct err *err)
{
	return history_run_sql(
		h, "write to", err,
		"UPDATE commits SET level = level OR (state = 2 AND ?1 = 1 AND ?2), state = ?1 WHERE id = ?3", "iii",
		(int64_t)state, (int64_t)level, commit_id);
}

/* What goes, by id: beyond the newest so many, or old; and not of the newest accepted ones of its board and configuration. */
static const char doomed[] =
	"CREATE TEMP TABLE doomed AS SELECT id FROM ("
	"  SELECT c.id, c.state, (SELECT max(added) FROM runs r WHERE r.commit_id = c.id) AS last,"
	"    row_number() OVER (PARTITION BY board, config ORDER BY id DESC) AS nth,"
	"    row_number() OVER (PARTITION BY board, config, state ORDER BY id DESC) AS nth_of_state"
	"  FROM commits c)"
	" WHERE ((?1 > 0 AND nth > ?1) OR (?2 IS NOT NULL AND last < ?2)) AND NOT (state = 1 AND nth_of_state <= ?3)";

static int count(struct history *h, const char *sql, uint64_t *n, struct err *err)
{
	sqlite3_stmt *stmt = history_prepare(h, err, sql, "");
	int code = 0;

	if (!stmt)
		return -1;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		*n = (uint64_t)sqlite3_column_int64(stmt, 0);
	else
		code = history_err(h, "read", err);
	sqlite3_finalize(stmt);
	return code;
}

static int remove_doomed(struct history *h, const struct history_prune *p, uint64_t *commits, uint64_t *runs,
			 struct err *err)
{
	int code = history_run_sql(h, "read", err, doomed, "isi", (int64_t)p->keep, p->before, (int64_t)p->accepted);

	if (!code)
		code = count(h, "SELECT count(*) FROM doomed", commits, err);
	if (!code)
		code = count(h, "SELECT count(*) FROM runs WHERE commit_id IN (SELECT id FROM doomed)", runs, err);
	if (!code && !p->dry)
		code = history_exec(h, "DELETE FROM commits WHERE id IN (SELECT id FROM doomed)", "write to", err);
	if (!code)
		code = history_exec(h, "DROP TABLE doomed", "write to", err);
	return code;
}

int history_prune(struct history *h, const struct history_prune *p, uint64_t *commits, uint64_t *runs, struct err *err)
{
	int code = history_begin(h, err);

	if (code)
		return code;
	code = remove_doomed(h, p, commits, runs, err);
	if (code || p->dry) {
		history_rollback(h);
		return code;
	}
	code = history_commit_changes(h, err);
	if (!code && *commits)
		code = history_exec(h, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", "write to", err);
	return code;
}
