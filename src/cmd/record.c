// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "cmd/recorder.h"
#include "cmd/run_setup.h"
#include "cmd/select.h"
#include "io/output_lock.h"
#include "trace/inventory.h"
#include "trace/others.h"
#include "view/report.h"

struct record_opts {
	struct opt_list stages, backends, labels;
	unsigned long long doorbells;
	double seconds, interval;
	bool per_cpu, per_vector, quiet, verbose, cost, no_calibration;
	const char *output, *attach, *side, *peer;
	bool packets;
};

/* --------------------------------------------------------------------------------------------------- set-up ------- */

/* What is wanted and cannot be had is said before anything runs; nothing left to record is an error. */
static int tell_stages(const struct record_opts *o, const struct session *s, uint64_t stages, struct err *err)
{
	char why[256], first[256] = "";
	int i, n = 0, missing = 0;

	for (i = 0; i < EPB_NSTAGES; i++) {
		if (!(stages & EPB_BIT(i)))
			continue;
		if (stage_available(i, session_hooks(s), why, sizeof(why))) {
			n++;
			continue;
		}
		missing++;
		if (!first[0])
			snprintf(first, sizeof(first), "%s", why);
		if (o->stages.n || o->verbose)
			fprintf(stderr, "epbell record: no %s: %s\n", stage_info(i)->name, why);
	}
	if (!n)
		return err_set(err, -ENOTSUP, "none of the wanted stages can be recorded here: %s", first);
	if (missing && !o->stages.n && !o->verbose && !o->quiet)
		fprintf(stderr, "epbell record: %d of %d stages are not available here ('epbell doctor' says why)\n",
			missing, n + missing);
	return 0;
}

static void tell_doorbells(const struct inventory *inv, const struct others *before)
{
	const struct others none = { 0 };
	size_t i, n = 0;
	char who[96];

	others_describe(before, &none, who, sizeof(who));
	if (*who)
		fprintf(stderr,
			"epbell record: others trace this kernel already: %s. Their cost will be in the figures; the counts stay right\n",
			who);
	for (i = 0; i < inv->nirqs; i++)
		n += !strcmp(inv->irqs[i].role, "doorbell");
	if (!n && !inv->nepfs)
		fprintf(stderr, "epbell record: no doorbell exists yet: those that are made now will be recorded "
				"('epbell doctor' shows what there is)\n");
}

/* ---------------------------------------------------------------------------------------------------- result ------ */

static int command_result(const struct recorder *r, struct err *err)
{
	int st = r->child_status;

	/* A command that a keyboard's SIGINT ended was stopped by the user, as the recording was. */
	if (strcmp(r->stopped_by, "command") != 0 || (WIFSIGNALED(st) && WTERMSIG(st) == SIGINT))
		return 0;
	if (WIFEXITED(st) && WEXITSTATUS(st))
		return err_set(err, -ECHILD, "%s exited with status %d; what was recorded is in %s", r->command[0],
			       WEXITSTATUS(st), r->output);
	if (WIFSIGNALED(st))
		return err_set(err, -ECHILD, "%s was ended by signal %d; what was recorded is in %s", r->command[0],
			       WTERMSIG(st), r->output);
	return 0;
}

static void tell_result(const struct recorder *r)
{
	uint64_t doorbells = run_rung(r->run), completions = 0;
	size_t i;

	for (i = 0; i < r->run->ndoorbells; i++) {
		completions += r->run->doorbells[i].completions;
	}
	fprintf(stderr, "epbell record: %llu doorbells", (unsigned long long)doorbells);
	if (completions)
		fprintf(stderr, " and %llu DMA completions", (unsigned long long)completions);
	fprintf(stderr, " in %.3f s, stopped by %s; %s; the account %s\n", r->run->env.duration_ns / 1e9, r->stopped_by,
		r->output, run_closes(r->run) ? "closes" : "DOES NOT CLOSE: no gate will judge this run");
}

