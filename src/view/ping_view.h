/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_VIEW_H
#define EPBELL_PING_VIEW_H
/* What 'epbell ping' shows: a line a reply, ping's summary, and a document with the figures. */
#include "model/run.h"
#include "view/doc.h"

/* Requests of one size. */
struct ping_shown {
	const struct run *run; /* with run->ping and the series of stage rtt */
	double mdev;	       /* standard deviation of its round trips, ns */
};

/* "PING 10.0.0.11 ..." with what it takes to send the same again. @address is numeric. */
void ping_head(FILE *to, const struct ping_info *info, const char *address);
/* One outcome that has just come: a reply, a duplicate of one, an error. Nothing for a request that is lost. @step: ns. */
void ping_line(FILE *to, const struct ping_info *info, const struct ping *ping, const char *address, uint64_t step);
/* ping's summary: counts, loss, and min/avg/max/mdev. */
void ping_summary(FILE *to, const struct ping_shown *shown);

/*
 * The document: as text the quantiles, with a row and all figures for each size if there are several; as JSON also who
 * pinged and how, and the counts. @note: what has to be said beside. The runs must outlive it.
 */
void ping_document(struct doc *doc, const struct ping_shown *shown, size_t n, const char *note);

#endif /* EPBELL_PING_VIEW_H */
