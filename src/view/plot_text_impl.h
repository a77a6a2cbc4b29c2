/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_TEXT_IMPL_H
#define EPBELL_PLOT_TEXT_IMPL_H
/* Inside view/: plots as text, a function for each way of drawing. What the blocks are, the scripts in plots/ say. */
#include "view/canvas.h"
#include "view/plot_axis.h"
#include "view/plot_layout.h"
#include "view/plot_text.h"

/* Lines and points over two axes: tail, hist, ping. */
void plot_text_lines(const struct plot *plot, const struct plot_look *look, FILE *to);
/* Bars of stages. */
void plot_text_stages(const struct plot *plot, const struct plot_look *look, FILE *to);
/* Shades over time. */
void plot_text_heat(const struct plot *plot, const struct plot_look *look, FILE *to);

/* A comparison, a line a row; the panels of a trend. */
void plot_text_compare(const struct plot *plot, const struct plot_look *look, FILE *to);
void plot_text_trend(const struct plot *plot, const struct plot_look *look, FILE *to);

/* The axis whose settings are NAMEmin, NAMEmax and NAMElog. */
struct axis plot_text_axis(const struct plot *plot, const char *name);
/*
 * Marks of block 1 below the field, those of block 2 at its left, and the axes themselves. The field is @columns wide from @left, and
 * @lines high from @top.
 */
void plot_text_frame(const struct plot *plot, struct canvas *canvas, int left, int top, int columns, int lines);
/* Columns that the marks of block 2 take. */
int plot_text_margin(const struct plot *plot);

#endif /* EPBELL_PLOT_TEXT_IMPL_H */
