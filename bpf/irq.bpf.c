// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts: irq-dispatch, edma-demux and handler, from the stack of frames of each CPU; and the handlers that run in
 * threads (pci-epf-test always, vNTB where interrupts are forced into threads).
 */
#include "epbell.bpf.h"

/* Earliest point with an identity. What passed before it (exception entry, the GIC's acknowledge) no program can see. */
static __always_inline void domain_entry(bool btf, struct irq_domain *domain, unsigned long hwirq)
{
	u64 t0 = bpf_ktime_get_ns();
	struct epb_cpu *cpu = this_cpu();
	struct epb_frame *f;

	if (!cpu)
		return;
	f = epb_nest_push(&cpu->nest, EPB_FRAME_DOMAIN, hwirq);
	t0 = hook_end(cpu, EPB_H_domain_entry, t0);
	if (f)
		f->start = t0;
}
HOOK_ENTRY(domain_entry, "generic_handle_domain_irq", (struct irq_domain * domain, unsigned long hwirq),
	   (domain, hwirq))

static __always_inline void domain_exit(s32 ret)
{
	u64 t0 = bpf_ktime_get_ns();
	struct epb_cpu *cpu = this_cpu();
	struct epb_frame *f;

	if (!cpu)
		return;
	f = epb_nest_pop(&cpu->nest, EPB_FRAME_DOMAIN, EPB_ANY_IRQ);
	if (f)
		epb_nest_close(&cpu->nest, f, t0);
	hook_end(cpu, EPB_H_domain_exit, t0);
}
HOOK_EXIT(domain_exit, "generic_handle_domain_irq")

/* "pci_epf_vntb_db" is vNTB's, "pci-ep-test-doorbell" epf-test's: the fourth letter tells them apart. */
static __always_inline u32 kind_of_action(bool btf, struct irqaction *action)
{
	char name[4] = {};

	bpf_probe_read_kernel(name, sizeof(name), READ(btf, action, name));
	return name[3] == '_' ? EPB_UNIT_VNTB : EPB_UNIT_TEST;
}

/* 1 + the vector that ntb_db_event will name, or 0: the interrupt is shared by all, or nobody asked. */
static __always_inline u32 vector_of(u32 unit, u32 irq)
{
	struct epb_unit *u = unit_of(unit);
	u32 i;

	if (!per_vector || !u || u->type != EPB_DB_MSI)
		return 0;
	if (u->kind == EPB_UNIT_TEST)
		return 1;
	for (i = 2; i < EPB_MAX_VECTORS; i++) /* EPF_IRQ_DB_START */
		if (u->virq[i] == (s32)irq)
			return i - 1;
	return 0;
}

static __always_inline void all_irq_stages(u32 unit, bool handler, enum epb_outcome why)
{
	record_not(EPB_IRQ_DISPATCH, why);
	if (type_of_unit(unit) == EPB_DB_EMBEDDED && edma_lines)
		record_not(EPB_EDMA_DEMUX, why);
	if (handler)
		record_not(EPB_HANDLER, why);
}

/*
 * Where handlers are forced into threads, the eDMA demultiplexes in its own: the frames of the hard interrupt are gone by
 * then. So its hard part leaves what it knows under the thread's id: when the interrupt began, and its handler.
 */
static __always_inline void parent_entry(bool btf, struct epb_cpu *cpu, struct irqaction *action, u64 t0)
{
	struct task_struct *thread = READ(btf, action, thread);
	struct epb_frame *outer = &cpu->nest.frame[0];
	struct epb_task *t;
	u32 tid;

	if (!threaded || !thread)
		return;
	tid = BPF_CORE_READ(thread, pid);
	t = task_slot(EPB_CALL_PARENT, tid);
	if (t->tid == tid)
		return; /* the first one that the thread has not served counts */
	t->arg = outer->kind == EPB_FRAME_DOMAIN ? outer->start : 0;
	t->arg2 = 0;
	t->start = t0;
	t->tid = tid;
}

