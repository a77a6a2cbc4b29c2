/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_COMPARISON_IMPL_H
#define EPBELL_COMPARISON_IMPL_H
/* Between the files that say what a comparison says. */
#include "model/comparison_text.h"

#define MAX_NAMED 5 /* of a list in one sentence */

/* Append a time, "-" for none, and a difference with its sign; no digit is finer than @step. */
void comparison_add_value(char *buf, size_t size, double ns, uint64_t step);
void comparison_add_difference(char *buf, size_t size, double ns, uint64_t step);

#endif /* EPBELL_COMPARISON_IMPL_H */
