/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_BPF_KERNEL_H
#define EPBELL_BPF_KERNEL_H
/*
 * The few kernel fields that the programs read. libbpf relocates every access against the running kernel's BTF (and its
 * modules'), so order and offsets here mean nothing; only names do. Where a name changed its meaning between versions, a
 * ___flavour stands for the other form and the comment says what changed.
 */
#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>

#ifdef __TARGET_ARCH_arm64
/* The user-space ABI's layout (arch/arm64/include/uapi/asm/ptrace.h): what a kprobe's registers are read through. */
struct user_pt_regs {
	__u64 regs[31];
	__u64 sp;
	__u64 pc;
	__u64 pstate;
};
#else
#include <asm/ptrace.h>
#endif

typedef __u64 u64;
typedef __u32 u32;
typedef __s64 s64;
typedef __s32 s32;
typedef __u16 u16;
typedef __u8 u8;

/* Fields of an enumerated type match only fields of the same one; the values are not used by name here. */
enum pci_epf_doorbell_type {
	EPB_KERNEL_DOORBELL_MSI = 0,
	EPB_KERNEL_DOORBELL_EMBEDDED = 1,
};
enum pci_epc_aux_resource_type {
	EPB_KERNEL_AUX_DOORBELL_MMIO = 0,
};
enum pci_barno {
	EPB_KERNEL_NO_BAR = -1,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kobject {
	const char *name;
};

struct device {
	struct kobject kobj;
	struct device *parent;
};

/* Stands for any eight bytes, see load_u64(). */
struct timespec64 {
	long long tv_sec;
};

struct work_struct {
	long data;
};

struct delayed_work {
	struct work_struct work;
};

struct task_struct {
	int pid;
};

struct irqaction {
	void *dev_id;
	const char *name;
	int (*thread_fn)(int irq, void *dev);
	struct task_struct *thread;
};

struct irq_domain;
struct dw_edma_irq;

struct msi_msg {
	u32 address_lo;
	u32 address_hi;
	u32 data;
};

struct pci_epf_doorbell_msg {
	struct msi_msg msg;
	int virq;
	/* since the embedded fallback (7.2): e4f26243953f */
	enum pci_epf_doorbell_type type;
	enum pci_barno bar;
	u64 offset;
};

struct pci_epc {
	struct device dev;
};

struct pci_epf {
	struct device dev;
	struct pci_epc *epc;
	struct pci_epf_doorbell_msg *db_msg;
	u16 num_db;
};

struct ntb_dev {
	struct device dev;
};

/* ntb_hw_epf, the root complex's side */
struct ntb_epf_dev {
	struct ntb_dev ntb;
	struct device *dev;
};

/* since 7.2 (9985e6ea0c22): what its handler is called with; the device itself before */
struct ntb_epf_irq_ctx {
	struct ntb_epf_dev *ndev;
	unsigned int irq_no;
};

struct pci_dev {
	struct device dev;
};

struct pci_endpoint_test {
	struct pci_dev *pdev;
};

/* pci-epf-vntb; the NTB device is a pointer since 7.3, where it is allocated with the virtual PCI device. */
struct epf_ntb {
	struct ntb_dev *ntb;
	struct pci_epf *epf;
	u32 db_count;
	/* since 7.2: 84dd5950df2f */
	struct work_struct peer_db_work;
	bool linkup;
	/* since the MSI doorbell (6.18) */
	bool msi_doorbell;
	struct delayed_work cmd_handler;
};

/* ... and embedded before. */
struct epf_ntb___embedded {
	struct ntb_dev ntb;
};

struct pci_epf_test {
	struct pci_epf *epf;
};

struct ntb_transport_qp {
	struct ntb_dev *ndev;
	u8 qp_num;
};

struct ntb_queue_entry {
	struct ntb_transport_qp *qp;
};

/* since 7.2 (cc07b903a646) */
struct pci_epc_aux_resource {
	enum pci_epc_aux_resource_type type;
	u64 phys_addr;
	u64 size;
	enum pci_barno bar;
	u64 bar_offset;
	union {
		struct {
			int irq;
			u32 data;
		} db_mmio;
	} u;
};

struct net_device {
	struct device dev;
};

struct sk_buff {
	struct net_device *dev;
	unsigned char *data;
	u16 protocol;
};

#pragma clang attribute pop

#endif /* EPBELL_BPF_KERNEL_H */
