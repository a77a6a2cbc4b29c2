/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_TALLY_H
#define EPBELL_PING_TALLY_H
/*
 * Outcomes into a run: a row each, as far as there is room, all round trips into a histogram, and at the end the series
 * and the account of stage rtt. The histogram is kept beside the run, so that the series of a run under way may be emptied and
 * filled anew.
 */
#include "ping/pinger.h"

#define TALLY_ERRORS 8
#define TALLY_EVENT  "ping" /* kind of the events that say which errors there were */

struct tally {
	uint64_t start; /* CLOCK_MONOTONIC, ns: the run's */
	struct hist rtt;
	double mean, squares; /* of the round trips, ns; of their distances from the mean, ns^2 (Welford, 1962) */
	struct {
		int error; /* errno; 0: several */
		uint64_t n;
		uint64_t first; /* ns since the run's start */
	} errors[TALLY_ERRORS]; /* in the order they came; those that have no place are in the last */
	size_t nerrors;
};

void tally_start(struct tally *t, uint64_t start);
/* -ENOMEM: it is counted all the same and only its row is missing. */
int tally_add(struct tally *t, struct run *run, const struct outcome *o);
/* Mean deviation as ping prints it: the population's standard deviation of the round trips, ns. */
double tally_mdev(const struct tally *t);
/*
 * Put run->ping, series and account of stage rtt, and an event for each kind of error into @run: @info are the counts that the histogram is held against, so
 * an outcome that went missing leaves the account open. @backend: what the peer's doorbell is, or "". -ENOMEM
 */
int tally_finish(const struct tally *t, const struct ping_info *info, const char *backend, struct run *run);

#endif /* EPBELL_PING_TALLY_H */
