// SPDX-License-Identifier: GPL-2.0-only
/* Waits for a polled doorbell: what a run knows of them, and what is made of them. */
#include <math.h>

#include "model/pollmodel.h"
#include "stats/pollfit.h"
#include "unit.h"

#define T 12e6 /* ns */
#define N 1000

static uint64_t seed = 0x13198a2e03707344;

/* Even on [0, 1). */
static double even(void)
{
	return (double)(next_random(&seed) >> 11) / 9007199254740992.0;
}

static double normal(void)
{
	return sqrt(-2 * log(1 - even())) * cos(2 * M_PI * even());
}

static void assert_about(double value, double expected, double within)
{
	if (!(fabs(value - expected) <= within))
		fail_msg("%.9g is not within %g of %.9g", value, within, expected);
}

/* --- runs -------------------------------------------------------------------------------------------------------- */

static struct run *polled_run(void)
{
	struct run *run = run_new();
	struct doorbell *d = run_add_doorbell(run);

	assert_non_null(d);
	snprintf(d->backend, sizeof(d->backend), "poll");
	run->env.hz = 250;
	return run;
}

static void add_series(struct run *run, const char *stage, const char *backend, uint64_t value, size_t n)
{
	struct series *s = run_add_series(run);

	assert_non_null(s);
	snprintf(s->stage, sizeof(s->stage), "%s", stage);
	snprintf(s->backend, sizeof(s->backend), "%s", backend);
	s->vector = s->cpu = -1;
	for (size_t i = 0; i < n; i++)
		hist_add(&s->h, value);
}

static void add_ping(struct run *run, uint64_t seq, int64_t sent, uint64_t rtt, enum ping_fate fate)
{
	struct ping *p = run_add_ping(run);

	assert_non_null(p);
	*p = (struct ping){ .seq = seq, .sent = sent, .rtt = rtt, .fate = fate };
}

static struct packet *add_packet(struct run *run, const char *side, uint32_t seq, uint64_t start)
{
	struct packet *p = run_add_packet(run);

	assert_non_null(p);
	snprintf(p->side, sizeof(p->side), "%s", side);
	p->hosts = 7;
	p->ident = 99;
	p->seq = seq;
	p->start = start;
	for (int i = 0; i < PACKET_POINTS; i++)
		p->t[i] = p->own[i] = -1;
	return p;
}

/* A ring at @t that is found @wait later. */
static void add_both(struct run *run, uint32_t seq, uint64_t t, uint64_t wait)
{
	struct packet *rc = add_packet(run, "rc", seq, t - 5000), *ep;

	rc->t[RC_XMIT] = 0;
	rc->t[RC_RUNG] = 5000;
	rc->t[RC_ISR] = 5000 + (int64_t)wait + 40000;
	ep = add_packet(run, "ep", seq, t + wait);
	ep->t[EP_IRQ] = 0;
}

static struct poll_waits get(const struct run *run)
{
	struct poll_waits w;

	assert_int_equal(poll_waits_get(run, &w), 0);
	return w;
}

static void the_period_is_five_ms_in_ticks_and_one(void **state)
{
	assert_true(poll_period_of_hz(100) == 20e6);
	assert_true(poll_period_of_hz(250) == 12e6);
	assert_true(poll_period_of_hz(300) == 10e6);
	assert_true(poll_period_of_hz(1000) == 6e6);
	assert_true(poll_period_of_hz(0) == 0);
	assert_true(poll_period_of_hz(-250) == 0);
	assert_true(poll_period_of_hz(INT32_MAX) == 0);
}

static void only_polled_doorbells_that_were_pinged_have_waits(void **state)
{
	struct run *run = polled_run();

	assert_false(poll_applies(run)); /* nothing was sent */
	add_ping(run, 0, -1, 1000, PING_REPLY);
	assert_true(poll_applies(run));
	snprintf(run->doorbells[0].backend, sizeof(run->doorbells[0].backend), "edma");
	assert_false(poll_applies(run));
	add_series(run, "poll-period", "poll", 12000000, 3);
	assert_true(poll_applies(run));
	add_series(run, "rtt", "edma", 1000, 1); /* the pinger knows best */
	assert_false(poll_applies(run));
	snprintf(run->series[1].backend, sizeof(run->series[1].backend), "poll");
	assert_true(poll_applies(run));
	run_free(run);
}

