// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of run files: any bytes in, either one sentence or a run that survives writing and reading again,
 * and that can be reported as text and as JSON.
 *
 *   clang -g -O1 -std=gnu11 -D_GNU_SOURCE -Iinclude -Isrc -fsanitize=fuzzer,address,undefined \
 *       -fno-sanitize-recover=all -o build/fuzz_run_read tests/fuzz/fuzz_run_read.c src/model/[a-z]*.c src/io/[a-z]*.c \
 *       $(ls src/view/[a-z]*.c) -ljansson
 *   mkdir -p build/corpus && cp tests/data/[a-z]*.json build/corpus
 *   build/fuzz_run_read -max_total_time=120 -timeout=10 -rss_limit_mb=2048 build/corpus
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/run_json.h"
#include "view/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "fuzz_run_read: %s\n", what);
	abort();
}

/* Written and read again it is the same, as far as the file goes. */
static void round_trip(const struct run *run)
{
	static char path[64];
	struct run *again;
	struct err err;

	if (!*path)
		snprintf(path, sizeof(path), "/tmp/fuzz-run-%d.json", (int)getpid());
	require(!run_write(path, run, &err), "a run that was read cannot be written");
	require(!run_read(path, &again, &err), err.text);
	require(again->nseries == run->nseries && again->nintervals == run->nintervals &&
			again->ndoorbells == run->ndoorbells && again->naccounts == run->naccounts &&
			again->nevents == run->nevents && again->nlabels == run->nlabels,
		"lists differ after writing and reading");
	require(!memcmp(&again->env, &run->env, sizeof(run->env)), "the environment differs");
	for (size_t i = 0; i < run->nseries; i++) {
		const struct series *a = &again->series[i], *b = &run->series[i];

		require(!memcmp(a, b, offsetof(struct series, raw)), "a series differs");
		require(!a->raw == !b->raw && (!a->raw || !memcmp(a->raw, b->raw, sizeof(*a->raw))),
			"what was seen of a series differs");
	}
	require(again->npings == run->npings && again->npackets == run->npackets, "pings or packets differ in number");
	require(!run->npings || !memcmp(again->pings, run->pings, run->npings * sizeof(*run->pings)), "a ping differs");
	require(!run->npackets || !memcmp(again->packets, run->packets, run->npackets * sizeof(*run->packets)),
		"a packet differs");
	run_free(again);
	unlink(path);
}

static void report(struct run *run)
{
	static FILE *null;
	const struct report_opts opts = { .by.device = true, .by.cpu = true, .bars = true };
	const struct style style = { .width = 80, .unicode = true };
	struct report_run runs[2] = { { .file = "a.json", .run = run }, { .file = "a.json", .run = run } };
	struct doc doc = { 0 };
	struct err err;
	int code;

	if (!null)
		null = fopen("/dev/null", "w");
	code = report_build(&doc, runs, 2, &opts, &err); /* may fail: counts that add up to more than 64 bits */
	if (!code) {
		json_t *json = doc_json(&doc);

		require(json != NULL, "no JSON");
		json_decref(json);
		doc_text(&doc, &style, null);
	}
	doc_clear(&doc);
	runs[1].run = NULL; /* one run, shown twice */
	report_free(runs, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { "" };
	struct run *run;
	int code;

	code = run_parse("fuzz", (const char *)data, size, &run, &err);
	require((code == 0) == (run != NULL), "code and run disagree");
	if (code) {
		require(*err.text && !strchr(err.text, '\n') && !strchr(err.text, '\033'), "no one clean sentence");
		return 0;
	}
	round_trip(run);
	report(run);
	return 0;
}
