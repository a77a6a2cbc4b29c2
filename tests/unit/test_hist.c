// SPDX-License-Identifier: GPL-2.0-only
/* The arithmetic of include/epbell/hist.h at all edges against an oracle, and what src/model/hist.c does with it. */
#include <errno.h>
#include <math.h>

#include "model/run.h"
#include "unit.h"

/*
 * The oracle finds a bucket by comparing in floating point: the octave from frexpl(), the sub-bucket from the fraction.
 * It shares no operation with the code under test, which shifts. long double holds 64-bit values exactly.
 */
static uint32_t oracle_index(uint64_t v)
{
	long double fraction;
	int exponent;

	if (v < 32)
		return (uint32_t)v;
	fraction = frexpl((long double)v, &exponent); /* v = fraction * 2^exponent, fraction in [1/2, 1) */
	if (exponent > 35)
		return EPB_HIST_OVER;
	return (uint32_t)((exponent - 6) * 32 + (int)(fraction * 64));
}

static void test_index_equals_oracle_at_every_bucket_edge(void **state)
{
	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++) {
		uint64_t low = epb_hist_low(i), next = low + epb_hist_width(i);

		assert_int_equal(epb_hist_index(low), i);
		assert_int_equal(epb_hist_index(next - 1), i);
		assert_int_equal(epb_hist_index(next), i + 1);
		assert_int_equal(oracle_index(low), i);
		assert_int_equal(oracle_index(next - 1), i);
		if (i)
			assert_int_equal(epb_hist_index(low - 1), i - 1);
	}
}

static void test_buckets_join_without_gap_or_overlap(void **state)
{
	uint64_t expect = 0;

	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++) {
		assert_int_equal(epb_hist_low(i), expect);
		expect += epb_hist_width(i);
	}
	assert_int_equal(expect, 1ULL << 35);
	assert_int_equal(EPB_HIST_BUCKETS, 992);
}

static void test_width_is_at_most_a_32nd_of_the_value(void **state)
{
	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++) {
		if (epb_hist_low(i) < 64)
			assert_int_equal(epb_hist_width(i), 1);
		else
			assert_true(epb_hist_width(i) * 32 <= epb_hist_low(i));
	}
}

static void test_index_of_small_and_large_values(void **state)
{
	for (uint64_t v = 0; v < 1 << 20; v++)
		assert_int_equal(epb_hist_index(v), oracle_index(v));
	assert_int_equal(epb_hist_index((1ULL << 35) - 1), EPB_HIST_BUCKETS - 1);
	assert_int_equal(epb_hist_index(1ULL << 35), EPB_HIST_OVER);
	assert_int_equal(epb_hist_index(UINT64_MAX), EPB_HIST_OVER);
	for (unsigned int e = 35; e < 64; e++)
		assert_int_equal(epb_hist_index(1ULL << e), EPB_HIST_OVER);
}

static void test_index_rises_with_the_value(void **state)
{
	uint64_t seed = 0x243f6a8885a308d3;

	for (int i = 0; i < 1000000; i++) {
		uint64_t a = random_log(&seed, 40), b = a + 1 + random_log(&seed, 30);

		assert_int_equal(epb_hist_index(a), oracle_index(a));
		assert_true(epb_hist_index(a) <= epb_hist_index(b));
	}
}

static void test_log2_is_the_highest_bit(void **state)
{
	for (unsigned int e = 0; e < 64; e++) {
		assert_int_equal(epb_log2(1ULL << e), e);
		assert_int_equal(epb_log2((1ULL << e) | ((1ULL << e) - 1)), e);
	}
}

/* For every octave a base may lie in, all edges from there on: the raw value's bucket is found from the corrected one's. */
static void test_index_above_a_base_is_the_index(void **state)
{
	uint64_t seed = 0xa4093822299f31d0;

	for (uint32_t b = 0; b < EPB_HIST_BUCKETS; b += 7) {
		const uint64_t base = epb_hist_low(b);

		for (uint32_t i = b; i < EPB_HIST_BUCKETS; i++) {
			uint64_t low = epb_hist_low(i), last = low + epb_hist_width(i) - 1;

			assert_int_equal(epb_hist_index_above(low, epb_hist_shift(base)), i);
			assert_int_equal(epb_hist_index_above(last, epb_hist_shift(base)), i);
		}
		assert_int_equal(epb_hist_index_above(1ULL << 35, epb_hist_shift(base)), EPB_HIST_OVER);
		assert_int_equal(epb_hist_index_above(UINT64_MAX, epb_hist_shift(base)), EPB_HIST_OVER);
	}
	for (int i = 0; i < 1000000; i++) {
		uint64_t base = random_log(&seed, 35), v = base + random_log(&seed, 36);

		assert_int_equal(epb_hist_index_above(v, epb_hist_shift(base)), oracle_index(v));
	}
}

