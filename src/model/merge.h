/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_MERGE_H
#define EPBELL_MERGE_H
/*
 * What two recordings of the same packets say together, one from the root complex and one from the endpoint: where each
 * packet's time went, over both machines and the link between them.
 */
#include "model/err.h"
#include "model/pair.h"

enum merge_clock_state {
	MERGE_CLOCK_UNKNOWN, /* too few pairs */
	MERGE_CLOCK_FITTED,
	MERGE_CLOCK_ONE,    /* both sides were recorded on one clock */
	MERGE_CLOCK_JUMPED, /* no line fits: a clock jumped or changed its rate, or the doorbells were of other packets */
};

/* How far the endpoint's clock is ahead of the root complex's. */
struct merge_clock {
	enum merge_clock_state state;
	bool begins;   /* bounds count from where the writes begin: some interrupts came before they were done */
	int64_t at;    /* ns of the root complex's run */
	double offset; /* at that time, ns */
	double offset_bound;
	double drift, drift_bound; /* ns a ns */
	double violation;	   /* ns that the best line misses bounds by */
	bool too_fast;		   /* a line of free_drift would do, which is more than any two clocks have */
	double free_drift;	   /* ns a ns */
	double steps;		   /* of both clocks, ns */
	size_t used;		   /* pairs that bound it */
};

/* One packet, over both sides. ns; what is a difference of two clocks' intervals may be less than nothing. */
struct merge_pair {
	const struct packet *rc, *ep;
	bool alone;	    /* as in struct pair */
	int64_t round_trip; /* RC_RUNG to RC_ISR, as seen */
	int64_t residency;  /* EP_IRQ to EP_RAISED, as seen: hooks there did lengthen the round trip */
	int64_t wire;	    /* the difference: both ways, and of polled doorbells the wait for the poll */
	int64_t poll_wait;  /* polled: wire less the least wire; else 0 */
	double request,
		reply; /* one way, RC_RUNG to EP_IRQ and EP_RAISED to RC_ISR: only if the clock's state is FITTED or ONE */
	double request_bound, reply_bound;
};

struct merge {
	const struct run *rc, *ep; /* the same for a machine that is both */
	struct pairing pairing;
	struct merge_clock clock;
	struct merge_pair *pairs;
	size_t npairs;
	size_t negative;    /* pairs with less than no wire time */
	int64_t least_wire; /* of all pairs, ns */
	char backend[16];   /* of the doorbells that rang at the endpoint; "" unknown */
	char device[48];    /* theirs */
	bool polled;
	uint64_t poll_period; /* ns, median of the series poll-period; 0 unknown */
};

/* Which doorbells rang at the endpoint: sets backend, device, polled and poll_period. */
void merge_find_backend(struct merge *m);

/* From m->pairing to m->pairs, one-way times left alone. -ENOMEM */
int merge_figures(struct merge *m);
void merge_clear(struct merge *m);

/* Has it the one-way times? */
static inline bool merge_one_way(const struct merge *m)
{
	return m->clock.state == MERGE_CLOCK_FITTED || m->clock.state == MERGE_CLOCK_ONE;
}

/*
 * Add to @into, which is m->rc, what only the endpoint has: its series, accounts and doorbells; and labels rc_host and ep_host.
 * Its packets stay away, since they are of another clock. m->pairs stays valid. Nothing is added where m->ep is m->rc too.
 * -ENOMEM; -EEXIST: both have figures of the stage that @err names.
 */
int merge_runs(const struct merge *m, struct run *into, struct err *err);

/* Add the series and accounts that a merge makes: wire, and poll-wait of polled doorbells. -ENOMEM; -EEXIST: there are such. */
int merge_made(const struct merge *m, struct run *into, struct err *err);

/* --- breakdown.c --------------------------------------------------------------------------------------------------- */

enum breakdown_rows {
	BREAK_WIRE = RC_RING + 1, /* behind send, tx, ring */
	BREAK_POLL_WAIT,
	BREAK_EP,			       /* the endpoint's segments */
	BREAK_RC = BREAK_EP + PACKET_SEGMENTS, /* rc-bottom-half, rc-rx, receive */
	BREAK_OWN = BREAK_RC + 3,
	BREAK_SUM,   /* of all above */
	BREAK_WHOLE, /* the round trip as the pinger saw it, or from driver to driver */
	BREAK_REST,  /* the whole less the sum */
	BREAK_ROWS
};

/* Where the round trip of one packet went, ns. */
struct breakdown {
	const struct merge_pair *pair;
	bool known[BREAK_ROWS];
	int64_t ns[BREAK_ROWS];
};

struct breakdowns {
	bool pinger;	       /* the whole is RC_SENT to RC_RECEIVED; else RC_XMIT to RC_NETIF_RX */
	struct breakdown *all; /* of the pairs whose whole is known, the shortest first */
	size_t n;
	const struct breakdown *median, *p99, *worst; /* by the whole, of rank ceil(q * n); NULL if there are none */
	struct breakdown middle;		      /* of each row the median of all, of itself */
	double rest;				      /* median of |rest| / whole */
};

/* "send", ..., "wire", "own", "sum", "rtt" or "ping", "rest" */
const char *breakdown_name(const struct breakdowns *b, int row);
/* -ENOMEM */
int breakdown_make(struct breakdowns *b, const struct merge *m);
void breakdown_clear(struct breakdowns *b);

#endif /* EPBELL_MERGE_H */
