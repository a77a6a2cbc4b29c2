/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_PACING_H
#define EPBELL_PING_PACING_H
/*
 * When the next request is due. Pure: times are given and taken, ns of one clock.
 *
 * A fixed gap aliases with anything periodic on the way: ping's 1 s against a doorbell that is polled every 12 ms shows
 * four values that are an artefact of both. So gaps are random. Uniform ones lie in [0, 2 * mean): with a mean of at least
 * half a poll period a request meets every phase of the poll.
 */
#include <stdint.h>

enum ping_pacing {
	PACING_UNIFORM,	     /* gaps uniform in [0, 2 * mean) */
	PACING_EXPONENTIAL,  /* gaps exponential with that mean: requests are a Poisson process */
	PACING_FIXED,	     /* request k at start + k * gap */
	PACING_BACK_TO_BACK, /* as soon as the one before has its reply or none in time */
};

/*
 * The mean gap where none is asked for, s: uniform gaps then span 40 ms, two poll periods of 20 ms (HZ=100) and more than
 * three of 12 ms (HZ=250), so that every phase of them is met; and 1000 requests take 20 s.
 */
#define PACING_DEFAULT_GAP 0.020

/* A schedule that is more than this behind leaves out what it missed; less is made up for. ns */
#define PACING_CATCH_UP 10000000ULL

struct pacing {
	enum ping_pacing kind;
	double gap;	/* ns, mean */
	uint64_t state; /* of the generator */
	uint64_t start; /* of a fixed schedule */
	uint64_t count; /* of a fixed schedule: requests so far */
	double due;	/* ns since start: of the next request */
};

/* The first request is due at @start (ns). @gap: s; 0 is back to back. Equal seeds make equal schedules. */
void pacing_init(struct pacing *pacing, enum ping_pacing kind, double gap, uint64_t seed, uint64_t start);

/* When the next request is due. Not for back to back. */
uint64_t pacing_due(const struct pacing *pacing);

/* A request was sent at @now: on to the next. */
void pacing_sent(struct pacing *pacing, uint64_t now);

/* The name as it stands in run files: "uniform" "exponential" "fixed" "back-to-back". */
const char *pacing_name(enum ping_pacing kind);

/* The generator: splitmix64 (Steele, Lea and Flood, OOPSLA 2014; constants of variant 13 by D. Stafford). */
uint64_t pacing_random(uint64_t *state);

#endif /* EPBELL_PING_PACING_H */
