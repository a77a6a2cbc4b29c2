// SPDX-License-Identifier: GPL-2.0-only
/* Run files: everything that is written reads back, nothing hostile gets in, and no failure costs the old file. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "io/run_json.h"
#include "io/slurp.h"
#include "unit.h"

static char dir[] = "/tmp/epbell-test-XXXXXX";
static char path[64];

static int make_dir(void **state)
{
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/run.json", dir);
	return 0;
}

static int remove_dir(void **state)
{
	unlink(path);
	return rmdir(dir); /* fails if a temporary file was left */
}

static int count_files(void)
{
	DIR *d = opendir(dir);
	int n = -2; /* . and .. */

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/* Every member of every structure has a value of its own, the extreme ones where a type has extremes. */
static struct run *full_run(void)
{
	struct run *run = run_new();
	uint64_t seed = 0x9216d5d98979fb1b;

	assert_non_null(run);
	run->env = (struct environment){
		.epbell = "0.1.0",
		.release = "7.3.4",
		.version = "#1 SMP PREEMPT_DYNAMIC",
		.arch = "aarch64",
		.machine = "Renesas S4 \xc2\xb5 \"quoted\" \\ \t\x01",
		.host = "ep",
		.preempt = "full",
		.clocksource = "arch_sys_counter",
		.governor = "performance",
		.lab = "deterministic",
		.started = "2026-10-05T12:00:00Z",
		.cpus = INT32_MAX,
		.hz = 250,
		.threadirqs = true,
		.clock_step_ns = 42,
		.duration_ns = UINT64_MAX,
		.attach = "fentry",
		.correction = "calibrated",
		.uncalibrated = "a clock too coarse",
		.tracers = "3 BPF programs (fentry_x, ...)",
		.disturbed = UINT64_MAX - 1,
		.command = "ping -c 10 10.0.0.2",
	};
	memset(run->env.command + 19, 'x', sizeof(run->env.command) - 20); /* as long as can be */
	assert_int_equal(run_add_label(run, "commit", "c0ffee"), 0);
	assert_int_equal(run_add_label(run, "empty", ""), 0);
	*run_add_doorbell(run) = (struct doorbell){
		.device = "pci_epf_vntb.0",
		.function = "pci_epf_vntb",
		.epc = "70000000.pcie-ep",
		.backend = "edma",
		.chip = "dw-edma-emul",
		.affinity = "0-3",
		.vector = 0,
		.fan_out = 4,
		.virq = 15,
		.hwirq = INT64_MAX,
		.bar = 2,
		.address = 1ULL << 63,
		.size = (1ULL << 53) + 1,
		.offset = 0xa0,
		.data = UINT32_MAX,
		.irqs = UINT64_MAX,
		.completions = 1,
		.polls = 2,
		.hits = 3,
		.events = 4,
		.replies = 5,
		.raises = 6,
	};
	*run_add_doorbell(run) = (struct doorbell){ .device = "pci_epf_vntb.1",
						    .backend = "poll",
						    .vector = -1,
						    .virq = -1,
						    .hwirq = -1,
						    .bar = -1,
						    .polls = 1000,
						    .hits = 997 };
	run->ping = (struct ping_info){ .tool = "epbell",
					.target = "fe80::1%eth0",
					.socket = "raw",
					.pacing = "exponential",
					.gap_ns = UINT64_MAX,
					.size = 56,
					.seed = 1ULL << 63,
					.ident = 65535,
					.step_ns = 1,
					.sent = 10,
					.received = 9,
					.lost = 8,
					.errors = 7,
					.duplicates = 6,
					.reordered = 5,
					.late = 4,
					.foreign = 3,
					.stride = 2 };
	*run_add_ping(run) =
		(struct ping){ .seq = UINT64_MAX, .sent = INT64_MAX, .rtt = 1ULL << 63, .dups = 2, .late = 1 };
	*run_add_ping(run) = (struct ping){ .seq = 1, .sent = -1, .fate = PING_ERROR, .error = 101 };
	*run_add_packet(run) = (struct packet){ .side = "ep",
						.hosts = UINT32_MAX,
						.ident = 1,
						.seq = 65535,
						.start = UINT64_MAX,
						.t = { -1, 0, 1, 2, 3, 4, INT64_MAX, -1 },
						.own = { 0, 1, 2, 3, 4, 5, 6, -1 } };
	run->packet_stride = 4;
	run->packets_lost = 5;
	for (int i = 0; i < 5; i++) {
		struct series *s = run_add_series(run);

		snprintf(s->stage, sizeof(s->stage), "stage-%d", i);
		snprintf(s->device, sizeof(s->device), "pci_epf_vntb.%d", i);
		strcpy(s->backend, i ? "edma" : "");
		strcpy(s->context, i ? CTX_HARDIRQ : "");
		s->vector = i - 1;
		s->cpu = 7 - i;
		for (int n = 0; n < 100 * i; n++)
			hist_add(&s->h, random_log(&seed, 37));
		for (int n = 0; n < i; n++)
			hist_add_under(&s->h);
		s->uncorrected = i;
		if (i == 4) /* one is raw, as all of older files are */
			continue;
		s->raw = calloc(1, sizeof(*s->raw));
		assert_non_null(s->raw);
		for (int n = 0; n < 50 * i; n++)
			hist_add(s->raw, random_log(&seed, 37));
		s->raw->slot[EPB_HIST_UNDER] = i;
	}
	run->series[1].uncorrected = UINT64_MAX;
	run->series[1].raw->slot[EPB_HIST_OVER] = UINT64_MAX - 2;
	run->series[1].h.slot[EPB_HIST_OVER] = UINT64_MAX;
	run->series[2].h.slot[50] += (uint64_t)INT64_MAX + 17;
	run->series[2].h.count += (uint64_t)INT64_MAX + 17;
	run->series[2].h.sum = UINT64_MAX;
	hist_settle(&run->series[2].h);
	for (size_t i = 0; i < 3; i++) {
		struct interval *iv = run_add_interval(run, 2 + i);

		iv->start = i * 1000000000;
		iv->end = (i + 1) * 1000000000;
		for (size_t k = 0; k < iv->nseries; k++)
			memcpy(&iv->series[k], &run->series[k], offsetof(struct series, uncorrected));
		iv->series[1 + i].h = run->series[3].h;
	}
	*run_add_account(run) = (struct account){ .stage = "handler",
						  .seen = UINT64_MAX,
						  .recorded = 2,
						  .overflow = 3,
						  .unmatched = 4,
						  .nest_overflow = 5,
						  .no_slot = 6,
						  .ring_drops = 7,
						  .completion = 8,
						  .missed = 9 };
	*run_add_cost(run) = (struct cost){
		.hook = "fentry/pci_epc_raise_irq",
		.attach = "fentry",
		.count = 9,
		.skipped = UINT64_MAX - 3,
		.sampled = 10,
		.ns = (1ULL << 53) + 1,
		.calibrated_ns = (1ULL << 53) + 3,
	};
	*run_add_price(run) = (struct price){ .attach = "fentry",
					      .kind = "entry of a pair",
					      .head_ns = (1ULL << 53) + 5,
					      .full_ns = UINT64_MAX,
					      .spread_ns = 6,
					      .cpus = INT32_MAX };
	*run_add_price(run) = (struct price){ .attach = "tp_btf", .kind = "tracepoint" };
	*run_add_event(run) = (struct run_event){ .t = 1ULL << 60,
						  .kind = "doorbell-alloc",
						  .device = "pci_epf_vntb.0",
						  .text = "4 doorbells of type embedded" };
	run->complete = true;
	return run;
}

static void assert_same_series(const struct series *a, const struct series *b)
{
	assert_memory_equal(a, b, offsetof(struct series, raw));
	assert_int_equal(!a->raw, !b->raw);
	if (a->raw)
		assert_memory_equal(a->raw, b->raw, sizeof(*a->raw));
}

static void assert_same_run(const struct run *a, const struct run *b)
{
	assert_memory_equal(&a->env, &b->env, sizeof(a->env));
	assert_int_equal(a->nlabels, b->nlabels);
	assert_int_equal(a->ndoorbells, b->ndoorbells);
	assert_int_equal(a->nseries, b->nseries);
	assert_int_equal(a->nintervals, b->nintervals);
	assert_int_equal(a->naccounts, b->naccounts);
	assert_int_equal(a->ncosts, b->ncosts);
	assert_int_equal(a->nprices, b->nprices);
	assert_int_equal(a->nevents, b->nevents);
	assert_int_equal(a->npings, b->npings);
	assert_int_equal(a->npackets, b->npackets);
	assert_memory_equal(&a->ping, &b->ping, sizeof(a->ping));
	assert_memory_equal(a->pings, b->pings, a->npings * sizeof(*a->pings));
	assert_memory_equal(a->packets, b->packets, a->npackets * sizeof(*a->packets));
	assert_int_equal(a->packet_stride, b->packet_stride);
	assert_int_equal(a->packets_lost, b->packets_lost);
	assert_int_equal(a->complete, b->complete);
	for (size_t i = 0; i < a->nlabels; i++) {
		assert_string_equal(a->labels[i].key, b->labels[i].key);
		assert_string_equal(a->labels[i].value, b->labels[i].value);
	}
	assert_memory_equal(a->doorbells, b->doorbells, a->ndoorbells * sizeof(*a->doorbells));
	for (size_t i = 0; i < a->nseries; i++)
		assert_same_series(&a->series[i], &b->series[i]);
	assert_memory_equal(a->accounts, b->accounts, a->naccounts * sizeof(*a->accounts));
	assert_memory_equal(a->costs, b->costs, a->ncosts * sizeof(*a->costs));
	assert_memory_equal(a->prices, b->prices, a->nprices * sizeof(*a->prices));
	assert_memory_equal(a->events, b->events, a->nevents * sizeof(*a->events));
	for (size_t i = 0; i < a->nintervals; i++) {
		const struct interval *x = &a->intervals[i], *y = &b->intervals[i];

		assert_int_equal(x->start, y->start);
		assert_int_equal(x->end, y->end);
		assert_int_equal(x->nseries, y->nseries);
		assert_memory_equal(x->series, y->series, x->nseries * sizeof(*x->series));
	}
}

static struct run *must_read(const char *file)
{
	struct err err = { "" };
	struct run *run;

	if (run_read(file, &run, &err))
		fail_msg("%s", err.text);
	return run;
}

static void must_write(const char *file, const struct run *run)
{
	struct err err = { "" };

	if (run_write(file, run, &err))
		fail_msg("%s", err.text);
}

static void test_every_field_survives_a_round_trip(void **state)
{
	struct run *run = full_run(), *back;

	must_write(path, run);
	back = must_read(path);
	assert_same_run(run, back);
	run_free(back);
	run_free(run);
}

static void test_an_empty_run_survives_a_round_trip(void **state)
{
	struct run *run = run_new(), *back;

	run->env.clock_step_ns = 1;
	must_write(path, run);
	back = must_read(path);
	assert_same_run(run, back);
	run_free(back);
	run_free(run);
}

/* From the top of the repository, as tests/run-all starts the test programs. */
static void check_schema(const char *options)
{
	char command[160];

	snprintf(command, sizeof(command), "tests/check-schema %s %s >&2", options, path);
	assert_int_equal(system(command), 0);
}

static void test_written_files_hold_against_the_schema(void **state)
{
	struct run *run = full_run();

	must_write(path, run);
	check_schema("--exact");
	run_free(run);
	run = run_new();
	run->env.clock_step_ns = 1;
	must_write(path, run);
	check_schema("");
	run_free(run);
}

static void test_writing_twice_gives_the_same_bytes(void **state)
{
	char *first, *second;
	struct run *run = full_run(), *back;
	size_t n, m;

	must_write(path, run);
	assert_int_equal(slurp(path, 1 << 20, &first, &n, NULL), 0);
	back = must_read(path);
	must_write(path, back);
	assert_int_equal(slurp(path, 1 << 20, &second, &m, NULL), 0);
	assert_int_equal(n, m);
	assert_memory_equal(first, second, n);
	free(first);
	free(second);
	run_free(back);
	run_free(run);
}

static void test_integers_above_int64_are_decimal_strings(void **state)
{
	struct run *run = full_run();
	json_t *root, *account;

	must_write(path, run);
	root = json_load_file(path, 0, NULL);
	account = json_array_get(json_object_get(root, "account"), 0);
	assert_string_equal(json_string_value(json_object_get(account, "seen")), "18446744073709551615");
	assert_true(json_is_integer(json_object_get(account, "recorded")));
	json_decref(root);
	run_free(run);
}

static void test_bytes_that_are_no_utf8_do_not_cost_the_recording(void **state)
{
	struct run *run = run_new(), *back;

	run->env.clock_step_ns = 1;
	strcpy(run->env.machine, "caf\xe9 \xed\xa0\x80 \xf5 \xc2");
	memset(run->env.host, 'a', sizeof(run->env.host) - 2);
	strcpy(run->env.host + sizeof(run->env.host) - 2, "\xc2"); /* cut inside a character */
	must_write(path, run);
	back = must_read(path);
	assert_string_equal(back->env.machine, "caf? ??? ? ?");
	assert_int_equal(back->env.host[sizeof(run->env.host) - 2], '?');
	run_free(back);
	run_free(run);
}

static void test_a_histogram_read_while_it_counts_can_be_read_back(void **state)
{
	struct run *run = run_new(), *back;
	struct series *s = run_add_series(run);

	run->env.clock_step_ns = 1;
	s->h.slot[100] = 5;
	s->h.min = UINT64_MAX;
	must_write(path, run);
	back = must_read(path);
	assert_int_equal(back->series[0].h.count, 5);
	assert_int_equal(epb_hist_index(back->series[0].h.min), 100);
	run_free(back);
	run_free(run);
}

/* --- unknown fields ---------------------------------------------------------------------------------------------- */

#define ENV	      "\"environment\":{\"clock_step_ns\":1,\"duration_ns\":5}"
#define RUN(rest)     "{\"format\":\"epbell-run\",\"version\":1," ENV rest "}"
#define HIST(buckets) "\"count\":1,\"sum\":5,\"min\":5,\"max\":5,\"buckets\":" buckets
#define SERIES(hist)  ",\"series\":[{\"stage\":\"rx\",\"backend\":\"its\"," hist "}]"

static struct run *must_parse(const char *text)
{
	struct err err = { "" };
	struct run *run;

	if (run_parse("f.json", text, strlen(text), &run, &err))
		fail_msg("%s", err.text);
	return run;
}

static void test_unknown_fields_stay_on_rewriting(void **state)
{
	static const char text[] =
		"{\"format\":\"epbell-run\",\"version\":1,\"pings\":[{\"seq\":3,\"rtt\":12}],\"later\":{\"a\":[1,2.5,null]},"
		"\"environment\":{\"clock_step_ns\":1,\"duration_ns\":5,\"moon\":\"full\"},"
		"\"doorbells\":[{\"device\":\"d\",\"backend\":\"its\",\"irqs\":1,\"completions\":0,\"polls\":0,\"hits\":0,"
		"\"colour\":\"red\"}],"
		"\"series\":[{\"stage\":\"rx\",\"backend\":\"its\"," HIST(
			"[[5,1]]") ",\"unit\":\"ns\"},"
				   "{\"stage\":\"tx\",\"backend\":\"its\"," HIST(
					   "[[5,1]]") "}],"
						      "\"account\":[{\"stage\":\"rx\",\"seen\":0,\"recorded\":0,\"overflow\":0,\"unmatched\":0,\"nest_overflow\":0,"
						      "\"no_slot\":0,\"ring_drops\":0,\"completion\":0,\"lost\":3}],"
						      "\"cost\":[{\"hook\":\"h\",\"count\":1,\"ns\":2,\"cycles\":99}],"
						      "\"calibration\":[{\"attach\":\"fentry\",\"kind\":\"entry\",\"head_ns\":1,\"full_ns\":2,"
						      "\"spread_ns\":3,\"noise\":4}]}";
	struct run *run = must_parse(text);
	struct series *added;
	json_t *root, *got;
	const char *s;
	int n;

	/* elements find their own by identity: another one in front does not take them */
	added = run_add_series(run);
	series_copy(added, &run->series[0]);
	strcpy(run->series[0].stage, "new");
	must_write(path, run);
	root = json_load_file(path, 0, NULL);
	got = json_loads("{\"a\":[1,2.5,null]}", 0, NULL);
	assert_true(json_equal(json_object_get(root, "later"), got));
	json_decref(got);
	assert_int_equal(json_unpack(root, "{s:[{s:i}]}", "pings", "rtt", &n), 0);
	assert_int_equal(n, 12);
	assert_int_equal(json_unpack(root, "{s:{s:s}}", "environment", "moon", &s), 0);
	assert_string_equal(s, "full");
	assert_int_equal(json_unpack(root, "{s:[{s:s}]}", "doorbells", "colour", &s), 0);
	assert_string_equal(s, "red");
	assert_null(json_object_get(json_array_get(json_object_get(root, "series"), 0), "unit"));
	assert_null(json_object_get(json_array_get(json_object_get(root, "series"), 1), "unit"));
	assert_int_equal(json_unpack(json_array_get(json_object_get(root, "series"), 2), "{s:s}", "unit", &s), 0);
	assert_int_equal(json_unpack(root, "{s:[{s:i}]}", "account", "lost", &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(json_unpack(root, "{s:[{s:i}]}", "cost", "cycles", &n), 0);
	assert_int_equal(n, 99);
	assert_int_equal(json_unpack(root, "{s:[{s:i}]}", "calibration", "noise", &n), 0);
	assert_int_equal(n, 4);
	json_decref(root);
	run_free(run);
}

static void test_absent_optional_fields_mean_unknown(void **state)
{
	struct run *run = must_parse(RUN(
		",\"doorbells\":[{\"device\":\"d\",\"backend\":\"its\",\"irqs\":1,\"completions\":0,\"polls\":0,\"hits\":0}]" SERIES(
			HIST("[[5,1]]"))));

	assert_int_equal(run->doorbells[0].virq, -1);
	assert_int_equal(run->doorbells[0].hwirq, -1);
	assert_int_equal(run->doorbells[0].bar, -1);
	assert_int_equal(run->doorbells[0].fan_out, 0);
	assert_int_equal(run->series[0].cpu, -1);
	assert_int_equal(run->env.hz, 0);
	assert_string_equal(run->env.machine, "");
	assert_false(run->complete);
	run_free(run);
}

/* As epbell 0.1 wrote it, before figures were corrected. */
static void test_a_file_without_raw_histograms_is_read_as_raw(void **state)
{
	struct run *run = must_parse(RUN(SERIES(HIST(
		"[[5,1]]")) ",\"cost\":[{\"hook\":\"fentry/netif_rx\",\"attach\":\"fentry\",\"count\":9,\"ns\":99}]"));

	assert_null(run->series[0].raw);
	assert_int_equal(run->series[0].uncorrected, 0);
	assert_string_equal(run->env.correction, "");
	assert_string_equal(run->env.uncalibrated, "");
	assert_string_equal(run->env.tracers, "");
	assert_int_equal(run->env.disturbed, 0);
	assert_int_equal(run->nprices, 0);
	assert_int_equal(run->costs[0].skipped | run->costs[0].sampled | run->costs[0].calibrated_ns, 0);
	run_free(run);
}

static void test_what_was_seen_has_its_own_buckets(void **state)
{
	struct run *run =
		must_parse(RUN(SERIES(HIST("[[5,1]]") ",\"uncorrected\":1,\"raw\":{\"count\":1,\"sum\":9,\"min\":9,"
						      "\"max\":9,\"over\":2,\"buckets\":[[9,1]]}")));

	assert_int_equal(run->series[0].uncorrected, 1);
	assert_int_equal(run->series[0].h.sum, 5);
	assert_int_equal(run->series[0].raw->sum, 9);
	assert_int_equal(run->series[0].raw->slot[9], 1);
	assert_int_equal(run->series[0].raw->slot[EPB_HIST_OVER], 2);
	run_free(run);
}

/* --- what is refused --------------------------------------------------------------------------------------------- */

static void refuse_text(const char *text, size_t len, int code, const char *expect)
{
	struct err err = { "" };
	struct run *run = (void *)1;

	assert_int_equal(run_parse("f.json", text, len, &run, &err), code);
	assert_null(run);
	if (!strstr(err.text, expect) || !strstr(err.text, "f.json"))
		fail_msg("wanted \"%s\" in \"%s\" for %.100s", expect, err.text, text);
	for (const char *p = err.text; *p; p++)
		assert_true((unsigned char)*p >= ' '); /* one line, and nothing a terminal obeys */
}

static void test_damaged_files_are_refused_with_a_sentence(void **state)
{
	static const struct {
		const char *text, *expect;
	} cases[] = {
		{ "", "empty" },
		{ "{\"format\":\"epbell-run\",\"ver", "cut off" },
		{ "{\"format\":\"epbell-run\",", "cut off" },
		{ "\x7f\x45\x4c\x46 not json", "not JSON" },
		{ "\x1b[31mred", "not JSON" },
		{ "[1,2,3]", "no \"format\"" },
		{ "{\"format\":\"fio\",\"version\":1}", "no \"format\"" },
		{ "{\"format\":\"epbell-run\"}", "no \"version\"" },
		{ "{\"format\":\"epbell-run\",\"version\":\"1\"}", "no \"version\"" },
		{ "{\"format\":\"epbell-run\",\"version\":1}", "environment is missing" },
		{ "{\"format\":\"epbell-run\",\"version\":1,\"environment\":{}}", "no \"clock_step_ns\"" },
		{ "{\"format\":\"epbell-run\",\"version\":1,\"environment\":{\"clock_step_ns\":0,\"duration_ns\":1}}",
		  "\"clock_step_ns\" is 0" },
		{ "{\"format\":\"epbell-run\",\"version\":1,\"environment\":{\"clock_step_ns\":1000000001,\"duration_ns\":1}}",
		  "\"clock_step_ns\" is more than a second" },
		{ "{\"format\":\"epbell-run\",\"version\":1,\"environment\":{\"clock_step_ns\":1,\"duration_ns\":-1}}",
		  "\"duration_ns\" is no whole number" },
		{ RUN(",\"format\":\"epbell-run\""), "duplicate object key" },
		{ RUN(",\"complete\":1"), "\"complete\"" },
		{ RUN(",\"labels\":{\"a\":1}"), "labels" },
		{ RUN(",\"labels\":[]"), "labels" },
		{ RUN(",\"labels\":{\"\":\"x\"}"), "labels" },
		{ RUN(",\"series\":{}"), "\"series\" is no list" },
		{ RUN(",\"series\":[7]"), "series[0] is no object" },
		{ RUN(",\"series\":[{}]"), "series[0] has no \"stage\"" },
		{ RUN(",\"series\":[{\"stage\":5}]"), "\"stage\" is no string" },
		{ RUN(",\"series\":[{\"stage\":\"a-name-that-is-longer-than-the-field-for-it\"}]"), "longer than 31" },
		{ RUN(",\"series\":[{\"stage\":\"a\\u0000b\"}]"), "\\u0000 is not allowed" },
		{ RUN(",\"series\":[{\"stage\":\"\\ud800\"}]"), "not JSON" },
		{ RUN(SERIES("\"cpu\":-2," HIST("[[5,1]]"))), "\"cpu\" is out of range" },
		{ RUN(SERIES("\"cpu\":4294967296," HIST("[[5,1]]"))), "\"cpu\" is out of range" },
		{ RUN(SERIES("\"cpu\":1.5," HIST("[[5,1]]"))), "\"cpu\" is no whole number" },
		{ RUN(SERIES(HIST("7"))), "no list \"buckets\"" },
		{ RUN(SERIES(HIST("[7]"))), "no pair" },
		{ RUN(SERIES(HIST("[[5]]"))), "no pair" },
		{ RUN(SERIES(HIST("[[5,1,1]]"))), "no pair" },
		{ RUN(SERIES(HIST("[[5,-1]]"))), "no pair" },
		{ RUN(SERIES(HIST("[[5,1e400]]"))), "real number overflow" },
		{ RUN(SERIES(HIST("[[5,NaN]]"))), "not JSON" },
		{ RUN(SERIES(HIST("[[5,1.0]]"))), "no pair" },
		{ RUN(SERIES(HIST("[[5.0,1]]"))), "no pair" },
		{ RUN(SERIES(HIST("[[5,0]]"))), "count of 0" },
		{ RUN(SERIES(HIST("[[-1,1]]"))), "index -1" },
		{ RUN(SERIES(HIST("[[992,1]]"))), "index 992: valid are 0 to 991" },
		{ RUN(SERIES(HIST("[[9223372036854775807,1]]"))), "index 9223372036854775807" },
		{ RUN(SERIES(HIST("[[99999999999999999999,1]]"))), "too big" },
		{ RUN(SERIES(HIST("[[5,\"18446744073709551616\"]]"))), "no pair" },
		{ RUN(SERIES(HIST("[[5,\"01\"]]"))), "no pair" },
		{ RUN(SERIES(HIST("[[5,\"+1\"]]"))), "no pair" },
		{ RUN(SERIES(HIST("[[5,\"\"]]"))), "no pair" },
		{ RUN(SERIES(HIST("[[5,1],[5,1]]"))), "bucket 5 twice" },
		{ RUN(SERIES(HIST("[[5,2]]"))), "count of 1, but its buckets hold 2" },
		{ RUN(SERIES(HIST("[]"))), "count of 1, but its buckets hold 0" },
		{ RUN(SERIES(HIST("[[4,\"18446744073709551615\"],[5,1]]"))), "overflows" },
		{ RUN(SERIES(HIST("[[6,1]]"))), "contradict" },
		{ RUN(SERIES("\"count\":2,\"sum\":9,\"min\":5,\"max\":5,\"buckets\":[[5,2]]")), "contradict" },
		{ RUN(SERIES("\"count\":2,\"sum\":11,\"min\":5,\"max\":5,\"buckets\":[[5,2]]")), "contradict" },
		{ RUN(SERIES("\"count\":0,\"sum\":1,\"min\":0,\"max\":0,\"buckets\":[]")), "contradict" },
		{ RUN(SERIES(HIST("[[5,1]]") ",\"uncorrected\":-1")), "\"uncorrected\" is no whole number" },
		{ RUN(SERIES(HIST("[[5,1]]") ",\"raw\":null")), "series[0] \"raw\" is no object" },
		{ RUN(SERIES(HIST("[[5,1]]") ",\"raw\":[]")), "series[0] \"raw\" is no object" },
		{ RUN(SERIES(HIST("[[5,1]]") ",\"raw\":5")), "series[0] \"raw\" is no object" },
		{ RUN(SERIES(HIST("[[5,1]]") ",\"raw\":{}")), "series[0] raw has no \"count\"" },
		{ RUN(SERIES(HIST("[[5,1]]") ",\"raw\":{" HIST("7") "}")), "series[0] raw has no list \"buckets\"" },
		{ RUN(SERIES(HIST("[[5,1]]") ",\"raw\":{" HIST("[[992,1]]") "}")), "raw has a bucket of index 992" },
		{ RUN(SERIES(HIST("[[5,1]]") ",\"raw\":{" HIST("[[5,2]]") "}")), "raw says a count of 1" },
		{ RUN(SERIES(HIST("[[5,1]]") ",\"raw\":{" HIST("[[6,1]]") "}")), "raw has a min, max or sum" },
		{ RUN(",\"series\":[{\"stage\":\"rx\",\"backend\":\"its\"," HIST("[[5,1]]") "},{\"stage\":\"tx\",\"backend\":\"its\"," HIST(
			  "[[5,1]]") "},{\"stage\":\"rx\",\"cpu\":-1,\"backend\":\"its\"," HIST("[[5,1]]") "}]"),
		  "series[2] has the same stage, backend, device, context, vector and CPU as series[0]" },
		{ RUN(",\"pings\":[{\"seq\":1,\"fate\":3}]"), "pings[0] \"fate\" is out of range" },
		{ RUN(",\"pings\":[{\"seq\":1,\"late\":2}]"), "pings[0] \"late\" is out of range" },
		{ RUN(",\"calibration\":{}"), "\"calibration\" is no list" },
		{ RUN(",\"calibration\":[{\"attach\":\"fentry\",\"kind\":\"entry\",\"head_ns\":1}]"),
		  "calibration[0] has no \"full_ns\"" },
		{ RUN(",\"cost\":[{\"hook\":\"h\",\"count\":1,\"ns\":1,\"skipped\":-1}]"), "cost[0] \"skipped\"" },
		{ RUN(",\"account\":[{\"stage\":\"rx\",\"seen\":5}]"), "account[0] has no \"recorded\"" },
		{ RUN(",\"doorbells\":[{\"device\":\"d\",\"backend\":\"its\",\"data\":4294967296}]"),
		  "\"data\" is out" },
		{ RUN(",\"events\":[{\"t\":true}]"), "events[0] \"t\" is no whole number" },
		{ RUN(",\"intervals\":[3]"), "intervals[0] is no object" },
		{ RUN(",\"intervals\":[{}]"), "\"nseries\"" },
		{ RUN(",\"intervals\":[{\"nseries\":1,\"start\":0,\"end\":1,\"series\":[]}]"), "\"nseries\"" },
		{ RUN(",\"intervals\":[{\"nseries\":0,\"start\":2,\"end\":1,\"series\":[]}]"), "ends before" },
		{ RUN(",\"intervals\":[{\"nseries\":0,\"start\":0,\"end\":5,\"series\":[]},"
		      "{\"nseries\":0,\"start\":4,\"end\":9,\"series\":[]}]"),
		  "intervals[1] starts before the one" },
		{ RUN(",\"intervals\":[{\"nseries\":0,\"start\":0,\"end\":1}]"), "no list \"series\"" },
		{ RUN(SERIES(HIST("[[5,1]]")) ",\"intervals\":[{\"nseries\":1,\"start\":0,\"end\":1,\"series\":[{\"series\":1," HIST(
			  "[[5,1]]") "}]}]"),
		  "does not have" },
		{ RUN(SERIES(HIST("[[5,1]]")) ",\"intervals\":[{\"nseries\":1,\"start\":0,\"end\":1,\"series\":[{\"series\":0," HIST(
			  "[[5,1]]") "},{\"series\":0," HIST("[[5,1]]") "}]}]"),
		  "twice" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		refuse_text(cases[i].text, strlen(cases[i].text), -EINVAL, cases[i].expect);
	/* what a crash leaves on some file systems: a file of the right size, zeros from some page on */
	refuse_text(RUN("\0"), sizeof(RUN("\0")) - 1, -EINVAL, "cut off");
}

static void test_another_version_is_refused_with_a_sentence(void **state)
{
	static const char text[] = "{\"format\":\"epbell-run\",\"version\":7,\"everything\":\"else\"}";
	struct err err;
	struct run *run;

	assert_int_equal(run_parse("f.json", text, strlen(text), &run, &err), -EPROTONOSUPPORT);
	assert_string_equal(err.text,
			    "f.json is a run file of version 7; this epbell reads version 1: use a newer epbell");
}

/* @head, n times @part, @tail. */
static char *repeat(const char *head, const char *part, size_t n, const char *tail)
{
	size_t len = strlen(part);
	char *text = malloc(strlen(head) + n * len + strlen(tail) + 1), *p;

	assert_non_null(text);
	p = stpcpy(text, head);
	for (size_t i = 0; i < n; i++, p += len)
		memcpy(p, part, len);
	strcpy(p, tail);
	return text;
}

static void refuse_repeated(const char *head, const char *part, size_t n, const char *tail, int code,
			    const char *expect)
{
	char *text = repeat(head, part, n, tail);

	refuse_text(text, strlen(text), code, expect);
	free(text);
}

/* Two series, the first without and the second with a raw histogram: three histograms. */
#define TWO_SERIES                                                                                                     \
	"{\"stage\":\"rx\",\"backend\":\"its\"," HIST("[[5,1]]") "},{\"stage\":\"tx\",\"backend\":\"its\"," HIST(      \
		"[[5,1]]") ",\"raw\":{" HIST("[[5,1]]") "}}"
#define HEAD "{\"format\":\"epbell-run\",\"version\":1," ENV

static void test_files_made_to_exhaust_memory_are_refused(void **state)
{
	refuse_repeated("", "[", 100000, "", -EINVAL, "depth");
	refuse_repeated("[", "0,", 12 << 20, "0]", -EFBIG, "larger than any run file");
	refuse_repeated("[", "{},", 2 << 20, "0]", -EFBIG, "larger than any run file");
	refuse_repeated("\"", "a", RUN_MAX_BYTES, "\"", -EFBIG, "larger than any run file");
	refuse_repeated(HEAD ",\"series\":[", "0,", 1000000, "0]}", -EINVAL,
			"\"series\" has 1000001 elements, more than the 8192");
	refuse_repeated(HEAD ",\"events\":[", "0,", 1000000, "0]}", -EINVAL, "\"events\" has 1000001 elements");
	/* three histograms, and intervals that ask for two each without bringing one: 65537 */
	refuse_repeated(HEAD ",\"series\":[" TWO_SERIES "],\"intervals\":[",
			"{\"nseries\":2,\"start\":0,\"end\":0,\"series\":[]},", 32766,
			"{\"nseries\":2,\"start\":0,\"end\":0,\"series\":[]}]}", -EINVAL,
			"intervals[32766] brings more than the 65536 histograms");
}

static void test_as_many_histograms_as_may_be_are_read(void **state)
{
	char *text = repeat(HEAD ",\"series\":[" TWO_SERIES "],\"intervals\":[",
			    "{\"nseries\":2,\"start\":0,\"end\":0,\"series\":[]},", 32765,
			    "{\"nseries\":2,\"start\":0,\"end\":0,\"series\":[]}]}");
	struct run *run = must_parse(text);

	assert_int_equal(run->nintervals, 32766);
	run_free(run);
	free(text);
}

static void refuse_path(const char *file, int code, const char *expect)
{
	struct err err = { "" };
	struct run *run;

	assert_int_equal(run_read(file, &run, &err), code);
	assert_null(run);
	if (!strstr(err.text, expect) || !strstr(err.text, file))
		fail_msg("wanted \"%s\" in \"%s\"", expect, err.text);
}

static void test_what_is_no_readable_file_is_refused(void **state)
{
	refuse_path("/nonexistent/run.json", -ENOENT, "No such file");
	refuse_path(dir, -EISDIR, "directory");
	refuse_path("/dev/null", -EINVAL, "empty");
	refuse_path("/dev/zero", -EFBIG, "larger than 64 MiB");
}

static void test_a_file_cut_anywhere_is_refused(void **state)
{
	struct run *run = full_run(), *back;
	struct err err;
	char *text;
	size_t len;

	must_write(path, run);
	assert_int_equal(slurp(path, 1 << 20, &text, &len, NULL), 0);
	for (size_t cut = 0; cut < len - 2; cut += 1 + cut / 50) { /* the last two bytes are "}\n" */
		assert_int_equal(run_parse("f.json", text, cut, &back, &err), -EINVAL);
		assert_null(back);
	}
	free(text);
	run_free(run);
}

/* --- writing that fails ------------------------------------------------------------------------------------------ */

static void test_failed_write_keeps_the_old_file_and_leaves_no_other(void **state)
{
	struct rlimit old, small = { 0 };
	struct run *run = full_run(), *back;
	struct err err = { "" };

	must_write(path, run);
	assert_int_equal(count_files(), 1);
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 4096;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	run->complete = false;
	assert_int_equal(run_write(path, run, &err), -EFBIG);
	setrlimit(RLIMIT_FSIZE, &old);
	assert_non_null(strstr(err.text, path));
	assert_non_null(strstr(err.text, "File too large"));
	assert_int_equal(count_files(), 1);
	back = must_read(path);
	assert_true(back->complete);
	run_free(back);
	run_free(run);
}

static void test_errors_of_writing_name_the_path_and_the_next_step(void **state)
{
	struct run *run = full_run();
	char below[128];
	struct err err;

	assert_int_equal(run_write("/dev/full", run, &err), -ENOSPC);
	assert_non_null(strstr(err.text, "/dev/full: No space left on device"));
	assert_non_null(strstr(err.text, "KiB free there"));
	assert_int_equal(run_write("/nonexistent/run.json", run, &err), -ENOENT);
	assert_non_null(strstr(err.text, "directory does not exist"));
	assert_int_equal(run_write(dir, run, &err), -EISDIR);
	must_write(path, run);
	snprintf(below, sizeof(below), "%s/below", path);
	assert_int_equal(run_write(below, run, &err), -ENOTDIR);
	assert_int_equal(run_write("", run, &err), -ENOENT);
	assert_int_equal(count_files(), 1);
	run_free(run);
}

static void test_writing_goes_through_links_and_keeps_permissions(void **state)
{
	struct run *run = full_run();
	char link[128];
	struct stat st;

	must_write(path, run);
	assert_int_equal(chmod(path, 0640), 0);
	snprintf(link, sizeof(link), "%s/link", dir);
	assert_int_equal(symlink("run.json", link), 0);
	must_write(link, run);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(lstat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	unlink(link);
	run_free(run);
}

static void test_a_device_is_written_not_replaced(void **state)
{
	struct run *run = full_run();
	struct stat st;

	must_write("/dev/null", run);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
	run_free(run);
}

static void test_a_run_that_nobody_could_read_is_not_written(void **state)
{
	struct run *run = run_new();
	struct err err;

	for (int i = 0; i < 2; i++)
		run_add_series(run);
	run_add_interval(run, 0)->nseries = RUN_MAX_HISTS - 1; /* only counted, never touched */
	assert_int_equal(run_write(path, run, &err), -E2BIG);
	assert_non_null(strstr(err.text, "longer intervals"));
	/* with one series less it is the raw histogram that is one too many */
	run->nseries = 1;
	run->series[0].raw = calloc(1, sizeof(struct hist));
	assert_int_equal(run_write(path, run, &err), -E2BIG);
	run_free(run);
}

/* A comma in a string counts as one that begins a value. */
static void test_a_run_that_nobody_would_read_for_its_size_is_not_written(void **state)
{
	struct run *run = run_new(), *back;
	struct err err;

	run->env.clock_step_ns = 1;
	must_write(path, run);
	for (size_t i = 0; i < RUN_MAX_LIST; i++)
		memset(run_add_event(run)->text, ',', sizeof(run->events->text) - 1);
	assert_int_equal(run_write(path, run, &err), -E2BIG);
	assert_non_null(strstr(err.text, "larger than any run file"));
	assert_int_equal(count_files(), 1);
	back = must_read(path); /* the old one */
	assert_int_equal(back->nevents, 0);
	run_free(back);
	run->nevents /= 2;
	must_write(path, run);
	back = must_read(path);
	assert_int_equal(back->nevents, RUN_MAX_LIST / 2);
	run_free(back);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_field_survives_a_round_trip),
		cmocka_unit_test(test_an_empty_run_survives_a_round_trip),
		cmocka_unit_test(test_written_files_hold_against_the_schema),
		cmocka_unit_test(test_writing_twice_gives_the_same_bytes),
		cmocka_unit_test(test_integers_above_int64_are_decimal_strings),
		cmocka_unit_test(test_bytes_that_are_no_utf8_do_not_cost_the_recording),
		cmocka_unit_test(test_a_histogram_read_while_it_counts_can_be_read_back),
		cmocka_unit_test(test_unknown_fields_stay_on_rewriting),
		cmocka_unit_test(test_absent_optional_fields_mean_unknown),
		cmocka_unit_test(test_a_file_without_raw_histograms_is_read_as_raw),
		cmocka_unit_test(test_what_was_seen_has_its_own_buckets),
		cmocka_unit_test(test_damaged_files_are_refused_with_a_sentence),
		cmocka_unit_test(test_another_version_is_refused_with_a_sentence),
		cmocka_unit_test(test_files_made_to_exhaust_memory_are_refused),
		cmocka_unit_test(test_as_many_histograms_as_may_be_are_read),
		cmocka_unit_test(test_what_is_no_readable_file_is_refused),
		cmocka_unit_test(test_a_file_cut_anywhere_is_refused),
		cmocka_unit_test(test_failed_write_keeps_the_old_file_and_leaves_no_other),
		cmocka_unit_test(test_errors_of_writing_name_the_path_and_the_next_step),
		cmocka_unit_test(test_writing_goes_through_links_and_keeps_permissions),
		cmocka_unit_test(test_a_device_is_written_not_replaced),
		cmocka_unit_test(test_a_run_that_nobody_could_read_is_not_written),
		cmocka_unit_test(test_a_run_that_nobody_would_read_for_its_size_is_not_written),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