/* --- counting, as the kernel and the drain of its log do ------------------------------------------------------------ */

/* A histogram of the kernel's as one of user space. */
static struct hist corrected_of(const struct epb_hist *k)
{
	struct hist h = { .sum = k->sum, .min = ~k->not_min, .max = k->max };

	memcpy(h.slot, k->slot, sizeof(h.slot));
	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++)
		h.count += h.slot[i];
	return h;
}

static void test_count_keeps_the_corrected_and_the_raw_histogram(void **state)
{
	struct hist corrected = { 0 }, raw = { 0 }, got;
	struct epb_hist *k = calloc(1, sizeof(*k));
	uint64_t seed = 0x082efa98ec4e6c89, uncorrected = 0;

	assert_non_null(k);
	for (int i = 0; i < 100000; i++) {
		uint64_t r = random_log(&seed, 34), v = i % 5 ? r - r * (next_random(&seed) % 100) / 100 : r;

		hist_add(&corrected, v);
		hist_add(&raw, r);
		epb_hist_count(k, v, r, i % 5 ? 0 : EPB_UNCORRECTED);
		uncorrected += !(i % 5);
	}
	got = corrected_of(k);
	assert_memory_equal(&got, &corrected, sizeof(got));
	assert_memory_equal(k->raw, raw.slot, sizeof(raw.slot));
	assert_int_equal(k->raw_sum, raw.sum);
	assert_int_equal(k->uncorrected, uncorrected);
	assert_true(raw.sum > corrected.sum);
	free(k);
}

static void test_count_of_what_has_no_bucket_moves_nothing_else(void **state)
{
	struct epb_hist *k = calloc(1, sizeof(*k)), *expect = calloc(1, sizeof(*k));

	assert_non_null(k);
	assert_non_null(expect);
	/* that an interval is over is decided by what was seen, for both histograms */
	epb_hist_count(k, 1000, 1ULL << 35, 0);
	epb_hist_count(k, UINT64_MAX, UINT64_MAX, EPB_UNCORRECTED);
	/* one that ended before it began is none that is long */
	epb_hist_count(k, UINT64_MAX - 5, UINT64_MAX - 5, EPB_BACKWARDS);
	epb_hist_count(k, 12, 12, EPB_BACKWARDS | EPB_UNCORRECTED);
	epb_hist_count(k, 13, 13, EPB_BACKWARDS);
	expect->slot[EPB_HIST_OVER] = expect->raw[EPB_HIST_OVER] = 2;
	expect->slot[EPB_HIST_UNDER] = expect->raw[EPB_HIST_UNDER] = 3;
	assert_memory_equal(k, expect, sizeof(*k));
	free(k);
	free(expect);
}

static void test_count_at_the_ends_of_the_range(void **state)
{
	struct epb_hist *k = calloc(1, sizeof(*k));
	const uint64_t last = (1ULL << 35) - 1;

	assert_non_null(k);
	epb_hist_count(k, 700, 900, 0);
	assert_int_equal(~k->not_min, 700);
	assert_int_equal(k->max, 700);
	epb_hist_count(k, 0, last, 0);
	epb_hist_count(k, last, last, 0);
	assert_int_equal(k->slot[0], 1);
	assert_int_equal(k->slot[EPB_HIST_BUCKETS - 1], 1);
	assert_int_equal(k->raw[EPB_HIST_BUCKETS - 1], 2);
	assert_int_equal(k->raw[0], 0);
	assert_int_equal(~k->not_min, 0);
	assert_int_equal(k->max, last);
	assert_int_equal(k->sum, 700 + last);
	assert_int_equal(k->raw_sum, 900 + 2 * last);
	free(k);
}

static void test_the_kernel_has_room_for_every_slot(void **state)
{
	/* the BPF build masks an index by the room, so that must not change one */
	assert_int_equal(EPB_HIST_ROOM & (EPB_HIST_ROOM - 1), 0);
	assert_true(EPB_HIST_SLOTS <= EPB_HIST_ROOM);
	for (uint32_t i = 0; i < EPB_HIST_SLOTS; i++)
		assert_int_equal(epb_hist_bound(i), i & (EPB_HIST_ROOM - 1));
	assert_true(sizeof(struct epb_hist) <= 32 * 1024); /* a per-CPU map's value */
}

