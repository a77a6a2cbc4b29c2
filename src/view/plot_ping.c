// SPDX-License-Identifier: GPL-2.0-only
/* Round trips over time, and the poll period where the doorbell is polled. The blocks: plots/ping.gp. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/plot_axis.h"
#include "view/plot_bands.h"
#include "view/plot_impl.h"
#include "view/plot_phrase.h"
#include "view/plot_ping_words.h"
#include "view/report_poll.h"
#include "view/table.h"

#define RUNS_MOST PINGED_MOST
#define SPREAD	  25 /* from the least median to the greatest value, from which on the axis is logarithmic */
#define MISSES	  24 /* pixels above the points, for what has no reply */

/* The poll period of a run. */
struct polled {
	double period, path; /* ns; period 0: none */
	const char *words;   /* what the fit found, "" */
};

struct look {
	const struct plot_input *in;
	struct plot_list list;
	const struct run *runs[RUNS_MOST];
	struct polled polled[RUNS_MOST];
	bool by_number; /* x is the number of the request: some are not known by time */
	struct plot_frame frame;
	struct axis x, y;
	uint64_t lost, twice;
};

static void find_runs(struct look *look)
{
	size_t n = 0;

	for (size_t i = 0; i < look->in->n && n < look->list.n; i++)
		if (look->in->runs[i].file == look->list.items[n].file)
			look->runs[n++] = look->in->runs[i].run;
}

static int find_polled(struct look *look, struct err *err)
{
	for (size_t i = 0; i < look->list.n; i++) {
		struct poll_model model = { .run = look->runs[i] };
		int code = poll_applies(model.run) ? poll_model_fit(&model) : 0;

		look->polled[i].words = "";
		if (!code && model.fit.period > 0) {
			look->polled[i] = (struct polled){ model.fit.period, model.fit.path,
							   poll_verdict_words(model.fit.verdict) };
			/* waits that are known for themselves have no path in them, but round trips have */
			if (model.waits.from != POLL_WAIT_RTT)
				look->polled[i].path = 0;
		}
		poll_waits_free(&model.waits);
		if (code)
			return err_set(err, code, "not enough memory");
	}
	return 0;
}

static double place_of(const struct look *look, const struct ping *ping)
{
	return look->by_number ? (double)ping->seq : (double)ping->sent;
}

static void measure(struct look *look)
{
	double median = 0;

	for (size_t i = 0; i < look->list.n; i++) {
		const struct run *run = look->runs[i];
		const double p50 = (double)hist_quantile(&look->list.items[i].s.h, 0.5, NULL);

		median = p50 > 0 && (median <= 0 || p50 < median) ? p50 : median;
		for (size_t k = 0; k < run->npings; k++)
			look->by_number = look->by_number || run->pings[k].sent < 0;
	}
	look->x = (struct axis){ .max = 1 };
	for (size_t i = 0; i < look->list.n; i++) {
		for (size_t k = 0; k < look->runs[i]->npings; k++) {
			const struct ping *ping = &look->runs[i]->pings[k];

			look->x.max = fmax(look->x.max, place_of(look, ping) * 1.01);
			look->lost += ping->fate != PING_REPLY;
			look->twice += ping->dups > 0;
		}
	}
	look->y = axis_times(look->list.min, look->list.max, median > 0 && look->list.max / median > SPREAD);
	for (size_t i = 0; i < look->list.n; i++) /* the whole of a period, and room for its name above it */
		look->y.max = fmax(look->y.max, (look->polled[i].path + look->polled[i].period) * 1.09);
}

/* Room above the greatest value, for marks of what has none. */
static void make_room(struct look *look)
{
	const double height = plot_field_height(&look->frame), room = height / (height - MISSES);

	if (!look->lost)
		return;
	if (look->y.log)
		look->y.max = look->y.min * pow(look->y.max / look->y.min, room);
	else
		look->y.max *= room;
}

static double miss_height(const struct look *look)
{
	const double at = 1 - MISSES / 2.5 / plot_field_height(&look->frame);

	return look->y.log ? look->y.min * pow(look->y.max / look->y.min, at) : look->y.max * at;
}

/* --- blocks ------------------------------------------------------------------------------------------------------- */

/* A label at the right stands beside its run's median. */
static void series_block(struct plot *plot, const struct look *look)
{
	const double height = plot_field_height(&look->frame);
	struct plot_spot spots[RUNS_MOST];

	for (size_t i = 0; i < look->list.n; i++) {
		const double p50 = (double)hist_quantile(&look->list.items[i].s.h, 0.5, NULL);

		spots[i] = (struct plot_spot){ axis_place(&look->y, p50 > 0 ? p50 : look->y.min) * height, PLOT_LINE };
	}
	plot_spread(spots, look->list.n, height);
	plot_block(plot);
	for (size_t i = 0; i < look->list.n; i++) {
		plot_series_row(plot, &look->frame, &look->list.items[i]);
		plot_number(plot, (double)look->list.items[i].s.h.count);
		plot_number(plot, (double)look->list.items[i].s.h.max);
		plot_number(plot, spots[i].at / height);
	}
}

