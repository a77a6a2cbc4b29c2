// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/merge.h"

/* Into an array, cut. */
#define copy_str(to, from) snprintf(to, sizeof(to), "%s", from)

/* --- figures ----------------------------------------------------------------------------------------------------- */

static uint64_t rang(const struct doorbell *d)
{
	return d->irqs + d->hits;
}

void merge_find_backend(struct merge *m)
{
	const struct doorbell *most = NULL;
	struct hist period;

	for (size_t i = 0; i < m->ep->ndoorbells; i++) {
		const struct doorbell *d = &m->ep->doorbells[i];

		if (!doorbell_is_rc(d) && (!most || rang(d) > rang(most)))
			most = d;
	}
	if (most) {
		copy_str(m->backend, most->backend);
		copy_str(m->device, most->device);
	}
	/* of a run without doorbells its series tell */
	for (size_t i = 0; i < m->ep->nseries && !*m->backend; i++) {
		copy_str(m->backend, m->ep->series[i].backend);
		copy_str(m->device, m->ep->series[i].device);
	}
	m->polled = !strcmp(m->backend, "poll");
	if (m->polled && !run_fold(m->ep, "poll-period", "poll", &period))
		m->poll_period = hist_quantile(&period, 0.5, NULL);
}

int merge_figures(struct merge *m)
{
	struct merge_pair *pairs = calloc(m->pairing.npairs + 1, sizeof(*pairs));

	free(m->pairs);
	m->pairs = pairs;
	m->npairs = 0;
	m->negative = 0;
	if (!pairs)
		return -ENOMEM;
	for (size_t i = 0; i < m->pairing.npairs; i++) {
		const struct pair *from = &m->pairing.pairs[i];
		struct merge_pair *to = &pairs[m->npairs++];

		*to = (struct merge_pair){ .rc = from->rc, .ep = from->ep, .alone = from->alone };
		packet_raw(to->rc, RC_RUNG, RC_ISR, &to->round_trip);
		packet_raw(to->ep, EP_IRQ, EP_RAISED, &to->residency);
		to->wire = to->round_trip - to->residency;
		m->negative += to->wire < 0;
		if (!i || to->wire < m->least_wire)
			m->least_wire = to->wire;
	}
	for (size_t i = 0; i < m->npairs && m->polled; i++)
		pairs[i].poll_wait = pairs[i].wire - m->least_wire;
	return 0;
}

void merge_clear(struct merge *m)
{
	pairing_clear(&m->pairing);
	free(m->pairs);
	memset(m, 0, sizeof(*m));
}

/* --- one run of both --------------------------------------------------------------------------------------------- */

static int no_memory(struct err *err)
{
	return err_set(err, -ENOMEM, "not enough memory");
}

static int both_have(struct err *err, const char *stage)
{
	return err_set(err, -EEXIST,
		       "both runs have figures of %s, which only one side can have: were they recorded on one machine?",
		       stage);
}

static struct account *find_account(const struct run *run, const char *stage)
{
	for (size_t i = 0; i < run->naccounts; i++)
		if (!strcmp(run->accounts[i].stage, stage))
			return &run->accounts[i];
	return NULL;
}

static bool account_is_empty(const struct account *a)
{
	return !a->seen && !a->recorded && account_closes(a);
}

static int add_account(struct run *into, const struct account *from, struct err *err)
{
	struct account *a = find_account(into, from->stage);

	if (a && account_is_empty(from))
		return 0;
	if (a && !account_is_empty(a))
		return both_have(err, from->stage);
	if (!a)
		a = run_add_account(into);
	if (!a)
		return no_memory(err);
	*a = *from;
	return 0;
}

static int add_series(struct run *into, const struct series *from, struct err *err)
{
	struct series *s;

	if (run_find_series(into, from->stage, from->backend, from->device, from->context, from->vector, from->cpu))
		return hist_seen(&from->h) ? both_have(err, from->stage) : 0;
	s = run_add_series(into);
	if (!s)
		return no_memory(err);
	series_copy(s, from);
	if (!from->raw)
		return 0;
	s->raw = malloc(sizeof(*s->raw));
	if (!s->raw)
		return no_memory(err);
	*s->raw = *from->raw;
	return 0;
}

/* What the root complex rang, only the endpoint knows. A series that has that name already keeps it to itself. */
static void name_backend(const struct merge *m, struct run *run)
{
	for (size_t i = 0; i < run->nseries; i++) {
		struct series *s = &run->series[i];
		const int stage = stage_find(s->stage);

		if (!*s->backend && stage >= 0 && stage_info(stage)->side & EPB_SIDE_RC &&
		    !run_find_series(run, s->stage, m->backend, s->device, s->context, s->vector, s->cpu))
			copy_str(s->backend, m->backend);
	}
}

static int add_endpoint(struct run *into, const struct run *ep, struct err *err)
{
	int code = 0;

	for (size_t i = 0; i < ep->nseries && !code; i++)
		code = add_series(into, &ep->series[i], err);
	for (size_t i = 0; i < ep->naccounts && !code; i++)
		code = add_account(into, &ep->accounts[i], err);
	for (size_t i = 0; i < ep->ndoorbells && !code; i++) {
		struct doorbell *d = run_add_doorbell(into);

		if (!d)
			return no_memory(err);
		*d = ep->doorbells[i];
	}
	into->complete = into->complete && ep->complete;
	return code;
}

static void fill_made(const struct merge *m, enum epb_stage stage, struct hist *h)
{
	for (size_t i = 0; i < m->npairs; i++) {
		const int64_t ns = stage == EPB_WIRE ? m->pairs[i].wire : m->pairs[i].poll_wait;

		if (ns < 0)
			hist_add_under(h);
		else
			hist_add(h, (uint64_t)ns);
	}
}

static int add_made(const struct merge *m, struct run *into, enum epb_stage stage, struct err *err)
{
	const uint64_t packets = m->pairing.side[SIDE_RC].packets;
	const char *name = stage_info(stage)->name;
	struct account *a;
	struct series *s;

	if (find_account(into, name) || run_find_series(into, name, m->backend, m->device, "", -1, -1))
		return err_set(err, -EEXIST, "the run has figures of %s already: it is a merged one", name);
	s = run_add_series(into);
	a = run_add_account(into);
	if (!s || !a)
		return no_memory(err);
	copy_str(s->stage, name);
	copy_str(s->backend, m->backend);
	copy_str(s->device, m->device);
	s->vector = s->cpu = -1;
	fill_made(m, stage, &s->h);
	copy_str(a->stage, name);
	a->seen = packets;
	a->recorded = s->h.count;
	a->overflow = s->h.slot[EPB_HIST_OVER] + s->h.slot[EPB_HIST_UNDER];
	a->unmatched = packets - m->npairs;
	return 0;
}

static int add_hosts(const struct merge *m, struct run *into, struct err *err)
{
	int code = run_add_label(into, "rc_host", m->rc->env.host);

	if (!code || code == -EINVAL) /* a host without a name has no label */
		code = run_add_label(into, "ep_host", m->ep->env.host);
	return code == -ENOMEM ? no_memory(err) : 0;
}

int merge_runs(const struct merge *m, struct run *into, struct err *err)
{
	int code;

	name_backend(m, into);
	if (m->rc == m->ep)
		return 0;
	code = add_endpoint(into, m->ep, err);
	return code ? code : add_hosts(m, into, err);
}

int merge_made(const struct merge *m, struct run *into, struct err *err)
{
	int code = add_made(m, into, EPB_WIRE, err);

	return code || !m->polled ? code : add_made(m, into, EPB_POLL_WAIT, err);
}
