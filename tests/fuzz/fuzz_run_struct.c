// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes what is behind the reader of run files: the inputs stay JSON, and values, members and elements of it change. Most
 * of the time histograms are made to agree with their buckets again, or hardly any input would get past the reader. Build
 * and run as fuzz_run_read.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "epbell/hist.h"
#include "run_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb, uint8_t *out, size_t max,
				 unsigned int seed);

#define MAX_PLACES 65536

/* A value, and where it stands: in a list at an index, or in an object under a key. */
struct place {
	json_t *in;
	const char *key;
	size_t index;
	json_t *value;
};

struct places {
	struct place at[MAX_PLACES];
	size_t n;
};

static uint64_t state;

/* Steele, Lea, Flood 2014: splitmix64 */
static uint64_t rnd(void)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static uint64_t below(uint64_t n)
{
	return rnd() % n;
}

static void find_places(json_t *in, struct places *p)
{
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach(in, key, value) {
		if (p->n < MAX_PLACES)
			p->at[p->n++] = (struct place){ .in = in, .key = key, .value = value };
		find_places(value, p);
	}
	json_array_foreach(in, i, value) {
		if (p->n < MAX_PLACES)
			p->at[p->n++] = (struct place){ .in = in, .index = i, .value = value };
		find_places(value, p);
	}
}

static void replace(const struct place *at, json_t *value)
{
	if (at->key)
		json_object_set_new(at->in, at->key, value);
	else
		json_array_set_new(at->in, at->index, value);
}

static void drop(const struct place *at)
{
	if (at->key)
		json_object_del(at->in, at->key);
	else
		json_array_remove(at->in, at->index);
}

/* --- values ------------------------------------------------------------------------------------------------------ */

static json_t *some_number(json_int_t old)
{
	static const json_int_t edges[] = { 0,	       1,	  -1,	      -2,	 2,
					    3,	       31,	  32,	      991,	 992,
					    65535,     65536,	  1000,	      1000000,	 1000000000,
					    INT32_MAX, INT32_MIN, UINT32_MAX, 1LL << 32, 1LL << 35,
					    1LL << 53, 1LL << 62, INT64_MAX,  INT64_MIN, INT64_MAX - 1 };

	switch (below(6)) {
	case 0:
		return json_integer(edges[below(sizeof(edges) / sizeof(edges[0]))]);
	case 1:
		return json_integer((json_int_t)(1ULL << below(63)) - (json_int_t)below(2));
	case 2:
		return json_integer((json_int_t)((uint64_t)old + 1 - 2 * below(2)));
	case 3:
		return json_integer((json_int_t)((uint64_t)old * (1 + below(1000))));
	case 4:
		return json_integer(old / (json_int_t)(1 + below(1000)));
	default:
		return json_integer((json_int_t)(rnd() >> below(64)));
	}
}

static json_t *some_string(void)
{
	static const char *const words[] = {
		"",
		"rc",
		"ep",
		"its",
		"msi",
		"edma",
		"mmio",
		"poll",
		"smoke",
		"hardirq",
		"thread",
		"irq-dispatch",
		"edma-demux",
		"handler",
		"poll-period",
		"poll-lateness",
		"bottom-half",
		"rx",
		"turnaround",
		"tx-flush",
		"reply-queue",
		"raise-irq",
		"residency",
		"ring",
		"round-trip",
		"ping",
		"rtt",
		"wire",
		"poll-wait",
		"aux-query",
		"doorbell-alloc",
		"note",
		"link",
		"pci_epf_vntb.0",
		"pci_epf_test",
		"ntb_hw_epf",
		"pci_endpoint_test",
		"epbell",
		"iputils",
		"uniform",
		"fixed",
		"free",
		"deterministic",
		"calibrated",
		"raw on request",
		"none",
		"fentry",
		"kprobe",
		"fentry/netif_rx",
		"epf_ntb_cmd_handler",
		"rt",
		"full",
		"\x1b[31m\x07",
		"\xc2\x9b",
		"\xe2\x82\xac \xf0\x9f\x94\x94",
		"%s%n",
		"a|b|c",
		"\t\n",
		"0-7",
		"18446744073709551615",
		"18446744073709551614",
		"9223372036854775808",
		"18446744073709551616",
		"00",
		"a string that is longer than most of the fields, sixty-four bytes and more of it: one, two, three",
	};

	return json_string(words[below(sizeof(words) / sizeof(words[0]))]);
}

static json_t *some_value(const json_t *old)
{
	switch (below(24)) {
	case 0:
		return json_null();
	case 1:
		return json_boolean(below(2));
	case 2:
		return json_real((double)rnd() / (double)(1 + below(1000)));
	case 3:
		return below(2) ? json_object() : json_array();
	case 4:
		return some_string();
	case 5:
		return some_number(0);
	default:
		break;
	}
	if (json_is_integer(old))
		return below(12) ? some_number(json_integer_value(old)) : some_string();
	if (json_is_boolean(old))
		return json_boolean(!json_is_true(old));
	return json_is_string(old) ? some_string() : json_deep_copy(old);
}

/* --- changes ----------------------------------------------------------------------------------------------------- */

/* One or more copies of an element behind it, each perhaps with something changed. */
static void multiply(const struct place *at)
{
	size_t copies = below(8) ? 1 : 1 + below(20);
	const char *key;
	json_t *value;

	for (size_t i = 0; i < copies && !at->key; i++) {
		json_t *copy = json_deep_copy(at->value);

		json_object_foreach(copy, key, value) {
			if (!below(8) && (json_is_integer(value) || json_is_string(value)))
				json_object_set_new(copy, key, some_value(value));
		}
		json_array_insert_new(at->in, at->index, copy);
	}
}

