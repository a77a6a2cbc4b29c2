// SPDX-License-Identifier: GPL-2.0-only
/* The plot of a trend: its words, the commits' names, and where the panels stand. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_phrase.h"
#include "view/plot_series.h"
#include "view/plot_trend.h"
#include "view/plot_width.h"

#define NAME	  14	/* characters of a commit's name */
#define NAMES	  40	/* commits that have names, at most */
#define NAME_ROOM 18	/* pixels from name to name */
#define SLANT	  0.752 /* pixels downward of one of a name, which stands aslant */
#define AXIS_ROOM 30	/* pixels that a frame has for marks and a name of the axis that there is not */
#define LEFT	  104
#define AXIS_GAP  44 /* left of the marks, for the quantity's name */
#define RIGHT	  150
#define BETWEEN	  22 /* pixels from panel to panel */
#define LOWEST	  70 /* pixels of a panel, at least */

/* --- words ------------------------------------------------------------------------------------------------------- */

static const char *own_title(const struct plot_trend *t, char *buf, size_t size)
{
	char board[80];

	snprintf(buf, size, "%s%s%s", t->stage, *t->backend ? " " : "", t->backend);
	if (*t->context && strcmp(t->context, "hardirq") != 0)
		text_add(buf, size, " in %s", t->context);
	text_add(buf, size, " on %s", plot_cut(t->board, 40, board, sizeof(board)));
	return buf;
}

static const char *subtitle(const struct plot_trend *t, const size_t *changes, char *buf, size_t size)
{
	const size_t n = t->n - t->first;

	buf[0] = 0;
	text_add(buf, size, "%zu commit%s", n, text_plural(n));
	if (t->first)
		text_add(buf, size, " of %zu", t->n);
	for (size_t i = 0; i < t->npanels; i++)
		text_add(buf, size, "%s %zu change%s of %s", i ? "," : ":", changes[i], text_plural(changes[i]),
			 t->panels[i].quantity);
	return buf;
}

static size_t count_state(const struct plot_trend *t, enum commit_state state)
{
	size_t n = 0;

	for (size_t i = t->first; i < t->n; i++)
		n += t->commits[i].state == state;
	return n;
}

static size_t count_runs(const struct plot_trend *t)
{
	size_t n = 0;

	for (size_t i = t->first; i < t->n; i++)
		n += t->panels[0].points[i].runs;
	return n;
}

static const char *caption(const struct plot_trend *t, char *buf, size_t size)
{
	char errors[120];

	buf[0] = 0;
	text_add(
		buf, size,
		"Point: median of the commit's runs, one number of each; bar: from the least to the greatest; %zu runs. ",
		count_runs(t));
	text_add(
		buf, size,
		"Filled: accepted (%zu); hollow: not judged (%zu); cross: rejected (%zu). Lines: levels between changes. ",
		count_state(t, COMMIT_ACCEPTED), count_state(t, COMMIT_NEW), count_state(t, COMMIT_REJECTED));
	text_add(buf, size, "%s", phrase_errors(t->step, errors, sizeof(errors)));
	text_add(buf, size, "%s ", t->gate);
	if (t->elsewhere)
		text_add(buf, size, "%zu commit%s of other boards or configurations %s left out. ", t->elsewhere,
			 text_plural(t->elsewhere), t->elsewhere == 1 ? "is" : "are");
	text_add(buf, size, "%s", phrase_lab(t->lab));
	return buf;
}

/* --- commits ----------------------------------------------------------------------------------------------------- */

/* A hash is shown as git shows it, a name with its middle cut. */
static const char *short_name(const char *name, char *buf, size_t size)
{
	if (strlen(name) == 40 && strspn(name, "0123456789abcdef") == 40)
		snprintf(buf, size, "%.*s", 12, name);
	else
		plot_cut(name, NAME, buf, size);
	return buf;
}

/* The newest has its name, and as many others as have room, all equally far apart. Returns the pixels below the axis. */
static int put_names(struct plot *plot, const struct plot_trend *t, int field)
{
	const size_t n = t->n - t->first, fit = field > NAME_ROOM ? (size_t)(field / NAME_ROOM) : 1;
	const size_t names = fit < NAMES ? fit : NAMES, stride = (n + names - 1) / names;
	double longest = 0;

	plot_block(plot);
	for (size_t i = t->first; i < t->n; i++) {
		char name[128];

		if ((t->n - 1 - i) % stride)
			continue;
		short_name(t->commits[i].name, name, sizeof(name));
		longest = fmax(longest, plot_width(name, FONT_AXIS));
		plot_row(plot);
		plot_number(plot, (double)i);
		plot_text(plot, name);
	}
	return (int)(longest * SLANT);
}