static void a_log_of_a_polled_peer_has_waits(void **state)
{
	struct run *run = run_new();

	add_ping(run, 1, -1, 12100000, PING_REPLY);
	assert_false(poll_applies(run));
	add_series(run, "rtt", "poll", 12100000, 1);
	assert_true(poll_applies(run));
	run_free(run);
}

static void the_period_that_was_seen_goes_before_that_of_hz(void **state)
{
	struct run *run = polled_run();
	struct poll_waits w;

	add_ping(run, 0, -1, 1000, PING_REPLY);
	w = get(run);
	assert_int_equal(w.period_from, POLL_PERIOD_HZ);
	assert_true(w.period == 12e6);
	poll_waits_free(&w);
	add_series(run, "poll-period", "poll", 6000000, 50);
	add_series(run, "poll-period", "poll", 8000000, 50);
	w = get(run);
	assert_int_equal(w.period_from, POLL_PERIOD_SEEN);
	assert_true(w.period == 7e6);
	assert_about(w.jitter, 2.0 / 7, 0.02);
	poll_waits_free(&w);
	memset(&run->series[0].h, 0, 2 * sizeof(run->series[0].h.count)); /* count and sum */
	memset(&run->series[1].h, 0, sizeof(run->series[1].h));
	run->env.hz = 0;
	w = get(run);
	assert_int_equal(w.period_from, POLL_PERIOD_UNKNOWN);
	assert_true(w.period == 0);
	poll_waits_free(&w);
	run_free(run);
}

static void a_period_of_zero_is_an_unknown_one(void **state)
{
	struct run *run = polled_run();
	struct poll_waits w;

	run->env.hz = 0;
	add_series(run, "poll-period", "poll", 0, 20);
	add_ping(run, 0, -1, 1000, PING_REPLY);
	w = get(run);
	assert_true(w.period == 0 && w.jitter == 0);
	poll_waits_free(&w);
	run_free(run);
}

static void round_trips_come_in_the_order_of_their_numbers(void **state)
{
	struct run *run = polled_run();
	struct poll_waits w;

	add_ping(run, 3, 3000, 33, PING_REPLY);
	add_ping(run, 1, 1000, 11, PING_REPLY);
	add_ping(run, 2, 2000, 0, PING_LOST);
	add_ping(run, 4, 4000, 0, PING_ERROR);
	w = get(run);
	assert_int_equal(w.from, POLL_WAIT_RTT);
	assert_int_equal(w.rows, 4);
	assert_int_equal(w.n, 2);
	assert_true(w.x[0] == 11 && w.x[1] == 33 && w.sent[0] == 1000 && w.sent[1] == 3000);
	assert_true(w.seq[0] == 1 && w.seq[1] == 3 && w.stride == 1);
	poll_waits_free(&w);
	run->pings[0].sent = -1; /* a log without times */
	w = get(run);
	assert_null(w.sent);
	poll_waits_free(&w);
	for (size_t i = 0; i < run->npings; i++)
		run->pings[i].fate = PING_LOST;
	w = get(run);
	assert_int_equal(w.n, 0);
	poll_waits_free(&w);
	run_free(run);
}

/* Numbers of 16 bits wrap, rows are in any order, and a poll that found two rings serves both. */
static void both_sides_of_one_clock_give_the_wait_itself(void **state)
{
	struct run *run = polled_run();
	struct poll_waits w;

	for (uint32_t i = 0; i < 10; i++)
		add_ping(run, i, 0, 1, PING_REPLY);
	for (uint32_t i = 10; i-- > 0;)
		add_both(run, (65530 + i) & 0xffff, 1000000 + i * 20000000ULL, 1000 * i);
	w = get(run);
	assert_int_equal(w.from, POLL_WAIT_BOTH_SIDES);
	assert_int_equal(w.n, 10);
	for (size_t i = 0; i < 10; i++) {
		assert_true(w.x[i] == 1000.0 * (double)i);
		assert_true(w.sent[i] == 1e6 + (double)i * 20e6);
		assert_true(!i || w.seq[i] - w.seq[i - 1] == 1);
	}
	poll_waits_free(&w);
	run_free(run);
}

