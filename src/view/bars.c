// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <string.h>

#include "view/bars.h"

/* U+2588 is a full block, U+2589 seven eighths, down to U+258F one eighth. */
static const char eighths[][4] = { "", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589", "\u2588" };

char *bar_draw(double fraction, int columns, bool unicode, char *buf, size_t size)
{
	const int steps = unicode ? 8 : 1;
	int units = (int)(fraction * columns * steps + 0.5);
	size_t used = 0;

	if (units <= 0)
		units = fraction > 0;
	if (units > columns * steps)
		units = columns * steps;
	for (; units > 0; units -= steps) {
		const char *mark = unicode ? eighths[units < 8 ? units : 8] : "#";
		size_t len = strlen(mark);

		if (used + len >= size)
			break;
		memcpy(buf + used, mark, len);
		used += len;
	}
	buf[used] = 0;
	return buf;
}

/* The part of the index range that is cut finely: rows of 2^shift buckets in [low, high). */
struct body {
	uint32_t low, high;
	unsigned int shift;
};

static struct body find_body(const struct hist *h)
{
	const uint32_t first = epb_hist_index(hist_quantile(h, 0.01, NULL));
	const uint32_t last = epb_hist_index(hist_quantile(h, 0.99, NULL));
	struct body body = { 0 };

	for (body.shift = 0; body.shift < EPB_HIST_SUB_BITS; body.shift++)
		if ((last >> body.shift) - (first >> body.shift) < BARS_BODY)
			break;
	body.low = first >> body.shift << body.shift;
	body.high = ((last >> body.shift) + 1) << body.shift;
	return body;
}

/* Behind the last bucket of the row that begins with bucket @first. */
static uint32_t row_end(const struct body *body, uint32_t first)
{
	const uint32_t octave_end = (first / EPB_HIST_SUB + 1) * EPB_HIST_SUB;

	if (first >= body->low && first < body->high)
		return first + (1u << body->shift);
	return first < body->low && body->low < octave_end ? body->low : octave_end;
}

size_t bars_cut(const struct hist *h, struct bar bars[BARS_MAX])
{
	const struct body body = find_body(h);
	bool skipped = false;
	uint32_t end;
	size_t n = 0;

	for (uint32_t first = 0; first < EPB_HIST_BUCKETS && n < BARS_MAX; first = end) {
		struct bar bar = { .low = epb_hist_low(first), .gap = n && skipped };

		end = row_end(&body, first);
		bar.high = epb_hist_low(end - 1) + epb_hist_width(end - 1) - 1;
		for (uint32_t i = first; i < end; i++)
			bar.count += h->slot[i];
		skipped = !bar.count;
		if (bar.count)
			bars[n++] = bar;
	}
	return n;
}
