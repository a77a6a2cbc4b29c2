/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_VERDICT_H
#define EPBELL_TRACE_VERDICT_H
/*
 * How the doorbells of an endpoint function arrive here, judged by the interrupts that exist. The kernel log is only
 * asked why: "Using embedded (DMA) doorbell fallback" is printed before the interrupt is requested, and stays in the log
 * when that fails and vNTB polls.
 */
#include <stdbool.h>

#include "trace/inventory.h"
#include "trace/klog.h"

enum verdict_state {
	VERDICT_RINGS,	/* there is a doorbell interrupt */
	VERDICT_POLLED, /* vNTB works without one */
	VERDICT_IDLE,	/* the function has no doorbell now: not bound, or nobody asked for one */
	VERDICT_UNSURE, /* doorbell interrupts exist, whose they are cannot be told */
};

struct verdict {
	enum verdict_state state;
	char backend[16]; /* its msi edma mmio poll, "" for idle and unsure */
	char text[600];	  /* one or two sentences */
};

/*
 * @hz: the kernel's HZ, 0 unknown. @can_ring: the kernel has pci_epf_alloc_doorbell(), without which vNTB always polls.
 */
void verdict_of(const struct inventory *inv, const struct inv_epf *epf, const struct klog *log, int hz, bool can_ring,
		struct verdict *v);

#endif /* EPBELL_TRACE_VERDICT_H */
