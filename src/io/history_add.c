// SPDX-License-Identifier: GPL-2.0-only
/* A run into the history: one transaction, or nothing. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "io/history_db.h"
#include "io/run_fields.h"
#include "io/run_json.h"
#include "model/group.h"
#include "model/likeness.h"
#include "model/replicate.h"
#include "model/text.h"

/* What is added, made before the transaction begins: others wait for that. */
struct entry {
	const struct run *run;
	struct replicate replicate;
	char config[640];
	char *content, *environment;
	size_t size;
	unsigned char *packed;
	uLongf packed_size;
	uint32_t crc;
	int64_t commit_id, id;
};

static void free_entry(struct entry *e)
{
	free(e->content);
	free(e->packed);
	free(e->environment);
}

/* All that makes runs unlike, but what a history is about. */
static void make_config(const struct replicate *r, char *buf, size_t size)
{
	const uint32_t varies = likeness_find("kernel") | likeness_find("backend");
	char value[200];

	*buf = 0;
	for (int i = 0; likeness_name(i); i++)
		if (!(LIKE_BIT(i) & varies))
			text_add(buf, size, "%s%s %s", *buf ? ", " : "", likeness_name(i),
				 likeness_value(i, r, value, sizeof(value)));
}

static int pack_content(struct entry *e)
{
	uLongf size = compressBound(e->size);
	unsigned char *packed = malloc(size);

	if (packed && compress2(packed, &size, (unsigned char *)e->content, e->size, 6) == Z_OK) {
		e->packed = packed;
		e->packed_size = size;
		return 0;
	}
	free(packed);
	return -ENOMEM;
}

static int make_content(struct entry *e, struct err *err)
{
	FILE *stream = open_memstream(&e->content, &e->size);
	int code = stream ? run_print(stream, e->run) : -ENOMEM;

	if (stream && fclose(stream) && !code)
		code = -ENOMEM;
	if (!code)
		code = pack_content(e);
	if (code == -E2BIG)
		return err_set(err, code, "the run is larger than a run file may be");
	return code ? history_no_memory(err) : 0;
}

static int make_entry(struct entry *e, struct err *err)
{
	const struct group_by all = { 0 };
	struct replicate *r = &e->replicate;
	json_t *environment = json_object();
	int code;

	replicate_take(r, e->run, &all);
	make_config(r, e->config, sizeof(e->config));
	if (environment && !fields_to_json(environment_fields, &e->run->env, environment))
		e->environment = json_dumps(environment, JSON_COMPACT);
	json_decref(environment);
	if (!e->environment)
		return history_no_memory(err);
	code = make_content(e, err);
	if (!code)
		e->crc = (uint32_t)crc32(0, (unsigned char *)e->content, (uInt)e->size);
	return code;
}

/* --- in the transaction ------------------------------------------------------------------------------------------ */

static int find_commit(struct history *h, struct entry *e, const char *commit, const char *board, struct err *err)
{
	sqlite3_stmt *stmt;
	int code = history_run_sql(h, "write to", err,
				   "INSERT OR IGNORE INTO commits (name, board, config) VALUES (?, ?, ?)", "sss",
				   commit, board, e->config);

	if (code)
		return code;
	stmt = history_prepare(h, err, "SELECT id FROM commits WHERE name = ? AND board = ? AND config = ?", "sss",
			       commit, board, e->config);
	if (!stmt)
		return -EIO;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		e->commit_id = sqlite3_column_int64(stmt, 0);
	else
		code = history_err(h, "read", err);
	sqlite3_finalize(stmt);
	return code;
}

static bool same_content(const struct entry *e, const void *packed, size_t len)
{
	uLongf size = e->size;
	unsigned char *content = malloc(e->size + 1);
	bool same = content && uncompress(content, &size, packed, len) == Z_OK && size == e->size &&
		    !memcmp(content, e->content, size);

	free(content);
	return same;
}

