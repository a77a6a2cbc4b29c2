// SPDX-License-Identifier: GPL-2.0-only
/*
 * Set-up: what the controller offers, which doorbells an EPF got and from where, and the comings and goings of devices
 * and links. All of it is rare, so each is told to user space at once.
 */
#include "epbell.bpf.h"

/* A unit with nothing under way. */
static const struct epb_unit_state idle;

/* Zero what a unit, or each of its queues, has under way: too much for the compiler's memset, and a loop keeps the verifier busy. */
static __always_inline void clear(void *state, u32 size)
{
	bpf_probe_read_kernel(state, size, &idle);
}

static __always_inline struct epb_event *event_new(u32 kind, u64 now)
{
	struct epb_event *ev = bpf_ringbuf_reserve(&events, sizeof(*ev), 0);

	if (!ev)
		return 0;
	__builtin_memset(ev, 0, sizeof(*ev));
	ev->ts = now;
	ev->kind = kind;
	ev->type = -1;
	ev->bar = -1;
	ev->irq = -1;
	return ev;
}

static __always_inline void name_of_epf(struct epb_event *ev, struct pci_epf *epf)
{
	bpf_probe_read_kernel_str(ev->device, sizeof(ev->device), BPF_CORE_READ(epf, dev.kobj.name));
}

static __always_inline void ring_dropped(struct epb_cpu *cpu, enum epb_stage stage)
{
	struct epb_account *a = &cpu->account[stage];

	COUNT(a->seen);
	COUNT(a->ring_drops);
}

static __always_inline void call_begins(struct epb_cpu *cpu, enum epb_hook hook, u64 pre, enum epb_call call,
					enum epb_stage stage, u64 arg, u64 arg2)
{
	struct epb_stamp now;
	struct epb_task *t;

	now = hook_begin(cpu, hook, pre);
	t = task_enter(cpu, call, this_tid(), stage);
	t->arg = arg;
	t->arg2 = arg2;
	t->start = now;
	hook_end(cpu, hook, pre, &now);
}

/* The call of this task is over: record it and begin the event that tells it; NULL: it was not seen to begin, or no room. */
static __always_inline struct epb_event *call_ends(struct epb_cpu *cpu, enum epb_stage stage, const struct epb_task *t,
						   u32 kind, const struct epb_stamp *now, s32 ret)
{
	struct epb_event *ev = event_new(kind, now->t);

	if (!ev) {
		ring_dropped(cpu, stage);
		return 0;
	}
	record(cpu, stage, EPB_NO_UNIT, &t->start, now);
	ev->took = now->t - t->start.t;
	ev->ret = ret;
	ev->value = t->arg2;
	return ev;
}

static __always_inline void aux_entry(bool btf, struct epb_cpu *cpu, u64 pre, struct pci_epc *epc, u8 func, u8 vfunc,
				      struct pci_epc_aux_resource *res, int num)
{
	call_begins(cpu, EPB_H_aux_entry, pre, EPB_CALL_AUX, EPB_AUX_QUERY, (u64)res, num);
}
HOOK_ENTRY(aux_entry, "pci_epc_get_aux_resources",
	   (struct pci_epc * epc, u8 func, u8 vfunc, struct pci_epc_aux_resource *res, int num),
	   (epc, func, vfunc, res, num))

static __always_inline void describe_resource(struct epb_event *ev, struct pci_epc_aux_resource *res)
{
	if (!bpf_core_type_exists(struct pci_epc_aux_resource))
		return;
	ev->type = BPF_CORE_READ(res, type);
	ev->bar = BPF_CORE_READ(res, bar);
	ev->address = BPF_CORE_READ(res, phys_addr);
	ev->size = BPF_CORE_READ(res, size);
	ev->offset = BPF_CORE_READ(res, bar_offset);
	ev->irq = BPF_CORE_READ(res, u.db_mmio.irq);
	ev->data = BPF_CORE_READ(res, u.db_mmio.data);
}

