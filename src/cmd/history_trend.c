// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "cmd/history_points.h"
#include "cmd/print.h"
#include "model/text.h"
#include "view/history_view.h"

/* What the options set. */
struct request {
	struct history_which which;
	struct print_opts print;
	const char *stage, *quantile;
	bool csv;
};

static void print_csv(const struct trend_point *points, const struct history_commit *commits, size_t n)
{
	puts("commit,runs,median_ns,least_ns,greatest_ns,change,shift_ns,p");
	for (size_t i = 0; i < n; i++) {
		const struct trend_point *p = &points[i];

		putchar('"');
		for (const char *s = commits[i].name; *s; s++)
			printf(*s == '"' ? "\"\"" : "%c", *s);
		printf("\",%zu,%.1f,%.1f,%.1f,%d,%.1f,%.6g\n", p->runs, p->median, p->low, p->high, p->change, p->shift,
		       p->change ? p->p : 1);
	}
}

static int print_table(const struct cmd *cmd, const struct request *req, const struct history_points *t,
		       const struct history_line *line, const struct history_commit *commits, size_t skip)
{
	struct doc doc = { .format = "epbell-history-trend" };
	struct table *table;
	char title[400];
	int code;

	snprintf(title, sizeof(title), "%s%s%s %s on %s", req->stage, req->which.backend ? " " : "",
		 req->which.backend ?: "", t->quantity.name, line->newest.board);
	table = history_trend_table(t->points + skip, commits + skip, t->n - skip, 1, title);
	if (line->elsewhere)
		table->after =
			table_str(table, "(%zu commit%s of other boards or configurations %s left out: --board)",
				  line->elsewhere, text_plural(line->elsewhere), line->elsewhere == 1 ? "is" : "are");
	doc_add(&doc, DOC_WHOLE, table);
	code = print_doc(cmd, &doc, &req->print);
	doc_clear(&doc);
	return code;
}

static int print_trend(const struct cmd *cmd, const struct request *req, const struct history_points *t,
		       const struct history_line *line)
{
	const size_t skip = req->which.last && req->which.last < t->n ? t->n - req->which.last : 0;
	struct history_commit *commits = calloc(t->n + 1, sizeof(*commits));
	int code = EXIT_FINE;

	if (!commits)
		return dief(cmd, EXIT_ERROR, "not enough memory");
	history_points_commits(t, line, commits);
	if (req->csv)
		print_csv(t->points + skip, commits + skip, t->n - skip);
	else
		code = print_table(cmd, req, t, line, commits, skip);
	free(commits);
	return code;
}

static int trend(const struct cmd *cmd, const struct request *req)
{
	const struct history_of of = { req->stage, req->which.backend, req->which.context };
	struct history_points t = { 0 };
	struct history_line line = { 0 };
	struct history *h = NULL;
	struct err err;
	int code = quantity_parse(req->quantile ?: "p50", &t.quantity, &err);

	if (!code)
		code = history_of_check(&of, &err);
	if (code)
		return die(cmd, EXIT_USAGE, &err);
	code = history_open_named(req->which.db, false, &h, &err);
	if (!code)
		code = history_line_find(h, &req->which, &line, &err);
	if (!code)
		code = history_points(h, &line, &of, &t, &err);
	code = code ? die(cmd, EXIT_ERROR, &err) : print_trend(cmd, req, &t, &line);
	history_close(h);
	free(line.others);
	history_points_free(&t);
	return code;
}

static int run_trend(const struct cmd *cmd, int argc, char **argv)
{
	struct request req = { 0 };
	const struct opt table[] = {
		HISTORY_DB_ROW(&req.which),
		HISTORY_BOARD_ROW(&req.which),
		{ NULL, "commit", 'c', OPT_STR, "NAME",
		  "of this commit's board and configuration (default: the newest's)", &req.which.commit, 0, 0 },
		{ NULL, "backend", 0, OPT_STR, "NAME", "of this backend (default: any, if there is but one)",
		  &req.which.backend, 0, 0 },
		{ NULL, "context", 0, OPT_STR, "NAME", "hardirq or thread, where a handler was both",
		  &req.which.context, 0, 0 },
		{ NULL, "last", 'n', OPT_UINT, "N", "only the newest so many; changes are looked for in all",
		  &req.which.last, 1, 1e9 },
		{ "Of what", "stage", 's', OPT_STR, "NAME", "the stage (default residency)", &req.stage, 0, 0 },
		{ NULL, "quantile", 'q', OPT_STR, "Q", "p50, p99.9 and the like, mean, min, max (default p50)",
		  &req.quantile, 0, 0 },
		{ "What is printed", "json", 'j', OPT_FLAG, NULL, "JSON on stdout, all of it; errors too",
		  &req.print.json, 0, 0 },
		{ NULL, "csv", 0, OPT_FLAG, NULL, "a line a commit, for plots", &req.csv, 0, 0 },
		{ NULL, "width", 'w', OPT_UINT, "N", "columns, instead of the terminal's", &req.print.width, 40, 1000 },
		{ NULL, "ascii", 0, OPT_FLAG, NULL, "ASCII only (default where the locale is not UTF-8)",
		  &req.print.ascii, 0, 0 },
		{ 0 },
	};
	int operands, rc = opts_parse(cmd, table, argc, argv, &operands);

	if (!rc && operands < argc)
		rc = dief(cmd, EXIT_USAGE, "'%.100s' is no option: try 'epbell history trend --help'", argv[operands]);
	if (!rc && req.csv && req.print.json)
		rc = dief(cmd, EXIT_USAGE, "--csv and --json exclude each other");
	if (!rc) {
		req.stage = req.stage ?: "residency";
		rc = trend(cmd, &req);
	}
	return rc & 255;
}

const struct cmd history_trend_cmd = {
	.name = "history trend",
	.summary = "a stage over the commits, and where its level changes",
	.usage = "[options]",
	.example = "epbell history trend --stage raise-irq --backend edma --quantile p99",
	.run = run_trend,
};