static void change(struct places *p)
{
	const struct place *at = &p->at[below(p->n)], *from = &p->at[below(p->n)];

	switch (below(10)) {
	case 0:
		drop(at);
		break;
	case 1:
	case 2:
		multiply(at);
		break;
	case 3:
		if (from->value != at->in && !json_is_object(from->value) && !json_is_array(from->value))
			replace(at, json_deep_copy(from->value));
		break;
	case 4:
		if (json_is_object(at->in) && from->key)
			json_object_set_new(at->in, from->key, json_deep_copy(from->value));
		break;
	default:
		/* of containers there is nothing to change, and there are few of them */
		replace(at, some_value(at->value));
	}
}

/* --- making histograms agree with themselves --------------------------------------------------------------------- */

static json_int_t clamp(json_int_t v, uint64_t low, uint64_t high)
{
	return v < (json_int_t)low ? (json_int_t)low : v > (json_int_t)high ? (json_int_t)high : v;
}

/* Drop buckets that no reader takes; *first and *last are those that are left. -1: none. */
static json_int_t mend_buckets(json_t *buckets, int *first, int *last)
{
	bool seen[EPB_HIST_BUCKETS] = { false };
	json_int_t count = 0;

	*first = *last = -1;
	for (size_t i = json_array_size(buckets); i-- > 0;) {
		json_t *pair = json_array_get(buckets, i);
		json_int_t idx = json_integer_value(json_array_get(pair, 0));
		json_int_t n = json_integer_value(json_array_get(pair, 1));

		if (json_array_size(pair) != 2 || !json_is_integer(json_array_get(pair, 0)) || idx < 0 ||
		    idx >= (json_int_t)EPB_HIST_BUCKETS || seen[idx] || n <= 0 || n > INT64_MAX - count) {
			json_array_remove(buckets, i);
			continue;
		}
		seen[idx] = true;
		count += n;
		*first = *first < 0 || idx < *first ? (int)idx : *first;
		*last = idx > *last ? (int)idx : *last;
	}
	return count;
}

static void mend_hist(json_t *object)
{
	json_t *buckets = json_object_get(object, "buckets");
	json_int_t min = json_integer_value(json_object_get(object, "min"));
	json_int_t max = json_integer_value(json_object_get(object, "max"));
	int first, last;
	json_int_t count = mend_buckets(buckets, &first, &last);
	double sum = 0;

	min = first < 0 ? 0 : clamp(min, epb_hist_low(first), epb_hist_low(first) + epb_hist_width(first) - 1);
	max = first < 0 ? 0 : clamp(max, epb_hist_low(last), epb_hist_low(last) + epb_hist_width(last) - 1);
	min = min > max ? max : min;
	for (size_t i = 0; i < json_array_size(buckets); i++) {
		json_t *pair = json_array_get(buckets, i);
		uint32_t idx = (uint32_t)json_integer_value(json_array_get(pair, 0));

		sum += (double)json_integer_value(json_array_get(pair, 1)) *
		       (double)clamp((json_int_t)(epb_hist_low(idx) + epb_hist_width(idx) / 2), min, max);
	}
	json_object_set_new(object, "count", json_integer(count));
	json_object_set_new(object, "min", json_integer(min));
	json_object_set_new(object, "max", json_integer(max));
	/* as exact as a double is; above 2^63 the reader will refuse it, or not */
	json_object_set_new(object, "sum", json_integer(sum < 9e18 ? (json_int_t)sum : INT64_MAX));
}

static void mend(json_t *value)
{
	const char *key;
	json_t *below_it;
	size_t i;

	if (json_is_array(json_object_get(value, "buckets")))
		mend_hist(value);
	json_object_foreach(value, key, below_it)
		mend(below_it);
	json_array_foreach(value, i, below_it)
		mend(below_it);
}

/* --- libFuzzer --------------------------------------------------------------------------------------------------- */

/* As text into @out; 0: no room. */
static size_t put(json_t *root, uint8_t *out, size_t max)
{
	size_t n = json_dumpb(root, (char *)out, max, JSON_COMPACT);

	json_decref(root);
	return n <= max ? n : 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	static struct places places;
	json_t *root = json_loadb((const char *)data, size, 0, NULL);
	size_t n;

	state = seed;
	if (!root)
		root = json_loads("{\"format\":\"epbell-run\",\"version\":1,\"environment\":{\"clock_step_ns\":42,"
				  "\"duration_ns\":9},\"series\":[]}",
				  0, NULL);
	for (uint64_t i = below(8) ? 1 + below(4) : 0; root; i--) {
		places.n = 0;
		find_places(root, &places);
		if (!i || !places.n)
			break;
		change(&places);
	}
	if (below(16))
		mend(root);
	n = put(root, data, max);
	return n ? n : LLVMFuzzerMutate(data, size, max);
}

/* A list's elements, or a member, of @b in @a. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb, uint8_t *out, size_t max,
				 unsigned int seed)
{
	json_t *to = json_loadb((const char *)a, na, 0, NULL), *from = json_loadb((const char *)b, nb, 0, NULL);
	const char *key;
	json_t *value;
	size_t n = 0;

	state = seed;
	json_object_foreach(from, key, value) {
		json_t *mine = json_object_get(to, key);

		if (json_is_object(to) && !below(3)) {
			if (json_is_array(mine) && json_is_array(value) && below(2))
				json_array_extend(mine, value);
			else
				json_object_set_new(to, key, json_deep_copy(value));
		}
	}
	if (json_is_object(to)) {
		mend(to);
		n = put(json_incref(to), out, max);
	}
	json_decref(to);
	json_decref(from);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_run_bytes((const char *)data, size);
	return 0;
}
