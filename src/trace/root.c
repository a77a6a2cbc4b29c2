// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which interrupt domain is the root? Samples of the CPU clock are taken in the interrupt of a timer that hangs right on
 * it, and the program on them looks at the call of generic_handle_domain_irq() before (bpf/irq.bpf.c). Where that cannot
 * be had, or takes too long, every call counts as the outermost: right unless the doorbell's controller is chained.
 */
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "trace/session_impl.h"

#define LEARN_STEP_US 500
#define LEARN_STEPS   100

static uint64_t monotonic(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

void learn_root(struct session *s)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE,
					.config = PERF_COUNT_SW_CPU_CLOCK,
					.size = sizeof(attr),
					.sample_period = 100 * 1000 };
	struct bpf_link *link;
	int fd, i;

	if (!s->links[EPB_H_domain_entry])
		return;
	fd = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
	if (fd < 0)
		return;
	link = bpf_program__attach_perf_event(s->skel->progs.learn_root, fd);
	if (libbpf_get_error(link)) {
		close(fd);
		return;
	}
	/* The clock runs while we do. */
	for (i = 0; i < LEARN_STEPS && !((volatile struct epbell_bpf__bss *)s->skel->bss)->root_domain; i++) {
		uint64_t until = monotonic() + LEARN_STEP_US * 1000ULL;

		while (monotonic() < until)
			;
	}
	bpf_link__destroy(link); /* and with it the event */
}
