/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_REPORT_H
#define EPBELL_REPORT_H
/* What 'epbell report' shows, from runs in memory to a document. */
#include "model/err.h"
#include "model/group.h"
#include "view/doc.h"

struct report_run {
	const char *file; /* as the user named it */
	struct run *run;
	struct series *groups; /* report_build()'s: the run's series folded and in order */
	size_t ngroups;
};

struct report_opts {
	struct group_by by; /* what is kept apart and what is wanted; backends must outlive the report */
	bool bars;	    /* histograms too */
	bool brief;	    /* of the runs only header, stages and what is wrong (as text; JSON has all) */
};

/*
 * Compose the report: side by side where there are several runs or backends, then each run, then remarks. The runs, the
 * strings in @opts and the document live together: free the document first, then call report_free(). -ENOMEM;
 * -EOVERFLOW: the counts of a run cannot be added up, @err names it.
 */
int report_build(struct doc *doc, struct report_run *runs, size_t n, const struct report_opts *opts, struct err *err);
/* Free the runs and what was made of them; not the array. */
void report_free(struct report_run *runs, size_t n);

/* Of one run only what is about times: its stages and its account. Memory and errors as report_build(). */
int report_stages_only(struct doc *doc, struct report_run *r, struct err *err);

/* What each hook did and took, in all and a doorbell; and the calibration behind it. */
struct table *report_cost(const struct run *run);
struct table *report_calibration(const struct run *run);

#endif /* EPBELL_REPORT_H */
