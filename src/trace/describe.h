/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_DESCRIBE_H
#define EPBELL_TRACE_DESCRIBE_H
#include "epbell/event.h"
#include "model/run.h"

/*
 * Say in one sentence what a set-up event was; @start is the run's start (CLOCK_MONOTONIC, ns). The MSI allocation's
 * result is part of the allocation that follows it in the ring buffer.
 */
void describe_event(const struct epb_event *ev, uint64_t start, struct run_event *out);

#endif /* EPBELL_TRACE_DESCRIBE_H */
