// SPDX-License-Identifier: GPL-2.0-only
/* 'epbell history accept', 'reject' and 'prune'. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/history.h"
#include "cmd/print.h"
#include "model/list.h"
#include "view/history_view.h"

/* --- accept and reject ------------------------------------------------------------------------------------------- */

/* All of a commit's histories, one for each board and configuration. */
struct verdicts {
	int64_t *ids;
	size_t n;
};

static int note(void *ctx, const struct history_commit *commit)
{
	struct verdicts *v = ctx;
	int64_t *ids = list_room(v->ids, v->n, sizeof(*ids));

	if (!ids)
		return -ENOMEM;
	v->ids = ids;
	ids[v->n++] = commit->id;
	return 0;
}

/* What it is now. */
static int print_state(const struct cmd *cmd, struct history *h, const struct history_filter *filter,
		       enum commit_state state, bool json)
{
	struct doc doc = { .format = state == COMMIT_ACCEPTED ? "epbell-history-accept" : "epbell-history-reject" };
	struct table *table;
	struct err err;
	int code;

	if (!json) {
		printf("%s %s\n", commit_state_name(state), filter->commit);
		return EXIT_FINE;
	}
	table = history_commits_table();
	doc_add(&doc, DOC_WHOLE, table);
	code = history_commits(h, filter, history_commits_row, table, &err);
	code = code ? die(cmd, EXIT_ERROR, &err) : print_doc(cmd, &doc, &(struct print_opts){ .json = true });
	doc_clear(&doc);
	return code;
}

static int set_state(const struct cmd *cmd, const struct history_which *which, enum commit_state state, bool json)
{
	const struct history_filter filter = { .commit = which->commit, .board = which->board };
	struct verdicts found = { 0 };
	struct history *h = NULL;
	struct err err;
	int code = history_open_named(which->db, false, &h, &err);

	if (!code)
		code = history_commits(h, &filter, note, &found, &err);
	if (code == -ENOMEM)
		code = err_set(&err, code, "not enough memory");
	if (!code && !found.n)
		code = err_set(&err, -1, "no commit %.100s%s%.100s: 'epbell history list' shows what there is",
			       which->commit, which->board ? " on " : "", which->board ?: "");
	for (size_t i = 0; i < found.n && !code; i++)
		code = history_judge(h, found.ids[i], state, true, &err);
	code = code ? die(cmd, EXIT_ERROR, &err) : print_state(cmd, h, &filter, state, json);
	history_close(h);
	free(found.ids);
	return code;
}

static int run_state(const struct cmd *cmd, int argc, char **argv, enum commit_state state)
{
	struct history_which which = { 0 };
	bool json = false;
	const struct opt table[] = {
		HISTORY_DB_ROW(&which),
		HISTORY_BOARD_ROW(&which),
		{ "What is printed", "json", 'j', OPT_FLAG, NULL, "JSON on stdout; errors too", &json, 0, 0 },
		{ 0 },
	};
	size_t n = 0;
	int rc = opts_operands(cmd, table, argc, argv, &which.commit, 1, &n);

	if (!rc && n != 1)
		rc = dief(cmd, EXIT_USAGE, "one commit is wanted: try 'epbell %s --help'", cmd->name);
	else if (!rc)
		rc = set_state(cmd, &which, state, json);
	return rc & 255;
}

static int run_accept(const struct cmd *cmd, int argc, char **argv)
{
	return run_state(cmd, argc, argv, COMMIT_ACCEPTED);
}

static int run_reject(const struct cmd *cmd, int argc, char **argv)
{
	return run_state(cmd, argc, argv, COMMIT_REJECTED);
}

const struct cmd history_accept_cmd = {
	.name = "history accept",
	.summary = "make a commit part of the base; a rejected one begins a new level",
	.usage = "[options] COMMIT",
	.example = "epbell history accept v7.3.4",
	.run = run_accept,
};

const struct cmd history_reject_cmd = {
	.name = "history reject",
	.summary = "keep a commit out of the base",
	.usage = "[options] COMMIT",
	.example = "epbell history reject v7.3.4",
	.run = run_reject,
};

/* --- prune ------------------------------------------------------------------------------------------------------- */

struct prune_request {
	const char *db, *before;
	unsigned long long keep, accepted;
	bool dry, json;
};

/* "2026-11-24" or with a time, as it stands in the history: then text compares as time does. */
static bool is_date(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	const size_t len = strlen(text);

	if (len != 10 && len != sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < len; i++)
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
			return false;
	return true;
}

static int prune(const struct cmd *cmd, const struct prune_request *req)
{
	const struct history_prune p = {
		.keep = req->keep, .before = req->before, .accepted = req->accepted, .dry = req->dry
	};
	uint64_t commits = 0, runs = 0;
	struct history *h = NULL;
	struct err err;
	int code = history_open_named(req->db, false, &h, &err);

	if (!code)
		code = history_prune(h, &p, &commits, &runs, &err);
	history_close(h);
	if (code)
		return die(cmd, EXIT_ERROR, &err);
	if (req->json)
		printf("{\"commits\": %" PRIu64 ", \"runs\": %" PRIu64 ", \"removed\": %s}\n", commits, runs,
		       req->dry ? "false" : "true");
	else
		printf("%s %" PRIu64 " commits with %" PRIu64 " runs\n", req->dry ? "would remove" : "removed", commits,
		       runs);
	return EXIT_FINE;
}

static int run_prune(const struct cmd *cmd, int argc, char **argv)
{
	struct history_which which = { 0 };
	struct prune_request req = { .accepted = 10 };
	const struct opt table[] = {
		HISTORY_DB_ROW(&which),
		{ "What goes", "keep", 'k', OPT_UINT, "N",
		  "all but the newest so many commits of each board and configuration", &req.keep, 1, 1e9 },
		{ NULL, "before", 0, OPT_STR, "DATE",
		  "commits whose newest run was added before this, 2026-11-24 (UTC)", &req.before, 0, 0 },
		{ NULL, "accepted", 0, OPT_UINT, "N", "but not the newest so many accepted ones of each (default 10)",
		  &req.accepted, 0, 1e9 },
		{ NULL, "dry-run", 0, OPT_FLAG, NULL, "only say how many", &req.dry, 0, 0 },
		{ "What is printed", "json", 'j', OPT_FLAG, NULL, "JSON on stdout; errors too", &req.json, 0, 0 },
		{ 0 },
	};
	int operands, rc = opts_parse(cmd, table, argc, argv, &operands);

	req.db = which.db;
	if (!rc && operands < argc)
		rc = dief(cmd, EXIT_USAGE, "'%.100s' is no option: try 'epbell history prune --help'", argv[operands]);
	else if (!rc && !req.keep && !req.before)
		rc = dief(cmd, EXIT_USAGE, "what is to go? --keep or --before: try 'epbell history prune --help'");
	else if (!rc && req.before && !is_date(req.before))
		rc = dief(cmd, EXIT_USAGE, "--before '%.40s' is no date: write 2026-11-24 or 2026-11-24T12:00:00Z",
			  req.before);
	else if (!rc)
		rc = prune(cmd, &req);
	return rc & 255;
}

const struct cmd history_prune_cmd = {
	.name = "history prune",
	.summary = "remove old commits with their runs",
	.usage = "[options]",
	.example = "epbell history prune --keep 500 --dry-run",
	.run = run_prune,
};
