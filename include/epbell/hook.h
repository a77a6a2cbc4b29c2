/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HOOK_H
#define EPBELL_HOOK_H
/*
 * THE table of hooks: every place in the kernel where an epbell program can sit.
 *
 *   HOOK(symbol, "kernel function or tracepoint", "module it may live in", kind, stages)
 *
 * symbol  the programs are called f_<symbol> (fentry, fexit or tp_btf) and k_<symbol> (kprobe, kretprobe or raw
 *         tracepoint), whichever this kernel lets us attach.
 * stages  the stages that need this hook. A hook that no wanted stage needs is not loaded.
 *
 * A hook costs time in every interval it falls into, so the functions that run on each interrupt are kept to the
 * fewest, and those that only some machines need are attached only there (src/trace/choose.c).
 */
#include "epbell/stage.h"

enum epb_hook_kind {
	EPB_HOOK_ENTRY,
	EPB_HOOK_EXIT,
	EPB_HOOK_TP,
};

#define EPB_ALWAYS   (1ULL << 63) /* loaded whatever the stages */
#define EPB_OPTIONAL (1ULL << 62) /* the stages exist without it: it belongs to some devices or kernels only */
#define EPB_VNTB     (1ULL << 61) /* on vNTB's path only: pci-epf-test has its stages without it */
#define EPB_OF_IRQ                                                                                                     \
	(EPB_BIT(EPB_IRQ_DISPATCH) | EPB_BIT(EPB_EDMA_DEMUX) | EPB_BIT(EPB_HANDLER) | EPB_BIT(EPB_BOTTOM_HALF) |       \
	 EPB_BIT(EPB_RESIDENCY))
/* What pci-epf-test has, whose handler raises the interrupt itself. */
#define EPB_OF_TEST                                                                                                    \
	(EPB_BIT(EPB_IRQ_DISPATCH) | EPB_BIT(EPB_EDMA_DEMUX) | EPB_BIT(EPB_HANDLER) | EPB_BIT(EPB_RAISE_IRQ) |         \
	 EPB_BIT(EPB_RESIDENCY))
/* The root complex's: its devices are learned where they ring. */
#define EPB_OF_RC_ECHO (EPB_BIT(EPB_PING) | EPB_BIT(EPB_ROUND_TRIP))
#define EPB_OF_RC_RX   (EPB_BIT(EPB_RC_RX) | EPB_OF_RC_ECHO)
#define EPB_OF_RC      (EPB_OF_RC_RX | EPB_BIT(EPB_RC_BOTTOM_HALF) | EPB_BIT(EPB_RC_TX_FLUSH) | EPB_BIT(EPB_RING))
#define EPB_OF_PACKET  (EPB_BIT(EPB_RX) | EPB_BIT(EPB_TURNAROUND) | EPB_BIT(EPB_RESIDENCY))

