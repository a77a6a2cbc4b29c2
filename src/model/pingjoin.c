// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/pingjoin.h"

/* The stages that only both together know. */
static const struct {
	int stage;
	enum packet_rc from, to;
} joined[] = {
	{ EPB_SEND, RC_SENT, RC_XMIT },
	{ EPB_TX, RC_XMIT, RC_RING },
	{ EPB_RECEIVE, RC_NETIF_RX, RC_RECEIVED },
};
#define NJOINED (sizeof(joined) / sizeof(joined[0]))

/* Pings by the 16 bits of their sequence number: 1 + index of the first, and of the next with the same bits. */
struct by_seq {
	uint32_t first[1 << 16];
	uint32_t next[];
};

static struct by_seq *index_pings(const struct run *run)
{
	struct by_seq *by = calloc(1, sizeof(*by) + run->npings * sizeof(by->next[0]));
	size_t i;

	for (i = run->npings; by && i-- > 0;) {
		uint32_t *first = &by->first[run->pings[i].seq & 0xffff];

		by->next[i] = *first;
		*first = (uint32_t)i + 1;
	}
	return by;
}

/* The ping that was under way when @packet passed its first point, or NULL. */
static const struct ping *ping_of(const struct run *run, const struct by_seq *by, const struct packet *packet)
{
	uint32_t i;

	for (i = by->first[packet->seq & 0xffff]; i; i = by->next[i - 1]) {
		const struct ping *p = &run->pings[i - 1];

		if (p->fate == PING_REPLY && p->sent >= 0 && (uint64_t)p->sent <= packet->start &&
		    packet->start - (uint64_t)p->sent <= p->rtt)
			return p;
	}
	return NULL;
}

/* Give @packet its two outer points: all others move by what lies before the first one. */
static void add_ends(struct packet *packet, const struct ping *p)
{
	const int64_t before = (int64_t)(packet->start - (uint64_t)p->sent);
	int i;

	for (i = 0; i < PACKET_POINTS; i++)
		if (packet->t[i] >= 0)
			packet->t[i] += before;
	packet->start = (uint64_t)p->sent;
	packet->t[RC_SENT] = 0;
	packet->t[RC_RECEIVED] = (int64_t)p->rtt;
	if (packet->own[RC_SENT] < 0)
		packet->own[RC_SENT] = 0;
	if (packet->own[RC_RECEIVED] < 0)
		packet->own[RC_RECEIVED] = packet->own[RC_NETIF_RX];
}

static struct series *new_series(struct run *run, int stage, const char *backend)
{
	struct series *s = run_add_series(run);

	if (!s)
		return NULL;
	snprintf(s->stage, sizeof(s->stage), "%s", stage_info(stage)->name);
	snprintf(s->backend, sizeof(s->backend), "%s", backend);
	s->vector = s->cpu = -1;
	s->raw = calloc(1, sizeof(*s->raw));
	return s->raw ? s : NULL;
}

/* One interval of @packet into the series; what has no two points is unmatched. */
static void count(struct series *s, struct account *a, const struct packet *packet, enum packet_rc from,
		  enum packet_rc to)
{
	const int64_t raw = packet->t[to] - packet->t[from], own = packet->own[to] - packet->own[from];

	a->seen++;
	if (packet->t[to] < 0 || packet->t[from] < 0 || packet->own[to] < 0 || packet->own[from] < 0) {
		a->unmatched++;
	} else if (raw < 0) {
		hist_add_under(&s->h);
		hist_add_under(s->raw);
		a->overflow++;
	} else {
		/* More than the interval has cannot be taken out. */
		s->uncorrected += own < 0 || own > raw;
		hist_add(&s->h, (uint64_t)(own < 0 || own > raw ? raw : raw - own));
		hist_add(s->raw, (uint64_t)raw);
	}
}

static int add_stage(struct run *run, size_t k, const char *backend, uint64_t alone)
{
	struct series *s = new_series(run, joined[k].stage, backend);
	struct account *a = run_add_account(run);
	size_t i;

	if (!s || !a)
		return -ENOMEM;
	snprintf(a->stage, sizeof(a->stage), "%s", s->stage);
	for (i = 0; i < run->npackets; i++)
		if (!strcmp(run->packets[i].side, "rc"))
			count(s, a, &run->packets[i], joined[k].from, joined[k].to);
	a->recorded = s->h.count;
	a->overflow = s->h.slot[EPB_HIST_OVER] + s->h.slot[EPB_HIST_UNDER];
	a->seen += alone;
	a->unmatched += alone;
	return 0;
}

int ping_join(struct run *run, const char *backend)
{
	struct by_seq *by = index_pings(run);
	uint64_t replies = 0, matched = 0;
	size_t i, k;
	int code = 0;

	if (!by)
		return -ENOMEM;
	for (i = 0; i < run->npings; i++)
		replies += run->pings[i].fate == PING_REPLY;
	for (i = 0; i < run->npackets; i++) {
		struct packet *packet = &run->packets[i];
		const struct ping *p;

		if (strcmp(packet->side, "rc") != 0 || packet->ident != run->ping.ident || packet->t[RC_XMIT] < 0)
			continue;
		p = ping_of(run, by, packet);
		if (!p)
			continue;
		add_ends(packet, p);
		matched++;
	}
	free(by);
	for (k = 0; k < NJOINED && !code; k++)
		code = add_stage(run, k, backend, replies - matched);
	return code;
}
