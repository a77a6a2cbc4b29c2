// SPDX-License-Identifier: GPL-2.0-only
/*
 * ntb_transport and ntb_netdev: the tasklet, the packet's way into the network stack, and the reply's way out. The root
 * complex runs the same code, in the lab on the same kernel: a queue is ours if its NTB device is a unit's.
 */
#include <bpf/bpf_endian.h>

#include "epbell.bpf.h"

static __always_inline u32 unit_of_qp(struct ntb_transport_qp *qp)
{
	return unit_by_ndev((u64)BPF_CORE_READ(qp, ndev));
}

static __always_inline void rxc_entry(bool btf, unsigned long data)
{
	struct ntb_transport_qp *qp = (void *)data;
	u64 t0 = bpf_ktime_get_ns(), event;
	struct epb_cpu *cpu = this_cpu();
	struct epb_unit_state *s;
	struct epb_pending *p;
	u32 unit, queue;

	if (!cpu)
		return;
	cpu->rx.start = 0;
	unit = unit_of_qp(qp);
	s = state_of(unit);
	if (!s)
		return;
	queue = bounded(BPF_CORE_READ(qp, qp_num), EPB_MAX_VECTORS - 1);
	s->served |= 1ULL << queue;
	p = &s->pending[queue];
	event = __sync_lock_test_and_set(&p->event, 0);
	cpu->rx.unit = unit;
	cpu->rx.db_start = event ? p->start : 0;
	cpu->rx.completion = event && p->completion;
	/* Without an event this is a rerun that the driver schedules for itself: two or more a packet are normal. */
	if (event && p->completion)
		record_not(EPB_BOTTOM_HALF, EPB_COMPLETION);
	else if (event)
		record_vector(EPB_BOTTOM_HALF, unit, queue + 1, event, t0);
	cpu->rx.start = hook_end(cpu, EPB_H_rxc_entry, t0);
}
HOOK_ENTRY(rxc_entry, "ntb_transport_rxc_db", (unsigned long data), (data))

static __always_inline void rxc_exit(s32 ret)
{
	struct epb_cpu *cpu = this_cpu();

	if (cpu)
		cpu->rx.start = 0;
}
HOOK_EXIT(rxc_exit, "ntb_transport_rxc_db")

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
static __always_inline struct epb_echo *echo_slot(u64 key)
{
	return &echoes[(key >> 24 ^ key >> 8) & (EPB_ECHOES - 1)];
}

static __always_inline void netif_rx(bool btf, struct sk_buff *skb)
{
	struct epb_cpu *cpu = this_cpu();
	struct epb_echo *e = 0;
	union packet p = {};
	u64 t0, key;

	/* Every other network device comes this way too; and an interrupt may, in the middle of our tasklet. */
	if (!cpu || !cpu->rx.start || cpu->nest.depth)
		return;
	t0 = bpf_ktime_get_ns();
	record(EPB_RX, cpu->rx.unit, cpu->rx.start, t0);
	bpf_probe_read_kernel(&p, sizeof(p), READ(btf, skb, data));
	key = echo_key(&p, READ(btf, skb, protocol), ECHO_REQUEST, ECHO6_REQUEST);
	if (key) {
		e = echo_slot(key);
		if (e->start) /* an older request that nobody answered */
			record_not(EPB_TURNAROUND, EPB_UNMATCHED);
		e->key = key;
		e->unit = cpu->rx.unit;
		e->db_start = cpu->rx.db_start;
		e->completion = cpu->rx.completion;
	}
	t0 = hook_end(cpu, EPB_H_netif_rx, t0);
	if (e)
		e->start = t0;
}
HOOK_ENTRY(netif_rx, "netif_rx", (struct sk_buff * skb), (skb))

static __always_inline void residency_begins(struct epb_echo *e)
{
	struct epb_unit_state *s = state_of(e->unit);
	struct epb_unit_count *n = count_of(e->unit);

	if (!s || !n)
		return;
	if (e->completion)
		record_not(EPB_RESIDENCY, EPB_COMPLETION);
	else if (!e->db_start) /* the packet was consumed before its doorbell came */
		record_not(EPB_RESIDENCY, EPB_UNMATCHED);
	else if (__sync_val_compare_and_swap(&s->residency_tx, 0, e->db_start))
		COUNT(n->coalesced);
}

static __always_inline void xmit(bool btf, struct sk_buff *skb)
{
	struct epb_cpu *cpu = this_cpu();
	struct epb_echo *e;
	u8 *data = READ(btf, skb, data);
	u16 protocol = READ(btf, skb, protocol);
	union packet p = {};
	u64 t0, key;

	if (!cpu || (protocol != bpf_htons(ETH_P_IP) && protocol != bpf_htons(ETH_P_IPV6)))
		return;
	t0 = bpf_ktime_get_ns();
	bpf_probe_read_kernel(&p, sizeof(p), data + ETH_HLEN);
	key = echo_key(&p, protocol, ECHO_REPLY, ECHO6_REPLY);
	e = echo_slot(key);
	if (key && e->start && e->key == key) {
		record(EPB_TURNAROUND, e->unit, e->start, t0);
		e->start = 0;
		residency_begins(e);
	}
	hook_end(cpu, EPB_H_xmit, t0);
}
HOOK_ENTRY(xmit, "ntb_netdev_start_xmit", (struct sk_buff * skb), (skb))

/* The packet is in the peer's memory; what follows makes it visible and waits for it (a non-posted read). */
static __always_inline void tx_copy(bool btf, void *data)
{
	struct ntb_transport_qp *qp = BPF_CORE_READ((struct ntb_queue_entry *)data, qp);
	u64 t0 = bpf_ktime_get_ns();
	struct epb_cpu *cpu = this_cpu();
	struct epb_unit_state *s = state_of(unit_of_qp(qp));
	u32 queue;

	if (!cpu || !s)
		return;
	queue = bounded(BPF_CORE_READ(qp, qp_num), EPB_MAX_VECTORS - 1);
	s->tx_copy[queue] = hook_end(cpu, EPB_H_tx_copy, t0);
}
HOOK_ENTRY(tx_copy, "ntb_tx_copy_callback", (void *data), (data))
