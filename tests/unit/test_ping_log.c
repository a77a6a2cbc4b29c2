// SPDX-License-Identifier: GPL-2.0-only
/*
 * Logs of other tools' pings: every form of line, exact figures, what is lost, twice, late or wrong. Forms are those of the
 * tools' own output (tests/data/ping holds captures), translated ones those of iputils' message catalogues.
 */
#include "unit.h"

#include <errno.h>

#include "io/ping_log.h"

static struct ping_log file;
static struct err err;

static int parse_bytes(const char *text, size_t len)
{
	FILE *from = fmemopen((void *)text, len, "r");
	int code;

	assert_non_null(from);
	code = ping_log_parse("a.txt", from, "edma", &file, &err);
	fclose(from);
	return code;
}

static int parse(const char *text)
{
	err.text[0] = 0;
	return parse_bytes(text, strlen(text));
}

/* The one run of a log. */
static const struct run *run_of(const char *text)
{
	int code = parse(text);

	if (code)
		print_message("%s\n", err.text);
	assert_int_equal(code, 0);
	assert_int_equal(file.n, 1);
	assert_true(run_closes(file.runs[0]));
	return file.runs[0];
}

static void done(void)
{
	ping_log_free(&file);
	assert_null(file.runs);
}

/* Refused, with one sentence that names the file and has @part. */
static void refused_bytes(const char *text, size_t len, int code, const char *part)
{
	assert_int_equal(parse_bytes(text, len), code);
	assert_int_equal(file.n, 0);
	assert_null(file.runs);
	assert_non_null(strstr(err.text, "a.txt"));
	assert_null(strchr(err.text, '\n'));
	if (!strstr(err.text, part))
		fail_msg("no '%s' in: %s", part, err.text);
}

static void refused(const char *text, int code, const char *part)
{
	refused_bytes(text, strlen(text), code, part);
}

#define HEAD  "PING 10.0.0.11 (10.0.0.11) 56(84) bytes of data.\n"
#define REPLY "64 bytes from 10.0.0.11: icmp_seq="
#define STAT  "\n--- 10.0.0.11 ping statistics ---\n"

static const struct hist *hist(const struct run *run)
{
	return &run->series[0].h;
}

static const struct ping *row(const struct run *run, uint64_t seq)
{
	for (size_t i = 0; i < run->npings; i++)
		if (run->pings[i].seq == seq)
			return &run->pings[i];
	fail_msg("no row of %llu", (unsigned long long)seq);
	return NULL;
}

static bool noted(const struct run *run, const char *part)
{
	for (size_t i = 0; i < run->nevents; i++)
		if (!strcmp(run->events[i].kind, "note") && strstr(run->events[i].text, part))
			return true;
	return false;
}

static void counts(const struct run *run, uint64_t sent, uint64_t received, uint64_t lost, uint64_t errors)
{
	assert_int_equal(run->ping.sent, sent);
	assert_int_equal(run->ping.received, received);
	assert_int_equal(run->ping.lost, lost);
	assert_int_equal(run->ping.errors, errors);
	assert_int_equal(run->accounts[0].seen, sent);
	assert_int_equal(run->accounts[0].recorded, hist(run)->count);
	assert_int_equal(run->accounts[0].unmatched, lost + errors);
}

/* --- figures ------------------------------------------------------------------------------------------------------ */

/* The published list: 12.1 + 6.17 + 12.2 + 6.10 + 12.1 + 9.96 + 4.04 + 10.2 + 4.13 + 10.0 = 87.00 ms. */
static void the_published_lists_have_their_means(void **state)
{
	assert_int_equal(ping_log_read("tests/data/ping/vntb-ping-polled.txt", "poll", &file, &err), 0);
	assert_int_equal(hist(file.runs[0])->count, 10);
	assert_int_equal(hist(file.runs[0])->sum, 87000000);
	assert_int_equal(hist(file.runs[0])->min, 4040000);
	assert_int_equal(hist(file.runs[0])->max, 12200000);
	assert_int_equal(file.runs[0]->env.clock_step_ns, 100000);
	assert_string_equal(file.runs[0]->series[0].backend, "poll");
	assert_string_equal(file.runs[0]->series[0].stage, "rtt");
	assert_string_equal(file.runs[0]->labels[0].key, "log");
	done();
	assert_int_equal(ping_log_read("tests/data/ping/vntb-ping-edma.txt", "edma", &file, &err), 0);
	assert_int_equal(hist(file.runs[0])->sum, 9579000);
	assert_int_equal(file.runs[0]->ping.step_ns, 10000);
	done();
}

