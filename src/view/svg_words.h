/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_SVG_WORDS_H
#define EPBELL_SVG_WORDS_H
#include <stddef.h>

/*
 * @svg as gnuplot writes it, with the picture's own title and description, and without the names that gnuplot gives to curves: viewers
 * show these at the pointer, screen readers read them out. Any text; for free(), *len bytes.
 */
char *svg_words(const char *svg, const char *title, const char *description, size_t *len);

#endif /* EPBELL_SVG_WORDS_H */
