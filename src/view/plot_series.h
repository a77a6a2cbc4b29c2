/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_SERIES_H
#define EPBELL_PLOT_SERIES_H
/* Inside view/: the series that a plot draws, what they are called, and how they look. */
#include "view/plot_kinds.h"

#define PLOT_SERIES_MAX 24 /* in a picture: more are pooled by backend */

struct plot_series {
	struct series s;
	const char *file; /* of its run; NULL: pooled of several */
	char name[300];	  /* as it is shown: PLOT_LABEL characters at most, and unlike those of the others */
	int colour;	  /* number of the theme's colour, from 1; a backend has the same in all plots */
	int dash;	  /* from 1 */
	uint64_t step;	  /* of the clock, ns: the greatest of its runs */
};

struct plot_list {
	struct plot_series *items;
	size_t n;
	bool pooled;	 /* there were too many */
	bool exact;	 /* what is drawn are no buckets */
	uint64_t stages; /* that are in it */
	double min, max; /* ns, of all */
};

/*
 * The series of @stages that have a value: of each run, stage, backend and context one; if these are more than @most, one over
 * all runs. -EOVERFLOW, -ENOMEM; free the list in any case.
 */
int plot_list_get(struct plot_list *list, const struct plot_input *in, uint64_t stages, size_t most, struct err *err);
/* The same of the first @most runs that have echo requests, of the round trips that they have rows of; they may have none. -ENOMEM */
int plot_list_pings(struct plot_list *list, const struct plot_input *in, size_t most, struct err *err);
/* Name them as short as tells all apart, and give them colours: done by both. */
void plot_list_name(struct plot_list *list);
void plot_list_looks(struct plot_list *list);
void plot_list_free(struct plot_list *list);

/* The stages that were asked for, or the first of those that say most of a doorbell that has a value in any run. */
uint64_t plot_stage_default(const struct plot_input *in);
/* "residency", "rx, turnaround". Returns @buf. */
const char *plot_stage_names(uint64_t stages, char *buf, size_t size);

/*
 * @text with at most @columns characters of it, without what it begins and ends with in common with all @n @others: that becomes an
 * ellipsis. UTF-8. Returns @buf.
 */
const char *plot_cut_shared(const char *text, const char *const *others, size_t n, size_t columns, char *buf,
			    size_t size);

/* The fixed number of a backend's colour; of others the next free one. */
int plot_backend_colour(const char *backend);

/*
 * The words below a picture: how many samples, how exact, of what machine, of the runs that are drawn. For free().
 * @list: NULL without; @more: sentences of the kind's own, or "".
 */
char *plot_caption(const struct plot_input *in, const struct plot_list *list, const char *more);

/* "Tail: rtt: its: p50 42.1 us, p99 58.0 us, worst 151 us of 997; edma: ...", of all series that are drawn. For free(). */
char *plot_alt(const char *what, const struct plot_list *list);

#endif /* EPBELL_PLOT_SERIES_H */
