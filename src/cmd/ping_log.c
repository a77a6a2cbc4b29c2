// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/ping_log.h"
#include "cmd/print.h"
#include "cmd/run_setup.h"
#include "io/ping_log.h"
#include "io/run_json.h"
#include "view/report.h"

struct logs {
	const struct ping_log_opts *o;
	struct report_run *runs; /* each with a file name of its own to free */
	size_t n;
};

static int out_of_memory(struct err *err)
{
	return err_set(err, -ENOMEM, "not enough memory");
}

/* --- what the doorbells were --------------------------------------------------------------------------------------- */

/* Item @i of a list with commas into @name (16 bytes): false if there is none. */
static bool list_item(const char *list, size_t i, char *name)
{
	size_t len;

	for (; i; i--) {
		list = strchr(list, ',');
		if (!list)
			return false;
		list++;
	}
	len = strcspn(list, ",");
	snprintf(name, 16, "%.*s", (int)len, list);
	return true;
}

static size_t list_length(const char *list)
{
	size_t n = *list ? 1 : 0;

	for (; *list; list++)
		n += *list == ',';
	return n;
}

static int check_peers(const char *peers, size_t files, struct err *err)
{
	const size_t n = list_length(peers);
	char name[16];

	for (size_t i = 0; i < n; i++)
		if (list_item(peers, i, name) && !backend_find(name))
			return err_set(err, -EINVAL, "--peer '%s': there are its, msi, edma, mmio and poll", name);
	if (n > 1 && n != files)
		return err_set(err, -EINVAL, "--peer names %zu backends for %zu files: one for all, or one for each", n,
			       files);
	return 0;
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

/* The file, and of a log with several runs which one. */
static char *run_name(const char *file, const struct ping_log *log, size_t i)
{
	const char *target = log->runs[i]->ping.target;
	char *name;

	if (log->n == 1)
		return strdup(file);
	for (size_t k = 0; k < log->n; k++)
		if (!*target || (k != i && !strcmp(target, log->runs[k]->ping.target)))
			return asprintf(&name, "%s#%zu", file, i + 1) < 0 ? NULL : name;
	return asprintf(&name, "%s:%s", file, target) < 0 ? NULL : name;
}

static int set_up(struct report_run *r, const struct ping_log_opts *o, struct err *err)
{
	if (!r->file)
		return out_of_memory(err);
	snprintf(r->run->env.epbell, sizeof(r->run->env.epbell), "%s", EPBELL_VERSION);
	return add_labels(r->run, o->labels, err);
}

/* Move the runs of a log to the others. */
static int take_runs(struct logs *all, const char *file, struct ping_log *log, struct err *err)
{
	struct report_run *runs = reallocarray(all->runs, all->n + log->n, sizeof(*runs));
	const size_t first = all->n;
	int code = 0;

	if (!runs)
		return out_of_memory(err);
	all->runs = runs;
	for (size_t i = 0; i < log->n; i++)
		runs[all->n++] = (struct report_run){ .file = run_name(file, log, i), .run = log->runs[i] };
	log->n = 0;
	for (size_t i = first; i < all->n && !code; i++)
		code = set_up(&runs[i], all->o, err);
	return code;
}

static int read_log(struct logs *all, const char *file, size_t i, struct err *err)
{
	const char *peers = all->o->peer;
	char backend[16] = "";
	struct ping_log log;
	int code;

	if (*peers)
		list_item(peers, list_length(peers) > 1 ? i : 0, backend);
	code = ping_log_read(file, backend, &log, err);
	if (code)
		return code;
	code = take_runs(all, file, &log, err);
	ping_log_free(&log);
	return code;
}

/* --- results ------------------------------------------------------------------------------------------------------- */

/* One run is written to the file that was named, several to NAME-1.json, NAME-2.json, ... */
static int write_runs(const struct logs *all, struct err *err)
{
	const char *output = all->o->output, *end = strrchr(output, '.');
	const int stem = end && !strcmp(end, ".json") ? (int)(end - output) : (int)strlen(output);
	int code = 0;

	for (size_t i = 0; i < all->n && !code; i++) {
		char *path;

		if ((all->n == 1 ? asprintf(&path, "%s", output) :
				   asprintf(&path, "%.*s-%zu%s", stem, output, i + 1, output + stem)) < 0)
			return out_of_memory(err);
		code = run_write(path, all->runs[i].run, err);
		if (!code && all->n > 1 && !all->o->json)
			fprintf(stderr, "epbell ping: %s is now %s\n", all->runs[i].file, path);
		free(path);
	}
	return code;
}

static int show(const struct cmd *cmd, const struct logs *all)
{
	struct report_opts opts = { .brief = all->n > 1, .bars = all->o->json || all->n == 1, .by.device = true };
	struct doc doc = { 0 };
	struct err err;
	int code;

	if (report_build(&doc, all->runs, all->n, &opts, &err)) {
		code = die(cmd, EXIT_ERROR, &err);
	} else {
		code = print_doc(cmd, &doc, &(struct print_opts){ .json = all->o->json });
	}
	doc_clear(&doc);
	return code;
}

int ping_from_log(const struct cmd *cmd, const char *const *files, size_t n, const struct ping_log_opts *o)
{
	struct logs all = { .o = o };
	struct err err;
	int code;

	if (check_peers(o->peer, n, &err))
		return die(cmd, EXIT_USAGE, &err);
	code = 0;
	for (size_t i = 0; i < n && !code; i++)
		code = read_log(&all, files[i], i, &err);
	if (!code && o->output)
		code = write_runs(&all, &err);
	code = code ? die(cmd, EXIT_ERROR, &err) : show(cmd, &all);
	report_free(all.runs, all.n);
	for (size_t i = 0; i < all.n; i++)
		free((char *)all.runs[i].file);
	free(all.runs);
	return code;
}