static void test_add_keeps_count_sum_and_extremes(void **state)
{
	struct hist h = { 0 };

	hist_add(&h, 5000);
	hist_add(&h, 7);
	hist_add(&h, 0);
	assert_int_equal(h.count, 3);
	assert_int_equal(h.sum, 5007);
	assert_int_equal(h.min, 0);
	assert_int_equal(h.max, 5000);
	hist_add(&h, 1ULL << 35);
	hist_add_under(&h);
	hist_add_under(&h);
	assert_int_equal(h.count, 3);
	assert_int_equal(h.max, 5000);
	assert_int_equal(h.slot[EPB_HIST_OVER], 1);
	assert_int_equal(h.slot[EPB_HIST_UNDER], 2);
	assert_int_equal(hist_seen(&h), 6);
	assert_true(hist_mean(&h) == 1669.0);
}

static void test_empty_histogram_answers_zero(void **state)
{
	struct hist h = { 0 };
	uint64_t half = 1;

	assert_int_equal(hist_quantile(&h, 0.5, &half), 0);
	assert_int_equal(half, 0);
	assert_true(hist_mean(&h) == 0);
	assert_int_equal(hist_seen(&h), 0);
	hist_add(&h, 1ULL << 40); /* has no bucket, so there is still nothing to take a quantile of */
	assert_int_equal(hist_quantile(&h, 1, NULL), 0);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* q as a fraction num/den: the rank is then a matter of whole numbers, ceil(num * n / den). */
static void check_quantile(const struct hist *h, const uint64_t *sorted, uint64_t n, uint64_t num, uint64_t den)
{
	uint64_t rank = (num * n + den - 1) / den, half, got, truth;

	truth = sorted[(rank ? rank : 1) - 1];
	got = hist_quantile(h, (double)num / (double)den, &half);
	assert_true(got <= truth + half && truth <= got + half);
	assert_true(half * 64 <= truth);
	assert_true(got >= h->min && got <= h->max);
	if (truth < 64)
		assert_int_equal(got, truth);
}

static void test_quantiles_against_sorted_values(void **state)
{
	static const uint64_t sizes[] = { 1, 2, 3, 9, 10, 11, 99, 100, 101, 997, 1000, 20000 };
	static uint64_t v[20000];
	uint64_t seed = 0x13198a2e03707344;

	for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
		struct hist h = { 0 };
		uint64_t n = sizes[s];

		for (uint64_t i = 0; i < n; i++) {
			v[i] = random_log(&seed, 34);
			hist_add(&h, v[i]);
		}
		qsort(v, n, sizeof(v[0]), by_value);
		for (uint64_t p = 0; p <= 1000; p++)
			check_quantile(&h, v, n, p, 1000);
		check_quantile(&h, v, n, 9999, 10000);
	}
}

static void test_quantile_rank_does_not_stumble_over_binary_fractions(void **state)
{
	struct hist h = { 0 };

	for (uint64_t v = 1; v <= 10; v++) /* exact buckets: the value is the rank */
		hist_add(&h, v);
	for (int p = 1; p <= 10; p++)
		assert_int_equal(hist_quantile(&h, p / 10.0, NULL), p);
	assert_int_equal(hist_quantile(&h, 0, NULL), 1);
	assert_int_equal(hist_quantile(&h, -1, NULL), 1);
	assert_int_equal(hist_quantile(&h, NAN, NULL), 1);
	assert_int_equal(hist_quantile(&h, 0.9000001, NULL), 10);
	assert_int_equal(hist_quantile(&h, 7, NULL), 10);
}

static void test_quantile_with_huge_counts(void **state)
{
	struct hist h = { .count = UINT64_MAX, .min = 3, .max = 50 };

	h.slot[3] = UINT64_MAX - 1;
	h.slot[50] = 1;
	assert_int_equal(hist_quantile(&h, 0.999999, NULL), 3);
	assert_int_equal(hist_quantile(&h, 1, NULL), 50);
}

static void test_quantile_error_is_half_a_bucket(void **state)
{
	struct hist h = { 0 };
	uint64_t half;

	for (int i = 0; i < 3; i++) /* 1024 .. 1055 is one bucket, and its middle 1040 */
		hist_add(&h, 1024 + 15 * i);
	assert_int_equal(hist_quantile(&h, 0.5, &half), 1040);
	assert_int_equal(half, 16);
}

