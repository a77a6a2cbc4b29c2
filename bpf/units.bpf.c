// SPDX-License-Identifier: GPL-2.0-only
/*
 * Units: which EPF devices there are, learned from the pointers that the path itself hands us (an irq action's dev_id,
 * a work item), so that nothing has to be looked up by name and devices bound while we run are found too.
 */
#define EPB_DEFINE
#include "epbell.bpf.h"

char LICENSE[] SEC("license") = "GPL";

static __always_inline bool same_name(const char *a, const char *b)
{
	const u64 *x = (const u64 *)a, *y = (const u64 *)b;

	return x[0] == y[0] && x[1] == y[1] && x[2] == y[2] && x[3] == y[3];
}

static __always_inline u32 type_of(u64 dev, u32 kind, struct pci_epf *epf)
{
	struct pci_epf_doorbell_msg *msg = 0;
	bool irq = kind == EPB_UNIT_TEST;

	if (kind == EPB_UNIT_VNTB && bpf_core_type_exists(struct epf_ntb) &&
	    bpf_core_field_exists(struct epf_ntb, msi_doorbell))
		irq = BPF_CORE_READ((struct epf_ntb *)dev, msi_doorbell);
	if (!irq)
		return EPB_DB_POLL;
	if (bpf_core_field_exists(struct pci_epf, db_msg))
		msg = BPF_CORE_READ(epf, db_msg);
	if (!msg || !bpf_core_type_exists(struct pci_epf_doorbell_msg) ||
	    !bpf_core_field_exists(struct pci_epf_doorbell_msg, type))
		return EPB_DB_MSI;
	return BPF_CORE_READ(msg, type) == EPB_KERNEL_DOORBELL_EMBEDDED ? EPB_DB_EMBEDDED : EPB_DB_MSI;
}

/* The device whose name is the unit's, for a unit of the root complex. */
static __always_inline const char *rc_name(u64 dev, u32 kind)
{
	if (kind == EPB_UNIT_RC && bpf_core_type_exists(struct ntb_epf_dev))
		return BPF_CORE_READ((struct ntb_epf_dev *)dev, dev, kobj.name);
	if (kind == EPB_UNIT_RC_TEST && bpf_core_type_exists(struct pci_endpoint_test))
		return BPF_CORE_READ((struct pci_endpoint_test *)dev, pdev, dev.kobj.name);
	return 0;
}

static __always_inline void fill_vntb(struct epb_unit *u, u64 dev)
{
	if (!bpf_core_type_exists(struct epf_ntb))
		return;
	u->cmd_work = dev + bpf_core_field_offset(struct epf_ntb, cmd_handler);
}

/* The doorbell that @msg describes is the first one that is ever rung. */
static __always_inline void fill_target(struct epb_unit *u, struct pci_epf_doorbell_msg *msg)
{
	u->address = (u64)BPF_CORE_READ(msg, msg.address_hi) << 32 | BPF_CORE_READ(msg, msg.address_lo);
	u->data = BPF_CORE_READ(msg, msg.data);
	if (!bpf_core_field_exists(struct pci_epf_doorbell_msg, bar))
		return;
	u->bar = BPF_CORE_READ(msg, bar);
	u->offset = BPF_CORE_READ(msg, offset);
}

static __always_inline void fill_doorbells(struct epb_unit *u, struct pci_epf *epf)
{
	struct pci_epf_doorbell_msg *msg;
	u32 i, first = u->kind == EPB_UNIT_VNTB ? 2 : 0; /* EPF_IRQ_DB_START */

	if (!bpf_core_field_exists(struct pci_epf, db_msg) || !bpf_core_type_exists(struct pci_epf_doorbell_msg))
		return;
	u->ndb = BPF_CORE_READ(epf, num_db);
	msg = BPF_CORE_READ(epf, db_msg);
	if (!msg)
		return;
	for (i = 0; i < EPB_MAX_VECTORS && i < u->ndb; i++) {
		u->virq[i] = BPF_CORE_READ(msg, virq);
		if (i == first)
			fill_target(u, msg);
		msg = (void *)msg + bpf_core_type_size(struct pci_epf_doorbell_msg);
	}
}

/* The EP side's struct ntb_dev of a vNTB, 0 while there is none. */
__noinline u64 ndev_of(u64 dev)
{
	if (!bpf_core_type_exists(struct epf_ntb))
		return 0;
	if (bpf_core_field_size(struct epf_ntb, ntb) == sizeof(void *))
		return (u64)BPF_CORE_READ((struct epf_ntb *)dev, ntb);
	return dev + bpf_core_field_offset(struct epf_ntb___embedded, ntb);
}

/* Make the transport queue at @qp known; returns its index in queues, or EPB_QUEUES. */
__noinline u64 queue_learn(u64 qp)
{
	struct ntb_transport_qp *q = (void *)qp;
	struct epb_queue *known;
	u32 i;

	if (!bpf_core_type_exists(struct ntb_transport_qp))
		return EPB_QUEUES;
	i = unit_by_ndev((u64)BPF_CORE_READ(q, ndev));
	/* Nothing is known yet, its device least of all: ask again next time. */
	if (i == EPB_NO_UNIT && !nunits)
		return EPB_QUEUES;
	if (nqueues >= EPB_QUEUES)
		return EPB_QUEUES;
	known = &queues[bounded(__sync_fetch_and_add(&nqueues, 1), EPB_QUEUES - 1)];
	known->unit = i;
	known->number = BPF_CORE_READ(q, qp_num);
	known->qp = qp; /* last: from here on it is found */
	return known - queues;
}

