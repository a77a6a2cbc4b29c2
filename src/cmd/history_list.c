// SPDX-License-Identifier: GPL-2.0-only
/* 'epbell history list' and 'epbell history show': commits, runs, and the run files back again. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/history.h"
#include "cmd/print.h"
#include "io/atomic_file.h"
#include "view/history_view.h"

/* What the options set. */
struct request {
	struct history_which which;
	struct print_opts print;
	bool runs;
	const char *output;
};

#define PRINT_ROWS(req)                                                                                                     \
	{ "What is printed",  "json", 'j', OPT_FLAG, NULL, "JSON on stdout, all of it; errors too",                         \
	  &(req)->print.json, 0,      0 },                                                                                  \
		{ NULL, "width", 'w', OPT_UINT, "N", "columns, instead of the terminal's", &(req)->print.width, 40, 1000 }, \
	{                                                                                                                   \
		NULL, "ascii", 0, OPT_FLAG, NULL, "ASCII only (default where the locale is not UTF-8)",                     \
			&(req)->print.ascii, 0, 0                                                                           \
	}

/* --- list -------------------------------------------------------------------------------------------------------- */

static int list(const struct cmd *cmd, struct request *req)
{
	struct doc doc = { .format = "epbell-history-list" };
	struct history_filter filter;
	struct history *h = NULL;
	struct table *table;
	struct err err;
	int code = history_filter(&req->which, &filter, &err);

	if (!code && filter.backend && !backend_find(filter.backend))
		code = err_set(&err, -EINVAL, "no backend '%.40s'", filter.backend);
	if (code)
		return die(cmd, EXIT_USAGE, &err);
	/* a backend or a label is one of runs */
	req->runs = req->runs || filter.backend || filter.label;
	table = req->runs ? history_runs_table() : history_commits_table();
	doc_add(&doc, DOC_WHOLE, table);
	code = history_open_named(req->which.db, false, &h, &err);
	if (!code && req->runs)
		code = history_runs(h, &filter, history_runs_row, table, &err);
	else if (!code)
		code = history_commits(h, &filter, history_commits_row, table, &err);
	code = code ? die(cmd, EXIT_ERROR, &err) : print_doc(cmd, &doc, &req->print);
	history_close(h);
	doc_clear(&doc);
	return code;
}

static int run_list(const struct cmd *cmd, int argc, char **argv)
{
	struct request req = { 0 };
	const struct opt table[] = {
		HISTORY_DB_ROW(&req.which),
		HISTORY_BOARD_ROW(&req.which),
		{ NULL, "commit", 'c', OPT_STR, "NAME", "only of this commit", &req.which.commit, 0, 0 },
		{ NULL, "backend", 0, OPT_STR, "NAME", "only runs with doorbells of this backend", &req.which.backend,
		  0, 0 },
		{ NULL, "label", 'l', OPT_STR, "KEY=VALUE", "only runs that have this label", &req.which.label, 0, 0 },
		{ NULL, "last", 'n', OPT_UINT, "N", "only the newest so many", &req.which.last, 1, 1e9 },
		{ NULL, "runs", 'r', OPT_FLAG, NULL, "runs instead of commits (so with --backend and --label)",
		  &req.runs, 0, 0 },
		PRINT_ROWS(&req),
		{ 0 },
	};
	int operands, rc = opts_parse(cmd, table, argc, argv, &operands);

	if (!rc && operands < argc)
		rc = dief(cmd, EXIT_USAGE, "'%.100s' is no option: try 'epbell history list --help'", argv[operands]);
	else if (!rc)
		rc = list(cmd, &req);
	return rc & 255;
}

const struct cmd history_list_cmd = {
	.name = "history list",
	.summary = "the commits and what became of them, or the runs",
	.usage = "[options]",
	.example = "epbell history list --board s4 --last 20",
	.run = run_list,
};

/* --- show -------------------------------------------------------------------------------------------------------- */

/* The run file as it was added. */
static int write_back(struct history *h, int64_t id, const char *output, struct err *err)
{
	char *text;
	size_t len;
	int code = history_content(h, id, &text, &len, err);

	if (code)
		return code;
	code = atomic_write(output, text, len, err);
	free(text);
	return code;
}

static int show(const struct cmd *cmd, const struct request *req, int64_t id)
{
	const struct history_filter filter = { .run_id = id };
	struct doc doc = { .format = "epbell-history-show" };
	struct table *table = history_runs_table();
	struct run *run = run_new();
	struct history *h = NULL;
	struct err err;
	int code =
		run ? history_open_named(req->which.db, false, &h, &err) : err_set(&err, -ENOMEM, "not enough memory");

	doc_add(&doc, DOC_WHOLE, table);
	if (!code && req->output)
		code = write_back(h, id, req->output, &err);
	else if (!code)
		code = history_runs(h, &filter, history_runs_row, table, &err);
	if (!code && !req->output && !table->nrows)
		code = err_set(&err, -ENOENT, "no run %lld: 'epbell history list --runs' shows what there is",
			       (long long)id);
	if (!code && !req->output)
		code = history_series(h, id, run, &err);
	if (!code && !req->output)
		doc_add(&doc, DOC_WHOLE, history_series_table(run));
	if (code)
		code = die(cmd, EXIT_ERROR, &err);
	else if (!req->output)
		code = print_doc(cmd, &doc, &req->print);
	history_close(h);
	doc_clear(&doc);
	run_free(run);
	return code;
}

static int run_show(const struct cmd *cmd, int argc, char **argv)
{
	struct request req = { 0 };
	const struct opt table[] = {
		HISTORY_DB_ROW(&req.which),
		PRINT_ROWS(&req),
		{ NULL, "output", 'o', OPT_STR, "FILE", "nothing: write the run file back instead", &req.output, 0, 0 },
		{ 0 },
	};
	const char *operand = NULL;
	long long id = 0;
	char *end = NULL;
	size_t n = 0;
	int rc = opts_operands(cmd, table, argc, argv, &operand, 1, &n);

	if (!rc && n == 1)
		id = strtoll(operand, &end, 10);
	if (!rc && (n != 1 || *end || id < 1))
		rc = dief(cmd, EXIT_USAGE, "one run's number is wanted: try 'epbell history list --runs'");
	else if (!rc)
		rc = show(cmd, &req, id);
	return rc & 255;
}

const struct cmd history_show_cmd = {
	.name = "history show",
	.summary = "one run: what is kept of it, or its run file back",
	.usage = "[options] RUN",
	.example = "epbell history show 17 -o run-17.json",
	.run = run_show,
};
