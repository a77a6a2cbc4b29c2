// SPDX-License-Identifier: GPL-2.0-only
/* Histograms as steps over a logarithmic axis of time. The blocks: plots/hist.gp. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_axis.h"
#include "view/plot_impl.h"
#include "view/plot_phrase.h"
#include "view/table.h"

#define BINS	 140 /* steps from the least to the greatest value, at most: more cannot be told apart */
#define FOOT	 0.5 /* where the logarithmic axis of counts begins, so that one sample is seen */
#define TOP_ROOM 34  /* pixels above the highest step, for the names */
#define LABEL	 17  /* height of a label */

/* How a plot of histograms is laid out. */
struct look {
	const struct plot_list *list;
	struct plot_frame frame;
	struct axis x, y;
	unsigned int shift; /* a step is 2^shift buckets */
};

/* --- steps -------------------------------------------------------------------------------------------------------- */

static uint64_t step_count(const struct hist *h, uint32_t first, unsigned int shift)
{
	uint64_t count = 0;

	for (uint32_t i = first; i < first + (1u << shift) && i < EPB_HIST_BUCKETS; i++)
		count += h->slot[i];
	return count;
}

static uint64_t greatest_step(const struct look *look)
{
	uint64_t greatest = 1;

	for (size_t i = 0; i < look->list->n; i++) {
		for (uint32_t first = 0; first < EPB_HIST_BUCKETS; first += 1u << look->shift) {
			const uint64_t n = step_count(&look->list->items[i].s.h, first, look->shift);

			greatest = n > greatest ? n : greatest;
		}
	}
	return greatest;
}

static unsigned int find_shift(const struct plot_list *list)
{
	const uint32_t first = epb_hist_index((uint64_t)list->min), last = epb_hist_index((uint64_t)list->max);
	unsigned int shift = 0;

	while (shift < EPB_HIST_SUB_BITS && (last >> shift) - (first >> shift) >= BINS)
		shift++;
	return shift;
}

/* Low end, ns; a logarithmic axis has no 0. */
static double low_end(uint32_t idx)
{
	return idx < EPB_HIST_BUCKETS ? fmax((double)epb_hist_low(idx), 0.5) : ldexp(1, EPB_HIST_MAX_EXP + 1);
}

static void step_row(struct plot *plot, double low, double high, uint64_t count)
{
	plot_row(plot);
	plot_number(plot, low);
	plot_number(plot, high);
	plot_number(plot, (double)count);
}

static void steps(struct plot *plot, const struct hist *h, unsigned int shift)
{
	const uint32_t first = epb_hist_index(h->min) >> shift << shift, last = epb_hist_index(h->max);
	uint32_t i;

	plot_block(plot);
	step_row(plot, low_end(first), low_end(first), 0);
	for (i = first; i <= last; i += 1u << shift)
		step_row(plot, low_end(i), low_end(i + (1u << shift)), step_count(h, i, shift));
	step_row(plot, low_end(i), low_end(i), 0);
}

/* --- labels ------------------------------------------------------------------------------------------------------- */

/* The middle of the highest step, ns. */
static double mode_of(const struct hist *h, unsigned int shift)
{
	uint32_t best = 0;

	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i += 1u << shift)
		if (step_count(h, i, shift) > step_count(h, best, shift))
			best = i;
	return sqrt(low_end(best) * low_end(best + (1u << shift)));
}

/* A name above its histogram, in one row with the others. */
static void place_names(const struct look *look, struct plot_spot *spots)
{
	const double width = plot_field_width(&look->frame);

	for (size_t i = 0; i < look->list->n; i++) {
		const struct plot_series *s = &look->list->items[i];
		const size_t columns = text_columns(s->name);

		spots[i].at = axis_place(&look->x, mode_of(&s->s.h, look->shift)) * width;
		spots[i].room = (double)(columns < PLOT_LABEL ? columns : PLOT_LABEL) * PLOT_CHAR + 14;
	}
	plot_spread(spots, look->list->n, width);
}

