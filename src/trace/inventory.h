/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_INVENTORY_H
#define EPBELL_TRACE_INVENTORY_H
/*
 * What a running kernel tells without BPF: the interrupts that are doorbells, the endpoint functions of configfs, and
 * the kernel's own facts. All readers take a root directory ("" on a live system), so that tests read saved trees.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/err.h"
#include "model/run.h"

/* One interrupt that has to do with doorbells. */
struct inv_irq {
	int virq;
	int64_t hwirq;	   /* -1 unknown */
	char chip[48];	   /* "ITS-pMSI-70000000.pcie-ep", "dw-edma-emul" */
	char actions[128]; /* as in /sys/kernel/irq/N/actions, comma-separated */
	char affinity[64]; /* smp_affinity_list */
	uint64_t count;	   /* interrupts so far, all CPUs */
	char role[16]; /* "doorbell" (a doorbell handler is its action), "parent" (dw-edma-core:...), "emulated" (dw-edma-emul without action) */
	char backend[16]; /* its msi edma mmio for doorbells, else "" */
	char action[32];  /* the action that gave it its role, "" none */
	char epc[48];	  /* endpoint controller, from the chip's or the parent action's name; "" unknown */
	char device[48];  /* EPF device whose doorbell it is, "" unknown */
	int vector; /* doorbell the RC means when this interrupt comes, the first of those that share it; -1 none or unknown */
	int fan_out; /* doorbells that share it: 1 an identity of its own, 0 it is never rung (vNTB's first two), -1 unknown */
};

/* One endpoint function of configfs. */
struct inv_epf {
	char device[48]; /* "pci_epf_vntb.0" as the kernel names the EPF device where it can be known, else the configfs name */
	char function[32]; /* "pci_epf_vntb", "pci_epf_test" */
	char epc[48];	   /* controller it is linked to, "" none */
	bool started;	   /* the controller's link is started */
	int db_count;	   /* vNTB only, else -1 */
	char config[48];   /* name of its directory in configfs, "func1" */
};

struct inventory {
	struct inv_irq *irqs;
	size_t nirqs;
	struct inv_epf *epfs;
	size_t nepfs;
	char *epcs; /* names of endpoint controllers, one a line; "" none */
};

/* Read it all. What cannot be read is left out; -ENOMEM only. */
int inventory_read(const char *root, struct inventory *inv, struct err *err);
void inventory_free(struct inventory *inv);

/*
 * vNTB allocates db_count doorbells and never has the first two rung: the root complex adds 2 to a doorbell's number
 * (EPF_IRQ_DB_START in pci-epf-vntb.c; ntb_hw_epf's interrupts 0 and 1 are its own).
 */
#define VNTB_FIRST_DB 2

/* The backend of a doorbell interrupt from its chip's name: "ITS-..." its; "dw-edma-emul" edma; other: msi if @msi else mmio. */
const char *backend_of_chip(const char *chip, bool msi);

/* Fill what the kernel and the machine tell of the environment: all fields but started, duration_ns, attach, command. */
int kernel_environment(const char *root, struct environment *env);

#endif /* EPBELL_TRACE_INVENTORY_H */
