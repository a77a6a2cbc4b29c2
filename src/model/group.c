// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/group.h"

bool group_wants_backend(const struct group_by *by, const char *backend)
{
	if (!by->nbackends || !*backend)
		return true;
	for (size_t i = 0; i < by->nbackends; i++)
		if (!strcmp(by->backends[i], backend))
			return true;
	return false;
}

static bool wanted(const struct group_by *by, const struct series *s)
{
	int stage = stage_find(s->stage);

	return group_wants_backend(by, s->backend) && (!by->stages || (stage >= 0 && by->stages & EPB_BIT(stage)));
}

static int compare_int(int a, int b)
{
	return (a > b) - (a < b);
}

/* Order of the folded series; 0: they are folded into one. For qsort_r(), of pointers to series. */
static int compare(const void *left, const void *right, void *ctx)
{
	const struct series *a = *(const struct series *const *)left, *b = *(const struct series *const *)right;
	const struct group_by *by = ctx;
	int diff = compare_int(backend_rank(a->backend), backend_rank(b->backend));

	if (!diff)
		diff = strcmp(a->backend, b->backend);
	if (!diff && by->device)
		diff = strcmp(a->device, b->device);
	if (!diff)
		diff = compare_int(stage_rank(a->stage), stage_rank(b->stage));
	if (!diff)
		diff = strcmp(a->stage, b->stage);
	if (!diff)
		diff = strcmp(a->context, b->context);
	if (!diff && by->vector)
		diff = compare_int(a->vector, b->vector);
	if (!diff && by->cpu)
		diff = compare_int(a->cpu, b->cpu);
	return diff;
}

/* The key of the series that @s is folded into. */
static void fold_key(const struct group_by *by, const struct series *s, struct series *key)
{
	memset(key, 0, sizeof(*key));
	memcpy(key, s, offsetof(struct series, uncorrected));
	if (!by->device)
		memset(key->device, 0, sizeof(key->device));
	if (!by->vector)
		key->vector = -1;
	if (!by->cpu)
		key->cpu = -1;
}

/* Add @s to @to. What was seen is kept as far as all that is folded has it. */
static int fold_in(struct series *to, const struct series *s, bool first)
{
	int code = hist_merge(&to->h, &s->h);

	to->uncorrected += s->uncorrected;
	if (code || !s->raw || (!first && !to->raw)) {
		free(to->raw);
		to->raw = NULL;
		return code;
	}
	if (!to->raw)
		to->raw = calloc(1, sizeof(*to->raw));
	return to->raw ? hist_merge(to->raw, s->raw) : -ENOMEM;
}

/* Fold runs of equal neighbours. */
static int fold(const struct group_by *by, const struct series **sorted, size_t n, struct series *to, size_t *nto)
{
	*nto = 0;
	for (size_t i = 0; i < n; i++) {
		bool first = !i || compare(&sorted[i - 1], &sorted[i], (void *)by);
		int code;

		if (first)
			fold_key(by, sorted[i], &to[(*nto)++]);
		code = fold_in(&to[*nto - 1], sorted[i], first);
		if (code)
			return code;
	}
	return 0;
}

int group_series(const struct run *run, const struct group_by *by, struct series **out, size_t *n)
{
	const struct series **sorted = calloc(run->nseries + 1, sizeof(*sorted));
	struct series *groups = calloc(run->nseries + 1, sizeof(*groups));
	size_t nsorted = 0;
	int code = -ENOMEM;

	*out = NULL;
	*n = 0;
	if (!sorted || !groups)
		goto out;
	for (size_t i = 0; i < run->nseries; i++)
		if (wanted(by, &run->series[i]))
			sorted[nsorted++] = &run->series[i];
	qsort_r(sorted, nsorted, sizeof(*sorted), compare, (void *)by);
	code = fold(by, sorted, nsorted, groups, n);
	if (!code) {
		*out = groups;
		groups = NULL;
	}
out:
	free(sorted);
	group_free(groups, *n);
	if (code)
		*n = 0;
	return code;
}

void group_free(struct series *groups, size_t n)
{
	for (size_t i = 0; groups && i < n; i++)
		free(groups[i].raw);
	free(groups);
}
