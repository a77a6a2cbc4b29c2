/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_LAYOUT_H
#define EPBELL_PLOT_LAYOUT_H
/*
 * Where things stand in a picture. Widths of text are estimates, since the font is the reader's: wide enough for DejaVu Sans,
 * one of the widest. Lengths are pixels of 1/96 inch.
 */
#include "view/plot.h"

#define PLOT_WIDTH	 1000 /* of a picture, unless it is told otherwise */
#define PLOT_HEIGHT	 560
#define PLOT_LINE	 19  /* from line to line of plain text */
#define PLOT_CHAR	 8.4 /* width of a character of plain text */
#define PLOT_SMALL	 6.2 /* ... of the caption */
#define PLOT_LABEL	 26  /* characters of a label at a line's end, at most */
#define PLOT_DIRECT	 6   /* so many series have labels at their lines; more have a key */
#define PLOT_CAPTION_MAX 14  /* lines of a caption */
#define PLOT_LEAST	 320 /* pixels that a picture is wide, at least */
#define PLOT_FIELD	 100 /* ... and the field of one, in both directions */

struct plot_frame {
	int width, height;	      /* of the picture */
	int left, right, top, bottom; /* margins around the axes */
	int names;		      /* pixels that the name of a series has */
	int key;		      /* margin at the right where these are in a key */
	int field;		      /* height of the field, at least; 0: PLOT_FIELD */
};

/*
 * A frame of @width x @height (0: the standard) for a picture with title, subtitle, caption and a margin of @right pixels; the
 * plot's title and subtitle are set, and the caption, in lines that fit.
 */
struct plot_frame plot_frame(struct plot *plot, int width, int height, int right, const char *title,
			     const char *subtitle, const char *caption);
/* How wide the margin at the right may be in a picture of @width. */
int plot_right_most(int width);
/*
 * Set it; once only, when the margins are final. Settings least_width and least_height are the size that the picture needs: a
 * smaller one has no room for its field.
 */
void plot_frame_set(struct plot *plot, const struct plot_frame *frame);
/* Height and width of the field between the axes. */
int plot_field_height(const struct plot_frame *frame);
int plot_field_width(const struct plot_frame *frame);

/* @text with at most @columns characters: the middle of a longer one becomes an ellipsis. Returns @buf. */
const char *plot_cut(const char *text, size_t columns, char *buf, size_t size);

/* What shall stand in a column or row without overlap. */
struct plot_spot {
	double at;   /* where it wants to be, then where it is: its middle */
	double room; /* that it takes, in the same measure */
};

/*
 * Move spots apart until none overlaps, each as little as that needs, in the order of where they want to be, within 0 to
 * @length as long as they fit.
 */
void plot_spread(struct plot_spot *spots, size_t n, double length);

#endif /* EPBELL_PLOT_LAYOUT_H */
