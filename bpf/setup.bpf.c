// SPDX-License-Identifier: GPL-2.0-only
/*
 * Set-up: what the controller offers, which doorbells an EPF got and from where, and the comings and goings of devices
 * and links. All of it is rare, so each is told to user space at once.
 */
#include "epbell.bpf.h"

/* Zero @n words; too many for the compiler's memset, and the barrier keeps it from turning the loop into one. */
static __always_inline void clear(u64 *words, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		words[i] = 0;
		barrier_var(words);
	}
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

static __always_inline void ring_dropped(enum epb_stage stage)
{
	struct epb_account *a = account_of(stage);

	if (a) {
		COUNT(a->seen);
		COUNT(a->ring_drops);
	}
}

static __always_inline void call_begins(enum epb_call call, enum epb_stage stage, u64 arg, u64 arg2)
{
	u32 tid = this_tid();
	struct epb_task *t = task_slot(call, tid);

	if (t->tid)
		record_not(stage, EPB_UNMATCHED);
	t->tid = tid;
	t->arg = arg;
	t->arg2 = arg2;
	t->start = bpf_ktime_get_ns();
}

static __always_inline void aux_entry(bool btf, struct pci_epc *epc, u8 func, u8 vfunc,
				      struct pci_epc_aux_resource *res, int num)
{
	call_begins(EPB_CALL_AUX, EPB_AUX_QUERY, (u64)res, num);
}
HOOK_ENTRY(aux_entry, "pci_epc_get_aux_resources",
	   (struct pci_epc * epc, u8 func, u8 vfunc, struct pci_epc_aux_resource *res, int num),
	   (epc, func, vfunc, res, num))

static __always_inline void aux_exit(s32 ret)
{
	u64 t0 = bpf_ktime_get_ns();
	struct epb_task *t = task_leave(EPB_CALL_AUX, this_tid());
	struct pci_epc_aux_resource *res;
	struct epb_event *ev;

	if (!t)
		return;
	ev = event_new(EPB_EV_AUX_QUERY, t0);
	if (!ev) {
		ring_dropped(EPB_AUX_QUERY);
		return;
	}
	record(EPB_AUX_QUERY, EPB_NO_UNIT, t->start, t0);
	ev->took = t0 - t->start;
	ev->ret = ret;
	ev->value = t->arg2;
	res = (void *)t->arg;
	if (!ret && res && bpf_core_type_exists(struct pci_epc_aux_resource)) {
		ev->type = BPF_CORE_READ(res, type);
		ev->bar = BPF_CORE_READ(res, bar);
		ev->address = BPF_CORE_READ(res, phys_addr);
		ev->size = BPF_CORE_READ(res, size);
		ev->offset = BPF_CORE_READ(res, bar_offset);
		ev->irq = BPF_CORE_READ(res, u.db_mmio.irq);
		ev->data = BPF_CORE_READ(res, u.db_mmio.data);
	}
	bpf_ringbuf_submit(ev, 0);
}
HOOK_EXIT(aux_exit, "pci_epc_get_aux_resources")

