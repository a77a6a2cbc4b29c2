/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_INFLIGHT_H
#define EPBELL_PING_INFLIGHT_H
/*
 * Requests whose fate is not known yet, and what an answer means to them: first reply, duplicate, late, out of order, or
 * nobody's. Pure: times are given, ns of one clock.
 *
 * A request waits until its answer comes or its time is over; then it is overdue, and a reply that still comes makes it
 * late but not lost. It is lost when the run ends, or when its place is needed: places go by the 16 bits of the sequence
 * number, so 65536 requests later. At any time sent = received + lost + errors + waiting + overdue.
 */
#include <stdbool.h>
#include <stdint.h>

#include "model/run.h"

#define INFLIGHT_PLACES 65536

enum request_state {
	REQUEST_NONE, /* the place was never used, or its request was taken back */
	REQUEST_WAITING,
	REQUEST_OVERDUE,
	REQUEST_ANSWERED,
	REQUEST_FAILED,
};

struct request {
	uint64_t seq;
	uint64_t sent; /* ns */
	uint32_t dups;
	enum request_state state;
};

struct inflight {
	struct ping_info *info; /* counted into */
	uint64_t timeout;	/* ns a reply is waited for */
	uint64_t next;		/* number of the next request; the first is 1, as ping's */
	uint64_t oldest;	/* no request before it is waiting */
	uint64_t furthest;	/* greatest number that has a reply; 0 none */
	uint64_t ending;	/* inflight_end() has come so far; 0: not begun */
	uint64_t waiting, overdue;
	struct request places[INFLIGHT_PLACES];
};

void inflight_init(struct inflight *f, uint64_t timeout, struct ping_info *info);

/* Is the next request's place still held by one that waits? Then nothing may be sent now. */
bool inflight_full(const struct inflight *f);
/* Free the next request's place: true if an overdue request had it, which is lost now, and @lost says so. */
bool inflight_evict(struct inflight *f, struct ping *lost);
/* The next request was sent; its place is free. */
void inflight_sent(struct inflight *f, uint64_t now);
/* The next request could not be sent: @error, an errno. */
void inflight_refused(struct inflight *f, uint64_t now, int error, struct ping *out);

/* The request that has these 16 bits, or NULL: there never was one. */
const struct request *inflight_find(const struct inflight *f, uint16_t seq);

enum arrival {
	ARRIVAL_FIRST,	 /* of that request */
	ARRIVAL_AGAIN,	 /* a duplicate: out->dups says how many there are by now */
	ARRIVAL_FOREIGN, /* no request to answer */
};

/* A reply to the request of these 16 bits, whose payload was held against it already, was read at @now. */
enum arrival inflight_reply(struct inflight *f, uint16_t seq, uint64_t now, struct ping *out);
/* A reply that is nobody's. */
void inflight_foreign(struct inflight *f);
/* An ICMP error to the request of these 16 bits: true if it is the first answer, which @out is. */
bool inflight_failed(struct inflight *f, uint16_t seq, int error, struct ping *out);

/* Requests sent @timeout before @now or earlier are overdue. When the next will be, or 0: none is waiting. */
uint64_t inflight_expire(struct inflight *f, uint64_t now);

/*
 * The run ends at @now. Each call gives one more request that is lost, until it returns false. One that is waiting still
 * has not had its time, so nothing is known about it: it is taken back and counts as not sent, as with ping.
 */
bool inflight_end(struct inflight *f, uint64_t now, struct ping *lost);

#endif /* EPBELL_PING_INFLIGHT_H */
