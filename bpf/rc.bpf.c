// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root complex's side: ntb_hw_epf rings the endpoint's doorbell and takes the interrupt of the reply;
 * pci_endpoint_test rings that of pci-epf-test. What is between the two ends (ntb_transport, ntb_netdev) is the same code on
 * both sides: transport.bpf.c.
 */
#include "epbell.bpf.h"

static __always_inline u32 unit_of_ntb(struct epb_cpu *cpu, enum epb_hook hook, const void *ndev)
{
	u32 unit = unit_by_dev((u64)ndev);

	return unit == EPB_NO_UNIT ? unit_learn_rc(number_of(cpu, hook, ndev), EPB_UNIT_RC) : unit;
}

/* --------------------------------------------------------------------------------------------------- the doorbell --- */

/* The packet that start_xmit began on this CPU is announced now. */
static __always_inline u32 packet_rings(struct epb_cpu *cpu, u32 unit, const struct epb_stamp *now)
{
	u32 echo = cpu->tx.unit == unit ? cpu->tx.echo : 0;

	cpu->tx.echo = 0;
	if (echo)
		echo_at(1, echo - 1)->packet.at[RC_RING] = *now;
	return echo;
}

static __always_inline void ring_entry(bool btf, struct epb_cpu *cpu, u64 pre, struct ntb_dev *ntb, u64 db_bits)
{
	u32 unit = unit_of_ntb(cpu, EPB_H_ring_entry, (void *)ntb - bpf_core_field_offset(struct ntb_epf_dev, ntb));
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit_count *n = count_of(cpu, unit);
	struct epb_stamp now, copied;
	struct epb_task *t;
	u32 queue;

	if (!s || !n || !db_bits) {
		hook_skip(cpu, EPB_H_ring_entry, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_ring_entry, pre);
	COUNT(n->replies);
	queue = bounded(lowest_bit(db_bits, cpu->own.so_far), EPB_MAX_VECTORS - 1);
	if (wanted(cpu, EPB_RC_TX_FLUSH)) {
		copied = stamp_take(&s->tx_copy[queue]);
		if (copied.t)
			record(cpu, EPB_RC_TX_FLUSH, unit, &copied, &now);
	}
	t = task_enter(cpu, EPB_CALL_RING, this_tid(), EPB_RING);
	t->unit = unit;
	t->arg = packet_rings(cpu, unit, &now);
	t->start = now;
	hook_end(cpu, EPB_H_ring_entry, pre, &now);
}
HOOK_ENTRY(ring_entry, "ntb_epf_peer_db_set", (struct ntb_dev * ntb, u64 db_bits), (ntb, db_bits))

static __always_inline void ring_exit(struct epb_cpu *cpu, u64 pre)
{
	struct epb_task *t = task_leave(EPB_CALL_RING, this_tid());
	struct epb_stamp now;

	if (!t) {
		hook_skip(cpu, EPB_H_ring_exit, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_ring_exit, pre);
	record(cpu, EPB_RING, t->unit, &t->start, &now);
	if (t->arg)
		echo_at(1, t->arg - 1)->packet.at[RC_RUNG] = now;
	hook_end(cpu, EPB_H_ring_exit, pre, &now);
}
HOOK_EXIT(ring_exit, "ntb_epf_peer_db_set")

/* ------------------------------------------------------------------------------------------------ reply's interrupt --- */

/* Interrupts 0 and 1 are the link's and nobody's: EPF_IRQ_DB_START in ntb_hw_epf.c. */
#define FIRST_DB_IRQ 2

/* The queues that this interrupt announces: its vector's, or all that have run where the kernel does not tell. */
static __always_inline u64 queues_of(struct epb_unit_state *s, u64 number)
{
	return number ? 1ULL << ((number - FIRST_DB_IRQ) & (EPB_MAX_VECTORS - 1)) : s->served ?: 1;
}

static __always_inline void isr(bool btf, struct epb_cpu *cpu, u64 pre, int irq, void *dev)
{
	struct ntb_epf_irq_ctx *ctx = dev;
	struct epb_handler *h = &cpu->handler;
	struct epb_unit_state *s;
	struct epb_unit_count *n;
	void *ndev = dev;
	u32 number = 0, unit;
	struct epb_stamp now;

	if (bpf_core_type_exists(struct ntb_epf_irq_ctx)) {
		number = BPF_CORE_READ(ctx, irq_no);
		if (number < FIRST_DB_IRQ) {
			hook_skip(cpu, EPB_H_isr, pre);
			return;
		}
		ndev = BPF_CORE_READ(ctx, ndev);
	}
	unit = unit_of_ntb(cpu, EPB_H_isr, ndev);
	s = state_of(unit);
	n = count_of(cpu, unit);
	if (!s || !n) {
		hook_skip(cpu, EPB_H_isr, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_isr, pre);
	COUNT(n->irqs);
	if (count_replies)
		cpu->doorbells++;
	h->irq = now;
	h->start = now;
	h->unit = unit;
	h->dma = 0;
	announce_rest(unit, queues_of(s, number));
	h->start.t = 0;
	hook_end(cpu, EPB_H_isr, pre, &now);
}
HOOK_ENTRY(isr, "ntb_epf_vec_isr", (int irq, void *dev), (irq, dev))

/* ----------------------------------------------------------------------------------------------- pci_endpoint_test --- */

/*
 * DOORBELL_TEST is three commands: enable the doorbell, ring it, disable it; each is answered by an interrupt, and the
 * task waits for it. Only the second is a doorbell. The write is inlined between two waits, so the round trip begins where
 * the first wait returns: four register reads (posted on no bus: each waits) are in it.
 */
#define PCITEST_DOORBELL 0x500b /* _IO('P', 0xb), include/uapi/linux/pcitest.h */

static __always_inline void ioctl_entry(bool btf, struct epb_cpu *cpu, u64 pre, void *file, unsigned int cmd)
{
	if (cmd == PCITEST_DOORBELL) {
		if (rc_test.tid) {
			record_not(cpu, EPB_ROUND_TRIP, EPB_NO_SLOT);
		} else {
			rc_test.start.t = 0;
			rc_test.phase = EPB_RC_ENABLING;
			rc_test.tid = this_tid();
		}
	}
	hook_skip(cpu, EPB_H_ioctl_entry, pre);
}
HOOK_ENTRY(ioctl_entry, "pci_endpoint_test_ioctl", (void *file, unsigned int cmd), (file, cmd))

static __always_inline void ioctl_exit(struct epb_cpu *cpu, u64 pre)
{
	if (rc_test.tid == this_tid()) {
		if (rc_test.phase == EPB_RC_RINGING) /* it rang, and nobody answered */
			record_not(cpu, EPB_ROUND_TRIP, EPB_UNMATCHED);
		rc_test.tid = 0;
	}
	hook_skip(cpu, EPB_H_ioctl_exit, pre);
}
HOOK_EXIT(ioctl_exit, "pci_endpoint_test_ioctl")

static __always_inline void wait_exit(struct epb_cpu *cpu, u64 pre)
{
	struct epb_stamp now;

	if (!rc_test.tid || rc_test.phase != EPB_RC_ENABLED || rc_test.tid != this_tid()) {
		hook_skip(cpu, EPB_H_wait_exit, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_wait_exit, pre);
	rc_test.start = now;
	rc_test.phase = EPB_RC_RINGING;
	hook_end(cpu, EPB_H_wait_exit, pre, &now);
}
HOOK_EXIT(wait_exit, "wait_for_completion_timeout")

static __always_inline void test_isr(bool btf, struct epb_cpu *cpu, u64 pre, int irq, void *dev)
{
	struct epb_unit_count *n;
	struct epb_stamp now;
	u32 unit;

	if (!rc_test.tid || (rc_test.phase != EPB_RC_ENABLING && rc_test.phase != EPB_RC_RINGING)) {
		hook_skip(cpu, EPB_H_test_isr, pre);
		return;
	}
	unit = unit_by_dev((u64)dev);
	if (unit == EPB_NO_UNIT)
		unit = unit_learn_rc(number_of(cpu, EPB_H_test_isr, dev), EPB_UNIT_RC_TEST);
	n = count_of(cpu, unit);
	now = hook_begin(cpu, EPB_H_test_isr, pre);
	if (rc_test.phase == EPB_RC_ENABLING) {
		rc_test.phase = EPB_RC_ENABLED;
	} else {
		if (n) {
			COUNT(n->irqs);
			record(cpu, EPB_ROUND_TRIP, unit, &rc_test.start, &now);
		} else {
			record_not(cpu, EPB_ROUND_TRIP, EPB_NO_SLOT);
		}
		if (count_replies)
			cpu->doorbells++;
		rc_test.phase = EPB_RC_ANSWERED;
	}
	hook_end(cpu, EPB_H_test_isr, pre, &now);
}
HOOK_ENTRY(test_isr, "pci_endpoint_test_irqhandler", (int irq, void *dev), (irq, dev))
