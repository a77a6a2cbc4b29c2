// SPDX-License-Identifier: GPL-2.0-only
/* Histograms as steps over a logarithmic axis of time. The blocks: plots/hist.gp. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/plot_hist.h"

#define BINS	 140 /* steps from the least to the greatest value, at most: more cannot be told apart */
#define FOOT	 0.5 /* where the logarithmic axis of counts begins, so that one sample is seen */
#define TOP_ROOM 34  /* pixels above the highest step, for the names */
#define AXIS_GAP 44  /* left of the marks, for the axis' name */

/* --- steps -------------------------------------------------------------------------------------------------------- */

uint64_t hist_step_count(const struct hist *h, uint32_t first, unsigned int shift)
{
	uint64_t count = 0;

	for (uint32_t i = first; i < first + (1u << shift) && i < EPB_HIST_BUCKETS; i++)
		count += h->slot[i];
	return count;
}

static uint64_t greatest_step(const struct hist_look *look)
{
	uint64_t greatest = 1;

	for (size_t i = 0; i < look->list->n; i++) {
		for (uint32_t first = 0; first < EPB_HIST_BUCKETS; first += 1u << look->shift) {
			const uint64_t n = hist_step_count(&look->list->items[i].s.h, first, look->shift);

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

double hist_low_end(uint32_t idx)
{
	return idx < EPB_HIST_BUCKETS ? fmax((double)epb_hist_low(idx), AXIS_ZERO) : ldexp(1, EPB_HIST_MAX_EXP + 1);
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
	step_row(plot, hist_low_end(first), hist_low_end(first), 0);
	for (i = first; i <= last; i += 1u << shift)
		step_row(plot, hist_low_end(i), hist_low_end(i + (1u << shift)), hist_step_count(h, i, shift));
	step_row(plot, hist_low_end(i), hist_low_end(i), 0);
}

/* --- the plot ----------------------------------------------------------------------------------------------------- */

static void series_block(struct plot *plot, const struct hist_look *look, const struct hist_note *notes)
{
	const double width = plot_field_width(&look->frame), height = plot_field_height(&look->frame);
	struct plot_spot spots[PLOT_SERIES_MAX] = { 0 };

	hist_place_names(look, spots);
	plot_block(plot);
	for (size_t i = 0; i < look->list->n; i++) {
		const struct plot_series *s = &look->list->items[i];

		plot_series_row(plot, &look->frame, s);
		plot_number(plot, spots[i].at / width);
		plot_number(plot, (double)s->s.h.max);
		plot_text(plot, notes[i].text);
		plot_number(plot, (notes[i].left + notes[i].right) / 2 / width);
		plot_number(plot, notes[i].bottom / height);
	}
}

void hist_find_counts(struct hist_look *look, double room)
{
	const double height = plot_field_height(&look->frame);

	look->room = room;
	look->y = (struct axis){ .min = FOOT, .log = true };
	look->y.max = FOOT * pow((double)greatest_step(look) * 1.3 / FOOT, height / (height - room));
}

static void compose(struct plot *plot, const struct plot_input *in, const struct plot_list *list)
{
	struct hist_look look = { .list = list,
				  .shift = find_shift(list),
				  .x = axis_times(list->min, list->max, true) };
	struct hist_note notes[PLOT_SERIES_MAX];
	double height;

	look.frame = plot_frame_of(plot, in, list, "Histogram", "how many samples took how long",
				   "A diamond is the worst sample of a series.");
	height = plot_field_height(&look.frame);
	hist_find_counts(&look, TOP_ROOM);
	look.frame.left = (int)fmax(look.frame.left, axis_text_width(axis_count_block_up, &look.y, height) + AXIS_GAP);
	hist_find_labels(plot, &look);
	hist_lay_notes(&look, notes);
	axis_set(plot, "x", &look.x);
	axis_set(plot, "y", &look.y);
	plot_frame_set(plot, &look.frame);
	axis_time_block(plot, &look.x);
	axis_count_block_up(plot, &look.y, height);
	series_block(plot, &look, notes);
	for (size_t i = 0; i < list->n; i++)
		steps(plot, &list->items[i].s.h, look.shift);
}

struct plot *plot_hist(const struct plot_input *in, struct err *err)
{
	return plot_of_series("hist", in, plot_stage_default(in), compose, err);
}
