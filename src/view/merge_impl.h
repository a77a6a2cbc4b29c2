/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_MERGE_IMPL_H
#define EPBELL_MERGE_IMPL_H
/* Inside view/: the tables of a merge. */
#include "view/merge_view.h"
#include "view/report_impl.h"

/* The coarser clock step of the two, ns. */
uint64_t merge_step(const struct merge *m);

/* A time that may be less than nothing. */
struct cell merge_ns(struct table *table, int64_t ns);

struct table *merge_packets(const struct merge_view *v);
struct table *merge_clock(const struct merge_view *v);
struct table *merge_breakdown(const struct merge_view *v);
struct table *merge_breakdown_sum(const struct merge_view *v);
struct table *merge_pairs(const struct merge_view *v);
struct table *merge_notes(const struct merge_view *v);

#endif /* EPBELL_MERGE_IMPL_H */
