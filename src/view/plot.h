/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_H
#define EPBELL_PLOT_H
/*
 * A plot: what one of the scripts in plots/ draws, as the cells of its data file. A kind composes it (plot_kinds.h), gnuplot.h
 * draws it, plot_text.h shows it as text, and the same file, kept, can be drawn by hand:
 *
 *     gnuplot -c plots/tail.gp tail.dat tail.png dark
 *
 * The file is UTF-8, columns separated by tabs, blocks by two empty lines. Block 0 are settings, a key and a value a row. What
 * the other blocks are, the head of each script says. All that a user can name reaches gnuplot as data, never as a command.
 */
#include <stdbool.h>
#include <stddef.h>

struct plot;

/* A plot of plots/KIND.gp, which must be one of the program's scripts. Memory that runs out ends the program, here and below. */
struct plot *plot_new(const char *kind);
void plot_free(struct plot *plot); /* NULL is fine */

/* A setting, at any time; it replaces an earlier one. Scripts take what is not there for empty. */
void plot_set(struct plot *plot, const char *key, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Begin the next block, 1 and up. A block without rows gets one of a missing value, so that the blocks behind it keep their numbers. */
void plot_block(struct plot *plot);
/* Begin a row of it, then its cells. */
void plot_row(struct plot *plot);
/* Text of any origin: tabs and control characters become spaces, the rest is shown as it is. */
void plot_text(struct plot *plot, const char *text);
/* A number, as exact as a double is; NAN and infinities are missing values. */
void plot_number(struct plot *plot, double value);

/* What to say instead of a picture; the rest of the plot does not matter. */
void plot_nothing(struct plot *plot, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* What was put in: a setting or "", the rows of a block, and their cells: "" and NAN where there is none of that type. */
const char *plot_get(const struct plot *plot, const char *key);
size_t plot_rows(const struct plot *plot, size_t block);
const char *plot_text_at(const struct plot *plot, size_t block, size_t row, size_t column);
double plot_number_at(const struct plot *plot, size_t block, size_t row, size_t column);
const char *plot_kind(const struct plot *plot);

/* The whole file as it is now. Valid until the next call or plot_free(). */
const char *plot_data(struct plot *plot, size_t *len);

#endif /* EPBELL_PLOT_H */
