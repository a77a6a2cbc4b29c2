// SPDX-License-Identifier: GPL-2.0-only
/*
 * ntb_transport and ntb_netdev: the tasklet, the packet's way into the network stack, and the reply's way out. The root
 * complex runs the same code, in the lab on the same kernel: a queue is ours if its NTB device is a unit's.
 */
#include <bpf/bpf_endian.h>

#include "epbell.bpf.h"

static __always_inline void rxc_entry(bool btf, struct epb_cpu *cpu, u64 pre, unsigned long data)
{
	struct epb_queue *q = queue_at(queue_of(data));
	struct epb_unit_state *s;
	struct epb_stamp now;
	struct epb_pending *p;
	u32 number;
	bool event;

	s = q ? state_of(q->unit) : 0;
	if (!q || !s) {
		hook_skip(cpu, EPB_H_rxc_entry, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_rxc_entry, pre);
	number = bounded(q->number, EPB_MAX_VECTORS - 1);
	if (!(s->served >> number & 1))
		__sync_fetch_and_or(&s->served, 1ULL << number);
	p = &s->pending[number];
	cpu->rx.unit = q->unit;
	cpu->rx.start = now;
	cpu->rx.db.t = 0;
	cpu->rx.completion = 0;
	if (want_packets)
		cpu->rx.event.t = 0;
	event = p->event.t != 0;
	/* Without an event this is a rerun that the driver schedules for itself: two or more a packet are normal. */
	if (event) {
		struct epb_stamp from = stamp_take(&p->event);

		cpu->rx.db = p->start;
		cpu->rx.completion = p->completion;
		if (want_packets)
			cpu->rx.event = from;
		if (unit_is_rc(q->unit))
			record(cpu, EPB_RC_BOTTOM_HALF, q->unit, &from, &now);
		else if (p->completion)
			record_not(cpu, EPB_BOTTOM_HALF, EPB_COMPLETION);
		else if (from.t)
			record_vector(cpu, EPB_BOTTOM_HALF, q->unit, number + 1, &from, &now);
	}
	hook_end_way(cpu, EPB_H_rxc_entry, pre, &now, event);
}
HOOK_ENTRY(rxc_entry, "ntb_transport_rxc_db", (unsigned long data), (data))

/* ---------------------------------------------------------------------------------------------------- ICMP echo --- */

#define ETH_HLEN     14
#define ETH_P_IP     0x0800
#define ETH_P_IPV6   0x86dd
#define IP4_LEN	     20
#define IP6_LEN	     40
#define PROTO_ICMP   1
#define PROTO_ICMPV6 58

enum echo_type {
	ECHO_REQUEST = 8,
	ECHO_REPLY = 0,
	ECHO6_REQUEST = 128,
	ECHO6_REPLY = 129,
};

/* An IP header and the first 8 bytes of ICMP, as words: 12 of them with IPv6. */
union packet {
	u8 b[IP6_LEN + 8];
	u16 h[(IP6_LEN + 8) / 2];
	u32 w[(IP6_LEN + 8) / 4];
	u64 q[(IP6_LEN + 8) / 8];
};

/*
 * The key of an ICMP echo whose type is @want4 or @want6: the same for a request and its reply, since it holds the two
 * addresses' exclusive or, the identifier and the sequence number. 0: another packet (options and extension headers
 * included, which ping does not send).
 */
static __always_inline u64 echo_key(const union packet *p, u16 protocol, u8 want4, u8 want6)
{
	u32 hosts, i;

	if (protocol == bpf_htons(ETH_P_IP)) {
		if (p->b[0] != 0x45 || p->b[9] != PROTO_ICMP || p->b[IP4_LEN] != want4)
			return 0;
		hosts = p->w[3] ^ p->w[4];
		return ((u64)hosts << 32 | p->w[IP4_LEN / 4 + 1]) ?: 1;
	}
	if (protocol == bpf_htons(ETH_P_IPV6)) {
		if (p->b[6] != PROTO_ICMPV6 || p->b[IP6_LEN] != want6)
			return 0;
		hosts = 0;
		for (i = 2; i < 10; i++)
			hosts ^= p->w[i];
		return ((u64)hosts << 32 | p->w[IP6_LEN / 4 + 1]) ?: 1;
	}
	return 0;
}

/* Echoes are found by sequence number (the key's last two bytes, network order) and told apart by the whole key. */
static __always_inline u32 echo_index(u64 key)
{
	return (key >> 24 ^ key >> 8) & (EPB_ECHOES - 1);
}

/*
 * Is this packet's network device one of a transport client of @ndev (struct ntb_dev)? ntb_transport makes its client
 * devices children of the NTB device, ntb_netdev its network devices children of those.
 */
static __always_inline u64 ndev_of_skb(bool btf, struct sk_buff *skb)
{
	struct device *ntb = btf ? skb->dev->dev.parent->parent : BPF_CORE_READ(skb, dev, dev.parent, parent);

	return (u64)ntb - bpf_core_field_offset(struct ntb_dev, dev);
}

/* Read what echo_key() wants of a packet: 28 bytes of most, of IPv6 all 48. */
static __always_inline void read_packet(union packet *p, const void *from, u16 protocol)
{
	u32 i;

	if (!bpf_rdonly_cast) {
		bpf_probe_read_kernel(p, sizeof(*p), from);
		return;
	}
	for (i = 0; i < 4; i++)
		p->q[i] = load_u64(from + 8 * i);
	if (protocol == bpf_htons(ETH_P_IPV6))
		for (i = 4; i < 6; i++)
			p->q[i] = load_u64(from + 8 * i);
}

/* An echo request came in: it begins its turnaround. */
static __always_inline void echo_begins(struct epb_cpu *cpu, u64 key, const struct epb_stamp *now)
{
	struct epb_echo *e = echo_at(0, echo_index(key));

	if (e->start.t) /* an older request that nobody answered */
		record_not(cpu, EPB_TURNAROUND, EPB_UNMATCHED);
	e->key = key;
	e->unit = cpu->rx.unit;
	e->db = cpu->rx.db;
	e->completion = cpu->rx.completion;
	if (want_packets) {
		e->packet.key = key;
		e->packet.unit = e->unit;
		e->packet.at[EP_IRQ] = e->db;
		e->packet.at[EP_HANDLER] = cpu->rx.event;
		e->packet.at[EP_TASKLET] = cpu->rx.start;
		e->packet.at[EP_NETIF_RX] = *now;
		e->packet.at[EP_REPLY].t = e->packet.at[EP_RAISE].t = e->packet.at[EP_RAISED].t = 0;
	}
	e->start = *now;
}

/* The reply to an echo request of the root complex's came in. */
static __always_inline void echo_returns(struct epb_cpu *cpu, u64 key, const struct epb_stamp *now)
{
	struct epb_echo *e = echo_at(1, echo_index(key));
	struct epb_packet *p = &e->packet;

	if (!e->start.t || e->key != key) {
		/* Somebody's reply whose request we did not see. */
		record_not(cpu, EPB_PING, EPB_UNMATCHED);
		return;
	}
	record(cpu, EPB_PING, e->unit, &e->start, now);
	/* Without a doorbell of its own (the packet was there before it), where the round trip ended is not known. */
	if (p->at[RC_RUNG].t)
		record(cpu, EPB_ROUND_TRIP, e->unit, cpu->rx.db.t ? &p->at[RC_RUNG] : &cpu->rx.db, &cpu->rx.db);
	e->start.t = 0;
	if (!want_packets)
		return;
	p->at[RC_ISR] = cpu->rx.db;
	p->at[RC_TASKLET] = cpu->rx.start;
	p->at[RC_NETIF_RX] = *now;
	/* What the pinger reads comes after this hook is through. */
	p->at[RC_RECEIVED].own = cpu->own.so_far + cpu->own.cost[EPB_H_netif_rx].total[EPB_WAY_1];
	packet_done(cpu, p);
}

static __always_inline void netif_rx(bool btf, struct epb_cpu *cpu, u64 pre, struct sk_buff *skb)
{
	struct epb_stamp now;
	struct epb_unit *u;
	union packet p;
	u16 protocol;
	u64 key = 0;
	bool rc;

	u = cpu->rx.start.t ? unit_of(cpu->rx.unit) : 0;
	/* Every other network device comes this way too; and an interrupt may, in the middle of our tasklet. */
	if (!u || ndev_of_skb(btf, skb) != u->ndev) {
		hook_skip(cpu, EPB_H_netif_rx, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_netif_rx, pre);
	rc = side_rc() && u->kind == EPB_UNIT_RC;
	if (rc)
		record(cpu, EPB_RC_RX, cpu->rx.unit, &cpu->rx.start, &now);
	else
		record(cpu, EPB_RX, cpu->rx.unit, &cpu->rx.start, &now);
	if (cpu->want & (rc ? EPB_OF_RC_ECHO : EPB_BIT(EPB_TURNAROUND) | EPB_BIT(EPB_RESIDENCY))) {
		protocol = READ(btf, skb, protocol);
		read_packet(&p, READ(btf, skb, data), protocol);
		key = echo_key(&p, protocol, rc ? ECHO_REPLY : ECHO_REQUEST, rc ? ECHO6_REPLY : ECHO6_REQUEST);
		if (key && rc)
			echo_returns(cpu, key, &now);
		else if (key)
			echo_begins(cpu, key, &now);
	}
	hook_end_way(cpu, EPB_H_netif_rx, pre, &now, key != 0);
}
HOOK_ENTRY(netif_rx, "netif_rx", (struct sk_buff * skb), (skb))

static __always_inline void residency_begins(struct epb_cpu *cpu, struct epb_echo *e, u32 index)
{
	struct epb_unit_state *s = state_of(e->unit);
	struct epb_unit_count *n = count_of(cpu, e->unit);

	if (!s || !n || !wanted(cpu, EPB_RESIDENCY))
		return;
	if (!e->completion && e->db.t && stamp_first(&s->residency_tx, &e->db)) {
		if (want_packets)
			s->echo_tx = 1 + index;
		return;
	}
	if (e->completion)
		record_not(cpu, EPB_RESIDENCY, EPB_COMPLETION);
	else if (!e->db.t) /* the packet was consumed before its doorbell came */
		record_not(cpu, EPB_RESIDENCY, EPB_UNMATCHED);
	else
		COUNT(n->coalesced);
	/* Its interrupt to the root complex is an earlier packet's, too: the rest of its way is not known. */
	if (want_packets)
		packet_done(cpu, &e->packet);
}

/* An echo reply of the endpoint's leaves; true: it answers a request that we saw. */
static __always_inline bool reply_leaves(struct epb_cpu *cpu, u64 key, const struct epb_stamp *now)
{
	u32 index = echo_index(key);
	struct epb_echo *e = echo_at(0, index);

	if (!key || !e->start.t || e->key != key)
		return false;
	record(cpu, EPB_TURNAROUND, e->unit, &e->start, now);
	e->start.t = 0;
	if (want_packets)
		e->packet.at[EP_XMIT] = *now;
	residency_begins(cpu, e, index);
	return true;
}

/* A packet of the root complex's leaves; true: it is an echo request. */
static __always_inline bool request_leaves(struct epb_cpu *cpu, u32 unit, u64 key, const struct epb_stamp *now)
{
	u32 index = echo_index(key);
	struct epb_echo *e = echo_at(1, index);

	cpu->tx.unit = unit;
	cpu->tx.echo = 0;
	if (!key || !(cpu->want & EPB_OF_RC_ECHO))
		return false;
	if (e->start.t) /* an older one that was never answered */
		record_not(cpu, EPB_PING, EPB_UNMATCHED);
	e->key = key;
	e->unit = unit;
	e->packet.at[RC_RING].t = e->packet.at[RC_RUNG].t = 0;
	if (want_packets) {
		e->packet.key = key;
		e->packet.unit = unit;
		e->packet.rc = 1;
		e->packet.at[RC_SENT].own = cpu->own.so_far;
		e->packet.at[RC_XMIT] = *now;
	}
	cpu->tx.echo = 1 + index;
	e->start = *now;
	return true;
}

static __always_inline void xmit(bool btf, struct epb_cpu *cpu, u64 pre, struct sk_buff *skb)
{
	u32 unit = unit_by_ndev(ndev_of_skb(btf, skb));
	bool rc = unit_is_rc(unit), echo;
	struct epb_stamp now;
	union packet p;
	u16 protocol;
	u64 key;

	if (unit == EPB_NO_UNIT) {
		hook_skip(cpu, EPB_H_xmit, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_xmit, pre);
	protocol = READ(btf, skb, protocol);
	read_packet(&p, READ(btf, skb, data) + ETH_HLEN, protocol);
	key = echo_key(&p, protocol, rc ? ECHO_REQUEST : ECHO_REPLY, rc ? ECHO6_REQUEST : ECHO6_REPLY);
	echo = rc ? request_leaves(cpu, unit, key, &now) : reply_leaves(cpu, key, &now);
	hook_end_way(cpu, EPB_H_xmit, pre, &now, echo);
}
HOOK_ENTRY(xmit, "ntb_netdev_start_xmit", (struct sk_buff * skb), (skb))

/* The packet is in the peer's memory; what follows makes it visible and waits for it (a non-posted read). */
static __always_inline void tx_copy(bool btf, struct epb_cpu *cpu, u64 pre, void *data)
{
	u64 qp = load_u64(data + bpf_core_field_offset(struct ntb_queue_entry, qp));
	struct epb_queue *q = queue_at(queue_of(qp));
	struct epb_unit_state *s;
	struct epb_stamp now;

	s = q ? state_of(q->unit) : 0;
	if (!q || !s) {
		hook_skip(cpu, EPB_H_tx_copy, pre);
		return;
	}
	now = hook_begin(cpu, EPB_H_tx_copy, pre);
	s->tx_copy[bounded(q->number, EPB_MAX_VECTORS - 1)] = now;
	hook_end(cpu, EPB_H_tx_copy, pre, &now);
}
HOOK_ENTRY(tx_copy, "ntb_tx_copy_callback", (void *data), (data))
