/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_BPF_H
#define EPBELL_BPF_H
/*
 * What all programs share: the maps, the per-CPU state, the units, and the one way to record a stage.
 *
 * Every hook has the same shape. It finds its CPU's state and enters (hook_enter); its filter tells whether the event
 * concerns us, and if not, it leaves (hook_skip). Else a clock read makes the stamp that ends and begins intervals here
 * (hook_begin), and hook_end closes, so that what it took is known and can be taken out of every interval around it: price.h.
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
#include "epbell/price.h"
#include "epbell/stage.h"
#include "epbell/state.h"

/* Since 6.2: memory at any address as an object of the kernel's type that an id names; the verifier makes it a load. */
extern void *bpf_rdonly_cast(const void *from, __u32 type) __ksym __weak;

#ifdef EPB_DEFINE
#define SHARED
#else
#define SHARED extern
#endif
#define WEAK_MAP __attribute__((weak))

/* By CPU. An array that user space maps, not a per-CPU one: those cannot be. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* user space sets how many CPUs there are */
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
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} events WEAK_MAP SEC(".maps");

/* Packets, where they are wanted; user space sets its size. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} packets WEAK_MAP SEC(".maps");

/* Set before loading. */
SHARED const volatile __u32 want_types; /* set of 1 << enum epb_db_type */
SHARED const volatile __u32 max_series;
SHARED const volatile __u32 hz;
SHARED const volatile bool per_vector;
SHARED const volatile bool threaded; /* handlers are forced into threads */
SHARED const volatile bool want_packets;
SHARED const volatile bool count_replies; /* no endpoint is recorded: doorbells are those of replies */

/* Shared with user space through the mapped section. */
SHARED struct epb_unit units[EPB_MAX_UNITS];
SHARED __u32 nunits;
/* The role of each interrupt, enum epb_virq_role. */
SHARED __u8 virq_role[EPB_MAX_VIRQ];
/* The interrupt domain that the outermost generic_handle_domain_irq() is called with; 0: not learned, see learn_root(). */
SHARED __u64 root_domain;
/* The kernel has eDMA lines: an embedded doorbell without a parent's frame is then a miss, else another vendor's. */
SHARED __u32 edma_lines;
/*
 * 1 + index into hists of each (stage, unit, 1 + vector). Vector 0 here: all vectors together. Unit EPB_NO_UNIT: stages
 * that no device has yet (set-up).
 */
SHARED __u32 series_of[EPB_NSTAGES][EPB_MAX_UNITS + 1][EPB_MAX_VECTORS + 1];
SHARED __u32 nseries;

SHARED struct epb_unit_state states[EPB_MAX_UNITS];

/* Of the endpoint, and of the root complex: in one kernel they have the same keys. */
SHARED struct epb_echo echoes[2][EPB_ECHOES];
SHARED struct epb_rc_test rc_test;

/* Which queue is whose, learned at its first event; forgotten when a link or a device goes, since memory is reused. */
SHARED struct epb_queue queues[EPB_QUEUES];
SHARED __u32 nqueues;

/*
 * Counters are added to atomically though they are per CPU: programs in process context run preemptible, and an
 * interrupt's program may count in the middle of their load and store. On LSE it is one instruction.
 */
#define COUNT(counter) ((void)__sync_fetch_and_add(&(counter), 1))

/*
 * An index that was compared already, masked where the verifier can see it: the compiler likes to forget the comparison
 * or to move it.
 */
static __always_inline u64 bounded(u64 index, const u64 mask)
{
	asm volatile("%0 &= %1" : "+r"(index) : "i"(mask));
	return index;
}

/*
 * The same number, of which the verifier knows nothing any more. It follows every value that a search loop may end with
 * through all the rest of the program, sixteen times the work; so the loop ends with a value that could be any. @any must
 * be unknown to it in all 64 bits.
 */
