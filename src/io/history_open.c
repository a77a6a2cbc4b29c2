// SPDX-License-Identifier: GPL-2.0-only
/* The file: its schema, and the way from older ones. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "io/history_db.h"

#define APPLICATION_ID 0x6570626c /* "epbl": file(1) and a careless user can tell whose file it is */
#define BUSY_MS	       10000
#define RETRY_MS       10

/* Step i makes schema i + 1 of schema i. Steps are never edited, only added. */
static const char *const steps[HISTORY_SCHEMA] = {
	/* Contents and figures stand apart from runs, so that lists do not read through them. */
	"CREATE TABLE commits ("
	"  id INTEGER PRIMARY KEY, name TEXT NOT NULL, board TEXT NOT NULL, config TEXT NOT NULL,"
	"  state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2)),"
	"  UNIQUE (name, board, config));"
	"CREATE TABLE runs ("
	"  id INTEGER PRIMARY KEY, commit_id INTEGER NOT NULL REFERENCES commits (id) ON DELETE CASCADE,"
	"  added TEXT NOT NULL, backends TEXT NOT NULL, accounted INTEGER NOT NULL, closes INTEGER NOT NULL,"
	"  complete INTEGER NOT NULL, environment TEXT NOT NULL, crc INTEGER NOT NULL, size INTEGER NOT NULL);"
	"CREATE INDEX runs_by_commit ON runs (commit_id, added);"
	"CREATE INDEX runs_by_content ON runs (crc, size);"
	"CREATE TABLE contents ("
	"  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE, content BLOB NOT NULL);"
	"CREATE TABLE labels ("
	"  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, key TEXT NOT NULL, value TEXT NOT NULL,"
	"  PRIMARY KEY (run_id, key)) WITHOUT ROWID;"
	"CREATE INDEX labels_by_value ON labels (key, value);"
	"CREATE TABLE figures ("
	"  stage TEXT NOT NULL, backend TEXT NOT NULL, context TEXT NOT NULL,"
	"  commit_id INTEGER NOT NULL, run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
	"  sum INTEGER NOT NULL, min INTEGER NOT NULL, max INTEGER NOT NULL, buckets BLOB NOT NULL,"
	"  PRIMARY KEY (stage, backend, context, commit_id, run_id)) WITHOUT ROWID;"
	"CREATE INDEX figures_by_run ON figures (run_id);",

	/* Accepting what was rejected begins a new level. */
	"ALTER TABLE commits ADD COLUMN level INTEGER NOT NULL DEFAULT 0;",
};

/* What the file says of itself. */
struct identity {
	int64_t version, application, tables;
};

/* In one statement, since another may be making the tables. */
static int identify(struct history *h, struct identity *id, struct err *err)
{
	sqlite3_stmt *stmt =
		history_prepare(h, err,
				"SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master) "
				"FROM pragma_user_version, pragma_application_id",
				"");
	int code = 0;

	if (!stmt)
		return -EIO;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		*id = (struct identity){ sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
					 sqlite3_column_int64(stmt, 2) };
	else
		code = history_err(h, "open", err);
	sqlite3_finalize(stmt);
	return code;
}

static int migrate(struct history *h, struct err *err)
{
	struct identity id = { 0 };
	char sql[80];
	int code = history_begin(h, err);

	if (code)
		return code;
	code = identify(h, &id, err); /* another may have done it since */
	for (int64_t i = id.version; i < HISTORY_SCHEMA && !code; i++)
		code = history_exec(h, steps[i], "migrate", err);
	snprintf(sql, sizeof(sql), "PRAGMA user_version = %d; PRAGMA application_id = %d", HISTORY_SCHEMA,
		 APPLICATION_ID);
	if (!code)
		code = history_exec(h, sql, "migrate", err);
	if (!code)
		return history_commit_changes(h, err);
	history_rollback(h);
	return code;
}

