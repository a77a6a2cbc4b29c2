// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/plot_axis.h"

#define LINEAR_TICS 6
#define MANY_NINES  1e6 /* from here on their texts are long: every other mark */

struct axis axis_times(double min, double max, bool log)
{
	struct axis axis = { .log = log };

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
	return axis;
}

double axis_place(const struct axis *axis, double value)
{
	if (axis->log)
		return log(fmax(value, 1e-300) / axis->min) / log(axis->max / axis->min);
	return (value - axis->min) / (axis->max - axis->min);
}

/* A round time: "5 µs", "2.5 ms". */
static void time_mark(struct plot *plot, double ns)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = { { "ns", 1 }, { "\u00b5s", 1e3 }, { "ms", 1e6 }, { "s", 1e9 } };
	char text[40];
	int u = 0;

	while (u < 3 && ns >= units[u + 1].ns * 0.9999)
		u++;
	if (ns == 0)
		snprintf(text, sizeof(text), "0");
	else
		snprintf(text, sizeof(text), "%.6g %s", ns / units[u].ns, units[u].name);
	plot_row(plot);
	plot_number(plot, ns);
	plot_text(plot, text);
}

static void count_mark(struct plot *plot, double n)
{
	char text[40];

	if (n != floor(n)) /* no count */
		return;
	if (n < 1000)
		snprintf(text, sizeof(text), "%.6g", n);
	else if (n < 1e6)
		snprintf(text, sizeof(text), "%.0f,%03.0f", floor(n / 1000), fmod(n, 1000));
	else if (n < 1e9)
		snprintf(text, sizeof(text), "%.6g M", n / 1e6);
	else
		snprintf(text, sizeof(text), "%.6g G", n / 1e9);
	plot_row(plot);
	plot_number(plot, n);
	plot_text(plot, text);
}

static void linear_marks(struct plot *plot, const struct axis *axis, void (*mark)(struct plot *plot, double value))
{
	const double rough = (axis->max - axis->min) / LINEAR_TICS, power = pow(10, floor(log10(rough)));
	const double times = rough / power, step = power * (times <= 1.4 ? 1 : times <= 3 ? 2 : times <= 7 ? 5 : 10);

	for (double v = ceil(axis->min / step); v * step <= axis->max * (1 + 1e-9); v++)
		mark(plot, v * step);
}

/* Of a decade as many as have room: all of them in less than one, then 1 2 5, then whole decades. */
static const struct decade {
	double most; /* so many decades */
	int n;
	double of[10];
} decades[] = {
	{ 0.9, 10, { 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8 } },
	{ 2.2, 3, { 1, 2, 5 } },
	{ INFINITY, 1, { 1 } },
};

/* ... then every other decade. */
static void log_marks(struct plot *plot, const struct axis *axis, void (*mark)(struct plot *plot, double value))
{
	const double wide = log10(axis->max / axis->min);
	const int stride = wide > 9 ? 2 : 1;
	const struct decade *decade = decades;

	while (wide >= decade->most && decade->n > 1)
		decade++;
	for (int e = (int)floor(log10(axis->min)); e <= (int)ceil(log10(axis->max)); e++) {
		for (int i = 0; i < decade->n; i++) {
			const double v = pow(10, e) * decade->of[i];

			if (v >= axis->min * (1 - 1e-9) && v <= axis->max * (1 + 1e-9) && e % stride == 0)
				mark(plot, v);
		}
	}
}

static void marks(struct plot *plot, const struct axis *axis, void (*mark)(struct plot *plot, double value))
{
	plot_block(plot);
	if (axis->log)
		log_marks(plot, axis, mark);
	else
		linear_marks(plot, axis, mark);
}

void axis_time_block(struct plot *plot, const struct axis *axis)
{
	marks(plot, axis, time_mark);
}

void axis_count_block(struct plot *plot, const struct axis *axis)
{
	marks(plot, axis, count_mark);
}

void axis_tail_block(struct plot *plot, const struct axis *axis)
{
	char text[32];
	double at;

	plot_block(plot);
	for (int nines = 0; (at = nines ? pow(10, nines) : 2) <= axis->max; nines++) {
		if (axis->max > MANY_NINES && nines % 2 == 0)
			continue;
		snprintf(text, sizeof(text), "%.*f %%", nines > 2 ? nines - 2 : 0, 100 - 100 / at);
		plot_row(plot);
		plot_number(plot, at);
		plot_text(plot, text);
	}
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
