// SPDX-License-Identifier: GPL-2.0-only
/*
 * pci-epf-vntb: the poll, the doorbell event that leaves it, and the reply until it is queued.
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

static __always_inline void poll_lateness(struct epb_cpu *cpu, struct epb_unit_state *s, u32 unit,
					  const struct epb_stamp *now)
{
	u64 zero = s->tick_zero, tick, due;

	if (!hz || !wanted(cpu, EPB_POLL_LATENESS))
		return;
	if (!zero || !s->poll_entry) {
		s->tick_zero = now->t;
		return;
	}
	tick = (s->poll_entry - zero) * hz / NSEC_PER_SEC;
	due = zero + (tick + ticks_armed()) * NSEC_PER_SEC / hz;
	if ((s64)(now->t - due) < 0) {
		s->tick_zero = zero - (due - now->t);
		due = now->t;
	}
	record_timed(cpu, EPB_POLL_LATENESS, unit, due, now);
}

static __always_inline void cmd_entry(bool btf, struct epb_cpu *cpu, u64 pre, struct work_struct *work)
{
	u32 unit = unit_by_cmd_work((u64)work);
	struct epb_unit_state *s;
	struct epb_unit_count *n;
	struct epb_stamp now;
	struct epb_unit *u;
	u64 ndev;

	if (unit == EPB_NO_UNIT)
		unit = unit_learn(number_of(cpu, EPB_H_cmd_entry, work) -
					  bpf_core_field_offset(struct epf_ntb, cmd_handler),
				  EPB_UNIT_VNTB);
	u = unit_of(unit);
	s = state_of(unit);
	n = count_of(cpu, unit);
	if (!u || !s || !n) {
		hook_skip(cpu, EPB_H_cmd_entry, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_cmd_entry, pre);
	/* The NTB device comes and goes with the link's driver; this work runs again whenever it has come. */
	ndev = ndev_of(u->dev);
	if (ndev != u->ndev) {
		u->ndev = ndev;
		nqueues = 0; /* its queues may have been taken for nobody's */
	}
	if (u->type == EPB_DB_POLL) {
		COUNT(n->polls);
		if (s->poll_entry)
			record_timed(cpu, EPB_POLL_PERIOD, unit, s->poll_entry, &now);
		poll_lateness(cpu, s, unit, &now);
		s->poll_entry = now.t;
		s->poll_hit = 0;
	}
	hook_end(cpu, EPB_H_cmd_entry, pre, &now);
}
HOOK_ENTRY(cmd_entry, "epf_ntb_cmd_handler", (struct work_struct * work), (work))

/* The first event of a poll: the poll has found a doorbell. */
static __always_inline void poll_found(struct epb_cpu *cpu, struct epb_unit_state *s, struct epb_unit_count *n)
{
	if (s->poll_hit)
		return;
	s->poll_hit = 1;
	COUNT(n->hits);
	cpu->doorbells++;
}

/*
 * Only polled doorbells need this hook: it tells a poll that found something from one that did not. Where doorbells are
 * interrupts, their handler's entry stands for it (announce() in irq.bpf.c), and it is not attached.
 */
static __always_inline void db_event(bool btf, struct epb_cpu *cpu, u64 pre, struct ntb_dev *ntb, int vector)
{
	u32 unit = unit_by_ndev((u64)ntb), v = vector - vector_base();
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit_count *n = count_of(cpu, unit);
	struct epb_unit *u = unit_of(unit);
	struct epb_stamp now;
	struct epb_pending *p;

	if (!s || !u || !n || v >= EPB_MAX_VECTORS || u->type != EPB_DB_POLL) {
		hook_skip(cpu, EPB_H_db_event, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_db_event, pre);
	COUNT(n->events);
	poll_found(cpu, s, n);
	p = &s->pending[bounded(v, EPB_MAX_VECTORS - 1)];
	/* The first unserved event counts, once the queue's tasklet is known to run. */
	if (!p->event.t || !s->served) {
		p->start = now;
		p->completion = 0;
		p->event.own = now.own;
		p->event.t = now.t;
	}
	hook_end(cpu, EPB_H_db_event, pre, &now);
}
HOOK_ENTRY(db_event, "ntb_db_event", (struct ntb_dev * ntb, int vector), (ntb, vector))

static __always_inline void db_set(bool btf, struct epb_cpu *cpu, u64 pre, struct ntb_dev *ntb, u64 db_bits)
{
	u32 unit = unit_by_ndev((u64)ntb), queue;
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit_count *n = count_of(cpu, unit);
	struct epb_stamp now, copied, residency;

	if (!s || !n || !db_bits) {
		hook_skip(cpu, EPB_H_db_set, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_db_set, pre);
	COUNT(n->replies);
	queue = bounded(lowest_bit(db_bits, cpu->own.so_far), EPB_MAX_VECTORS - 1);
	if (wanted(cpu, EPB_TX_FLUSH)) {
		/* A doorbell that no packet preceded (ntb_pingpong's) has nothing to flush. */
		copied = stamp_take(&s->tx_copy[queue]);
		if (copied.t)
			record_vector(cpu, EPB_TX_FLUSH, unit, queue + 1, &copied, &now);
	}
	if (wanted(cpu, EPB_RESIDENCY)) {
		residency = stamp_take(&s->residency_tx);
		if (residency.t && !stamp_first(&s->residency_queue, &residency)) {
			COUNT(n->coalesced);
			if (want_packets && s->echo_tx)
				packet_done(cpu, &echo_at(0, s->echo_tx - 1)->packet);
		} else if (residency.t && want_packets && s->echo_tx) {
			echo_at(0, s->echo_tx - 1)->packet.at[EP_REPLY] = now;
			s->echo_queue = s->echo_tx;
		}
		s->echo_tx = 0;
	}
	if (wanted(cpu, EPB_REPLY_QUEUE))
		stamp_first(&s->reply_queue, &now);
	hook_end(cpu, EPB_H_db_set, pre, &now);
}
HOOK_ENTRY(db_set, "vntb_epf_peer_db_set", (struct ntb_dev * ntb, u64 db_bits), (ntb, db_bits))
