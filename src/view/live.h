/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_VIEW_LIVE_H
#define EPBELL_VIEW_LIVE_H
#include <stdint.h>

#include "model/run.h"

/*
 * Rewrite the one line on stderr that shows a recording's progress: elapsed time, doorbells and their rate since the
 * line before, p50 and p99 of the most telling stage that has samples. @elapsed in ns.
 */
void live_line(const struct run *run, uint64_t doorbells, uint64_t elapsed);

/* Leave the line, if there is one. */
void live_end(void);

#endif /* EPBELL_VIEW_LIVE_H */