/* 65536 pings later the same numbers come again. */
static void a_number_that_comes_again_is_not_mixed_up(void **state)
{
	struct run *run = polled_run();
	struct poll_waits w;

	for (uint32_t i = 0; i < 8; i++) {
		add_both(run, i, 1000000 + i * 20000000ULL, 1000 + i);
		add_both(run, i, 1000000 + (65536 + i) * 20000000ULL, 2000 + i);
	}
	add_packet(run, "rc", 9, 500000)->t[RC_RUNG] = 0; /* never found, and its number comes again */
	add_both(run, 9, 1000000 + 65545 * 20000000ULL, 3000);
	w = get(run);
	assert_int_equal(w.rows, 18);
	assert_int_equal(w.n, 17);
	assert_true(w.x[0] == 1000 && w.x[7] == 1007 && w.x[8] == 2000 && w.x[16] == 3000);
	poll_waits_free(&w);
	run_free(run);
}

static void two_clocks_are_not_taken_for_one(void **state)
{
	struct run *run = polled_run();
	struct poll_waits w;
	size_t i;

	for (i = 0; i < 10; i++) {
		add_ping(run, i, 0, 5000000, PING_REPLY);
		add_both(run, (uint32_t)i, 1000000000 + i * 20000000ULL, 1000);
	}
	run_add_label(run, "rc_host", "a"); /* epbell merge's */
	w = get(run);
	assert_int_equal(w.from, POLL_WAIT_RTT);
	poll_waits_free(&w);
	run->nlabels = 0;
	for (int late = 0; late < 2; late++) {
		for (i = 0; i < run->npackets; i++)
			if (!strcmp(run->packets[i].side, "ep"))
				run->packets[i].start += late ? 2 * 700000000ULL : -700000000ULL;
		w = get(run);
		assert_int_equal(w.from, POLL_WAIT_RTT);
		assert_int_equal(w.n, 10);
		poll_waits_free(&w);
	}
	run_free(run);
}

/* Six waits that could be and eight of more than two periods. */
static void waits_that_are_mostly_impossible_are_not_taken(void **state)
{
	struct run *run = polled_run();
	struct poll_waits w;

	for (uint32_t i = 0; i < 14; i++) {
		add_ping(run, i, 0, 5000000, PING_REPLY);
		add_both(run, i, 1000000000 + i * 100000000ULL, i < 6 ? 1000 : 25000000);
	}
	w = get(run);
	assert_int_equal(w.from, POLL_WAIT_RTT);
	poll_waits_free(&w);
	for (uint32_t i = 20; i < 23; i++)
		add_both(run, i, 1000000000 + i * 100000000ULL, 1000);
	w = get(run);
	assert_int_equal(w.from, POLL_WAIT_BOTH_SIDES);
	assert_int_equal(w.n, 9);
	assert_int_equal(w.rows, 17);
	poll_waits_free(&w);
	run_free(run);
}

static void packets_of_one_side_give_their_round_trip(void **state)
{
	struct run *run = polled_run();
	struct poll_waits w;

	for (uint32_t i = 0; i < 6; i++) {
		struct packet *p = add_packet(run, "rc", i, i * 1000);

		p->t[RC_RUNG] = 100;
		p->t[RC_ISR] = i == 3 ? -1 : 600 + (int64_t)i;
	}
	w = get(run);
	assert_int_equal(w.from, POLL_WAIT_ROUND_TRIP);
	assert_int_equal(w.rows, 6);
	assert_int_equal(w.n, 5);
	assert_true(w.x[4] == 505);
	assert_true(w.sent[4] == 5100);
	poll_waits_free(&w);
	for (size_t i = 0; i < run->npackets; i++)
		snprintf(run->packets[i].side, sizeof(run->packets[i].side), "ep");
	w = get(run);
	assert_int_equal(w.from, POLL_WAIT_NONE);
	assert_int_equal(w.n, 0);
	poll_waits_free(&w);
	run_free(run);
}

