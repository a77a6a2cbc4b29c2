/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_BPF_H
#define EPBELL_BPF_H
/*
 * What all programs share: the maps, the per-CPU state, the units, and the one way to record a stage.
 *
 * Every hook has the same shape. Its first act is a clock read, which is the end of whatever interval ends here; its
 * last act is another, which is the start of whatever begins. So a hook's own work lies between intervals, not inside
 * them, and the span between the two reads is added up as the hook's own cost.
 *
 * Nothing is dropped in silence: an event that should have ended a stage counts as seen, and every way out of recording
 * it has a counter (struct epb_account).
 *
 * Everything shared is declared here; variables are defined once, in units.bpf.c, which sets EPB_DEFINE. Maps are weak
 * definitions in each object instead: libbpf 1.1's linker loses the place of a map that another object only declares.
 */
#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "epbell/event.h"
#include "epbell/hist.h"
#include "epbell/hook.h"
#include "epbell/nest.h"
#include "epbell/stage.h"
#include "epbell/state.h"

#ifdef EPB_DEFINE
#define SHARED
#else
#define SHARED extern
#endif
#define WEAK_MAP __attribute__((weak))

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct epb_cpu);
} cpus WEAK_MAP SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, EPB_MAX_SERIES); /* user space sets what this run can need */
	__type(key, u32);
	__type(value, struct epb_hist);
} hists WEAK_MAP SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, EPB_NSTAGES);
	__type(key, u32);
	__type(value, struct epb_account);
} accounts WEAK_MAP SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, EPB_MAX_UNITS);
	__type(key, u32);
	__type(value, struct epb_unit_count);
} counts WEAK_MAP SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events WEAK_MAP SEC(".maps");

/* Set before loading. */
SHARED const volatile __u64 want_stages;
SHARED const volatile __u32 want_types; /* set of 1 << enum epb_db_type */
SHARED const volatile __u32 max_series;
SHARED const volatile __u32 hz;
SHARED const volatile __u32 vector_base; /* ntb_db_event's vector of qp 0: 1 before 7.2 (7c54a7152588) */
SHARED const volatile bool per_vector;
SHARED const volatile bool threaded; /* handlers are forced into threads */

/* Shared with user space through the mapped section. */
SHARED struct epb_unit units[EPB_MAX_UNITS];
SHARED __u32 nunits;
/* The role of each interrupt, enum epb_virq_role. */
SHARED __u8 virq_role[EPB_MAX_VIRQ];
/* The kernel has eDMA lines: an embedded doorbell without a parent's frame is then a miss, else another vendor's. */
SHARED __u32 edma_lines;
/*
 * 1 + index into hists of each (stage, unit, 1 + vector). Vector 0 here: all vectors together. Unit EPB_NO_UNIT: stages
 * that no device has yet (set-up).
 */
SHARED __u32 series_of[EPB_NSTAGES][EPB_MAX_UNITS + 1][EPB_MAX_VECTORS + 1];
SHARED __u32 nseries;

SHARED struct epb_unit_state states[EPB_MAX_UNITS];

SHARED struct epb_echo echoes[EPB_ECHOES];

/*
 * Counters are added to atomically though they are per CPU: programs in process context run preemptible, and an
 * interrupt's program may count in the middle of their load and store. On LSE it is one instruction.
 */
#define COUNT(counter) ((void)__sync_fetch_and_add(&(counter), 1))

/* ------------------------------------------------------------------------------------------------- hooks' shape --- */

static __always_inline struct epb_cpu *this_cpu(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&cpus, &zero);
}

/* Close a hook that began at @t0; returns the last clock read, the start of what begins here. */
static __always_inline u64 hook_end(struct epb_cpu *cpu, enum epb_hook hook, u64 t0)
{
	u64 t1 = bpf_ktime_get_ns();

	cpu->cost[hook].count++;
	cpu->cost[hook].ns += t1 - t0;
	return t1;
}

static __always_inline bool wanted(enum epb_stage stage)
{
	return want_stages & EPB_BIT(stage);
}

/* ----------------------------------------------------------------------------------------------------- recording --- */

static __always_inline struct epb_account *account_of(enum epb_stage stage)
{
	u32 key = stage;

	return bpf_map_lookup_elem(&accounts, &key);
}

static __always_inline struct epb_unit_count *count_of(u32 unit)
{
	return bpf_map_lookup_elem(&counts, &unit);
}