static void decimals_are_exact_and_the_coarsest_digit_is_the_step(void **state)
{
	static const struct {
		const char *time;
		uint64_t ns, step;
	} cases[] = {
		{ "0.958 ms", 958000, 1000 },	 { "6.17 ms", 6170000, 10000 },
		{ "12.1 ms", 12100000, 100000 }, { "251 ms", 251000000, 1000000 },
		{ "12,1 ms", 12100000, 100000 }, { "0.000 ms", 0, 1000 },
		{ "0.000001 ms", 1, 1 },	 { "34359738 ms", 34359738000000, 1000000 },
		{ "0.1ms", 100000, 100000 },	 { "86400000 ms", 86400000000000, 1000000 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[200];
		const struct run *run;

		snprintf(text, sizeof(text), REPLY "1 ttl=64 time=%s\n", cases[i].time);
		run = run_of(text);
		assert_int_equal(run->pings[0].rtt, cases[i].ns);
		assert_int_equal(run->ping.step_ns, cases[i].step);
		assert_int_equal(run->env.clock_step_ns, cases[i].step);
		done();
	}
	assert_int_equal(run_of(REPLY "1 ttl=64 time=0.958 ms\n" REPLY "2 ttl=64 time=12.1 ms\n" REPLY
				      "3 ttl=64 time=6.17 ms\n")
				 ->ping.step_ns,
			 100000);
	done();
}

/* A day has no bucket, and is received all the same. */
static void beyond_the_last_bucket_is_overflow(void **state)
{
	const struct run *run = run_of(REPLY "1 ttl=64 time=40000 ms\n" REPLY "2 ttl=64 time=1.00 ms\n");

	assert_int_equal(run->ping.received, 2);
	assert_int_equal(run->accounts[0].recorded, 1);
	assert_int_equal(run->accounts[0].overflow, 1);
	done();
}

/* --- iputils ------------------------------------------------------------------------------------------------------ */

static void lines_of_all_kinds_are_replies(void **state)
{
	static const char *const lines[] = {
		REPLY "7 ttl=64 time=1.25 ms",
		REPLY "7 ttl=64 time=1.25 ms\r",
		"> " REPLY "7 ttl=64 time=1.25 ms",
		"   " REPLY "7 ttl=64 time=1.25 ms",
		"64 bytes from host name (my (odd) one) (10.0.0.11): icmp_seq=7 ttl=64 time=1.25 ms",
		"64 bytes from icmp_seq=3 ttl=9 time=5 ms (10.0.0.11): icmp_seq=7 ttl=64 time=1.25 ms",
		"64 bytes from fe80::1%eth0: icmp_seq=7 ttl=64 time=1.25 ms",
		"64 bytes from 10.0.0.11: icmp_req=7 ttl=64 time=1.25 ms",
		"[1700000000.123456] " REPLY "7 ttl=64 time=1.25 ms",
		REPLY "7 ttl=64 time=1.25 ms (DIFFERENT ADDRESS!)",
		"64 Bytes von 10.0.0.11: icmp_seq=7 ttl=64 Zeit=1.25 ms",
		"64 octets de 10.0.0.11 : icmp_seq=7 ttl=64 temps=1,25 ms",
		"64 バイト応答 送信元 10.0.0.11: icmp_seq=7 ttl=64 時間=1.25ミリ秒",
		"64 字节，来自 10.0.0.11: icmp_seq=7 ttl=64 时间=1.25 毫秒",
		"16 bytes from ::1, icmp_seq=7 hlim=64 time=1.25 ms",
		"icmp_seq=7 ttl=64 time=1.25 ms",
		"64 bytes from 10.0.0.11: icmp_seq=7 time=1.25 ms",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const struct run *run = run_of(lines[i]);

		assert_string_equal(run->ping.tool, "iputils");
		assert_int_equal(run->pings[0].seq, 7);
		assert_int_equal(run->pings[0].rtt, 1250000);
		counts(run, 1, 1, 0, 0);
		done();
	}
}

static void the_header_names_the_target(void **state)
{
	static const char *const heads[][2] = {
		{ "PING 10.0.0.11 (10.0.0.11) 56(84) bytes of data.", "10.0.0.11" },
		{ "PING localhost (127.0.0.1) 56(84) bytes of data.", "localhost" },
		{ "PING ::1(::1) 56 data bytes", "::1" },
		{ "PING ip6-localhost(localhost (::1)) 56 data bytes", "ip6-localhost" },
		{ "PING a (b) c (10.0.0.11) from 10.0.0.1 eth0: 56(84) bytes of data.", "a (b) c" },
		{ "PING ep (10.0.0.11) 56(84) Bytes an Daten.", "ep" },
		{ "PING ep (10.0.0.11): 56 data bytes", "ep" },
	};

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		char text[300];

		snprintf(text, sizeof(text), "%s\n" REPLY "1 ttl=64 time=1.00 ms\n", heads[i][0]);
		assert_string_equal(run_of(text)->ping.target, heads[i][1]);
		assert_int_equal(file.runs[0]->ping.size, 56);
		done();
	}
}

