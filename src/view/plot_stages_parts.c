// SPDX-License-Identifier: GPL-2.0-only
/*
 * Of which stages the bars are: only of such as follow one another. edma-demux is within irq-dispatch, handler beside bottom-half.
 */
#include <string.h>

#include "view/plot_stages.h"

#define SERIES_MOST 12 /* more are pooled by backend */

#define EP_STAGES                                                                                                      \
	EPB_IRQ_DISPATCH, EPB_BOTTOM_HALF, EPB_RX, EPB_TURNAROUND, EPB_TX_FLUSH, EPB_REPLY_QUEUE, EPB_RAISE_IRQ

/* The first of which the whole, the stage that it needs and a part are there. */
static const struct {
	struct stage_path path;
	int needs;
} paths[] = {
	{ { EPB_RTT,
	    { EPB_SEND, EPB_TX, EPB_RING, EPB_WIRE, EP_STAGES, EPB_RC_BOTTOM_HALF, EPB_RC_RX, EPB_RECEIVE, -1 } },
	  EPB_WIRE },
	{ { EPB_PING, { EPB_RC_TX_FLUSH, EPB_RING, EPB_WIRE, EP_STAGES, EPB_RC_BOTTOM_HALF, EPB_RC_RX, -1 } },
	  EPB_WIRE },
	{ { EPB_RESIDENCY, { EP_STAGES, -1 } }, EPB_RESIDENCY },
	{ { EPB_ROUND_TRIP, { EPB_WIRE, EPB_RESIDENCY, -1 } }, EPB_WIRE },
	{ { EPB_RTT, { EPB_SEND, EPB_TX, EPB_RING, EPB_ROUND_TRIP, EPB_RC_BOTTOM_HALF, EPB_RC_RX, EPB_RECEIVE, -1 } },
	  EPB_TX },
	{ { EPB_PING, { EPB_RC_TX_FLUSH, EPB_RING, EPB_ROUND_TRIP, EPB_RC_BOTTOM_HALF, EPB_RC_RX, -1 } }, EPB_PING },
	{ { -1, { EP_STAGES, -1 } }, -1 },
};

#define NPATHS (sizeof(paths) / sizeof(paths[0]))

static uint64_t path_set(const struct stage_path *path)
{
	uint64_t set = 0;

	for (int i = 0; path->stages[i] >= 0; i++)
		set |= EPB_BIT(path->stages[i]);
	return set;
}

/* Of the stages that are wholes and were asked for one, and a part at least of the others. */
static bool asked_for(const struct stage_path *path, uint64_t asked)
{
	const uint64_t wholes = EPB_BIT(EPB_RTT) | EPB_BIT(EPB_PING) | EPB_BIT(EPB_RESIDENCY) | EPB_BIT(EPB_ROUND_TRIP);

	return (!(asked & wholes) || asked & EPB_BIT(path->whole)) && (!(asked & ~wholes) || asked & path_set(path));
}

static const struct stage_path *find_path(const struct plot_input *in)
{
	const uint64_t there = plot_stages_present(in);

	for (size_t i = 0; i < NPATHS - 1; i++) {
		const struct stage_path *path = &paths[i].path;
		const uint64_t needs = EPB_BIT(path->whole) | EPB_BIT(paths[i].needs);

		if ((there & needs) == needs && there & path_set(path) & ~EPB_BIT(paths[i].needs) &&
		    asked_for(path, in->stages))
			return path;
	}
	return &paths[NPATHS - 1].path;
}

static bool of_head(const struct plot_series *head, const struct plot_series *s)
{
	return !strcmp(head->s.backend, s->s.backend) && head->file == s->file;
}

/* Of two contexts of a stage the one with more samples: never both in one. */
static void take_part(struct stage_bars *bars, const struct stage_parts *p, const struct plot_series *s)
{
	for (int i = 0; p->path->stages[i] >= 0; i++) {
		if (strcmp(stage_info(p->path->stages[i])->name, s->s.stage) != 0)
			continue;
		bars->other = bars->other || bars->part[i];
		if (!bars->part[i] || s->s.h.count > bars->part[i]->count)
			bars->part[i] = &s->s.h;
	}
}

static void collect(struct stage_parts *p)
{
	for (size_t i = 0; i < p->heads.n && p->n < PLOT_SERIES_MAX; i++) {
		struct stage_bars *bars = &p->bars[p->n++];

		*bars = (struct stage_bars){ .head = &p->heads.items[i] };
		bars->whole = p->path->whole >= 0 && p->rest ? &bars->head->s.h : NULL;
		for (size_t k = 0; k < p->parts.n; k++)
			if (of_head(bars->head, &p->parts.items[k]))
				take_part(bars, p, &p->parts.items[k]);
	}
}

double stage_parts_sum(const struct stage_bars *bars, double q)
{
	double sum = 0;

	for (int i = 0; i < PATH_MOST; i++)
		if (bars->part[i])
			sum += (double)hist_quantile(bars->part[i], q, NULL);
	return sum;
}

double stage_parts_whole(const struct stage_bars *bars, double q)
{
	return bars->whole ? (double)hist_quantile(bars->whole, q, NULL) : 0;
}

/* What names the bars: the whole, or, where that is not known or not asked for, the first stage that is there. */
static int get_heads(struct stage_parts *p, const struct plot_input *in, struct err *err)
{
	const uint64_t there = plot_stages_present(in);
	int head = p->path->whole;

	for (int i = 0; head < 0 && p->path->stages[i] >= 0; i++)
		if (there & p->shown & EPB_BIT(p->path->stages[i]))
			head = p->path->stages[i];
	return plot_list_get(&p->heads, in, EPB_BIT(head < 0 ? EPB_RESIDENCY : head), SERIES_MOST, err);
}

int stage_parts_get(struct stage_parts *p, const struct plot_input *in, struct err *err)
{
	uint64_t asked;
	int code;

	*p = (struct stage_parts){ .path = find_path(in) };
	asked = in->stages & path_set(p->path);
	p->shown = asked ? asked : path_set(p->path);
	p->rest = p->path->whole >= 0 && !asked;
	code = get_heads(p, in, err);
	if (!code)
		code = plot_list_get(&p->parts, in, p->shown, p->heads.pooled ? 0 : (size_t)-1, err);
	if (!code)
		collect(p);
	return code;
}

void stage_parts_free(struct stage_parts *p)
{
	plot_list_free(&p->heads);
	plot_list_free(&p->parts);
}
