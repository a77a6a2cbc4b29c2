// SPDX-License-Identifier: GPL-2.0-only
/*
 * hist.h as the BPF compiler sees it: for a batch of values that user space maps in, the index, and the low end and
 * width of that bucket. A program of a networking type, so that BPF_PROG_TEST_RUN runs it where tracing is refused.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "epbell/hist.h"
#include "epbell/nest.h"

char LICENSE[] SEC("license") = "GPL";

#define BATCH 1024

__u64 value[BATCH];
__u32 index_of[BATCH];
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

/* The frame stack, one step a run: what user space's own run of the same steps must equal. */
struct step {
	__u32 push; /* else pop */
	__u32 kind;
	__u32 irq;
	__u32 found; /* out: the call returned a frame */
	__u64 now;
	__u64 span; /* out, of a pop that found its frame */
};

struct epb_nest nest;
struct step step;

SEC("tc")
int nest_step(struct __sk_buff *skb)
{
	struct epb_frame *f;

	if (step.push) {
		f = epb_nest_push(&nest, step.kind, step.irq);
		if (f)
			f->start = step.now;
	} else {
		f = epb_nest_pop(&nest, step.kind, step.irq);
		if (f)
			step.span = epb_nest_close(&nest, f, step.now);
	}
	step.found = f != 0;
	return 0;
}
