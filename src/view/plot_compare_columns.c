// SPDX-License-Identifier: GPL-2.0-only
/* Where the words of a comparison's rows stand, beside the field. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/plot_compare.h"
#include "view/plot_width.h"

#define FIELD	     400 /* pixels of the field, at least */
#define FIELD_GOOD   240 /* ... of one in a narrow picture, while there is something else to give way */
#define MARGIN	     20	 /* between words and the picture's edge */
#define SPACE	     12	 /* between columns of words */
#define FIELD_GAP    16	 /* from the field to the first of them */
#define QUANTITY     6	 /* characters */
#define VERDICT	     10
#define LEAST_CHANGE 60 /* of rows that have reasons alone */
#define CUT	     66 /* pixels that names and sides keep, where they are longer */

struct widths {
	int name, quantity, side; /* left of the field */
	int values, change, share, verdict;
};

static int greater(int a, int b)
{
	return a > b ? a : b;
}

static int width_of(const char *text)
{
	return (int)ceil(plot_width(text, FONT_PLAIN)) + SPACE;
}

static int pixels(size_t columns)
{
	return (int)lround((double)columns * PLOT_CHAR) + SPACE;
}

/* What the words of all rows take. */
static struct widths measure(const struct comparison *c, const struct shown_rows *rows)
{
	struct widths w = { 0 };
	char text[256];

	for (size_t i = 0; i < rows->n; i++) {
		const struct shown *row = &rows->row[i];

		w.name = greater(w.name, width_of(shown_name(c, row, text, sizeof(text))));
		if (row->figure)
			w.quantity = greater(w.quantity, width_of(row->figure->quantity.name));
		if (row->figure && c->narms > 2)
			w.side = greater(w.side,
					 width_of(plot_cut(c->arms[row->arm].name, SHOWN_SIDE, text, sizeof(text))));
		w.values = greater(w.values, width_of(shown_values(c, row, text, sizeof(text))));
		if (isfinite(row->shift)) /* else it is a reason, which is cut */
			w.change = greater(w.change, width_of(shown_change(c, row, text, sizeof(text))));
		w.share = greater(w.share, width_of(shown_share(row, text, sizeof(text))));
		w.verdict = greater(w.verdict, width_of(shown_verdict(row)));
	}
	return w;
}

/* The usual ones: the same from comparison to comparison. */
static struct widths usual(const struct widths *own)
{
	struct widths w = *own;

	w.quantity = greater(w.quantity, pixels(QUANTITY));
	w.values = greater(w.values, pixels(SHOWN_VALUES));
	w.change = greater(w.change, pixels(SHOWN_CHANGE));
	w.share = pixels(SHOWN_SHARE);
	w.verdict = greater(w.verdict, pixels(VERDICT));
	return w;
}

static int all(const struct widths *w)
{
	return w->name + w->quantity + w->side + w->values + w->change + w->share + w->verdict + 2 * MARGIN;
}

/* As much of *@width as @lacks, down to CUT. */
static void cut(int *width, int *lacks)
{
	const int most = *width - CUT, off = most < *lacks ? most : *lacks;

	if (off <= 0)
		return;
	*width -= off;
	*lacks -= off;
}

/* For want of room: the share goes first, which the axis tells, then the values, then parts of names; shift and verdict stay. */
static void shrink(struct widths *w, int room)
{
	int lacks;

	w->verdict -= SPACE; /* the margin is enough */
	w->values += FIELD_GAP;
	if (all(w) + FIELD_GOOD > room)
		w->share = 0;
	if (all(w) + FIELD_GOOD > room) {
		w->values = 0;
		w->change += FIELD_GAP;
	}
	lacks = all(w) + PLOT_FIELD - room;
	cut(&w->name, &lacks);
	cut(&w->side, &lacks);
}

static void set_at(struct plot *plot, const char *key, int width, int at)
{
	if (width) /* what has no place is not drawn */
		plot_set(plot, key, "%d", at);
}

void compare_columns(struct plot *plot, const struct comparison *c, const struct shown_rows *rows, int width,
		     struct compare_places *places)
{
	const struct widths own = measure(c, rows);
	struct widths w = usual(&own);
	struct plot_frame *frame = &places->frame;
	int at;

	if (width && all(&w) + FIELD > width) {
		w = own;
		w.change = greater(w.change, LEAST_CHANGE);
		shrink(&w, width);
	}
	frame->left = MARGIN + w.name + w.quantity + w.side;
	frame->right = w.values + w.change + w.share + w.verdict + MARGIN;
	frame->width = width ?: greater(PLOT_WIDTH, frame->left + FIELD + frame->right);
	places->name = w.name - SPACE;
	places->side = w.side - SPACE;
	places->values = w.values - FIELD_GAP;
	places->reason = w.change + w.share - SPACE - (w.values ? 0 : FIELD_GAP);
	at = frame->width - frame->right;
	set_at(plot, "at_name", w.name, MARGIN);
	set_at(plot, "at_quantity", w.quantity, MARGIN + w.name);
	set_at(plot, "at_side", w.side, MARGIN + w.name + w.quantity);
	set_at(plot, "at_values", w.values, at + FIELD_GAP);
	set_at(plot, "at_change", w.change, at + (w.values ?: FIELD_GAP));
	set_at(plot, "at_share", w.share, at + w.values + w.change);
	set_at(plot, "at_verdict", w.verdict, at + w.values + w.change + w.share);
}
