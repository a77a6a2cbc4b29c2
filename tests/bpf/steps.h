/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TESTS_STEPS_H
#define EPBELL_TESTS_STEPS_H
/*
 * One step of what hooks do with price.h and hist.h. tests/bpf/hist_index.bpf.c compiles it for the kernel,
 * tests/unit/test_bpf.c for this machine, and after the same steps both must have left the same memory.
 */
#include "epbell/hist.h"
#include "epbell/price.h"

#define STEP_HOOKS 4 /* of the table; a power of two */

enum step_what {
	STEP_SAMPLES,
	STEP_STAMP,
	STEP_CLOSE,
	STEP_ESTIMATE,
	STEP_CORRECT,
	STEP_MEAN_ADD,
	STEP_MEAN_LESS,
	STEP_COUNT,
	STEP_WHATS,
};

struct step {
	__u32 what;
	__u32 hook;
	__u32 way;
	__u32 flags;
	__u64 pre, t0, t1, grown;
	__u64 v, raw;
	struct epb_stamp from, to;
	struct epb_stamp now; /* out, of STEP_STAMP */
	__u64 out;	      /* what else a call gave */
	__u64 corrected;      /* out, of STEP_CORRECT */
};

struct steps {
	struct epb_own own;
	struct epb_hist hist;
	struct epb_mean mean;
};

/* An index that the verifier can see. */
static inline __attribute__((always_inline)) __u32 step_bound(__u32 i, const __u32 mask)
{
#ifdef __bpf__
	asm volatile("%0 &= %1" : "+r"(i) : "i"(mask));
#endif
	return i & mask;
}

static inline __attribute__((always_inline)) void step_run(struct steps *s, struct step *p)
{
	__u32 hook = step_bound(p->hook, STEP_HOOKS - 1), way = step_bound(p->way, 3);

	if (way >= EPB_NWAYS)
		return;
	switch (p->what) {
	case STEP_SAMPLES:
		p->out = epb_own_samples(&s->own, hook);
		break;
	case STEP_STAMP:
		p->now = epb_own_stamp(&s->own, hook, p->pre, p->t0);
		break;
	case STEP_CLOSE:
		epb_own_close(&s->own, hook, way, p->pre, p->t0, p->t1, p->grown);
		break;
	case STEP_ESTIMATE:
		epb_own_estimate(&s->own, hook, way);
		break;
	case STEP_CORRECT:
		p->out = epb_own_correct(&p->from, &p->to, &p->corrected);
		break;
	case STEP_MEAN_ADD:
		epb_mean_add(&s->mean, p->v);
		break;
	case STEP_MEAN_LESS:
		p->out = epb_mean_less(p->v, p->raw);
		break;
	case STEP_COUNT:
		epb_hist_count(&s->hist, p->v, p->raw, p->flags);
		break;
	}
}

#endif /* EPBELL_TESTS_STEPS_H */