/* The histogram of a series, claimed at its first value. NULL: none is free. */
static __always_inline struct epb_hist *hist_of(enum epb_stage stage, u32 unit, u32 vector)
{
	u32 *slot, index;

	if (unit > EPB_MAX_UNITS || vector > EPB_MAX_VECTORS)
		return 0;
	slot = &series_of[stage][unit][vector];
	index = *slot;
	if (!index) {
		if (nseries >= max_series)
			return 0;
		index = __sync_fetch_and_add(&nseries, 1) + 1;
		if (index > max_series)
			return 0;
		/* Two CPUs may both claim: the first wins, the other index stays empty. */
		if (__sync_val_compare_and_swap(slot, 0, index))
			index = *slot;
	}
	index--;
	return bpf_map_lookup_elem(&hists, &index);
}

/* The one way to record a stage: an interval that began at @start and ended at @end. start 0: unknown. */
static __always_inline void record_vector(enum epb_stage stage, u32 unit, u32 vector, u64 start, u64 end)
{
	struct epb_account *a;
	struct epb_hist *h;
	u64 v = end - start;

	if (!wanted(stage))
		return;
	a = account_of(stage);
	if (!a)
		return;
	COUNT(a->seen);
	if (!start) {
		COUNT(a->unmatched);
		return;
	}
	h = hist_of(stage, unit, per_vector ? vector : 0);
	if (!h) {
		COUNT(a->no_slot);
		return;
	}
	if ((s64)v < 0) {
		COUNT(h->slot[EPB_HIST_UNDER]);
		return;
	}
	u32 i = epb_hist_index(v);

	if (i >= EPB_HIST_OVER) {
		COUNT(h->slot[EPB_HIST_OVER]);
		return;
	}
	if (~v > h->not_min)
		h->not_min = ~v;
	if (v > h->max)
		h->max = v;
	__sync_fetch_and_add(&h->sum, v);
	COUNT(h->slot[i]);
}

static __always_inline void record(enum epb_stage stage, u32 unit, u64 start, u64 end)
{
	record_vector(stage, unit, 0, start, end);
}

enum epb_outcome {
	EPB_UNMATCHED,
	EPB_NEST_OVERFLOW,
	EPB_NO_SLOT,
	EPB_COMPLETION,
};

/* An event that should have ended @stage and is not recorded. */
static __always_inline void record_not(enum epb_stage stage, enum epb_outcome why)
{
	struct epb_account *a;

	if (!wanted(stage))
		return;
	a = account_of(stage);
	if (!a)
		return;
	COUNT(a->seen);
	if (why == EPB_UNMATCHED)
		COUNT(a->unmatched);
	else if (why == EPB_NEST_OVERFLOW)
		COUNT(a->nest_overflow);
	else if (why == EPB_NO_SLOT)
		COUNT(a->no_slot);
	else
		COUNT(a->completion);
}

/* --------------------------------------------------------------------------------------------------------- units --- */

#define EPB_NO_UNIT EPB_MAX_UNITS

#define UNIT_BY(name, field)                                                                                           \
	static __always_inline u32 name(u64 key)                                                                       \
	{                                                                                                              \
		u32 i, n = nunits;                                                                                     \
                                                                                                                       \
		for (i = 0; i < EPB_MAX_UNITS && i < n; i++)                                                           \
			if (units[i].field == key && units[i].dev)                                                     \
				return i;                                                                              \
		return EPB_NO_UNIT;                                                                                    \
	}
UNIT_BY(unit_by_dev, dev)
UNIT_BY(unit_by_ndev, ndev)
UNIT_BY(unit_by_epc, epc)
UNIT_BY(unit_by_epf, epf)
UNIT_BY(unit_by_cmd_work, cmd_work)
UNIT_BY(unit_by_reply_work, reply_work)

/* units.bpf.c; not inlined: cold, and called from hot programs. */
u32 unit_learn(u64 dev, u32 kind);
u64 ndev_of(u64 dev);

/*
 * An index that was compared already, masked where the verifier can see it: the compiler likes to forget the comparison
 * or to move it.
 */
static __always_inline u64 bounded(u64 index, const u64 mask)
{
	asm volatile("%0 &= %1" : "+r"(index) : "i"(mask));
	return index;
}