static void random_hist(struct hist *h, uint64_t *seed)
{
	memset(h, 0, sizeof(*h));
	for (int n = next_random(seed) % 300; n > 0; n--)
		hist_add(h, random_log(seed, 37));
	for (int n = next_random(seed) % 3; n > 0; n--)
		hist_add_under(h);
}

static void test_merge_is_associative_and_commutative(void **state)
{
	uint64_t seed = 0xa4093822299f31d0;

	for (int round = 0; round < 200; round++) {
		struct hist a, b, c, ab, ba, ab_c, bc, a_bc;

		random_hist(&a, &seed);
		random_hist(&b, &seed);
		random_hist(&c, &seed);
		ab = a;
		ba = b;
		bc = b;
		a_bc = a;
		assert_int_equal(hist_merge(&ab, &b), 0);
		assert_int_equal(hist_merge(&ba, &a), 0);
		assert_memory_equal(&ab, &ba, sizeof(ab));
		ab_c = ab;
		assert_int_equal(hist_merge(&ab_c, &c), 0);
		assert_int_equal(hist_merge(&bc, &c), 0);
		assert_int_equal(hist_merge(&a_bc, &bc), 0);
		assert_memory_equal(&ab_c, &a_bc, sizeof(ab_c));
	}
}

static void test_merge_equals_counting_together(void **state)
{
	struct hist a = { 0 }, b = { 0 }, both = { 0 };
	uint64_t seed = 0x082efa98ec4e6c89;

	for (int i = 0; i < 5000; i++) {
		uint64_t v = random_log(&seed, 36);

		hist_add(i % 3 ? &a : &b, v);
		hist_add(&both, v);
	}
	assert_int_equal(hist_merge(&a, &b), 0);
	assert_memory_equal(&a, &both, sizeof(a));
}

static void test_merge_with_an_empty_one_changes_nothing(void **state)
{
	struct hist empty = { 0 }, h = { 0 }, copy;

	hist_add(&h, 1234);
	copy = h;
	assert_int_equal(hist_merge(&h, &empty), 0);
	assert_memory_equal(&h, &copy, sizeof(h));
	assert_int_equal(hist_merge(&empty, &h), 0);
	assert_memory_equal(&empty, &copy, sizeof(h));
}

static void test_merge_that_would_wrap_leaves_the_target(void **state)
{
	struct hist full = { .count = UINT64_MAX, .min = 1, .max = 1 }, one = { 0 }, before;

	full.slot[1] = UINT64_MAX;
	hist_add(&one, 2);
	before = one;
	assert_int_equal(hist_merge(&one, &full), -EOVERFLOW);
	assert_memory_equal(&one, &before, sizeof(one));
	full = (struct hist){ .count = 1, .sum = UINT64_MAX, .min = 9, .max = 9 };
	full.slot[9] = 1;
	assert_int_equal(hist_merge(&one, &full), -EOVERFLOW);
	full = (struct hist){ 0 };
	full.slot[EPB_HIST_UNDER] = UINT64_MAX;
	hist_add_under(&one);
	assert_int_equal(hist_merge(&one, &full), -EOVERFLOW);
}

static void test_diff_gives_back_what_came_in_between(void **state)
{
	struct hist before = { 0 }, now, came = { 0 }, diff;
	uint64_t seed = 0x452821e638d01377;

	for (int i = 0; i < 1000; i++)
		hist_add(&before, random_log(&seed, 36));
	now = before;
	for (int i = 0; i < 500; i++) {
		uint64_t v = 1000 + random_log(&seed, 12);

		hist_add(&now, v);
		hist_add(&came, v);
	}
	hist_add_under(&now);
	hist_add_under(&came);
	hist_diff(&diff, &now, &before);
	assert_int_equal(diff.count, came.count);
	assert_int_equal(diff.sum, came.sum);
	assert_memory_equal(diff.slot, came.slot, sizeof(diff.slot));
	assert_int_equal(epb_hist_index(diff.min), epb_hist_index(came.min));
	assert_int_equal(epb_hist_index(diff.max), epb_hist_index(came.max));
	assert_true(diff.min <= came.min && diff.max >= came.max);
	hist_diff(&now, &now, &now);
	assert_int_equal(hist_seen(&now), 0);
	assert_int_equal(now.min | now.max | now.sum, 0);
}

static void test_diff_of_counters_that_went_back_is_empty(void **state)
{
	struct hist more = { 0 }, less = { 0 }, diff;

	hist_add(&more, 100);
	hist_add(&more, 200);
	hist_add(&less, 100);
	hist_diff(&diff, &less, &more);
	assert_int_equal(hist_seen(&diff), 0);
	assert_int_equal(diff.sum, 0);
}

