// SPDX-License-Identifier: GPL-2.0-only
/* What the hooks of a session took, summed over the CPUs, and the calibration that part of it rests on. */
#include <errno.h>
#include <stdio.h>

#include "trace/session_impl.h"

static uint64_t mean_of(const struct epb_mean *m)
{
	return m->sampled ? m->ns / m->sampled : 0;
}

/*
 * What all runs of one hook on one CPU took. Those that were not sampled were shorter by the sampling, and else as long as
 * the others on average.
 */
static void add_cost(struct cost *sum, const struct epb_own *own, int hook)
{
	const struct epb_cost *c = &own->cost[hook];
	uint64_t first = c->runs - c->ways[EPB_WAY_1] - c->ways[EPB_WAY_SKIP], sampled = c->filter.sampled;
	uint64_t skips = c->ways[EPB_WAY_SKIP], ours = first + c->ways[EPB_WAY_1], inside, calibrated, rest;

	sampled += c->body[EPB_WAY_SKIP].sampled;
	inside = ours * mean_of(&c->filter) + first * mean_of(&c->body[EPB_WAY_0]) +
		 c->ways[EPB_WAY_1] * mean_of(&c->body[EPB_WAY_1]) + skips * mean_of(&c->body[EPB_WAY_SKIP]);
	calibrated = c->runs * own->price[hook].full;
	rest = own->rest * (c->runs - sampled);
	sum->count += ours;
	sum->skipped += skips;
	sum->sampled += sampled;
	sum->ns += inside;
	sum->calibrated_ns += calibrated > rest ? calibrated - rest : 0;
}

/* What all runs of one hook took. */
static int read_cost(struct session *s, struct run *run, int hook)
{
	struct cost sum = { 0 }, *c;
	int cpu;

	for (cpu = 0; cpu < s->ncpus; cpu++)
		add_cost(&sum, &s->cpus[cpu].own, hook);
	if (!sum.count && !sum.skipped)
		return 0;
	c = run_add_cost(run);
	if (!c)
		return -ENOMEM;
	*c = sum;
	snprintf(c->hook, sizeof(c->hook), "%s/%s", s->hooks[hook].attach, hook_info(hook)->func);
	snprintf(c->attach, sizeof(c->attach), "%s", s->hooks[hook].attach);
	return 0;
}

int read_costs(struct session *s, struct run *run)
{
	int i, cpu, code = 0;

	run->env.disturbed = 0;
	for (cpu = 0; cpu < s->ncpus; cpu++)
		run->env.disturbed += s->cpus[cpu].own.disturbed;
	for (i = 0; i < EPB_NHOOKS && !code; i++)
		if (s->hooks[i].status == HOOK_ATTACHED)
			code = read_cost(s, run, i);
	return code;
}

/* The prices of the kinds of hooks that this session has: the mean of all CPUs, and how far apart they and their samples are. */
static int read_price(struct session *s, struct run *run, enum variant variant, enum price_kind kind,
		      const char *attach)
{
	const struct calibrated *of = s->calibrated[variant];
	uint64_t head = 0, full = 0, spread = 0, n = 0;
	uint32_t least = UINT32_MAX, most = 0;
	struct price *p;
	int cpu;

	for (cpu = 0; cpu < s->ncpus; cpu++) {
		const struct calibrated *c = &of[cpu * PRICE_KINDS + kind];

		if (!c->price.full)
			continue;
		n++;
		head += c->price.head;
		full += c->price.full;
		spread = c->spread > spread ? c->spread : spread;
		least = c->price.full < least ? c->price.full : least;
		most = c->price.full > most ? c->price.full : most;
	}
	if (!n)
		return 0;
	p = run_add_price(run);
	if (!p)
		return -ENOMEM;
	snprintf(p->attach, sizeof(p->attach), "%s", attach);
	snprintf(p->kind, sizeof(p->kind), "%s", price_kind_name(kind));
	p->head_ns = head / n;
	p->full_ns = full / n;
	p->spread_ns = spread + (most - least) / 2;
	p->cpus = (int)n;
	return 0;
}

int read_prices(struct session *s, struct run *run)
{
	int variant, kind, i, code = 0;

	for (variant = VARIANT_BTF; variant < VARIANT_NONE; variant++)
		for (kind = 0; kind < PRICE_KINDS && !code; kind++) {
			for (i = 0; i < EPB_NHOOKS; i++)
				if (s->hooks[i].status == HOOK_ATTACHED && (int)s->variant[i] == variant &&
				    (int)s->price_kind[i] == kind)
					break;
			if (i < EPB_NHOOKS && s->calibrated[variant])
				code = read_price(s, run, variant, kind, s->hooks[i].attach);
		}
	return code;
}
