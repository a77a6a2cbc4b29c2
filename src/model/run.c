// SPDX-License-Identifier: GPL-2.0-only
/* A run's lists, and questions about a run as a whole. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/list.h"
#include "model/run.h"

struct run *run_new(void)
{
	return calloc(1, sizeof(struct run));
}

void run_clear_series(struct run *run)
{
	for (size_t i = 0; i < run->nseries; i++)
		free(run->series[i].raw);
	run->nseries = 0;
}

void run_show_raw(struct run *run)
{
	for (size_t i = 0; i < run->nseries; i++) {
		struct series *s = &run->series[i];

		if (!s->raw)
			continue;
		s->h = *s->raw;
		s->uncorrected = 0;
		free(s->raw);
		s->raw = NULL;
	}
	if (!strcmp(run->env.correction, "calibrated"))
		strcpy(run->env.correction, RAW_ON_REQUEST);
}

void run_keep_series(struct run *run)
{
	for (size_t i = 0; i < run->nintervals; i++)
		free(run->intervals[i].series);
	for (size_t i = 0; i < run->nseries; i++) {
		free(run->series[i].raw);
		run->series[i].raw = NULL;
	}
	free(run->intervals);
	free(run->events);
	free(run->pings);
	free(run->packets);
	run->intervals = NULL;
	run->events = NULL;
	run->pings = NULL;
	run->packets = NULL;
	run->nintervals = run->nevents = run->npings = run->npackets = 0;
}

void series_copy(struct series *dst, const struct series *src)
{
	*dst = *src;
	dst->raw = NULL;
}

void run_free(struct run *run)
{
	if (!run)
		return;
	for (size_t i = 0; i < run->nintervals; i++)
		free(run->intervals[i].series);
	if (run->extra_free)
		run->extra_free(run->extra);
	run_clear_series(run);
	free(run->labels);
	free(run->doorbells);
	free(run->series);
	free(run->intervals);
	free(run->accounts);
	free(run->costs);
	free(run->prices);
	free(run->events);
	free(run->pings);
	free(run->packets);
	free(run);
}

/* A function that adds one element to run->list. */
#define DEFINE_ADD(storage, type, name, list)                                                                          \
	storage struct type *name(struct run *run)                                                                     \
	{                                                                                                              \
		struct type *items = list_room(run->list, run->n##list, sizeof(*items));                               \
                                                                                                                       \
		if (!items)                                                                                            \
			return NULL;                                                                                   \
		run->list = items;                                                                                     \
		return &items[run->n##list++];                                                                         \
	}

DEFINE_ADD(extern, series, run_add_series, series)
DEFINE_ADD(extern, doorbell, run_add_doorbell, doorbells)
DEFINE_ADD(extern, account, run_add_account, accounts)
DEFINE_ADD(extern, cost, run_add_cost, costs)
DEFINE_ADD(extern, price, run_add_price, prices)
DEFINE_ADD(extern, run_event, run_add_event, events)
DEFINE_ADD(extern, ping, run_add_ping, pings)
DEFINE_ADD(extern, packet, run_add_packet, packets)
DEFINE_ADD(static, label, add_label, labels)
DEFINE_ADD(static, interval, add_interval, intervals)

struct interval *run_add_interval(struct run *run, size_t nseries)
{
	struct series *series = NULL;
	struct interval *iv;

	if (nseries) {
		series = calloc(nseries, sizeof(*series));
		if (!series)
			return NULL;
	}
	iv = add_interval(run);
	if (!iv) {
		free(series);
		return NULL;
	}
	iv->nseries = nseries;
	iv->series = series;
	return iv;
}

static struct label *find_label(const struct run *run, const char *key)
{
	for (size_t i = 0; i < run->nlabels; i++)
		if (!strcmp(run->labels[i].key, key))
			return &run->labels[i];
	return NULL;
}

const char *run_label(const struct run *run, const char *key)
{
	const struct label *label = find_label(run, key);

	return label ? label->value : NULL;
}

int run_add_label(struct run *run, const char *key, const char *value)
{
	struct label *label = NULL;

	if (!*key || strlen(key) >= sizeof(label->key) || strlen(value) >= sizeof(label->value))
		return -EINVAL;
	label = find_label(run, key);
	if (!label)
		label = add_label(run);
	if (!label)
		return -ENOMEM;
	strcpy(label->key, key);
	strcpy(label->value, value);
	return 0;
}

struct series *run_find_series(const struct run *run, const char *stage, const char *backend, const char *device,
			       const char *context, int vector, int cpu)
{
	for (size_t i = 0; i < run->nseries; i++) {
		struct series *s = &run->series[i];

		if (s->vector == vector && s->cpu == cpu && !strcmp(s->stage, stage) && !strcmp(s->backend, backend) &&
		    !strcmp(s->device, device) && !strcmp(s->context, context))
			return s;
	}
	return NULL;
}

int run_fold(const struct run *run, const char *stage, const char *backend, struct hist *out)
{
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < run->nseries; i++) {
		const struct series *s = &run->series[i];
		int err;

		if ((stage && strcmp(s->stage, stage) != 0) || (backend && strcmp(s->backend, backend) != 0))
			continue;
		err = hist_merge(out, &s->h);
		if (err)
			return err;
	}
	return 0;
}

bool doorbell_is_rc(const struct doorbell *d)
{
	return !strcmp(d->function, RC_DRIVER_NTB) || !strcmp(d->function, RC_DRIVER_TEST);
}

uint64_t run_rung(const struct run *run)
{
	uint64_t n[2] = { 0 };
	bool endpoint = false;

	for (size_t i = 0; i < run->ndoorbells; i++) {
		const struct doorbell *d = &run->doorbells[i];
		const bool rc = doorbell_is_rc(d);

		n[rc] += d->irqs + d->hits;
		endpoint |= !rc;
	}
	return n[!endpoint];
}