static void gaps_are_losses_and_the_front_counts_where_there_is_a_header(void **state)
{
	const struct run *run =
		run_of(HEAD REPLY "3 ttl=64 time=1.00 ms\n" REPLY "6 ttl=64 time=1.00 ms\n" STAT
				  "9 packets transmitted, 2 received, 77.7778% packet loss, time 8012ms\n");

	counts(run, 9, 2, 7, 0);
	for (uint64_t seq = 1; seq <= 9; seq++)
		assert_int_equal(row(run, seq)->fate, seq == 3 || seq == 6 ? PING_REPLY : PING_LOST);
	assert_int_equal(run->npings, 9);
	assert_int_equal(run->nevents, 0);
	assert_int_equal(run->env.duration_ns, 8012000000);
	assert_int_equal(run->ping.gap_ns, 1001500000);
	assert_int_equal(row(run, 3)->sent, -1);
	done();
	run = run_of(REPLY "3 ttl=64 time=1.00 ms\n" REPLY "6 ttl=64 time=1.00 ms\n");
	counts(run, 4, 2, 2, 0);
	assert_true(noted(run, "no summary"));
	done();
}

static void duplicates_errors_and_stragglers(void **state)
{
	const struct run *run;

	assert_int_equal(ping_log_read("tests/data/ping/iputils-odd-D.txt", "", &file, &err), 0);
	run = file.runs[0];
	/* ping says 9 sent, 7 received, +2 duplicates, +1 errors; one of the received is truncated */
	counts(run, 9, 6, 1, 2);
	assert_int_equal(run->ping.duplicates, 2);
	assert_int_equal(run->ping.reordered, 1);
	assert_int_equal(row(run, 2)->fate, PING_LOST);
	assert_int_equal(row(run, 3)->dups, 2);
	assert_int_equal(row(run, 3)->rtt, 173000); /* the first one's */
	assert_int_equal(row(run, 4)->late, 1);
	assert_int_equal(row(run, 4)->rtt, 251000000);
	assert_int_equal(row(run, 6)->fate, PING_ERROR);
	assert_int_equal(row(run, 6)->error, EHOSTUNREACH);
	assert_int_equal(row(run, 7)->error, EBADMSG);
	assert_true(noted(run, "another address"));
	assert_false(noted(run, "disagree"));
	/* [1795547104.038460] less 0.173 ms, since [1795547103.834035] less 0.161 ms */
	assert_int_equal(row(run, 1)->sent, 0);
	assert_int_equal(row(run, 3)->sent, 204413000);
	assert_string_equal(run->env.started, "2026-11-24T19:05:03Z");
	done();
}

