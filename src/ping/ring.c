// SPDX-License-Identifier: GPL-2.0-only
#include "ping/ring.h"

uint64_t ring_room(const struct ring *ring)
{
	return RING_ROOM - (ring->head - __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE));
}

bool ring_put(struct ring *ring, const struct outcome *o)
{
	if (!ring_room(ring))
		return false;
	ring->outcomes[ring->head % RING_ROOM] = *o;
	__atomic_store_n(&ring->head, ring->head + 1, __ATOMIC_RELEASE);
	return true;
}

size_t ring_drain(struct ring *ring, void (*fn)(void *ctx, const struct outcome *o), void *ctx)
{
	const uint64_t head = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE);
	const uint64_t first = ring->tail;
	uint64_t at;

	for (at = first; at != head; at++) {
		const struct outcome o = ring->outcomes[at % RING_ROOM];

		/* Room is given back as it comes: @fn may be slow. */
		__atomic_store_n(&ring->tail, at + 1, __ATOMIC_RELEASE);
		fn(ctx, &o);
	}
	return (size_t)(head - first);
}
