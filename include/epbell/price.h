/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PRICE_H
#define EPBELL_PRICE_H
/*
 * What epbell's own hooks take, and how it is taken out again.
 *
 * Goal
 *   The figures of the untraced system: an interval without the hooks that ran inside it, without the rest of its first
 *   hook, without the beginning of its last, and without the trampolines through which the kernel reaches a hook.
 *
 * A hook, on the time line of its CPU
 *
 *       untraced code | head | pre | filter | t0 | body | t1 | tail | untraced code
 *
 *   pre, t0 and t1 are clock reads. The filter finds out whether the event is ours; if not, the hook ends there (skips). t0
 *   is the moment that intervals end and begin at. Head and tail hold what no clock read can see: the trampoline, the
 *   program's entry, half of a clock read each. They are calibrated at start-up on each CPU, by attach kind (src/trace/
 *   calibrate.c).
 *
 * Own time
 *   Each CPU has a counter of what hooks have taken of it so far, O. At the end of a hook, O grows by all of it, from the
 *   head to the tail. At t0 of a hook, with O as the hooks before have left it, the untraced system would be at
 *
 *       c = t0 - (head + pre to t0) - O
 *
 *   up to a constant. This one number serves as the end of the interval that ends here and as the start of the one that
 *   begins here, because at the hook's end the same c comes out. So an interval from hook a to hook b of one CPU has
 *
 *       raw        = t0(b) - t0(a)                  what passed, with epbell attached
 *       corrected  = raw - (own(b) - own(a))        own = O + head + pre to t0
 *
 *   Only differences of heads matter: a common error of all of them cancels.
 *
 * Sampled runs
 *   A clock read is a quarter of what a hook costs, so most runs make only the one that they need, t0. pre and t1 are read in
 *   the first runs of a hook and then in one of EPB_SAMPLE_EVERY; the others are taken to last as long as those did on
 *   average, less what the clock reads themselves took. A hook whose runs go one of two ways that differ in length keeps an
 *   average for each, and one for the runs that skip. What a sampled run holds beside the hook, an interrupt that came in
 *   the middle, is not its own: hooks in there have been added by themselves, and a run far beyond the average is taken
 *   for the average and counted (disturbed).
 *
 * Limits
 *   O is kept in 48 bits of nanoseconds (3 days of a CPU's time spent in hooks), with the CPU's number above: two stamps
 *   of different CPUs differ there, and their interval cannot be corrected. Neither can one whose correction is more than
 *   itself.
 */
#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#include "epbell/hook.h"

#define EPB_OWN_BITS	 48
#define EPB_SAMPLE_FIRST 64 /* runs of a hook that are all sampled */
#define EPB_SAMPLE_EVERY 31 /* ... and then one in so many; odd: else ways that alternate would not all be sampled */
#define EPB_SAMPLE_FAR	 4  /* a sample this many times the average is a disturbed one ... */
#define EPB_SAMPLE_TURN	 8  /* ... but so many in a row are what the hook has come to take */
#define EPB_MEAN_SHIFT	 3  /* weight of a new sample in the moving average: 1/8 */
#define EPB_MEAN_SCALE	 4  /* the average is kept in sixteenths of a nanosecond */

/* A moment at a hook. */
struct epb_stamp {
	__u64 t;   /* t0, CLOCK_MONOTONIC, ns; 0: no such moment */
	__u64 own; /* O + head + filter, ns, and the CPU above EPB_OWN_BITS */
};

/* What a hook of one kind takes beside what its clock reads see, ns, on one CPU. */
struct epb_price {
	__u32 head; /* from the untraced code to its first clock read */
	__u32 full; /* head + tail */
};

/* A moving average, ns << EPB_MEAN_SCALE, and the plain sum for reports. */
struct epb_mean {
	__u64 mean;
	__u64 sampled;
	__u64 ns;
};

/* The ways a run goes. */
enum epb_way {
	EPB_WAY_0,
	EPB_WAY_1,
	EPB_WAY_SKIP,
	EPB_NWAYS,
};

/* What one hook did and took on one CPU. */
struct epb_cost {
	__u64 runs;
	__u64 ways[EPB_NWAYS];		 /* runs that went each but the first way */
	__u32 far;			 /* disturbed samples since the last one that was believed */
	__u32 head;			 /* what a run that is not sampled takes until t0, ns */
	__u32 total[EPB_NWAYS];		 /* ... and in all */
	struct epb_mean filter;		 /* pre to t0 */
	struct epb_mean body[EPB_NWAYS]; /* t0 to t1; of runs that skip: pre to t1 */
};

/* Hooks of the calibration have prices and costs behind those of the table. */
enum epb_point {
	EPB_POINT_1,
	EPB_POINT_2,
	EPB_POINT_4,
	EPB_POINT_5_ENTRY,
	EPB_POINT_5_EXIT,
	EPB_POINT_6,
	EPB_POINT_7, /* reads the clock as real hooks do: once, but where it is sampled */
	EPB_POINT_8,
	EPB_POINT_KFUNC,
	EPB_POINT_TP,
	EPB_NPOINTS,
};

/* The first and the last clock read of a point's last run, and the last one of the run before. */
struct epb_seen {
	__u64 t0, t1;
	__u64 before_t1;
};

