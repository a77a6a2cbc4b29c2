// SPDX-License-Identifier: GPL-2.0-only
/* Histograms in user space. The arithmetic of the buckets is include/epbell/hist.h's; here is what is done with them. */
#include <errno.h>
#include <float.h>
#include <string.h>

#include "model/run.h"

void hist_add(struct hist *h, uint64_t v)
{
	uint32_t idx = epb_hist_index(v);

	h->slot[idx]++;
	if (idx == EPB_HIST_OVER)
		return;
	if (!h->count || v < h->min)
		h->min = v;
	if (!h->count || v > h->max)
		h->max = v;
	h->count++;
	h->sum += v;
}

void hist_add_under(struct hist *h)
{
	h->slot[EPB_HIST_UNDER]++;
}

/* Would any of the sums in hist_merge() wrap? */
static bool merge_wraps(const struct hist *a, const struct hist *b)
{
	uint64_t sum;

	if (__builtin_add_overflow(a->count, b->count, &sum) || __builtin_add_overflow(a->sum, b->sum, &sum))
		return true;
	for (int i = 0; i < (int)EPB_HIST_SLOTS; i++)
		if (__builtin_add_overflow(a->slot[i], b->slot[i], &sum))
			return true;
	return false;
}

int hist_merge(struct hist *dst, const struct hist *src)
{
	if (merge_wraps(dst, src))
		return -EOVERFLOW;
	if (src->count && (!dst->count || src->min < dst->min))
		dst->min = src->min;
	if (src->count && (!dst->count || src->max > dst->max))
		dst->max = src->max;
	dst->count += src->count;
	dst->sum += src->sum;
	for (int i = 0; i < (int)EPB_HIST_SLOTS; i++)
		dst->slot[i] += src->slot[i];
	return 0;
}

static uint64_t clamp_u64(uint64_t v, uint64_t low, uint64_t high)
{
	return v < low ? low : v > high ? high : v;
}

/* The sum of values that lie in these buckets, and from min to max, is in a range. */
static void settle_sum(struct hist *h)
{
	unsigned __int128 low = 0, high = 0;

	for (int i = 0; i < (int)EPB_HIST_BUCKETS; i++) {
		const uint64_t from = epb_hist_low(i), to = from + epb_hist_width(i) - 1;

		low += (unsigned __int128)h->slot[i] * (from > h->min ? from : h->min);
		high += (unsigned __int128)h->slot[i] * (to < h->max ? to : h->max);
	}
	if (h->sum < low)
		h->sum = low > UINT64_MAX ? UINT64_MAX : (uint64_t)low;
	else if (h->sum > high)
		h->sum = (uint64_t)high;
}

void hist_settle(struct hist *h)
{
	int first = -1, last = -1;

	h->count = 0;
	for (int i = 0; i < (int)EPB_HIST_BUCKETS; i++) {
		if (!h->slot[i])
			continue;
		if (first < 0)
			first = i;
		last = i;
		h->count += h->slot[i];
	}
	if (first < 0) {
		h->sum = h->min = h->max = 0;
		return;
	}
	h->min = clamp_u64(h->min, epb_hist_low(first), epb_hist_low(first) + epb_hist_width(first) - 1);
	h->max = clamp_u64(h->max, epb_hist_low(last), epb_hist_low(last) + epb_hist_width(last) - 1);
	if (h->min > h->max) /* one bucket, and the two were read at different moments */
		h->min = h->max;
	settle_sum(h);
}

void hist_diff(struct hist *dst, const struct hist *now, const struct hist *before)
{
	struct hist diff = { .min = 0, .max = UINT64_MAX };

	/* Counters that went backwards belong to another recording: nothing came in that we could count. */
	if (now->sum > before->sum)
		diff.sum = now->sum - before->sum;
	for (int i = 0; i < (int)EPB_HIST_SLOTS; i++)
		if (now->slot[i] > before->slot[i])
			diff.slot[i] = now->slot[i] - before->slot[i];
	hist_settle(&diff);
	*dst = diff;
}

/* The rank, 1 .. count, of the q-quantile: ceil(q * count). */
static uint64_t quantile_rank(uint64_t count, double q)
{
	long double rank;
	uint64_t whole;

	if (!(q > 0))
		return 1;
	if (q >= 1)
		return count;
	/*
	 * 0.9 is no binary fraction: the nearest double lies above it, and p90 of ten values would be the tenth. Shaving
	 * off a double's rounding error gives the rank that the decimal figure asks for.
	 */
	rank = (long double)q * (long double)count;
	rank -= rank * (2 * DBL_EPSILON);
	whole = (uint64_t)rank;
	if ((long double)whole < rank)
		whole++;
	return clamp_u64(whole, 1, count);
}

uint64_t hist_quantile(const struct hist *h, double q, uint64_t *half_width)
{
	uint64_t rank, below = 0;
	uint32_t idx;

	if (half_width)
		*half_width = 0;
	if (!h->count)
		return 0;
	rank = quantile_rank(h->count, q);
	for (idx = 0; idx < EPB_HIST_BUCKETS - 1; idx++) {
		below += h->slot[idx];
		if (below >= rank)
			break;
	}
	if (half_width)
		*half_width = epb_hist_width(idx) / 2;
	return clamp_u64(epb_hist_low(idx) + epb_hist_width(idx) / 2, h->min, h->max);
}

double hist_mean(const struct hist *h)
{
	return h->count ? (double)h->sum / (double)h->count : 0;
}

uint64_t hist_seen(const struct hist *h)
{
	return h->count + h->slot[EPB_HIST_OVER] + h->slot[EPB_HIST_UNDER];
}
