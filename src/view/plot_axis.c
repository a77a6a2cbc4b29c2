// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>

#include "view/plot_axis.h"

struct axis axis_times(double min, double max, bool log)
{
	struct axis axis = { .log = log };
	const bool zero = log && min >= 0 && min < 1;

	if (!(max >= 1))
		max = 1;
	if (!(min >= 1))
		min = 1;
	if (!(min <= max))
		min = max;
	axis.max = log ? max * 1.25 : max * 1.06;
	axis.min = log ? min / 1.25 : 0;
	if (log && axis.max / axis.min < 4) { /* two marks at least */
		axis.max = sqrt(min * max) * 2.5;
		axis.min = sqrt(min * max) / 2.5;
	}
	if (zero)
		axis.min = AXIS_FROM_ZERO;
	return axis;
}

double axis_place(const struct axis *axis, double value)
{
	if (axis->log)
		return log((value == 0 ? AXIS_ZERO : fmax(value, 1e-300)) / axis->min) / log(axis->max / axis->min);
	return (value - axis->min) / (axis->max - axis->min);
}

void axis_set(struct plot *plot, const char *name, const struct axis *axis)
{
	char key[24];

	snprintf(key, sizeof(key), "%smin", name);
	plot_set(plot, key, "%.17g", axis->min);
	snprintf(key, sizeof(key), "%smax", name);
	plot_set(plot, key, "%.17g", axis->max);
	snprintf(key, sizeof(key), "%slog", name);
	plot_set(plot, key, "%d", axis->log);
}
