/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PAIR_H
#define EPBELL_PAIR_H
/*
 * Which packet of the endpoint's is which of the root complex's. They are paired by what both read in the packet: addresses,
 * ICMP identifier and sequence number. That number has 16 bits, so in a long recording it comes again; then the order
 * decides where both sides have it equally often, and where clocks are known, time does.
 *
 * Every packet of both sides is paired, or counted as why not.
 */
#include "model/packet.h"

enum pair_fate {
	FATE_PAIRED,
	FATE_INCOMPLETE, /* it has a partner, but one of the two lacks a point that is needed */
	FATE_DUPLICATE,	 /* the same number came less than PAIR_APART_NS before, on the same side */
	FATE_THINNED,	 /* the other side kept only one in so many, and not this one */
	FATE_OUTSIDE,	 /* before the other side's first packet or after its last */
	FATE_AMBIGUOUS,	 /* its number came more than once, and no clock tells which is which */
	FATE_ABSENT,	 /* the other side has no row of it: lost, or not seen */
	PAIR_FATES
};

/* The name of a fate: in JSON, and with words for people. */
const char *pair_fate_name(enum pair_fate fate);

/* Of one side: packets is the sum of fate[]. */
struct pair_account {
	uint64_t packets;
	uint64_t fate[PAIR_FATES];
	uint64_t missing[PACKET_POINTS]; /* of those with a partner: the points that are needed and not there */
};

struct pair {
	const struct packet *rc, *ep;
	bool alone; /* no other packet of the root complex's was under way between its doorbell and its reply */
};

struct pair_row; /* a packet while it is being paired */

struct pairing {
	struct pair *pairs; /* those that are complete, by RC_RUNG */
	size_t npairs;
	struct pair_account side[2]; /* by enum packet_side */
	bool repeats;		     /* numbers come again: the pairs want to be held against a clock */
	uint64_t stride[2];
	struct pair_row *rows;
	size_t nrows;
};

/* Numbers that come again sooner are duplicates: 65536 echo requests take longer. */
#define PAIR_APART_NS 1000000000LL

/* The clock of the endpoint, given that of the root complex: ep = rc + offset + drift * (rc - t0). */
struct pair_clock {
	int64_t t0, offset; /* ns */
	double drift;
	double tolerance; /* ns either way over the whole of both recordings; must be well below PAIR_APART_NS */
};

/*
 * Pair the packets of side "rc" in @rc with those of side "ep" in @ep, which may be the same run, by their numbers alone.
 * Both must outlive the pairing. 0, or -ENOMEM; pairing_clear() either way.
 */
int pairing_begin(struct pairing *p, const struct run *rc, const struct run *ep);

/*
 * Bring it to an end: pair what is left by @clock (NULL: none is known), break up what contradicts it where numbers come
 * again, and say of the rest why it has no partner. p->pairs and p->side are new. 0, or -ENOMEM.
 */
int pairing_end(struct pairing *p, const struct pair_clock *clock);

void pairing_clear(struct pairing *p);

#endif /* EPBELL_PAIR_H */
