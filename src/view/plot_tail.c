// SPDX-License-Identifier: GPL-2.0-only
/* Latency against 1/(1-p), both logarithmic. The blocks: plots/tail.gp. */
#include <stdio.h>
#include <stdlib.h>

#include "view/plot_axis.h"
#include "view/plot_impl.h"
#include "view/plot_layout.h"
#include "view/plot_phrase.h"
#include "view/plot_series.h"

#define MARK_ROOM 52 /* pixels right of the field, where the last mark is as long as "99.9999999 %" */

/*
 * A bucket's value holds from the share of samples below it to that with it: one row, 1/(1-p) at its end and the value that
 * hist_quantile() tells in it. The first begins with no share at all, at 1. The last sample's end would be infinite: there the
 * curve ends where it begins, at n.
 */
static void curve(struct plot *plot, const struct hist *h)
{
	uint64_t below = 0;

	plot_block(plot);
	for (uint32_t i = 0; i < EPB_HIST_BUCKETS && below < h->count; i++) {
		if (!h->slot[i])
			continue;
		if (!below) {
			plot_row(plot);
			plot_number(plot, 1);
			plot_number(plot, (double)hist_quantile(h, 0, NULL));
		}
		below += h->slot[i];
		plot_row(plot);
		plot_number(plot, (double)h->count / (double)(below < h->count ? h->count - below : 1));
		plot_number(plot, (double)hist_quantile(h, (double)below / (double)h->count, NULL));
	}
}

/* A single sample is a point at the left, without a curve: it says what it is. */
static void lone_text(struct plot *plot, const struct hist *h)
{
	char time[40], text[80] = "";

	if (h->count == 1)
		snprintf(text, sizeof(text), "1 sample: %s", phrase_time((double)h->max, 1, time, sizeof(time)));
	plot_text(plot, text);
}

/*
 * Of each series where its curve ends, where its label stands beside it, from 0 to 1 of the field's height, and what stands at a
 * sample that is alone.
 */
static void series_block(struct plot *plot, const struct plot_list *list, const struct axis *y,
			 const struct plot_frame *frame)
{
	struct plot_spot spots[PLOT_SERIES_MAX];
	const double height = plot_field_height(frame);

	for (size_t i = 0; i < list->n; i++)
		spots[i] = (struct plot_spot){ axis_place(y, (double)list->items[i].s.h.max) * height, PLOT_LINE };
	plot_spread(spots, list->n, height);
	plot_block(plot);
	for (size_t i = 0; i < list->n; i++) {
		plot_series_row(plot, frame, &list->items[i]);
		plot_number(plot, (double)list->items[i].s.h.count);
		plot_number(plot, (double)list->items[i].s.h.max);
		plot_number(plot, spots[i].at / height);
		lone_text(plot, &list->items[i].s.h);
	}
}

static void compose(struct plot *plot, const struct plot_input *in, const struct plot_list *list)
{
	struct axis x = { .min = 1, .max = 20, .log = true }, y = axis_times(list->min, list->max, true);
	struct plot_frame frame = plot_frame_of(plot, in, list, "Tail", "how long this share of samples takes",
						"A step is a bucket; the point at a curve's end is the worst sample.");

	for (size_t i = 0; i < list->n; i++)
		if ((double)list->items[i].s.h.count > x.max)
			x.max = (double)list->items[i].s.h.count;
	x.max *= 1.15;
	if (x.max > 1e5 && frame.right < MARK_ROOM)
		frame.right = MARK_ROOM;
	axis_set(plot, "x", &x);
	axis_set(plot, "y", &y);
	plot_frame_set(plot, &frame);
	axis_tail_block(plot, &x);
	axis_time_block_up(plot, &y, plot_field_height(&frame));
	series_block(plot, list, &y, &frame);
	for (size_t i = 0; i < list->n; i++)
		curve(plot, &list->items[i].s.h);
}

struct plot *plot_tail(const struct plot_input *in, struct err *err)
{
	return plot_of_series("tail", in, plot_stage_default(in), compose, err);
}