static __always_inline u64 forget(u64 number, u64 any)
{
	asm volatile("%0 += %1; %0 -= %1" : "+r"(number) : "r"(any));
	return number;
}

/* ------------------------------------------------------------------------------------------------- hooks' shape --- */

static __always_inline struct epb_cpu *this_cpu(void)
{
	u32 id = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&cpus, &id);
}

/* The first thing a hook does; returns its first clock read, or 0 in a run that is not sampled. */
static __always_inline u64 hook_enter(struct epb_cpu *cpu, u32 hook)
{
	return epb_own_samples(&cpu->own, hook) ? bpf_ktime_get_ns() : 0;
}

/* The event is ours: the moment that ends and begins intervals. */
static __always_inline struct epb_stamp hook_begin(struct epb_cpu *cpu, u32 hook, u64 pre)
{
	return epb_own_stamp(&cpu->own, hook, pre, bpf_ktime_get_ns());
}

/* The hook is done; its run has gone @way: EPB_WAY_0, or _1 where runs go two ways that differ in length. */
static __always_inline void hook_end_way(struct epb_cpu *cpu, u32 hook, u64 pre, const struct epb_stamp *now, u32 way)
{
	struct epb_own *o = &cpu->own;
	u64 grown;

	if (way)
		o->cost[hook].ways[way]++;
	if (!pre) {
		epb_own_estimate(o, hook, way);
		return;
	}
	grown = o->so_far + o->price[hook].head + (now->t - pre) - now->own;
	epb_own_close(o, hook, way, pre, now->t, bpf_ktime_get_ns(), grown);
}

static __always_inline void hook_end(struct epb_cpu *cpu, u32 hook, u64 pre, const struct epb_stamp *now)
{
	hook_end_way(cpu, hook, pre, now, EPB_WAY_0);
}

/* The event is not ours. */
static __always_inline void hook_skip(struct epb_cpu *cpu, u32 hook, u64 pre)
{
	struct epb_own *o = &cpu->own;

	o->cost[hook].ways[EPB_WAY_SKIP]++;
	if (pre)
		epb_own_close(o, hook, EPB_WAY_SKIP, pre, 0, bpf_ktime_get_ns(), 0);
	else
		epb_own_estimate(o, hook, EPB_WAY_SKIP);
}

static __always_inline bool wanted(const struct epb_cpu *cpu, enum epb_stage stage)
{
	return cpu->want & EPB_BIT(stage);
}

/* ----------------------------------------------------------------------------------------------------- recording --- */

static __always_inline struct epb_unit_count *count_of(struct epb_cpu *cpu, u32 unit)
{
	return unit < EPB_MAX_UNITS ? &cpu->counts[bounded(unit, EPB_MAX_UNITS - 1)] : 0;
}

/* units.bpf.c: what user space does with the intervals it finds in the log, done at once. */
int record_now(u64 key, u64 v, u64 raw);

/* The one way to record a stage: the interval from @from (t 0: unknown) to @to. */
static __always_inline void record_vector(struct epb_cpu *cpu, enum epb_stage stage, u32 unit, u32 vector,
					  const struct epb_stamp *from, const struct epb_stamp *to)
{
	struct epb_account *a = &cpu->account[stage];
	struct epb_interval *place;
	u64 v, raw, key;
	u32 flags;

	if (!wanted(cpu, stage))
		return;
	COUNT(a->seen);
	if (!from->t) {
		COUNT(a->unmatched);
		return;
	}
	raw = to->t - from->t;
	flags = epb_own_correct(from, to, &v) ? EPB_UNCORRECTED : 0;
	if ((s64)raw < 0)
		flags = EPB_BACKWARDS;
	key = EPB_LOG_KEY(stage, unit, per_vector ? vector : 0, flags);
	place = &cpu->log[bounded(__sync_fetch_and_add(&cpu->logged, 1), EPB_LOG - 1)];
	if (place->key) {
		record_now(key, v, raw);
		return;
	}
	place->v = v;
	place->raw = raw;
	/* With a full barrier: who sees the key sees the rest. */
	__sync_lock_test_and_set(&place->key, key);
}

