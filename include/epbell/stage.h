/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STAGE_H
#define EPBELL_STAGE_H
/*
 * THE table of stages. A stage is a named interval between two probe points on one clock. Everything that knows
 * stages (the BPF programs, the hook table, run files, reports, doctor, the manual) is generated from these rows or
 * looks them up here; a new stage is one row and the hook that records it.
 *
 *   STAGE(symbol, "name", "from", "to", side, backends, "what it is")
 *
 * side      EPB_SIDE_EP or EPB_SIDE_RC: where the stage is. Stages of the two sides have names of their own, so the sides
 *           never mix, not even where one kernel is both. With EPB_SETUP: it happens when doorbells are set up, not
 *           when one rings. With EPB_PINGER: no program records it; epbell ping makes it of its packets.
 *           With EPB_MERGED: epbell merge makes it of two runs.
 * backends  which backends can have it: a set of EPB_ON_*.
 */

#define EPB_SIDE_EP 1
#define EPB_SIDE_RC 2
#define EPB_SETUP   4
#define EPB_PINGER  8
#define EPB_MERGED  16

#define EPB_ON_IRQ   1 /* its, msi, edma, mmio: the doorbell is an interrupt */
#define EPB_ON_DEMUX 2 /* edma: the interrupt is demultiplexed by a parent's handler */
#define EPB_ON_POLL  4 /* poll: the doorbell is a memory word */
#define EPB_ON_ALL   (EPB_ON_IRQ | EPB_ON_DEMUX | EPB_ON_POLL)