struct epb_own {
	__u64 so_far;	 /* O, and the CPU above EPB_OWN_BITS */
	__u64 disturbed; /* samples that were not believed */
	__u64 read;	 /* what one clock read takes, ns */
	__u64 rest;	 /* by how much a run is shorter that is not sampled: two clock reads and the bookkeeping, ns */
	struct epb_price price[EPB_NHOOKS + EPB_NPOINTS];
	struct epb_cost cost[EPB_NHOOKS + EPB_NPOINTS];
};

/* A hook begins: is this run one to be sampled? */
static inline __attribute__((always_inline)) int epb_own_samples(struct epb_own *o, __u32 hook)
{
	__u64 n = o->cost[hook].runs++;

	return n < EPB_SAMPLE_FIRST || n % EPB_SAMPLE_EVERY == 0;
}

/* A filter far longer than it ever is has something else in it: then it is taken for what it is on average. */
static inline __attribute__((always_inline)) int epb_own_filter_far(const struct epb_cost *c, __u64 filter)
{
	return filter > (c->filter.mean >> EPB_MEAN_SCALE) * EPB_SAMPLE_FAR;
}

/* The moment of a hook that read the clock at @t; @pre: before, in a sampled run, else 0. */
static inline __attribute__((always_inline)) struct epb_stamp epb_own_stamp(const struct epb_own *o, __u32 hook,
									    __u64 pre, __u64 t)
{
	const struct epb_cost *c = &o->cost[hook];
	struct epb_stamp now = { .t = t };

	if (!pre)
		now.own = o->so_far + c->head;
	else if (c->runs > EPB_SAMPLE_FIRST && epb_own_filter_far(c, t - pre))
		now.own = o->so_far + c->head + o->read;
	else
		now.own = o->so_far + o->price[hook].head + (t - pre);
	return now;
}

/*
 * Add to O atomically though it is a CPU's own: programs in process context run preemptible, and an interrupt's program
 * may add in the middle of their load and store. On LSE it is one instruction.
 */
static inline __attribute__((always_inline)) void epb_own_add(struct epb_own *o, __u64 ns)
{
	__sync_fetch_and_add(&o->so_far, ns);
}

static inline __attribute__((always_inline)) void epb_mean_add(struct epb_mean *m, __u64 ns)
{
	m->sampled++;
	m->ns += ns;
	if (!m->mean)
		m->mean = ns << EPB_MEAN_SCALE;
	else
		m->mean += ((ns << EPB_MEAN_SCALE) >> EPB_MEAN_SHIFT) - (m->mean >> EPB_MEAN_SHIFT);
}

/* The sum less @less, or 0: averages are noisy. Rounded to whole nanoseconds. */
static inline __attribute__((always_inline)) __u32 epb_mean_less(__u64 scaled, __u64 less)
{
	__u64 ns = (scaled + (1 << (EPB_MEAN_SCALE - 1))) >> EPB_MEAN_SCALE;

	return ns > less ? ns - less : 0;
}

/* A sampled run ends that began at @pre and was at @t0, 0: it skips. @t1: its last clock read; @grown: of O, meanwhile. */
static inline __attribute__((always_inline)) void epb_own_close(struct epb_own *o, __u32 hook, __u32 way, __u64 pre,
								__u64 t0, __u64 t1, __u64 grown)
{
	struct epb_cost *c = &o->cost[hook];
	__u64 all = t1 - pre - grown, usual = (c->body[way].mean + (t0 ? c->filter.mean : 0)) >> EPB_MEAN_SCALE;
	int far = usual && (all > usual * EPB_SAMPLE_FAR || (t0 && epb_own_filter_far(c, t0 - pre)));
	__u32 full = o->price[hook].full;

	if (c->runs > EPB_SAMPLE_FIRST && far && ++c->far < EPB_SAMPLE_TURN) {
		o->disturbed++;
		epb_own_add(o, full + usual);
		return;
	}
	c->far = 0;
	if (t0) {
		epb_mean_add(&c->filter, t0 - pre);
		epb_mean_add(&c->body[way], all > t0 - pre ? all - (t0 - pre) : 0);
		c->head = o->price[hook].head + epb_mean_less(c->filter.mean, o->read);
		usual = c->filter.mean;
	} else {
		epb_mean_add(&c->body[way], all);
		usual = 0;
	}
	c->total[way] = epb_mean_less(((__u64)full << EPB_MEAN_SCALE) + usual + c->body[way].mean, o->rest);
	epb_own_add(o, full + all);
}

/* A run ends that is not sampled. */
static inline __attribute__((always_inline)) void epb_own_estimate(struct epb_own *o, __u32 hook, __u32 way)
{
	epb_own_add(o, o->cost[hook].total[way]);
}

/*
 * The interval between two stamps, ns, without what epbell took of it. Returns 0 and sets *corrected, or 1: the stamps are
 * of different CPUs, or the correction would exceed the interval (an over-estimated price, a disturbed hook).
 */
static inline __attribute__((always_inline)) int epb_own_correct(const struct epb_stamp *from,
								 const struct epb_stamp *to, __u64 *corrected)
{
	__u64 raw = to->t - from->t, own = to->own - from->own;

	*corrected = raw;
	/* Another CPU's number, or a difference below 0, shows in the upper bits: either is far above any interval. */
	if (own > raw)
		return 1;
	*corrected = raw - own;
	return 0;
}

#endif /* EPBELL_PRICE_H */
