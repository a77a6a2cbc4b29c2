// SPDX-License-Identifier: GPL-2.0-only
/* Requests in flight: arrivals by script, and what each means. */
#include <errno.h>

#include "ping/inflight.h"
#include "unit.h"

#define TIMEOUT 1000

static struct inflight *f;
static struct ping_info info;

static int setup(void **state)
{
	f = malloc(sizeof(*f));
	memset(&info, 0, sizeof(info));
	inflight_init(f, TIMEOUT, &info);
	return 0;
}

static int teardown(void **state)
{
	free(f);
	return 0;
}

static void assert_closes(void)
{
	assert_int_equal(info.sent, info.received + info.lost + info.errors + f->waiting + f->overdue);
}

static void send_at(uint64_t from, uint64_t n, uint64_t step)
{
	for (uint64_t i = 0; i < n; i++)
		inflight_sent(f, from + i * step);
}

static uint64_t count_lost(uint64_t now)
{
	struct ping p;
	uint64_t n = 0;

	while (inflight_end(f, now, &p)) {
		assert_int_equal(p.fate, PING_LOST);
		assert_int_equal(p.rtt, 0);
		n++;
	}
	assert_int_equal(f->waiting + f->overdue, 0);
	assert_closes();
	return n;
}

static void test_a_reply_in_time(void **state)
{
	struct ping p;

	send_at(100, 1, 0);
	assert_int_equal(inflight_reply(f, 1, 136, &p), ARRIVAL_FIRST);
	assert_true(p.seq == 1 && p.sent == 100 && p.rtt == 36 && p.fate == PING_REPLY && !p.late && !p.dups &&
		    !p.error);
	assert_int_equal(info.received, 1);
	assert_int_equal(info.late + info.reordered + info.duplicates + info.foreign, 0);
	assert_int_equal(count_lost(5000), 0);
}

static void test_duplicates_count_up(void **state)
{
	struct ping p;

	send_at(100, 2, 10);
	assert_int_equal(inflight_reply(f, 1, 120, &p), ARRIVAL_FIRST);
	for (uint32_t k = 1; k <= 7; k++) {
		assert_int_equal(inflight_reply(f, 1, 120 + k, &p), ARRIVAL_AGAIN);
		assert_true(p.seq == 1 && p.dups == k);
	}
	assert_int_equal(inflight_reply(f, 2, 140, &p), ARRIVAL_FIRST);
	assert_true(p.dups == 0 && p.rtt == 30);
	assert_int_equal(info.duplicates, 7);
	assert_int_equal(info.received, 2);
	assert_closes();
}

static void test_replies_to_nothing_are_foreign(void **state)
{
	struct ping p;

	assert_int_equal(inflight_reply(f, 1, 50, &p), ARRIVAL_FOREIGN);
	send_at(100, 1, 0);
	assert_int_equal(inflight_reply(f, 2, 150, &p), ARRIVAL_FOREIGN);
	assert_int_equal(inflight_reply(f, 0, 150, &p), ARRIVAL_FOREIGN);
	assert_null(inflight_find(f, 2));
	assert_int_equal(inflight_find(f, 1)->seq, 1);
	inflight_foreign(f);
	assert_int_equal(info.foreign, 4);
	assert_closes();
}

static void test_reordered_is_after_a_later_one(void **state)
{
	static const struct {
		uint16_t seq;
		bool reordered;
	} script[] = { { 1, false }, { 4, false }, { 2, true }, { 3, true }, { 6, false }, { 5, true }, { 7, false } };
	uint64_t n = 0;
	struct ping p;

	send_at(100, 7, 1);
	for (size_t i = 0; i < 7; i++) {
		assert_int_equal(inflight_reply(f, script[i].seq, 200 + i, &p), ARRIVAL_FIRST);
		assert_int_equal(p.late, script[i].reordered);
		n += script[i].reordered;
		assert_int_equal(info.reordered, n);
	}
	assert_int_equal(info.late, 0);
	assert_closes();
}