static __always_inline void record(struct epb_cpu *cpu, enum epb_stage stage, u32 unit, const struct epb_stamp *from,
				   const struct epb_stamp *to)
{
	record_vector(cpu, stage, unit, 0, from, to);
}

/*
 * An interval that a timer ends: what hooks take meanwhile does not lengthen it, and heads are at both its ends. @from in
 * ns, 0: unknown.
 */
static __always_inline void record_timed(struct epb_cpu *cpu, enum epb_stage stage, u32 unit, u64 from,
					 const struct epb_stamp *to)
{
	struct epb_stamp start = { .t = from, .own = to->own };

	record(cpu, stage, unit, &start, to);
}

enum epb_outcome {
	EPB_UNMATCHED,
	EPB_NO_SLOT,
	EPB_COMPLETION,
};

/* An event that should have ended @stage and is not recorded. */
static __always_inline void record_not(struct epb_cpu *cpu, enum epb_stage stage, enum epb_outcome why)
{
	struct epb_account *a = &cpu->account[stage];

	if (!wanted(cpu, stage))
		return;
	COUNT(a->seen);
	if (why == EPB_UNMATCHED)
		COUNT(a->unmatched);
	else if (why == EPB_NO_SLOT)
		COUNT(a->no_slot);
	else
		COUNT(a->completion);
}

/* Take the stamp in @slot, which another CPU may be about to set again: its owner writes own first and t last. */
static __always_inline struct epb_stamp stamp_take(struct epb_stamp *slot)
{
	struct epb_stamp s = { .own = *(volatile __u64 *)&slot->own };

	s.t = __sync_lock_test_and_set(&slot->t, 0);
	return s;
}

/* Put @s into @slot unless an older one is there; true: it was free. */
static __always_inline bool stamp_first(struct epb_stamp *slot, const struct epb_stamp *s)
{
	if (*(volatile __u64 *)&slot->t)
		return false;
	slot->own = s->own;
	return !__sync_val_compare_and_swap(&slot->t, 0, s->t);
}

/* --------------------------------------------------------------------------------------------------------- units --- */

#define EPB_NO_UNIT EPB_MAX_UNITS

#define UNIT_BY(name, field)                                                                                           \
	static __always_inline u32 name(u64 key)                                                                       \
	{                                                                                                              \
		u32 i, n = nunits;                                                                                     \
		u64 dev;                                                                                               \
                                                                                                                       \
		for (i = 0; i < EPB_MAX_UNITS && i < n; i++) {                                                         \
			dev = units[i].dev;                                                                            \
			if (units[i].field == key && dev)                                                              \
				return forget(i, dev);                                                                 \
		}                                                                                                      \
		return EPB_NO_UNIT;                                                                                    \
	}
UNIT_BY(unit_by_dev, dev)
UNIT_BY(unit_by_ndev, ndev)
UNIT_BY(unit_by_epc, epc)
UNIT_BY(unit_by_epf, epf)
UNIT_BY(unit_by_cmd_work, cmd_work)

/* ntb_db_event's vector of queue 0: from 0 since the series that brought the work item (7c54a7152588, 84dd5950df2f). */
static __always_inline u32 vector_base(void)
{
	return !bpf_core_field_exists(struct epf_ntb, peer_db_work);
}

/* units.bpf.c; not inlined: cold, and called from hot programs. */
u32 unit_learn(u64 dev, u32 kind);
u32 unit_learn_rc(u64 dev, u32 kind);
u64 ndev_of(u64 dev);
u64 queue_learn(u64 qp);
/* irq.bpf.c */
int announce_rest(u32 unit, u64 open);
int vector_of(u32 unit, u32 irq);