#define EPB_STAGES(STAGE)                                                                                              \
	STAGE(IRQ_DISPATCH, "irq-dispatch", "generic_handle_domain_irq (outermost)", "doorbell handler entry",         \
	      EPB_SIDE_EP, EPB_ON_IRQ | EPB_ON_DEMUX, "interrupt dispatch, demultiplexing included")                   \
	STAGE(EDMA_DEMUX, "edma-demux", "eDMA handler, first look at its channels", "doorbell handler entry",          \
	      EPB_SIDE_EP, EPB_ON_DEMUX, "the eDMA driver's share of the dispatch")                                    \
	STAGE(HANDLER, "handler", "doorbell handler entry", "doorbell handler exit", EPB_SIDE_EP,                      \
	      EPB_ON_IRQ | EPB_ON_DEMUX, "the doorbell handler itself")                                                \
	STAGE(POLL_PERIOD, "poll-period", "epf_ntb_cmd_handler", "next epf_ntb_cmd_handler", EPB_SIDE_EP, EPB_ON_POLL, \
	      "from one poll to the next")                                                                             \
	STAGE(POLL_LATENESS, "poll-lateness", "armed expiry of the poll", "epf_ntb_cmd_handler", EPB_SIDE_EP,          \
	      EPB_ON_POLL, "how much later than armed the poll ran")                                                   \
	STAGE(BOTTOM_HALF, "bottom-half", "first unserved doorbell handler or poll hit", "ntb_transport_rxc_db",       \
	      EPB_SIDE_EP, EPB_ON_ALL, "doorbell event to receive tasklet")                                            \
	STAGE(RX, "rx", "ntb_transport_rxc_db", "netif_rx", EPB_SIDE_EP, EPB_ON_ALL,                                   \
	      "receive tasklet to network stack")                                                                      \
	STAGE(TURNAROUND, "turnaround", "netif_rx", "ntb_netdev_start_xmit", EPB_SIDE_EP, EPB_ON_ALL,                  \
	      "network stack, echo request to echo reply")                                                             \
	STAGE(TX_FLUSH, "tx-flush", "ntb_tx_copy_callback", "vntb_epf_peer_db_set", EPB_SIDE_EP, EPB_ON_ALL,           \
	      "publish the packet, non-posted flush read")                                                             \
	STAGE(REPLY_QUEUE, "reply-queue", "vntb_epf_peer_db_set", "pci_epc_raise_irq, from its work item",             \
	      EPB_SIDE_EP, EPB_ON_ALL, "reply waits for its work item")                                                \
	STAGE(RAISE_IRQ, "raise-irq", "pci_epc_raise_irq entry", "pci_epc_raise_irq exit", EPB_SIDE_EP, EPB_ON_ALL,    \
	      "lock wait and MSI to the root complex")                                                                 \
	STAGE(RESIDENCY, "residency", "first IRQ or poll hit", "pci_epc_raise_irq exit for the reply", EPB_SIDE_EP,    \
	      EPB_ON_ALL, "all of the endpoint's share of one ping")                                                   \
	STAGE(RTT, "rtt", "echo request handed to the kernel", "echo reply read", EPB_SIDE_RC | EPB_PINGER,            \
	      EPB_ON_ALL, "round trip as the pinger sees it")                                                          \
	STAGE(PING, "ping", "ntb_netdev_start_xmit of an echo request", "netif_rx of its reply", EPB_SIDE_RC,          \
	      EPB_ON_ALL, "round trip from driver to driver")                                                          \
	STAGE(SEND, "send", "echo request handed to the kernel", "ntb_netdev_start_xmit", EPB_SIDE_RC | EPB_PINGER,    \
	      EPB_ON_ALL, "the pinger's socket, down to the driver")                                                   \
	STAGE(TX, "tx", "ntb_netdev_start_xmit", "ntb_epf_peer_db_set entry", EPB_SIDE_RC | EPB_PINGER, EPB_ON_ALL,    \
	      "packet into the endpoint's memory, flush read included")                                                \
	STAGE(RC_TX_FLUSH, "rc-tx-flush", "ntb_tx_copy_callback", "ntb_epf_peer_db_set entry", EPB_SIDE_RC,            \
	      EPB_ON_ALL, "publish the packet, non-posted flush read")                                                 \
	STAGE(RING, "ring", "ntb_epf_peer_db_set entry", "ntb_epf_peer_db_set exit", EPB_SIDE_RC, EPB_ON_ALL,          \
	      "three non-posted reads and the doorbell's posted write")                                                \
	STAGE(ROUND_TRIP, "round-trip", "ntb_epf_peer_db_set exit", "ntb_epf_vec_isr of the reply", EPB_SIDE_RC,       \
	      EPB_ON_ALL, "wire and endpoint, until the reply's interrupt")                                            \
	STAGE(RC_BOTTOM_HALF, "rc-bottom-half", "first unserved ntb_epf_vec_isr", "ntb_transport_rxc_db", EPB_SIDE_RC, \
	      EPB_ON_ALL, "interrupt to receive tasklet")                                                              \
	STAGE(RC_RX, "rc-rx", "ntb_transport_rxc_db", "netif_rx", EPB_SIDE_RC, EPB_ON_ALL,                             \
	      "receive tasklet to network stack")                                                                      \
	STAGE(RECEIVE, "receive", "netif_rx of the reply", "echo reply read", EPB_SIDE_RC | EPB_PINGER, EPB_ON_ALL,    \
	      "network stack, up to the pinger")                                                                       \
	STAGE(WIRE, "wire", "ntb_epf_peer_db_set exit", "ntb_epf_vec_isr of the reply",                                \
	      EPB_SIDE_EP | EPB_SIDE_RC | EPB_MERGED, EPB_ON_ALL, "round-trip less residency: the link, both ways")    \
	STAGE(POLL_WAIT, "poll-wait", "ntb_epf_peer_db_set exit", "poll hit", EPB_SIDE_EP | EPB_SIDE_RC | EPB_MERGED,  \
	      EPB_ON_POLL, "wire less the least wire, as if that packet had not waited")                               \
	STAGE(AUX_QUERY, "aux-query", "pci_epc_get_aux_resources entry", "pci_epc_get_aux_resources exit",             \
	      EPB_SIDE_EP | EPB_SETUP, EPB_ON_ALL, "set-up: auxiliary resources of the controller")                    \
	STAGE(DOORBELL_ALLOC, "doorbell-alloc", "pci_epf_alloc_doorbell entry", "pci_epf_alloc_doorbell exit",         \
	      EPB_SIDE_EP | EPB_SETUP, EPB_ON_ALL, "set-up: allocation of the doorbells")

#define EPB_STAGE_ENUM(sym, ...) EPB_##sym,
enum epb_stage { EPB_STAGES(EPB_STAGE_ENUM) EPB_NSTAGES };
#undef EPB_STAGE_ENUM

/* The bit of a stage in a set of stages. */
#define EPB_BIT(stage) (1ULL << (stage))

#endif /* EPBELL_STAGE_H */
