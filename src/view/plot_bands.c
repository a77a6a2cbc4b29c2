// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/plot_bands.h"
#include "view/plot_phrase.h"

#define UP   9	/* pixels from a band's end up to the middle of its name */
#define LINE 14 /* from name to name */

struct band {
	double low, high, period; /* ns */
	int colour, turn;	  /* turn 1: the second period */
};

static size_t find_bands(const struct poll_period *runs, size_t n, double max, struct band *bands)
{
	double before = 0;
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		const struct poll_period *p = &runs[i];

		if (!(p->period > 0) || fabs(p->period - before) < p->period / 100)
			continue;
		before = p->period;
		for (int turn = 0; turn < 2; turn++) {
			const double low = p->path + turn * p->period;

			if (!turn || max >= low + p->period / 20)
				bands[found++] = (struct band){ low, low + p->period, p->period, p->colour, turn };
		}
	}
	return found;
}

static void put_band(struct plot *plot, const struct band *b, const struct axis *y, double place)
{
	char time[40], text[80];

	snprintf(text, sizeof(text), "%s = %s", b->turn ? "2T" : "poll period T",
		 phrase_time((b->turn + 1) * b->period, 1, time, sizeof(time)));
	plot_row(plot);
	plot_number(plot, fmax(b->low, y->min));
	plot_number(plot, fmin(b->high, y->max));
	plot_text(plot, b->high <= y->max ? text : ""); /* an end that is not seen has no name */
	plot_number(plot, b->colour);
	plot_number(plot, b->turn + 1);
	plot_number(plot, place);
}

static int by_end(const void *left, const void *right)
{
	const struct band *a = left, *b = right;

	return (a->high > b->high) - (a->high < b->high);
}

/* Each name above its band's end, and above the name before it: below there is the line of another. */
void plot_bands(struct plot *plot, const struct poll_period *runs, size_t n, const struct axis *y, double max,
		double height)
{
	struct band bands[2 * PLOT_BANDS_MOST];
	double below = -INFINITY;

	n = find_bands(runs, n, max, bands);
	qsort(bands, n, sizeof(*bands), by_end);
	plot_block(plot);
	for (size_t i = 0; i < n; i++) {
		const double at = axis_place(y, fmin(bands[i].high, y->max)) * height + UP;

		below = fmax(at, below + LINE);
		put_band(plot, &bands[i], y, below / height);
	}
}