/* The highest of all steps between two places, pixels above the foot. */
static double height_between(const struct look *look, double from, double to)
{
	const double width = plot_field_width(&look->frame), height = plot_field_height(&look->frame);
	uint64_t most = 1;

	for (size_t k = 0; k < look->list->n; k++) {
		for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i += 1u << look->shift) {
			const double low = axis_place(&look->x, low_end(i)) * width;
			const double high = axis_place(&look->x, low_end(i + (1u << look->shift))) * width;
			const uint64_t n =
				high >= from && low <= to ? step_count(&look->list->items[k].s.h, i, look->shift) : 0;

			most = n > most ? n : most;
		}
	}
	return axis_place(&look->y, (double)most) * height;
}

/* What is written at a worst sample, and where: pixels of the field. */
struct note {
	char text[80];
	double left, right, bottom;
};

static bool overlap(const struct note *a, const struct note *b)
{
	return a->left < b->right && b->left < a->right && a->bottom < b->bottom + LABEL &&
	       b->bottom < a->bottom + LABEL;
}

/* Above the steps that are there, and above the first @n notes: @from is its left end. */
static void lay_note(const struct look *look, const struct note *notes, size_t n, double from, double room,
		     struct note *note)
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
static void place_note(const struct look *look, struct note *notes, size_t i)
{
	const struct plot_series *s = &look->list->items[i];
	const double at = axis_place(&look->x, (double)s->s.h.max) * plot_field_width(&look->frame);
	static const double shares[] = { 0.5, 0, 1 }; /* of the note, left of the diamond */
	struct note *best = &notes[i];
	char time[40], text[80];
	double room;

	snprintf(text, sizeof(text), "worst %s", phrase_time((double)s->s.h.max, 1, time, sizeof(time)));
	room = (double)text_columns(text) * PLOT_CHAR;
	for (size_t k = 0; k < sizeof(shares) / sizeof(shares[0]); k++) {
		struct note note = { 0 };

		lay_note(look, notes, i, at - shares[k] * room, room, &note);
		if (!k || note.bottom < best->bottom - 1)
			*best = note;
	}
	strcpy(best->text, text);
}

static void series_block(struct plot *plot, const struct look *look)
{
	struct note *notes = table_need(calloc(look->list->n + 1, sizeof(*notes)));
	const double width = plot_field_width(&look->frame), height = plot_field_height(&look->frame);
	struct plot_spot spots[PLOT_SERIES_MAX] = { 0 };

	place_names(look, spots);
	plot_block(plot);
	for (size_t i = 0; i < look->list->n; i++) {
		const struct plot_series *s = &look->list->items[i];

		if (look->list->n <= PLOT_DIRECT)
			place_note(look, notes, i);
		plot_series_row(plot, s);
		plot_number(plot, spots[i].at / width);
		plot_number(plot, (double)s->s.h.max);
		plot_text(plot, notes[i].text);
		plot_number(plot, (notes[i].left + notes[i].right) / 2 / width);
		plot_number(plot, notes[i].bottom / height);
	}
	free(notes);
}

/* --- the plot ----------------------------------------------------------------------------------------------------- */

static void compose(struct plot *plot, const struct plot_input *in, const struct plot_list *list)
{
	struct look look = { .list = list, .shift = find_shift(list), .x = axis_times(list->min, list->max, true) };
	double room;

	look.frame = plot_frame_of(plot, in, list, "Histogram", "how many samples took how long",
				   "A diamond is the worst sample of a series.");
	if (list->n <= PLOT_DIRECT) {
		look.frame.right = 28;
		plot_set(plot, "labels", "top");
	}
	room = plot_field_height(&look.frame) / (plot_field_height(&look.frame) - (double)TOP_ROOM);
	look.y = (struct axis){ .min = FOOT, .log = true };
	look.y.max = FOOT * pow((double)greatest_step(&look) * 1.3 / FOOT, room);
	axis_set(plot, "x", &look.x);
	axis_set(plot, "y", &look.y);
	plot_frame_set(plot, &look.frame);
	axis_time_block(plot, &look.x);
	axis_count_block(plot, &look.y);
	series_block(plot, &look);
	for (size_t i = 0; i < list->n; i++)
		steps(plot, &list->items[i].s.h, look.shift);
}

struct plot *plot_hist(const struct plot_input *in, struct err *err)
{
	return plot_of_series("hist", in, plot_stage_default(in), compose, err);
}
