// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "cmd/history_points.h"
#include "judge/judge.h"
#include "model/list.h"

int history_line_find(struct history *h, const struct history_which *which, struct history_line *line, struct err *err)
{
	const struct history_filter filter = { .board = which->board, .commit = which->commit };

	return history_newest(h, &filter, &line->newest, &line->others, &line->nothers, &line->elsewhere, err);
}

int history_of_check(const struct history_of *of, struct err *err)
{
	if (stage_find(of->stage) < 0)
		return err_set(err, -EINVAL, "no stage '%.40s': epbell report --help has the names", of->stage);
	if (of->backend && !backend_find(of->backend))
		return err_set(err, -EINVAL, "no backend '%.40s'", of->backend);
	return 0;
}

/* The commit under way is complete. */
static int end_commit(struct history_points *t)
{
	struct trend_point *points, *p;

	if (!t->nnumbers)
		return 0;
	points = list_room(t->points, t->n, sizeof(*points));
	if (!points)
		return -ENOMEM;
	t->points = points;
	p = &points[t->n++];
	*p = (struct trend_point){
		.commit_id = t->commit_id, .runs = t->nnumbers, .low = t->numbers[0], .high = t->numbers[0]
	};
	for (size_t i = 0; i < t->nnumbers; i++) {
		p->low = fmin(p->low, t->numbers[i]);
		p->high = fmax(p->high, t->numbers[i]);
	}
	if (judge_median(t->numbers, t->nnumbers, &p->median))
		return -ENOMEM;
	t->nnumbers = 0;
	return 0;
}

static int add_number(void *ctx, int64_t commit_id, const struct hist *hist)
{
	struct history_points *t = ctx;
	struct sample sample = quantity_of(&t->quantity, hist, 1);
	double *numbers;

	if (commit_id != t->commit_id && end_commit(t))
		return -ENOMEM;
	t->commit_id = commit_id;
	if (isnan(sample.value))
		return 0;
	numbers = list_room(t->numbers, t->nnumbers, sizeof(*numbers));
	if (!numbers)
		return -ENOMEM;
	t->numbers = numbers;
	numbers[t->nnumbers++] = sample.value;
	return 0;
}

static int find_changes(struct history_points *t, struct err *err)
{
	double *medians = calloc(t->n + 1, sizeof(*medians));
	struct change *changes = calloc(t->n + 1, sizeof(*changes));
	size_t n = 0;
	int code = medians && changes ? 0 : -ENOMEM;

	for (size_t i = 0; i < t->n && !code; i++)
		medians[i] = t->points[i].median;
	if (!code)
		code = changes_find(medians, t->n, HISTORY_ALPHA, changes, t->n, &n);
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

int history_points(struct history *h, const struct history_line *line, const struct history_of *of,
		   struct history_points *p, struct err *err)
{
	int code = history_trend(h, line->newest.id, of->stage, of->backend, of->context, add_number, p, err);

	if (code == -ENOMEM || (!code && end_commit(p)))
		return err_set(err, -ENOMEM, "not enough memory");
	if (!code && !p->n)
		return err_set(err, -ENOENT, "no run on %s has %s%s%s: 'epbell history show RUN' shows what one has",
			       line->newest.board, of->stage, of->backend ? " of " : "", of->backend ?: "");
	return code ? code : find_changes(p, err);
}

void history_points_free(struct history_points *p)
{
	free(p->numbers);
	free(p->points);
}

void history_points_commits(const struct history_points *p, const struct history_line *line, struct history_commit *to)
{
	size_t at = 0;

	for (size_t i = 0; i < p->n; i++) {
		while (at < line->nothers && line->others[at].id < p->points[i].commit_id)
			at++;
		to[i] = at < line->nothers && line->others[at].id == p->points[i].commit_id ? line->others[at] :
											      line->newest;
	}
}
