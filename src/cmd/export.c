// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/opts.h"
#include "cmd/select.h"
#include "io/export.h"
#include "io/run_json.h"

/* What the options set. */
struct request {
	const char *format, *output, *unit;
	struct opt_list stages, backends;
	bool json, raw, per_cpu, per_vector, whole;
};

/* The runs and what is made of them. */
struct job {
	const struct export_format *format;
	const char *dir; /* a file for each series goes there; NULL: all goes into one */
	struct group_by by;
	struct export_run *runs;
	struct export ex;
};

static int parse(const struct cmd *cmd, int argc, char **argv, struct request *req, const char **files, size_t *n)
{
	const struct opt table[] = {
		{ "What is written", "format", 'f', OPT_STR, "FORMAT",
		  "hgrm, hlog, openmetrics or csv (default: what FILE's suffix says, .hgrm .hlog .om .prom .csv)",
		  &req->format, 0, 0 },
		{ NULL, "output", 'o', OPT_STR, "FILE",
		  "write there (default: standard output, as -); for hgrm also a directory, DIR/, for a file each series",
		  &req->output, 0, 0 },
		{ NULL, "unit", 0, OPT_STR, "UNIT", "of times in hgrm: " TIME_UNIT_NAMES " (default ns)", &req->unit, 0,
		  0 },
		{ NULL, "whole", 0, OPT_FLAG, NULL, "hlog: a line for the run, not for each of its intervals",
		  &req->whole, 0, 0 },
		{ "Of what", "stage", 's', OPT_LIST, "LIST", "only these stages, see epbell report --help",
		  &req->stages, 0, 0 },
		{ NULL, "backend", 'b', OPT_LIST, "LIST", "only these backends: its, msi, edma, mmio, poll",
		  &req->backends, 0, 0 },
		{ NULL, "per-cpu", 0, OPT_FLAG, NULL, "a series for each CPU, where the run kept them apart",
		  &req->per_cpu, 0, 0 },
		{ NULL, "per-vector", 0, OPT_FLAG, NULL,
		  "a series for each doorbell vector, where the run kept them apart", &req->per_vector, 0, 0 },
		{ NULL, "raw", 0, OPT_FLAG, NULL, "the times as they were seen, epbell's own hooks included", &req->raw,
		  0, 0 },
		{ "How", "json", 'j', OPT_FLAG, NULL, "errors as JSON on standard output", &req->json, 0, 0 },
		{ 0 },
	};
	int rc = opts_operands(cmd, table, argc, argv, files, argc, n);

	if (!rc && !*n)
		rc = 256 + dief(cmd, EXIT_USAGE, "no run file named: try 'epbell export --help'");
	return rc;
}

/* --- what is asked for ------------------------------------------------------------------------------------------- */

/* Does -o name a directory, that is there or is to be? */
static bool names_directory(const char *output)
{
	struct stat st;
	size_t len = output ? strlen(output) : 0;

	return len && (output[len - 1] == '/' || (!stat(output, &st) && S_ISDIR(st.st_mode)));
}

static int choose_format(struct job *job, const struct request *req, struct err *err)
{
	const char *output = req->output ?: "-";

	job->dir = names_directory(output) ? output : NULL;
	if (req->format)
		job->format = export_find(req->format);
	else
		job->format = job->dir ? export_find("hgrm") : export_guess(output);
	if (!job->format && req->format)
		return err_set(err, -EINVAL, "no format '%.40s': there are hgrm, hlog, openmetrics, csv", req->format);
	if (!job->format)
		return err_set(err, -EINVAL,
			       "%s%s does not say which format: name it with --format (hgrm, hlog, openmetrics, csv)",
			       strcmp(output, "-") ? "" : "standard output: ", strcmp(output, "-") ? output : "-");
	if (job->dir && !job->format->single)
		return err_set(err, -EINVAL, "%s is a directory, and %s needs but one file: name it", output,
			       job->format->name);
	job->ex.unit = time_unit_find(req->unit ?: "ns");
	if (!job->ex.unit)
		return err_set(err, -EINVAL, "no unit '%.40s': there are " TIME_UNIT_NAMES, req->unit);
	return 0;
}

static int select_groups(struct job *job, const struct request *req, struct err *err)
{
	struct session_opts unused = { 0 }; /* the names are to be known, no more */
	int code = req->stages.n ? select_stages(&req->stages, &job->by.stages, err) : 0;

	job->by.backends = req->backends.item;
	job->by.nbackends = req->backends.n;
	job->by.device = true;
	job->by.cpu = req->per_cpu;
	job->by.vector = req->per_vector;
	job->ex.by = &job->by;
	job->ex.whole = req->whole;
	return code ? code : select_backends(&req->backends, &unused, err);
}