static void show_cost(const struct run *run)
{
	struct doc doc = { 0 };
	struct style style;

	style_detect(&style, stdout);
	doc_add(&doc, DOC_WHOLE, report_cost(run));
	doc_add(&doc, DOC_WHOLE, report_calibration(run));
	doc_text(&doc, &style, stdout);
	doc_clear(&doc);
}

/* ---------------------------------------------------------------------------------------------------- ladder ------ */

static int record_in_session(const struct cmd *cmd, const struct record_opts *o, struct recorder *r,
			     const struct session_opts *so, const struct inventory *inv)
{
	struct err err;
	int code;

	code = session_open(so, inv, &r->session, &err);
	if (code)
		return die(cmd, EXIT_ERROR, &err);
	code = tell_stages(o, r->session, so->stages, &err);
	if (!code) {
		if (!r->quiet && *session_uncalibrated(r->session))
			fprintf(stderr, "epbell record: figures will be raw: %s\n", session_uncalibrated(r->session));
		if (!r->quiet)
			fprintf(stderr, "epbell record: ready\n");
		code = recorder_run(r, &err);
	}
	if (!code && !r->quiet)
		tell_result(r);
	if (!code && o->cost)
		show_cost(r->run);
	session_close(r->session);
	if (!code)
		code = command_result(r, &err);
	return code ? die(cmd, EXIT_ERROR, &err) : EXIT_FINE;
}

static int record_with(const struct cmd *cmd, const struct record_opts *o, struct session_opts *so, char **command)
{
	struct recorder r = { .output = o->output,
			      .seconds = o->seconds,
			      .doorbells = o->doorbells,
			      .interval = o->interval,
			      .quiet = o->quiet,
			      .command = command,
			      .child_gate = -1 };
	struct inventory inv = { 0 };
	struct output_lock lock;
	struct err err;
	int code;

	code = output_lock(&lock, o->output, &err);
	if (code)
		return die(cmd, EXIT_ERROR, &err);
	r.run = run_new();
	code = r.run ? add_labels(r.run, &o->labels, &err) : err_set(&err, -ENOMEM, "out of memory");
	if (!code)
		code = inventory_read("", &inv, &err);
	if (!code && command)
		code = recorder_spawn(&r, &err);
	if (code) {
		code = die(cmd, code == -EINVAL ? EXIT_USAGE : EXIT_ERROR, &err);
	} else {
		describe_run(r.run, command);
		so->threaded = r.run->env.threadirqs;
		so->hz = r.run->env.hz;
		others_find(NULL, &r.others);
		if (!o->quiet)
			tell_doorbells(&inv, &r.others);
		code = record_in_session(cmd, o, &r, so, &inv);
	}
	inventory_free(&inv);
	run_free(r.run);
	output_unlock(&lock);
	return code;
}