/* A doorbell's handler is about to be called; @t0 is now, @f its frame (NULL: nested too deep). */
static __always_inline void doorbell_entry(bool btf, struct epb_cpu *cpu, struct epb_frame *f, u32 irq,
					   struct irqaction *action, u64 t0)
{
	void *dev = READ(btf, action, dev_id);
	u32 unit = unit_by_dev((u64)dev), vector;
	u64 start = 0, parent_start = 0;
	struct epb_task *thread = 0;
	struct epb_frame *parent;
	struct epb_unit_count *n;
	struct epb_unit_state *s;
	bool dma = false;

	if (unit == EPB_NO_UNIT)
		unit = unit_learn(number_of(cpu, EPB_H_irq_entry, dev), kind_of_action(btf, action));
	s = state_of(unit);
	n = count_of(unit);
	if (!s || !n) {
		if (nunits >= EPB_MAX_UNITS)
			all_irq_stages(unit, true, EPB_NO_SLOT);
		return;
	}
	if (!f) {
		COUNT(n->irqs);
		cpu->doorbells++;
		all_irq_stages(unit, true, EPB_NEST_OVERFLOW);
		return;
	}
	vector = vector_of(unit, irq);
	f->flags = EPB_FRAME_DOORBELL;
	f->unit = unit;
	f->vector = vector;
	if (READ(btf, action, thread_fn))
		f->flags |= EPB_FRAME_THREADED;
	if (cpu->nest.frame[0].kind == EPB_FRAME_DOMAIN)
		start = cpu->nest.frame[0].start;
	parent = epb_nest_at(&cpu->nest, 1);
	if (parent && parent->kind == EPB_FRAME_HANDLER) {
		parent_start = parent->start;
		dma = parent->flags & EPB_FRAME_DMA;
	} else if (threaded && !parent) {
		thread = task_leave(EPB_CALL_PARENT, this_tid());
	}
	if (thread) {
		start = thread->arg;
		parent_start = thread->start;
		dma = thread->arg2;
	}

	if (dma) {
		/* The line had DMA work; whether it also was a doorbell nobody knows. */
		f->flags |= EPB_FRAME_DMA;
		COUNT(n->completions);
		if (f->flags & EPB_FRAME_THREADED)
			__sync_val_compare_and_swap(&s->thread_irq, 0, EPB_COMPLETION_MARK);
		else
			all_irq_stages(unit, false, EPB_COMPLETION);
		return;
	}
	COUNT(n->irqs);
	cpu->doorbells++;
	if (f->flags & EPB_FRAME_THREADED) {
		/* From the first one unserved; a completion's mark yields to a doorbell. */
		if (s->thread_irq <= EPB_COMPLETION_MARK)
			s->thread_irq = start;
	} else {
		record_vector(EPB_IRQ_DISPATCH, unit, vector, start, t0);
	}
	if (type_of_unit(unit) == EPB_DB_EMBEDDED && (parent_start || edma_lines))
		record_vector(EPB_EDMA_DEMUX, unit, vector, parent_start, t0);
}

static __always_inline void irq_entry(bool btf, int irq, struct irqaction *action)
{
	u64 t0 = bpf_ktime_get_ns();
	struct epb_cpu *cpu = this_cpu();
	u8 role = EPB_VIRQ_NONE;
	struct epb_frame *f;

	if (!cpu)
		return;
	f = epb_nest_push(&cpu->nest, EPB_FRAME_HANDLER, irq);
	if ((u32)irq < EPB_MAX_VIRQ)
		role = virq_role[irq];
	if (role == EPB_VIRQ_DOORBELL)
		doorbell_entry(btf, cpu, f, irq, action, t0);
	else if (role == EPB_VIRQ_PARENT)
		parent_entry(btf, cpu, action, t0);
	t0 = hook_end(cpu, EPB_H_irq_entry, t0);
	if (f)
		f->start = t0;
}
HOOK_TP(irq_entry, "irq_handler_entry", (int irq, struct irqaction *action), (irq, action))