/* The sum finds candidates; the bytes decide. */
static int find_same(struct history *h, struct entry *e, bool *already, struct err *err)
{
	sqlite3_stmt *stmt = history_prepare(h, err,
					     "SELECT r.id, c.content FROM runs r JOIN contents c ON c.run_id = r.id "
					     "WHERE r.crc = ? AND r.size = ? AND r.commit_id = ?",
					     "iii", (int64_t)e->crc, (int64_t)e->size, e->commit_id);
	int rc = stmt ? SQLITE_ROW : SQLITE_ERROR, code = 0;

	while (!*already && (rc = stmt ? sqlite3_step(stmt) : SQLITE_ERROR) == SQLITE_ROW) {
		*already = same_content(e, sqlite3_column_blob(stmt, 1), sqlite3_column_bytes(stmt, 1));
		e->id = sqlite3_column_int64(stmt, 0);
	}
	if (!stmt)
		code = -EIO;
	else if (!*already && rc != SQLITE_DONE)
		code = history_err(h, "read", err);
	sqlite3_finalize(stmt);
	return code;
}

static int insert_figures(struct history *h, const struct entry *e, struct err *err)
{
	const struct group_by by = { 0 };
	struct series *groups;
	size_t n;
	int code = group_series(e->run, &by, &groups, &n);

	if (code == -EOVERFLOW)
		return err_set(err, code, "the run's counts overflow when added up");
	if (code)
		return history_no_memory(err);
	for (size_t i = 0; i < n && !code; i++) {
		const struct series *s = &groups[i];
		size_t len;
		void *buckets = history_pack(&s->h, &len);

		code = !buckets ?
			       history_no_memory(err) :
			       history_run_sql(h, "write to", err,
					       "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "sssiiiiib",
					       s->stage, s->backend, s->context, e->commit_id, e->id, (int64_t)s->h.sum,
					       (int64_t)s->h.min, (int64_t)s->h.max, buckets, len);
		free(buckets);
	}
	group_free(groups, n);
	return code;
}

static int insert_run(struct history *h, struct entry *e, struct err *err)
{
	const struct replicate *r = &e->replicate;
	int code = history_run_sql(
		h, "write to", err,
		"INSERT INTO runs (commit_id, added, backends, accounted, closes, complete, environment, crc, "
		"size) VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?, ?, ?, ?, ?, ?)",
		"isiiisii", e->commit_id, r->backends, (int64_t)r->accounted, (int64_t)r->closes, (int64_t)r->complete,
		e->environment, (int64_t)e->crc, (int64_t)e->size);

	e->id = sqlite3_last_insert_rowid(h->db);
	if (!code)
		code = history_run_sql(h, "write to", err, "INSERT INTO contents VALUES (?, ?)", "ib", e->id, e->packed,
				       (size_t)e->packed_size);
	for (size_t i = 0; i < e->run->nlabels && !code; i++)
		code = history_run_sql(h, "write to", err, "INSERT INTO labels VALUES (?, ?, ?)", "iss", e->id,
				       e->run->labels[i].key, e->run->labels[i].value);
	return code ? code : insert_figures(h, e, err);
}

/* A name as it can be read back, and shown. */
static int check_name(const char *what, const char *name, size_t most, struct err *err)
{
	char clean[sizeof(((struct history_commit *)0)->name)];

	if (!*name || strlen(name) >= most)
		return err_set(err, -EINVAL, "%s '%.60s': a name of 1 to %zu bytes is wanted", what, name, most - 1);
	snprintf(clean, sizeof(clean), "%s", name);
	text_clean_terminal(clean);
	if (strcmp(clean, name) != 0)
		return err_set(err, -EINVAL, "%s '%.60s': a name in UTF-8 without control characters is wanted", what,
			       clean);
	return 0;
}

int history_add(struct history *h, const struct run *run, const char *commit, const char *board, int64_t *id,
		bool *already, struct err *err)
{
	struct entry e = { .run = run };
	char machine[sizeof(run->env.machine)];
	int code;

	*already = false;
	snprintf(machine, sizeof(machine), "%s", *run->env.machine ? run->env.machine : "unknown");
	text_clean_terminal(machine);
	board = *board ? board : machine;
	code = check_name("commit", commit, sizeof(((struct history_commit *)0)->name), err);
	if (!code)
		code = check_name("board", board, sizeof(((struct history_commit *)0)->board), err);
	if (!code)
		code = make_entry(&e, err);
	if (!code)
		code = history_begin(h, err);
	if (code)
		goto out;
	code = find_commit(h, &e, commit, board, err);
	if (!code)
		code = find_same(h, &e, already, err);
	if (!code && !*already)
		code = insert_run(h, &e, err);
	if (code || *already)
		history_rollback(h);
	else
		code = history_commit_changes(h, err);
	*id = e.id;
out:
	free_entry(&e);
	return code;
}
