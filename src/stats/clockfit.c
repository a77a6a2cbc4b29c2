// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/clockfit.h"

#define FREE_DRIFT 0.5 /* a limit that no clock reaches */
#define HALVINGS   200 /* of an interval of drifts: more than a double can tell */

/* --- hulls ------------------------------------------------------------------------------------------------------- */

struct point {
	double x, y;
};

static int compare_points(const void *left, const void *right)
{
	const struct point *a = left, *b = right;

	if (a->x != b->x)
		return a->x < b->x ? -1 : 1;
	return (a->y > b->y) - (a->y < b->y);
}

static double slope(const struct clockfit_hull *h, size_t i)
{
	return (h->y[i + 1] - h->y[i]) / (h->x[i + 1] - h->x[i]);
}

/* Append a point of sorted ones: whatever is no longer below the line to it goes (A. Andrew's monotone chain, 1979). */
static void hull_append(struct clockfit_hull *h, const struct point *p)
{
	if (h->n && h->x[h->n - 1] == p->x)
		return; /* the lower of the two is there already */
	while (h->n > 1) {
		const size_t last = h->n - 1;

		if (slope(h, last - 1) < (p->y - h->y[last]) / (p->x - h->x[last]))
			break;
		h->n--;
	}
	h->x[h->n] = p->x;
	h->y[h->n] = p->y;
	h->n++;
}

/* The lower hull of the stamps' offsets, or with @sign -1 that of their negatives. */
static int hull_make(struct clockfit_hull *h, const struct clockfit *fit, const struct clock_stamp *stamps, size_t n,
		     double sign, double slack)
{
	struct point *points = malloc(n * sizeof(*points));

	h->x = malloc(n * sizeof(*h->x));
	h->y = malloc(n * sizeof(*h->y));
	if (!points || !h->x || !h->y) {
		free(points);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		/* stamps are below 2^62: their differences have room, the difference of two of these may not */
		const __int128 offset = (__int128)stamps[i].there - stamps[i].here - fit->offset0;

		points[i].x = (double)(stamps[i].here - fit->t0);
		points[i].y = sign * (double)offset + slack;
	}
	qsort(points, n, sizeof(*points), compare_points);
	for (size_t i = 0; i < n; i++)
		hull_append(h, &points[i]);
	free(points);
	return 0;
}

/* The greatest intercept that a line of slope @b below the hull can have; *x is where it touches. */
static double hull_touch(const struct clockfit_hull *h, double b, double *x)
{
	size_t low = 0, high = h->n - 1;

	while (low < high) {
		const size_t mid = (low + high) / 2;

		if (slope(h, mid) < b)
			low = mid + 1;
		else
			high = mid;
	}
	*x = h->x[low];
	return h->y[low] - b * h->x[low];
}

/* How high lines below the hull with slopes from @least to @most reach at @t. */
static double hull_reach(const struct clockfit_hull *h, double t, double least, double most)
{
	size_t low = 0, high = h->n;
	double b, x;

	/* low: the first point behind t */
	while (low < high) {
		const size_t mid = (low + high) / 2;

		if (h->x[mid] > t)
			high = mid;
		else
			low = mid + 1;
	}
	if (!low)
		b = least;
	else
		b = low == h->n ? most : fmin(fmax(slope(h, low - 1), least), most);
	return hull_touch(h, b, &x) + b * t;
}

/* --- the polygon of lines ---------------------------------------------------------------------------------------- */

/* How far apart the intercepts of slope @b may be: less than nothing if no line of that slope is possible. */
static double room(const struct clockfit *fit, double b, bool *grows)
{
	double above, below, width;

	width = hull_touch(&fit->up, b, &above) + hull_touch(&fit->down, -b, &below);
	*grows = below > above; /* the derivative by b is the distance of the two points that are touched */
	return width;
}

/* The slope with the most room, of those within +-@limit; the room is concave in it. */
static double widest(const struct clockfit *fit, double limit, double *width)
{
	double low = -limit, high = limit;
	bool grows;

	for (int i = 0; i < HALVINGS; i++) {
		const double mid = (low + high) / 2;

		room(fit, mid, &grows);
		if (grows)
			low = mid;
		else
			high = mid;
	}
	*width = room(fit, (low + high) / 2, &grows);
	return (low + high) / 2;
}

