/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_POLLMODEL_H
#define EPBELL_POLLMODEL_H
/*
 * What a run knows of the waits for a polled doorbell. The endpoint looks at a word every T; a ping that rings at a random
 * moment waits for the next look, and the wait is even on [0, T).
 */
#include "model/run.h"

/* How T is known. */
enum poll_period_from {
	POLL_PERIOD_UNKNOWN,
	POLL_PERIOD_SEEN, /* mean of the series poll-period */
	POLL_PERIOD_HZ,	  /* poll_period_of_hz() of the machine that recorded; the endpoint may be another */
};

/* What x is made of, the best last. */
enum poll_wait_from {
	POLL_WAIT_NONE,
	POLL_WAIT_ROUND_TRIP, /* RC_RUNG to RC_ISR of the packets of side "rc": contains the wait */
	POLL_WAIT_RTT,	      /* of the pings: contains the wait and the root complex's software */
	POLL_WAIT_BOTH_SIDES, /* the wait itself: RC_RUNG to EP_IRQ, both on one clock */
};

struct poll_waits {
	enum poll_wait_from from;
	size_t n;	 /* how many waits are known, of so many rows */
	size_t rows;	 /* pings or packets; the difference had no reply, no peer, or lack a point */
	double *x;	 /* ns, in the order in which they were sent */
	double *sent;	 /* ns since the run's start; NULL if it is not known of all of them */
	uint64_t *seq;	 /* their numbers; two neighbours of the run differ by stride */
	uint64_t stride; /* at least 1 */
	double period;	 /* T, ns; 0: unknown */
	enum poll_period_from period_from;
	double jitter; /* (p99 - p1) / T of the series poll-period; 0 unless POLL_PERIOD_SEEN */
};

/*
 * Is it about polled doorbells: is what the run's pings rang "poll" (the backend of the series rtt, where there is one), or any
 * of its doorbells or series?
 */
bool poll_applies(const struct run *run);

/*
 * Collect the waits of a run that poll_applies() to; free them with poll_waits_free(), also after an error. Both sides are on
 * one clock unless the file comes from epbell merge (label rc_host); and if most of the waits were longer than 2 T or end
 * before they begin, they are not taken to be. -ENOMEM
 */
int poll_waits_get(const struct run *run, struct poll_waits *out);
void poll_waits_free(struct poll_waits *waits);

/*
 * T of a kernel with this HZ, ns: epf_ntb_cmd_handler arms itself again for msecs_to_jiffies(5) ticks, the delayed work's
 * timer rounds up by one. 20 ms at 100, 12 ms at 250, 10 ms at 300, 6 ms at 1000. 0: @hz is not 1 to 1000000.
 */
double poll_period_of_hz(int hz);

#endif /* EPBELL_POLLMODEL_H */