static __always_inline void alloc_entry(bool btf, struct pci_epf *epf, u16 num_db)
{
	call_begins(EPB_CALL_ALLOC, EPB_DOORBELL_ALLOC, (u64)epf, num_db);
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

static __always_inline void alloc_exit(s32 ret)
{
	u64 t0 = bpf_ktime_get_ns();
	struct epb_task *t = task_leave(EPB_CALL_ALLOC, this_tid());
	struct pci_epf *epf;
	struct epb_event *ev;

	if (!t)
		return;
	epf = (void *)t->arg;
	if (!ret)
		mark_virqs(epf, EPB_VIRQ_DOORBELL);
	ev = event_new(EPB_EV_ALLOC, t0);
	if (!ev) {
		ring_dropped(EPB_DOORBELL_ALLOC);
		return;
	}
	record(EPB_DOORBELL_ALLOC, EPB_NO_UNIT, t->start, t0);
	ev->took = t0 - t->start;
	ev->ret = ret;
	ev->value = t->arg2;
	name_of_epf(ev, epf);
	if (!ret)
		describe_doorbell(ev, BPF_CORE_READ(epf, db_msg));
	bpf_ringbuf_submit(ev, 0);
}
HOOK_EXIT(alloc_exit, "pci_epf_alloc_doorbell")

/* Why the MSI path refused: its own return value, before the fallback is tried. */
static __always_inline void msi_exit(s32 ret)
{
	struct epb_event *ev = event_new(EPB_EV_ALLOC_MSI, bpf_ktime_get_ns());

	if (!ev)
		return;
	ev->ret = ret;
	bpf_ringbuf_submit(ev, 0);
}
HOOK_EXIT(msi_exit, "pci_epf_alloc_doorbell_msi")

static __always_inline void epf_event(u32 kind, struct pci_epf *epf)
{
	struct epb_event *ev = event_new(kind, bpf_ktime_get_ns());

	if (!ev)
		return;
	name_of_epf(ev, epf);
	bpf_ringbuf_submit(ev, 0);
}

static __always_inline void free_entry(bool btf, struct pci_epf *epf)
{
	/* Called on every clean-up path, also where nothing was allocated. */
	if (!BPF_CORE_READ(epf, db_msg))
		return;
	mark_virqs(epf, EPB_VIRQ_NONE);
	epf_event(EPB_EV_FREE, epf);
}
HOOK_ENTRY(free_entry, "pci_epf_free_doorbell", (struct pci_epf * epf), (epf))

static __always_inline void bind_entry(bool btf, struct pci_epf *epf)
{
	epf_event(EPB_EV_BIND, epf);
}
HOOK_ENTRY(bind_entry, "pci_epf_bind", (struct pci_epf * epf), (epf))

/* The device goes: forget its pointers, since its memory may come back as another's, and what it had under way. */
static __always_inline void unbind_entry(bool btf, struct pci_epf *epf)
{
	u32 unit = unit_by_epf((u64)epf);
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit *u = unit_of(unit);

	if (u && s) {
		u->dev = 0;
		clear((u64 *)s, sizeof(*s) / 8);
	}
	epf_event(EPB_EV_UNBIND, epf);
}
HOOK_ENTRY(unbind_entry, "pci_epf_unbind", (struct pci_epf * epf), (epf))

static __always_inline void epc_event(u32 kind, struct pci_epc *epc)
{
	struct epb_event *ev = event_new(kind, bpf_ktime_get_ns());

	if (!ev)
		return;
	bpf_probe_read_kernel_str(ev->device, sizeof(ev->device), BPF_CORE_READ(epc, dev.kobj.name));
	bpf_ringbuf_submit(ev, 0);
}

static __always_inline void start_entry(bool btf, struct pci_epc *epc)
{
	epc_event(EPB_EV_START, epc);
}
HOOK_ENTRY(start_entry, "pci_epc_start", (struct pci_epc * epc), (epc))

static __always_inline void stop_entry(bool btf, struct pci_epc *epc)
{
	epc_event(EPB_EV_STOP, epc);
}
HOOK_ENTRY(stop_entry, "pci_epc_stop", (struct pci_epc * epc), (epc))

/* The queues stop with the link: whatever was pending then is served by nobody. */
static __always_inline void link_entry(bool btf, struct ntb_dev *ntb)
{
	u32 unit = unit_by_ndev((u64)ntb);
	struct epb_unit_state *s = state_of(unit);
	struct epb_unit *u = unit_of(unit);
	struct epf_ntb *vntb;
	struct epb_event *ev;

	if (!u || !s)
		return;
	vntb = (void *)u->dev;
	clear((u64 *)s->pending, sizeof(s->pending) / 8);
	s->served = 0;
	ev = event_new(EPB_EV_LINK, bpf_ktime_get_ns());
	if (!ev)
		return;
	ev->value = -1;
	if (bpf_core_type_exists(struct epf_ntb) && bpf_core_field_exists(struct epf_ntb, linkup))
		ev->value = BPF_CORE_READ(vntb, linkup);
	__builtin_memcpy(ev->device, u->name, sizeof(ev->device));
	bpf_ringbuf_submit(ev, 0);
}
HOOK_ENTRY(link_entry, "ntb_link_event", (struct ntb_dev * ntb), (ntb))
