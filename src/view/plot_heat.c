// SPDX-License-Identifier: GPL-2.0-only
/* Latency over time: of each series a panel, a column an interval, samples a second as colour. The blocks: plots/heat.gp. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/plot_axis.h"
#include "view/plot_impl.h"
#include "view/table.h"

#define PANELS	    4	/* more are not drawn */
#define ROWS	    56	/* of latency in a panel, at most */
#define COLUMNS	    240 /* of time: with more, neighbours are added up */
#define PANEL	    240 /* height of one, pixels */
#define PANEL_OF    150 /* ... of several */
#define PANEL_LEAST 50
#define GAP	    26
#define PANEL_NAME  16 /* above a panel */

struct look {
	const struct plot_input *in;
	struct plot_list list; /* the panels */
	const struct run *runs[PANELS];
	struct plot_frame frame;
	struct axis x, y;
	unsigned int shift; /* a row is 2^shift buckets */
	double least, most; /* samples a second in a cell */
};

/* One column: what came in some intervals that follow one another. */
struct column_of {
	double start, end; /* ns */
	struct hist h;
};

static const struct run *run_of(const struct plot_input *in, const struct plot_series *s)
{
	for (size_t i = 0; i < in->n; i++)
		if (in->runs[i].file == s->file)
			return in->runs[i].run;
	return NULL;
}

static bool same_series(const struct plot_series *s, const struct series *of)
{
	return !strcmp(s->s.stage, of->stage) && !strcmp(s->s.backend, of->backend) &&
	       !strcmp(s->s.context, of->context);
}

static void add_interval(struct column_of *column, const struct plot_series *s, const struct interval *iv)
{
	for (size_t i = 0; i < iv->nseries; i++)
		if (same_series(s, &iv->series[i]) && hist_merge(&column->h, &iv->series[i].h))
			column->h = iv->series[i].h; /* counts that wrap are nonsense already */
	column->end = (double)iv->end;
}

/* Call @use with each column of a panel. */
static void each_column(struct look *look, size_t panel,
			void (*use)(struct look *look, const struct column_of *column, void *ctx), void *ctx)
{
	const struct run *run = look->runs[panel];
	const size_t stride = (run->nintervals + COLUMNS - 1) / COLUMNS;
	struct column_of *column = table_need(malloc(sizeof(*column)));

	for (size_t i = 0; i < run->nintervals; i += stride) {
		*column = (struct column_of){ .start = (double)run->intervals[i].start };
		for (size_t k = i; k < i + stride && k < run->nintervals; k++)
			add_interval(column, &look->list.items[panel], &run->intervals[k]);
		if (column->end > column->start)
			use(look, column, ctx);
	}
	free(column);
}

/* --- cells -------------------------------------------------------------------------------------------------------- */

static double row_low(uint32_t idx)
{
	return idx < EPB_HIST_BUCKETS ? fmax((double)epb_hist_low(idx), 0.5) : ldexp(1, EPB_HIST_MAX_EXP + 1);
}

static uint64_t row_count(const struct hist *h, uint32_t first, unsigned int shift)
{
	uint64_t n = 0;

	for (uint32_t i = first; i < first + (1u << shift) && i < EPB_HIST_BUCKETS; i++)
		n += h->slot[i];
	return n;
}

static void measure(struct look *look, const struct column_of *column, void *ctx)
{
	if (column->end > look->x.max)
		look->x.max = column->end;
	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i += 1u << look->shift) {
		const uint64_t n = row_count(&column->h, i, look->shift);
		const double rate = (double)n / ((column->end - column->start) / 1e9);

		if (!n)
			continue;
		look->least = look->least > 0 && look->least < rate ? look->least : rate;
		look->most = look->most > rate ? look->most : rate;
	}
}

static void cell_rows(struct look *look, const struct column_of *column, void *ctx)
{
	struct plot *plot = ctx;

	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i += 1u << look->shift) {
		const uint64_t n = row_count(&column->h, i, look->shift);

		if (!n)
			continue;
		plot_row(plot);
		plot_number(plot, column->start);
		plot_number(plot, column->end);
		plot_number(plot, row_low(i));
		plot_number(plot, row_low(i + (1u << look->shift)));
		plot_number(plot, (double)n / ((column->end - column->start) / 1e9));
		plot_number(plot, (double)n);
	}
}

/* --- the plot ----------------------------------------------------------------------------------------------------- */

