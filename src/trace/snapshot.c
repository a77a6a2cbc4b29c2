// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the kernel's maps to a run: series, doorbells, accounts (and costs: costs.c). Counts of all CPUs are summed here,
 * or kept apart where each CPU was asked for. Series of units that are the same doorbell to a reader (an EPF that was
 * unbound and bound again) become one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "trace/session_impl.h"

/* ------------------------------------------------------------------------------------------------- unit facts ----- */

/* The interrupt that a unit's first usable doorbell has: vNTB never rings its first two (EPF_IRQ_DB_START). */
static int unit_virq(const struct epb_unit *u)
{
	return u->kind == EPB_UNIT_VNTB && u->type == EPB_DB_MSI ? u->virq[2] : u->virq[0];
}

static void facts_from_irq(struct unit_facts *f, const struct inv_irq *irq, bool msi)
{
	snprintf(f->chip, sizeof(f->chip), "%s", irq->chip);
	snprintf(f->affinity, sizeof(f->affinity), "%s", irq->affinity);
	snprintf(f->backend, sizeof(f->backend), "%s", backend_of_chip(irq->chip, msi));
	f->hwirq = irq->hwirq;
}

/*
 * What the root complex's doorbell is, only the endpoint knows: as the user says, or as the one endpoint function in this
 * very kernel is; else "".
 */
static void learn_peers(struct session *s)
{
	const struct epb_unit *units = s->skel->bss->units;
	const char *peer = s->opts.peer;
	uint32_t i, n = s->skel->bss->nunits, found = 0;

	n = n < EPB_MAX_UNITS ? n : EPB_MAX_UNITS;
	for (i = 0; i < n && !*s->opts.peer; i++) {
		if (!units[i].claimed || !units[i].dev || units[i].type == EPB_DB_PEER)
			continue;
		peer = found++ ? "" : s->facts[i].backend;
	}
	for (i = 0; i < n; i++)
		if (units[i].claimed && units[i].type == EPB_DB_PEER)
			snprintf(s->facts[i].backend, sizeof(s->facts[i].backend), "%s", peer);
}

static void learn_endpoints(struct session *s)
{
	struct inventory inv = { 0 };
	bool read = false;
	uint32_t i;
	size_t k;

	for (i = 0; i < s->skel->bss->nunits && i < EPB_MAX_UNITS; i++) {
		const struct epb_unit *u = &s->skel->bss->units[i];
		struct unit_facts *f = &s->facts[i];

		if (!u->claimed || f->known)
			continue;
		f->known = true;
		f->hwirq = -1;
		if (u->type == EPB_DB_PEER)
			continue;
		/* What the type alone tells, should the interrupt be gone before we look. */
		snprintf(f->backend, sizeof(f->backend), "%s",
			 u->type == EPB_DB_POLL ? "poll" :
			 u->type == EPB_DB_MSI	? "msi" :
						  "mmio");
		if (u->type == EPB_DB_POLL)
			continue;
		if (!read && inventory_read("", &inv, NULL))
			return;
		read = true;
		for (k = 0; k < inv.nirqs; k++)
			if (inv.irqs[k].virq == unit_virq(u))
				facts_from_irq(f, &inv.irqs[k], u->type == EPB_DB_MSI);
	}
	if (read)
		inventory_free(&inv);
}

void learn_unit_facts(struct session *s)
{
	learn_endpoints(s);
	learn_peers(s);
}

/* ------------------------------------------------------------------------------------------------------ series ---- */

static const char *context_of(const struct session *s, int stage, const struct epb_unit *u)
{
	if (stage == EPB_EDMA_DEMUX)
		return s->opts.threaded ? CTX_THREAD : CTX_HARDIRQ;
	if (stage != EPB_IRQ_DISPATCH && stage != EPB_HANDLER)
		return "";
	return u && (u->kind == EPB_UNIT_TEST || s->opts.threaded) ? CTX_THREAD : CTX_HARDIRQ;
}

