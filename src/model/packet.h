/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_MODEL_PACKET_H
#define EPBELL_MODEL_PACKET_H
/* Intervals between the points of one packet, and the segments of its way on each side. */
#include "model/run.h"

enum packet_side { SIDE_RC, SIDE_EP };

/* From one point to the next one: a part of the packet's way. */
struct segment {
	const char *name; /* the stage's, where stage.h has one */
	int from, to;	  /* points of include/epbell/packet.h */
};

#define PACKET_SEGMENTS (PACKET_POINTS - 1)

/*
 * The segments of a side in the packet's order, PACKET_SEGMENTS of them: of the root complex send, tx, ring, round-trip,
 * rc-bottom-half, rc-rx and receive; of the endpoint irq-dispatch, bottom-half, rx, turnaround, reply-tx, reply-queue and
 * raise-irq.
 */
const struct segment *packet_segments(enum packet_side side);

/* The name of a point for people, after the kernel's function; 0 <= point < PACKET_POINTS. */
const char *packet_point(enum packet_side side, int point);

/*
 * No time that is worth something is beyond these, ns: 146 years since the run's start, 417 days since the packet's. Points
 * beyond are unknown, so that no sum over a packet can wrap.
 */
#define PACKET_START_MAX (1LL << 62)
#define PACKET_POINT_MAX (1LL << 55)

/* When @point was, ns since the run's start. false: it is unknown. */
bool packet_time(const struct packet *p, int point, int64_t *ns);

/* From point @from to point @to as it was seen, ns; less than nothing where they came the other way round. false: one of them is unknown. */
bool packet_raw(const struct packet *p, int from, int to, int64_t *ns);

/*
 * The same without what epbell's own hooks took of it, which is @own (ns, may be NULL): *ns + *own is the raw interval. What
 * cannot be corrected stays raw, with nothing for own: the hooks' part is unknown, or longer than the interval.
 */
bool packet_corrected(const struct packet *p, int from, int to, int64_t *ns, int64_t *own);

#endif /* EPBELL_MODEL_PACKET_H */
