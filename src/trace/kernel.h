/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_KERNEL_H
#define EPBELL_TRACE_KERNEL_H
/* The parts of kernel_environment() (inventory.h) that stand on their own. Pure text, or a clock. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/kconfig.h"

/*
 * The preemption model into @out: "rt" "full" "lazy" "voluntary" "none", or "" when nothing tells.
 * @version is that of uname, @cmdline the kernel's command line, @dynamic the text of debugfs' sched/preempt (the model
 * in force stands in parentheses) or "", @realtime that of /sys/kernel/realtime or "".
 */
void preempt_model(const char *version, const char *cmdline, const char *dynamic, const char *realtime,
		   const struct kconfig *k, char *out, size_t size);

/* The value of NAME=value on the command line, the last one if there are several; false: it is not there. */
bool cmdline_value(const char *cmdline, const char *name, char *out, size_t size);

/* Does a word stand on the command line as such? */
bool cmdline_word(const char *cmdline, const char *word);

/* How many CPUs a list such as "0-3,5" names; 0 for junk. */
int cpu_list_count(const char *list);

/*
 * The smallest difference, ns, that CLOCK_MONOTONIC of this machine can show, rounded up; at least 1. arm64: the period
 * of the architected counter, from CNTFRQ_EL0. Elsewhere the smallest that was seen: an upper bound, which the cost of
 * reading the clock is part of.
 */
uint64_t clock_step(void);

#endif /* EPBELL_TRACE_KERNEL_H */
