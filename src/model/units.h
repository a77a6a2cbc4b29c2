/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_UNITS_H
#define EPBELL_UNITS_H
#include <stddef.h>
#include <stdint.h>

/*
 * A time for people: "833 ns", "1.23 us", "12.3 ms", "4.00 s". Three digits at most (a bucket is not narrower than
 * that), and no decimal place finer than the clock's @step (ns, at least 1). Returns @buf.
 */
const char *units_format(uint64_t ns, uint64_t step, char *buf, size_t size);

/* The same of a mean, and with a leading sign of a difference. */
const char *units_mean(double ns, uint64_t step, char *buf, size_t size);
const char *units_difference(double ns, uint64_t step, char *buf, size_t size);

/* Take the space out: "1.23us", for narrow tables. */
void units_compact(char *text);

#endif /* EPBELL_UNITS_H */
