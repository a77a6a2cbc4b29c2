/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_REPORT_IMPL_H
#define EPBELL_REPORT_IMPL_H
/* Inside view/: the tables of a report, each made of runs. */
#include "view/report.h"

/* A quantile as a cell: its value, and its error bound of half a bucket and one clock step (design rule 10). */
struct cell report_quantile(const struct hist *h, double q, uint64_t step);

/* Doorbells that rang: interrupts, and polls that found one. */
double report_rung(const struct run *run);

/* Did epbell take its own cost out of this run's figures? */
bool report_corrected(const struct run *run);

/* Was it read from what another tool's ping printed? */
bool report_from_log(const struct run *run);

/* Was it read from an .hgrm, which knows times and nothing else? */
bool report_from_hgrm(const struct run *run);

struct table *report_header(const struct report_run *r);
struct table *report_labels(const struct report_run *r);
struct table *report_doorbells(const struct report_run *r);
struct table *report_counts(const struct report_run *r);
struct table *report_ping(const struct report_run *r);
struct table *report_stages(const struct report_run *r, const struct group_by *by);
struct table *report_histogram(const struct report_run *r);
struct table *report_events(const struct report_run *r);
struct table *report_account(const struct report_run *r);

/* Of a run with polled doorbells and pings: how long those waited for a poll, and why. Nothing else has such tables. */
void report_poll(struct doc *doc, int part, const struct report_run *r, const struct report_opts *opts);

/* Stages side by side; NULL if there is but one run with one backend. -ENOMEM or -EOVERFLOW in *code. */
struct table *report_compare(const struct report_run *runs, size_t n, const struct group_by *by, int *code);

/* What has to be said about the figures above. */
struct table *report_notes(const struct report_run *runs, size_t n, const struct table *compare);

#endif /* EPBELL_REPORT_IMPL_H */
