// SPDX-License-Identifier: GPL-2.0-only
/* A comparison as text: a line a row of plots/compare.gp, with its shift on a scale. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_text_impl.h"

/* Columns of block 1. */
enum { PLACE, NAME, QUANTITY, SIDE, VERDICT, VALUES, SHIFT, SHARE, AT, LOW, HIGH, LEFT, RIGHT, BEYOND, FROM, TO };

#define ROWS	      1 /* the block */
#define QUANTITY_ROOM 6
#define VERDICT_ROOM  10
#define SCALE	      12
#define NAME_LEAST    6

/* Where the columns of words begin, and the scale with so many characters. */
struct layout {
	int quantity, side, scale, room, shift, share, verdict;
	int side_room, shift_room, share_room; /* of words that may be left out, 0 then */
};

static double setting(const struct plot *plot, const char *key)
{
	return atof(plot_get(plot, key));
}

static int longest(const struct plot *plot, int column, int most)
{
	size_t found = 0;

	for (size_t i = 0; i < plot_rows(plot, ROWS); i++) {
		const size_t n = text_columns(plot_text_at(plot, ROWS, i, column));

		found = n > found ? n : found;
	}
	return found > (size_t)most ? most : (int)found;
}

static void place_words(struct layout *l, int width, int behind)
{
	l->side = l->quantity + QUANTITY_ROOM;
	l->scale = l->side + l->side_room;
	l->room = width - l->scale - behind;
}

/*
 * The scale has what the words leave, and no less than SCALE characters: first the share goes for that, then the shift, then the
 * side, and then names are cut.
 */
static struct layout lay_out(const struct plot *plot, int width)
{
	const int side = longest(plot, SIDE, 16), name = longest(plot, NAME, width / 3) + 1;
	struct layout l = {
		.quantity = name,
		.side_room = side ? side + 1 : 0,
		.shift_room = longest(plot, SHIFT, 18) + 1,
		.share_room = longest(plot, SHARE, 9) + 1,
	};
	int *const spare[] = { &l.share_room, &l.shift_room, &l.side_room };

	for (size_t i = 0;; i++) {
		place_words(&l, width, 2 + l.shift_room + l.share_room + VERDICT_ROOM);
		if (l.room >= SCALE || i == sizeof(spare) / sizeof(spare[0]))
			break;
		*spare[i] = 0;
	}
	if (l.room < SCALE) {
		l.quantity -= SCALE - l.room;
		l.quantity = l.quantity < NAME_LEAST ? NAME_LEAST : l.quantity;
		place_words(&l, width, 2 + VERDICT_ROOM);
	}
	l.room = l.room < 2 ? 2 : l.room;
	l.shift = l.scale + l.room + 2;
	l.share = l.shift + l.shift_room;
	l.verdict = l.share + l.share_room;
	return l;
}

/* The character of the scale where @at is; -1: nowhere */
static int column_of(const struct plot *plot, const struct layout *l, double at)
{
	const struct axis axis = { setting(plot, "from"), setting(plot, "to"),
				   !strcmp(plot_get(plot, "axis"), "ratio") };

	return isfinite(at) ? l->scale + (int)lround(axis_place(&axis, at) * (l->room - 1)) : -1;
}

static void put_span(struct canvas *canvas, int line, int from, int to, int color, const char *glyph)
{
	for (int column = from; from >= 0 && column <= to; column++)
		canvas_text(canvas, column, line, color, glyph);
}

/* How a verdict looks, as in plots/compare.gp. */
struct sign {
	const char *verdict, *unicode, *ascii;
	int color;
};

static const struct sign *sign_of(const char *verdict)
{
	static const struct sign signs[] = {
		{ "slower", "▲", "^", 6 },	{ "exceeded", "▲", "^", 6 }, { "faster", "▼", "v", 1 },
		{ "within", "◇", "o", 0 },	{ "same", "○", "o", -1 },    { "kept", "○", "o", -1 },
		{ "not judged", "×", "x", -1 },
	};
	const size_t n = sizeof(signs) / sizeof(signs[0]);
	size_t i = 0;

	while (i + 1 < n && strcmp(signs[i].verdict, verdict) != 0)
		i++;
	return &signs[i];
}

