// SPDX-License-Identifier: GPL-2.0-only
/* What is in a history. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "io/history_db.h"
#include "io/run_json.h"
#include "io/run_reader.h"

/* Rows of a query to a function, until it returns other than 0. */
typedef int (*row_fn)(void *ctx, sqlite3_stmt *stmt, struct err *err);

static int each_row(struct history *h, sqlite3_stmt *stmt, row_fn row, void *ctx, struct err *err)
{
	int rc = SQLITE_ROW, code = 0;

	if (!stmt)
		return -EIO;
	while (!code && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
		code = row(ctx, stmt, err);
	if (!code && rc != SQLITE_DONE)
		code = history_err(h, "read", err);
	sqlite3_finalize(stmt);
	return code;
}

/* --- commits ----------------------------------------------------------------------------------------------------- */

struct commit_ctx {
	int (*each)(void *ctx, const struct history_commit *commit);
	void *ctx;
};

static int commit_row(void *ctx, sqlite3_stmt *stmt, struct err *err)
{
	const struct commit_ctx *to = ctx;
	struct history_commit c = { .id = sqlite3_column_int64(stmt, 0),
				    .state = sqlite3_column_int(stmt, 4),
				    .level = sqlite3_column_int(stmt, 5),
				    .runs = sqlite3_column_int64(stmt, 6) };

	history_text(stmt, 1, c.name, sizeof(c.name));
	history_text(stmt, 2, c.board, sizeof(c.board));
	history_text(stmt, 3, c.config, sizeof(c.config));
	history_text(stmt, 7, c.last, sizeof(c.last));
	return to->each(to->ctx, &c);
}

int history_commits(struct history *h, const struct history_filter *f,
		    int (*each)(void *ctx, const struct history_commit *commit), void *ctx, struct err *err)
{
	struct commit_ctx to = { each, ctx };

	return each_row(
		h,
		history_prepare(h, err,
				"SELECT * FROM (SELECT c.id, c.name, c.board, c.config, c.state, c.level, r.n, r.last "
				"  FROM commits c JOIN (SELECT commit_id, count(*) AS n, max(added) AS last FROM runs "
				"    GROUP BY commit_id) r ON r.commit_id = c.id "
				"  WHERE (?1 IS NULL OR c.name = ?1) AND (?2 IS NULL OR c.board = ?2) "
				"    AND (?3 = 0 OR c.id = ?3) "
				"  ORDER BY c.id DESC LIMIT CASE ?4 WHEN 0 THEN -1 ELSE ?4 END) ORDER BY id",
				"ssii", f->commit, f->board, f->commit_id, (int64_t)f->last),
		commit_row, &to, err);
}

/* --- runs -------------------------------------------------------------------------------------------------------- */

struct run_ctx {
	int (*each)(void *ctx, const struct history_run *run);
	void *ctx;
	const char *path;
};

static int read_environment(const char *path, const char *text, struct environment *env, struct err *err)
{
	json_t *object = json_loads(text, 0, NULL);
	struct reader reader = { .path = path, .err = err };
	int code;

	if (!json_is_object(object)) {
		json_decref(object);
		return err_set(err, -EINVAL, "%s: a run's environment is damaged", path);
	}
	code = reader_fields(&reader, environment_fields, object, env);
	json_decref(object);
	return code;
}

static int run_row(void *ctx, sqlite3_stmt *stmt, struct err *err)
{
	const struct run_ctx *to = ctx;
	struct history_run r = { .id = sqlite3_column_int64(stmt, 0),
				 .commit_id = sqlite3_column_int64(stmt, 1),
				 .size = sqlite3_column_int64(stmt, 5) };
	const char *environment = (const char *)sqlite3_column_text(stmt, 10);
	int code = read_environment(to->path, environment ? environment : "", &r.replicate.env, err);

	if (code)
		return code;
	history_text(stmt, 2, r.commit, sizeof(r.commit));
	history_text(stmt, 3, r.board, sizeof(r.board));
	history_text(stmt, 4, r.added, sizeof(r.added));
	history_text(stmt, 6, r.replicate.backends, sizeof(r.replicate.backends));
	r.replicate.accounted = sqlite3_column_int(stmt, 7);
	r.replicate.closes = sqlite3_column_int(stmt, 8);
	r.replicate.complete = sqlite3_column_int(stmt, 9);
	snprintf(r.replicate.name, sizeof(r.replicate.name), "%s#%lld", r.commit, (long long)r.id);
	return to->each(to->ctx, &r);
}

/* Each condition alone in the text, so that SQLite finds the index for it. */
int history_runs(struct history *h, const struct history_filter *f,
		 int (*each)(void *ctx, const struct history_run *run), void *ctx, struct err *err)
{
	struct run_ctx to = { each, ctx, h->path };
	char sql[1400];

	snprintf(
		sql, sizeof(sql),
		"SELECT * FROM (SELECT r.id, r.commit_id, c.name, c.board, r.added, r.size, r.backends, r.accounted, "
		"r.closes, r.complete, r.environment FROM runs r JOIN commits c ON c.id = r.commit_id "
		"WHERE (?1 IS NULL OR 1)%s%s%s%s%s%s ORDER BY r.id DESC LIMIT CASE ?8 WHEN 0 THEN -1 ELSE ?8 END) ORDER BY id",
		f->commit ? " AND c.name = ?1" : "", f->board ? " AND c.board = ?2" : "",
		f->backend ? " AND instr(',' || r.backends || ',', ',' || ?3 || ',')" : "",
		f->label ? " AND r.id IN (SELECT run_id FROM labels WHERE key = ?4 AND value = ?5)" : "",
		f->commit_id ? " AND r.commit_id = ?6" : "", f->run_id ? " AND r.id = ?7" : "");
	return each_row(h,
			history_prepare(h, err, sql, "sssssiii", f->commit, f->board, f->backend, f->label, f->value,
					f->commit_id, f->run_id, (int64_t)f->last),
			run_row, &to, err);
}

/* --- figures ----------------------------------------------------------------------------------------------------- */

/* Columns sum, min, max, buckets from @at on. */
static int figure_hist(sqlite3_stmt *stmt, int at, struct hist *hist, struct err *err)
{
	memset(hist, 0, sizeof(*hist));
	hist->sum = (uint64_t)sqlite3_column_int64(stmt, at);
	hist->min = (uint64_t)sqlite3_column_int64(stmt, at + 1);
	hist->max = (uint64_t)sqlite3_column_int64(stmt, at + 2);
	if (history_unpack(sqlite3_column_blob(stmt, at + 3), sqlite3_column_bytes(stmt, at + 3), hist))
		return 0;
	return err_set(err, -EINVAL, "the history is damaged: a histogram's buckets cannot be read");
}

static int series_row(void *ctx, sqlite3_stmt *stmt, struct err *err)
{
	struct series *s = run_add_series(ctx);

	if (!s)
		return history_no_memory(err);
	s->vector = s->cpu = -1;
	history_text(stmt, 0, s->stage, sizeof(s->stage));
	history_text(stmt, 1, s->backend, sizeof(s->backend));
	history_text(stmt, 2, s->context, sizeof(s->context));
	return figure_hist(stmt, 3, &s->h, err);
}

int history_series(struct history *h, int64_t id, struct run *run, struct err *err)
{
	return each_row(h,
			history_prepare(h, err,
					"SELECT stage, backend, context, sum, min, max, buckets FROM figures "
					"WHERE run_id = ?",
					"i", id),
			series_row, run, err);
}

struct trend_ctx {
	int (*each)(void *ctx, int64_t commit_id, const struct hist *hist);
	void *ctx;
};

static int trend_row(void *ctx, sqlite3_stmt *stmt, struct err *err)
{
	const struct trend_ctx *to = ctx;
	struct hist hist;
	int code = figure_hist(stmt, 1, &hist, err);

	return code ? code : to->each(to->ctx, sqlite3_column_int64(stmt, 0), &hist);
}

struct key_ctx {
	char backend[16], context[16];
	size_t n;
};

static int key_row(void *ctx, sqlite3_stmt *stmt, struct err *err)
{
	struct key_ctx *key = ctx;

	if (key->n++)
		return err_set(
			err, -EINVAL,
			"there are several series of it, of \"%s\" %s and of \"%s\" %s: --backend or --context chooses",
			key->backend, key->context, sqlite3_column_text(stmt, 0), sqlite3_column_text(stmt, 1));
	history_text(stmt, 0, key->backend, sizeof(key->backend));
	history_text(stmt, 1, key->context, sizeof(key->context));
	return 0;
}

/* Of a board and configuration. */
#define LIKE_COMMIT                                                                                                    \
	"commit_id IN (SELECT o.id FROM commits o, commits c WHERE c.id = ?1 AND o.board = c.board AND o.config = c.config)"

int history_trend(struct history *h, int64_t like, const char *stage, const char *backend, const char *context,
		  int (*each)(void *ctx, int64_t commit_id, const struct hist *hist), void *ctx, struct err *err)
{
	struct trend_ctx to = { each, ctx };
	struct key_ctx key = { 0 };
	int code = each_row(
		h,
		history_prepare(h, err,
				"SELECT DISTINCT backend, context FROM figures WHERE stage = ?2 AND " LIKE_COMMIT
				" AND (?3 IS NULL OR backend = ?3) AND (?4 IS NULL OR context = ?4) LIMIT 2",
				"isss", like, stage, backend, context),
		key_row, &key, err);

	if (code || !key.n)
		return code;
	return each_row(
		h,
		history_prepare(
			h, err,
			"SELECT commit_id, sum, min, max, buckets FROM figures WHERE stage = ?2 AND backend = ?3 "
			"AND context = ?4 AND " LIKE_COMMIT " ORDER BY commit_id, run_id",
			"isss", like, stage, key.backend, key.context),
		trend_row, &to, err);
}

/* --- run files --------------------------------------------------------------------------------------------------- */

int history_content(struct history *h, int64_t id, char **text, size_t *len, struct err *err)
{
	sqlite3_stmt *stmt = history_prepare(
		h, err, "SELECT r.size, c.content FROM runs r JOIN contents c ON c.run_id = r.id WHERE r.id = ?", "i",
		id);
	int code = stmt ? 0 : -EIO;
	uLongf size;

	*text = NULL;
	if (code)
		return code;
	if (sqlite3_step(stmt) != SQLITE_ROW) {
		code = err_set(err, -ENOENT, "no run %lld in %s", (long long)id, h->path);
		goto out;
	}
	size = (uLongf)sqlite3_column_int64(stmt, 0);
	*text = size <= RUN_MAX_BYTES ? malloc(size + 1) : NULL;
	if (!*text) {
		code = history_no_memory(err);
	} else if (uncompress((unsigned char *)*text, &size, sqlite3_column_blob(stmt, 1),
			      sqlite3_column_bytes(stmt, 1)) != Z_OK) {
		code = err_set(err, -EINVAL, "%s: run %lld is damaged", h->path, (long long)id);
		free(*text);
		*text = NULL;
	}
	*len = size;
out:
	sqlite3_finalize(stmt);
	return code;
}