static void no_answer_yet_is_a_loss_until_there_is_one(void **state)
{
	const struct run *run = run_of(HEAD REPLY "1 ttl=64 time=1.00 ms\nno answer yet for icmp_seq=2\n"
						  "no answer yet for icmp_seq=3\n" REPLY "2 ttl=64 time=2001 ms\n" REPLY
						  "4 ttl=64 time=1.00 ms\n");

	counts(run, 4, 3, 1, 0);
	assert_int_equal(row(run, 3)->fate, PING_LOST);
	assert_int_equal(run->ping.reordered, 0);
	done();
	run = run_of(REPLY "1 ttl=64 time=1.00 ms\nicmp_seq=2 が未応答です\n");
	counts(run, 2, 1, 1, 0);
	done();
}

static void icmp_errors_have_their_errno(void **state)
{
	static const struct {
		const char *words;
		int error;
	} cases[] = {
		{ "Destination Host Unreachable", EHOSTUNREACH },
		{ "Destination Net Unreachable", ENETUNREACH },
		{ "Destination Port Unreachable", ECONNREFUSED },
		{ "Frag needed and DF set (mtu = 1400)", EMSGSIZE },
		{ "Time to live exceeded", EHOSTUNREACH },
		{ "Destination unreachable: Address unreachable", EHOSTUNREACH },
		{ "Destination unreachable: No route", ENETUNREACH },
		{ "Packet too big: mtu=1280", EMSGSIZE },
		{ "Zielhost nicht erreichbar", EHOSTUNREACH },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct run *run;
		char text[300];

		snprintf(text, sizeof(text), REPLY "1 ttl=64 time=1.00 ms\nFrom gw (10.0.0.1) icmp_seq=2 %s\n",
			 cases[i].words);
		run = run_of(text);
		counts(run, 2, 1, 0, 1);
		assert_int_equal(row(run, 2)->error, cases[i].error);
		done();
	}
	/* it goes on to its target all the same */
	counts(run_of("From 10.0.0.1: icmp_seq=1 Redirect Host(New nexthop: 10.0.0.3)\n" REPLY
		      "1 ttl=64 time=1.00 ms\n"),
	       1, 1, 0, 0);
	done();
}

static void what_could_not_be_sent_is_an_error(void **state)
{
	const struct run *run =
		run_of(HEAD REPLY
		       "1 ttl=64 time=1.00 ms\nping: sendmsg: Network is unreachable\n"
		       "ping: sendmsg: No route to host\nping: local error: message too long, mtu=1400\n" REPLY
		       "5 ttl=64 time=1.00 ms\n" STAT "5 packets transmitted, 2 received, 60% packet loss, time 4ms\n");

	counts(run, 5, 2, 0, 3);
	assert_int_equal(row(run, 2)->error, ENETUNREACH);
	assert_int_equal(row(run, 3)->error, EHOSTUNREACH);
	assert_int_equal(row(run, 4)->error, EMSGSIZE);
	done();
}

static void summaries_in_other_languages_count(void **state)
{
	static const char *const lines[] = {
		"5 packets transmitted, 1 received, +3 duplicates, +1 errors, 80% packet loss, time 4123ms",
		"5 packets transmitted, 1 received, 80% packet loss, time 4123ms\nrtt min/avg/max/mdev = 1/1/1/0 ms, pipe 4",
		"5 Pakete übertragen, 1 empfangen, 80% Paketverlust, Zeit 4123ms",
		"送信パケット数 5, 受信パケット数 1, +3 重複, パケット損失 80%, 時間 4123ミリ秒",
		"已发送 5 个包， 已接收 1 个包, 80% 丢包, 时间 4123ms",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char text[400];

		snprintf(text, sizeof(text), HEAD REPLY "1 ttl=64 time=1.00 ms\n" STAT "%s\n", lines[i]);
		counts(run_of(text), 5, 1, 4, 0);
		assert_int_equal(file.runs[0]->env.duration_ns, 4123000000);
		assert_int_equal(file.runs[0]->nevents, 0);
		done();
	}
}