/* --- judgement ---------------------------------------------------------------------------------------------------- */

static double x[N], sent[N];
static uint64_t seq[N];

/* Pings of @gap(); each takes @path ns beside its wait, and varies by 50 us. */
static struct poll_sample sample(double (*gap)(double), double mean, size_t n, double path)
{
	double t = T * even();

	for (size_t i = 0; i < n; i++, t += gap(mean)) {
		sent[i] = t;
		seq[i] = i;
		x[i] = fabs(path + 50e3 * (path > 0) * normal()) + T - fmod(t, T);
	}
	return (struct poll_sample){
		.x = x, .sent = sent, .seq = seq, .n = n, .stride = 1, .period = T, .certain = true, .pure = path <= 0
	};
}

static double gap_double(double mean) /* epbell ping */
{
	return 2 * mean * even();
}

static double gap_fixed(double mean)
{
	return mean;
}

static struct poll_fit fit(const struct poll_sample *s)
{
	struct poll_fit f;

	assert_int_equal(poll_fit(s, &f), 0);
	assert_true(isfinite(f.period) && isfinite(f.path) && isfinite(f.mean) && isfinite(f.expected) &&
		    isfinite(f.d) && isfinite(f.p) && isfinite(f.gap) && isfinite(f.margin));
	return f;
}

static void the_published_list_is_explained_by_its_sequence_alone(void **state)
{
	static const double list[] = { 12.1e6, 6.17e6, 12.2e6, 6.10e6, 12.1e6, 9.96e6, 4.04e6, 10.2e6, 4.13e6, 10.0e6 };
	const struct poll_sample s = { .x = list, .n = 10, .stride = 1 };
	const struct poll_fit f = fit(&s);

	assert_int_equal(f.verdict, POLL_CYCLE);
	assert_int_equal(f.seq.order, 2);
	assert_int_equal(f.period_by, POLL_BY_SEQUENCE);
	assert_true(f.period == 12e6); /* of 6, 10, 12 and 20 ms */
	assert_about(f.seq.step, 6.005e6, 1);
	assert_about(f.mean, 8.70e6, 1);
	assert_false(f.tested);
	/* 4.04 - 12/11, and half a period more */
	assert_about(f.path, 2.949e6, 1e3);
	assert_about(f.expected, 8.949e6, 1e3);
}

static void random_gaps_are_even_with_the_mean_they_should_have(void **state)
{
	struct poll_sample s = sample(gap_double, 20e6, 500, 0);
	struct poll_fit f = fit(&s);

	assert_int_equal(f.verdict, POLL_EVEN);
	assert_true(f.tested && f.path == 0);
	assert_true(f.expected == 6e6);
	assert_about(f.margin, 1.96 * 12e6 / sqrt(6000), 1);
	assert_about(f.mean, 6e6, 2 * f.margin);
	assert_about(f.gap, 20e6, 3e6);
	s = sample(gap_double, 20e6, 500, 800e3);
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_EVEN);
	assert_about(f.path, 800e3, 150e3);
	assert_about(f.mean, f.expected, 2 * f.margin);
}

/* 2000 runs of pings with random gaps, from 5 to 100 of them, T known and not. */
static void random_gaps_are_hardly_ever_called_anything_else(void **state)
{
	int aliased = 0, uneven = 0, guessed = 0;

	for (int i = 0; i < 2000; i++) {
		struct poll_sample s = sample(gap_double, i % 2 ? 20e6 : 1e9, 5 + (size_t)i % 96, i % 3 ? 800e3 : 0);
		struct poll_fit f = fit(&s);

		aliased += f.verdict >= POLL_SAME;
		uneven += f.verdict == POLL_UNEVEN;
		s.sent = NULL;
		s.period = 0;
		s.certain = false;
		f = fit(&s);
		guessed += f.verdict >= POLL_SAME;
	}
	assert_true(aliased <= 20);
	assert_true(guessed <= 20);
	assert_true(uneven <= 40); /* POLL_LEVEL, and some since the path is taken from the shortest */
}

