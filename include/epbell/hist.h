/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HIST_H
#define EPBELL_HIST_H
/*
 * The arithmetic of epbell's histograms. The same lines compile into the BPF programs, which count, and into user
 * space, which reads: an index means one thing on both sides and in every file.
 *
 * Goal
 *   Latencies from one nanosecond to about 34 seconds in one array small enough for a per-CPU map value (at most
 *   32 KiB), with a relative error that is bounded, known, and the same on every machine, so that histograms of two
 *   machines merge by adding equal indices.
 *
 * Index
 *   A value v below 32 is its own index. Above, let e = floor(log2 v), so 2^e <= v < 2^(e+1). The 32 values that the
 *   top six bits can take (the leading one and five more) divide that octave into 32 sub-buckets of width 2^(e-5):
 *
 *       index(v) = (e - 5) * 32 + (v >> (e - 5))
 *
 *   v >> (e - 5) lies in 32..63, so the octave of e takes the indices (e-5)*32+32 .. (e-5)*32+63, and the next octave
 *   begins right behind it: the mapping has no gap, no overlap, and rises with v. Octave 5 (32..63) has width 1, so
 *   values below 64 are exact.
 *
 * Bound
 *   A bucket of octave e is 2^(e-5) wide and starts at 2^e or above, so width / value <= 2^-5 = 3.125 %. A quantile is
 *   reported as the middle of its bucket: it is off by at most half a width, 1.5625 %, and never by more than the
 *   clock's own step beside that.
 *
 *       e         values                      width
 *       -         0 .. 31                     1
 *       5         32 .. 63                    1
 *       6         64 .. 127                   2
 *       10        1024 .. 2047                32
 *       20        1048576 .. 2097151          32768
 *       34        17179869184 .. 34359738367  536870912
 *
 * The two slots behind the last index hold what has no bucket: EPB_HIST_OVER for v >= 2^35, EPB_HIST_UNDER for an end
 * that lies before its start. They are counted, never clamped into a neighbour.
 */

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define EPB_HIST_SUB_BITS 5
#define EPB_HIST_SUB	  (1U << EPB_HIST_SUB_BITS)
#define EPB_HIST_MAX_EXP  34
#define EPB_HIST_BUCKETS  ((EPB_HIST_MAX_EXP - EPB_HIST_SUB_BITS + 2) * EPB_HIST_SUB)
#define EPB_HIST_OVER	  EPB_HIST_BUCKETS
#define EPB_HIST_UNDER	  (EPB_HIST_BUCKETS + 1)
#define EPB_HIST_SLOTS	  (EPB_HIST_BUCKETS + 2)
#define EPB_HIST_ROOM	  1024 /* slots in the kernel: a power of two, so that an index can be masked */

/*
 * What one CPU counts for one series; the value of the per-CPU map. Each interval is counted twice: as it would have been
 * without epbell (slot) and as it was seen (raw); see price.h. The minimum is kept as its complement, so that a zeroed
 * map value is an empty histogram and the hot path has no first-value case.
 */
struct epb_hist {
	__u64 sum;	   /* ns, of the corrected values that have a bucket */
	__u64 not_min;	   /* ~min, ns, corrected */
	__u64 max;	   /* ns, corrected */
	__u64 raw_sum;	   /* ns, of the raw values that have a bucket */
	__u64 uncorrected; /* intervals whose raw value stands for the corrected one */
	__u64 slot[EPB_HIST_ROOM];
	__u64 raw[EPB_HIST_ROOM];
};

/* floor(log2 v) by halving; v must not be 0. BPF has no count-leading-zeros instruction. */
static inline __attribute__((always_inline)) __u32 epb_log2(__u64 v)
{
	__u32 e = 0;

	if (v >> 32) {
		v >>= 32;
		e += 32;
	}
	if (v >> 16) {
		v >>= 16;
		e += 16;
	}
	if (v >> 8) {
		v >>= 8;
		e += 8;
	}
	if (v >> 4) {
		v >>= 4;
		e += 4;
	}
	if (v >> 2) {
		v >>= 2;
		e += 2;
	}
	return e + (v >> 1);
}