static __always_inline struct epb_unit *unit_of(u32 unit)
{
	return unit < EPB_MAX_UNITS ? &units[bounded(unit, EPB_MAX_UNITS - 1)] : 0;
}

static __always_inline struct epb_unit_state *state_of(u32 unit)
{
	return unit < EPB_MAX_UNITS ? &states[bounded(unit, EPB_MAX_UNITS - 1)] : 0;
}

static __always_inline u32 type_of_unit(u32 unit)
{
	struct epb_unit *u = unit_of(unit);

	return u ? u->type : ~0U;
}

/*
 * A kernel pointer as a plain number, for functions that take numbers: the verifier remembers a pointer's type through
 * registers and stack, but not through a map. One slot a hook, and no hook interrupts itself.
 */
static __always_inline u64 number_of(struct epb_cpu *cpu, enum epb_hook hook, const void *ptr)
{
	volatile __u64 *slot = &cpu->scratch[hook];

	*slot = (u64)ptr;
	return *slot;
}

/* --------------------------------------------------------------------------------- functions that may sleep: tasks --- */

SHARED struct epb_task tasks[EPB_NCALLS][EPB_TASKS];

static __always_inline struct epb_task *task_slot(enum epb_call call, u32 tid)
{
	return &tasks[call][tid & (EPB_TASKS - 1)];
}

/* The slot of this task's call under way, now free for others, or NULL. Its fields stay valid until then. */
static __always_inline struct epb_task *task_leave(enum epb_call call, u32 tid)
{
	struct epb_task *t = task_slot(call, tid);

	if (t->tid != tid)
		return 0;
	t->tid = 0;
	return t;
}

static __always_inline u32 this_tid(void)
{
	return (u32)bpf_get_current_pid_tgid();
}

/* --------------------------------------------------------------------------------------- two ways to attach a hook --- */

/*
 * Read a field of a kernel object. In an fentry or tp_btf program (btf is true, a constant) the verifier knows the type
 * and a plain load is cheap and safe; elsewhere it takes a helper call.
 */
#define READ(btf, ptr, field) ((btf) ? (ptr)->field : BPF_CORE_READ(ptr, field))

/* A hook on a function's entry, as fentry and as kprobe. Arguments are (type, name) pairs for the body. */
#define HOOK_ENTRY(sym, fn, args, pass)                                                                                \
	SEC("?fentry/" fn) int BPF_PROG(f_##sym, EPB_UNPACK args)                                                      \
	{                                                                                                              \
		sym(true, EPB_UNPACK pass);                                                                            \
		return 0;                                                                                              \
	}                                                                                                              \
	SEC("?kprobe/" fn) int BPF_KPROBE(k_##sym, EPB_UNPACK args)                                                    \
	{                                                                                                              \
		sym(false, EPB_UNPACK pass);                                                                           \
		return 0;                                                                                              \
	}

/* A hook on a function's exit, as fexit and as kretprobe; the body gets the returned value, not the arguments. */
#define HOOK_EXIT(sym, fn)                                                                                             \
	SEC("?fexit/" fn) int f_##sym(u64 *ctx)                                                                        \
	{                                                                                                              \
		u64 ret = 0;                                                                                           \
                                                                                                                       \
		bpf_get_func_ret(ctx, &ret);                                                                           \
		sym((s32)ret);                                                                                         \
		return 0;                                                                                              \
	}                                                                                                              \
	SEC("?kretprobe/" fn) int BPF_KRETPROBE(k_##sym, s32 ret)                                                      \
	{                                                                                                              \
		sym(ret);                                                                                              \
		return 0;                                                                                              \
	}

/* A tracepoint, with BTF and raw. */
#define HOOK_TP(sym, tp, args, pass)                                                                                   \
	SEC("?tp_btf/" tp) int BPF_PROG(f_##sym, EPB_UNPACK args)                                                      \
	{                                                                                                              \
		sym(true, EPB_UNPACK pass);                                                                            \
		return 0;                                                                                              \
	}                                                                                                              \
	SEC("?raw_tp/" tp) int BPF_PROG(k_##sym, EPB_UNPACK args)                                                      \
	{                                                                                                              \
		sym(false, EPB_UNPACK pass);                                                                           \
		return 0;                                                                                              \
	}

#define EPB_UNPACK(...) __VA_ARGS__

#endif /* EPBELL_BPF_H */
