// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/merger.h"
#include "cmd/print.h"
#include "io/run_json.h"
#include "view/merge_view.h"

#define MAX_FILES 2

/* What the options set. */
struct request {
	const char *output;
	bool json, pairs, ascii;
	unsigned long long width;
};

/* The runs and what is made of them; ep is rc where one file has both sides. */
struct job {
	const char *file[MAX_FILES];
	struct run *run[MAX_FILES];
	size_t n;
	const char *rc_file, *ep_file;
	struct run *rc, *ep;
	struct merge merge;
	struct breakdowns breakdowns;
	struct merge_view view;
	struct doc doc;
};

static int parse(const struct cmd *cmd, int argc, char **argv, struct request *req, struct job *job)
{
	const struct opt table[] = {
		{ "What comes of it", "output", 'o', OPT_STR, "FILE",
		  "write a run file with the series of both sides, wire and poll-wait", &req->output, 0, 0 },
		{ NULL, "pairs", 0, OPT_FLAG, NULL, "a line for each pair of packets", &req->pairs, 0, 0 },
		{ "How", "width", 'w', OPT_UINT, "N", "columns, instead of the terminal's", &req->width, 40, 1000 },
		{ NULL, "ascii", 0, OPT_FLAG, NULL, "ASCII only (default where the locale is not UTF-8)", &req->ascii,
		  0, 0 },
		{ NULL, "json", 'j', OPT_FLAG, NULL, "JSON on stdout, all of it, times in ns; errors too", &req->json,
		  0, 0 },
		{ 0 },
	};
	int rc;

	rc = opts_operands(cmd, table, argc, argv, job->file, MAX_FILES, &job->n);
	if (rc)
		return rc;
	if (job->n > MAX_FILES) {
		job->n = 0; /* none was read */
		return 256 + dief(cmd, EXIT_USAGE, "more than two run files named: try 'epbell merge --help'");
	}
	if (!job->n)
		return 256 + dief(cmd, EXIT_USAGE, "no run file named: try 'epbell merge --help'");
	return 0;
}

/* --- which is which ---------------------------------------------------------------------------------------------- */

static bool has_side(const struct run *run, const char *side)
{
	for (size_t i = 0; i < run->npackets; i++)
		if (!strcmp(run->packets[i].side, side))
			return true;
	return false;
}

static int take_sides(struct job *job, size_t rc, size_t ep)
{
	job->rc = job->run[rc];
	job->ep = job->run[ep];
	job->rc_file = job->file[rc];
	job->ep_file = rc == ep ? NULL : job->file[ep];
	return 0;
}

/* The root complex's first by right; but which is which shows, and so the order does not matter. */
static int find_sides(struct job *job, struct err *err)
{
	bool rc[MAX_FILES] = { 0 }, ep[MAX_FILES] = { 0 };

	for (size_t i = 0; i < job->n; i++) {
		rc[i] = has_side(job->run[i], "rc");
		ep[i] = has_side(job->run[i], "ep");
		if (!rc[i] && !ep[i])
			return err_set(err, -EINVAL, "%s: has no packets: record it with --packets, or by epbell ping",
				       job->file[i]);
	}
	if (job->n == 1 && rc[0] && ep[0])
		return take_sides(job, 0, 0);
	if (job->n == 1)
		return err_set(err, -EINVAL, "%s: has packets of the %s's side alone: name the %s's run too",
			       job->file[0], rc[0] ? "root complex" : "endpoint", rc[0] ? "endpoint" : "root complex");
	if (rc[0] && ep[1])
		return take_sides(job, 0, 1);
	if (rc[1] && ep[0])
		return take_sides(job, 1, 0);
	return err_set(err, -EINVAL,
		       "%s and %s: both have packets of the %s's side alone: the other side's run is needed",
		       job->file[0], job->file[1], rc[0] ? "root complex" : "endpoint");
}

/* --- the work ---------------------------------------------------------------------------------------------------- */

static int no_memory(struct err *err)
{
	return err_set(err, -ENOMEM, "not enough memory");
}

static int compose(struct job *job, const struct request *req, struct err *err)
{
	struct run *made = run_new();
	int code;

	job->view = (struct merge_view){ .rc_file = job->rc_file,
					 .ep_file = job->ep_file,
					 .merge = &job->merge,
					 .breakdowns = &job->breakdowns,
					 .pairs = req->pairs };
	job->view.made.run = made;
	job->view.made.file = job->rc_file;
	if (!made || merger_run(&job->merge, job->rc, job->ep) || breakdown_make(&job->breakdowns, &job->merge))
		return no_memory(err);
	made->env.clock_step_ns = job->rc->env.clock_step_ns;
	if (job->ep->env.clock_step_ns > made->env.clock_step_ns)
		made->env.clock_step_ns = job->ep->env.clock_step_ns;
	code = merge_made(&job->merge, made, err);
	return code ? code : merge_build(&job->doc, &job->view, err);
}

static int write_output(struct job *job, const char *path, struct err *err)
{
	int code = merge_runs(&job->merge, job->rc, err);

	if (!code)
		code = merge_made(&job->merge, job->rc, err);
	return code ? code : run_write(path, job->rc, err);
}

/* Nothing may be judged by this: the document says why. */
static bool cannot_judge(const struct job *job)
{
	return job->merge.npairs < 2 || !run_closes(job->rc) || !run_closes(job->ep);
}

static int merge_files(const struct cmd *cmd, struct job *job, const struct request *req)
{
	bool unjudged;
	struct err err;
	int code;

	for (size_t i = 0; i < job->n; i++)
		if (run_read(job->file[i], &job->run[i], &err))
			return die(cmd, EXIT_ERROR, &err);
	if (find_sides(job, &err) || compose(job, req, &err))
		return die(cmd, EXIT_ERROR, &err);
	unjudged = cannot_judge(job);
	/* of fewer than two pairs no run is made */
	if (req->output && job->merge.npairs > 1 && write_output(job, req->output, &err))
		return die(cmd, EXIT_ERROR, &err);
	code = print_doc(cmd, &job->doc, &(struct print_opts){ req->json, req->ascii, req->width });
	return code == EXIT_FINE && unjudged ? EXIT_NOJUDGE : code;
}

static int run_merge(const struct cmd *cmd, int argc, char **argv)
{
	struct request req = { 0 };
	struct job job = { 0 };
	int rc = parse(cmd, argc, argv, &req, &job);

	if (!rc)
		rc = merge_files(cmd, &job, &req);
	doc_clear(&job.doc);
	report_free(&job.view.made, 1);
	breakdown_clear(&job.breakdowns);
	merge_clear(&job.merge);
	for (size_t i = 0; i < job.n; i++)
		run_free(job.run[i]);
	return rc & 255;
}

const struct cmd cmd_merge = {
	.name = "merge",
	.summary = "put the recordings of two sides together: where the time went",
	.usage = "[options] RC.json EP.json | BOTH.json",
	.example = "epbell merge rc.json ep.json -o merged.json\n"
		   "epbell merge --json rc.json ep.json | jq '.pairs[] | [.seq, .request, .bound]'",
	.run = run_merge,
};