static void test_late_is_received_not_lost(void **state)
{
	struct ping p;

	send_at(100, 3, 0);
	assert_int_equal(inflight_expire(f, 100 + TIMEOUT - 1), 100 + TIMEOUT);
	assert_int_equal(f->overdue, 0);
	/* in time by a nanosecond; late though nobody has looked at the clock; late and known to be */
	assert_int_equal(inflight_reply(f, 1, 100 + TIMEOUT - 1, &p), ARRIVAL_FIRST);
	assert_int_equal(p.late, 0);
	assert_int_equal(inflight_reply(f, 2, 100 + TIMEOUT, &p), ARRIVAL_FIRST);
	assert_int_equal(p.late, 1);
	assert_int_equal(inflight_expire(f, 100 + TIMEOUT), 0);
	assert_int_equal(f->overdue, 1);
	assert_closes();
	assert_int_equal(inflight_reply(f, 3, 9000, &p), ARRIVAL_FIRST);
	assert_true(p.late == 1 && p.rtt == 8900);
	assert_int_equal(info.late, 2);
	assert_int_equal(info.reordered, 0);
	assert_int_equal(info.received, 3);
	assert_int_equal(count_lost(10000), 0);
	assert_int_equal(info.lost, 0);
}

static void test_expiry_comes_in_order(void **state)
{
	struct ping p;

	send_at(100, 5, 100);
	assert_int_equal(inflight_reply(f, 1, 110, &p), ARRIVAL_FIRST);
	assert_int_equal(inflight_expire(f, 600), 200 + TIMEOUT);
	assert_int_equal(inflight_expire(f, 300 + TIMEOUT), 400 + TIMEOUT);
	assert_int_equal(f->overdue, 2);
	assert_int_equal(f->waiting, 2);
	assert_int_equal(inflight_expire(f, 9000), 0);
	assert_int_equal(count_lost(9000), 4);
	assert_int_equal(info.lost, 4);
}

static void test_the_end_takes_back_what_had_not_its_time(void **state)
{
	struct ping p;

	send_at(100, 10, 100); /* at 100 .. 1000 */
	assert_int_equal(inflight_reply(f, 10, 1050, &p), ARRIVAL_FIRST);
	/* those of 100 .. 400 have had their 1000, those of 500 .. 900 not */
	assert_int_equal(count_lost(1400), 4);
	assert_int_equal(info.sent, 5);
	assert_int_equal(info.received, 1);
}

static void test_errors_settle_a_request(void **state)
{
	struct ping p;

	send_at(100, 2, 0);
	assert_true(inflight_failed(f, 1, EHOSTUNREACH, &p));
	assert_true(p.seq == 1 && p.fate == PING_ERROR && p.error == EHOSTUNREACH && p.rtt == 0);
	assert_false(inflight_failed(f, 1, EHOSTUNREACH, &p)); /* once */
	assert_false(inflight_failed(f, 9, EHOSTUNREACH, &p)); /* never sent */
	assert_int_equal(inflight_reply(f, 1, 150, &p), ARRIVAL_AGAIN);
	assert_int_equal(inflight_reply(f, 2, 150, &p), ARRIVAL_FIRST);
	assert_false(inflight_failed(f, 2, EHOSTUNREACH, &p)); /* it has its reply */
	inflight_refused(f, 200, ENETDOWN, &p);
	assert_true(p.seq == 3 && p.sent == 200 && p.fate == PING_ERROR && p.error == ENETDOWN);
	assert_true(info.sent == 3 && info.errors == 2 && info.received == 1 && info.duplicates == 1);
	assert_int_equal(count_lost(9000), 0);
}

