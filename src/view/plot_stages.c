// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the time goes: of each backend a bar of the p50 and one of the p99 of its stages, end to end, against the whole's own.
 * The blocks: plots/stages.gp.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_axis.h"
#include "view/plot_impl.h"
#include "view/plot_phrase.h"
#include "view/plot_stages.h"
#include "view/plot_width.h"
#include "view/table.h"

#define BAR	      22 /* height of a bar, pixels */
#define BAR_GAP	      4	 /* between a series' two */
#define PAIR_GAP      14 /* between those of two series */
#define PAIR	      (2 * BAR + BAR_GAP + PAIR_GAP)
#define BAR_LEAST     14 /* of a bar with letters in it */
#define KEY_LINE      20
#define QUANTILE_ROOM 68 /* of " p50" behind a name */

struct look {
	struct stage_parts p;
	struct plot_frame frame;
	struct axis x;
	double scale; /* of all heights, where the picture is told its own */
};

/* --- rows --------------------------------------------------------------------------------------------------------- */

static const double quantiles[] = { 0.5, 0.99 };
static const char *const quantile_names[] = { "p50", "p99" };

/* Where the middle of a bar is: pixels below the field's top. */
static double bar_middle(size_t series, int q)
{
	return (double)series * PAIR + PAIR_GAP / 2.0 + q * (BAR + BAR_GAP) + BAR / 2.0;
}

/* @pixels at full height */
static double to_field(const struct look *look, double pixels)
{
	return 1 - pixels * look->scale / plot_field_height(&look->frame);
}

static void name_block(struct plot *plot, const struct look *look)
{
	char name[sizeof(look->p.heads.items[0].name)], text[sizeof(name) + 8];

	plot_block(plot);
	for (size_t i = 0; i < look->p.n; i++) {
		plot_fit(look->p.bars[i].head->name, FONT_PLAIN, look->frame.left - QUANTILE_ROOM + 1, PLOT_LABEL, name,
			 sizeof(name));
		for (int q = 0; q < 2; q++) {
			snprintf(text, sizeof(text), "%s %s", q ? "" : name, quantile_names[q]);
			plot_row(plot);
			plot_number(plot, to_field(look, bar_middle(i, q)));
			plot_text(plot, text);
		}
	}
}

/* Name and value, or the value alone, or nothing: what has room in a part of the bar. */
static void part_text(struct plot *plot, const struct look *look, const char *name, double from, double ns, double mark)
{
	const double pixel = look->x.max / plot_field_width(&look->frame), width = ns / pixel;
	char time[40], text[100];

	phrase_time(ns, 1, time, sizeof(time));
	snprintf(text, sizeof(text), "%s %s", name, time);
	if ((double)text_columns(text) * 7.2 + 8 > width)
		snprintf(text, sizeof(text), "%s", time);
	if ((double)text_columns(text) * 7.2 + 6 > width ||
	    fabs(from + ns / 2 - mark) / pixel < (double)text_columns(text) * 3.6)
		*text = 0; /* no room, or the mark of the whole would go through it */
	plot_text(plot, text);
}

static void part_row(struct plot *plot, const struct look *look, double middle, double from, double ns, double mark,
		     int colour, const char *name)
{
	plot_row(plot);
	plot_number(plot, to_field(look, middle + BAR / 2.0));
	plot_number(plot, to_field(look, middle - BAR / 2.0));
	plot_number(plot, from);
	plot_number(plot, ns);
	plot_number(plot, colour);
	part_text(plot, look, name, from, ns, mark);
	plot_text(plot, name);
}

static void bar_rows(struct plot *plot, const struct look *look, size_t series, int q)
{
	const struct stage_bars *bars = &look->p.bars[series];
	const double whole = stage_parts_whole(bars, quantiles[q]), middle = bar_middle(series, q);
	double from = 0;
	int i;

	for (i = 0; look->p.path->stages[i] >= 0; i++) {
		double ns;

		if (!bars->part[i])
			continue;
		ns = (double)hist_quantile(bars->part[i], quantiles[q], NULL);
		part_row(plot, look, middle, from, ns, whole, i + 1, stage_info(look->p.path->stages[i])->name);
		from += ns;
	}
	if (whole > from)
		part_row(plot, look, middle, from, whole - from, whole, i + 1, "rest");
}

static void part_block(struct plot *plot, const struct look *look)
{
	plot_block(plot);
	for (size_t i = 0; i < look->p.n; i++)
		for (int q = 0; q < 2; q++)
			bar_rows(plot, look, i, q);
}

