/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_GROUP_H
#define EPBELL_GROUP_H
/* A run's series, folded and put in order for showing. */
#include "model/run.h"

struct group_by {
	bool device, vector, cpu;    /* kept apart; else all together, and "" or -1 in the result */
	uint64_t stages;	     /* EPB_BIT set of known stages that are wanted; 0: all, unknown ones too */
	const char *const *backends; /* names that are wanted */
	size_t nbackends;	     /* 0: all; series without a backend are always wanted */
};

/* Is a series of this backend wanted? "" always is. */
bool group_wants_backend(const struct group_by *by, const char *backend);

/*
 * One series for each stage, backend and context (and what @by keeps apart), histograms merged; stages and backends in
 * the order of their tables, unknown ones behind. Handlers of different contexts are never folded. *out is for
 * group_free().
 * -ENOMEM; -EOVERFLOW: counts that wrap.
 */
int group_series(const struct run *run, const struct group_by *by, struct series **out, size_t *n);

void group_free(struct series *groups, size_t n);

/*
 * Stages (EPB_BIT set) that are attached and never fired for @backend although their neighbours on the doorbell's path
 * count: one or two in a row that stay empty. A longer stretch is another path (no packets for epf-test, no replies for
 * one-way traffic), not a suspicion.
 */
uint64_t run_suspects(const struct run *run, const char *backend);

/* Stages (EPB_BIT set) that have an account and nothing in it, of those @backend can have: attached, and empty. */
uint64_t run_empty(const struct run *run, const char *backend);

/* Has any series of @backend a value? */
bool run_has_backend(const struct run *run, const char *backend);

#endif /* EPBELL_GROUP_H */
