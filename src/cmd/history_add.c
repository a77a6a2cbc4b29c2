// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/history.h"
#include "cmd/print.h"
#include "cmd/run_setup.h"
#include "io/run_json.h"

/* What the options set. */
struct request {
	struct history_which which;
	struct opt_list labels;
	bool json;
};

static const struct column columns[] = {
	{ .key = "run", .head = "run", .flags = COL_RIGHT },
	{ .key = "commit", .head = "commit" },
	{ .key = "file", .head = "file" },
	{ .key = "already", .head = "was there", .flags = COL_RIGHT },
};

/* One file; what is added is said at once, since it is there from then on, whatever comes of the next one. */
static int add_file(const struct request *req, struct history *h, const char *file, struct table *table,
		    struct err *err)
{
	struct run *run = NULL;
	const char *commit;
	bool already = false;
	struct cell *row;
	int64_t id = 0;
	int code = run_read(file, &run, err);

	if (!code)
		code = add_labels(run, &req->labels, err);
	commit = code ? NULL : req->which.commit ?: run_label(run, "commit");
	if (!code && (!commit || !*commit))
		code = err_set(err, -EINVAL,
			       "%s: of what commit it is, is not said: --commit, or record it with --label commit=...",
			       file);
	if (!code)
		code = history_add(h, run, commit, req->which.board ?: "", &id, &already, err);
	if (!code && !req->json) {
		printf("%s %s: run %" PRId64 " of %s\n", already ? "was there" : "added", file, id, commit);
		fflush(stdout);
	}
	if (!code) {
		row = table_row(table, ROW_DATA);
		row[0] = cell_int(id);
		row[1] = cell_str(table_str(table, "%s", commit));
		row[2] = cell_str(file);
		row[3] = cell_bool(already);
	}
	run_free(run);
	return code;
}

static int add_files(const struct cmd *cmd, const struct request *req, const char *const *files, size_t n)
{
	struct table *table = table_new(TABLE_ROWS, "runs", columns, NCOLUMNS(columns), 1);
	struct doc doc = { .format = "epbell-history-add" };
	struct history *h = NULL;
	struct err err;
	int code;

	doc_add(&doc, DOC_WHOLE, table);
	code = history_open_named(req->which.db, true, &h, &err);
	for (size_t i = 0; i < n && !code; i++)
		code = add_file(req, h, files[i], table, &err);
	if (code)
		code = die(cmd, EXIT_ERROR, &err);
	else if (req->json)
		code = print_doc(cmd, &doc, &(struct print_opts){ .json = true });
	history_close(h);
	doc_clear(&doc);
	return code;
}

static int run_add(const struct cmd *cmd, int argc, char **argv)
{
	struct request req = { .labels.nosplit = true };
	const struct opt table[] = {
		HISTORY_DB_ROW(&req.which),
		{ "As what", "commit", 'c', OPT_STR, "NAME", "of this commit (default: the run's label commit)",
		  &req.which.commit, 0, 0 },
		{ NULL, "board", 'b', OPT_STR, "NAME", "of this board (default: the machine that was recorded)",
		  &req.which.board, 0, 0 },
		{ NULL, "label", 'l', OPT_LIST, "KEY=VALUE", "a label of the run; instead of one that it has",
		  &req.labels, 0, 0 },
		{ "What is printed", "json", 'j', OPT_FLAG, NULL, "JSON on stdout; errors too", &req.json, 0, 0 },
		{ 0 },
	};
	const char **files = calloc(argc + 1, sizeof(*files));
	size_t n = 0;
	int rc;

	if (!files)
		return dief(cmd, EXIT_ERROR, "not enough memory");
	rc = opts_operands(cmd, table, argc, argv, files, argc, &n);
	if (!rc && !n)
		rc = dief(cmd, EXIT_USAGE, "no run file named: try 'epbell history add --help'");
	else if (!rc)
		rc = add_files(cmd, &req, files, n);
	opts_free_list(&req.labels);
	free(files);
	return rc & 255;
}

const struct cmd history_add_cmd = {
	.name = "history add",
	.summary = "add run files; one that is there already changes nothing",
	.usage = "[options] RUN...",
	.example = "epbell history add --commit v7.3.4 --board s4 its-*.json edma-*.json",
	.run = run_add,
};
