/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_IMPL_H
#define EPBELL_PLOT_IMPL_H
/* Inside view/: what the kinds of plots share. */
#include "view/plot_layout.h"
#include "view/plot_series.h"

/*
 * A plot of the series of @stages, which @compose fills where there is one; else it says what is missing. NULL and @err as
 * plot_tail().
 */
struct plot *plot_of_series(const char *kind, const struct plot_input *in, uint64_t stages,
			    void (*compose)(struct plot *plot, const struct plot_input *in,
					    const struct plot_list *list),
			    struct err *err);

/*
 * The frame of a plot of @list, with room for labels at the right or a key: title (the user's, or "@name: stages"), @subtitle
 * behind what the stages are, caption with @more, and settings "series", "labels" ("ends", "key" or "none") and "alt".
 */
struct plot_frame plot_frame_of(struct plot *plot, const struct plot_input *in, const struct plot_list *list,
				const char *name, const char *subtitle, const char *more);

/* Begin the row of a series: its name as the frame has room for it, colour and dash. */
void plot_series_row(struct plot *plot, const struct plot_frame *frame, const struct plot_series *s);

/* A plot of which there is nothing to draw; its title and caption are set, the sentence is not. */
struct plot *plot_empty(const char *kind, const struct plot_input *in);

#endif /* EPBELL_PLOT_IMPL_H */
