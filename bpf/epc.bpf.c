// SPDX-License-Identifier: GPL-2.0-only
/*
 * pci_epc_raise_irq: the endpoint's answer, and with it the end of reply-queue and residency. It takes a mutex, so tasks,
 * not CPUs. vNTB's work item calls it right after it starts, so its entry is also the end of the reply's wait for that
 * (some 45 instructions late): a hook of its own would cost fifteen times that.
 */
#include "epbell.bpf.h"

/* What this raise answers: the doorbell of the handler that calls it, or of the reply that the work item sends. */
static __always_inline struct epb_stamp answered(u32 unit, u32 tid)
{
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit *u = unit_of(unit);
	struct epb_stamp none = {};
	struct epb_task *handler;

	if (!s || !u)
		return none;
	if (u->kind != EPB_UNIT_TEST)
		return stamp_take(&s->residency_queue);
	handler = task_slot(EPB_CALL_HANDLER, tid);
	return handler->tid == tid && handler->irq.t > EPB_COMPLETION_MARK ? handler->irq : none;
}

static __always_inline void reply_served(struct epb_cpu *cpu, u32 unit, const struct epb_stamp *now)
{
	struct epb_unit_state *s = state_of(unit);
	struct epb_stamp queued;

	if (!s || !s->reply_queue.t)
		return;
	queued = stamp_take(&s->reply_queue);
	if (queued.t)
		record(cpu, EPB_REPLY_QUEUE, unit, &queued, now);
}

/* The echo that this raise answers: 1 + its index, 0 none. */
static __always_inline u32 packet_raised(u32 unit, const struct epb_stamp *now)
{
	struct epb_unit_state *s = state_of(unit);
	u32 echo = s ? s->echo_queue : 0;

	if (!echo)
		return 0;
	s->echo_queue = 0;
	echo_at(0, echo - 1)->packet.at[EP_RAISE] = *now;
	return echo;
}

static __always_inline void raise_entry(bool btf, struct epb_cpu *cpu, u64 pre, struct pci_epc *epc)
{
	u32 unit = unit_by_epc((u64)epc), tid;
	struct epb_stamp now;
	struct epb_task *t;

	/* Another controller's function; but as long as no device is known at all it may well be ours. */
	if (unit == EPB_NO_UNIT && nunits) {
		hook_skip(cpu, EPB_H_raise_entry, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_raise_entry, pre);
	tid = this_tid();
	t = task_slot(EPB_CALL_RAISE, tid);
	barrier_var(t);
	if (t->tid) {
		record_not(cpu, EPB_RAISE_IRQ, EPB_UNMATCHED);
		if (t->irq.t)
			record_not(cpu, EPB_RESIDENCY, EPB_UNMATCHED);
	}
	t->tid = tid;
	t->unit = unit;
	t->irq.t = 0;
	t->arg = 0;
	if (wanted(cpu, EPB_REPLY_QUEUE) || wanted(cpu, EPB_RESIDENCY)) {
		reply_served(cpu, unit, &now);
		t->irq = answered(unit, tid);
		if (want_packets && t->irq.t)
			t->arg = packet_raised(unit, &now);
	}
	t->start = now;
	hook_end(cpu, EPB_H_raise_entry, pre, &now);
}
HOOK_ENTRY(raise_entry, "pci_epc_raise_irq", (struct pci_epc * epc), (epc))

static __always_inline void raise_exit(struct epb_cpu *cpu, u64 pre)
{
	struct epb_unit_count *n;
	struct epb_stamp now;
	struct epb_task *t;

	t = task_leave(EPB_CALL_RAISE, this_tid());
	if (!t) {
		hook_skip(cpu, EPB_H_raise_exit, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_raise_exit, pre);
	n = count_of(cpu, t->unit);
	if (n) {
		COUNT(n->raises);
		record(cpu, EPB_RAISE_IRQ, t->unit, &t->start, &now);
		if (t->irq.t)
			record(cpu, EPB_RESIDENCY, t->unit, &t->irq, &now);
		if (want_packets && t->arg) {
			struct epb_packet *p = &echo_at(0, t->arg - 1)->packet;

			p->at[EP_RAISED] = now;
			packet_done(cpu, p);
		}
	} else {
		record_not(cpu, EPB_RAISE_IRQ, EPB_NO_SLOT);
	}
	hook_end(cpu, EPB_H_raise_exit, pre, &now);
}
HOOK_EXIT(raise_exit, "pci_epc_raise_irq")