/* The wholes' own quantiles: place, ns, and what is written behind the bar. */
static void whole_block(struct plot *plot, const struct look *look)
{
	char time[40], text[100];

	plot_block(plot);
	for (size_t i = 0; i < look->p.n; i++) {
		for (int q = 0; q < 2; q++) {
			const struct stage_bars *bars = &look->p.bars[i];
			const double whole = stage_parts_whole(bars, quantiles[q]),
				     sum = stage_parts_sum(bars, quantiles[q]);

			phrase_time(bars->whole ? whole : sum, 1, time, sizeof(time));
			snprintf(text, sizeof(text), "%s%s", bars->whole && whole < sum ? "whole " : "", time);
			plot_row(plot);
			plot_number(plot, to_field(look, bar_middle(i, q)));
			plot_number(plot, whole);
			plot_text(plot, text);
			plot_number(plot, whole > sum ? whole : sum);
		}
	}
}

/* A sample of each colour and its stage's name, in lines below the subtitle: pixels from the left and the top. */
static int key_block(struct plot *plot, struct look *look, bool measure)
{
	double x = 20;
	int line = 0, i;

	if (!measure)
		plot_block(plot);
	for (i = 0; i < PATH_MOST; i++) {
		const int stage = look->p.path->stages[i];
		const char *name = stage < 0 ? "rest" : stage_info(stage)->name;
		const double room = (double)strlen(name) * 6.4 + 36;
		bool used = stage < 0 && look->p.rest;

		for (size_t k = 0; k < look->p.n && stage >= 0; k++)
			used = used || look->p.bars[k].part[i];
		if (used && x + room > look->frame.width - 10) {
			x = 20;
			line++;
		}
		if (used && !measure) {
			plot_row(plot);
			plot_text(plot, name);
			plot_number(plot, i + 1);
			plot_number(plot, x);
			plot_number(plot, 72 + line * KEY_LINE);
		}
		x += used ? room : 0;
		if (stage < 0)
			break;
	}
	return line + 1;
}

/* --- the plot ----------------------------------------------------------------------------------------------------- */

static double longest_bar(const struct look *look)
{
	double longest = 1;

	for (size_t i = 0; i < look->p.n; i++) {
		for (int q = 0; q < 2; q++) {
			const double sum = stage_parts_sum(&look->p.bars[i], quantiles[q]);
			const double whole = stage_parts_whole(&look->p.bars[i], quantiles[q]);

			longest = sum > longest ? sum : longest;
			longest = whole > longest ? whole : longest;
		}
	}
	return longest;
}

static int name_margin(const struct look *look)
{
	const int most = plot_right_most(look->frame.width);
	double longest = 4 * PLOT_CHAR;

	for (size_t i = 0; i < look->p.n; i++)
		longest = fmax(longest, plot_width(look->p.bars[i].head->name, FONT_PLAIN));
	return longest + QUANTILE_ROOM > most ? most : (int)longest + QUANTILE_ROOM;
}

static void compose(struct plot *plot, const struct plot_input *in, struct look *look)
{
	const int bars = (int)look->p.n * PAIR;
	char more[600], title[200], *caption, *alt;
	struct axis y = { .min = 0, .max = 1 };

	stage_parts_explain(&look->p, more, sizeof(more));
	caption = plot_caption(in, &look->p.heads, more);
	snprintf(title, sizeof(title), "Where the time goes%s%s", look->p.rest ? ": " : "",
		 look->p.rest ? stage_info(look->p.path->whole)->name : "");
	look->frame = plot_frame(plot, in->width, in->height, 128, in->title ?: title,
				 "p50 and p99 of each stage, end to end", caption);
	free(caption);
	look->frame.left = name_margin(look);
	look->frame.top += key_block(plot, look, true) * KEY_LINE + 2;
	look->frame.field = bars * BAR_LEAST / BAR;
	if (!in->height)
		look->frame.height = look->frame.top + look->frame.bottom + bars;
	look->scale = fmin(1, (double)plot_field_height(&look->frame) / bars);
	look->x = (struct axis){ .min = 0, .max = longest_bar(look) * 1.02 };
	plot_set(plot, "series", "0");
	axis_set(plot, "x", &look->x);
	axis_set(plot, "y", &y);
	plot_frame_set(plot, &look->frame);
	axis_time_block(plot, &look->x);
	name_block(plot, look);
	part_block(plot, look);
	whole_block(plot, look);
	key_block(plot, look, false);
	alt = stage_parts_alt(&look->p);
	plot_set(plot, "alt", "%s", alt);
	free(alt);
}

struct plot *plot_stages(const struct plot_input *in, struct err *err)
{
	struct look *look = table_need(calloc(1, sizeof(*look)));
	struct plot *plot = NULL;

	if (stage_parts_get(&look->p, in, err))
		goto out;
	if (look->p.n && look->p.parts.n) {
		plot = plot_new("stages");
		compose(plot, in, look);
	} else {
		plot = plot_empty("stages", in);
		plot_nothing(
			plot,
			"No stage has a sample that is a part of residency, ping or rtt: epbell report shows what these runs have.");
	}
out:
	stage_parts_free(&look->p);
	free(look);
	return plot;
}