static int check_version(struct history *h, struct err *err)
{
	struct identity id = { 0 };
	int code = identify(h, &id, err);

	if (code)
		return code;
	/* nothing at all: a new file, or one whose making was cut off */
	if (id.version < 0 || (id.application != APPLICATION_ID && (id.application || id.version || id.tables)))
		return err_set(err, -EINVAL, "%s: an SQLite file, but no history of epbell's: name another file",
			       h->path);
	if (id.version > HISTORY_SCHEMA)
		return err_set(err, -EPROTONOSUPPORT,
			       "%s: a newer epbell's history (schema %lld, this one knows %d): use that one", h->path,
			       (long long)id.version, HISTORY_SCHEMA);
	if (id.version == HISTORY_SCHEMA)
		return 0;
	if (h->readonly)
		return err_set(
			err, -EROFS,
			"%s: an older epbell's history (schema %lld), which has to be migrated and may not be written",
			h->path, (long long)id.version);
	return migrate(h, err);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Where several make the log of a new file at once SQLite tells all but one at once that it is locked, and waits for nothing. */
static int make_log(struct history *h, struct err *err)
{
	const int64_t start = now_ms();

	while (history_exec(h, "PRAGMA journal_mode = WAL", "open", err)) {
		if (sqlite3_errcode(h->db) != SQLITE_BUSY || now_ms() - start >= BUSY_MS)
			return -EIO;
		sqlite3_sleep(RETRY_MS);
	}
	return 0;
}

static int configure(struct history *h, struct err *err)
{
	if (!h->readonly && (make_log(h, err) || history_exec(h, "PRAGMA synchronous = FULL", "open", err)))
		return -EIO;
	return history_exec(h, "PRAGMA foreign_keys = ON", "open", err);
}

/* Its directory and those above it. */
static int make_directory(const char *path, struct err *err)
{
	char dir[512];

	snprintf(dir, sizeof(dir), "%s", path);
	for (char *at = strchr(dir + 1, '/'); at; at = strchr(at + 1, '/')) {
		*at = 0;
		if (mkdir(dir, 0777) && errno != EEXIST)
			return err_set(err, -errno, "cannot make the directory %s: %s", dir, strerror(errno));
		*at = '/';
	}
	return 0;
}

static int find_file(const char *path, bool create, bool *fresh, struct err *err)
{
	struct stat st;

	if (!*path)
		return err_set(err, -EINVAL, "the history's path is empty");
	if (strlen(path) >= sizeof(((struct history *)0)->path))
		return err_set(err, -ENAMETOOLONG, "%.100s...: the path is too long", path);
	*fresh = stat(path, &st) != 0;
	if (!*fresh && !S_ISREG(st.st_mode))
		return err_set(err, -EINVAL, "%s: no regular file", path);
	*fresh = *fresh || !st.st_size;
	if (*fresh && !create)
		return err_set(err, -ENOENT,
			       "no history at %s: 'epbell history add' makes one, --db names another file", path);
	return *fresh ? make_directory(path, err) : 0;
}

static bool may_write(const char *path)
{
	const char *slash = strrchr(path, '/');
	char dir[512];

	snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - path) + 1 : 1, slash ? path : ".");
	return !access(path, W_OK) && !access(dir, W_OK); /* the log stands beside the file */
}

/*
 * A name that SQLite takes for nothing but a file. Who may not write leaves no log behind, nor an index of it, which those
 * who may could not open; without a log there is nothing but the file, as it is.
 */
static void make_uri(const struct history *h, char *uri)
{
	char log[sizeof(h->path) + 4];

	uri += sprintf(uri, *h->path == '/' ? "file://" : "file:./");
	for (const char *s = h->path; *s; s++)
		uri += sprintf(uri, strchr("?#%", *s) ? "%%%02X" : "%c", *s);
	snprintf(log, sizeof(log), "%s-wal", h->path);
	if (h->readonly && access(log, F_OK))
		sprintf(uri, "?immutable=1");
}

static int open_file(struct history *h, bool create, struct err *err)
{
	const int flags =
		h->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
	char uri[sizeof(h->path) * 3 + 32];

	make_uri(h, uri);
	if (sqlite3_open_v2(uri, &h->db, flags | SQLITE_OPEN_URI, NULL))
		return history_err(h, "open", err);
	sqlite3_busy_timeout(h->db, BUSY_MS);
	return 0;
}

int history_open(const char *path, bool create, struct history **out, struct err *err)
{
	struct history *h;
	bool fresh = false;
	int code = find_file(path, create, &fresh, err);

	*out = NULL;
	if (code)
		return code;
	h = calloc(1, sizeof(*h));
	if (!h)
		return history_no_memory(err);
	snprintf(h->path, sizeof(h->path), "%s", path);
	h->readonly = !fresh && !may_write(path);
	code = open_file(h, create, err);
	if (!code)
		code = check_version(h, err);
	if (!code)
		code = configure(h, err);
	if (code) {
		history_close(h);
		return code;
	}
	*out = h;
	return 0;
}

void history_close(struct history *h)
{
	if (!h)
		return;
	sqlite3_close(h->db);
	free(h);
}
