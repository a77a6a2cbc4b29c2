// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of ping logs: any bytes in, either one sentence or runs with a closed account that can be written, read
 * again, and reported. make fuzz-build; start from tests/data/ping.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/ping_log.h"
#include "io/run_json.h"
#include "view/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "fuzz_ping_log: %s\n", what);
	abort();
}

/* Requests, their fates, histogram and rows agree with each other. */
static void check(const struct run *run)
{
	const struct ping_info *info = &run->ping;
	const struct hist *h = &run->series[0].h;

	require(run->nseries == 1 && run->naccounts == 1 && run_closes(run), "the account is open");
	require(info->sent == info->received + info->lost + info->errors, "requests without a fate");
	require(info->received == hist_seen(h) && !h->slot[EPB_HIST_UNDER], "replies and histogram differ");
	require(run->npings <= RUN_ROWS_MAX && (run->npings || !info->sent), "too many rows, or none");
	for (size_t i = 0; i < run->npings; i++) {
		require(run->pings[i].sent >= -1, "sent before the start");
		require(run->pings[i].rtt <= PING_LOG_RTT_MAX, "a round trip of more than a day");
		require(run->pings[i].fate == PING_REPLY || !run->pings[i].rtt, "a round trip without a reply");
	}
}

static void round_trip(const struct run *run)
{
	static char path[64];
	struct run *again;
	struct err err;

	if (!*path)
		snprintf(path, sizeof(path), "/tmp/fuzz-ping-%d.json", (int)getpid());
	require(!run_write(path, run, &err), "a run that was read cannot be written");
	require(!run_read(path, &again, &err), err.text);
	require(!memcmp(&again->ping, &run->ping, sizeof(run->ping)), "the counts differ after writing and reading");
	require(again->npings == run->npings && again->nevents == run->nevents,
		"lists differ after writing and reading");
	for (size_t i = 0; i < run->npings; i++)
		require(!memcmp(&again->pings[i], &run->pings[i], sizeof(run->pings[i])), "a row differs");
	run_free(again);
	unlink(path);
}

static void report(const struct ping_log *log)
{
	static FILE *null;
	const struct report_opts opts = { .by.device = true, .bars = true };
	const struct style style = { .width = 80, .unicode = true };
	struct report_run runs[PING_LOG_TARGETS_MAX] = { 0 };
	struct doc doc = { 0 };
	struct err err;
	json_t *json;

	if (!null)
		null = fopen("/dev/null", "w");
	for (size_t i = 0; i < log->n; i++)
		runs[i] = (struct report_run){ .file = "a.txt", .run = log->runs[i] };
	require(!report_build(&doc, runs, log->n, &opts, &err), err.text);
	json = doc_json(&doc);
	require(json != NULL, "no JSON");
	json_decref(json);
	doc_text(&doc, &style, null);
	doc_clear(&doc);
	for (size_t i = 0; i < log->n; i++)
		runs[i].run = NULL; /* the log's */
	report_free(runs, log->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *from = size ? fmemopen((void *)data, size, "r") : fopen("/dev/null", "r");
	struct err err = { "" };
	struct ping_log log;
	int code;

	require(from != NULL, "no stream");
	code = ping_log_parse("fuzz", from, "edma", &log, &err);
	fclose(from);
	require((code == 0) == (log.n > 0), "code and runs disagree");
	if (code) {
		require(*err.text && !strchr(err.text, '\n') && !strchr(err.text, '\033'), "no one clean sentence");
		return 0;
	}
	for (size_t i = 0; i < log.n; i++)
		check(log.runs[i]);
	round_trip(log.runs[0]);
	report(&log);
	ping_log_free(&log);
	return 0;
}