static void a_summary_that_disagrees_is_noted(void **state)
{
	const struct run *run = run_of(HEAD REPLY "1 ttl=64 time=1.00 ms\n" REPLY "2 ttl=64 time=1.00 ms\n" STAT
						  "7 packets transmitted, 5 received, 28% packet loss, time 1ms\n");

	counts(run, 7, 2, 5, 0);
	assert_true(noted(run, "7 sent and 5 received against 2 and 2"));
	done();
	/* of fewer requests than there are replies nobody can make an account */
	run = run_of(HEAD REPLY "1 ttl=64 time=1.00 ms\n" REPLY "2 ttl=64 time=1.00 ms\n" STAT
				"1 packets transmitted, 1 received, 0% packet loss, time 1ms\n");
	counts(run, 2, 2, 0, 0);
	assert_true(noted(run, "disagree"));
	done();
}

/* 70,000 requests from 1 on, and every 1000th is lost: numbers on the wire have 16 bits. */
static void numbers_wrap_and_rows_stay_bounded(void **state)
{
	char *text = malloc(70000 * 64), *p = text;
	const struct run *run;

	for (unsigned int i = 1; i <= 70000; i++)
		if (i % 1000)
			p += sprintf(p, REPLY "%u ttl=64 time=0.%03u ms\n", i & 65535, 1 + i % 999);
	run = run_of(text);
	counts(run, 69999, 69930, 69, 0); /* nobody knows of the last one */
	assert_in_range(run->npings, 16384, RUN_ROWS_MAX);
	for (size_t i = 0; i < run->npings; i++) {
		const struct ping *r = &run->pings[i];

		assert_int_equal(r->fate, r->seq % 1000 ? PING_REPLY : PING_LOST);
		if (r->fate == PING_REPLY)
			assert_int_equal(r->rtt, 1000 * (1 + r->seq % 999));
	}
	assert_in_range(run->pings[run->npings - 1].seq, 69990, 69999);
	done();
	free(text);
}

static void a_long_outage_is_no_late_reply(void **state)
{
	counts(run_of(HEAD REPLY "1 ttl=64 time=1.00 ms\n" REPLY "50001 ttl=64 time=1.00 ms\n"), 50001, 2, 49999, 0);
	done();
	counts(run_of(HEAD REPLY "60000 ttl=64 time=1.00 ms\n" REPLY "4464 ttl=64 time=1.00 ms\n" REPLY
				 "4463 ttl=64 time=1.00 ms\n"),
	       70000, 3, 69997, 0);
	assert_int_equal(file.runs[0]->ping.reordered, 1);
	assert_int_equal(file.runs[0]->ping.foreign, 0);
	done();
}

/* Any number can stand in a summary. */
static void claims_take_no_time_and_no_memory(void **state)
{
	const struct run *run =
		run_of(HEAD REPLY "1 ttl=64 time=1.00 ms\n" STAT
				  "9000000000000000000 packets transmitted, 1 received, 99% packet loss, time 1ms\n");

	counts(run, 9000000000000000000ULL, 1, 9000000000000000000ULL - 1, 0);
	assert_in_range(run->npings, 2, RUN_ROWS_MAX);
	done();
}

static void the_clock_of_a_log_may_go_back(void **state)
{
	char *text = malloc(20000 * 90), *p = text;

	for (unsigned int i = 1; i <= 20000; i++)
		p += sprintf(p, "[%u.5] " REPLY "%u ttl=64 time=0.500 ms\n", i == 20000 ? 5 : 1700000000 + i, i);
	assert_int_equal(row(run_of(text), 19999)->sent, 19998000000000);
	assert_int_equal(row(file.runs[0], 20000)->sent, -1);
	assert_true(noted(file.runs[0], "clock went back"));
	done();
	free(text);
}