/* The same file twice would be the same series twice; and what is read must not be what is written. */
static int check_files(const struct request *req, const char **files, size_t n, struct err *err)
{
	struct stat out, in;
	bool exists = req->output && !stat(req->output, &out) && S_ISREG(out.st_mode);

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			if (!strcmp(files[i], files[k]))
				return err_set(err, -EINVAL, "%s is named twice", files[i]);
		if (exists && !stat(files[i], &in) && in.st_dev == out.st_dev && in.st_ino == out.st_ino)
			return err_set(err, -EINVAL, "%s would be overwritten: name another file with -o", files[i]);
	}
	return 0;
}

/* --- the work ---------------------------------------------------------------------------------------------------- */

/* Of the folded series those that can be written. */
static void keep_filled(struct export_run *r, bool in_buckets)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->ngroups; i++) {
		if (in_buckets ? r->groups[i].h.count : hist_seen(&r->groups[i].h))
			r->groups[kept++] = r->groups[i];
		else
			free(r->groups[i].raw);
	}
	r->ngroups = kept;
}

static int read_runs(struct job *job, const struct request *req, const char **files, size_t n, struct err *err)
{
	size_t found = 0;

	job->ex.runs = job->runs;
	for (size_t i = 0; i < n; i++) {
		struct export_run *r = &job->runs[i];
		int code = run_read(files[i], &r->run, err);

		if (code)
			return code;
		if (req->raw)
			run_show_raw(r->run);
		r->file = files[i];
		job->ex.n = i + 1;
		code = group_series(r->run, &job->by, &r->groups, &r->ngroups);
		if (code)
			return err_set(err, code, "%s: its histograms cannot be added up: %s", files[i],
				       strerror(-code));
		keep_filled(r, job->format->single);
		found += r->ngroups;
	}
	export_survey(&job->ex);
	if (!found)
		return err_set(err, -ENOENT, "no series matches: 'epbell report FILE' shows what there is");
	return 0;
}

static size_t count_series(const struct job *job)
{
	size_t n = 0;

	for (size_t i = 0; i < job->ex.n; i++)
		n += job->runs[i].ngroups;
	return n;
}

/* A format that holds one series, and there are more. */
static int too_many(const struct job *job, struct err *err)
{
	char names[300] = "", name[200];
	size_t used = 0;

	for (size_t i = 0; i < job->ex.n; i++) {
		for (size_t k = 0; k < job->runs[i].ngroups && used < sizeof(names); k++) {
			export_name(&job->ex, &job->runs[i], &job->runs[i].groups[k], '/', name, sizeof(name));
			used += (size_t)snprintf(names + used, sizeof(names) - used, " %s", name);
		}
	}
	return err_set(err, -E2BIG,
		       "%zu series match and an .hgrm holds one: choose with --stage and --backend, or name a "
		       "directory with -o DIR/; there are%s%s",
		       count_series(job), names, used < sizeof(names) ? "" : "...");
}

static int write_one(struct job *job, const char *output, struct err *err)
{
	struct export_run r;
	struct export ex = job->ex;

	if (job->format->single && count_series(job) > 1)
		return too_many(job, err);
	for (size_t i = 0; job->format->single && i < job->ex.n; i++)
		if (job->runs[i].ngroups)
			ex = export_only(&job->ex, &r, &job->runs[i], 0);
	if (output && strcmp(output, "-") != 0)
		return export_file(output, job->format, &ex, err);
	return job->format->write(stdout, &ex, err);
}

static int export_runs(const struct cmd *cmd, struct request *req, struct job *job, const char **files, size_t n)
{
	struct err err;
	int code;

	if (choose_format(job, req, &err) || select_groups(job, req, &err) || check_files(req, files, n, &err))
		return die(cmd, EXIT_USAGE, &err);
	code = read_runs(job, req, files, n, &err);
	if (!code)
		code = job->dir ? export_directory(job->dir, job->format, &job->ex, &err) :
				  write_one(job, req->output, &err);
	return code ? die(cmd, EXIT_ERROR, &err) : EXIT_FINE;
}

static int run_export(const struct cmd *cmd, int argc, char **argv)
{
	const char **files = calloc(argc + 1, sizeof(*files));
	struct job job = { .runs = calloc(argc + 1, sizeof(*job.runs)) };
	struct request req = { 0 };
	size_t n = 0;
	int rc;

	if (files && job.runs)
		rc = parse(cmd, argc, argv, &req, files, &n);
	else
		rc = 256 + dief(cmd, EXIT_ERROR, "not enough memory");
	if (!rc)
		rc = export_runs(cmd, &req, &job, files, n);
	for (size_t i = 0; i < n; i++) {
		group_free(job.runs[i].groups, job.runs[i].ngroups);
		run_free(job.runs[i].run);
	}
	opts_free_list(&req.stages);
	opts_free_list(&req.backends);
	free(job.runs);
	free(files);
	return rc & 255;
}

const struct cmd cmd_export = {
	.name = "export",
	.summary = "write runs for other tools: HdrHistogram, OpenMetrics, CSV",
	.usage = "[options] FILE...",
	.example = "epbell export --stage irq-dispatch -o dispatch.hgrm edma.json\n"
		   "epbell export -o doorbells.prom its.json edma.json",
	.run = run_export,
};
