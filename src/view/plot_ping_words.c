// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_ping_words.h"

#define ALIASED "ALIASED" /* what a verdict begins with that makes the mean worthless */

/* Is the same to be said of two runs? */
typedef bool same_fn(const struct ping_words *w, size_t a, size_t b);

static bool same_fit(const struct ping_words *w, size_t a, size_t b)
{
	return !strcmp(w->fit[a], w->fit[b]);
}

static bool same_stride(const struct ping_words *w, size_t a, size_t b)
{
	return w->runs[a]->ping.stride == w->runs[b]->ping.stride;
}

static bool is_first(const struct ping_words *w, size_t i, same_fn *same)
{
	for (size_t k = 0; k < i; k++)
		if (same(w, k, i))
			return false;
	return true;
}

/* "its, edma": run @i and those that are like it; "all runs" of many. */
static void name_alike(const struct ping_words *w, size_t i, same_fn *same, char *buf, size_t size)
{
	size_t n = 0;

	*buf = 0;
	for (size_t k = i; k < w->list->n; k++) {
		if (!same(w, i, k))
			continue;
		text_add(buf, size, "%s%s", n ? ", " : "", w->list->items[k].name);
		n++;
	}
	if (n > 2 && n == w->list->n)
		snprintf(buf, size, "all runs");
}

static void explain_fits(const struct ping_words *w, bool aliased, char *buf, size_t size)
{
	char names[PINGED_MOST * sizeof(w->list->items[0].name)];

	for (size_t i = 0; i < w->list->n; i++) {
		const bool is_aliased = !strncmp(w->fit[i], ALIASED, strlen(ALIASED));

		if (!*w->fit[i] || is_aliased != aliased || !is_first(w, i, same_fit))
			continue;
		name_alike(w, i, same_fit, names, sizeof(names));
		text_add(buf, size, "Waits for a poll, %s: %s. ", names, w->fit[i]);
	}
}

static void explain_strides(const struct ping_words *w, char *buf, size_t size)
{
	char names[PINGED_MOST * sizeof(w->list->items[0].name)];

	for (size_t i = 0; i < w->list->n; i++) {
		if (w->runs[i]->ping.stride < 2 || !is_first(w, i, same_stride))
			continue;
		name_alike(w, i, same_stride, names, sizeof(names));
		text_add(buf, size, "Of %s one in %llu is shown. ", names, (unsigned long long)w->runs[i]->ping.stride);
	}
}

/* The verdicts that matter most come first: a caption that is too long loses its end. */
void ping_words_explain(const struct ping_words *w, char *buf, size_t size)
{
	*buf = 0;
	if (w->lost)
		text_add(buf, size, "Crosses at the top: %llu without a reply. ", (unsigned long long)w->lost);
	if (w->twice)
		text_add(buf, size, "Rings: %llu with more than one reply. ", (unsigned long long)w->twice);
	if (w->there > w->list->n)
		text_add(buf, size, "The first %zu of %zu runs are shown. ", w->list->n, w->there);
	explain_fits(w, true, buf, size);
	explain_fits(w, false, buf, size);
	explain_strides(w, buf, size);
}

void ping_words_alt(const struct ping_words *w, char *buf, size_t size)
{
	*buf = 0;
	if (w->lost)
		text_add(buf, size, " Without a reply: %llu.", (unsigned long long)w->lost);
	if (w->twice)
		text_add(buf, size, " With more than one: %llu.", (unsigned long long)w->twice);
}