/* An overdue request makes room 65536 requests later; one that waits does not. */
static void test_places_come_round(void **state)
{
	struct ping p;

	send_at(0, INFLIGHT_PLACES, 0);
	for (uint32_t seq = 1; seq < INFLIGHT_PLACES; seq++) /* all but number 65536, whose 16 bits are 0 */
		if (seq != 1 && seq != 7)
			assert_int_equal(inflight_reply(f, (uint16_t)seq, 10, &p), ARRIVAL_FIRST);
	assert_true(inflight_full(f)); /* number 1 has the place that is next */
	assert_int_equal(inflight_expire(f, TIMEOUT), 0);
	assert_false(inflight_full(f));
	assert_true(inflight_evict(f, &p));
	assert_true(p.seq == 1 && p.fate == PING_LOST);
	assert_false(inflight_evict(f, &p));
	inflight_sent(f, TIMEOUT);
	assert_int_equal(inflight_find(f, 1)->seq, INFLIGHT_PLACES + 1);
	assert_int_equal(inflight_reply(f, 1, TIMEOUT + 5, &p), ARRIVAL_FIRST);
	assert_true(p.seq == INFLIGHT_PLACES + 1 && p.rtt == 5);
	assert_int_equal(info.lost, 1);
	assert_closes();
	assert_int_equal(count_lost(2 * TIMEOUT), 2); /* 7 and 65536 */
	assert_true(info.sent == INFLIGHT_PLACES + 1 && info.lost == 3 && info.received == INFLIGHT_PLACES - 2);
}

/* A random network against a model that keeps everything: what is in flight, answered how often, expired. */
static void test_random_arrivals_agree_with_a_plain_model(void **state)
{
	enum { N = 3000 };
	static uint64_t sent[N + 1], answers[N + 1];
	uint64_t seed = 77, now = 0, next = 1, first = 0, dups = 0, late = 0, reordered = 0, top = 0, foreign = 0;
	struct ping p;

	memset(answers, 0, sizeof(answers));
	for (int i = 0; i < 12 * N && next <= N; i++) {
		const uint64_t pick = next_random(&seed) % (next + 3);

		now += next_random(&seed) % 40;
		if (next_random(&seed) % 3 == 0) {
			inflight_sent(f, now);
			sent[next++] = now;
		} else if (next_random(&seed) % 5 == 0) {
			inflight_expire(f, now);
		} else if (pick == 0 || pick >= next) {
			assert_int_equal(inflight_reply(f, (uint16_t)pick, now, &p), ARRIVAL_FOREIGN);
			foreign++;
		} else if (answers[pick]++) {
			assert_int_equal(inflight_reply(f, (uint16_t)pick, now, &p), ARRIVAL_AGAIN);
			assert_int_equal(p.dups, answers[pick] - 1);
			dups++;
		} else {
			assert_int_equal(inflight_reply(f, (uint16_t)pick, now, &p), ARRIVAL_FIRST);
			assert_true(p.seq == pick && p.rtt == now - sent[pick]);
			first++;
			late += now - sent[pick] >= TIMEOUT;
			reordered += pick < top;
			top = pick > top ? pick : top;
		}
		assert_closes();
	}
	assert_true(first > 500 && dups > 500 && late > 100 && reordered > 100 && foreign > 5);
	assert_true(info.received == first && info.duplicates == dups && info.late == late &&
		    info.reordered == reordered && info.foreign == foreign);
	assert_int_equal(count_lost(now + TIMEOUT), next - 1 - first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_reply_in_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_duplicates_count_up, setup, teardown),
		cmocka_unit_test_setup_teardown(test_replies_to_nothing_are_foreign, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reordered_is_after_a_later_one, setup, teardown),
		cmocka_unit_test_setup_teardown(test_late_is_received_not_lost, setup, teardown),
		cmocka_unit_test_setup_teardown(test_expiry_comes_in_order, setup, teardown),
		cmocka_unit_test_setup_teardown(test_the_end_takes_back_what_had_not_its_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_errors_settle_a_request, setup, teardown),
		cmocka_unit_test_setup_teardown(test_places_come_round, setup, teardown),
		cmocka_unit_test_setup_teardown(test_random_arrivals_agree_with_a_plain_model, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
