/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_GLYPHS_H
#define EPBELL_PLOT_GLYPHS_H
/*
 * Characters for which a machine has no font. gnuplot's terminals of pixels and paper draw these as their number in a frame that
 * is as large as the picture; in SVG the reader's machine chooses the font.
 */
#include <stddef.h>

/*
 * A copy of @text, which is UTF-8, with U+25A1, a square, for each character that no font here has; for free(). Fontconfig's fc-list
 * is asked; without it only the blocks of DejaVu Sans are trusted. *missing: how many different characters these are.
 */
char *glyphs_fit(const char *text, size_t *missing);

#endif /* EPBELL_PLOT_GLYPHS_H */
