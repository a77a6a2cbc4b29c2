/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_POLLFIT_H
#define EPBELL_STATS_POLLFIT_H
/*
 * Do waits for a polled word look as those of pings at random moments do: even on [0, T), with a mean of T/2? And if not, is it
 * because the pings come in step with the polls?
 */
#include <stdbool.h>

#include "stats/period.h"

#define POLL_FEW   5	/* fewer waits are not judged */
#define POLL_LEVEL 0.01 /* a p below it is called uneven */

enum poll_verdict {
	POLL_TOO_FEW,
	POLL_NO_PERIOD, /* T is not known: nothing to be even on */
	POLL_EVEN,
	POLL_UNEVEN,	   /* and no step is seen in the sequence */
	POLL_SAME,	   /* the interval is a multiple of T: all wait the same */
	POLL_BACK_TO_BACK, /* ... since each request leaves just after a poll: all wait about T */
	POLL_CYCLE,	   /* every order-th waits the same */
	POLL_DRIFT,	   /* ... nearly so: the waits creep through [0, T) */
	POLL_ROUND,	   /* the waits go round in steps of one length */
};

/* How T came to be known here. */
enum poll_period_by {
	POLL_BY_NONE,
	POLL_BY_CALLER,
	POLL_BY_SEQUENCE, /* the one of the kernel's periods that explains the sequence */
	POLL_BY_SPREAD,	  /* about: from the range of the values, (max - min) (n + 1) / (n - 1) */
};

struct poll_sample {
	const double *x;     /* waits, or what contains them beside something about constant; ns, in order */
	const double *sent;  /* when they were sent, ns of any origin; NULL: not known */
	const uint64_t *seq; /* as period_find() */
	size_t n;
	uint64_t stride;
	double period;	   /* T, ns; 0: not known */
	bool certain;	   /* T was measured; else it is given up where the values do not fit in it */
	bool pure;	   /* x are the waits themselves */
	bool back_to_back; /* the pinger says so */
};

struct poll_fit {
	enum poll_verdict verdict;
	enum poll_period_by period_by;
	double period; /* T, ns; 0: not known */
	double path; /* what is in x beside the wait, ns: the smallest x less T / (n + 1), what the shortest of n waits is */
	double mean, expected; /* of x; expected is path + T/2, 0 if T is not known */
	double margin;	       /* 1.96 standard errors of the mean of n even waits: 1.96 T / sqrt(12 n) */
	bool tested;	       /* d and p are there: T was known from elsewhere */
	double d, p;	       /* ks_uniform() and ks_probability() */
	struct period seq;     /* what is seen in the sequence of x, or (by_sent) in that of the times */
	bool by_sent;
	double gap;	    /* median time from one to the next, ns; 0: not known */
	double idle;	    /* median time from the end of one (the end of its x) to the next, ns; 0: not known */
	double idle_spread; /* from the 5th to the 95th percentile of that */
};

/* -ENOMEM. All figures are finite for finite samples. */
int poll_fit(const struct poll_sample *sample, struct poll_fit *fit);

#endif /* EPBELL_STATS_POLLFIT_H */
