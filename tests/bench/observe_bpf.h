/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef OBSERVE_BPF_H
#define OBSERVE_BPF_H
/* What the kernel tells of others' BPF programs. */
#include <stdint.h>

/* What the BPF programs of the tracer have done so far. */
struct work {
	uint64_t runs, ns, missed;
	unsigned int progs;
};

#define MAX_LINKS 256

/* The links that have come, and when. */
struct links {
	uint32_t last_id; /* the last that was seen */
	unsigned int count;
	struct {
		uint32_t id;
		int64_t at;
	} link[MAX_LINKS];
};

/* Sum over all programs; in the lab, those of nobody else run. */
struct work work_of_programs(void);

/* Those that are there already are somebody else's. */
void skip_old_links(struct links *l);

/* Note the links that have come since the last look, as of time @now. */
void look_at_links(struct links *l, int64_t now);

/* Forget those that are gone: a tracer that tries what it can attach makes links for a moment. */
void forget_gone_links(struct links *l);

/* Have programs' runs and times counted until the file descriptor is closed; -1 if that cannot be. */
int count_runs(void);

#endif /* OBSERVE_BPF_H */
