// SPDX-License-Identifier: GPL-2.0-only
/* An attach that succeeds may never fire: which empty stages are suspicious, and which are merely empty. */
#include <string.h>

#include "model/group.h"

#define LONGEST_SUSPICION 2 /* empty stages in a row; more are a path that was not taken */

bool run_has_backend(const struct run *run, const char *backend)
{
	for (size_t i = 0; i < run->nseries; i++)
		if (!strcmp(run->series[i].backend, backend) && hist_seen(&run->series[i].h))
			return true;
	return false;
}

static bool stage_counts(const struct run *run, int stage, const char *backend)
{
	const char *name = stage_info(stage)->name;

	for (size_t i = 0; i < run->nseries; i++) {
		const struct series *s = &run->series[i];

		if (!strcmp(s->stage, name) && !strcmp(s->backend, backend) && hist_seen(&s->h))
			return true;
	}
	return false;
}

/* The stage's account, or NULL: it was not attached, or not wanted. */
static const struct account *find_account(const struct run *run, int stage)
{
	for (size_t i = 0; i < run->naccounts; i++)
		if (!strcmp(run->accounts[i].stage, stage_info(stage)->name))
			return &run->accounts[i];
	return NULL;
}

/* The attached stages of a backend's path in order, set-up left aside. */
static int find_path(const struct run *run, const char *backend, int path[EPB_NSTAGES])
{
	const struct backend_info *info = backend_find(backend);
	int n = 0;

	for (int stage = 0; info && stage < EPB_NSTAGES; stage++) {
		const struct stage_info *row = stage_info(stage);

		if (row->backends & info->on && !(row->side & EPB_SETUP) && find_account(run, stage))
			path[n++] = stage;
	}
	return n;
}

static bool is_empty(const struct run *run, int stage, const char *backend)
{
	return !find_account(run, stage)->seen && !stage_counts(run, stage, backend);
}

uint64_t run_empty(const struct run *run, const char *backend)
{
	int path[EPB_NSTAGES], n = find_path(run, backend, path);
	uint64_t empty = 0;

	for (int i = 0; i < n; i++)
		if (is_empty(run, path[i], backend))
			empty |= EPB_BIT(path[i]);
	return empty;
}

uint64_t run_suspects(const struct run *run, const char *backend)
{
	int path[EPB_NSTAGES], n = find_path(run, backend, path), end;
	uint64_t empty = run_empty(run, backend), suspects = 0;

	for (int i = 0; i < n; i = end + 1) {
		for (end = i; end < n && empty & EPB_BIT(path[end]); end++)
			;
		if (end - i > LONGEST_SUSPICION || end - i == n)
			continue;
		for (int k = i; k < end; k++)
			suspects |= EPB_BIT(path[k]);
	}
	return suspects;
}
