/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_RING_H
#define EPBELL_PING_RING_H
/* Inside ping/: the memory that the process that pings and its parent share. One writes the ring, the other reads it. */
#include <stdbool.h>

#include "ping/inflight.h"
#include "ping/pinger.h"

#define RING_ROOM 65536 /* outcomes; a power of two */

struct ring {
	struct ping_info info; /* the child writes it */
	uint64_t head;	       /* outcomes written since the start */
	uint64_t tail;	       /* outcomes read */
	uint64_t waits;	       /* the child had to wait for room */
	uint32_t stop;	       /* the parent wants the child to end in order */
	uint32_t abandoned;    /* nobody reads any more */
	int32_t failure;       /* errno that ended the child, 0 none */
	struct outcome outcomes[RING_ROOM];
};

/* How many more outcomes fit now. */
uint64_t ring_room(const struct ring *ring);
/* Add one: false if there is no room. */
bool ring_put(struct ring *ring, const struct outcome *o);
/* Hand all there are to @fn, oldest first: how many. */
size_t ring_drain(struct ring *ring, void (*fn)(void *ctx, const struct outcome *o), void *ctx);

/* The child: ping as asked until done, asked to stop, or unable to go on. Returns its exit status, 0 or 1. */
struct echo_sock;
struct address;
int sender_run(struct ring *ring, const struct ping_opts *o, const struct echo_sock *sock, const struct address *to);

#endif /* EPBELL_PING_RING_H */
