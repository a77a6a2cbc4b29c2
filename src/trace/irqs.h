/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_IRQS_H
#define EPBELL_TRACE_IRQS_H
/* The interrupts of /sys/kernel/irq and /proc/interrupts that have to do with doorbells, for inventory.c. */
#include <stdbool.h>
#include <stddef.h>

#include "trace/inventory.h"

/* Append them to inv->irqs, by virq, without device, vector and fan-out. -ENOMEM */
int irqs_read(const char *root, struct inventory *inv);

/*
 * The role that an interrupt's actions (separated by commas or blanks) and chip give it: "doorbell", "parent",
 * "emulated", or NULL: nothing to do with doorbells. @action (may be NULL) gets the action that told, or "".
 */
const char *irq_role(const char *actions, const char *chip, char *action, size_t size);

#endif /* EPBELL_TRACE_IRQS_H */