/* Slots of one CPU into a histogram. Over and under count too, as slots without a value. */
static int add_slots(struct hist *h, const __u64 *slots, uint64_t sum, uint64_t min, uint64_t max)
{
	struct hist one = { .sum = sum, .min = min, .max = max };
	size_t i;

	for (i = 0; i < EPB_HIST_SLOTS; i++)
		one.slot[i] = slots[i];
	/* Without a minimum and a maximum of their own: those of the outermost buckets. Else, read while it counted. */
	hist_settle(&one);
	return hist_merge(h, &one);
}

/* One CPU's histograms into a series'. Without prices nothing was corrected, and what was seen is all there is. */
static int add_cpu(const struct session *s, struct series *out, const struct epb_hist *cpu)
{
	int code;

	code = add_slots(&out->h, cpu->slot, cpu->sum, ~cpu->not_min, cpu->max);
	if (code || s->uncalibrated[0])
		return code;
	if (!out->raw)
		out->raw = calloc(1, sizeof(*out->raw));
	if (!out->raw)
		return -ENOMEM;
	out->uncorrected += cpu->uncorrected;
	return add_slots(out->raw, cpu->raw, cpu->raw_sum, 0, UINT64_MAX);
}

static struct series *series_for(struct session *s, struct run *run, int stage, uint32_t unit, int vector, int cpu)
{
	const struct epb_unit *u = unit < EPB_MAX_UNITS ? &s->skel->bss->units[unit] : NULL;
	const char *backend = u ? s->facts[unit].backend : "";
	const char *device = u ? u->name : "";
	const char *context = context_of(s, stage, u);
	const char *name = stage_info(stage)->name;
	struct series *out;

	out = run_find_series(run, name, backend, device, context, vector, cpu);
	if (out)
		return out;
	out = run_add_series(run);
	if (!out)
		return NULL;
	snprintf(out->stage, sizeof(out->stage), "%s", name);
	snprintf(out->backend, sizeof(out->backend), "%s", backend);
	snprintf(out->device, sizeof(out->device), "%s", device);
	snprintf(out->context, sizeof(out->context), "%s", context);
	out->vector = vector;
	out->cpu = cpu;
	return out;
}

static bool hist_used(const struct epb_hist *h)
{
	size_t i;

	for (i = 0; i < EPB_HIST_SLOTS; i++)
		if (h->slot[i])
			return true;
	return false;
}

static int read_series(struct session *s, struct run *run, int stage, uint32_t unit, uint32_t vector,
		       struct epb_hist *cpus)
{
	uint32_t index = s->skel->bss->series_of[stage][unit][vector];
	int cpu, code = 0;

	if (!index--)
		return 0;
	if (bpf_map_lookup_elem(bpf_map__fd(s->skel->maps.hists), &index, cpus))
		return -errno;
	for (cpu = 0; cpu < s->ncpus && !code; cpu++) {
		const struct epb_hist *drained = s->drained[index];
		struct series *out;

		if (drained && s->opts.per_cpu)
			drained += cpu;
		else if (cpu)
			drained = NULL; /* counted with the first */
		if (s->opts.per_cpu && !hist_used(&cpus[cpu]) && !(drained && hist_used(drained)))
			continue;
		out = series_for(s, run, stage, unit, (int)vector - 1, s->opts.per_cpu ? cpu : -1);
		code = out ? add_cpu(s, out, &cpus[cpu]) : -ENOMEM;
		if (!code && drained)
			code = add_cpu(s, out, drained);
	}
	return code;
}

static int read_all_series(struct session *s, struct run *run)
{
	struct epb_hist *cpus = calloc(s->ncpus, sizeof(*cpus));
	uint32_t unit, vector;
	int stage, code = 0;

	if (!cpus)
		return -ENOMEM;
	for (stage = 0; stage < EPB_NSTAGES && !code; stage++)
		for (unit = 0; unit <= EPB_MAX_UNITS && !code; unit++)
			for (vector = 0; vector <= EPB_MAX_VECTORS && !code; vector++)
				code = read_series(s, run, stage, unit, vector, cpus);
	free(cpus);
	return code;
}

/* ---------------------------------------------------------------------------------------------------- accounts ---- */