/* The number of the lowest bit that is set; @any as for forget(). */
static __always_inline u64 lowest_bit(u64 bits, u64 any)
{
	return forget(epb_log2(bits & -bits), any);
}

static __always_inline struct epb_unit *unit_of(u32 unit)
{
	return unit < EPB_MAX_UNITS ? &units[bounded(unit, EPB_MAX_UNITS - 1)] : 0;
}

static __always_inline struct epb_unit_state *state_of(u32 unit)
{
	return unit < EPB_MAX_UNITS ? &states[bounded(unit, EPB_MAX_UNITS - 1)] : 0;
}

/* Is the root complex's side recorded? A constant to the verifier, which need not walk what comes of it. */
static __always_inline bool side_rc(void)
{
	return want_types & (1U << EPB_DB_PEER);
}

/* Is it the root complex's? */
static __always_inline bool unit_is_rc(u32 unit)
{
	struct epb_unit *u;

	if (!side_rc())
		return false;
	u = unit_of(unit);
	return u && u->kind == EPB_UNIT_RC;
}

/* An echo has passed all its points of one side. */
static __always_inline void packet_done(struct epb_cpu *cpu, struct epb_packet *packet)
{
	if (bpf_ringbuf_output(&packets, packet, sizeof(*packet), BPF_RB_NO_WAKEUP))
		COUNT(cpu->packets_lost);
}

