// SPDX-License-Identifier: GPL-2.0-only
/* Outcomes into a run: rows, histogram, account; and the ring that they come through. */
#include <errno.h>
#include <math.h>

#include "ping/ring.h"
#include "ping/tally.h"
#include "unit.h"

#define START 1000000

static struct tally t;
static struct run *run;

static int setup(void **state)
{
	run = run_new();
	tally_start(&t, START);
	return 0;
}

static int teardown(void **state)
{
	run_free(run);
	return 0;
}

static struct outcome reply(uint64_t seq, uint64_t rtt)
{
	return (struct outcome){ .ping = { .seq = seq, .sent = START + 10 * (int64_t)seq, .rtt = rtt } };
}

static void test_rows_count_from_the_start(void **state)
{
	struct outcome o = reply(3, 500);

	assert_int_equal(tally_add(&t, run, &o), 0);
	o = (struct outcome){ .ping = { .seq = 4, .sent = START + 77, .fate = PING_LOST } };
	assert_int_equal(tally_add(&t, run, &o), 0);
	assert_int_equal(run->npings, 2);
	assert_true(run->pings[0].seq == 3 && run->pings[0].sent == 30 && run->pings[0].rtt == 500);
	assert_true(run->pings[1].sent == 77 && run->pings[1].fate == PING_LOST);
	assert_int_equal(t.rtt.count, 1);
}

static void test_duplicates_find_their_row(void **state)
{
	struct outcome o;

	for (uint64_t seq = 1; seq <= 5; seq++) {
		o = reply(seq, 100);
		assert_int_equal(tally_add(&t, run, &o), 0);
	}
	for (uint32_t k = 1; k <= 3; k++) {
		o = reply(2, 0);
		o.ping.dups = k;
		assert_int_equal(tally_add(&t, run, &o), 0);
	}
	o = reply(99, 0); /* has no row */
	o.ping.dups = 1;
	assert_int_equal(tally_add(&t, run, &o), 0);
	assert_int_equal(run->npings, 5);
	assert_int_equal(run->pings[1].dups, 3);
	assert_int_equal(run->pings[0].dups + run->pings[2].dups + run->pings[4].dups, 0);
	assert_int_equal(t.rtt.count, 5);
}

/* 2 4 4 4 5 5 7 9: mean 5, deviation of the population 2, the schoolbook's example; far from zero, where sums of squares fail */
static void test_mdev_is_the_populations(void **state)
{
	static const uint64_t v[] = { 2, 4, 4, 4, 5, 5, 7, 9 };
	const uint64_t far = 10000000000ULL;

	assert_true(tally_mdev(&t) == 0);
	for (size_t i = 0; i < 8; i++) {
		const struct outcome o = reply(i + 1, far + v[i]);

		tally_add(&t, run, &o);
	}
	assert_true(fabs(tally_mdev(&t) - 2) < 1e-5);
	assert_true(fabs(t.mean - (double)(far + 5)) < 1e-5);
}

static void add_error(uint64_t seq, int error)
{
	const struct outcome o = {
		.ping = { .seq = seq, .sent = START + (int64_t)seq, .fate = PING_ERROR, .error = error }
	};

	tally_add(&t, run, &o);
}

