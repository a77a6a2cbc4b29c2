/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_CLOCKFIT_H
#define EPBELL_STATS_CLOCKFIT_H
/*
 * How far one clock is ahead of another, told by nothing but messages between them.
 *
 * "Here" and "there" are two clocks. Of a message that is stamped on both, the later stamp cannot be before the earlier
 * one: a request bounds the offset (there minus here) from above by its own difference, a reply from below (F. Cristian,
 * Probabilistic clock synchronization, Distributed Computing 3, 1989). Between a request and its reply the offset is known
 * to half of what they were under way, and no measurement at the two ends makes that less.
 *
 * The clocks drift, so the offset is a line a + b*t over the time t here, below all upper bounds and above all lower ones.
 * The lines that are so are those between the two sets' convex hulls (S. Moon, P. Skelly and D. Towsley, Estimation and
 * removal of clock skew from network delay measurements, INFOCOM 1999, who have the half of one direction): a convex
 * polygon in the plane of (b, a). At each t it leaves a band of offsets. Its middle is the estimate, half its width the bound.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One message: both stamps in ns, each of its own clock, 0 to 2^62. */
struct clock_stamp {
	int64_t here, there;
};

struct clockfit_limits {
	double step_here, step_there; /* ns: a stamp may be so much less than the time it stands for */
	double max_drift;	      /* of b, either way: 500e-6 is 500 ppm; greater ones are not believed */
};

/* The lower convex hull of points (t - t0, offset - offset0). */
struct clockfit_hull {
	double *x, *y;
	size_t n;
};

struct clockfit {
	int64_t t0, offset0;	     /* the origin: ns here, and ns there minus here */
	double drift;		     /* b of the line in the middle */
	double drift_min, drift_max; /* of all lines that are possible */
	double violation; /* ns by which the best line still misses bounds, the steps allowed for; 0: there are lines */
	double free_drift;     /* where max_drift leaves no line: b of the best without that limit; else as drift */
	double free_violation; /* and what that one misses */
	double steps;	       /* ns that every interval between the clocks may be off by on top */
	struct clockfit_hull up, down; /* of the requests; of the replies with its offsets negated */
};

/*
 * Find the lines. Where no line is possible all bounds are loosened by what the best one misses, which clockfit_offset()
 * then has in its bound. Time O(n log n). -EINVAL: no request or no reply; -ENOMEM. clockfit_clear() either way.
 */
int clockfit_make(struct clockfit *fit, const struct clock_stamp *requests, size_t nrequests,
		  const struct clock_stamp *replies, size_t nreplies, const struct clockfit_limits *limits);
void clockfit_clear(struct clockfit *fit);

/* The offset at @here, ns over fit->offset0: the middle of the band. *bound: half its width, ns. */
double clockfit_offset(const struct clockfit *fit, int64_t here, double *bound);

/*
 * How long a request took from its stamp here to that there, in ns of the clock here; clockfit_reply(): the reply, from there
 * to here. Less than nothing is possible within *bound (ns), which counts in the steps of both clocks.
 */
double clockfit_request(const struct clockfit *fit, const struct clock_stamp *stamp, double *bound);
double clockfit_reply(const struct clockfit *fit, const struct clock_stamp *stamp, double *bound);

#endif /* EPBELL_STATS_CLOCKFIT_H */