/* How far a value's octave is above the first: index(v) = shift * 32 + (v >> shift), for the values below 32 too. */
static inline __attribute__((always_inline)) __u32 epb_hist_shift(__u64 v)
{
	return v < EPB_HIST_SUB ? 0 : epb_log2(v) - EPB_HIST_SUB_BITS;
}

/* The slot of a value in nanoseconds: 0..EPB_HIST_BUCKETS-1, or EPB_HIST_OVER. */
static inline __attribute__((always_inline)) __u32 epb_hist_index(__u64 v)
{
	__u32 shift;

	if (v >> (EPB_HIST_MAX_EXP + 1))
		return EPB_HIST_OVER;
	shift = epb_hist_shift(v);
	return (shift << EPB_HIST_SUB_BITS) + (__u32)(v >> shift);
}

/* The same for a value that is at least one whose shift is known, and most often of its octave. */
static inline __attribute__((always_inline)) __u32 epb_hist_index_above(__u64 v, __u32 shift)
{
	__u64 sub = v >> shift;

	return sub < 2 * EPB_HIST_SUB ? (shift << EPB_HIST_SUB_BITS) + (__u32)sub : epb_hist_index(v);
}

/* Flags of epb_hist_count(). */
#define EPB_UNCORRECTED 1 /* the raw value stands for the corrected one */
#define EPB_BACKWARDS	2 /* the end lies before the start */

/* An index that was compared already, masked where the BPF verifier can see it: compilers like to move the comparison. */
static inline __attribute__((always_inline)) __u32 epb_hist_bound(__u32 i)
{
#ifdef __bpf__
	asm volatile("%0 &= %1" : "+r"(i) : "i"(EPB_HIST_ROOM - 1));
#endif
	return i;
}

/*
 * Count one interval, corrected @v and raw, ns, @v <= @raw. Where the histogram is a CPU's own, it is counted there; the
 * additions are atomic all the same, since programs in process context run preemptible.
 */
static inline __attribute__((always_inline)) void epb_hist_count(struct epb_hist *h, __u64 v, __u64 raw, __u32 flags)
{
	__u32 shift, slot;

	if (flags & EPB_BACKWARDS || raw >> (EPB_HIST_MAX_EXP + 1)) {
		slot = flags & EPB_BACKWARDS ? EPB_HIST_UNDER : EPB_HIST_OVER;
		__sync_fetch_and_add(&h->slot[slot], 1);
		__sync_fetch_and_add(&h->raw[slot], 1);
		return;
	}
	if (flags & EPB_UNCORRECTED)
		__sync_fetch_and_add(&h->uncorrected, 1);
	shift = epb_hist_shift(v);
	__sync_fetch_and_add(&h->slot[epb_hist_bound((shift << EPB_HIST_SUB_BITS) + (__u32)(v >> shift))], 1);
	__sync_fetch_and_add(&h->raw[epb_hist_bound(epb_hist_index_above(raw, shift))], 1);
	__sync_fetch_and_add(&h->sum, v);
	__sync_fetch_and_add(&h->raw_sum, raw);
	if (~v > h->not_min)
		h->not_min = ~v;
	if (v > h->max)
		h->max = v;
}

/* The smallest value of bucket idx (idx < EPB_HIST_BUCKETS), ns. */
static inline __attribute__((always_inline)) __u64 epb_hist_low(__u32 idx)
{
	__u32 octave = idx >> EPB_HIST_SUB_BITS;

	if (octave == 0)
		return idx;
	/* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): callers keep idx below EPB_HIST_BUCKETS */
	return (__u64)((idx & (EPB_HIST_SUB - 1)) | EPB_HIST_SUB) << (octave - 1);
}

/* How many values bucket idx holds (idx < EPB_HIST_BUCKETS), ns: it spans low .. low + width - 1. */
static inline __attribute__((always_inline)) __u64 epb_hist_width(__u32 idx)
{
	__u32 octave = idx >> EPB_HIST_SUB_BITS;

	return octave < 2 ? 1 : 1ULL << (octave - 1);
}

#endif /* EPBELL_HIST_H */
