/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PACKET_H
#define EPBELL_PACKET_H
/*
 * The points that an echo request and its reply pass on each side, in the order in which they do. Programs collect them
 * while the packet is under way; a run keeps them for each packet (struct packet).
 */
#define PACKET_POINTS 8

enum packet_rc {
	RC_SENT,     /* the pinger hands the request to the kernel; no program sees it */
	RC_XMIT,     /* ntb_netdev_start_xmit */
	RC_RING,     /* ntb_epf_peer_db_set begins */
	RC_RUNG,     /* ... is done: the doorbell is posted */
	RC_ISR,	     /* ntb_epf_vec_isr of the reply's interrupt */
	RC_TASKLET,  /* ntb_transport_rxc_db */
	RC_NETIF_RX, /* netif_rx of the reply */
	RC_RECEIVED, /* the pinger has read it; no program sees it */
};

enum packet_ep {
	EP_IRQ,	     /* first visible point of the interrupt, or the poll that found the doorbell */
	EP_HANDLER,  /* the doorbell's handler; polled: as EP_IRQ */
	EP_TASKLET,  /* ntb_transport_rxc_db */
	EP_NETIF_RX, /* netif_rx of the request */
	EP_XMIT,     /* ntb_netdev_start_xmit of the reply */
	EP_REPLY,    /* vntb_epf_peer_db_set */
	EP_RAISE,    /* pci_epc_raise_irq begins */
	EP_RAISED,   /* ... is done: the interrupt is posted */
};

#endif /* EPBELL_PACKET_H */
