// SPDX-License-Identifier: GPL-2.0-only
/* Statements and errors of SQLite's. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/history_db.h"

static const struct {
	int rc, code;
	const char *next;
} errors[] = {
	{ SQLITE_BUSY, -EBUSY, "another epbell writes to it: try again" },
	{ SQLITE_LOCKED, -EBUSY, "another epbell writes to it: try again" },
	{ SQLITE_FULL, -ENOSPC, "make room on its disk" },
	{ SQLITE_READONLY, -EROFS, "it or its directory may not be written" },
	{ SQLITE_CANTOPEN, -EACCES, "look at its rights and its directory's" },
	{ SQLITE_CORRUPT, -EINVAL, "the file is damaged: restore it, or move it away and add the runs again" },
	{ SQLITE_NOTADB, -EINVAL, "it is no history of epbell's: name another file" },
	{ SQLITE_NOMEM, -ENOMEM, "not enough memory" },
};

int history_err(const struct history *h, const char *what, struct err *err)
{
	const int rc = h->db ? sqlite3_errcode(h->db) : SQLITE_NOMEM;
	const char *text = h->db ? sqlite3_errmsg(h->db) : "not enough memory";
	int system;

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].rc == (rc & 255))
			return err_set(err, errors[i].code, "cannot %s %s: %s; %s", what, h->path, text,
				       errors[i].next);
	system = h->db ? sqlite3_system_errno(h->db) : 0;
	return err_set(err, -EIO, "cannot %s %s: %s%s%s", what, h->path, text, system ? "; " : "",
		       system ? strerror(system) : "");
}

int history_no_memory(struct err *err)
{
	return err_set(err, -ENOMEM, "not enough memory");
}

int history_exec(struct history *h, const char *sql, const char *what, struct err *err)
{
	return sqlite3_exec(h->db, sql, NULL, NULL, NULL) ? history_err(h, what, err) : 0;
}

static int bind_all(sqlite3_stmt *stmt, const char *types, va_list ap)
{
	int rc = SQLITE_OK;

	for (int i = 1; *types && !rc; types++, i++) {
		if (*types == 's') {
			rc = sqlite3_bind_text(stmt, i, va_arg(ap, const char *), -1, SQLITE_STATIC);
		} else if (*types == 'i') {
			rc = sqlite3_bind_int64(stmt, i, va_arg(ap, int64_t));
		} else if (*types == 'd') {
			rc = sqlite3_bind_double(stmt, i, va_arg(ap, double));
		} else {
			const void *blob = va_arg(ap, const void *);

			rc = sqlite3_bind_blob64(stmt, i, blob, va_arg(ap, size_t), SQLITE_STATIC);
		}
	}
	return rc;
}

static sqlite3_stmt *prepare(struct history *h, struct err *err, const char *sql, const char *types, va_list ap)
{
	sqlite3_stmt *stmt = NULL;

	if (!sqlite3_prepare_v2(h->db, sql, -1, &stmt, NULL) && !bind_all(stmt, types, ap))
		return stmt;
	history_err(h, "read", err);
	sqlite3_finalize(stmt);
	return NULL;
}

sqlite3_stmt *history_prepare(struct history *h, struct err *err, const char *sql, const char *types, ...)
{
	sqlite3_stmt *stmt;
	va_list ap;

	va_start(ap, types);
	stmt = prepare(h, err, sql, types, ap);
	va_end(ap);
	return stmt;
}

int history_run_sql(struct history *h, const char *what, struct err *err, const char *sql, const char *types, ...)
{
	sqlite3_stmt *stmt;
	va_list ap;
	int code = 0, rc;

	va_start(ap, types);
	stmt = prepare(h, err, sql, types, ap);
	va_end(ap);
	if (!stmt)
		return -EIO;
	do
		rc = sqlite3_step(stmt);
	while (rc == SQLITE_ROW);
	if (rc != SQLITE_DONE)
		code = history_err(h, what, err);
	sqlite3_finalize(stmt);
	return code;
}

void history_text(sqlite3_stmt *stmt, int column, char *to, size_t size)
{
	const unsigned char *text = sqlite3_column_text(stmt, column);

	snprintf(to, size, "%s", text ? (const char *)text : "");
}

int history_begin(struct history *h, struct err *err)
{
	return history_exec(h, "BEGIN IMMEDIATE", "write to", err);
}

int history_commit_changes(struct history *h, struct err *err)
{
	int code = history_exec(h, "COMMIT", "write to", err);

	if (code)
		history_rollback(h);
	return code;
}

void history_rollback(struct history *h)
{
	sqlite3_exec(h->db, "ROLLBACK", NULL, NULL, NULL);
}

/* --- buckets ----------------------------------------------------------------------------------------------------- */

/* Seven bits a byte, the lowest first; the top bit says that more follow. */
static unsigned char *pack_number(unsigned char *to, uint64_t v)
{
	for (; v >= 128; v >>= 7)
		*to++ = (unsigned char)(v | 128);
	*to++ = (unsigned char)v;
	return to;
}

static bool unpack_number(const unsigned char **from, const unsigned char *end, uint64_t *v)
{
	*v = 0;
	for (int shift = 0; *from < end && shift < 64; shift += 7) {
		const unsigned char byte = *(*from)++;

		*v |= (uint64_t)(byte & 127) << shift;
		if (byte < 128)
			return true;
	}
	return false;
}

#define PACKED_MAX 10 /* bytes of one number */

void *history_pack(const struct hist *hist, size_t *len)
{
	unsigned char *packed = malloc((size_t)EPB_HIST_SLOTS * 2 * PACKED_MAX), *to = packed;
	uint32_t last = 0;

	for (uint32_t i = 0; packed && i < EPB_HIST_SLOTS; i++) {
		if (!hist->slot[i])
			continue;
		to = pack_number(to, i - last);
		to = pack_number(to, hist->slot[i]);
		last = i;
	}
	*len = packed ? (size_t)(to - packed) : 0;
	return packed;
}

bool history_unpack(const void *packed, size_t len, struct hist *hist)
{
	const unsigned char *from = packed, *end = from + len;
	uint64_t at = 0, step, n;

	hist->count = 0;
	while (from < end) {
		if (!unpack_number(&from, end, &step) || !unpack_number(&from, end, &n))
			return false;
		at += step;
		if (step >= EPB_HIST_SLOTS || at >= EPB_HIST_SLOTS || hist->slot[at])
			return false;
		hist->slot[at] = n;
		if (at < EPB_HIST_BUCKETS && __builtin_add_overflow(hist->count, n, &hist->count))
			return false;
	}
	return true;
}
