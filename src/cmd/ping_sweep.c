// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd/ping_sweep.h"
#include "cmd/print.h"
#include "cmd/run_setup.h"
#include "io/output_lock.h"
#include "io/run_json.h"
#include "view/ping_view.h"
#include "view/report.h"

struct sweep {
	const struct ping_request *req;
	struct timespec start;
	struct run *runs[PING_SIZES];
	struct ping_shown shown[PING_SIZES];
	size_t n; /* done */
	int signal;
	char why[300]; /* there are no stages; "" there are */
};

/* NAME.json, or of several sizes NAME-64.json. */
static int output_path(const struct ping_request *req, size_t size, char *path, size_t room, struct err *err)
{
	const size_t len = strlen(req->output), suffix = strlen(".json");
	const bool json = len > suffix && !strcmp(req->output + len - suffix, ".json");
	int used;

	used = !req->sweep.n ? snprintf(path, room, "%s", req->output) :
			       snprintf(path, room, "%.*s-%zu%s", (int)(json ? len - suffix : len), req->output, size,
					json ? ".json" : "");
	return (size_t)used < room ? 0 : err_set(err, -ENAMETOOLONG, "%.200s...: name too long", req->output);
}

/* The workload, in the words of an option that matters to the figures each: equal ones are comparable. */
static void describe_workload(struct environment *env, const struct ping_opts *o)
{
	char gap[64] = "";

	if (o->gap > 0)
		snprintf(gap, sizeof(gap), " -i %gms --jitter %s", o->gap * 1e3,
			 o->pacing == PACING_UNIFORM	 ? "uniform" :
			 o->pacing == PACING_EXPONENTIAL ? "exp" :
							   "none");
	snprintf(env->command, sizeof(env->command), "epbell ping -s %zu%s %s", o->size, o->gap > 0 ? gap : " -i 0",
		 o->address);
}

/* The run, before it has begun. */
static int new_run(const struct ping_request *req, size_t size, struct run **run, struct err *err)
{
	char text[24];
	int code;

	*run = run_new();
	if (!*run)
		return err_set(err, -ENOMEM, "out of memory");
	code = add_labels(*run, &req->labels, err);
	if (!code && req->sweep.n) {
		snprintf(text, sizeof(text), "%zu", size);
		code = run_add_label(*run, "size", text) ? err_set(err, -ENOMEM, "out of memory") : 0;
	}
	if (!code)
		describe_run(*run, NULL);
	return code;
}

/* Of the deadline, what is left: below 0 nothing. */
static double time_left(const struct sweep *s)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return s->req->opts.deadline - (double)(now.tv_sec - s->start.tv_sec) -
	       (double)(now.tv_nsec - s->start.tv_nsec) / 1e9;
}

static void tell_trouble(const struct pinging *p, const struct ping_request *req)
{
	if (p->waits && !req->json)
		fprintf(stderr,
			"epbell ping: requests had to wait %llu times until outcomes were fetched: gaps were longer\n",
			(unsigned long long)p->waits);
	if (p->rows_lost && !req->json)
		fprintf(stderr, "epbell ping: no memory for %llu rows; the figures have them\n",
			(unsigned long long)p->rows_lost);
}

static int ping_with_stages(struct sweep *s, struct pinging *p, struct err *err)
{
	struct ping_stages stages = { .why = "--no-bpf" };
	int code;

	if (!s->req->no_bpf)
		ping_stages_open(&stages, p->run, s->req->peer);
	snprintf(s->why, sizeof(s->why), "%s", stages.why);
	p->stages = &stages;
	code = pinging_run(p, err);
	ping_stages_close(&stages);
	return code;
}

/* Requests of one size, into s->shown[s->n]. */
static int ping_size(struct sweep *s, size_t size, const char *path, struct err *err)
{
	const struct ping_request *req = s->req;
	struct pinging p = { .opts = req->opts,
			     .backend = req->peer,
			     .head = !req->json && !req->sweep.n,
			     .lines = !req->json && !req->quiet && isatty(STDOUT_FILENO) };
	int code;

	p.opts.size = size;
	if (req->opts.deadline > 0) {
		p.opts.deadline = time_left(s);
		if (p.opts.deadline <= 0)
			return 0;
	}
	code = new_run(req, size, &s->runs[s->n], err);
	if (code)
		return code;
	describe_workload(&s->runs[s->n]->env, &p.opts);
	p.run = s->runs[s->n];
	code = ping_with_stages(s, &p, err);
	if (code)
		return code;
	tell_trouble(&p, req);
	s->signal = p.signal;
	s->shown[s->n] = (struct ping_shown){ .run = p.run, .mdev = tally_mdev(&p.tally) };
	s->n++;
	return path ? run_write(path, p.run, err) : 0;
}

static int ping_and_save(struct sweep *s, size_t size, struct err *err)
{
	struct output_lock lock = { .fd = -1 };
	char path[480];
	int code;

	if (!s->req->output)
		return ping_size(s, size, NULL, err);
	code = output_path(s->req, size, path, sizeof(path), err);
	if (!code)
		code = output_lock(&lock, path, err);
	if (!code)
		code = ping_size(s, size, path, err);
	output_unlock(&lock);
	return code;
}

/* Why there are no stages: it is said with every result. "": there are. */
static const char *no_stages(const struct sweep *s, char *text, size_t size)
{
	text[0] = 0;
	if (*s->why)
		snprintf(text, size, "No stages were recorded, only round trips: %s.", s->why);
	return text;
}

static int show(const struct cmd *cmd, const struct sweep *s)
{
	struct report_run stages = { .file = "", .run = s->runs[0] };
	struct doc doc = { 0 };
	char note[400];
	int code;

	if (s->n == 1 && !*s->why)
		report_stages_only(&doc, &stages, NULL);
	ping_document(&doc, s->shown, s->n, no_stages(s, note, sizeof(note)));
	if (!s->req->json && !s->req->sweep.n)
		ping_summary(stdout, &s->shown[0]);
	code = print_doc(cmd, &doc, &(struct print_opts){ .json = s->req->json });
	doc_clear(&doc);
	group_free(stages.groups, stages.ngroups);
	return code;
}

int ping_sweep(const struct cmd *cmd, const struct ping_request *req)
{
	struct sweep *s = calloc(1, sizeof(*s));
	int code = EXIT_FINE, failed = 0;
	struct err err;
	size_t i;

	if (!s)
		return dief(cmd, EXIT_ERROR, "out of memory");
	s->req = req;
	clock_gettime(CLOCK_MONOTONIC, &s->start);
	for (i = 0; i < req->nsizes && !failed && !s->signal; i++)
		failed = ping_and_save(s, req->sizes[i], &err);
	/* An error is the whole answer for a program; a person wants to see what there is all the same. */
	if (s->n && !(failed && req->json))
		code = show(cmd, s);
	for (i = 0; i < s->n && code == EXIT_FINE; i++)
		if (!s->shown[i].run->ping.received)
			code = EXIT_ERROR;
	if (failed)
		code = die(cmd, EXIT_ERROR, &err);
	for (i = 0; i < PING_SIZES; i++)
		run_free(s->runs[i]);
	free(s);
	return code;
}
