/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_INTERRUPTS_H
#define EPBELL_TRACE_INTERRUPTS_H
/* The table of /proc/interrupts, which every kernel has and whose layout every kernel varies. */
#include <stdint.h>
#include <stdio.h>

/* One numbered line. */
struct proc_irq {
	int virq;
	uint64_t count;	   /* sum over the CPUs that are online */
	int64_t hwirq;	   /* -1 not shown */
	char chip[48];	   /* first word behind the counts, "" none */
	char actions[128]; /* comma-separated without blanks, as in /sys/kernel/irq/N/actions; "" none */
};

/*
 * Call @fn for every numbered line until it returns non-zero. Lines that are not of this form (IPI0, ERR, a line longer
 * than any kernel writes, junk) are left out. Returns what @fn last returned, or -ENOMEM. Needs no privilege.
 */
int interrupts_parse(FILE *in, int (*fn)(void *ctx, const struct proc_irq *irq), void *ctx);

#endif /* EPBELL_TRACE_INTERRUPTS_H */
