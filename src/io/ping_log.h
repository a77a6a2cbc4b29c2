/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_LOG_H
#define EPBELL_PING_LOG_H
/*
 * Logs of other tools' pings as runs: what iputils, BusyBox and BSD ping print for each reply, and what fping prints with
 * -c, -C, -l or -e.
 *
 * Each target of an fping log, and each ping that follows another in a log, is a run of its own: series and account of
 * stage rtt, run.ping, a row for each request. Figures are exact: decimals become whole nanoseconds. ping.step_ns and
 * env.clock_step_ns are the coarsest last digit that is printed, in 251 ms a millisecond. Requests that have no line
 * (gaps in the sequence numbers, and what only the summary knows of) are lost. Where lines and summary disagree the
 * lines count for round trips and the summary for requests, and an event of kind "note" says so.
 */
#include <stdio.h>

#include "model/err.h"
#include "model/run.h"

#define PING_LOG_LINE_MAX    65536	    /* bytes; a longer line is refused */
#define PING_LOG_TARGETS_MAX 64		    /* runs; more are refused */
#define PING_LOG_RTT_MAX     86400000000000 /* ns, a day; longer round trips are refused */

struct ping_log {
	struct run **runs;
	size_t n;
};

/*
 * Read the log at @path, or a pipe, line by line; memory is bounded. @backend ("" unknown) is what the peer's doorbell
 * was. Fills @log, for ping_log_free(); at least one of its runs has a round trip.
 * As open(2) and read(2); -EISDIR; -EINVAL: no ping log, no round trip in it, or a figure that is none; -EFBIG: more
 * than the limits above; -ENOMEM. @err names the file, and where there is one the line.
 */
int ping_log_read(const char *path, const char *backend, struct ping_log *log, struct err *err);
/* The same from an open file; @name only names it in errors and labels. */
int ping_log_parse(const char *name, FILE *from, const char *backend, struct ping_log *log, struct err *err);
void ping_log_free(struct ping_log *log);

#endif /* EPBELL_PING_LOG_H */
