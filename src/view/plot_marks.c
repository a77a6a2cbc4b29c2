// SPDX-License-Identifier: GPL-2.0-only
/* The marks of axes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "view/plot_axis.h"
#include "view/plot_width.h"
#include "view/table.h"

#define LINEAR_TICS 6
#define MANY_NINES  1e6 /* from here on their texts are long: every other mark */
#define MARK_GAP    6	/* pixels from one mark's text to the next */
#define MARK_LINE   15	/* height of a mark's text */

/* --- what marks say ----------------------------------------------------------------------------------------------- */

#define MARK_TEXT 40

/* A round time: "5 µs", "2.5 ms". */
static bool time_text(double ns, char *text)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = { { "ns", 1 }, { "\u00b5s", 1e3 }, { "ms", 1e6 }, { "s", 1e9 } };
	int u = 0;

	while (u < 3 && ns >= units[u + 1].ns * 0.9999)
		u++;
	if (ns == 0)
		snprintf(text, MARK_TEXT, "0");
	else
		snprintf(text, MARK_TEXT, "%.6g %s", ns / units[u].ns, units[u].name);
	return true;
}

static bool count_text(double n, char *text)
{
	if (n != floor(n)) /* no count */
		return false;
	if (n < 1000)
		snprintf(text, MARK_TEXT, "%.6g", n);
	else if (n < 1e6)
		snprintf(text, MARK_TEXT, "%.0f,%03.0f", floor(n / 1000), fmod(n, 1000));
	else if (n < 1e9)
		snprintf(text, MARK_TEXT, "%.6g M", n / 1e6);
	else
		snprintf(text, MARK_TEXT, "%.6g G", n / 1e9);
	return true;
}

static bool tail_text(double at, char *text)
{
	const int nines = (int)lround(log10(at)); /* 2 has none */

	snprintf(text, MARK_TEXT, "%.*f %%", nines > 2 ? nines - 2 : 0, 100 - 100 / at);
	return true;
}

/* --- where they are ----------------------------------------------------------------------------------------------- */

struct mark {
	double at;
	char text[MARK_TEXT];
};

/* In the order of their places. */
struct marks {
	const struct axis *axis;
	double length; /* pixels; 0: of no account */
	bool upright;
	bool (*say)(double value, char *text);
	struct mark *mark;
	size_t n;
};

static void add_mark(struct marks *m, double at, double value)
{
	m->mark = table_need(realloc(m->mark, (m->n + 1) * sizeof(*m->mark)));
	m->mark[m->n].at = at;
	if (m->say(value, m->mark[m->n].text))
		m->n++;
}

/* Has the text of @b room beside that of @a? */
static bool apart(const struct marks *m, const struct mark *a, const struct mark *b)
{
	const double far = (axis_place(m->axis, b->at) - axis_place(m->axis, a->at)) * m->length;

	if (!(m->length > 0))
		return true;
	if (m->upright)
		return far >= MARK_LINE;
	return far >= (plot_width(a->text, FONT_AXIS) + plot_width(b->text, FONT_AXIS)) / 2 + MARK_GAP;
}

static bool all_apart(const struct marks *m)
{
	for (size_t i = 1; i < m->n; i++)
		if (!apart(m, &m->mark[i - 1], &m->mark[i]))
			return false;
	return true;
}

/* From the first on, each that has room beside the last one that had. */
static void thin_out(struct marks *m)
{
	size_t kept = m->n > 0;

	for (size_t i = 1; i < m->n; i++)
		if (apart(m, &m->mark[kept - 1], &m->mark[i]))
			m->mark[kept++] = m->mark[i];
	m->n = kept;
}

/* Steps of 1, 2 or 5 times a power of ten: about @tics of them. */
static void linear_marks(struct marks *m, int tics)
{
	const struct axis *axis = m->axis;
	const double rough = (axis->max - axis->min) / tics, power = pow(10, floor(log10(rough)));
	const double times = rough / power, step = power * (times <= 1.4 ? 1 : times <= 3 ? 2 : times <= 7 ? 5 : 10);

	m->n = 0;
	for (double v = ceil(axis->min / step); v * step <= axis->max * (1 + 1e-9); v++)
		add_mark(m, v * step, v * step);
}

static void find_linear(struct marks *m)
{
	int tics = LINEAR_TICS;

	linear_marks(m, tics);
	while (!all_apart(m) && tics > 1)
		linear_marks(m, --tics);
}

