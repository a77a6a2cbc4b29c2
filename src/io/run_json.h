/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_RUN_JSON_H
#define EPBELL_RUN_JSON_H
/*
 * Run files: a run as JSON. src/io/run.schema.json says what every field means and in which unit.
 */
#include "model/err.h"
#include "model/run.h"

#define RUN_FORMAT  "epbell-run"
#define RUN_VERSION 1

/* What a run file may hold; the reader refuses more, so that a hostile file cannot take the machine's memory. */
#define RUN_MAX_BYTES  (64u << 20)
#define RUN_MAX_VALUES (8u << 20) /* JSON values, all together */
#define RUN_MAX_SERIES 65536u
#define RUN_MAX_HISTS  131072u /* histograms: of series, their raw ones, and those of all intervals */
#define RUN_MAX_LABELS 1024u
#define RUN_MAX_LIST   65536u /* elements of any other list */

/*
 * Read a run file (or a pipe). On success *out is the run, to be freed by run_free(). Unknown fields at the top, in the
 * environment and in the elements of doorbells, series, account and cost stay with the run and go back on writing.
 * -ENOENT, -EACCES, ... as open(2); -EISDIR; -EFBIG: larger than the limits; -EINVAL: no run file, or one that
 * contradicts itself; -EPROTONOSUPPORT: another version; -ENOMEM. @err names the file and what is wrong.
 */
int run_read(const char *path, struct run **out, struct err *err);

/*
 * The same from memory: @len bytes at @text; @path only names them in errors.
 */
int run_parse(const char *path, const char *text, size_t len, struct run **out, struct err *err);

/*
 * Write a run file: to a temporary file beside @path, fsync, rename. Either the whole new file is there or the old one
 * is as it was, and no temporary file is left. What is no regular file (a pipe, /dev/null) is written directly. The
 * order of keys is fixed, one list element a line. Negative errno of the step that failed; @err says which, and the
 * next step.
 */
int run_write(const char *path, const struct run *run, struct err *err);

#endif /* EPBELL_RUN_JSON_H */