static __always_inline void aux_exit(struct epb_cpu *cpu, u64 pre, s32 ret)
{
	struct epb_task *t = task_leave(EPB_CALL_AUX, this_tid());
	struct epb_stamp now;
	struct epb_event *ev;

	if (!t) {
		hook_skip(cpu, EPB_H_aux_exit, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_aux_exit, pre);
	ev = call_ends(cpu, EPB_AUX_QUERY, t, EPB_EV_AUX_QUERY, &now, ret);
	if (ev) {
		if (!ret && t->arg)
			describe_resource(ev, (void *)t->arg);
		bpf_ringbuf_submit(ev, 0);
	}
	hook_end(cpu, EPB_H_aux_exit, pre, &now);
}
HOOK_EXIT_RET(aux_exit, "pci_epc_get_aux_resources")

static __always_inline void alloc_entry(bool btf, struct epb_cpu *cpu, u64 pre, struct pci_epf *epf, u16 num_db)
{
	call_begins(cpu, EPB_H_alloc_entry, pre, EPB_CALL_ALLOC, EPB_DOORBELL_ALLOC, (u64)epf, num_db);
}
HOOK_ENTRY(alloc_entry, "pci_epf_alloc_doorbell", (struct pci_epf * epf, u16 num_db), (epf, num_db))

/* Set the role of every doorbell interrupt of @epf. */
static __always_inline void mark_virqs(struct pci_epf *epf, u8 role)
{
	struct pci_epf_doorbell_msg *msg = BPF_CORE_READ(epf, db_msg);
	u32 i, virq, n = BPF_CORE_READ(epf, num_db);

	if (!msg)
		return;
	for (i = 0; i < EPB_MAX_VECTORS && i < n; i++) {
		virq = BPF_CORE_READ(msg, virq);
		if (virq && virq < EPB_MAX_VIRQ)
			virq_role[virq] = role;
		msg = (void *)msg + bpf_core_type_size(struct pci_epf_doorbell_msg);
	}
}

static __always_inline void describe_doorbell(struct epb_event *ev, struct pci_epf_doorbell_msg *msg)
{
	ev->type = EPB_DB_MSI;
	ev->irq = BPF_CORE_READ(msg, virq);
	ev->address = (u64)BPF_CORE_READ(msg, msg.address_hi) << 32 | BPF_CORE_READ(msg, msg.address_lo);
	ev->data = BPF_CORE_READ(msg, msg.data);
	if (!bpf_core_field_exists(struct pci_epf_doorbell_msg, type))
		return;
	ev->type = BPF_CORE_READ(msg, type);
	ev->bar = BPF_CORE_READ(msg, bar);
	ev->offset = BPF_CORE_READ(msg, offset);
}

static __always_inline void alloc_exit(struct epb_cpu *cpu, u64 pre, s32 ret)
{
	struct epb_task *t = task_leave(EPB_CALL_ALLOC, this_tid());
	struct epb_stamp now;
	struct pci_epf *epf;
	struct epb_event *ev;

	if (!t) {
		hook_skip(cpu, EPB_H_alloc_exit, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_alloc_exit, pre);
	epf = (void *)t->arg;
	if (!ret)
		mark_virqs(epf, EPB_VIRQ_DOORBELL);
	ev = call_ends(cpu, EPB_DOORBELL_ALLOC, t, EPB_EV_ALLOC, &now, ret);
	if (ev) {
		name_of_epf(ev, epf);
		if (!ret)
			describe_doorbell(ev, BPF_CORE_READ(epf, db_msg));
		bpf_ringbuf_submit(ev, 0);
	}
	hook_end(cpu, EPB_H_alloc_exit, pre, &now);
}
HOOK_EXIT_RET(alloc_exit, "pci_epf_alloc_doorbell")

/* Why the MSI path refused: its own return value, before the fallback is tried. */
static __always_inline void msi_exit(struct epb_cpu *cpu, u64 pre, s32 ret)
{
	struct epb_event *ev = event_new(EPB_EV_ALLOC_MSI, bpf_ktime_get_ns());

	if (ev) {
		ev->ret = ret;
		bpf_ringbuf_submit(ev, 0);
	}
	hook_skip(cpu, EPB_H_msi_exit, pre);
}
HOOK_EXIT_RET(msi_exit, "pci_epf_alloc_doorbell_msi")

static __always_inline void epf_event(u32 kind, struct pci_epf *epf)
{
	struct epb_event *ev = event_new(kind, bpf_ktime_get_ns());

	if (!ev)
		return;
	name_of_epf(ev, epf);
	bpf_ringbuf_submit(ev, 0);
}

static __always_inline void free_entry(struct pci_epf *epf)
{
	/* Called on every clean-up path, also where nothing was allocated. */
	if (!BPF_CORE_READ(epf, db_msg))
		return;
	mark_virqs(epf, EPB_VIRQ_NONE);
	epf_event(EPB_EV_FREE, epf);
}
HOOK_TELLS(free_entry, "pci_epf_free_doorbell", (struct pci_epf * epf), (epf))

static __always_inline void bind_entry(struct pci_epf *epf)
{
	epf_event(EPB_EV_BIND, epf);
}
HOOK_TELLS(bind_entry, "pci_epf_bind", (struct pci_epf * epf), (epf))

/* The device goes: forget its pointers, since its memory may come back as another's, and what it had under way. */
static __always_inline void unbind_entry(struct pci_epf *epf)
{
	u32 unit = unit_by_epf((u64)epf);
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit *u = unit_of(unit);

	if (u && s) {
		u->dev = 0;
		clear(s, sizeof(*s));
		nqueues = 0;
	}
	epf_event(EPB_EV_UNBIND, epf);
}
HOOK_TELLS(unbind_entry, "pci_epf_unbind", (struct pci_epf * epf), (epf))

static __always_inline void epc_event(u32 kind, struct pci_epc *epc)
{
	struct epb_event *ev = event_new(kind, bpf_ktime_get_ns());

	if (!ev)
		return;
	bpf_probe_read_kernel_str(ev->device, sizeof(ev->device), BPF_CORE_READ(epc, dev.kobj.name));
	bpf_ringbuf_submit(ev, 0);
}

static __always_inline void start_entry(struct pci_epc *epc)
{
	epc_event(EPB_EV_START, epc);
}
HOOK_TELLS(start_entry, "pci_epc_start", (struct pci_epc * epc), (epc))

static __always_inline void stop_entry(struct pci_epc *epc)
{
	epc_event(EPB_EV_STOP, epc);
}
HOOK_TELLS(stop_entry, "pci_epc_stop", (struct pci_epc * epc), (epc))

/* The queues stop with the link: whatever was pending then is served by nobody. */
static __always_inline void link_entry(struct ntb_dev *ntb)
{
	u32 unit = unit_by_ndev((u64)ntb);
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit *u = unit_of(unit);
	struct epf_ntb *vntb;
	struct epb_event *ev;

	if (!u || !s)
		return;
	vntb = (void *)u->dev;
	clear(s->pending, sizeof(s->pending));
	s->served = 0;
	nqueues = 0;
	ev = event_new(EPB_EV_LINK, bpf_ktime_get_ns());
	if (!ev)
		return;
	ev->value = -1;
	if (bpf_core_type_exists(struct epf_ntb) && bpf_core_field_exists(struct epf_ntb, linkup))
		ev->value = BPF_CORE_READ(vntb, linkup);
	__builtin_memcpy(ev->device, u->name, sizeof(ev->device));
	bpf_ringbuf_submit(ev, 0);
}
HOOK_TELLS(link_entry, "ntb_link_event", (struct ntb_dev * ntb), (ntb))