static void test_account_closes_and_can_fail_to(void **state)
{
	struct ping_info info = { .tool = "epbell", .sent = 10, .received = 6, .lost = 2, .errors = 2 };
	struct outcome o;

	for (uint64_t seq = 1; seq <= 5; seq++) {
		o = reply(seq, 100 * seq);
		tally_add(&t, run, &o);
	}
	o = reply(6, 1ULL << 36); /* 69 s: no bucket */
	tally_add(&t, run, &o);
	add_error(7, ENETDOWN);
	add_error(8, ENETDOWN);
	run->ping.stride = 4;
	run->env.clock_step_ns = 42;
	assert_int_equal(tally_finish(&t, &info, "edma", run), 0);
	assert_true(run_closes(run));
	assert_int_equal(run->ping.stride, 4);
	assert_int_equal(run->ping.step_ns, 42);
	assert_int_equal(run->accounts[0].recorded, 5);
	assert_int_equal(run->accounts[0].overflow, 1);
	assert_int_equal(run->accounts[0].unmatched, 4);
	assert_non_null(run_find_series(run, "rtt", "edma", "", "", -1, -1));
	assert_int_equal(run->nevents, 1);
	assert_non_null(strstr(run->events[0].text, "2 requests failed: Network is down"));
	assert_int_equal(run->events[0].t, 7);
	/* one reply that the pinger counted never came through */
	info.received++;
	info.sent++;
	run->naccounts = 0;
	assert_int_equal(tally_finish(&t, &info, "edma", run), 0);
	assert_false(run_closes(run));
}

static void test_many_kinds_of_errors(void **state)
{
	const struct ping_info info = { .tool = "epbell" };
	uint64_t n = 0;

	for (int error = 1; error <= 20; error++)
		add_error((uint64_t)error, error);
	for (size_t i = 0; i < t.nerrors; i++)
		n += t.errors[i].n;
	assert_int_equal(n, 20);
	assert_int_equal(t.nerrors, TALLY_ERRORS);
	assert_int_equal(tally_finish(&t, &info, "", run), 0);
	assert_int_equal(run->nevents, TALLY_ERRORS);
	assert_string_equal(run->events[TALLY_ERRORS - 1].text, "13 requests failed: other errors");
}

static void test_a_million_outcomes_keep_bounded_rows(void **state)
{
	struct ping_info info = { .tool = "epbell", .sent = 1000000, .received = 1000000 };

	for (uint64_t seq = 1; seq <= 1000000; seq++) {
		const struct outcome o = reply(seq, seq);

		tally_add(&t, run, &o);
	}
	assert_true(run->npings <= RUN_ROWS_MAX && run->npings >= RUN_ROWS_MAX / 2);
	assert_int_equal(t.rtt.count, 1000000);
	tally_finish(&t, &info, "", run);
	assert_true(run_closes(run));
	assert_true(run->ping.stride >= 32);
	for (size_t i = 0; i < run->npings; i++)
		assert_int_equal(run->pings[i].seq % run->ping.stride, 0);
}

/* --- the ring ---------------------------------------------------------------------------------------------------- */

static uint64_t expect_seq;

static void take(void *ctx, const struct outcome *o)
{
	assert_int_equal(o->ping.seq, expect_seq++);
}

static void test_the_ring_refuses_and_never_loses(void **state)
{
	struct ring *ring = calloc(1, sizeof(*ring));
	uint64_t seq = 0, seed = 5;

	expect_seq = 0;
	for (int round = 0; round < 50; round++) {
		const uint64_t n = next_random(&seed) % (2 * RING_ROOM);
		uint64_t put = 0;

		for (uint64_t i = 0; i < n; i++) {
			const struct outcome o = reply(seq, 1);
			const uint64_t room = ring_room(ring);

			assert_int_equal(ring_put(ring, &o), room > 0);
			put += room > 0;
			seq += room > 0;
		}
		assert_true(put <= RING_ROOM);
		assert_int_equal(ring_room(ring), RING_ROOM - put);
		assert_int_equal(ring_drain(ring, take, NULL), put);
		assert_int_equal(ring_room(ring), RING_ROOM);
	}
	assert_int_equal(expect_seq, seq);
	assert_true(seq > 10 * RING_ROOM);
	free(ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_rows_count_from_the_start, setup, teardown),
		cmocka_unit_test_setup_teardown(test_duplicates_find_their_row, setup, teardown),
		cmocka_unit_test_setup_teardown(test_mdev_is_the_populations, setup, teardown),
		cmocka_unit_test_setup_teardown(test_account_closes_and_can_fail_to, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_kinds_of_errors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_million_outcomes_keep_bounded_rows, setup, teardown),
		cmocka_unit_test(test_the_ring_refuses_and_never_loses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