/* A unit of that name and type whose device is gone, or a new one; EPB_NO_UNIT: none left. */
static __always_inline u64 claim(const char *name, u32 type)
{
	u32 i, n = nunits;

	for (i = 0; i < EPB_MAX_UNITS && i < n; i++)
		if (units[i].claimed && !units[i].dev && units[i].type == type && same_name(units[i].name, name))
			return forget(i, units[i].epf);
	if (nunits >= EPB_MAX_UNITS)
		return EPB_NO_UNIT;
	i = __sync_fetch_and_add(&nunits, 1);
	return i < EPB_MAX_UNITS ? i : EPB_NO_UNIT;
}

static __always_inline void tell_unit(const char *name, u32 index, u32 type)
{
	struct epb_event *ev = bpf_ringbuf_reserve(&events, sizeof(*ev), 0);

	if (!ev)
		return;
	__builtin_memset(ev, 0, sizeof(*ev));
	ev->ts = bpf_ktime_get_ns();
	ev->kind = EPB_EV_UNIT;
	ev->value = index;
	ev->type = type;
	__builtin_memcpy(ev->device, name, EPB_NAME_LEN);
	bpf_ringbuf_submit(ev, 0);
}

/* The same as unit_learn(), for devices of the root complex's side. */
__noinline u32 unit_learn_rc(u64 dev, u32 kind)
{
	char name[EPB_NAME_LEN] __attribute__((aligned(8))) = {};
	const char *from = rc_name(dev, kind);
	struct epb_unit *u;
	u64 i;

	if (!from || !side_rc())
		return EPB_NO_UNIT;
	bpf_probe_read_kernel_str(name, sizeof(name), from);
	i = claim(name, EPB_DB_PEER);
	if (i >= EPB_MAX_UNITS)
		return EPB_NO_UNIT;
	u = &units[bounded(i, EPB_MAX_UNITS - 1)];
	__builtin_memcpy(u->name, name, sizeof(name));
	u->kind = kind;
	u->type = EPB_DB_PEER;
	u->bar = -1;
	if (kind == EPB_UNIT_RC)
		u->ndev = dev + bpf_core_field_offset(struct ntb_epf_dev, ntb);
	u->claimed = 1;
	u->dev = dev; /* last: from here on it is found */
	nqueues = 0;  /* some may have been taken for nobody's */
	tell_unit(name, i, EPB_DB_PEER);
	return i;
}

/*
 * Make the device at @dev (struct epf_ntb or struct pci_epf_test, by @kind) a unit, at its first event. Returns its
 * index, or EPB_NO_UNIT when no unit is free or doorbells of its type are not wanted.
 */
__noinline u32 unit_learn(u64 dev, u32 kind)
{
	char name[EPB_NAME_LEN] __attribute__((aligned(8))) = {};
	struct pci_epf *epf = 0;
	struct epb_unit *u;
	u32 type;
	u64 i;

	if (kind == EPB_UNIT_VNTB && bpf_core_type_exists(struct epf_ntb))
		epf = BPF_CORE_READ((struct epf_ntb *)dev, epf);
	else if (kind == EPB_UNIT_TEST && bpf_core_type_exists(struct pci_epf_test))
		epf = BPF_CORE_READ((struct pci_epf_test *)dev, epf);
	if (!epf)
		return EPB_NO_UNIT;
	type = type_of(dev, kind, epf);
	if (!(want_types & (1U << type)))
		return EPB_NO_UNIT;
	bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(epf, dev.kobj.name));
	i = claim(name, type);
	if (i >= EPB_MAX_UNITS)
		return EPB_NO_UNIT;
	u = &units[bounded(i, EPB_MAX_UNITS - 1)];
	__builtin_memcpy(u->name, name, sizeof(name));
	bpf_probe_read_kernel_str(u->epc_name, sizeof(u->epc_name), BPF_CORE_READ(epf, epc, dev.kobj.name));
	u->kind = kind;
	u->type = type;
	u->epf = (u64)epf;
	u->epc = (u64)BPF_CORE_READ(epf, epc);
	u->bar = -1;
	fill_doorbells(u, epf);
	if (kind == EPB_UNIT_VNTB) {
		fill_vntb(u, dev);
		u->ndev = ndev_of(dev);
	}
	u->claimed = 1;
	u->dev = dev; /* last: from here on it is found */
	nqueues = 0;  /* some may have been taken for nobody's */
	tell_unit(name, i, type);
	return i;
}

/* -------------------------------------------------------------------------------------------------- histograms --- */

/* The histogram of a series on this CPU, claimed at its first value. NULL: none is free. */
static __always_inline struct epb_hist *hist_of(u32 stage, u32 unit, u32 vector)
{
	u32 *slot, index;

	if (stage >= EPB_NSTAGES || unit > EPB_MAX_UNITS || vector > EPB_MAX_VECTORS)
		return 0;
	slot = &series_of[stage][unit][vector];
	index = *slot;
	if (!index) {
		if (nseries >= max_series)
			return 0;
		index = __sync_fetch_and_add(&nseries, 1) + 1;
		if (index > max_series)
			return 0;
		/* Two CPUs, or user space, may both claim: the first wins, the other index stays empty. */
		if (__sync_val_compare_and_swap(slot, 0, index))
			index = *slot;
	}
	index--;
	return bpf_map_lookup_elem(&hists, &index);
}

__noinline int record_now(u64 key, u64 v, u64 raw)
{
	struct epb_hist *h = hist_of(EPB_LOG_STAGE(key), EPB_LOG_UNIT(key), EPB_LOG_VECTOR(key));
	struct epb_cpu *cpu;

	if (h) {
		epb_hist_count(h, v, raw, EPB_LOG_FLAGS(key));
		return 0;
	}
	cpu = this_cpu();
	if (cpu && EPB_LOG_STAGE(key) < EPB_NSTAGES)
		COUNT(cpu->account[EPB_LOG_STAGE(key)].no_slot);
	return 0;
}