/* clang-format off */
#define EPB_HOOKS(HOOK) \
	HOOK(domain_entry, "generic_handle_domain_irq", "", EPB_HOOK_ENTRY, \
	     EPB_BIT(EPB_IRQ_DISPATCH) | EPB_BIT(EPB_RESIDENCY)) \
	HOOK(irq_entry, "irq_handler_entry", "", EPB_HOOK_TP, EPB_OPTIONAL | EPB_OF_IRQ) \
	HOOK(edma_entry, "dw_edma_v0_core_handle_int", "dw_edma", EPB_HOOK_ENTRY, EPB_OPTIONAL | EPB_OF_IRQ) \
	HOOK(edma_done, "dw_edma_done_interrupt_deferred", "dw_edma", EPB_HOOK_ENTRY, EPB_OPTIONAL | EPB_OF_IRQ) \
	HOOK(edma_abort, "dw_edma_abort_interrupt_deferred", "dw_edma", EPB_HOOK_ENTRY, EPB_OPTIONAL | EPB_OF_IRQ) \
	HOOK(edma_int, "dw_edma_v0_core_handle_int", "dw_edma", EPB_HOOK_EXIT, EPB_OPTIONAL | EPB_OF_IRQ) \
	HOOK(vntb_entry, "epf_ntb_doorbell_handler", "pci_epf_vntb", EPB_HOOK_ENTRY, EPB_OPTIONAL | EPB_OF_IRQ) \
	HOOK(vntb_exit, "epf_ntb_doorbell_handler", "pci_epf_vntb", EPB_HOOK_EXIT, \
	     EPB_OPTIONAL | EPB_BIT(EPB_HANDLER) | EPB_BIT(EPB_BOTTOM_HALF) | EPB_BIT(EPB_RESIDENCY)) \
	HOOK(test_entry, "pci_epf_test_doorbell_handler", "pci_epf_test", EPB_HOOK_ENTRY, \
	     EPB_OPTIONAL | EPB_OF_TEST) \
	HOOK(test_exit, "pci_epf_test_doorbell_handler", "pci_epf_test", EPB_HOOK_EXIT, EPB_OPTIONAL | EPB_OF_TEST) \
	HOOK(cmd_entry, "epf_ntb_cmd_handler", "pci_epf_vntb", EPB_HOOK_ENTRY, \
	     EPB_ALWAYS | EPB_VNTB | EPB_BIT(EPB_POLL_PERIOD) | EPB_BIT(EPB_POLL_LATENESS) | EPB_BIT(EPB_BOTTOM_HALF) | EPB_OF_PACKET) \
	HOOK(db_event, "ntb_db_event", "ntb", EPB_HOOK_ENTRY, \
	     EPB_VNTB | EPB_BIT(EPB_BOTTOM_HALF) | EPB_BIT(EPB_RESIDENCY) | EPB_BIT(EPB_POLL_PERIOD)) \
	HOOK(rxc_entry, "ntb_transport_rxc_db", "ntb_transport", EPB_HOOK_ENTRY, \
	     EPB_VNTB | EPB_BIT(EPB_BOTTOM_HALF) | EPB_OF_PACKET | EPB_BIT(EPB_RC_BOTTOM_HALF) | EPB_OF_RC_RX) \
	HOOK(netif_rx, "netif_rx", "", EPB_HOOK_ENTRY, EPB_VNTB | EPB_OF_PACKET | EPB_OF_RC_RX) \
	HOOK(xmit, "ntb_netdev_start_xmit", "ntb_netdev", EPB_HOOK_ENTRY, \
	     EPB_VNTB | EPB_BIT(EPB_TURNAROUND) | EPB_BIT(EPB_RESIDENCY) | EPB_OF_RC_ECHO) \
	HOOK(tx_copy, "ntb_tx_copy_callback", "ntb_transport", EPB_HOOK_ENTRY, \
	     EPB_VNTB | EPB_BIT(EPB_TX_FLUSH) | EPB_BIT(EPB_RC_TX_FLUSH)) \
	HOOK(db_set, "vntb_epf_peer_db_set", "pci_epf_vntb", EPB_HOOK_ENTRY, \
	     EPB_VNTB | EPB_BIT(EPB_TX_FLUSH) | EPB_BIT(EPB_REPLY_QUEUE) | EPB_BIT(EPB_RESIDENCY)) \
	HOOK(raise_entry, "pci_epc_raise_irq", "", EPB_HOOK_ENTRY, \
	     EPB_BIT(EPB_REPLY_QUEUE) | EPB_BIT(EPB_RAISE_IRQ) | EPB_BIT(EPB_RESIDENCY)) \
	HOOK(raise_exit, "pci_epc_raise_irq", "", EPB_HOOK_EXIT, EPB_BIT(EPB_RAISE_IRQ) | EPB_BIT(EPB_RESIDENCY)) \
	HOOK(ring_entry, "ntb_epf_peer_db_set", "ntb_hw_epf", EPB_HOOK_ENTRY, EPB_VNTB | EPB_OF_RC) \
	HOOK(ring_exit, "ntb_epf_peer_db_set", "ntb_hw_epf", EPB_HOOK_EXIT, \
	     EPB_VNTB | EPB_BIT(EPB_RING) | EPB_BIT(EPB_ROUND_TRIP)) \
	HOOK(isr, "ntb_epf_vec_isr", "ntb_hw_epf", EPB_HOOK_ENTRY, \
	     EPB_VNTB | EPB_BIT(EPB_RC_BOTTOM_HALF) | EPB_BIT(EPB_ROUND_TRIP)) \
	HOOK(ioctl_entry, "pci_endpoint_test_ioctl", "pci_endpoint_test", EPB_HOOK_ENTRY, \
	     EPB_OPTIONAL | EPB_BIT(EPB_ROUND_TRIP)) \
	HOOK(ioctl_exit, "pci_endpoint_test_ioctl", "pci_endpoint_test", EPB_HOOK_EXIT, \
	     EPB_OPTIONAL | EPB_BIT(EPB_ROUND_TRIP)) \
	HOOK(wait_exit, "wait_for_completion_timeout", "", EPB_HOOK_EXIT, EPB_OPTIONAL | EPB_BIT(EPB_ROUND_TRIP)) \
	HOOK(test_isr, "pci_endpoint_test_irqhandler", "pci_endpoint_test", EPB_HOOK_ENTRY, \
	     EPB_OPTIONAL | EPB_BIT(EPB_ROUND_TRIP)) \
	HOOK(aux_entry, "pci_epc_get_aux_resources", "", EPB_HOOK_ENTRY, EPB_ALWAYS | EPB_BIT(EPB_AUX_QUERY)) \
	HOOK(aux_exit, "pci_epc_get_aux_resources", "", EPB_HOOK_EXIT, EPB_ALWAYS | EPB_BIT(EPB_AUX_QUERY)) \
	HOOK(alloc_entry, "pci_epf_alloc_doorbell", "", EPB_HOOK_ENTRY, EPB_ALWAYS | EPB_BIT(EPB_DOORBELL_ALLOC)) \
	HOOK(alloc_exit, "pci_epf_alloc_doorbell", "", EPB_HOOK_EXIT, EPB_ALWAYS | EPB_BIT(EPB_DOORBELL_ALLOC)) \
	HOOK(msi_exit, "pci_epf_alloc_doorbell_msi", "", EPB_HOOK_EXIT, EPB_ALWAYS) \
	HOOK(free_entry, "pci_epf_free_doorbell", "", EPB_HOOK_ENTRY, EPB_ALWAYS) \
	HOOK(bind_entry, "pci_epf_bind", "", EPB_HOOK_ENTRY, EPB_ALWAYS) \
	HOOK(unbind_entry, "pci_epf_unbind", "", EPB_HOOK_ENTRY, EPB_ALWAYS) \
	HOOK(start_entry, "pci_epc_start", "", EPB_HOOK_ENTRY, EPB_ALWAYS) \
	HOOK(stop_entry, "pci_epc_stop", "", EPB_HOOK_ENTRY, EPB_ALWAYS) \
	HOOK(link_entry, "ntb_link_event", "ntb", EPB_HOOK_ENTRY, EPB_ALWAYS)
/* clang-format on */

#define EPB_HOOK_ENUM(sym, ...) EPB_H_##sym,
enum epb_hook { EPB_HOOKS(EPB_HOOK_ENUM) EPB_NHOOKS };
#undef EPB_HOOK_ENUM

#endif /* EPBELL_HOOK_H */
