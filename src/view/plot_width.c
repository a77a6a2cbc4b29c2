// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_layout.h"
#include "view/plot_width.h"

/* Pixels: of the em, and of a usual character with some room. */
static const struct {
	double em, usual;
} fonts[] = {
	[FONT_PLAIN] = { 13.5, PLOT_CHAR },
	[FONT_AXIS] = { 13.5 * 0.95, PLOT_CHAR * 0.95 },
	[FONT_SMALL] = { 13.5 * 0.82, PLOT_SMALL },
	[FONT_TITLE] = { 13.5 * 1.4, 11.8 },
};

/* Of the em, in hundredths: from space to tilde. */
static const unsigned char ascii[] = {
	32, 41, 46, 84, 64, 96, 78, 28, 40,  40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79,
	61, 79, 70, 64, 62, 74, 69, 99, 69,  62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64,
	64, 28, 28, 58, 28, 98, 64, 62, 64,  64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
};

#define LATIN  75  /* letters of two bytes: Latin with accents, Greek, Cyrillic */
#define SQUARE 100 /* all others, of wide alphabets as often as not */

static size_t bytes_of(const char *s)
{
	size_t n = 1;

	while (((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Of the em. */
static double advance(const char *s, size_t bytes)
{
	const unsigned char c = (unsigned char)*s;

	if (c < 128)
		return (c < ' ' || c > '~' ? LATIN : ascii[c - ' ']) / 100.0;
	return (bytes <= 2 ? LATIN : SQUARE) / 100.0;
}

size_t plot_width_bytes(const char *text, enum plot_font font, double pixels)
{
	double width = 0;
	size_t at = 0, n = 0;

	while (text[at]) {
		const size_t bytes = bytes_of(text + at);

		width += advance(text + at, bytes) * fonts[font].em;
		if (fmax(width, (double)++n * fonts[font].usual) > pixels + 1e-9)
			break;
		at += bytes;
	}
	return at;
}

double plot_width(const char *text, enum plot_font font)
{
	double width = 0;
	size_t n = 0;

	for (size_t bytes; *text; text += bytes) {
		bytes = bytes_of(text);
		width += advance(text, bytes) * fonts[font].em;
		n++;
	}
	return fmax(width, (double)n * fonts[font].usual);
}

const char *plot_fit(const char *text, enum plot_font font, double pixels, size_t columns, char *buf, size_t size)
{
	const double most = pixels / fonts[font].usual;

	if (most < (double)columns)
		columns = most > 2 ? (size_t)most : 2;
	while (plot_width(plot_cut(text, columns, buf, size), font) > pixels && columns > 2)
		columns--;
	return buf;
}
