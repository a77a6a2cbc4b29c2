/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_WIDTH_H
#define EPBELL_PLOT_WIDTH_H
/*
 * How wide text is in a picture. The font is the reader's, so this is an estimate: the advances of DejaVu Sans, one of the widest.
 * Lengths are pixels of 1/96 inch.
 */
#include <stddef.h>

/* The sizes that plots/theme.gp has. */
enum plot_font {
	FONT_PLAIN,
	FONT_AXIS,  /* marks, subtitle, notes */
	FONT_SMALL, /* caption */
	FONT_TITLE,
};

/* Width of @text (UTF-8), never less than that many usual characters take. */
double plot_width(const char *text, enum plot_font font);

/* How many bytes of @text, whole characters, are at most @pixels wide. */
size_t plot_width_bytes(const char *text, enum plot_font font, double pixels);

/* @text in at most @pixels and @columns characters: the middle of a longer one becomes an ellipsis. Returns @buf. */
const char *plot_fit(const char *text, enum plot_font font, double pixels, size_t columns, char *buf, size_t size);

#endif /* EPBELL_PLOT_WIDTH_H */