static void test_settle_mends_a_torn_read_and_nothing_else(void **state)
{
	struct hist h = { 0 }, copy;

	hist_settle(&h);
	assert_int_equal(h.min | h.max | h.count, 0);
	hist_add(&h, 3000);
	hist_add(&h, 9000);
	copy = h;
	hist_settle(&h);
	assert_memory_equal(&h, &copy, sizeof(h));
	/* the kernel counted a bucket, and user space read before it told min, max and count */
	h.slot[epb_hist_index(100)]++;
	h.slot[epb_hist_index(50000)]++;
	hist_settle(&h);
	assert_int_equal(h.count, 4);
	assert_int_equal(epb_hist_index(h.min), epb_hist_index(100));
	assert_int_equal(epb_hist_index(h.max), epb_hist_index(50000));
	h = (struct hist){ .min = UINT64_MAX };
	h.slot[epb_hist_index(5000)] = 1;
	hist_settle(&h);
	assert_true(h.min <= h.max);
}

/* Of 10 10 10 20, and a torn sum. */
static void test_settle_moves_the_sum_into_what_the_buckets_allow(void **state)
{
	static const struct {
		uint64_t min, max, sum, settled;
	} cases[] = {
		{ 10, 20, 0, 50 },  { 10, 20, 49, 50 },		{ 10, 20, 50, 50 },
		{ 10, 20, 51, 50 }, { 10, 20, UINT64_MAX, 50 }, { 0, 99, 50, 50 },
	};
	struct hist h;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		h = (struct hist){ .count = 4, .min = cases[i].min, .max = cases[i].max, .sum = cases[i].sum };
		h.slot[10] = 3;
		h.slot[20] = 1;
		hist_settle(&h);
		assert_int_equal(h.sum, cases[i].settled);
	}
	/* bucket 160 is 512 .. 527, and bucket 161 is 528 .. 543; min and max narrow them to 520 .. 527 and 528 .. 530 */
	for (uint64_t sum = 2000; sum < 2200; sum++) {
		h = (struct hist){ .min = 520, .max = 530, .sum = sum };
		h.slot[160] = 2;
		h.slot[161] = 2;
		hist_settle(&h);
		assert_int_equal(h.sum, sum < 2 * 520 + 2 * 528 ? 2096 : sum > 2 * 527 + 2 * 530 ? 2114 : sum);
	}
	/* more than 64 bits can hold */
	h = (struct hist){ .min = 0, .max = UINT64_MAX, .sum = 7 };
	h.slot[991] = UINT64_MAX;
	hist_settle(&h);
	assert_int_equal(h.sum, UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_index_equals_oracle_at_every_bucket_edge),
		cmocka_unit_test(test_buckets_join_without_gap_or_overlap),
		cmocka_unit_test(test_width_is_at_most_a_32nd_of_the_value),
		cmocka_unit_test(test_index_of_small_and_large_values),
		cmocka_unit_test(test_index_rises_with_the_value),
		cmocka_unit_test(test_log2_is_the_highest_bit),
		cmocka_unit_test(test_index_above_a_base_is_the_index),
		cmocka_unit_test(test_count_keeps_the_corrected_and_the_raw_histogram),
		cmocka_unit_test(test_count_of_what_has_no_bucket_moves_nothing_else),
		cmocka_unit_test(test_count_at_the_ends_of_the_range),
		cmocka_unit_test(test_the_kernel_has_room_for_every_slot),
		cmocka_unit_test(test_add_keeps_count_sum_and_extremes),
		cmocka_unit_test(test_empty_histogram_answers_zero),
		cmocka_unit_test(test_quantiles_against_sorted_values),
		cmocka_unit_test(test_quantile_rank_does_not_stumble_over_binary_fractions),
		cmocka_unit_test(test_quantile_with_huge_counts),
		cmocka_unit_test(test_quantile_error_is_half_a_bucket),
		cmocka_unit_test(test_merge_is_associative_and_commutative),
		cmocka_unit_test(test_merge_equals_counting_together),
		cmocka_unit_test(test_merge_with_an_empty_one_changes_nothing),
		cmocka_unit_test(test_merge_that_would_wrap_leaves_the_target),
		cmocka_unit_test(test_diff_gives_back_what_came_in_between),
		cmocka_unit_test(test_diff_of_counters_that_went_back_is_empty),
		cmocka_unit_test(test_settle_mends_a_torn_read_and_nothing_else),
		cmocka_unit_test(test_settle_moves_the_sum_into_what_the_buckets_allow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
