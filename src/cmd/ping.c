// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/ping_log.h"
#include "cmd/ping_sweep.h"
#include "cmd/run_setup.h"
#include "ping/echo.h"

/* What the options set, before it is checked. */
struct given {
	const char *jitter, *interface, *peer, *output;
	unsigned long long count, size, seed;
	double gap, deadline, timeout;
	bool from_log;
	const char **operands;
	size_t noperands;
};

static const struct {
	const char *name;
	enum ping_pacing pacing;
} jitters[] = { { "uniform", PACING_UNIFORM }, { "exp", PACING_EXPONENTIAL }, { "none", PACING_FIXED } };

#define NJITTERS (sizeof(jitters) / sizeof(jitters[0]))

static int take_sizes(struct ping_request *req, size_t size, struct err *err)
{
	unsigned long v;
	char *end;
	size_t i;

	for (i = 0; i < req->sweep.n; i++) {
		v = strtoul(req->sweep.item[i], &end, 10);
		if (*req->sweep.item[i] < '0' || *req->sweep.item[i] > '9' || *end || v > ECHO_MAX_IPV6)
			return err_set(err, -EINVAL, "--sweep '%.40s': a size is a number of bytes, 0 to %d",
				       req->sweep.item[i], ECHO_MAX_IPV6);
		req->sizes[req->nsizes++] = v;
	}
	if (!req->sweep.n)
		req->sizes[req->nsizes++] = size;
	else if (!req->opts.count)
		return err_set(err, -EINVAL, "--sweep wants --count: so many requests of each size");
	return 0;
}

/* Before anything is sent. */
static int check_labels(const struct opt_list *labels, struct err *err)
{
	struct run *run = run_new();
	int code = run ? add_labels(run, labels, err) : err_set(err, -ENOMEM, "out of memory");

	run_free(run);
	return code;
}

static int take(struct ping_request *req, const struct given *g, struct err *err)
{
	size_t i;

	for (i = 0; i < NJITTERS && strcmp(g->jitter, jitters[i].name) != 0; i++)
		;
	if (i == NJITTERS)
		return err_set(err, -EINVAL, "--jitter '%.40s': there are uniform, exp and none", g->jitter);
	if (*g->peer && !backend_find(g->peer))
		return err_set(err, -EINVAL, "--peer '%.40s': there are its, msi, edma, mmio and poll", g->peer);
	req->opts.interface = g->interface;
	req->opts.count = g->count;
	req->opts.gap = g->gap;
	req->opts.pacing = jitters[i].pacing;
	req->opts.seed = g->seed ? g->seed : pinger_random();
	req->opts.deadline = g->deadline;
	req->opts.timeout = g->timeout;
	req->peer = g->peer;
	req->output = g->output;
	return take_sizes(req, g->size, err) ?: check_labels(&req->labels, err);
}

static int check_operands(const struct cmd *cmd, const struct given *g, struct ping_request *req)
{
	if (!g->noperands)
		return 256 +
		       dief(cmd, EXIT_USAGE, "no %s given: try 'epbell ping --help'", g->from_log ? "file" : "address");
	if (g->from_log && (g->count || g->seed || g->interface || g->deadline > 0 || req->sweep.n))
		return 256 + dief(cmd, EXIT_USAGE,
				  "--from-log sends nothing: it goes with --peer, --output, --label and --json");
	if (!g->from_log && g->noperands > 1)
		return 256 + dief(cmd, EXIT_USAGE, "one address only: '%s' is one too many", g->operands[1]);
	req->opts.address = g->operands[0];
	return 0;
}