static void put_scale(const struct plot *plot, const struct layout *l, bool unicode, struct canvas *canvas, int line,
		      size_t row)
{
	const struct sign *sign = sign_of(plot_text_at(plot, ROWS, row, VERDICT));
	const int beyond = (int)plot_number_at(plot, ROWS, row, BEYOND);
	int at[TO + 1];

	for (int i = AT; i <= TO; i++)
		at[i] = column_of(plot, l, plot_number_at(plot, ROWS, row, i));
	put_span(canvas, line, at[FROM], at[TO], -1, unicode ? "░" : ":");
	canvas_text(canvas, column_of(plot, l, setting(plot, "zero")), line, -1, unicode ? "│" : "|");
	put_span(canvas, line, at[LOW], at[HIGH], sign->color, unicode ? "─" : "-");
	if (plot_number_at(plot, ROWS, row, LEFT) > 0)
		canvas_text(canvas, at[LOW], line, sign->color, "<");
	if (plot_number_at(plot, ROWS, row, RIGHT) > 0)
		canvas_text(canvas, at[HIGH], line, sign->color, ">");
	if (beyond)
		canvas_text(canvas, at[AT], line, sign->color, beyond < 0 ? "<" : ">");
	else if (at[AT] >= 0)
		canvas_text(canvas, at[AT], line, sign->color, unicode ? sign->unicode : sign->ascii);
}

static void put_words(const struct plot *plot, const struct layout *l, struct canvas *canvas, int line, size_t row)
{
	const char *verdict = plot_text_at(plot, ROWS, row, VERDICT);
	const int color = sign_of(verdict)->color;
	char text[256];

	canvas_text(canvas, 0, line, 0,
		    plot_cut(plot_text_at(plot, ROWS, row, NAME), (size_t)l->quantity - 1, text, sizeof(text)));
	canvas_text(canvas, l->quantity, line, 0, plot_text_at(plot, ROWS, row, QUANTITY));
	if (l->side_room)
		canvas_text(canvas, l->side, line, -1,
			    plot_cut(plot_text_at(plot, ROWS, row, SIDE), 16, text, sizeof(text)));
	if (l->shift_room)
		canvas_text(canvas, l->shift, line, color,
			    plot_cut(plot_text_at(plot, ROWS, row, SHIFT), 18, text, sizeof(text)));
	if (l->share_room)
		canvas_text(canvas, l->share, line, color, plot_text_at(plot, ROWS, row, SHARE));
	canvas_text(canvas, l->verdict, line, color, verdict);
}

/* An end of the scale, or no change. */
static void mark_text(const struct plot *plot, double at, char *buf, size_t size)
{
	const char *axis = plot_get(plot, "axis");

	if (!strcmp(axis, "ratio"))
		snprintf(buf, size, "x%.2g", at);
	else if (at == 0)
		snprintf(buf, size, "0");
	else
		snprintf(buf, size, "%+.2g%s", at, !strcmp(axis, "percent") ? " %" : "");
}

static void put_axis(const struct plot *plot, const struct layout *l, struct canvas *canvas, int line, int width)
{
	const double marks[] = { setting(plot, "from"), setting(plot, "to"), setting(plot, "zero") };
	int taken[2] = { 0, 0 };
	char name[160];

	for (int i = 0; i < 3; i++) {
		char text[40];
		int column, n;

		mark_text(plot, marks[i], text, sizeof(text));
		n = (int)text_columns(text);
		column = i == 0 ? l->scale : i == 1 ? l->scale + l->room - n : column_of(plot, l, marks[i]) - n / 2;
		if (i == 2 && (column <= taken[0] || column + n >= taken[1]))
			continue;
		canvas_text(canvas, column, line, -1, text);
		if (i < 2)
			taken[i] = i ? column : column + n;
	}
	if (width > l->shift)
		canvas_text(canvas, l->shift, line, -1,
			    plot_cut(plot_get(plot, "axis_name"), (size_t)(width - l->shift), name, sizeof(name)));
}

void plot_text_compare(const struct plot *plot, const struct plot_look *look, FILE *to)
{
	const struct layout l = lay_out(plot, look->width);
	const size_t n = plot_rows(plot, ROWS);
	struct canvas *canvas = canvas_new(look->width, (int)n + 1, look->unicode, look->color);

	for (size_t i = 0; i < n; i++) {
		put_scale(plot, &l, look->unicode, canvas, (int)i, i);
		put_words(plot, &l, canvas, (int)i, i);
	}
	put_axis(plot, &l, canvas, (int)n, look->width);
	canvas_print(canvas, to);
	canvas_free(canvas);
}
