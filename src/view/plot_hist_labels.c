// SPDX-License-Identifier: GPL-2.0-only
/* Where the names of histograms stand, and the words at their worst samples. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/plot_hist.h"
#include "view/plot_phrase.h"
#include "view/plot_width.h"

#define TOP_NAME 15 /* pixels from the field's top to the middle of the names */
#define LABEL	 17 /* height of a label */
#define NAME_GAP 14 /* pixels between names */

/* The middle of the highest step, ns. */
static double mode_of(const struct hist *h, unsigned int shift)
{
	uint32_t best = 0;

	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i += 1u << shift)
		if (hist_step_count(h, i, shift) > hist_step_count(h, best, shift))
			best = i;
	return sqrt(hist_low_end(best) * hist_low_end(best + (1u << shift)));
}

static double name_width(const struct hist_look *look, const struct plot_series *s)
{
	char name[PLOT_LABEL * 4 + 8];

	plot_fit(s->name, FONT_PLAIN, look->frame.names, PLOT_LABEL, name, sizeof(name));
	return plot_width(name, FONT_PLAIN) + NAME_GAP;
}

/* Have all names room in one row? */
static bool names_fit(const struct hist_look *look)
{
	double room = 0;

	for (size_t i = 0; i < look->list->n; i++)
		room += name_width(look, &look->list->items[i]);
	return room <= plot_field_width(&look->frame);
}

void hist_place_names(const struct hist_look *look, struct plot_spot *spots)
{
	const double width = plot_field_width(&look->frame);

	for (size_t i = 0; i < look->list->n; i++) {
		const struct plot_series *s = &look->list->items[i];

		spots[i].at = axis_place(&look->x, mode_of(&s->s.h, look->shift)) * width;
		spots[i].room = name_width(look, s);
	}
	plot_spread(spots, look->list->n, width);
}

/* The highest of all steps between two places, pixels above the foot. */
static double height_between(const struct hist_look *look, double from, double to)
{
	const double width = plot_field_width(&look->frame), height = plot_field_height(&look->frame);
	uint64_t most = 1;

	for (size_t k = 0; k < look->list->n; k++) {
		for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i += 1u << look->shift) {
			const double low = axis_place(&look->x, hist_low_end(i)) * width;
			const double high = axis_place(&look->x, hist_low_end(i + (1u << look->shift))) * width;
			const uint64_t n = high >= from && low <= to ?
						   hist_step_count(&look->list->items[k].s.h, i, look->shift) :
						   0;

			most = n > most ? n : most;
		}
	}
	return axis_place(&look->y, (double)most) * height;
}

static bool overlap(const struct hist_note *a, const struct hist_note *b)
{
	return a->left < b->right && b->left < a->right && a->bottom < b->bottom + LABEL &&
	       b->bottom < a->bottom + LABEL;
}

/* Above the steps that are there, and above the first @n notes: @from is its left end. */
static void lay_note(const struct hist_look *look, const struct hist_note *notes, size_t n, double from, double room,
		     struct hist_note *note)
{
	const double width = plot_field_width(&look->frame);

	note->left = fmin(fmax(from, 0), width + 20 - room);
	note->right = note->left + room;
	note->bottom = height_between(look, note->left, note->right) + 9;
	for (size_t k = 0; k < n; k++) {
		if (*notes[k].text && overlap(note, &notes[k])) {
			note->bottom = notes[k].bottom + LABEL;
			k = (size_t)-1; /* from the first again: it may have come upon another */
		}
	}
}

/* Above its diamond, or from it to the right or left, wherever it comes to stand lowest: nearest to the diamond. */
static void place_note(const struct hist_look *look, struct hist_note *notes, size_t i)
{
	const struct plot_series *s = &look->list->items[i];
	const double at = axis_place(&look->x, (double)s->s.h.max) * plot_field_width(&look->frame);
	static const double shares[] = { 0.5, 0, 1 }; /* of the note, left of the diamond */
	struct hist_note *best = &notes[i];
	char time[40], text[80];
	double room;

	snprintf(text, sizeof(text), "worst %s", phrase_time((double)s->s.h.max, 1, time, sizeof(time)));
	room = plot_width(text, FONT_PLAIN);
	for (size_t k = 0; k < sizeof(shares) / sizeof(shares[0]); k++) {
		struct hist_note note = { 0 };

		lay_note(look, notes, i, at - shares[k] * room, room, &note);
		if (!k || note.bottom < best->bottom - 1)
			*best = note;
	}
	strcpy(best->text, text);
}

/* Where notes end: below the names, or below the field's top. */
static double notes_top(const struct hist_look *look)
{
	return plot_field_height(&look->frame) - (look->key ? 0 : TOP_NAME + LABEL / 2.0) - LABEL / 2.0;
}

/* All notes; the highest. */
static double place_notes(const struct hist_look *look, struct hist_note *notes)
{
	double highest = 0;

	memset(notes, 0, look->list->n * sizeof(*notes));
	for (size_t i = 0; i < look->list->n && look->list->n <= PLOT_DIRECT; i++) {
		place_note(look, notes, i);
		highest = fmax(highest, notes[i].bottom);
	}
	return highest;
}

void hist_lay_notes(struct hist_look *look, struct hist_note *notes)
{
	while (place_notes(look, notes) > notes_top(look) && look->room + LABEL < plot_field_height(&look->frame) / 2.0)
		hist_find_counts(look, look->room + LABEL);
	for (size_t i = 0; i < look->list->n; i++)
		if (notes[i].bottom > notes_top(look))
			*notes[i].text = 0;
}

void hist_find_labels(struct plot *plot, struct hist_look *look)
{
	const bool wanted = !strcmp(plot_get(plot, "labels"), "key");
	struct plot_frame *frame = &look->frame;

	frame->right = 28;
	look->key = wanted || !names_fit(look);
	if (look->key)
		frame->right = frame->key;
	plot_set(plot, "labels", "%s", look->key ? "key" : "top");
}
