/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_BANDS_H
#define EPBELL_PLOT_BANDS_H
/* Inside view/: the poll periods of runs as bands across a field of times. */
#include "view/plot_axis.h"

/* Of one run. */
struct poll_period {
	double path, period; /* ns: a band is from path to path + period; period 0: none */
	int colour;	     /* of the run */
};

#define PLOT_BANDS_MOST 12 /* runs */

/*
 * The bands as a block, block 4 of plots/ping.gp: of runs with equal periods one, and a second one above it where values, @max ns the
 * greatest, reach that. @y: the field's axis, @height pixels. Names that would stand in one another are moved apart.
 */
void plot_bands(struct plot *plot, const struct poll_period *runs, size_t n, const struct axis *y, double max,
		double height);

#endif /* EPBELL_PLOT_BANDS_H */
