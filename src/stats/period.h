/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATS_PERIOD_H
#define EPBELL_STATS_PERIOD_H
/*
 * Aliasing: a sequence of phases on a circle that goes on by steps of one length.
 *
 * Of independent phases, evenly spread over a period, each step from one to the next (modulo the period) is spread evenly
 * and independent of the others. Of something that happens every I, all steps are I modulo the period, whatever their
 * common origin is: so a constant that is added to all phases changes nothing. The steps are searched for the densest
 * tenth of the period; it has to hold three quarters of them, and more than chance puts into any tenth. A few jumps do no harm.
 */
#include <stddef.h>
#include <stdint.h>

#define PERIOD_WINDOW	 0.1   /* of the period: so close together are steps of one length */
#define PERIOD_SHARE	 0.75  /* of all steps have to be */
#define PERIOD_CHANCE	 0.001 /* and the probability of that must be below */
#define PERIOD_ORDER_MAX 6     /* the longest cycle that is told from going round */

enum period_kind {
	PERIOD_NONE,  /* the steps differ */
	PERIOD_CYCLE, /* every order-th phase is the same; order 1: all are */
	PERIOD_DRIFT, /* ... nearly so, and over the sequence they creep or wander away */
	PERIOD_ROUND, /* steps of one length without a short cycle */
};

struct period {
	enum period_kind kind;
	unsigned int order; /* of a cycle or drift, 1 to PERIOD_ORDER_MAX; else 0 */
	size_t steps;	    /* how many there were */
	double share;	    /* of them in the densest window, 0 to 1 */
	double chance;	    /* upper bound of its probability for independent phases, at most 1 */
	double step;	    /* their mean, in [0, period), with those next to them; 0 if kind is PERIOD_NONE */
	double spread;	    /* their standard deviation */
	double creep;	    /* signed, of every order-th phase to the next such */
};

/*
 * Judge @n phases @x (of any unit and sign, in the order in which they came) on a circle of @period in the same unit.
 * @seq numbers them: steps are taken between neighbours whose numbers differ by @stride (0 counts as 1); NULL: all neighbours.
 * A period that is not above 0, fewer than two phases: PERIOD_NONE. -ENOMEM
 */
int period_find(const double *x, const uint64_t *seq, size_t n, uint64_t stride, double period, struct period *out);

/* @x modulo @period, which is above 0: in [0, period). */
double period_wrap(double x, double period);

#endif /* EPBELL_STATS_PERIOD_H */
