// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/canvas.h"
#include "view/table.h"

struct place {
	char glyph[5]; /* "": none */
	unsigned char dots;
	int color;
};

struct canvas {
	int columns, lines;
	bool unicode, color;
	char mark; /* 0: Braille */
	int pen;
	int left, top, width, height; /* of the field, characters */
	struct place *places;
};

struct canvas *canvas_new(int columns, int lines, bool unicode, bool color)
{
	struct canvas *canvas = table_need(calloc(1, sizeof(*canvas)));

	*canvas =
		(struct canvas){ .columns = columns, .lines = lines, .unicode = unicode, .color = color, .mark = '*' };
	canvas->places = table_need(calloc((size_t)columns * (size_t)lines, sizeof(*canvas->places)));
	return canvas;
}

void canvas_free(struct canvas *canvas)
{
	if (canvas)
		free(canvas->places);
	free(canvas);
}

void canvas_pen(struct canvas *canvas, char mark, int color)
{
	canvas->mark = canvas->unicode || mark ? mark : '*';
	canvas->pen = color;
}

void canvas_field(struct canvas *canvas, int column, int line, int columns, int lines)
{
	canvas->left = column;
	canvas->top = line;
	canvas->width = columns;
	canvas->height = lines;
}

static struct place *place_at(struct canvas *canvas, int column, int line)
{
	if (column < 0 || line < 0 || column >= canvas->columns || line >= canvas->lines)
		return NULL;
	return &canvas->places[line * canvas->columns + column];
}

/* --- text --------------------------------------------------------------------------------------------------------- */

static size_t character(const char *s)
{
	size_t len = 1;

	while (((unsigned char)s[len] & 0xc0) == 0x80 && len < 4)
		len++;
	return len;
}

void canvas_ascii(char *text)
{
	char *to = text;

	while (*text) {
		const size_t len = character(text);

		*to++ = len == 1 ? *text : !strncmp(text, "\u00b5", 2) ? 'u' : !strncmp(text, "\u2026", 3) ? '~' : '?';
		text += len;
	}
	*to = 0;
}

void canvas_text(struct canvas *canvas, int column, int line, int color, const char *text)
{
	char *own = table_need(strdup(text));

	if (!canvas->unicode)
		canvas_ascii(own);
	for (const char *s = own; *s; s += character(s), column++) {
		struct place *place = place_at(canvas, column, line);

		if (!place)
			continue;
		memset(place, 0, sizeof(*place));
		memcpy(place->glyph, s, character(s));
		place->color = color;
	}
	free(own);
}

/* --- dots --------------------------------------------------------------------------------------------------------- */

/* By Unicode: dots 1 2 3 7 are the left column of a Braille character, 4 5 6 8 the right one. */
static const unsigned char braille[2][4] = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

static int across(const struct canvas *canvas)
{
	return canvas->mark ? 1 : 2;
}

static int down(const struct canvas *canvas)
{
	return canvas->mark ? 1 : 4;
}

/* A dot by its number from the field's left and top. */
static void set_dot(struct canvas *canvas, int x, int y)
{
	const int wide = across(canvas), high = down(canvas);
	struct place *place;

	if (x < 0 || y < 0 || x >= canvas->width * wide || y >= canvas->height * high)
		return;
	place = place_at(canvas, canvas->left + x / wide, canvas->top + y / high);
	if (!place)
		return;
	if (canvas->mark) {
		place->glyph[0] = canvas->mark;
		place->glyph[1] = 0;
	} else {
		place->glyph[0] = 0;
		place->dots |= braille[x % 2][y % 4];
	}
	place->color = canvas->pen;
}

/* Number of a dot; one that is far outside stays so. */
static int number(double at, int dots)
{
	return (int)lround(fmin(fmax(at, -1), 2) * (dots - 1));
}

void canvas_dot(struct canvas *canvas, double x, double y)
{
	set_dot(canvas, number(x, canvas->width * across(canvas)), number(1 - y, canvas->height * down(canvas)));
}

void canvas_line(struct canvas *canvas, double x1, double y1, double x2, double y2)
{
	const int wide = canvas->width * across(canvas), high = canvas->height * down(canvas);
	const int from_x = number(x1, wide), from_y = number(1 - y1, high), to_x = number(x2, wide),
		  to_y = number(1 - y2, high);
	const int n = abs(to_x - from_x) > abs(to_y - from_y) ? abs(to_x - from_x) : abs(to_y - from_y);

	for (int i = 0; i <= n; i++)
		set_dot(canvas, from_x + (n ? (to_x - from_x) * i / n : 0), from_y + (n ? (to_y - from_y) * i / n : 0));
}

/* --- output ------------------------------------------------------------------------------------------------------- */

const char *canvas_color(int color)
{
	/* as near to the pictures' colours as a terminal's own come */
	static const char *const sequences[] = { "\033[34m", "\033[33m", "\033[32m", "\033[35m",
						 "\033[36m", "\033[31m", "\033[37m", "\033[94m" };

	return color > 0 ? sequences[(color - 1) % 8] : color < 0 ? "\033[2m" : "";
}

static void put_place(const struct place *place, FILE *to)
{
	if (*place->glyph)
		fputs(place->glyph, to);
	else if (place->dots) /* U+2800 and the dots, as UTF-8 */
		fprintf(to, "\xe2%c%c", 0xa0 | place->dots >> 6, 0x80 | (place->dots & 0x3f));
	else
		putc(' ', to);
}

static bool blank(const struct place *place)
{
	return !place->dots && (!*place->glyph || !strcmp(place->glyph, " "));
}

void canvas_print(const struct canvas *canvas, FILE *to)
{
	for (int line = 0; line < canvas->lines; line++) {
		const struct place *row = &canvas->places[line * canvas->columns];
		int end = canvas->columns, color = 0;

		while (end && blank(&row[end - 1]))
			end--;
		for (int i = 0; i < end; i++) {
			if (canvas->color && row[i].color != color && !blank(&row[i])) {
				fprintf(to, "%s%s", color ? "\033[0m" : "", canvas_color(row[i].color));
				color = row[i].color;
			}
			put_place(&row[i], to);
		}
		fputs(color ? "\033[0m\n" : "\n", to);
	}
}