/* What was under way when we detached never found its end. */
static uint64_t left_over(const struct session *s, int stage)
{
	static const int calls[] = {
		[EPB_RAISE_IRQ] = EPB_CALL_RAISE + 1, [EPB_HANDLER] = EPB_CALL_HANDLER + 1,
		[EPB_AUX_QUERY] = EPB_CALL_AUX + 1,   [EPB_DOORBELL_ALLOC] = EPB_CALL_ALLOC + 1,
		[EPB_RING] = EPB_CALL_RING + 1,	      [EPB_NSTAGES] = 0,
	};
	uint64_t n = 0;
	size_t i;

	if (!s->detached)
		return 0;
	if (stage == EPB_TURNAROUND || stage == EPB_PING)
		for (i = 0; i < EPB_ECHOES; i++)
			n += s->skel->bss->echoes[stage == EPB_PING][i].start.t != 0;
	else if (stage == EPB_ROUND_TRIP)
		n = s->skel->bss->rc_test.tid && s->skel->bss->rc_test.phase == EPB_RC_RINGING;
	else if (calls[stage])
		for (i = 0; i < EPB_TASKS; i++)
			n += s->skel->bss->tasks[calls[stage] - 1][i].tid != 0;
	return n;
}

static uint64_t misses_of(const struct session *s, int hook)
{
	struct bpf_prog_info info = { 0 };
	uint32_t len = sizeof(info);

	if (s->variant[hook] == VARIANT_NONE ||
	    bpf_obj_get_info_by_fd(bpf_program__fd(hook_program(s, hook, s->variant[hook])), &info, &len))
		return 0;
	return info.recursion_misses;
}

static void fill_recorded(const struct run *run, struct account *a)
{
	size_t i;

	for (i = 0; i < run->nseries; i++) {
		const struct series *x = &run->series[i];

		if (strcmp(x->stage, a->stage) != 0)
			continue;
		a->recorded += x->h.count;
		a->overflow += x->h.slot[EPB_HIST_OVER] + x->h.slot[EPB_HIST_UNDER];
	}
}

static int read_account(struct session *s, struct run *run, int stage)
{
	struct account *a = run_add_account(run);
	uint64_t left = left_over(s, stage);
	int cpu, i;

	if (!a)
		return -ENOMEM;
	snprintf(a->stage, sizeof(a->stage), "%s", stage_info(stage)->name);
	for (cpu = 0; cpu < s->ncpus; cpu++) {
		const struct epb_account *from = &s->cpus[cpu].account[stage];

		a->seen += from->seen;
		a->unmatched += from->unmatched;
		a->no_slot += from->no_slot;
		a->ring_drops += from->ring_drops;
		a->completion += from->completion;
	}
	a->seen += left;
	a->unmatched += left;
	a->no_slot += s->no_slot[stage];
	fill_recorded(run, a);
	for (i = 0; i < EPB_NHOOKS; i++)
		if (hook_info(i)->stages & EPB_BIT(stage))
			a->missed += misses_of(s, i);
	return 0;
}

static int read_accounts(struct session *s, struct run *run)
{
	int stage, code = 0;

	for (stage = 0; stage < EPB_NSTAGES && !code; stage++)
		if (s->stages & EPB_BIT(stage))
			code = read_account(s, run, stage);
	return code;
}

/* --------------------------------------------------------------------------------------------------- doorbells ---- */

static void read_counts(struct session *s, uint32_t unit, struct epb_unit_count *sum)
{
	const __u64 *from;
	__u64 *to = (__u64 *)sum;
	size_t i;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for (cpu = 0; cpu < s->ncpus; cpu++) {
		from = (const __u64 *)&s->cpus[cpu].counts[unit];
		for (i = 0; i < sizeof(*sum) / sizeof(*from); i++)
			to[i] += from[i];
	}
}

/* How many vectors share the unit's interrupt; vNTB's first two doorbells are never rung. */
static int fan_out(const struct epb_unit *u)
{
	uint32_t skip = u->kind == EPB_UNIT_VNTB ? 2 : 0;

	if (u->type == EPB_DB_POLL || u->type == EPB_DB_PEER)
		return 0;
	return u->type == EPB_DB_EMBEDDED && u->ndb > skip ? (int)(u->ndb - skip) : 1;
}

static struct doorbell *find_doorbell(struct run *run, const char *device, const char *backend)
{
	size_t i;