static void a_ping_behind_another_is_another_run(void **state)
{
	static const char one[] = HEAD REPLY "1 ttl=64 time=1.00 ms\n" STAT
					     "1 packets transmitted, 1 received, 0% packet loss, time 0ms\n";
	static const char two[] = "PING ep2 (10.0.0.2) 56(84) bytes of data.\n" REPLY "1 ttl=64 time=2.00 ms\n";
	char text[600];

	snprintf(text, sizeof(text), "%s%sPING dead (10.0.0.3) 56(84) bytes of data.\n", one, two);
	assert_int_equal(parse(text), 0);
	assert_int_equal(file.n, 2); /* of the third nothing is known */
	assert_string_equal(file.runs[1]->ping.target, "ep2");
	assert_int_equal(hist(file.runs[1])->sum, 2000000);
	counts(file.runs[0], 1, 1, 0, 0);
	done();
	/* Lists below each other without a header look like duplicates, and that is said. */
	assert_true(noted(run_of(REPLY "1 ttl=64 time=1.00 ms\n" REPLY "1 ttl=64 time=2.00 ms\n"), "several logs?"));
	done();
	assert_false(noted(run_of(REPLY "1 ttl=64 time=1.00 ms\n" REPLY "1 ttl=64 time=2.00 ms (重複!)\n"), "several"));
	assert_int_equal(file.runs[0]->ping.duplicates, 1);
	done();
}

/* --- BusyBox and fping -------------------------------------------------------------------------------------------- */

static void busybox(void **state)
{
	const struct run *run;

	assert_int_equal(ping_log_read("tests/data/ping/busybox-odd.txt", "", &file, &err), 0);
	run = file.runs[0];
	assert_string_equal(run->ping.tool, "busybox");
	assert_string_equal(run->ping.target, "10.0.0.2");
	counts(run, 10, 7, 3, 0); /* as its summary says */
	assert_int_equal(run->ping.duplicates, 2);
	assert_int_equal(row(run, 0)->rtt, 167000);
	assert_int_equal(row(run, 4)->rtt, 250897000);
	assert_int_equal(row(run, 2)->fate, PING_LOST);
	done();
}

static void bsd(void **state)
{
	const struct run *run =
		run_of("PING ep (10.0.0.11): 56 data bytes\n" REPLY "1 ttl=64 time=0.045 ms\n\n"
		       "--- ep ping statistics ---\n2 packets transmitted, 1 packets received, 50.0% packet loss\n");

	assert_string_equal(run->ping.tool, "ping");
	counts(run, 2, 1, 1, 0);
	assert_int_equal(row(run, 0)->fate, PING_LOST); /* it counts from 0 */
	done();
}

static void fping_has_a_run_for_each_target(void **state)
{
	assert_int_equal(ping_log_read("tests/data/ping/fping-c.txt", "", &file, &err), 0);
	assert_int_equal(file.n, 2);
	assert_string_equal(file.runs[1]->ping.tool, "fping");
	assert_string_equal(file.runs[1]->ping.target, "127.0.0.2");
	counts(file.runs[1], 3, 3, 0, 0);
	assert_int_equal(hist(file.runs[0])->sum, 28000 + 31000 + 31000);
	assert_int_equal(hist(file.runs[1])->sum, 493000 + 34000 + 39000);
	done();
}

static void fping_lists(void **state)
{
	const struct run *run;

	assert_int_equal(ping_log_read("tests/data/ping/fping-C.txt", "", &file, &err), 0);
	assert_int_equal(file.n, 3);
	assert_int_equal(hist(file.runs[0])->sum, 36000 + 34000 + 29000);
	counts(file.runs[2], 3, 0, 3, 0); /* 10.0.0.9  : - - - */
	done();
	run = run_of("10.0.0.11 : 91.7 - 37.0 29.2\n");
	counts(run, 4, 3, 1, 0);
	assert_int_equal(row(run, 0)->rtt, 91700000);
	assert_int_equal(row(run, 1)->fate, PING_LOST);
	assert_int_equal(row(run, 3)->rtt, 29200000);
	done();
	/* without -q the list repeats what the lines said */
	assert_int_equal(ping_log_read("tests/data/ping/fping-Cl.txt", "", &file, &err), 0);
	counts(file.runs[0], 2, 2, 0, 0);
	assert_int_equal(file.runs[0]->ping.duplicates, 0);
	done();
	assert_int_equal(parse("ep : 1.00 2.00\nep : 3.00 -\n"), 0);
	assert_int_equal(file.n, 2);
	counts(file.runs[1], 2, 1, 1, 0);
	done();
}