/* 30 pings at fixed multiples of T, 1 % of T off: 2000 times, with every multiple from 1 to 100. */
static void fixed_multiples_are_found(void **state)
{
	int right = 0, by_sequence = 0;

	for (int i = 0; i < 2000; i++) {
		struct poll_sample s = sample(gap_fixed, T * (1 + i % 100), 30, 3e6);
		struct poll_fit f;

		for (size_t k = 0; k < s.n; k++)
			x[k] += 0.01 * T * normal();
		f = fit(&s);
		right += f.verdict == POLL_SAME;
		s.sent = NULL;
		s.period = 0;
		f = fit(&s);
		by_sequence += f.verdict == POLL_SAME;
	}
	assert_true(right >= 1980);
	assert_true(by_sequence >= 1980);
}

static void cycles_and_beats_are_told_apart(void **state)
{
	struct poll_sample s = sample(gap_fixed, 1002e6, 100, 800e3);
	struct poll_fit f = fit(&s);

	assert_int_equal(f.verdict, POLL_CYCLE);
	assert_int_equal(f.seq.order, 2);
	assert_about(f.gap, 1002e6, 1);
	s = sample(gap_fixed, 1000e6, 100, 800e3); /* 4 ms modulo 12 */
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_CYCLE);
	assert_int_equal(f.seq.order, 3);
	s = sample(gap_fixed, 84e6 + 0.3e6, 100, 800e3);
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_DRIFT);
	assert_about(f.seq.creep, -0.3e6, 0.03e6);
	s = sample(gap_fixed, 88.58359e6, 100, 800e3); /* the golden section */
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_ROUND);
}

/* Each request leaves when the reply is there: the round trip is T, whatever the path is. */
static struct poll_sample back_to_back(size_t n)
{
	double t = 1e6;

	for (size_t i = 0; i < n; i++) {
		const double rung = t + 300e3, found = (floor(rung / T) + 1) * T,
			     back = found + 500e3 + 20e3 * normal();

		sent[i] = t;
		seq[i] = i;
		x[i] = back - t;
		t = back + 10e3;
	}
	return (struct poll_sample){ .x = x, .sent = sent, .seq = seq, .n = n, .stride = 1, .period = T };
}

static void back_to_back_is_known_by_word_or_by_time(void **state)
{
	struct poll_sample s = back_to_back(50);
	struct poll_fit f = fit(&s);

	assert_int_equal(f.verdict, POLL_BACK_TO_BACK);
	assert_about(f.mean, T, 0.5e6);
	assert_about(f.gap, T, 0.1e6);
	assert_about(f.idle, 10e3, 1);
	assert_about(f.idle_spread, 0, 1);
	s.sent = NULL; /* a log without times */
	assert_int_equal(fit(&s).verdict, POLL_SAME);
	s.back_to_back = true;
	assert_int_equal(fit(&s).verdict, POLL_BACK_TO_BACK);
	s.period = 0;
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_BACK_TO_BACK);
	assert_true(f.period == 0); /* constant values fit in any */
	x[0] = 2.2e6;		    /* the first one, which 10 ms would explain by chance */
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_BACK_TO_BACK);
	assert_true(f.period == 0);
}

/* Without T: 12 ms is told from the others by where the waits start again. */
static void a_beat_tells_the_period(void **state)
{
	struct poll_sample s = sample(gap_fixed, 84.2e6, 200, 800e3);
	struct poll_fit f;

	s.period = 0;
	s.certain = false;
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_DRIFT);
	assert_int_equal(f.period_by, POLL_BY_SEQUENCE);
	assert_true(f.period == 12e6);
	assert_about(f.seq.creep, -0.2e6, 0.02e6);
}

