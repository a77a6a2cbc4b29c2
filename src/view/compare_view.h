/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_COMPARE_VIEW_H
#define EPBELL_COMPARE_VIEW_H
/* What 'epbell compare' and 'epbell history gate' show of a comparison. */
#include "model/comparison.h"
#include "view/doc.h"

struct compare_view {
	bool within; /* the view within the runs as text too; where nothing could be judged it is there anyway */
};

/* Compose the document, which must not outlive the comparison. 0; memory that runs out ends the program. */
int compare_build(struct doc *doc, const struct comparison *c, const struct compare_view *view);

/* The table of figures, each held against the base's; and of what lies within the runs, which is description only. */
struct table *compare_figure_table(const struct comparison *c);
struct table *compare_within_table(const struct comparison *c);

#endif /* EPBELL_COMPARE_VIEW_H */
