/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_EVENT_H
#define EPBELL_EVENT_H
/*
 * What the BPF programs and user space exchange beside histograms: limits, counters, the table of units, and the
 * records of the ring buffer. Fixed widths and no holes, so that both compilers agree; the asserts say so.
 */
#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define EPB_NAME_LEN	32
#define EPB_MAX_UNITS	16 /* EPF devices times backends they had during one recording */
#define EPB_MAX_VECTORS 32 /* vNTB's own limit, MAX_DB_COUNT in pci-epf-vntb.c */
#define EPB_MAX_VIRQ	8192
#define EPB_MAX_SERIES	256
#define EPB_ECHOES	256 /* echo requests in flight between netif_rx and start_xmit */
#define EPB_TASKS	64  /* tasks inside one function that may sleep */
#define EPB_QUEUES	64  /* transport queues, both sides' where one kernel has both; a power of two */

/* What an interrupt is to us. */
enum epb_virq_role {
	EPB_VIRQ_NONE = 0,
	EPB_VIRQ_DOORBELL = 1,
	EPB_VIRQ_PARENT = 2, /* the eDMA's own line, behind which its emulated interrupt hides */
};

/* Which EPF driver a unit is. */
enum epb_unit_kind {
	EPB_UNIT_VNTB = 1,
	EPB_UNIT_TEST = 2,
	/* the root complex's side */
	EPB_UNIT_RC = 3,      /* ntb_hw_epf: its network device's peer is a vNTB */
	EPB_UNIT_RC_TEST = 4, /* pci_endpoint_test */
};

/* How a unit's doorbells arrive, as far as the kernel's types tell (its or msi, edma or mmio is the irq chip's name). */
enum epb_db_type {
	EPB_DB_MSI = 0,	     /* PCI_EPF_DOORBELL_MSI */
	EPB_DB_EMBEDDED = 1, /* PCI_EPF_DOORBELL_EMBEDDED */
	EPB_DB_POLL = 2,
	EPB_DB_PEER = 3, /* a unit of the root complex: only the endpoint knows */
};

/*
 * One EPF device with one backend. BPF fills it at the device's first event; user space reads it. The addresses are
 * kernel pointers, used only to compare; 0 in dev means that the device is gone and the unit kept for its series.
 */
struct epb_unit {
	__u64 dev;	/* struct epf_ntb, pci_epf_test, ntb_epf_dev or pci_endpoint_test */
	__u64 epf;	/* struct pci_epf */
	__u64 epc;	/* struct pci_epc */
	__u64 ndev;	/* its struct ntb_dev; 0 for epf-test */
	__u64 cmd_work; /* address of epf_ntb.cmd_handler, what epf_ntb_cmd_handler() is called with */
	__u32 kind;	/* enum epb_unit_kind */
	__u32 type;	/* enum epb_db_type */
	__u32 claimed;	/* 1 when all above is valid */
	__u32 ndb;	/* doorbells allocated: epf->num_db */
	__u64 address;	/* what the first ringable doorbell is written to, as the endpoint sees it; 0 unknown */
	__u64 offset;	/* in bar */
	__u32 data;	/* the value that rings it */
	__s32 bar;	/* where the address is exposed already, -1: nowhere */
	__s32 virq[EPB_MAX_VECTORS]; /* of doorbell i; the first two of vNTB are never rung */
	char name[EPB_NAME_LEN];     /* EPF device, "pci_epf_vntb.0" */
	char epc_name[EPB_NAME_LEN];
};

/* What happened to events that ended a stage, beside those that have a slot in a histogram. One per stage and CPU. */
struct epb_account {
	__u64 seen;
	__u64 unmatched;
	__u64 no_slot;
	__u64 ring_drops;
	__u64 completion;
};

/* One per unit and CPU. */
struct epb_unit_count {
	__u64 irqs;	   /* doorbell interrupts; of the root complex's side, those of replies */
	__u64 completions; /* doorbell handler ran for an interrupt with DMA work */
	__u64 polls;	   /* epf_ntb_cmd_handler runs of a polled unit */
	__u64 hits;	   /* of these, with a bit set */
	__u64 events;	   /* ntb_db_event calls of a polled unit */
	__u64 replies;	   /* vntb_epf_peer_db_set calls, or ntb_epf_peer_db_set's */
	__u64 raises;	   /* pci_epc_raise_irq calls */
	__u64 coalesced;   /* replies that shared the raise of an earlier one */
};

/* Ring buffer: what happens rarely and deserves a line of its own. */
enum epb_event_kind {
	EPB_EV_AUX_QUERY = 1,
	EPB_EV_ALLOC_MSI,
	EPB_EV_ALLOC,
	EPB_EV_FREE,
	EPB_EV_BIND,
	EPB_EV_UNBIND,
	EPB_EV_START, /* pci_epc_start: the controller's link is enabled */
	EPB_EV_STOP,
	EPB_EV_LINK, /* ntb_link_event of the EP's NTB device: value 1 up, 0 down, -1 unknown */
	EPB_EV_UNIT, /* a unit was claimed: value = its index */
};

struct epb_event {
	__u64 ts;    /* CLOCK_MONOTONIC, ns */
	__u64 took;  /* ns, for calls */
	__u32 kind;  /* enum epb_event_kind */
	__s32 ret;   /* what the function returned */
	__s32 value; /* doorbells asked for, resources asked for, unit index */
	__s32 type;  /* doorbell type, or aux resource type; -1 none */
	__s32 bar;   /* -1 none */
	__s32 irq;   /* -1 none */
	__u32 data;  /* value that rings */
	__u32 pad;
	__u64 address;
	__u64 size;
	__u64 offset;
	char device[EPB_NAME_LEN];
};

_Static_assert(sizeof(struct epb_unit) == 7 * 8 + 6 * 4 + 4 * EPB_MAX_VECTORS + 2 * EPB_NAME_LEN, "no holes");
_Static_assert(sizeof(struct epb_account) == 5 * 8, "no holes");
_Static_assert(sizeof(struct epb_event) == 48 + 24 + EPB_NAME_LEN, "no holes");

#endif /* EPBELL_EVENT_H */
