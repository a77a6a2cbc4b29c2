// SPDX-License-Identifier: GPL-2.0-only
/* Packets from the programs' ring to a run's rows: the same points, their times from the first one on. */
#include <errno.h>
#include <string.h>

#include "trace/session_impl.h"

_Static_assert(sizeof(struct epb_packet) == 16 + PACKET_POINTS * 16, "no holes");

/* The own time that a stamp has more than the one before; 0 where it is another CPU's, or hooks were over-estimated. */
static uint64_t own_since(const struct epb_stamp *before, const struct epb_stamp *now)
{
	uint64_t grown = now->own - before->own;

	return grown >> EPB_OWN_BITS ? 0 : grown;
}

/* Identifier and sequence number stand in the key as they do in the packet. */
static void fill_key(struct packet *out, uint64_t key)
{
	const uint8_t *b = (const uint8_t *)&key;

	out->hosts = key >> 32;
	out->ident = (uint32_t)b[0] << 8 | b[1];
	out->seq = (uint32_t)b[2] << 8 | b[3];
}

/* RC_SENT and RC_RECEIVED have no time: of them only own counts. */
static bool has_stamp(const struct epb_packet *from, int point)
{
	return from->at[point].t || (from->rc && (point == RC_SENT || point == RC_RECEIVED));
}

static void convert(const struct epb_packet *from, struct packet *out)
{
	const struct epb_stamp *before = NULL;
	uint64_t own = 0;
	int i;

	memset(out, 0, sizeof(*out));
	strcpy(out->side, from->rc ? "rc" : "ep");
	fill_key(out, from->key);
	for (i = PACKET_POINTS - 1; i >= 0; i--)
		if (from->at[i].t)
			out->start = from->at[i].t;
	for (i = 0; i < PACKET_POINTS; i++) {
		out->t[i] = from->at[i].t ? (int64_t)(from->at[i].t - out->start) : -1;
		out->own[i] = -1;
		if (!has_stamp(from, i))
			continue;
		own += before ? own_since(before, &from->at[i]) : 0;
		out->own[i] = (int64_t)own;
		before = &from->at[i];
	}
}

static int on_packet(void *ctx, void *data, size_t size)
{
	struct session *s = ctx;
	struct packet packet;

	if (size < sizeof(struct epb_packet) || !s->on_packet)
		return 0;
	convert(data, &packet);
	s->on_packet(s->on_packet_ctx, &packet);
	return 0;
}

int packets_map(struct session *s)
{
	if (!s->opts.packets)
		return 0;
	s->packets = ring_buffer__new(bpf_map__fd(s->skel->maps.packets), on_packet, s, NULL);
	return s->packets ? 0 : -errno;
}

void packets_unmap(struct session *s)
{
	ring_buffer__free(s->packets);
	s->packets = NULL;
}

void packets_drain(struct session *s)
{
	if (s->packets)
		ring_buffer__consume(s->packets);
}

void session_on_packet(struct session *s, void (*fn)(void *ctx, const struct packet *packet), void *ctx)
{
	s->on_packet = fn;
	s->on_packet_ctx = ctx;
}

uint64_t session_packets_lost(const struct session *s)
{
	uint64_t n = 0;

	for (int cpu = 0; cpu < s->ncpus; cpu++)
		n += s->cpus[cpu].packets_lost;
	return n;
}
