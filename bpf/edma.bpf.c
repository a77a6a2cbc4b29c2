// SPDX-License-Identifier: GPL-2.0-only
/*
 * The eDMA: which of its interrupts had DMA work. dw-edma runs the doorbell's handler on every interrupt, because the
 * emulated interrupt leaves no status bit. What it did for its channels just before tells a completion from a doorbell.
 */
#include "epbell.bpf.h"

/*
 * The eDMA's handler asks its channels, once for each direction, before it demultiplexes. Its own entry, some 25
 * instructions before the first of these calls, is notrace; the tracepoint before that one fires on every interrupt of
 * the machine, and is watched only where threads leave nothing else to see (irq.bpf.c).
 */
static __always_inline void edma_entry(bool btf, struct epb_cpu *cpu, u64 pre, struct dw_edma_irq *dw_irq)
{
	struct epb_stamp now;

	/* The second direction; or another eDMA's line within the same interrupt, which nobody has seen yet. */
	if (cpu->parent.t >= cpu->domain.t && cpu->domain.t) {
		hook_skip(cpu, EPB_H_edma_entry, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_edma_entry, pre);
	cpu->parent = now;
	cpu->parent_dma = 0;
	hook_end(cpu, EPB_H_edma_entry, pre, &now);
}
HOOK_ENTRY(edma_entry, "dw_edma_v0_core_handle_int", (struct dw_edma_irq * dw_irq), (dw_irq))

#define IRQ_HANDLED 1 /* include/linux/irqreturn.h */

/* This interrupt had DMA work. */
static __always_inline void dma_work(struct epb_cpu *cpu, enum epb_hook hook, u64 pre)
{
	struct epb_stamp now = hook_begin(cpu, hook, pre);
	struct epb_task *parent;
	u32 tid;

	if (threaded) {
		tid = this_tid();
		parent = task_slot(EPB_CALL_PARENT, tid);
		if (parent->tid == tid)
			parent->arg2 = 1;
	} else {
		cpu->parent_dma = 1;
	}
	hook_end(cpu, hook, pre, &now);
}

/*
 * What the interrupt handler does with a channel that is done, or has aborted, and with no other: so a doorbell costs
 * nothing here.
 */
#define CHANNEL_HOOK(sym, fn)                                                                                          \
	static __always_inline void sym(bool btf, struct epb_cpu *cpu, u64 pre, void *chan)                            \
	{                                                                                                              \
		dma_work(cpu, EPB_H_##sym, pre);                                                                       \
	}                                                                                                              \
	HOOK_ENTRY(sym, fn, (void *chan), (chan))

CHANNEL_HOOK(edma_done, "dw_edma_done_interrupt_deferred")
CHANNEL_HOOK(edma_abort, "dw_edma_abort_interrupt_deferred")

/* On kernels without these: the value that is returned for each direction, twice an interrupt and almost always nothing. */
static __always_inline void edma_int(struct epb_cpu *cpu, u64 pre, s32 ret)
{
	if (ret != IRQ_HANDLED)
		hook_skip(cpu, EPB_H_edma_int, pre);
	else
		dma_work(cpu, EPB_H_edma_int, pre);
}
HOOK_EXIT_RET(edma_int, "dw_edma_v0_core_handle_int")
