/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_RUN_CHECKS_H
#define EPBELL_RUN_CHECKS_H
/* What must hold of any bytes that are given to the reader of run files, however they came about. */
#include <stddef.h>

/*
 * Read them: that fails with one clean sentence, or gives a run that is written and read again unchanged, folded, thinned,
 * merged, and reported as text and as JSON. Aborts where something does not hold.
 */
void check_run_bytes(const char *text, size_t len);

#endif /* EPBELL_RUN_CHECKS_H */
