/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_TEXT_H
#define EPBELL_PLOT_TEXT_H
/* Plots as text, without gnuplot: for consoles, and for boards, which have none. */
#include "view/gnuplot.h"

/* The text, with title and caption; for free(). look->width columns (0: 80), height lines of the drawing (0: its own). */
char *plot_text_draw(const struct plot *plot, const struct plot_look *look, size_t *len);

#endif /* EPBELL_PLOT_TEXT_H */