static void fping_lines(void **state)
{
	const struct run *run;

	assert_int_equal(ping_log_read("tests/data/ping/fping-odd.txt", "", &file, &err), 0);
	run = file.runs[0];
	counts(run, 9, 7, 1, 1); /* 9/7/22%, and one ICMP error */
	assert_int_equal(run->ping.reordered, 1);
	assert_int_equal(row(run, 0)->sent, 0);
	assert_int_equal(row(run, 1)->sent, 100152000); /* .22322 - .12306 s, less 8 us */
	assert_true(noted(run, "another address"));
	done();
	run = run_of("ep : [0], 84 bytes, 0.05 ms (0.05 avg, 0% loss)\nep : [1], timed out (0.05 avg, 50% loss)\n"
		     "ep : [1], 84 bytes, 600 ms (300 avg, 0% loss)\nep : duplicate for [0], 84 bytes, 0.07 ms\n");
	counts(run, 2, 2, 0, 0);
	assert_int_equal(run->ping.late, 1);
	assert_int_equal(run->ping.duplicates, 1);
	assert_int_equal(run->ping.step_ns, 1000000);
	done();
	assert_int_equal(ping_log_read("tests/data/ping/fping-e.txt", "", &file, &err), 0);
	assert_int_equal(hist(file.runs[0])->sum, 12000);
	counts(file.runs[1], 1, 0, 1, 0);
	done();
}

/* --- what is refused ---------------------------------------------------------------------------------------------- */

static void figures_that_are_none_are_refused(void **state)
{
	static const char *const times[] = {
		"86400001 ms", "99999999999999999999999 ms", "1.0000001 ms", "-5.3 ms", "12.1 s", "12.1", "x ms",
		"1e9 ms",
	};
	char text[300];

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		snprintf(text, sizeof(text), REPLY "1 ttl=64 time=1.00 ms\n" REPLY "2 ttl=64 time=%s\n", times[i]);
		refused(text, -EINVAL, "a.txt:2: its round trip");
	}
	refused(REPLY "65536 ttl=64 time=1.00 ms\n", -EINVAL, "a.txt:1: its sequence number");
	refused(REPLY "99999999999999999999 ttl=64 time=1.00 ms\n", -EINVAL, "sequence number");
	refused("[99999999999.0] " REPLY "1 ttl=64 time=1.00 ms\n", -EINVAL, "time stamp");
	refused("99999999999999999999 packets transmitted, 1 received, 0% packet loss\n", -EINVAL, "too great");
	refused("ep : [2147483648], 84 bytes, 0.05 ms (0.05 avg, 0% loss)\n", -EINVAL, "number");
	refused("ep : [0], 84 bytes, 86400001 ms (0.05 avg, 0% loss)\n", -EINVAL, "round trip");
	refused("ep : 1.00 99999999999999999999\n", -EINVAL, "round trips");
}

