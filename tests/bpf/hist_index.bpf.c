// SPDX-License-Identifier: GPL-2.0-only
/*
 * hist.h and price.h as the BPF compiler sees them. For a batch of values that user space maps in: the index, by way of
 * another value's octave too, and the low end and width of that bucket; and what hooks do, step by step. Programs of a
 * networking type, so that BPF_PROG_TEST_RUN runs them where tracing is refused.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "epbell/hist.h"
#include "epbell/price.h"

#include "steps.h"

char LICENSE[] SEC("license") = "GPL";

#define BATCH 1024

__u64 value[BATCH];
__u64 base[BATCH]; /* at most the value */
__u32 index_of[BATCH];
__u32 shift_of[BATCH];
__u32 index_above[BATCH];
__u64 low[BATCH];
__u64 width[BATCH];

SEC("tc")
int hist_index(struct __sk_buff *skb)
{
	__u32 i, idx;

	for (i = 0; i < BATCH; i++) {
		idx = epb_hist_index(value[i]);
		index_of[i] = idx;
		if (idx < EPB_HIST_BUCKETS) {
			low[i] = epb_hist_low(idx);
			width[i] = epb_hist_width(idx);
		}
	}
	return 0;
}

SEC("tc")
int hist_above(struct __sk_buff *skb)
{
	__u32 i, shift;

	for (i = 0; i < BATCH; i++) {
		shift = epb_hist_shift(base[i]);
		shift_of[i] = shift;
		index_above[i] = epb_hist_index_above(value[i], shift);
	}
	return 0;
}

struct steps steps;
struct step step;

SEC("tc")
int run_step(struct __sk_buff *skb)
{
	step_run(&steps, &step);
	return 0;
}