/* Is there a sample of it in an interval that takes time? */
static bool in_intervals(const struct run *run, const struct plot_series *s)
{
	for (size_t i = 0; i < run->nintervals; i++) {
		const struct interval *iv = &run->intervals[i];

		for (size_t k = 0; k < iv->nseries && iv->end > iv->start; k++)
			if (iv->series[k].h.count && same_series(s, &iv->series[k]))
				return true;
	}
	return false;
}

/* Only series that have samples in intervals become panels; how many there are. */
static size_t choose(struct look *look)
{
	size_t there = 0, n = 0;

	for (size_t i = 0; i < look->list.n; i++) {
		const struct run *run = run_of(look->in, &look->list.items[i]);

		if (!run || !in_intervals(run, &look->list.items[i]))
			continue;
		there++;
		if (n == PANELS)
			continue;
		look->runs[n] = run;
		look->list.items[n++] = look->list.items[i];
	}
	look->list.n = n;
	return there;
}

static void find_rows(struct look *look)
{
	const uint32_t first = epb_hist_index((uint64_t)look->list.min),
		       last = epb_hist_index((uint64_t)look->list.max);

	while (look->shift < EPB_HIST_SUB_BITS && (last >> look->shift) - (first >> look->shift) >= ROWS)
		look->shift++;
}

static double panel_height(const struct look *look)
{
	const int field = plot_field_height(&look->frame), n = (int)look->list.n;

	return (double)(field - (n - 1) * GAP) / n;
}

static void panel_block(struct plot *plot, const struct look *look)
{
	const int n = (int)look->list.n;
	const double height = panel_height(look);

	plot_block(plot);
	for (int i = 0; i < n; i++) {
		const double top = look->frame.top + i * (height + GAP);

		plot_series_row(plot, &look->frame, &look->list.items[i]);
		plot_number(plot, top);
		plot_number(plot, top + height);
	}
}

static void compose(struct plot *plot, struct look *look, size_t there)
{
	const int n = (int)look->list.n;
	char more[200] = "Empty is no sample.";

	look->y = axis_times(look->list.min, look->list.max, true);
	look->x = (struct axis){ .min = 0, .max = 1 };
	find_rows(look);
	for (int i = 0; i < n; i++)
		each_column(look, i, measure, NULL);
	if (there > look->list.n)
		snprintf(more, sizeof(more), "Empty is no sample. The first %d of %zu series are shown.", PANELS,
			 there);
	look->frame =
		plot_frame_of(plot, look->in, &look->list, "Over time", "when how many samples took how long", more);
	look->frame.right = 112;
	look->frame.top += PANEL_NAME;
	if (!look->in->height)
		look->frame.height =
			look->frame.top + look->frame.bottom + (n == 1 ? PANEL : n * PANEL_OF) + (n - 1) * GAP + 60;
	look->frame.field = n * PANEL_LEAST + (n - 1) * GAP;
	plot_set(plot, "labels", "panels");
	axis_set(plot, "x", &look->x);
	axis_set(plot, "y", &look->y);
	plot_set(plot, "least", "%.17g", look->least);
	plot_set(plot, "most", "%.17g", look->most > look->least * 1.5 ? look->most : look->least * 1.5);
	plot_frame_set(plot, &look->frame);
	axis_time_block(plot, &look->x);
	axis_time_block_up(plot, &look->y, panel_height(look));
	panel_block(plot, look);
	for (int i = 0; i < n; i++) {
		plot_block(plot);
		each_column(look, i, cell_rows, plot);
	}
}

static bool any_intervals(const struct plot_input *in)
{
	for (size_t i = 0; i < in->n; i++)
		if (in->runs[i].run->nintervals)
			return true;
	return false;
}

struct plot *plot_heat(const struct plot_input *in, struct err *err)
{
	const uint64_t stages = plot_stage_default(in);
	struct look look = { .in = in };
	struct plot *plot = NULL;
	char names[400];
	size_t there;

	if (plot_list_get(&look.list, in, stages, (size_t)-1, err))
		goto out;
	there = choose(&look);
	if (there) {
		plot = plot_new("heat");
		compose(plot, &look, there);
	} else {
		plot = plot_empty("heat", in);
		plot_stage_names(stages, names, sizeof(names));
		if (any_intervals(in))
			plot_nothing(plot,
				     "The intervals have no sample of %s: --stage chooses another, see epbell report.",
				     names);
		else
			plot_nothing(
				plot,
				"No intervals of %s: record them with epbell record --interval 1s -o FILE, or draw the whole with epbell plot hist.",
				names);
	}
out:
	plot_list_free(&look.list);
	return plot;
}