static void what_is_no_log_is_refused(void **state)
{
	char *junk = malloc(2 * PING_LOG_LINE_MAX);

	refused("\n", -EINVAL, "no ping log");
	refused("hello\nworld\n", -EINVAL, "no ping log");
	refused_bytes("64 bytes\0from", 13, -EINVAL, "zero byte");
	refused(HEAD, -EINVAL, "no round trip");
	refused(HEAD STAT "3 packets transmitted, 3 received, 0% packet loss, time 2ms\n", -EINVAL, "-q or -f");
	refused("16 bytes from 10.0.0.11: icmp_seq=1 ttl=64\n", -EINVAL, "no time");
	memset(junk, 'x', PING_LOG_LINE_MAX + 1);
	refused_bytes(junk, PING_LOG_LINE_MAX + 1, -EFBIG, "longer than 65536");
	/* a line just as long is nothing bad */
	memset(junk, ' ', PING_LOG_LINE_MAX);
	memcpy(junk + PING_LOG_LINE_MAX - 42, "icmp_seq=1 ttl=64 time=1.00 ms            ", 42);
	assert_int_equal(parse_bytes(junk, PING_LOG_LINE_MAX), 0);
	done();
	free(junk);
	assert_int_equal(ping_log_read("tests/data", "", &file, &err), -EISDIR);
	assert_int_equal(ping_log_read("/dev/null", "", &file, &err), -EINVAL);
	assert_non_null(strstr(err.text, "empty"));
	assert_int_equal(ping_log_read("no/such/file", "", &file, &err), -ENOENT);
}

static void targets_are_bounded(void **state)
{
	char text[70 * 60], *p = text;

	for (int i = 0; i < PING_LOG_TARGETS_MAX; i++)
		p += sprintf(p, "10.0.0.%d : [0], 64 bytes, 0.05 ms (0.05 avg, 0%% loss)\n", i);
	assert_int_equal(parse(text), 0);
	assert_int_equal(file.n, PING_LOG_TARGETS_MAX);
	done();
	strcpy(p, "10.0.1.0 : [0], 64 bytes, 0.05 ms (0.05 avg, 0% loss)\n");
	refused(text, -EFBIG, "more than 64 targets");
}

/* ping was killed while it wrote: at no place does half a line become a figure. */
static void a_cut_log_has_no_wrong_figure(void **state)
{
	static const char text[] = HEAD REPLY "1 ttl=64 time=1.00 ms\n" REPLY "2 ttl=64 time=12.1 ms\n" STAT
					      "12 packets transmitted, 12 received, 0% packet loss, time 9013ms\n";
	const size_t whole = strlen(HEAD REPLY "1 ttl=64 time=1.00 ms");

	for (size_t len = whole; len < sizeof(text); len++) {
		const struct hist *h;

		assert_int_equal(parse_bytes(text, len), 0);
		h = hist(file.runs[0]);
		assert_true(h->sum == 1000000 || (h->count == 2 && h->sum == 13100000));
		assert_true(file.runs[0]->ping.sent == h->count || file.runs[0]->ping.sent == 12);
		done();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_lists_have_their_means),
		cmocka_unit_test(decimals_are_exact_and_the_coarsest_digit_is_the_step),
		cmocka_unit_test(beyond_the_last_bucket_is_overflow),
		cmocka_unit_test(lines_of_all_kinds_are_replies),
		cmocka_unit_test(the_header_names_the_target),
		cmocka_unit_test(gaps_are_losses_and_the_front_counts_where_there_is_a_header),
		cmocka_unit_test(duplicates_errors_and_stragglers),
		cmocka_unit_test(no_answer_yet_is_a_loss_until_there_is_one),
		cmocka_unit_test(icmp_errors_have_their_errno),
		cmocka_unit_test(what_could_not_be_sent_is_an_error),
		cmocka_unit_test(summaries_in_other_languages_count),
		cmocka_unit_test(a_summary_that_disagrees_is_noted),
		cmocka_unit_test(numbers_wrap_and_rows_stay_bounded),
		cmocka_unit_test(a_long_outage_is_no_late_reply),
		cmocka_unit_test(claims_take_no_time_and_no_memory),
		cmocka_unit_test(the_clock_of_a_log_may_go_back),
		cmocka_unit_test(a_ping_behind_another_is_another_run),
		cmocka_unit_test(busybox),
		cmocka_unit_test(bsd),
		cmocka_unit_test(fping_has_a_run_for_each_target),
		cmocka_unit_test(fping_lists),
		cmocka_unit_test(fping_lines),
		cmocka_unit_test(figures_that_are_none_are_refused),
		cmocka_unit_test(what_is_no_log_is_refused),
		cmocka_unit_test(targets_are_bounded),
		cmocka_unit_test(a_cut_log_has_no_wrong_figure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