static __always_inline void irq_exit(bool btf, int irq)
{
	u64 t0 = bpf_ktime_get_ns();
	struct epb_cpu *cpu = this_cpu();
	struct epb_frame *f;

	if (!cpu)
		return;
	f = epb_nest_pop(&cpu->nest, EPB_FRAME_HANDLER, irq);
	if (f) {
		epb_nest_close(&cpu->nest, f, t0);
		if ((f->flags & (EPB_FRAME_DOORBELL | EPB_FRAME_THREADED)) == EPB_FRAME_DOORBELL) {
			if (f->flags & EPB_FRAME_DMA)
				record_not(EPB_HANDLER, EPB_COMPLETION);
			else
				record_vector(EPB_HANDLER, f->unit, f->vector, f->start, t0);
		}
	}
	hook_end(cpu, EPB_H_irq_exit, t0);
}
HOOK_TP(irq_exit, "irq_handler_exit", (int irq), (irq))

/* ------------------------------------------------------------------------------------------ handlers in threads --- */

static __always_inline void thread_entry(enum epb_hook hook, void *dev, u32 kind)
{
	u64 t0 = bpf_ktime_get_ns(), irq_start;
	struct epb_cpu *cpu = this_cpu();
	u32 unit = unit_by_dev((u64)dev), tid = this_tid();
	struct epb_unit_state *s;
	struct epb_task *t;

	if (!cpu)
		return;
	if (unit == EPB_NO_UNIT)
		unit = unit_learn(number_of(cpu, hook, dev), kind);
	s = state_of(unit);
	if (!s)
		return;
	irq_start = __sync_lock_test_and_set(&s->thread_irq, 0);
	s->thread_now = irq_start;
	if (irq_start == EPB_COMPLETION_MARK)
		record_not(EPB_IRQ_DISPATCH, EPB_COMPLETION);
	else
		record(EPB_IRQ_DISPATCH, unit, irq_start, t0);
	t = task_slot(EPB_CALL_HANDLER, tid);
	if (t->tid)
		record_not(EPB_HANDLER, EPB_UNMATCHED);
	t->tid = tid;
	t->unit = unit;
	t->arg = irq_start;
	t->start = hook_end(cpu, hook, t0);
}

static __always_inline void thread_exit(enum epb_hook hook)
{
	u64 t0 = bpf_ktime_get_ns();
	struct epb_task *t = task_leave(EPB_CALL_HANDLER, this_tid());
	struct epb_cpu *cpu = this_cpu();

	if (!cpu || !t)
		return;
	if (t->arg == EPB_COMPLETION_MARK)
		record_not(EPB_HANDLER, EPB_COMPLETION);
	else
		record(EPB_HANDLER, t->unit, t->start, t0);
	hook_end(cpu, hook, t0);
}

static __always_inline void test_entry(bool btf, int irq, void *data)
{
	thread_entry(EPB_H_test_entry, data, EPB_UNIT_TEST);
}
HOOK_ENTRY(test_entry, "pci_epf_test_doorbell_handler", (int irq, void *data), (irq, data))

static __always_inline void test_exit(s32 ret)
{
	thread_exit(EPB_H_test_exit);
}
HOOK_EXIT(test_exit, "pci_epf_test_doorbell_handler")

/* Loaded only where this handler is forced into a thread; else the irq action's entry and exit are the handler's. */
static __always_inline void vntb_thr_entry(bool btf, int irq, void *data)
{
	thread_entry(EPB_H_vntb_thr_entry, data, EPB_UNIT_VNTB);
}
HOOK_ENTRY(vntb_thr_entry, "epf_ntb_doorbell_handler", (int irq, void *data), (irq, data))

static __always_inline void vntb_thr_exit(s32 ret)
{
	thread_exit(EPB_H_vntb_thr_exit);
}
HOOK_EXIT(vntb_thr_exit, "epf_ntb_doorbell_handler")
