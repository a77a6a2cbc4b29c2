// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts: irq-dispatch, edma-demux and handler. Only beginnings are kept, no frame is ever closed by the exit of an
 * outer one, so nothing that nests can be closed too early: the outermost interrupt, the eDMA's handler inside it and the
 * doorbell's handler inside that each have a place of their own, and hard interrupts do not nest otherwise.
 */
#include "epbell.bpf.h"

/*
 * Earliest point with an identity. What passed before it (exception entry, the GIC's acknowledge) no program can see.
 * An interrupt that a chained controller demultiplexes comes here again, with that controller's domain: only the root's
 * call is the outermost.
 */
static __always_inline void domain_entry(bool btf, struct epb_cpu *cpu, u64 pre, struct irq_domain *domain,
					 unsigned long hwirq)
{
	u64 root = root_domain;
	struct epb_stamp now;

	if (root && (u64)domain != root) {
		hook_skip(cpu, EPB_H_domain_entry, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_domain_entry, pre);
	cpu->domain = now;
	if (!root)
		cpu->last_domain = number_of(cpu, EPB_H_domain_entry, domain);
	hook_end(cpu, EPB_H_domain_entry, pre, &now);
}
HOOK_ENTRY(domain_entry, "generic_handle_domain_irq", (struct irq_domain * domain, unsigned long hwirq),
	   (domain, hwirq))

/*
 * A sample of the CPU clock is taken in its timer's interrupt, and that comes straight from the root: so the call before
 * it has the root's domain.
 */
SEC("?perf_event") int learn_root(void *ctx)
{
	struct epb_cpu *cpu = this_cpu();

	if (cpu && cpu->last_domain && !root_domain)
		root_domain = cpu->last_domain;
	return 0;
}

/* 1 + the vector that ntb_db_event will name, or 0: the interrupt is shared by all, or the vectors say nothing. */
__noinline int vector_of(u32 unit, u32 irq)
{
	struct epb_unit *u = unit_of(unit);
	u64 i;

	if (!u || u->type != EPB_DB_MSI)
		return 0;
	if (u->kind == EPB_UNIT_TEST)
		return 1;
	for (i = 2; i < EPB_MAX_VECTORS; i++) /* EPF_IRQ_DB_START */
		if (u->virq[i] == (s32)irq)
			return i - 1;
	return 0;
}

/*
 * The hard part of the eDMA's own handler, where handlers are forced into threads: it demultiplexes in its thread, long
 * after this, so what the hard part knows is left under the thread's id.
 */
static __always_inline void parent_entry(bool btf, struct epb_cpu *cpu, struct irqaction *action,
					 const struct epb_stamp *now)
{
	struct task_struct *thread;
	struct epb_task *t;
	u32 tid;

	if (!threaded)
		return; /* edma_entry() */
	thread = READ(btf, action, thread);
	if (!thread)
		return;
	tid = BPF_CORE_READ(thread, pid);
	t = task_slot(EPB_CALL_PARENT, tid);
	if (t->tid == tid)
		return; /* the first one that the thread has not served counts */
	t->irq = cpu->domain;
	t->arg2 = 0;
	t->start = *now;
	t->tid = tid;
}

/* "pci_epf_vntb_db" is vNTB's, "pci-ep-test-doorbell" epf-test's: the fourth letter tells them apart. */
static __always_inline u32 kind_of_action(bool btf, struct irqaction *action)
{
	char name[4] = {};

	bpf_probe_read_kernel(name, sizeof(name), READ(btf, action, name));
	return name[3] == '_' ? EPB_UNIT_VNTB : EPB_UNIT_TEST;
}

static __always_inline u32 unit_of_handler(struct epb_cpu *cpu, enum epb_hook hook, void *dev, u32 kind)
{
	u32 unit = unit_by_dev((u64)dev);

	return unit == EPB_NO_UNIT ? unit_learn(number_of(cpu, hook, dev), kind) : unit;
}

static __always_inline bool is_embedded(u32 unit)
{
	return type_of_unit(unit) == EPB_DB_EMBEDDED;
}

/* The hard part of a doorbell whose handler runs in a thread: dispatch goes on until the thread does. */
static __always_inline void doorbell_wakes(bool btf, struct epb_cpu *cpu, struct irqaction *action,
					   const struct epb_stamp *now)
{
	void *dev = READ(btf, action, dev_id);
	u32 unit = unit_of_handler(cpu, EPB_H_irq_entry, dev, kind_of_action(btf, action));
	struct epb_stamp start = cpu->domain, parent = cpu->parent;
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit_count *n = count_of(cpu, unit);
	struct epb_task *thread = 0;
	u64 dma = cpu->parent_dma;

	if (!s || !n) {
		if (nunits >= EPB_MAX_UNITS)
			record_not(cpu, EPB_IRQ_DISPATCH, EPB_NO_SLOT);
		return;
	}
	if (threaded && is_embedded(unit)) {
		thread = task_leave(EPB_CALL_PARENT, this_tid());
		start.t = parent.t = 0;
		if (thread) {
			start = thread->irq;
			parent = thread->start;
			dma = thread->arg2;
		}
	}
	if (is_embedded(unit) && dma) {
		/* The line had DMA work; whether it also was a doorbell nobody knows. */
		COUNT(n->completions);
		__sync_val_compare_and_swap(&s->thread_irq.t, 0, EPB_COMPLETION_MARK);
		return;
	}
	COUNT(n->irqs);
	cpu->doorbells++;
	/* From the first one unserved; a completion's mark yields to a doorbell. */
	if (s->thread_irq.t <= EPB_COMPLETION_MARK) {
		s->thread_irq.own = start.own;
		s->thread_irq.t = start.t;
	}
	if (is_embedded(unit) && edma_lines)
		record(cpu, EPB_EDMA_DEMUX, unit, &parent, now);
}

static __always_inline void irq_entry(bool btf, struct epb_cpu *cpu, u64 pre, int irq, struct irqaction *action)
{
	u8 role = EPB_VIRQ_NONE;
	struct epb_stamp now;

	if ((u32)irq < EPB_MAX_VIRQ)
		role = virq_role[bounded(irq, EPB_MAX_VIRQ - 1)];
	/* A handler that runs right here has its own hooks. */
	if (role == EPB_VIRQ_NONE || (role == EPB_VIRQ_DOORBELL && !READ(btf, action, thread_fn))) {
		hook_skip(cpu, EPB_H_irq_entry, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_irq_entry, pre);
	if (role == EPB_VIRQ_DOORBELL)
		doorbell_wakes(btf, cpu, action, &now);
	else
		parent_entry(btf, cpu, action, &now);
	hook_end_way(cpu, EPB_H_irq_entry, pre, &now, role == EPB_VIRQ_DOORBELL);
}
HOOK_TP(irq_entry, "irq_handler_entry", (int irq, struct irqaction *action), (irq, action))

/* ------------------------------------------------------------------------------------------------ vNTB's handler --- */

/*
 * The handler calls ntb_db_event for its vector at once, and an embedded doorbell's for every vector, most of which are of
 * queues that nobody opened. A hook there would cost more than all others together, so the handler's entry stands for
 * it, and the queues of its vector have an event now. Which are these? Vector v is queue v, and all of them where the
 * interrupt is shared or the kernel's NTB device has no vectors (before 7.2: d7eacad42e2d). Of all, those that have ever
 * run; the first one as long as none has.
 */
static __always_inline u64 announced(const struct epb_unit_state *s, u32 vector)
{
	return vector && !vector_base() ? 1ULL << ((vector - 1) & (EPB_MAX_VECTORS - 1)) : s->served ?: 1;
}

static __always_inline void announce_queue(struct epb_unit_state *s, u64 queue, const struct epb_handler *h)
{
	struct epb_pending *p = &s->pending[bounded(queue, EPB_MAX_VECTORS - 1)];

	/* The first unserved event counts, once the tasklet is known to run. And a doorbell outranks a completion. */
	if (p->event.t && s->served && !(p->completion && !h->dma))
		return;
	p->start = h->irq;
	p->completion = h->dma;
	p->event.own = h->start.own;
	p->event.t = h->start.t;
}

/* What announce() leaves where several queues are open; verified apart, it would be walked through for each way there. */
__noinline int announce_rest(u32 unit, u64 open)
{
	struct epb_unit_state *s = state_of(unit);
	struct epb_cpu *cpu = this_cpu();
	u32 v;

	if (!s || !cpu)
		return 0;
	for (v = 0; v < EPB_MAX_VECTORS; v++)
		if (open >> v & 1)
			announce_queue(s, v, &cpu->handler);
	return 0;
}

/* Queues have an event from the handler that cpu->handler describes. */
static __always_inline void announce(struct epb_cpu *cpu, struct epb_unit_state *s)
{
	struct epb_handler *h = &cpu->handler;
	u64 open = announced(s, h->vector);

	announce_queue(s, lowest_bit(open, cpu->own.so_far), h);
	open &= open - 1;
	if (open)
		announce_rest(h->unit, open);
}

static __always_inline void hard_entry(struct epb_cpu *cpu, u64 pre, int irq, void *dev)
{
	u32 unit = unit_of_handler(cpu, EPB_H_vntb_entry, dev, EPB_UNIT_VNTB);
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit_count *n = count_of(cpu, unit);
	struct epb_handler *h = &cpu->handler;
	struct epb_stamp now, parent = {};

	if (!s || !n) {
		if (nunits >= EPB_MAX_UNITS) {
			record_not(cpu, EPB_IRQ_DISPATCH, EPB_NO_SLOT);
			record_not(cpu, EPB_HANDLER, EPB_NO_SLOT);
		}
		hook_skip(cpu, EPB_H_vntb_entry, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_vntb_entry, pre);
	h->irq = cpu->domain;
	h->unit = unit;
	h->vector = vector_of(unit, irq);
	h->dma = 0;
	if (is_embedded(unit)) {
		/* A parent that began before the interrupt did is an older interrupt's. */
		if (cpu->parent.t >= cpu->domain.t)
			parent = cpu->parent;
		h->dma = parent.t && cpu->parent_dma;
	}
	h->start = now;
	announce(cpu, s);
	if (h->dma) {
		/* The line had DMA work; whether it also was a doorbell nobody knows. */
		COUNT(n->completions);
		record_not(cpu, EPB_IRQ_DISPATCH, EPB_COMPLETION);
		record_not(cpu, EPB_EDMA_DEMUX, EPB_COMPLETION);
	} else {
		COUNT(n->irqs);
		cpu->doorbells++;
		record_vector(cpu, EPB_IRQ_DISPATCH, unit, h->vector, &h->irq, &now);
		if (is_embedded(unit) && edma_lines)
			record_vector(cpu, EPB_EDMA_DEMUX, unit, h->vector, &parent, &now);
	}
	hook_end(cpu, EPB_H_vntb_entry, pre, &now);
}

static __always_inline void hard_exit(struct epb_cpu *cpu, u64 pre)
{
	struct epb_handler *h = &cpu->handler;
	struct epb_stamp now;

	if (!h->start.t) {
		hook_skip(cpu, EPB_H_vntb_exit, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_vntb_exit, pre);
	if (h->dma)
		record_not(cpu, EPB_HANDLER, EPB_COMPLETION);
	else
		record_vector(cpu, EPB_HANDLER, h->unit, h->vector, &h->start, &now);
	h->start.t = 0;
	hook_end(cpu, EPB_H_vntb_exit, pre, &now);
}

/* ------------------------------------------------------------------------------------------ handlers in threads --- */

static __always_inline void thread_entry(struct epb_cpu *cpu, enum epb_hook hook, u64 pre, int irq, void *dev, u32 kind)
{
	u32 unit = unit_of_handler(cpu, hook, dev, kind);
	struct epb_unit_state *s = state_of(unit);
	struct epb_stamp now;
	struct epb_task *t;

	if (!s) {
		hook_skip(cpu, hook, pre);
		return;
	}
	now = hook_begin(cpu, hook, pre);
	s->thread_now = stamp_take(&s->thread_irq);
	if (kind == EPB_UNIT_VNTB) {
		/* A thread's handler has its place in tasks; this is only for announce(), and no other is using it. */
		cpu->handler.irq = s->thread_now;
		cpu->handler.start = now;
		cpu->handler.unit = unit;
		cpu->handler.vector = vector_of(unit, irq);
		cpu->handler.dma = s->thread_now.t == EPB_COMPLETION_MARK;
		announce(cpu, s);
		cpu->handler.start.t = 0;
	}
	if (s->thread_now.t == EPB_COMPLETION_MARK)
		record_not(cpu, EPB_IRQ_DISPATCH, EPB_COMPLETION);
	else
		record(cpu, EPB_IRQ_DISPATCH, unit, &s->thread_now, &now);
	t = task_enter(cpu, EPB_CALL_HANDLER, this_tid(), EPB_HANDLER);
	t->unit = unit;
	t->irq = s->thread_now;
	t->start = now;
	hook_end(cpu, hook, pre, &now);
}

static __always_inline void thread_exit(struct epb_cpu *cpu, enum epb_hook hook, u64 pre)
{
	struct epb_task *t = task_leave(EPB_CALL_HANDLER, this_tid());
	struct epb_stamp now;

	if (!t) {
		hook_skip(cpu, hook, pre);
		return;
	}
	now = hook_begin(cpu, hook, pre);
	if (t->irq.t == EPB_COMPLETION_MARK)
		record_not(cpu, EPB_HANDLER, EPB_COMPLETION);
	else
		record(cpu, EPB_HANDLER, t->unit, &t->start, &now);
	hook_end(cpu, hook, pre, &now);
}

static __always_inline void test_entry(bool btf, struct epb_cpu *cpu, u64 pre, int irq, void *data)
{
	thread_entry(cpu, EPB_H_test_entry, pre, irq, data, EPB_UNIT_TEST);
}
HOOK_ENTRY(test_entry, "pci_epf_test_doorbell_handler", (int irq, void *data), (irq, data))

static __always_inline void test_exit(struct epb_cpu *cpu, u64 pre)
{
	thread_exit(cpu, EPB_H_test_exit, pre);
}
HOOK_EXIT(test_exit, "pci_epf_test_doorbell_handler")

static __always_inline void vntb_entry(bool btf, struct epb_cpu *cpu, u64 pre, int irq, void *data)
{
	if (threaded)
		thread_entry(cpu, EPB_H_vntb_entry, pre, irq, data, EPB_UNIT_VNTB);
	else
		hard_entry(cpu, pre, irq, data);
}
HOOK_ENTRY(vntb_entry, "epf_ntb_doorbell_handler", (int irq, void *data), (irq, data))

static __always_inline void vntb_exit(struct epb_cpu *cpu, u64 pre)
{
	if (threaded)
		thread_exit(cpu, EPB_H_vntb_exit, pre);
	else
		hard_exit(cpu, pre);
}
HOOK_EXIT(vntb_exit, "epf_ntb_doorbell_handler")