	for (i = 0; i < run->ndoorbells; i++)
		if (!strcmp(run->doorbells[i].device, device) && !strcmp(run->doorbells[i].backend, backend))
			return &run->doorbells[i];
	return NULL;
}

static const char *driver_of_unit(uint32_t kind)
{
	static const char *const drivers[] = {
		[EPB_UNIT_VNTB] = "pci_epf_vntb",
		[EPB_UNIT_TEST] = "pci_epf_test",
		[EPB_UNIT_RC] = RC_DRIVER_NTB,
		[EPB_UNIT_RC_TEST] = RC_DRIVER_TEST,
	};

	return drivers[kind];
}

static void describe_unit(struct doorbell *d, const struct epb_unit *u, const struct unit_facts *f)
{
	snprintf(d->device, sizeof(d->device), "%s", u->name);
	snprintf(d->epc, sizeof(d->epc), "%s", u->epc_name);
	snprintf(d->function, sizeof(d->function), "%s", driver_of_unit(u->kind));
	snprintf(d->backend, sizeof(d->backend), "%s", f->backend);
	snprintf(d->chip, sizeof(d->chip), "%s", f->chip);
	snprintf(d->affinity, sizeof(d->affinity), "%s", f->affinity);
	d->hwirq = f->hwirq;
	d->virq = u->type == EPB_DB_POLL || u->type == EPB_DB_PEER ? -1 : unit_virq(u);
	d->vector = u->type == EPB_DB_POLL || u->type == EPB_DB_PEER ? -1 : 0;
	d->fan_out = fan_out(u);
	d->bar = u->bar;
	d->address = u->address;
	d->offset = u->offset;
	d->data = u->data;
}

static int read_doorbell(struct session *s, struct run *run, uint32_t unit)
{
	const struct epb_unit *u = &s->skel->bss->units[unit];
	struct epb_unit_count n;
	struct doorbell *d;

	read_counts(s, unit, &n);
	d = find_doorbell(run, u->name, s->facts[unit].backend);
	if (!d) {
		d = run_add_doorbell(run);
		if (!d)
			return -ENOMEM;
		describe_unit(d, u, &s->facts[unit]);
	}
	d->irqs += n.irqs;
	d->completions += n.completions;
	d->polls += n.polls;
	d->hits += n.hits;
	d->events += n.events;
	d->replies += n.replies;
	d->raises += n.raises;
	d->coalesced += n.coalesced;
	return 0;
}

static int read_doorbells(struct session *s, struct run *run)
{
	const struct epb_unit *units = s->skel->bss->units;
	int code = 0, rc;
	uint32_t i;

	learn_unit_facts(s);
	/* Those that ring here first. */
	for (rc = 0; rc < 2; rc++)
		for (i = 0; i < s->skel->bss->nunits && i < EPB_MAX_UNITS && !code; i++)
			if (units[i].claimed && (units[i].type == EPB_DB_PEER) == rc)
				code = read_doorbell(s, run, i);
	return code;
}

int session_snapshot(struct session *s, struct run *run, struct err *err)
{
	int code;

	session_drain(s);
	run_clear_series(run);
	run->naccounts = run->ncosts = run->nprices = run->ndoorbells = 0;
	code = read_doorbells(s, run);
	if (!code)
		code = read_all_series(s, run);
	if (!code)
		code = read_accounts(s, run);
	if (!code)
		code = read_costs(s, run);
	if (!code && !s->uncalibrated[0])
		code = read_prices(s, run);
	if (code)
		return err_set(err, code, "cannot read the kernel's maps: %s", strerror(-code));
	run->packets_lost = session_packets_lost(s);
	snprintf(run->env.attach, sizeof(run->env.attach), "%s",
		 s->hooks[s->opts.sides & EPB_SIDE_EP ? EPB_H_cmd_entry : EPB_H_ring_entry].attach);
	snprintf(run->env.correction, sizeof(run->env.correction), "%s", s->uncalibrated[0] ? "none" : "calibrated");
	snprintf(run->env.uncalibrated, sizeof(run->env.uncalibrated), "%s", s->uncalibrated);
	return 0;
}