/* The signals that end a recording are taken by its loop; blocked from here, so that none is lost before it runs. */
static void block_signals(void)
{
	sigset_t set;

	recorder_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int run_record(const struct cmd *cmd, int argc, char **argv)
{
	struct record_opts o = {
		.output = "epbell.json", .attach = "auto", .side = "auto", .peer = "", .labels.nosplit = true
	};
	const struct opt table[] = {
		{ "What", "stage", 's', OPT_LIST, "LIST",
		  "only these stages (default: all; names: epbell report --help)", &o.stages, 0, 0 },
		{ NULL, "backend", 'b', OPT_LIST, "LIST", "only doorbells of these backends: its msi edma mmio poll",
		  &o.backends, 0, 0 },
		{ NULL, "side", 0, OPT_STR, "SIDE",
		  "stages of the ep (endpoint), the rc (root complex) or both (default: auto, what this machine is)",
		  &o.side, 0, 0 },
		{ NULL, "peer", 0, OPT_STR, "BACKEND",
		  "on a root complex: what the endpoint's doorbell is, which only the endpoint knows", &o.peer, 0, 0 },
		{ NULL, "packets", 0, OPT_FLAG, NULL, "also keep each ICMP echo's way, for epbell merge", &o.packets, 0,
		  0 },
		{ NULL, "per-cpu", 0, OPT_FLAG, NULL, "a series for each CPU", &o.per_cpu, 0, 0 },
		{ NULL, "per-vector", 0, OPT_FLAG, NULL, "a series for each doorbell vector that has an identity",
		  &o.per_vector, 0, 0 },
		{ "How long", "duration", 'd', OPT_SECS, "SECONDS", "stop after this time", &o.seconds, 0, 0 },
		{ NULL, "doorbells", 'n', OPT_UINT, "N", "stop after at least N doorbells", &o.doorbells, 1, 0 },
		{ "Output", "output", 'o', OPT_STR, "FILE", "run file (default: epbell.json)", &o.output, 0, 0 },
		{ NULL, "interval", 'i', OPT_SECS, "SECONDS", "also keep the series of each interval", &o.interval,
		  0.01, 0 },
		{ NULL, "label", 'l', OPT_LIST, "K=V", "a label for the run, may be repeated", &o.labels, 0, 0 },
		{ "How", "attach", 0, OPT_STR, "KIND",
		  "auto: fentry where the kernel can, else kprobe; kprobe: always (default: auto)", &o.attach, 0, 0 },
		{ NULL, "no-calibration", 0, OPT_FLAG, NULL, "raw figures, with what epbell's hooks took in them",
		  &o.no_calibration, 0, 0 },
		{ NULL, "cost", 0, OPT_FLAG, NULL,
		  "at the end, print what each hook took, in all and a doorbell, on stdout", &o.cost, 0, 0 },
		{ NULL, "quiet", 'q', OPT_FLAG, NULL, "no progress, no summary; errors only", &o.quiet, 0, 0 },
		{ NULL, "verbose", 'v', OPT_FLAG, NULL, "name every stage that is not available, and libbpf's messages",
		  &o.verbose, 0, 0 },
		{ 0 },
	};
	struct session_opts so = { 0 };
	struct err err;
	int first, code;

	code = opts_parse(cmd, table, argc, argv, &first);
	if (code)
		return code - 256;
	code = select_stages(&o.stages, &so.stages, &err);
	if (!code)
		code = select_sides(o.side, o.stages.n, &so.stages, &so.sides, &err);
	if (!code && *o.peer && !backend_find(o.peer))
		code = err_set(&err, -EINVAL, "--peer '%.40s': there are its, msi, edma, mmio and poll", o.peer);
	if (!code)
		code = select_backends(&o.backends, &so, &err);
	if (!code && strcmp(o.attach, "auto") != 0 && strcmp(o.attach, "kprobe") != 0)
		code = err_set(&err, -EINVAL, "--attach '%.40s': there are auto and kprobe", o.attach);
	if (code) {
		code = die(cmd, EXIT_USAGE, &err);
	} else {
		so.packets = o.packets;
		snprintf(so.peer, sizeof(so.peer), "%s", o.peer);
		so.per_cpu = o.per_cpu;
		so.per_vector = o.per_vector;
		so.count = o.doorbells != 0;
		so.kprobes = !strcmp(o.attach, "kprobe");
		so.no_calibration = o.no_calibration;
		so.debug = o.verbose;
		block_signals();
		code = record_with(cmd, &o, &so, first < argc ? argv + first : NULL);
	}
	opts_free_list(&o.stages);
	opts_free_list(&o.backends);
	opts_free_list(&o.labels);
	return code;
}

const struct cmd cmd_record = {
	.name = "record",
	.summary = "record doorbell latencies into a run file",
	.usage = "[options] [-- COMMAND [ARG...]]",
	.example = "epbell record -d 10 -o its.json\n"
		   "epbell record -o edma.json --label commit=$(uname -r) -- ping -c 100 10.0.0.1",
	.run = run_record,
};
