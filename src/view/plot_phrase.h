/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_PHRASE_H
#define EPBELL_PLOT_PHRASE_H
/* Words in plots. Times are as units.h has them, but with the micro sign; all of these return @buf. */
#include <stddef.h>
#include <stdint.h>

#include "view/plot.h"

/* A time and a difference, "=" if there is none. NAN: "-" */
const char *phrase_time(double ns, uint64_t step, char *buf, size_t size);
const char *phrase_difference(double ns, uint64_t step, char *buf, size_t size);

/* "22.3 → 22.8 µs": the unit once where both have the same. */
const char *phrase_pair(double from, double to, uint64_t step, char *buf, size_t size);

/* How exact quantiles are: a sentence and a space. @step: of the clock, ns; 0: not known. */
const char *phrase_errors(uint64_t step, char *buf, size_t size);

/* What the times of a lab's mode are: a sentence and a space; of a board "". */
const char *phrase_lab(const char *lab);

/* The caption of a composed plot stays a setting, but not in the picture, which is lower by its lines. Once. */
void plot_caption_out(struct plot *plot);

#endif /* EPBELL_PLOT_PHRASE_H */
