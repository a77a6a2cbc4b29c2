/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_RUN_JSON_H
#define EPBELL_RUN_JSON_H
/*
 * Run files: a run as JSON. src/io/run.schema.json says what every field means and in which unit.
 */
#include <stdio.h>

#include "model/err.h"
#include "model/run.h"

#define RUN_FORMAT  "epbell-run"
#define RUN_VERSION 1

/*
 * What a run file may hold. The reader refuses more, so that a hostile file cannot take the machine's memory, and the
 * writer writes no more. A recording has at most 256 series a CPU, and in its
 * intervals 16384 histograms.
 *
 * Reading takes less than 1.25 GiB, whatever is in the file: the text, RUN_MAX_JSON for its values, and 8 KiB for each
 * histogram. To report a run takes another 8 KiB for each of its series and their raw ones, 128 MiB.
 */
#define RUN_MAX_BYTES  (64u << 20)
#define RUN_MAX_JSON   (512u << 20) /* bytes of memory for JSON values, as json_weight() counts them */
#define RUN_MAX_SERIES 8192u
#define RUN_MAX_HISTS  65536u /* histograms: of series, their raw ones, and those of all intervals */
#define RUN_MAX_LABELS 1024u
#define RUN_MAX_LIST   65536u	   /* elements of any other list */
#define RUN_MAX_STEP   1000000000u /* ns, of the clock: it is added to errors and bounds of all kinds */

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
 * order of keys is fixed, one list element a line. -E2BIG: run_read() would refuse it; else negative errno of the step
 * that failed; @err says which, and the next step.
 */
int run_write(const char *path, const struct run *run, struct err *err);

/* The same bytes to @to; equal runs make equal bytes. -E2BIG, -ENOMEM, -EIO */
int run_print(FILE *to, const struct run *run);

#endif /* EPBELL_RUN_JSON_H */
