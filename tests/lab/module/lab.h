/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * epbell's loopback PCIe link: an endpoint controller (ep.c), a host bridge
 * (rc.c) and what lies between them (wire.c), all in one machine.
 */
#ifndef EPBELL_LAB_H
#define EPBELL_LAB_H

#include <linux/irqreturn.h>
#include <linux/platform_device.h>
#include <linux/types.h>

#include "pcie-designware.h"

struct lab_rc;
struct lab_wire;

struct lab_ep {
	struct dw_pcie pci;
	struct lab_rc *rc;
	struct lab_wire *wire;
	void __iomem *msi_window; /* the core's own, given back on failure */
	phys_addr_t msi_window_phys;
	bool edma;
};

#define to_lab_ep(p) container_of(p, struct lab_ep, pci)

/* ep.c: what the host sees of the endpoint */
u64 lab_ep_bar_target(struct lab_ep *ep, enum pci_barno bar);
size_t lab_ep_bar_size(struct lab_ep *ep, enum pci_barno bar);

/* rc.c */
void lab_rc_link(struct lab_rc *rc, bool up);
bool lab_rc_link_is_up(struct lab_rc *rc);
void lab_rc_attach(struct lab_rc *rc, struct lab_ep *ep);
bool lab_rc_bar_parked(enum pci_barno bar);

/* wire.c */
phys_addr_t lab_wire_bell(struct lab_wire *wire);
phys_addr_t lab_wire_page(struct lab_wire *wire, bool edma);
phys_addr_t lab_wire_msi_page(struct lab_wire *wire, void __iomem **base);
void lab_wire_attach_edma(struct lab_wire *wire, void __iomem *edma);
int lab_wire_check(struct lab_wire *wire, struct device *ep, bool edma);
void lab_wire_link_up(struct lab_wire *wire, struct pci_epc *epc);
void lab_wire_raise_delay(void);
void lab_wire_msi_sent(struct lab_wire *wire, size_t offset);

extern struct platform_driver lab_ep_driver;
extern struct platform_driver lab_rc_driver;
extern struct platform_driver lab_wire_driver;

/* The driver data of the device that a phandle property of @dev names. */
void *lab_peer(struct device *dev, const char *property);

#endif