/* The table sets what is in @g and @req, and req->opts.address is what is left. */
static int parse(const struct cmd *cmd, int argc, char **argv, struct given *g, struct ping_request *req)
{
	const struct opt table[] = {
		{ "What", "count", 'c', OPT_UINT, "N", "so many requests (default: until Ctrl-C)", &g->count, 1, 0 },
		{ NULL, "interval", 'i', OPT_MSECS, "MS",
		  "mean gap between requests; 0: the next as soon as the reply is there (default: 20)", &g->gap, 0,
		  1e6 },
		{ NULL, "jitter", 0, OPT_STR, "KIND",
		  "gaps: uniform in [0, 2 * mean), exp, or none: a fixed beat (default: uniform)", &g->jitter, 0, 0 },
		{ NULL, "seed", 0, OPT_UINT, "N", "of the gaps, to have the same again (default: random)", &g->seed, 1,
		  0 },
		{ NULL, "size", 's', OPT_UINT, "BYTES", "of data in a request (default: 56)", &g->size, 0,
		  ECHO_MAX_IPV6 },
		{ NULL, "sweep", 0, OPT_LIST, "SIZES", "--count requests of each of these sizes, one after the other",
		  &req->sweep, 0, 0 },
		{ NULL, "interface", 'I', OPT_STR, "NAME", "send by this interface", &g->interface, 0, 0 },
		{ NULL, "peer", 0, OPT_STR, "BACKEND",
		  "what the endpoint's doorbell is, which only the endpoint knows: its msi edma mmio poll", &g->peer, 0,
		  0 },
		{ NULL, "from-log", 0, OPT_FLAG, NULL,
		  "read what other tools' pings printed: the operands are files, --peer may name a backend for each",
		  &g->from_log, 0, 0 },
		{ NULL, "no-bpf", 0, OPT_FLAG, NULL, "round trips only, no stages", &req->no_bpf, 0, 0 },
		{ "How long", "deadline", 'w', OPT_SECS, "SECONDS", "end after this time", &g->deadline, 0.001, 1e6 },
		{ NULL, "timeout", 'W', OPT_SECS, "SECONDS", "a reply is waited for (default: 1)", &g->timeout, 1e-6,
		  1e6 },
		{ "Output", "output", 'o', OPT_STR, "FILE", "run file (default: none)", &g->output, 0, 0 },
		{ NULL, "label", 'l', OPT_LIST, "K=V", "a label for the run, may be repeated", &req->labels, 0, 0 },
		{ NULL, "quiet", 'q', OPT_FLAG, NULL, "no line a reply", &req->quiet, 0, 0 },
		{ NULL, "json", 'j', OPT_FLAG, NULL, "JSON on stdout, times in ns; errors too", &req->json, 0, 0 },
		{ 0 },
	};
	int code = opts_operands(cmd, table, argc, argv, g->operands, argc, &g->noperands);

	return code ? code : check_operands(cmd, g, req);
}

static int from_log(const struct cmd *cmd, const struct given *g, const struct ping_request *req)
{
	const struct ping_log_opts opts = {
		.peer = g->peer, .output = g->output, .labels = &req->labels, .json = req->json
	};

	struct err err;

	if (check_labels(&req->labels, &err))
		return die(cmd, EXIT_USAGE, &err);
	return ping_from_log(cmd, g->operands, g->noperands, &opts);
}

static int run_ping(const struct cmd *cmd, int argc, char **argv)
{
	struct given g = { .jitter = "uniform", .peer = "", .size = 56, .gap = PACING_DEFAULT_GAP, .timeout = 1 };
	struct ping_request req = { .labels.nosplit = true };
	struct err err;
	int code;

	g.operands = calloc((size_t)argc + 1, sizeof(*g.operands));
	code = g.operands ? parse(cmd, argc, argv, &g, &req) : 256 + dief(cmd, EXIT_ERROR, "not enough memory");
	if (code) {
		code -= 256;
	} else if (g.from_log) {
		code = from_log(cmd, &g, &req);
	} else if (take(&req, &g, &err)) {
		code = die(cmd, EXIT_USAGE, &err);
	} else {
		pinging_block_signals();
		code = ping_sweep(cmd, &req);
	}
	opts_free_list(&req.sweep);
	opts_free_list(&req.labels);
	free(g.operands);
	return code;
}

const struct cmd cmd_ping = {
	.name = "ping",
	.summary = "send echo requests and measure their round trips",
	.usage = "[options] ADDRESS|FILE...",
	.example = "epbell ping -c 1000 10.0.0.11\n"
		   "epbell ping -c 1000 -o its.json --peer its 10.0.0.11\n"
		   "epbell ping --from-log --peer poll,edma before.txt after.txt",
	.run = run_ping,
};