static __always_inline struct epb_echo *echo_at(u32 rc, u32 index)
{
	return &echoes[rc & 1][bounded(index, EPB_ECHOES - 1)];
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

/* Eight bytes of kernel memory. Where the kernel has the cast, a plain load; else a helper call. */
static __always_inline u64 load_u64(const void *from)
{
	u64 v = 0;

	if (bpf_rdonly_cast)
		return ((struct timespec64 *)bpf_rdonly_cast(from, bpf_core_type_id_kernel(struct timespec64)))->tv_sec;
	bpf_probe_read_kernel(&v, sizeof(v), from);
	return v;
}

/* -------------------------------------------------------------------------------------------------------- queues --- */

/* The transport queue at @qp: index into queues, learned if it is new; EPB_QUEUES: none is free. */
static __always_inline u64 queue_of(u64 qp)
{
	u32 i, n = nqueues;
	u64 known;

	for (i = 0; i < EPB_QUEUES && i < n; i++) {
		known = queues[i].qp;
		if (known == qp)
			return forget(i, known);
	}
	return queue_learn(qp);
}

static __always_inline struct epb_queue *queue_at(u64 i)
{
	return i < EPB_QUEUES ? &queues[bounded(i, EPB_QUEUES - 1)] : 0;
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

/* A call begins in this task at @now; returns its slot. @lost: what is unmatched if the slot's older call never ended. */
static __always_inline struct epb_task *task_enter(struct epb_cpu *cpu, enum epb_call call, u32 tid,
						   enum epb_stage lost)
{
	struct epb_task *t = task_slot(call, tid);

	if (t->tid)
		record_not(cpu, lost, EPB_UNMATCHED);
	t->tid = tid;
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

/*
 * Nothing is wanted any more once user space begins to detach, which takes seconds: what hooks still see then has
 * neighbours that are gone, and would be paired with what those saw last.
 *
 * What every hook begins with: @call is the body's call, with its CPU's state and what hook_enter() returned. */
#define EPB_ENTERED(sym, call)                                                                                         \
	do {                                                                                                           \
		struct epb_cpu *cpu = this_cpu();                                                                      \
		u64 pre;                                                                                               \
                                                                                                                       \
		if (!cpu || !cpu->want)                                                                                \
			return 0;                                                                                      \
		pre = hook_enter(cpu, EPB_H_##sym);                                                                    \
		call;                                                                                                  \
	} while (0)

/*
 * A hook on a function's entry, as fentry and as kprobe; the body is sym(btf, cpu, pre, arguments). Arguments are
 * (type, name) pairs.
 */
#define HOOK_ENTRY(sym, fn, args, pass)                                                                                \
	SEC("?fentry/" fn) int BPF_PROG(f_##sym, EPB_UNPACK args)                                                      \
	{                                                                                                              \
		EPB_ENTERED(sym, sym(true, cpu, pre, EPB_UNPACK pass));                                                \
		return 0;                                                                                              \
	}                                                                                                              \
	SEC("?kprobe/" fn) int BPF_KPROBE(k_##sym, EPB_UNPACK args)                                                    \
	{                                                                                                              \
		EPB_ENTERED(sym, sym(false, cpu, pre, EPB_UNPACK pass));                                               \
		return 0;                                                                                              \
	}

/* A hook on a function's exit, as fexit and as kretprobe; the body, sym(cpu, pre), has no arguments of the call. */
#define HOOK_EXIT(sym, fn)                                                                                             \
	SEC("?fexit/" fn) int f_##sym(u64 *ctx)                                                                        \
	{                                                                                                              \
		EPB_ENTERED(sym, sym(cpu, pre));                                                                       \
		return 0;                                                                                              \
	}                                                                                                              \
	SEC("?kretprobe/" fn) int k_##sym(struct pt_regs *ctx)                                                         \
	{                                                                                                              \
		EPB_ENTERED(sym, sym(cpu, pre));                                                                       \
		return 0;                                                                                              \
	}

/* The same with the value that was returned; the body is sym(cpu, pre, ret). */
#define HOOK_EXIT_RET(sym, fn)                                                                                         \
	SEC("?fexit/" fn) int f_##sym(u64 *ctx)                                                                        \
	{                                                                                                              \
		u64 ret = 0;                                                                                           \
                                                                                                                       \
		bpf_get_func_ret(ctx, &ret);                                                                           \
		EPB_ENTERED(sym, sym(cpu, pre, (s32)ret));                                                             \
		return 0;                                                                                              \
	}                                                                                                              \
	SEC("?kretprobe/" fn) int BPF_KRETPROBE(k_##sym, s32 ret)                                                      \
	{                                                                                                              \
		EPB_ENTERED(sym, sym(cpu, pre, ret));                                                                  \
		return 0;                                                                                              \
	}

/* A hook that only tells user space of something; the body, sym(arguments), records no interval. */
#define HOOK_TELLS(sym, fn, args, pass)                                                                                \
	SEC("?fentry/" fn) int BPF_PROG(f_##sym, EPB_UNPACK args)                                                      \
	{                                                                                                              \
		EPB_ENTERED(sym, sym(EPB_UNPACK pass); hook_skip(cpu, EPB_H_##sym, pre));                              \
		return 0;                                                                                              \
	}                                                                                                              \
	SEC("?kprobe/" fn) int BPF_KPROBE(k_##sym, EPB_UNPACK args)                                                    \
	{                                                                                                              \
		EPB_ENTERED(sym, sym(EPB_UNPACK pass); hook_skip(cpu, EPB_H_##sym, pre));                              \
		return 0;                                                                                              \
	}

/* A tracepoint, with BTF and raw. */
#define HOOK_TP(sym, tp, args, pass)                                                                                   \
	SEC("?tp_btf/" tp) int BPF_PROG(f_##sym, EPB_UNPACK args)                                                      \
	{                                                                                                              \
		EPB_ENTERED(sym, sym(true, cpu, pre, EPB_UNPACK pass));                                                \
		return 0;                                                                                              \
	}                                                                                                              \
	SEC("?raw_tp/" tp) int BPF_PROG(k_##sym, EPB_UNPACK args)                                                      \
	{                                                                                                              \
		EPB_ENTERED(sym, sym(false, cpu, pre, EPB_UNPACK pass));                                               \
		return 0;                                                                                              \
	}

#define EPB_UNPACK(...) __VA_ARGS__

#endif /* EPBELL_BPF_H */