static void band_block(struct plot *plot, const struct look *look)
{
	struct poll_period periods[RUNS_MOST];

	for (size_t i = 0; i < look->list.n; i++)
		periods[i] = (struct poll_period){ look->polled[i].path, look->polled[i].period,
						   look->list.items[i].colour };
	plot_bands(plot, periods, look->list.n, &look->y, look->list.max, plot_field_height(&look->frame));
}

enum { MISS_LOST = 1, MISS_ERROR, MISS_TWICE };

static void miss_row(struct plot *plot, const struct look *look, size_t run, const struct ping *ping, int kind,
		     double y)
{
	plot_row(plot);
	plot_number(plot, place_of(look, ping));
	plot_number(plot, y);
	plot_number(plot, look->list.items[run].colour);
	plot_number(plot, kind);
}

static void miss_block(struct plot *plot, const struct look *look)
{
	plot_block(plot);
	for (size_t i = 0; i < look->list.n; i++) {
		for (size_t k = 0; k < look->runs[i]->npings; k++) {
			const struct ping *ping = &look->runs[i]->pings[k];

			if (ping->fate != PING_REPLY)
				miss_row(plot, look, i, ping, ping->fate == PING_LOST ? MISS_LOST : MISS_ERROR,
					 miss_height(look));
			else if (ping->dups)
				miss_row(plot, look, i, ping, MISS_TWICE, (double)ping->rtt);
		}
	}
}

static void point_block(struct plot *plot, const struct look *look, size_t i)
{
	plot_block(plot);
	for (size_t k = 0; k < look->runs[i]->npings; k++) {
		const struct ping *ping = &look->runs[i]->pings[k];

		if (ping->fate != PING_REPLY)
			continue;
		plot_row(plot);
		plot_number(plot, place_of(look, ping));
		plot_number(plot, (double)ping->rtt);
	}
}

/* --- the plot ----------------------------------------------------------------------------------------------------- */

/* Words for the caption, and for the alternative text. */
static void explain(const struct look *look, size_t there, char *caption, size_t size, char *alt, size_t alt_size)
{
	struct ping_words words = { .list = &look->list, .there = there, .lost = look->lost, .twice = look->twice };

	for (size_t i = 0; i < look->list.n; i++) {
		words.runs[i] = look->runs[i];
		words.fit[i] = look->polled[i].words;
	}
	ping_words_explain(&words, caption, size);
	ping_words_alt(&words, alt, alt_size);
}

static void compose(struct plot *plot, struct look *look)
{
	char more[4096], alt[120];
	size_t there = 0;

	for (size_t i = 0; i < look->in->n; i++)
		there += look->in->runs[i].run->npings > 0;
	measure(look);
	explain(look, there, more, sizeof(more), alt, sizeof(alt));
	look->frame = plot_frame_of(plot, look->in, &look->list, "Pings", "each when it was sent", more);
	plot_set(plot, "alt", "%s%s", plot_get(plot, "alt"), alt);
	make_room(look);
	plot_set(plot, "by_number", "%d", look->by_number);
	axis_set(plot, "x", &look->x);
	axis_set(plot, "y", &look->y);
	plot_frame_set(plot, &look->frame);
	if (look->by_number)
		axis_count_block(plot, &look->x);
	else
		axis_time_block(plot, &look->x);
	axis_time_block_up(plot, &look->y, plot_field_height(&look->frame));
	series_block(plot, look);
	band_block(plot, look);
	miss_block(plot, look);
	for (size_t i = 0; i < look->list.n; i++)
		point_block(plot, look, i);
}

struct plot *plot_ping(const struct plot_input *in, struct err *err)
{
	struct look look = { .in = in };
	struct plot *plot = NULL;

	if (plot_list_pings(&look.list, in, RUNS_MOST, err))
		goto out;
	find_runs(&look);
	if (find_polled(&look, err))
		goto out;
	if (look.list.n) {
		plot = plot_new("ping");
		compose(plot, &look);
	} else {
		plot = plot_empty("ping", in);
		plot_nothing(
			plot,
			"%s has no pings: epbell ping -o FILE HOST makes them, epbell ping --from-log reads those of others.",
			in->n == 1 ? in->runs[0].file : "None of these runs");
	}
out:
	plot_list_free(&look.list);
	return plot;
}
