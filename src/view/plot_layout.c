// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_layout.h"
#include "view/plot_width.h"
#include "view/table.h"

#define TITLE_HEIGHT 44
#define SUBTITLE     22
#define AXIS_HEIGHT  58 /* marks and the axis' name */
#define SMALL_LINE   15
#define LEFT_MOST    120 /* of what has labels at the right: its marks are no longer */

/* Behind the @n-th character. */
static const char *behind(const char *s, size_t n)
{
	for (; *s && n; n--)
		do
			s++;
		while (((unsigned char)*s & 0xc0) == 0x80);
	return s;
}

const char *plot_cut(const char *text, size_t columns, char *buf, size_t size)
{
	const size_t n = text_columns(text), front = columns / 2, back = columns > front + 1 ? columns - front - 1 : 0;

	if (n <= columns)
		snprintf(buf, size, "%s", text);
	else
		snprintf(buf, size, "%.*s\u2026%s", (int)(behind(text, front) - text), text, behind(text, n - back));
	return buf;
}

/* --- the caption -------------------------------------------------------------------------------------------------- */

/* How much of @text, in bytes, goes into a line of @pixels: whole words, or as much as fits of one that is longer. */
static size_t line_length(const char *text, double pixels)
{
	const size_t most = plot_width_bytes(text, FONT_SMALL, pixels);
	size_t len = most;

	if (!text[len] || text[len] == ' ')
		return len;
	while (len && text[len - 1] != ' ')
		len--;
	return len ? len : most;
}

/* Settings caption, captions, caption1 ... in lines of @pixels; how many there are. */
static int set_caption(struct plot *plot, const char *text, double pixels)
{
	char key[24], cut[2048];
	int lines = 0;

	plot_set(plot, "caption", "%s", text);
	text = plot_get(plot, "caption");
	while (*text && lines < PLOT_CAPTION_MAX) {
		size_t len = line_length(text, pixels);

		len = len ? len : strlen(text); /* not even a letter has room */
		snprintf(key, sizeof(key), "caption%d", ++lines);
		if (lines == PLOT_CAPTION_MAX)
			plot_set(plot, key, "%s", plot_fit(text, FONT_SMALL, pixels, sizeof(cut), cut, sizeof(cut)));
		else
			plot_set(plot, key, "%.*s", (int)len, text);
		text += len + strspn(text + len, " ");
	}
	plot_set(plot, "captions", "%d", lines);
	return lines;
}

/* --- the frame ---------------------------------------------------------------------------------------------------- */

int plot_right_most(int width)
{
	const int share = width * 2 / 5, beside = width - PLOT_FIELD - LEFT_MOST;

	return share < beside ? share : beside;
}

struct plot_frame plot_frame(struct plot *plot, int width, int height, int right, const char *title,
			     const char *subtitle, const char *caption)
{
	struct plot_frame frame = { .left = 84, .right = right };
	char cut[1024];
	double text;
	int lines;

	frame.width = width ? width : PLOT_WIDTH;
	frame.height = height ? height : PLOT_HEIGHT;
	text = frame.width - 40;
	plot_set(plot, "title", "%s", title);
	plot_set(plot, "title_shown", "%s", plot_fit(title, FONT_TITLE, text, sizeof(cut), cut, sizeof(cut)));
	plot_set(plot, "subtitle", "%s", plot_fit(subtitle, FONT_AXIS, text, sizeof(cut), cut, sizeof(cut)));
	lines = set_caption(plot, caption, text);
	frame.top = TITLE_HEIGHT + SUBTITLE + 4;
	frame.bottom = AXIS_HEIGHT + lines * SMALL_LINE + 10;
	if (frame.right > plot_right_most(frame.width))
		frame.right = plot_right_most(frame.width);
	return frame;
}

void plot_frame_set(struct plot *plot, const struct plot_frame *frame)
{
	const int width = frame->left + frame->right + PLOT_FIELD;

	plot_set(plot, "width", "%d", frame->width);
	plot_set(plot, "height", "%d", frame->height);
	plot_set(plot, "left", "%d", frame->left);
	plot_set(plot, "right", "%d", frame->right);
	plot_set(plot, "top", "%d", frame->top);
	plot_set(plot, "bottom", "%d", frame->bottom);
	plot_set(plot, "least_width", "%d", width > PLOT_LEAST ? width : PLOT_LEAST);
	plot_set(plot, "least_height", "%d", frame->top + frame->bottom + (frame->field ?: PLOT_FIELD));
}

int plot_field_height(const struct plot_frame *frame)
{
	const int height = frame->height - frame->top - frame->bottom;

	return height > 40 ? height : 40;
}

int plot_field_width(const struct plot_frame *frame)
{
	const int width = frame->width - frame->left - frame->right;

	return width > 80 ? width : 80;
}

/* --- spreading ---------------------------------------------------------------------------------------------------- */

/* Spots that touch: they move as one. */
struct cluster {
	size_t first, n;
	double want; /* sum of where the cluster's foot would be by each of its spots */
	double room;
};

static int by_place(const void *left, const void *right)
{
	const struct plot_spot *a = *(struct plot_spot *const *)left, *b = *(struct plot_spot *const *)right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a < b ? -1 : a > b;
}

static double foot_of(const struct cluster *c, double length)
{
	double foot = c->want / (double)c->n;

	if (foot + c->room > length)
		foot = length - c->room;
	return foot > 0 ? foot : 0;
}

/* Each spot starts as a cluster of its own; one that reaches into the one before is joined to it. */
void plot_spread(struct plot_spot *spots, size_t n, double length)
{
	struct plot_spot **sorted = table_need(calloc(n + 1, sizeof(struct plot_spot *)));
	struct cluster *clusters = table_need(calloc(n + 1, sizeof(*clusters)));
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		sorted[i] = &spots[i];
	qsort(sorted, n, sizeof(*sorted), by_place);
	for (size_t i = 0; i < n; i++) {
		clusters[count++] = (struct cluster){ i, 1, sorted[i]->at - sorted[i]->room / 2, sorted[i]->room };
		while (count > 1) {
			struct cluster *a = &clusters[count - 2], *b = &clusters[count - 1];

			if (foot_of(a, length) + a->room <= foot_of(b, length))
				break;
			a->want += b->want - a->room * (double)b->n;
			a->room += b->room;
			a->n += b->n;
			count--;
		}
	}
	for (size_t c = 0; c < count; c++) {
		double at = foot_of(&clusters[c], length);

		for (size_t i = clusters[c].first; i < clusters[c].first + clusters[c].n; i++) {
			sorted[i]->at = at + sorted[i]->room / 2;
			at += sorted[i]->room;
		}
	}
	free(clusters);
	free(sorted);
}