/* --- the whole --------------------------------------------------------------------------------------------------- */

/* The base is shaded from its first commit to its last one; others that lie behind that are no part of it. */
static void set_gate(struct plot *plot, const struct plot_trend *t)
{
	const size_t from = t->base > t->first ? t->base : t->first;
	size_t end = t->judged;

	if (!t->nbase || t->judged < t->first)
		return;
	while (end > from && t->commits[end - 1].state != COMMIT_ACCEPTED)
		end--;
	plot_set(plot, "base_from", "%g", (double)from - 0.5);
	plot_set(plot, "base_to", "%g", (double)end - 0.5);
	plot_set(plot, "limit_to", "%g", (double)t->judged + 0.5);
}

/* Panels from the top down, each @height pixels: settings pN_top and pN_bottom. Returns where the last one ends. */
static int set_places(struct plot *plot, const struct plot_trend *t, int top, const int *lines, int height)
{
	for (size_t i = 0; i < t->npanels; i++) {
		char key[32];

		top += lines[i] * TREND_LINE + (i ? BETWEEN : 4);
		snprintf(key, sizeof(key), "p%zu_top", i + 1);
		plot_set(plot, key, "%d", top);
		top += height;
		snprintf(key, sizeof(key), "p%zu_bottom", i + 1);
		plot_set(plot, key, "%d", top);
	}
	return top;
}

/* The panels share what the picture's height leaves them. */
static int set_panels(struct plot *plot, const struct plot_trend *t, struct plot_frame *frame, const int *lines,
		      int height)
{
	const int n = (int)t->npanels, rest = set_places(plot, t, 0, lines, 0) + frame->top + frame->bottom;
	int panel = height ? (height - rest) / n : TREND_PANEL;

	panel = panel > LOWEST ? panel : LOWEST;
	frame->field = rest - frame->top - frame->bottom + n * LOWEST;
	frame->height = height ?: rest + n * TREND_PANEL;
	set_places(plot, t, frame->top, lines, panel);
	return panel;
}

static int left_of(const struct plot_trend *t)
{
	double left = LEFT;

	for (size_t i = 0; i < t->npanels; i++) {
		const struct axis axis = trend_axis(t, &t->panels[i]);

		left = fmax(left, axis_text_width(axis_time_block_up, &axis, TREND_PANEL) + AXIS_GAP);
	}
	return (int)ceil(left);
}

struct plot *plot_trend(const struct plot_trend *t, const char *title, const struct plot_size *size)
{
	const int left = left_of(t), field = (size->width ?: PLOT_WIDTH) - left - RIGHT;
	struct plot *plot = plot_new("trend");
	struct change_mark *marks[PLOT_PANELS];
	size_t changes[PLOT_PANELS];
	char own[256], text[512], words[2048];
	struct plot_frame frame;
	int lines[PLOT_PANELS], names, height;

	for (size_t i = 0; i < t->npanels; i++)
		marks[i] = trend_marks(t, &t->panels[i], field > 1 ? field : 1, &changes[i], &lines[i]);
	title = title ?: own_title(t, own, sizeof(own));
	frame = plot_frame(plot, size->width, 0, 0, title, subtitle(t, changes, text, sizeof(text)),
			   caption(t, words, sizeof(words)));
	frame.left = left;
	frame.right = RIGHT;
	plot_set(plot, "alt", "%s: %s", title, text);
	plot_set(plot, "panels", "%zu", t->npanels);
	plot_set(plot, "first", "%zu", t->first);
	plot_set(plot, "commits", "%zu", t->n);
	plot_set(plot, "hue", "%d", plot_backend_colour(t->backend));
	set_gate(plot, t);
	names = put_names(plot, t, field);
	frame.bottom += names > AXIS_ROOM ? names - AXIS_ROOM : 0;
	height = set_panels(plot, t, &frame, lines, size->height);
	plot_frame_set(plot, &frame);
	for (size_t i = 0; i < t->npanels; i++) {
		trend_panel(plot, t, i, marks[i], changes[i], height);
		free(marks[i]);
	}
	return plot;
}
