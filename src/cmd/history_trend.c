// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/history.h"
#include "cmd/print.h"
#include "judge/judge.h"
#include "model/list.h"
#include "stats/changes.h"
#include "view/history_view.h"

/* What the options set. */
struct request {
	struct history_which which;
	struct print_opts print;
	const char *stage, *quantile;
	bool csv;
};

/* The numbers of the commit under way, and the points so far. */
struct trend {
	struct quantity quantity;
	int64_t commit_id;
	double *numbers;
	size_t n;
	struct trend_point *points;
	size_t npoints;
	uint64_t step;
};

#define ALPHA 0.05 /* of a change in a series that has none */

/* The commit under way is complete. */
static int end_commit(struct trend *t)
{
	struct trend_point *points, *p;

	if (!t->n)
		return 0;
	points = list_room(t->points, t->npoints, sizeof(*points));
	if (!points)
		return -ENOMEM;
	t->points = points;
	p = &points[t->npoints++];
	*p = (struct trend_point){
		.commit_id = t->commit_id, .runs = t->n, .low = t->numbers[0], .high = t->numbers[0]
	};
	for (size_t i = 0; i < t->n; i++) {
		p->low = fmin(p->low, t->numbers[i]);
		p->high = fmax(p->high, t->numbers[i]);
	}
	if (judge_median(t->numbers, t->n, &p->median))
		return -ENOMEM;
	t->n = 0;
	return 0;
}

static int add_number(void *ctx, int64_t commit_id, const struct hist *hist)
{
	struct trend *t = ctx;
	struct sample sample = quantity_of(&t->quantity, hist, 1);
	double *numbers;

	if (commit_id != t->commit_id && end_commit(t))
		return -ENOMEM;
	t->commit_id = commit_id;
	if (isnan(sample.value))
		return 0;
	numbers = list_room(t->numbers, t->n, sizeof(*numbers));
	if (!numbers)
		return -ENOMEM;
	t->numbers = numbers;
	numbers[t->n++] = sample.value;
	return 0;
}

static int find_changes(struct trend *t, struct err *err)
{
	double *medians = calloc(t->npoints + 1, sizeof(*medians));
	struct change *changes = calloc(t->npoints + 1, sizeof(*changes));
	size_t n = 0;
	int code = medians && changes ? 0 : -ENOMEM;

	for (size_t i = 0; i < t->npoints && !code; i++)
		medians[i] = t->points[i].median;
	if (!code)
		code = changes_find(medians, t->npoints, ALPHA, changes, t->npoints, &n);
	for (size_t i = 0; i < n && !code; i++) {
		struct trend_point *p = &t->points[changes[i].at];

		p->change = true;
		p->shift = changes[i].shift;
		p->p = changes[i].p;
	}
	free(medians);
	free(changes);
	return code ? err_set(err, code, "not enough memory") : 0;
}

/* The commits of the points, in their order. */
static void match(const struct trend *t, const struct history_commit *newest, const struct history_commit *others,
		  size_t n, struct history_commit *to)
{
	size_t at = 0;

	for (size_t i = 0; i < t->npoints; i++) {
		while (at < n && others[at].id < t->points[i].commit_id)
			at++;
		to[i] = at < n && others[at].id == t->points[i].commit_id ? others[at] : *newest;
	}
}

static void print_csv(const struct trend *t, const struct history_commit *commits)
{
	puts("commit,runs,median_ns,least_ns,greatest_ns,change,shift_ns,p");
	for (size_t i = 0; i < t->npoints; i++) {
		const struct trend_point *p = &t->points[i];

		putchar('"');
		for (const char *s = commits[i].name; *s; s++)
			printf(*s == '"' ? "\"\"" : "%c", *s);
		printf("\",%zu,%.1f,%.1f,%.1f,%d,%.1f,%.6g\n", p->runs, p->median, p->low, p->high, p->change, p->shift,
		       p->change ? p->p : 1);
	}
}

static int print_trend(const struct cmd *cmd, const struct request *req, struct trend *t,
		       const struct history_commit *newest, const struct history_commit *others, size_t n,
		       size_t elsewhere)
{
	struct history_commit *commits = calloc(t->npoints + 1, sizeof(*commits));
	const size_t skip = req->which.last && req->which.last < t->npoints ? t->npoints - req->which.last : 0;
	struct doc doc = { .format = "epbell-history-trend" };
	char title[400];
	int code = EXIT_FINE;

	if (!commits)
		return dief(cmd, EXIT_ERROR, "not enough memory");
	t->points += skip;
	t->npoints -= skip;
	match(t, newest, others, n, commits);
	snprintf(title, sizeof(title), "%s%s%s %s on %s", req->stage, req->which.backend ? " " : "",
		 req->which.backend ?: "", t->quantity.name, newest->board);
	if (req->csv) {
		print_csv(t, commits);
	} else {
		struct table *table = history_trend_table(t->points, commits, t->npoints, 1, title);

		if (elsewhere)
			table->after =
				table_str(table,
					  "(%zu commits of other boards or configurations are left out: --board)",
					  elsewhere);
		doc_add(&doc, DOC_WHOLE, table);
		code = print_doc(cmd, &doc, &req->print);
	}
	t->points -= skip;
	doc_clear(&doc);
	free(commits);
	return code;
}

static int trend(const struct cmd *cmd, const struct request *req)
{
	const struct history_filter filter = { .board = req->which.board, .commit = req->which.commit };
	struct history_commit newest, *others = NULL;
	struct trend t = { 0 };
	struct history *h = NULL;
	size_t n = 0, elsewhere;
	struct err err;
	int code = quantity_parse(req->quantile ?: "p50", &t.quantity, &err);

	if (!code && stage_find(req->stage) < 0)
		code = err_set(&err, -EINVAL, "no stage '%.40s': epbell report --help has the names", req->stage);
	if (!code && req->which.backend && !backend_find(req->which.backend))
		code = err_set(&err, -EINVAL, "no backend '%.40s'", req->which.backend);
	if (code)
		return die(cmd, EXIT_USAGE, &err);
	code = history_open_named(req->which.db, false, &h, &err);
	if (!code)
		code = history_newest(h, &filter, &newest, &others, &n, &elsewhere, &err);
	if (!code) {
		code = history_trend(h, newest.id, req->stage, req->which.backend, req->which.context, add_number, &t,
				     &err);
		if (code == -ENOMEM || (!code && end_commit(&t)))
			code = err_set(&err, -ENOMEM, "not enough memory");
	}
	if (!code && !t.npoints)
		code = err_set(&err, -ENOENT, "no run on %s has %s%s%s: 'epbell history show RUN' shows what one has",
			       newest.board, req->stage, req->which.backend ? " of " : "", req->which.backend ?: "");
	if (!code)
		code = find_changes(&t, &err);
	code = code ? die(cmd, EXIT_ERROR, &err) : print_trend(cmd, req, &t, &newest, others, n, elsewhere);
	history_close(h);
	free(others);
	free(t.numbers);
	free(t.points);
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
