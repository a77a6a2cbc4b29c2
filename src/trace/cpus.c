// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CPUs' state, mapped: what hooks count there is read in place, and the intervals that they leave in its log are taken
 * out and counted here, in histograms of user space. What they had to count themselves, because the log was full, stands
 * in the kernel's histograms of the same series; snapshot.c adds the two.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trace/session_impl.h"

_Static_assert(SESSION_LOG == EPB_LOG, "what users of a session are told");

static size_t mapped_size(const struct session *s)
{
	size_t page = sysconf(_SC_PAGESIZE), size = (size_t)s->ncpus * sizeof(struct epb_cpu);

	return (size + page - 1) / page * page;
}

int cpus_map(struct session *s)
{
	void *at = mmap(NULL, mapped_size(s), PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(s->skel->maps.cpus), 0);

	if (at == MAP_FAILED)
		return -errno;
	s->cpus = at;
	return 0;
}

void cpus_unmap(struct session *s)
{
	size_t i;

	if (s->cpus)
		munmap(s->cpus, mapped_size(s));
	s->cpus = NULL;
	for (i = 0; i < sizeof(s->drained) / sizeof(s->drained[0]); i++) {
		free(s->drained[i]);
		s->drained[i] = NULL;
	}
	memset(s->no_slot, 0, sizeof(s->no_slot));
}

/* Until a hook has been sampled, its runs are taken to do nothing but be reached. */
static void guess_costs(struct epb_own *own)
{
	int i, way;

	for (i = 0; i < EPB_NHOOKS + EPB_NPOINTS; i++) {
		own->cost[i].head = own->price[i].head;
		for (way = 0; way < EPB_NWAYS; way++)
			own->cost[i].total[way] = own->price[i].full > own->rest ? own->price[i].full - own->rest : 0;
	}
}

void cpus_reset(struct session *s, bool keep_prices)
{
	struct epb_price price[EPB_NHOOKS + EPB_NPOINTS];
	uint64_t read, rest;
	int cpu;

	for (cpu = 0; cpu < s->ncpus; cpu++) {
		struct epb_cpu *c = &s->cpus[cpu];

		memcpy(price, c->own.price, sizeof(price));
		read = c->own.read;
		rest = c->own.rest;
		memset(c, 0, sizeof(*c));
		if (keep_prices) {
			memcpy(c->own.price, price, sizeof(price));
			c->own.read = read;
			c->own.rest = rest;
		}
		guess_costs(&c->own);
		c->own.so_far = (uint64_t)cpu << EPB_OWN_BITS;
		c->want = s->stages;
	}
}

/* The index of a series, claimed as the programs claim it (bpf/units.bpf.c), or -1. */
static int claim_series(struct session *s, uint64_t key)
{
	uint32_t stage = EPB_LOG_STAGE(key), unit = EPB_LOG_UNIT(key), vector = EPB_LOG_VECTOR(key), none = 0, index;
	uint32_t *slot;

	if (stage >= EPB_NSTAGES || unit > EPB_MAX_UNITS || vector > EPB_MAX_VECTORS)
		return -1;
	slot = &s->skel->bss->series_of[stage][unit][vector];
	index = __atomic_load_n(slot, __ATOMIC_RELAXED);
	if (!index) {
		if (s->skel->bss->nseries >= s->skel->rodata->max_series)
			return -1;
		index = __atomic_add_fetch(&s->skel->bss->nseries, 1, __ATOMIC_SEQ_CST);
		if (index > s->skel->rodata->max_series)
			return -1;
		if (!__atomic_compare_exchange_n(slot, &none, index, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			index = none;
	}
	return (int)index - 1;
}

/* Where intervals of that series and CPU are counted; NULL: no slot, or no memory. */
static struct epb_hist *drained_of(struct session *s, uint64_t key, int cpu)
{
	int series = claim_series(s, key), copies = s->opts.per_cpu ? s->ncpus : 1;

	if (series < 0)
		return NULL;
	if (!s->drained[series])
		s->drained[series] = calloc(copies, sizeof(struct epb_hist));
	return s->drained[series] ? &s->drained[series][s->opts.per_cpu ? cpu : 0] : NULL;
}

static size_t drain_cpu(struct session *s, int cpu)
{
	struct epb_interval *at, *end = s->cpus[cpu].log + EPB_LOG;
	struct epb_hist *h;
	size_t n = 0;

	for (at = s->cpus[cpu].log; at < end; at++) {
		uint64_t key = __atomic_load_n(&at->key, __ATOMIC_ACQUIRE);

		if (!key)
			continue;
		h = drained_of(s, key, cpu);
		if (h)
			epb_hist_count(h, at->v, at->raw, EPB_LOG_FLAGS(key));
		else if (EPB_LOG_STAGE(key) < EPB_NSTAGES)
			s->no_slot[EPB_LOG_STAGE(key)]++;
		n++;
		/* From here on the place may be written again. */
		__atomic_store_n(&at->key, 0, __ATOMIC_RELEASE);
	}
	return n;
}

size_t session_drain(struct session *s)
{
	size_t n, most = 0;
	int cpu;

	packets_drain(s);
	for (cpu = 0; cpu < s->ncpus; cpu++) {
		uint64_t logged = __atomic_load_n(&s->cpus[cpu].logged, __ATOMIC_RELAXED);

		if (!logged)
			continue;
		n = drain_cpu(s, cpu);
		most = n > most ? n : most;
	}
	return most;
}

uint64_t session_doorbells(struct session *s)
{
	uint64_t n = 0;
	int cpu;

	for (cpu = 0; cpu < s->ncpus; cpu++)
		n += s->cpus[cpu].doorbells;
	return n;
}