/* Of a decade as many as have room: all of them in less than one, then 1 2 5, then whole decades. */
static const struct decade {
	double most; /* so many decades */
	int n;
	double of[10];
} decades[] = {
	{ 0.9, 10, { 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8 } },
	{ 0.9, 6, { 1, 1.5, 2, 3, 5, 7 } }, /* where not all have room */
	{ 2.2, 3, { 1, 2, 5 } },
	{ INFINITY, 1, { 1 } },
};

static bool from_zero(const struct axis *axis)
{
	return axis->log && axis->min == AXIS_FROM_ZERO;
}

static void log_marks(struct marks *m, const struct decade *decade, int stride)
{
	const struct axis *axis = m->axis;
	const double min = from_zero(axis) ? fmax(axis->min, 1) : axis->min;

	m->n = 0;
	if (from_zero(axis))
		add_mark(m, AXIS_ZERO, 0);
	for (int e = (int)floor(log10(axis->min)); e <= (int)ceil(log10(axis->max)); e++) {
		for (int i = 0; i < decade->n; i++) {
			const double v = pow(10, e) * decade->of[i];

			if (v >= min * (1 - 1e-9) && v <= axis->max * (1 + 1e-9) && e % stride == 0)
				add_mark(m, v, v);
		}
	}
}

/* Every other decade where there are many, and fewer marks where these have no room, but two at least. */
static void find_log(struct marks *m)
{
	const double wide = log10(m->axis->max / m->axis->min);
	const struct decade *decade = decades, *first;
	int stride = wide > 9 ? 2 : 1;

	while (wide >= decade->most && decade->n > 1)
		decade++;
	first = decade;
	log_marks(m, decade, stride);
	while (!all_apart(m) && stride < 12) {
		if (decade->n > 1)
			decade++;
		else
			stride++;
		log_marks(m, decade, stride);
	}
	if (m->n >= 2 || (decade == first && all_apart(m)))
		return;
	log_marks(m, first, 1);
	thin_out(m);
}

static void put_marks(struct plot *plot, struct marks *m)
{
	plot_block(plot);
	for (size_t i = 0; i < m->n; i++) {
		plot_row(plot);
		plot_number(plot, m->mark[i].at);
		plot_text(plot, m->mark[i].text);
	}
	free(m->mark);
}

/* Of the field, if it is set. */
static double length_of(const struct plot *plot)
{
	return atof(plot_get(plot, "width")) - atof(plot_get(plot, "left")) - atof(plot_get(plot, "right"));
}

static void value_block(struct plot *plot, struct marks m)
{
	if (m.axis->log)
		find_log(&m);
	else
		find_linear(&m);
	put_marks(plot, &m);
}

void axis_time_block(struct plot *plot, const struct axis *axis)
{
	value_block(plot, (struct marks){ .axis = axis, .length = length_of(plot), .say = time_text });
}

void axis_time_block_up(struct plot *plot, const struct axis *axis, double height)
{
	value_block(plot, (struct marks){ .axis = axis, .length = height, .upright = true, .say = time_text });
}

void axis_count_block(struct plot *plot, const struct axis *axis)
{
	value_block(plot, (struct marks){ .axis = axis, .length = length_of(plot), .say = count_text });
}

void axis_count_block_up(struct plot *plot, const struct axis *axis, double height)
{
	value_block(plot, (struct marks){ .axis = axis, .length = height, .upright = true, .say = count_text });
}

static void tail_marks(struct marks *m, int stride)
{
	double at;

	m->n = 0;
	for (int nines = 0; (at = nines ? pow(10, nines) : 2) <= m->axis->max; nines++)
		if (nines % stride == stride - 1)
			add_mark(m, at, at);
}

void axis_tail_block(struct plot *plot, const struct axis *axis)
{
	struct marks m = { .axis = axis, .length = length_of(plot), .say = tail_text };
	int stride = axis->max > MANY_NINES ? 2 : 1;

	tail_marks(&m, stride);
	while (!all_apart(&m))
		tail_marks(&m, ++stride);
	put_marks(plot, &m);
}

double axis_text_width(void (*block)(struct plot *plot, const struct axis *axis, double height),
		       const struct axis *axis, double height)
{
	struct plot *plot = plot_new("tail"); /* any: only its marks are wanted */
	double width = 0;

	block(plot, axis, height);
	for (size_t i = 0; i < plot_rows(plot, 1); i++)
		width = fmax(width, plot_width(plot_text_at(plot, 1, i, 1), FONT_AXIS));
	plot_free(plot);
	return width;
}
