// SPDX-License-Identifier: GPL-2.0-only
/*
 * What BPF and C share, run by both: the kernel executes the BPF build of hist.h and nest.h through BPF_PROG_TEST_RUN, and
 * the answers must be those of this compiler. Needs the right to load networking programs (root); says so if not.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "epbell/hist.h"
#include "epbell/nest.h"

/* As in tests/bpf/hist_index.bpf.c. */
struct step {
	__u32 push, kind, irq, found;
	__u64 now, span;
};
#include "hist_index.skel.h"

#define BATCH  1024
#define VALUES 1000000
#define STEPS  10007

static void run_once(struct bpf_program *prog)
{
	char packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = sizeof(packet), .repeat = 1);

	assert_int_equal(bpf_prog_test_run_opts(bpf_program__fd(prog), &opts), 0);
	assert_int_equal(opts.retval, 0);
}

static int open_skel(void **state)
{
	*state = hist_index__open_and_load();
	if (!*state && (errno == EPERM || errno == EACCES)) {
		print_message("# SKIP loading BPF programs needs root\n");
		exit(77);
	}
	return *state ? 0 : -1;
}

static int close_skel(void **state)
{
	hist_index__destroy(*state);
	return 0;
}

/* xorshift64*, so that a failure can be run again. */
static uint64_t next_random(uint64_t *seed)
{
	uint64_t x = *seed;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*seed = x;
	return x * 2685821657736338717ULL;
}

/* All magnitudes alike: a random number of random bits. */
static uint64_t next_value(uint64_t *seed)
{
	uint64_t x = next_random(seed);

	return x >> (next_random(seed) & 63);
}

static void bpf_and_c_agree_on_the_index_of_a_million_values(void **state)
{
	struct hist_index *skel = *state;
	uint64_t seed = 0x9e3779b97f4a7c15ULL;
	uint32_t i, over = 0;
	size_t done;

	for (done = 0; done < VALUES; done += BATCH) {
		for (i = 0; i < BATCH; i++)
			skel->bss->value[i] = next_value(&seed);
		run_once(skel->progs.hist_index);
		for (i = 0; i < BATCH; i++) {
			uint32_t idx = skel->bss->index_of[i];

			assert_int_equal(idx, epb_hist_index(skel->bss->value[i]));
			if (idx >= EPB_HIST_BUCKETS) {
				over++;
				continue;
			}
			assert_true(skel->bss->low[i] == epb_hist_low(idx));
			assert_true(skel->bss->width[i] == epb_hist_width(idx));
		}
	}
	/* The draw reached both sides of the last bucket. */
	assert_true(over > VALUES / 100 && over < VALUES);
}

static void bpf_and_c_agree_at_every_edge(void **state)
{
	struct hist_index *skel = *state;
	uint32_t idx, i, n = 0;

	for (idx = 0; idx <= EPB_HIST_BUCKETS; idx++) {
		uint64_t low = idx < EPB_HIST_BUCKETS ? epb_hist_low(idx) : 1ULL << (EPB_HIST_MAX_EXP + 1);

		skel->bss->value[n++] = low;
		skel->bss->value[n++] = low ? low - 1 : 0;
		if (n < BATCH && idx < EPB_HIST_BUCKETS)
			continue;
		run_once(skel->progs.hist_index);
		for (i = 0; i < n; i++)
			assert_int_equal(skel->bss->index_of[i], epb_hist_index(skel->bss->value[i]));
		n = 0;
	}
}

/* Pushes and pops at random, deeper than the stack at times, pops of frames that are not on top or not there at all. */
static void bpf_and_c_agree_on_a_random_nest(void **state)
{
	struct hist_index *skel = *state;
	struct step *s = &skel->bss->step;
	uint64_t seed = 88172645463325252ULL, now = 1000, span = 0;
	uint32_t i, found = 0, deepest = 0;
	struct epb_nest mine = { 0 };
	struct epb_frame *f;

	for (i = 0; i < STEPS; i++) {
		uint64_t r = next_random(&seed) >> 8;

		now += 1 + (r >> 24) % 1000;
		*s = (struct step){ .push = r % 100 < 45, .kind = 1 + (r >> 8) % 2, .irq = (r >> 16) % 5, .now = now };
		run_once(skel->progs.nest_step);
		f = s->push ? epb_nest_push(&mine, s->kind, s->irq) : epb_nest_pop(&mine, s->kind, s->irq);
		if (f && s->push)
			f->start = now;
		else if (f)
			span = epb_nest_close(&mine, f, now);
		assert_int_equal(s->found, f != NULL);
		if (f && !s->push)
			assert_true(s->span == span);
		found += f != NULL;
		deepest = mine.depth > deepest ? mine.depth : deepest;
	}
	assert_memory_equal(&skel->bss->nest, &mine, sizeof(mine));
	print_message("# deepest %u, %u of %u steps found a frame\n", deepest, found, STEPS);
	assert_true(deepest > EPB_NEST_MAX && found > STEPS / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bpf_and_c_agree_on_the_index_of_a_million_values),
		cmocka_unit_test(bpf_and_c_agree_at_every_edge),
		cmocka_unit_test(bpf_and_c_agree_on_a_random_nest),
	};

	return cmocka_run_group_tests_name("bpf", tests, open_skel, close_skel);
}
