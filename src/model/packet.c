// SPDX-License-Identifier: GPL-2.0-only
#include "model/packet.h"

static const struct segment segments[2][PACKET_SEGMENTS] = {
	[SIDE_RC] = {
		{ "send", RC_SENT, RC_XMIT },
		{ "tx", RC_XMIT, RC_RING },
		{ "ring", RC_RING, RC_RUNG },
		{ "round-trip", RC_RUNG, RC_ISR },
		{ "rc-bottom-half", RC_ISR, RC_TASKLET },
		{ "rc-rx", RC_TASKLET, RC_NETIF_RX },
		{ "receive", RC_NETIF_RX, RC_RECEIVED },
	},
	[SIDE_EP] = {
		{ "irq-dispatch", EP_IRQ, EP_HANDLER },
		{ "bottom-half", EP_HANDLER, EP_TASKLET },
		{ "rx", EP_TASKLET, EP_NETIF_RX },
		{ "turnaround", EP_NETIF_RX, EP_XMIT },
		{ "reply-tx", EP_XMIT, EP_REPLY },
		{ "reply-queue", EP_REPLY, EP_RAISE },
		{ "raise-irq", EP_RAISE, EP_RAISED },
	},
};

static const char *const points[2][PACKET_POINTS] = {
	[SIDE_RC] = { "request sent", "ntb_netdev_start_xmit", "ntb_epf_peer_db_set entry", "ntb_epf_peer_db_set exit",
		      "ntb_epf_vec_isr", "ntb_transport_rxc_db", "netif_rx", "reply read" },
	[SIDE_EP] = { "doorbell's interrupt or poll", "doorbell's handler", "ntb_transport_rxc_db", "netif_rx",
		      "ntb_netdev_start_xmit", "vntb_epf_peer_db_set", "pci_epc_raise_irq entry",
		      "pci_epc_raise_irq exit" },
};

const struct segment *packet_segments(enum packet_side side)
{
	return segments[side];
}

const char *packet_point(enum packet_side side, int point)
{
	return points[side][point];
}

static bool known(int64_t t)
{
	return t >= 0 && t <= PACKET_POINT_MAX;
}

bool packet_time(const struct packet *p, int point, int64_t *ns)
{
	if (!known(p->t[point]) || p->start > PACKET_START_MAX)
		return false;
	*ns = (int64_t)p->start + p->t[point];
	return true;
}

bool packet_raw(const struct packet *p, int from, int to, int64_t *ns)
{
	if (!known(p->t[from]) || !known(p->t[to]))
		return false;
	*ns = p->t[to] - p->t[from];
	return true;
}

bool packet_corrected(const struct packet *p, int from, int to, int64_t *ns, int64_t *own)
{
	int64_t hooks = 0;

	if (!packet_raw(p, from, to, ns))
		return false;
	if (known(p->own[from]) && known(p->own[to]))
		hooks = p->own[to] - p->own[from];
	if (hooks < 0 || hooks > *ns)
		hooks = 0;
	*ns -= hooks;
	if (own)
		*own = hooks;
	return true;
}
