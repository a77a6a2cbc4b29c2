// SPDX-License-Identifier: GPL-2.0-only
/* How fine the clock is that bpf_ktime_get_ns() and CLOCK_MONOTONIC read. */
#include <time.h>

#include "trace/kernel.h"

#define NSEC_PER_SEC 1000000000ULL

#ifdef __aarch64__
/* The frequency of the system counter, Hz, as firmware put it there (Arm ARM, CNTFRQ_EL0); readable by EL0 in Linux. */
static uint64_t counter_hz(void)
{
	uint64_t hz;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz & 0xffffffff;
}
#else
static uint64_t counter_hz(void)
{
	return 0;
}
#endif

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

/* A thousand steps are seen in far less than a millisecond, unless the clock is a jiffy: then one is enough. */
static uint64_t smallest_step(void)
{
	uint64_t start = now(), last = start, best = UINT64_MAX;

	for (int seen = 0; seen < 1000 && (seen == 0 || last - start < 10 * 1000 * 1000);) {
		uint64_t t = now();

		if (t == last)
			continue;
		if (t - last < best)
			best = t - last;
		last = t;
		seen++;
	}
	return best;
}

uint64_t clock_step(void)
{
	uint64_t hz = counter_hz();

	return hz ? (NSEC_PER_SEC + hz - 1) / hz : smallest_step();
}
