// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/list.h"
#include "model/pollmodel.h"
#include "model/text.h"
#include "view/plot_series.h"

/* --- stages ------------------------------------------------------------------------------------------------------- */

uint64_t plot_stages_present(const struct plot_input *in)
{
	const struct group_by by = { .backends = in->backends, .nbackends = in->nbackends };
	uint64_t set = 0;

	for (size_t i = 0; i < in->n; i++) {
		for (size_t k = 0; k < in->runs[i].run->nseries; k++) {
			const struct series *s = &in->runs[i].run->series[k];
			const int stage = stage_find(s->stage);

			if (stage >= 0 && s->h.count && group_wants_backend(&by, s->backend))
				set |= EPB_BIT(stage);
		}
	}
	return set;
}

uint64_t plot_stage_default(const struct plot_input *in)
{
	static const int first[] = { EPB_RESIDENCY, EPB_RTT, EPB_PING, EPB_ROUND_TRIP };
	uint64_t there;

	if (in->stages)
		return in->stages;
	there = plot_stages_present(in);
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		if (there & EPB_BIT(first[i]))
			return EPB_BIT(first[i]);
	for (int stage = 0; stage < EPB_NSTAGES; stage++)
		if (there & EPB_BIT(stage))
			return EPB_BIT(stage);
	return EPB_BIT(EPB_RESIDENCY);
}

const char *plot_stage_names(uint64_t stages, char *buf, size_t size)
{
	*buf = 0;
	for (int stage = 0; stage < EPB_NSTAGES; stage++)
		if (stages & EPB_BIT(stage))
			text_add(buf, size, "%s%s", *buf ? ", " : "", stage_info(stage)->name);
	return buf;
}

/* --- collecting --------------------------------------------------------------------------------------------------- */

static struct plot_series *add(struct plot_list *list)
{
	struct plot_series *grown = list_room(list->items, list->n, sizeof(*grown));

	if (!grown)
		return NULL;
	list->items = grown;
	return &grown[list->n++];
}

static int add_run(struct plot_list *list, const struct plot_run *r, const struct group_by *by)
{
	struct plot_series *to;
	struct series *groups;
	size_t n;
	int code = group_series(r->run, by, &groups, &n);

	for (size_t i = 0; i < n && !code; i++) {
		if (!groups[i].h.count)
			continue;
		to = add(list);
		if (!to) {
			code = -ENOMEM;
			break;
		}
		series_copy(&to->s, &groups[i]);
		to->s.uncorrected = groups[i].uncorrected;
		to->file = r->file;
		to->step = r->run->env.clock_step_ns;
	}
	group_free(groups, n);
	return code;
}

static bool alike(const struct plot_series *a, const struct plot_series *b)
{
	return !strcmp(a->s.stage, b->s.stage) && !strcmp(a->s.backend, b->s.backend) &&
	       !strcmp(a->s.context, b->s.context);
}

/* Of each stage, backend and context one series over all runs. */
static int pool(struct plot_list *list)
{
	size_t n = 0;

	list->pooled = true;
	for (size_t i = 0; i < list->n; i++) {
		struct plot_series *s = &list->items[i];
		size_t k = 0;
		int code;

		while (k < n && !alike(&list->items[k], s))
			k++;
		if (k < n) {
			code = hist_merge(&list->items[k].s.h, &s->s.h);
			if (code)
				return code;
			if (s->step > list->items[k].step)
				list->items[k].step = s->step;
			continue;
		}
		list->items[n] = *s;
		list->items[n++].file = NULL;
	}
	list->n = n;
	return 0;
}

static void find_range(struct plot_list *list)
{
	bool some = false;

	for (size_t i = 0; i < list->n; i++) {
		const struct hist *h = &list->items[i].s.h;
		const int stage = stage_find(list->items[i].s.stage);

		if (h->count && (!some || (double)h->min < list->min))
			list->min = (double)h->min;
		some = some || h->count;
		if ((double)h->max > list->max)
			list->max = (double)h->max;
		if (stage >= 0)
			list->stages |= EPB_BIT(stage);
	}
}

static void finish(struct plot_list *list)
{
	plot_list_name(list);
	find_range(list);
}

int plot_list_get(struct plot_list *list, const struct plot_input *in, uint64_t stages, size_t most, struct err *err)
{
	const struct group_by by = { .stages = stages, .backends = in->backends, .nbackends = in->nbackends };
	int code = 0;

	*list = (struct plot_list){ 0 };
	for (size_t i = 0; i < in->n; i++) {
		code = add_run(list, &in->runs[i], &by);
		if (code)
			return err_set(err, code, "%s: its histograms cannot be added up: %s", in->runs[i].file,
				       strerror(-code));
	}
	if (list->n > most)
		code = pool(list);
	if (code)
		return err_set(err, code, "the runs' histograms cannot be added up: %s", strerror(-code));
	finish(list);
	return 0;
}

/* The backend that a run's pings rang, where it is known. */
static const char *pinged(const struct run *run)
{
	for (size_t i = 0; i < run->nseries; i++)
		if (stage_find(run->series[i].stage) == EPB_RTT)
			return run->series[i].backend;
	return poll_applies(run) ? "poll" : "";
}

int plot_list_pings(struct plot_list *list, const struct plot_input *in, size_t most, struct err *err)
{
	const struct group_by by = { .backends = in->backends, .nbackends = in->nbackends };

	*list = (struct plot_list){ .exact = true };
	for (size_t i = 0; i < in->n && list->n < most; i++) {
		const struct run *run = in->runs[i].run;
		struct plot_series *to;

		if (!run->npings || !group_wants_backend(&by, pinged(run)))
			continue;
		to = add(list);
		if (!to)
			return err_set(err, -ENOMEM, "not enough memory");
		snprintf(to->s.stage, sizeof(to->s.stage), "%s", stage_info(EPB_RTT)->name);
		snprintf(to->s.backend, sizeof(to->s.backend), "%s", pinged(run));
		to->file = in->runs[i].file;
		to->step = run->env.clock_step_ns > run->ping.step_ns ? run->env.clock_step_ns : run->ping.step_ns;
		for (size_t k = 0; k < run->npings; k++)
			if (run->pings[k].fate == PING_REPLY)
				hist_add(&to->s.h, run->pings[k].rtt);
	}
	finish(list);
	return 0;
}

void plot_list_free(struct plot_list *list)
{
	free(list->items);
	*list = (struct plot_list){ 0 };
}
