/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_BARS_H
#define EPBELL_BARS_H
#include <stddef.h>

#include "model/run.h"

/*
 * A bar of @fraction (0..1) of @columns terminal columns: eighths of block characters, or '#' in ASCII. Whatever is more
 * than nothing shows at least its thinnest mark. Cut at @size; returns @buf.
 */
char *bar_draw(double fraction, int columns, bool unicode, char *buf, size_t size);

/* One row of a histogram for people: neighbouring buckets together. */
struct bar {
	uint64_t low, high; /* ns, both ends included */
	uint64_t count;
	bool gap; /* empty rows in front of this one were left out */
};

#define BARS_BODY 12 /* rows from p1 to p99, at most */
#define BARS_MAX  48 /* rows in all: each octave outside of the body is one */

/*
 * Cut @h into rows: from p1 to p99 as fine as fits into BARS_BODY rows of equal index width (an octave down to 1/32 of
 * one), outside of that a row an octave; empty rows are left out. Returns the number of rows; 0 when @h is empty.
 */
size_t bars_cut(const struct hist *h, struct bar bars[BARS_MAX]);

#endif /* EPBELL_BARS_H */