static void a_period_that_does_not_fit_is_given_up(void **state)
{
	struct poll_sample s = sample(gap_double, 20e6, 200, 800e3);
	struct poll_fit f;

	s.certain = false;
	s.period = 6e6; /* from the other machine's HZ */
	f = fit(&s);
	assert_int_equal(f.period_by, POLL_BY_SPREAD);
	assert_int_equal(f.verdict, POLL_NO_PERIOD);
	assert_about(f.period, 12e6, 1e6);
	assert_false(f.tested);
	s.certain = true; /* measured: then the waits are wrong */
	f = fit(&s);
	assert_int_equal(f.period_by, POLL_BY_CALLER);
	assert_int_equal(f.verdict, POLL_UNEVEN);
}

/* The software path varies by more than T: only the times of sending show it. */
static void a_fixed_interval_behind_a_rough_path_is_found_in_the_times(void **state)
{
	struct poll_sample s = sample(gap_fixed, 84e6, 100, 800e3);
	struct poll_fit f;

	for (size_t i = 0; i < s.n; i++)
		x[i] += 3 * T * even();
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_SAME);
	assert_true(f.by_sent);
	s = sample(gap_fixed, 84.2e6, 100, 800e3);
	for (size_t i = 0; i < s.n; i++)
		x[i] += 3 * T * even();
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_DRIFT);
	assert_true(f.by_sent);
	assert_about(f.seq.creep, -0.2e6, 1); /* what is sent later waits less */
}

static void little_or_nothing_is_not_judged(void **state)
{
	struct poll_sample s = sample(gap_fixed, T, 4, 0);
	struct poll_fit f;

	assert_int_equal(fit(&s).verdict, POLL_TOO_FEW);
	s.n = 0;
	assert_int_equal(fit(&s).verdict, POLL_TOO_FEW);
	for (size_t i = 0; i < 50; i++)
		x[i] = 0;
	s = (struct poll_sample){ .x = x, .seq = seq, .n = 50, .stride = 1, .period = T, .certain = true };
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_SAME);
	assert_true(f.path == 0);
	s.period = 0;
	assert_int_equal(fit(&s).verdict, POLL_SAME);
	s.n = 5; /* four equal steps may be chance; T is not known */
	f = fit(&s);
	assert_int_equal(f.verdict, POLL_NO_PERIOD);
	assert_true(f.period == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_period_is_five_ms_in_ticks_and_one),
		cmocka_unit_test(only_polled_doorbells_that_were_pinged_have_waits),
		cmocka_unit_test(a_log_of_a_polled_peer_has_waits),
		cmocka_unit_test(the_period_that_was_seen_goes_before_that_of_hz),
		cmocka_unit_test(a_period_of_zero_is_an_unknown_one),
		cmocka_unit_test(round_trips_come_in_the_order_of_their_numbers),
		cmocka_unit_test(both_sides_of_one_clock_give_the_wait_itself),
		cmocka_unit_test(a_number_that_comes_again_is_not_mixed_up),
		cmocka_unit_test(two_clocks_are_not_taken_for_one),
		cmocka_unit_test(waits_that_are_mostly_impossible_are_not_taken),
		cmocka_unit_test(packets_of_one_side_give_their_round_trip),
		cmocka_unit_test(the_published_list_is_explained_by_its_sequence_alone),
		cmocka_unit_test(random_gaps_are_even_with_the_mean_they_should_have),
		cmocka_unit_test(random_gaps_are_hardly_ever_called_anything_else),
		cmocka_unit_test(fixed_multiples_are_found),
		cmocka_unit_test(cycles_and_beats_are_told_apart),
		cmocka_unit_test(back_to_back_is_known_by_word_or_by_time),
		cmocka_unit_test(a_beat_tells_the_period),
		cmocka_unit_test(a_period_that_does_not_fit_is_given_up),
		cmocka_unit_test(a_fixed_interval_behind_a_rough_path_is_found_in_the_times),
		cmocka_unit_test(little_or_nothing_is_not_judged),
	};

	return cmocka_run_group_tests_name("pollmodel", tests, NULL, NULL);
}
