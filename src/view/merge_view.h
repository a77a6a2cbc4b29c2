/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_MERGE_VIEW_H
#define EPBELL_MERGE_VIEW_H
/* What 'epbell merge' shows, from two runs' pairs to a document. */
#include "model/merge.h"
#include "view/report.h"

struct merge_view {
	const char *rc_file, *ep_file; /* as the user named them; ep_file NULL: one file with both sides */
	const struct merge *merge;
	const struct breakdowns *breakdowns;
	struct report_run made; /* its run has the series that the merge made; nothing else of it is shown */
	bool pairs;		/* a line for each pair as text too */
};

/*
 * Compose the document. All that @v points to and the document live together: free the document first. -ENOMEM; -EOVERFLOW:
 * counts that wrap.
 */
int merge_build(struct doc *doc, struct merge_view *v, struct err *err);

#endif /* EPBELL_MERGE_VIEW_H */
