/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_NEST_H
#define EPBELL_NEST_H
/*
 * The stack of interrupt frames of one CPU.
 *
 * Interrupt handlers nest without any new exception: a demultiplexing handler calls generic_handle_irq() for the line
 * behind it, as dw-edma does for its emulated interrupt. One start slot per CPU would be overwritten by the inner entry
 * and close the outer interval too early. So every entry pushes a frame and every exit pops one.
 *
 * The stack also survives what should not happen: entries deeper than EPB_NEST_MAX are counted and have no frame, yet
 * keep the depth right; an exit that finds another frame on top (its own entry came before we were attached, or was
 * suppressed by the kernel) unwinds to its own frame if there is one and else changes nothing.
 *
 * The same code runs in BPF and in the unit tests.
 */
#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define EPB_NEST_MAX 8 /* a power of two: indices are masked for the verifier */

enum epb_frame_kind {
	EPB_FRAME_DOMAIN = 1,  /* generic_handle_domain_irq() */
	EPB_FRAME_HANDLER = 2, /* one action of an interrupt */
};

#define EPB_FRAME_DOORBELL 1 /* a doorbell's handler */
#define EPB_FRAME_DMA	   2 /* the eDMA found DMA work within this frame */
#define EPB_FRAME_THREADED 4 /* the handler proper runs in a thread, this frame only wakes it */

#define EPB_ANY_IRQ (~0U) /* for epb_nest_pop(): the innermost frame of its kind */

struct epb_frame {
	__u64 start; /* ns */
	__u64 inner; /* ns: the longest frame that ended inside this one */
	__u32 irq;   /* virq, or hwirq for EPB_FRAME_DOMAIN */
	__u16 kind;
	__u16 flags;
	__u32 unit; /* of a doorbell frame */
	__u32 vector;
};

struct epb_nest {
	__u32 depth;	  /* frames entered; may exceed EPB_NEST_MAX */
	__u32 violations; /* frames that ended shorter than one inside them: must stay 0 */
	struct epb_frame frame[EPB_NEST_MAX];
};

/* Enter a frame. NULL: too deep (depth is counted all the same). The caller sets start last. */
static inline __attribute__((always_inline)) struct epb_frame *epb_nest_push(struct epb_nest *n, __u16 kind, __u32 irq)
{
	struct epb_frame *f;
	__u32 d = n->depth++;

	if (d >= EPB_NEST_MAX)
		return 0;
	f = &n->frame[d & (EPB_NEST_MAX - 1)];
	f->start = 0;
	f->inner = 0;
	f->irq = irq;
	f->kind = kind;
	f->flags = 0;
	f->unit = 0;
	f->vector = 0;
	return f;
}

/* The frame @up levels below the innermost one (0: the innermost), or NULL. */
static inline __attribute__((always_inline)) struct epb_frame *epb_nest_at(struct epb_nest *n, __u32 up)
{
	__u32 d = n->depth;

	if (d <= up || d - 1 - up >= EPB_NEST_MAX)
		return 0;
	return &n->frame[(d - 1 - up) & (EPB_NEST_MAX - 1)];
}

/*
 * Leave the innermost frame of that kind and irq; it stays readable until the next push. NULL: it had no frame (too
 * deep, or entered before we looked). Frames above it, whose exits were never seen, are dropped.
 */
static inline __attribute__((always_inline)) struct epb_frame *epb_nest_pop(struct epb_nest *n, __u16 kind, __u32 irq)
{
	struct epb_frame *f;
	__u32 up, d = n->depth;

	if (d > EPB_NEST_MAX) {
		n->depth = d - 1;
		return 0;
	}
	for (up = 0; up < EPB_NEST_MAX; up++) {
		f = epb_nest_at(n, up);
		if (!f)
			return 0;
		if (f->kind == kind && (f->irq == irq || irq == EPB_ANY_IRQ)) {
			n->depth = d - 1 - up;
			return f;
		}
	}
	return 0;
}

/*
 * Close a popped frame at @now: returns its length in ns and tells the frame around it. An inner frame that is longer
 * than its outer one would prove the bookkeeping wrong, so it is counted.
 */
static inline __attribute__((always_inline)) __u64 epb_nest_close(struct epb_nest *n, struct epb_frame *f, __u64 now)
{
	struct epb_frame *outer = epb_nest_at(n, 0);
	__u64 span = now - f->start;

	if (span < f->inner)
		n->violations++;
	if (outer && span > outer->inner)
		outer->inner = span;
	return span;
}

#endif /* EPBELL_NEST_H */
