// SPDX-License-Identifier: GPL-2.0-only
/*
 * The eDMA: which of its interrupts had DMA work. dw-edma runs the doorbell's handler on every interrupt, because the
 * emulated interrupt leaves no status bit; only what dw_edma_v0_core_handle_int() returns for its two directions, just
 * before, tells a completion from a doorbell.
 */
#include "epbell.bpf.h"

#define IRQ_HANDLED 1 /* include/linux/irqreturn.h */

static __always_inline void edma_int(s32 ret)
{
	struct epb_task *parent;
	struct epb_cpu *cpu;
	struct epb_frame *f;
	u32 tid;
	u64 t0;

	/* Twice an interrupt, and almost always nothing: leave before anything is spent. */
	if (ret != IRQ_HANDLED)
		return;
	t0 = bpf_ktime_get_ns();
	cpu = this_cpu();
	if (!cpu)
		return;
	f = epb_nest_at(&cpu->nest, 0);
	if (f && f->kind == EPB_FRAME_HANDLER)
		f->flags |= EPB_FRAME_DMA;
	if (!f && threaded) {
		tid = this_tid();
		parent = task_slot(EPB_CALL_PARENT, tid);
		if (parent->tid == tid)
			parent->arg2 = 1;
	}
	hook_end(cpu, EPB_H_edma_int, t0);
}
HOOK_EXIT(edma_int, "dw_edma_v0_core_handle_int")
