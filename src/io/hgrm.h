/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HGRM_H
#define EPBELL_HGRM_H
/*
 * HdrHistogram's tables of percentiles (.hgrm), ours and those of other tools, as a run of one series.
 *
 * A row says how many values there are up to its own. The count that a row adds goes into the bucket of its value, although
 * it may hold values from the row before on: so quantiles are right at the rows, and between two rows they are the later
 * row's. Count and mean are the table's. min is the first row's value, max the one of the "Max" line, within their buckets.
 * The sum is the mean's, which is less than the buckets tell: such a run is for showing and comparing, not for a run file.
 * There is no account, and of where and how it was measured only what an .hgrm of ours says.
 */
#include <stdbool.h>
#include <stddef.h>

#include "model/err.h"
#include "model/run.h"

#define HGRM_MAX_BYTES	(1u << 20) /* some 16,000 rows; HdrHistogram writes 5 for each halving, 300 at most */
#define HGRM_STAGE	"latency"  /* of a table that does not say */
#define HGRM_EVENT_KIND "hgrm"	   /* of the run's event that says what it was read from */

/*
 * Parse one, @text ended by a NUL; @path only names it in errors. @unit: of times in a table that names none; NULL: refuse
 * such. *out is for run_free().
 * -EINVAL: no .hgrm, damaged, contradicts itself, or without a unit; -EFBIG; -ENOMEM. @err names the file and, of a bad row,
 * its line.
 */
int hgrm_parse(const char *path, const char *text, size_t len, const char *unit, struct run **out, struct err *err);

/* Is that the beginning of one? Its first line that is no comment is the heading. */
bool hgrm_looks_like(const char *text);

#endif /* EPBELL_HGRM_H */
