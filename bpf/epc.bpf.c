// SPDX-License-Identifier: GPL-2.0-only
/* pci_epc_raise_irq: the endpoint's answer, and with it the end of residency. It takes a mutex, so tasks, not CPUs. */
#include "epbell.bpf.h"

static __always_inline void raise_entry(bool btf, struct pci_epc *epc)
{
	u64 t0 = bpf_ktime_get_ns(), residency = 0;
	struct epb_cpu *cpu = this_cpu();
	u32 unit = unit_by_epc((u64)epc), tid = this_tid();
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit *u = unit_of(unit);
	struct epb_task *t, *handler;

	/* Another controller's function; but as long as no device is known at all it may well be ours. */
	if (!cpu || (!s && nunits))
		return;
	if (s && u) {
		handler = task_slot(EPB_CALL_HANDLER, tid);
		if (u->kind == EPB_UNIT_TEST) {
			if (handler->tid == tid && handler->arg > EPB_COMPLETION_MARK)
				residency = handler->arg;
		} else {
			residency = __sync_lock_test_and_set(&s->residency_queue, 0);
		}
	}
	t = task_slot(EPB_CALL_RAISE, tid);
	if (t->tid) {
		record_not(EPB_RAISE_IRQ, EPB_UNMATCHED);
		if (t->arg)
			record_not(EPB_RESIDENCY, EPB_UNMATCHED);
	}
	t->tid = tid;
	t->unit = unit;
	t->arg = residency;
	t->start = hook_end(cpu, EPB_H_raise_entry, t0);
}
HOOK_ENTRY(raise_entry, "pci_epc_raise_irq", (struct pci_epc * epc), (epc))

static __always_inline void raise_exit(s32 ret)
{
	u64 t0 = bpf_ktime_get_ns();
	struct epb_task *t = task_leave(EPB_CALL_RAISE, this_tid());
	struct epb_cpu *cpu = this_cpu();
	struct epb_unit_count *n;

	if (!cpu || !t)
		return;
	n = count_of(t->unit);
	if (n) {
		COUNT(n->raises);
		record(EPB_RAISE_IRQ, t->unit, t->start, t0);
		if (t->arg)
			record(EPB_RESIDENCY, t->unit, t->arg, t0);
	} else {
		record_not(EPB_RAISE_IRQ, EPB_NO_SLOT);
	}
	hook_end(cpu, EPB_H_raise_exit, t0);
}
HOOK_EXIT(raise_exit, "pci_epc_raise_irq")
