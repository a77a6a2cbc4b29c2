/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_COMPARE_H
#define EPBELL_COMPARE_H
/* From runs to a comparison, and from its numbers to a verdict. */
#include "model/comparison.h"
#include "model/likeness.h"

struct compare_opts {
	uint64_t stages;	     /* EPB_BIT set that is wanted; 0: all but set-up stages */
	bool stages_named;	     /* by the user: one that is nowhere cannot be judged */
	const char *const *backends; /* wanted; nbackends 0: all */
	size_t nbackends;
	const struct quantity *quantities; /* nquantities 0: p50 and p99, with the exact rule mean too */
	size_t nquantities;
	bool rule_named, tolerance_named; /* else the runs choose the rule, and the rule the tolerance: 5 %, exact 0 */
	uint32_t allow;			  /* LIKE_BIT()s of what may differ between arms, ... */
	uint32_t allow_within;		  /* ... and within one; backends always may */
};

/*
 * Take what is judged of @run into the last arm: first all runs by this, then compare_figures() for each in the same
 * order. -ENOMEM
 */
int compare_run(struct comparison *c, const char *name, const struct run *run, const struct compare_opts *opts,
		struct err *err);
/*
 * Once all runs are in: choose rule and tolerance as the options leave open; and if backends may differ and each arm has
 * another one, hold them against each other (by_backend).
 */
void compare_rule(struct comparison *c, const struct compare_opts *opts);
/* The figures of run @at, and its values into the arms' folded histograms. -ENOMEM; -EOVERFLOW: counts that wrap */
int compare_figures(struct comparison *c, size_t at, const struct run *run, const struct compare_opts *opts,
		    struct err *err);
/*
 * Hold run @at of the last arm against budget @b, of which it has @sample; compare_figures() does it for the runs it is given.
 * One without a value is no sample.
 */
void compare_budget(struct comparison *c, struct budget *b, size_t at, const struct sample *sample);
/*
 * Judge all figures and budgets, fill reasons, remarks and outcome. Works on samples alone, wherever they are from.
 * -ENOMEM
 */
int compare_judge(struct comparison *c, const struct compare_opts *opts, struct err *err);

#endif /* EPBELL_COMPARE_H */
