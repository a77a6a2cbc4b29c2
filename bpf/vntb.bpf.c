// SPDX-License-Identifier: GPL-2.0-only
/*
 * pci-epf-vntb: the poll, the doorbell event that leaves it, and the reply until the controller is asked to raise an
 * interrupt.
 */
#include "epbell.bpf.h"

#define NSEC_PER_SEC 1000000000ULL

/*
 * How late a poll runs. The work is armed for msecs_to_jiffies(5) ticks, and the timer wheel fires a timer in the tick
 * after its expiry, so it is due ticks_armed() ticks after the tick in which it was armed (12 ms at HZ=250). Ticks fall
 * on a fixed grid of the monotonic clock whose phase we do not know: it is taken from the earliest poll seen so far, so
 * lateness is relative to the luckiest one.
 */
static __always_inline u64 ticks_armed(void)
{
	return (5 * hz + 999) / 1000 + 1;
}

static __always_inline void poll_lateness(struct epb_unit_state *s, u32 unit, u64 now)
{
	u64 zero = s->tick_zero, tick, due;

	if (!hz || !wanted(EPB_POLL_LATENESS))
		return;
	if (!zero || !s->poll_entry) {
		s->tick_zero = now;
		return;
	}
	tick = (s->poll_entry - zero) * hz / NSEC_PER_SEC;
	due = zero + (tick + ticks_armed()) * NSEC_PER_SEC / hz;
	if ((s64)(now - due) < 0) {
		s->tick_zero = zero - (due - now);
		due = now;
	}
	record(EPB_POLL_LATENESS, unit, due, now);
}

static __always_inline void cmd_entry(bool btf, struct work_struct *work)
{
	u64 t0 = bpf_ktime_get_ns();
	struct epb_cpu *cpu = this_cpu();
	u32 unit = unit_by_cmd_work((u64)work);
	struct epb_unit_state *s;
	struct epb_unit_count *n;
	struct epb_unit *u;

	if (!cpu)
		return;
	if (unit == EPB_NO_UNIT)
		unit = unit_learn(number_of(cpu, EPB_H_cmd_entry, work) -
					  bpf_core_field_offset(struct epf_ntb, cmd_handler),
				  EPB_UNIT_VNTB);
	u = unit_of(unit);
	s = state_of(unit);
	n = count_of(unit);
	if (!u || !s || !n)
		return;
	/* The NTB device comes and goes with the link's driver; this work runs again whenever it has come. */
	u->ndev = ndev_of(u->dev);
	if (u->type == EPB_DB_POLL) {
		COUNT(n->polls);
		if (s->poll_entry)
			record(EPB_POLL_PERIOD, unit, s->poll_entry, t0);
		poll_lateness(s, unit, t0);
		s->poll_entry = t0;
		s->poll_hit = 0;
	}
	hook_end(cpu, EPB_H_cmd_entry, t0);
}
HOOK_ENTRY(cmd_entry, "epf_ntb_cmd_handler", (struct work_struct * work), (work))

/* When what this event announces began: its interrupt, or the poll that found it. */
static __always_inline u64 event_start(struct epb_cpu *cpu, struct epb_unit_state *s, struct epb_frame *f, u64 t0)
{
	if (f)
		return cpu->nest.frame[0].start;
	return s->thread_now ? s->thread_now : t0;
}

static __always_inline void db_event(bool btf, struct ntb_dev *ntb, int vector)
{
	u32 unit = unit_by_ndev((u64)ntb), v = vector - vector_base;
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit *u = unit_of(unit);
	struct epb_unit_count *n;
	struct epb_pending *p;
	struct epb_frame *f;
	struct epb_cpu *cpu;
	bool dma, first;
	u64 t0, start;

	/* The root complex's own NTB device, or one that is not learned. */
	if (!s || !u || v >= EPB_MAX_VECTORS)
		return;
	/*
	 * One embedded doorbell announces every vector, also those of queues that nobody opened; that is most of them.
	 * They must cost next to nothing, so they are only counted once it is known which queues have a tasklet.
	 */
	if (s->served && !(s->served & (1ULL << v))) {
		COUNT(u->idle_events);
		return;
	}
	t0 = bpf_ktime_get_ns();
	cpu = this_cpu();
	n = count_of(unit);
	if (!cpu || !n)
		return;
	COUNT(n->events);
	f = epb_nest_at(&cpu->nest, 0);
	if (u->type == EPB_DB_POLL) {
		f = 0;
		if (!s->poll_hit) {
			s->poll_hit = 1;
			COUNT(n->hits);
			cpu->doorbells++;
		}
	}
	start = event_start(cpu, s, f, t0);
	dma = f ? f->flags & EPB_FRAME_DMA : start == EPB_COMPLETION_MARK;
	p = &s->pending[bounded(v, EPB_MAX_VECTORS - 1)];
	/* The first unserved event counts, once the queue's tasklet is known to run. And a doorbell outranks a completion. */
	first = !p->event || !s->served || (p->completion && !dma);
	if (first) {
		p->start = start;
		p->completion = dma;
	}
	t0 = hook_end(cpu, EPB_H_db_event, t0);
	if (first)
		p->event = t0;
}
HOOK_ENTRY(db_event, "ntb_db_event", (struct ntb_dev * ntb, int vector), (ntb, vector))

static __always_inline u32 lowest_bit(u64 bits)
{
	return epb_log2(bits & -bits);
}

static __always_inline void db_set(bool btf, struct ntb_dev *ntb, u64 db_bits)
{
	u64 t0 = bpf_ktime_get_ns(), copied, residency;
	struct epb_cpu *cpu = this_cpu();
	u32 unit = unit_by_ndev((u64)ntb), queue;
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit_count *n = count_of(unit);

	if (!cpu || !s || !n || !db_bits)
		return;
	COUNT(n->replies);
	queue = bounded(lowest_bit(db_bits), EPB_MAX_VECTORS - 1);
	/* A doorbell that no packet preceded (ntb_pingpong's) has nothing to flush. */
	copied = __sync_lock_test_and_set(&s->tx_copy[queue], 0);
	if (copied)
		record_vector(EPB_TX_FLUSH, unit, queue + 1, copied, t0);
	residency = __sync_lock_test_and_set(&s->residency_tx, 0);
	if (residency && __sync_val_compare_and_swap(&s->residency_queue, 0, residency))
		COUNT(n->coalesced);
	t0 = hook_end(cpu, EPB_H_db_set, t0);
	__sync_val_compare_and_swap(&s->reply_queue, 0, t0);
}
HOOK_ENTRY(db_set, "vntb_epf_peer_db_set", (struct ntb_dev * ntb, u64 db_bits), (ntb, db_bits))

static __always_inline void db_work(bool btf, struct work_struct *work)
{
	u64 t0 = bpf_ktime_get_ns(), queued;
	struct epb_cpu *cpu = this_cpu();
	u32 unit = unit_by_reply_work((u64)work);
	struct epb_unit_state *s = state_of(unit);

	if (!cpu || !s)
		return;
	queued = __sync_lock_test_and_set(&s->reply_queue, 0);
	if (queued)
		record(EPB_REPLY_QUEUE, unit, queued, t0);
	hook_end(cpu, EPB_H_db_work, t0);
}
HOOK_ENTRY(db_work, "vntb_epf_peer_db_work", (struct work_struct * work), (work))
