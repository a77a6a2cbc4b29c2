// SPDX-License-Identifier: GPL-2.0-only
/*
 * What BPF and C share, run by both: the kernel executes the BPF build of hist.h and price.h through BPF_PROG_TEST_RUN,
 * and the answers must be those of this compiler. Needs the right to load networking programs (root); says so if not.
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

#include "../bpf/steps.h"
#include "hist_index.skel.h"

#define BATCH  1024
#define VALUES 1000000
#define STEPS  40009

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

/* The raw value's bucket is found from the corrected one's octave: any value from that of its base on. */
static void bpf_and_c_agree_on_the_index_above_a_base(void **state)
{
	struct hist_index *skel = *state;
	uint64_t seed = 0xd1b54a32d192ed03ULL;
	uint32_t i, near = 0;
	size_t done;

	for (done = 0; done < VALUES; done += BATCH) {
		for (i = 0; i < BATCH; i++) {
			uint64_t base = next_value(&seed) >> 30;

			skel->bss->base[i] = base;
			skel->bss->value[i] =
				base + (next_random(&seed) % 4 ? next_value(&seed) >> 50 : next_value(&seed) >> 28);
		}
		run_once(skel->progs.hist_above);
		for (i = 0; i < BATCH; i++) {
			uint64_t v = skel->bss->value[i], base = skel->bss->base[i];

			assert_int_equal(skel->bss->shift_of[i], epb_hist_shift(base));
			assert_int_equal(skel->bss->index_above[i], epb_hist_index(v));
			near += epb_hist_shift(v) == epb_hist_shift(base);
		}
	}
	/* Both ways through the function were taken. */
	assert_true(near > VALUES / 10 && near < VALUES - VALUES / 10);
}

/*
 * What a step gets. The greater part is what hooks see: a few hundred nanoseconds, now and then disturbed, on a CPU whose
 * number stands above its own time. The rest is anything at all, for the arithmetic must also wrap alike.
 */
static void draw_step(struct step *s, uint64_t *now, const struct epb_own *own, uint64_t *seed)
{
	bool wild = next_random(seed) % 64 == 0;
	uint64_t r = next_random(seed);

	*now += 1 + r % 5000;
	*s = (struct step){ .what = (r >> 16) % STEP_WHATS,
			    .hook = (r >> 24) % STEP_HOOKS,
			    .way = (r >> 32) % EPB_NWAYS,
			    .flags = (r >> 40) % 8 ? 0 : (r >> 43) % 4,
			    .pre = *now };
	if (s->what == STEP_STAMP && (r >> 48) % 2)
		s->pre = 0;
	s->t0 = *now + 20 + next_random(seed) % 200;
	s->t1 = s->t0 + (100 + next_random(seed) % 300) * (next_random(seed) % 32 ? 1 : 64);
	s->grown = next_random(seed) % 4 ? 0 : next_random(seed) % 100;
	if (s->what == STEP_CLOSE && s->way == EPB_WAY_SKIP)
		s->t0 = 0;
	s->raw = next_value(seed) >> 27;
	s->v = s->raw - (s->raw ? next_random(seed) % (s->raw < 2000 ? s->raw : 2000) : 0);
	s->from = (struct epb_stamp){ .t = *now, .own = own->so_far + next_random(seed) % 300 };
	s->to = (struct epb_stamp){ .t = *now + next_random(seed) % 4000,
				    .own = s->from.own + next_random(seed) % 2000 };
	if (next_random(seed) % 8 == 0)
		s->to.own += 1ULL << EPB_OWN_BITS;
	if (!wild)
		return;
	s->pre = next_value(seed);
	s->t0 = next_value(seed);
	s->t1 = next_value(seed);
	s->grown = next_value(seed);
	s->from.own = next_value(seed);
	s->to.t = next_value(seed);
	if (s->what != STEP_COUNT) /* there the caller owes v <= raw */
		s->v = next_value(seed);
}

static void set_prices(struct epb_own *own)
{
	uint32_t i;

	own->so_far = 5ULL << EPB_OWN_BITS;
	own->read = 24;
	own->rest = 71;
	for (i = 0; i < STEP_HOOKS; i++)
		own->price[i] = (struct epb_price){ .head = 30 + 7 * i, .full = 75 + 11 * i };
}

static void bpf_and_c_leave_the_same_memory_after_random_steps(void **state)
{
	struct hist_index *skel = *state;
	uint64_t seed = 88172645463325252ULL, now = 1000;
	uint32_t i, refused = 0, corrected = 0;
	struct steps *mine = calloc(1, sizeof(*mine));
	struct step s;

	assert_non_null(mine);
	set_prices(&mine->own);
	skel->bss->steps = *mine;
	for (i = 0; i < STEPS; i++) {
		draw_step(&s, &now, &mine->own, &seed);
		skel->bss->step = s;
		run_once(skel->progs.run_step);
		step_run(mine, &s);
		assert_memory_equal(&skel->bss->step, &s, sizeof(s));
		if (s.what == STEP_CORRECT)
			*(s.out ? &refused : &corrected) += 1;
		if (i % 64 == 0)
			assert_memory_equal(&skel->bss->steps, mine, sizeof(*mine));
	}
	assert_memory_equal(&skel->bss->steps, mine, sizeof(*mine));
	/* Every branch had its turn. */
	assert_true(refused > 100 && corrected > 100);
	assert_true(mine->own.disturbed > 20 && mine->own.so_far != 5ULL << EPB_OWN_BITS);
	for (i = 0; i < STEP_HOOKS; i++)
		assert_true(mine->own.cost[i].runs > EPB_SAMPLE_FIRST && mine->own.cost[i].filter.sampled > 100 &&
			    mine->own.cost[i].body[EPB_WAY_SKIP].sampled > 100);
	assert_true(mine->hist.uncorrected && mine->hist.slot[EPB_HIST_OVER] && mine->hist.raw[EPB_HIST_UNDER]);
	free(mine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bpf_and_c_agree_on_the_index_of_a_million_values),
		cmocka_unit_test(bpf_and_c_agree_at_every_edge),
		cmocka_unit_test(bpf_and_c_agree_on_the_index_above_a_base),
		cmocka_unit_test(bpf_and_c_leave_the_same_memory_after_random_steps),
	};

	return cmocka_run_group_tests_name("bpf", tests, open_skel, close_skel);
}
