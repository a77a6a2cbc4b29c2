/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_PHRASE_H
#define EPBELL_PLOT_PHRASE_H
/* Times in plots, as units.h but with the micro sign. All return @buf. */
#include <stddef.h>
#include <stdint.h>

/* A time and a difference, "=" if there is none. NAN: "-" */
const char *phrase_time(double ns, uint64_t step, char *buf, size_t size);
const char *phrase_difference(double ns, uint64_t step, char *buf, size_t size);

/* "22.3 → 22.8 µs": the unit once where both have the same. */
const char *phrase_pair(double from, double to, uint64_t step, char *buf, size_t size);

/* What the times of a lab's mode are: a sentence and a space; of a board "". */
const char *phrase_lab(const char *lab);

#endif /* EPBELL_PLOT_PHRASE_H */
