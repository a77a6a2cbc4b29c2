// SPDX-License-Identifier: GPL-2.0-only
/* A picture whose caption stands beside it. */
#include <stdlib.h>

#include "view/plot_layout.h"
#include "view/plot_phrase.h"

#define LINE 15 /* pixels of a line, as in plot_frame() and plots/theme.gp */

void plot_caption_out(struct plot *plot)
{
	const int room = atoi(plot_get(plot, "captions")) * LINE;

	plot_set(plot, "height", "%d", atoi(plot_get(plot, "height")) - room);
	plot_set(plot, "bottom", "%d", atoi(plot_get(plot, "bottom")) - room);
	plot_set(plot, "captions", "0");
}