/* From @inside, which is possible, as far towards @limit as there are lines. */
static double edge(const struct clockfit *fit, double inside, double limit)
{
	bool grows;

	if (room(fit, limit, &grows) >= 0)
		return limit;
	for (int i = 0; i < HALVINGS; i++) {
		const double mid = (inside + limit) / 2;

		if (room(fit, mid, &grows) >= 0)
			inside = mid;
		else
			limit = mid;
	}
	return inside;
}

static void loosen(struct clockfit_hull *h, double by)
{
	for (size_t i = 0; i < h->n; i++)
		h->y[i] += by;
}

static void find_lines(struct clockfit *fit, double max_drift)
{
	double width;

	fit->drift = widest(fit, max_drift, &width);
	fit->violation = width < 0 ? -width / 2 : 0;
	fit->free_drift = fit->drift;
	fit->free_violation = fit->violation;
	if (width < 0) {
		fit->free_drift = widest(fit, FREE_DRIFT, &width);
		fit->free_violation = width < 0 ? -width / 2 : 0;
		loosen(&fit->up, fit->violation);
		loosen(&fit->down, fit->violation);
	}
	fit->drift_min = edge(fit, fit->drift, -max_drift);
	fit->drift_max = edge(fit, fit->drift, max_drift);
}

int clockfit_make(struct clockfit *fit, const struct clock_stamp *requests, size_t nrequests,
		  const struct clock_stamp *replies, size_t nreplies, const struct clockfit_limits *limits)
{
	int code;

	memset(fit, 0, sizeof(*fit));
	if (!nrequests || !nreplies)
		return -EINVAL;
	fit->t0 = requests[0].here;
	fit->offset0 = requests[0].there - requests[0].here;
	fit->steps = limits->step_here + limits->step_there;
	/* A stamp is its clock's last step: there it may have been later than it says, of a reply here as well. */
	code = hull_make(&fit->up, fit, requests, nrequests, 1, limits->step_there);
	if (!code)
		code = hull_make(&fit->down, fit, replies, nreplies, -1, limits->step_here);
	if (!code)
		find_lines(fit, limits->max_drift);
	return code;
}

void clockfit_clear(struct clockfit *fit)
{
	free(fit->up.x);
	free(fit->up.y);
	free(fit->down.x);
	free(fit->down.y);
	memset(fit, 0, sizeof(*fit));
}

double clockfit_offset(const struct clockfit *fit, int64_t here, double *bound)
{
	const double t = (double)(here - fit->t0);
	const double most = hull_reach(&fit->up, t, fit->drift_min, fit->drift_max);
	const double least = -hull_reach(&fit->down, t, -fit->drift_max, -fit->drift_min);

	*bound = (most > least ? (most - least) / 2 : 0) + fit->violation;
	return (most + least) / 2;
}

/*
 * A request that was stamped r here at the offset a(r), and arrived d later when the clock there showed e: that clock was
 * r + a(r) and gained d * (1 + b) since. So d = (e - r - a(r)) / (1 + b), and for a reply alike.
 */
static double one_way(const struct clockfit *fit, const struct clock_stamp *stamp, double sign, double *bound)
{
	const __int128 seen = (__int128)stamp->there - stamp->here - fit->offset0;
	const double b = (fit->drift_min + fit->drift_max) / 2, off = clockfit_offset(fit, stamp->here, bound);
	const double d = sign * ((double)seen - off) / (1 + b);

	*bound = (*bound + fabs(d) * (fit->drift_max - fit->drift_min) / 2) / (1 + b) + fit->steps;
	return d;
}

double clockfit_request(const struct clockfit *fit, const struct clock_stamp *stamp, double *bound)
{
	return one_way(fit, stamp, 1, bound);
}

double clockfit_reply(const struct clockfit *fit, const struct clock_stamp *stamp, double *bound)
{
	return one_way(fit, stamp, -1, bound);
}
