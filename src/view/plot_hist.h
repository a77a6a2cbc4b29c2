/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_HIST_H
#define EPBELL_PLOT_HIST_H
/* Inside view/: parts of the plot of histograms. */
#include "view/plot_axis.h"
#include "view/plot_impl.h"

/* How a plot of histograms is laid out. */
struct hist_look {
	const struct plot_list *list;
	struct plot_frame frame;
	struct axis x, y;
	unsigned int shift; /* a step is 2^shift buckets */
	bool key;	    /* names are beside the field, else above the histograms */
	double room;	    /* pixels above the highest step */
};

/* Samples in the step that begins with bucket @first. */
uint64_t hist_step_count(const struct hist *h, uint32_t first, unsigned int shift);
/* The low end of a bucket, ns; 0 is at AXIS_ZERO. */
double hist_low_end(uint32_t idx);
/* The axis of counts, with @room pixels above the highest step. */
void hist_find_counts(struct hist_look *look, double room);

/* What is written at a worst sample, and where: pixels of the field. */
struct hist_note {
	char text[80];
	double left, right, bottom;
};

/* Names are above the histograms where no key is wanted and they have room, else in a key; the frame's right margin is for that. */
void hist_find_labels(struct plot *plot, struct hist_look *look);
/* A name above its histogram, in one row with the others: pixels of the field. */
void hist_place_names(const struct hist_look *look, struct plot_spot *spots);
/*
 * A note for each series. Steps become lower where the notes above them need that; notes that come into the names even so have no
 * text.
 */
void hist_lay_notes(struct hist_look *look, struct hist_note *notes);

#endif /* EPBELL_PLOT_HIST_H */
