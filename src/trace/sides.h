/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_SIDES_H
#define EPBELL_TRACE_SIDES_H

/*
 * Which side of a link this machine is, told by the drivers that are bound to devices below @root ("" on a live system):
 * EPB_SIDE_EP if it has an endpoint controller, EPB_SIDE_RC if ntb_hw_epf or pci_endpoint_test has a device. Both are
 * possible; 0: neither.
 */
int sides_of_machine(const char *root);

#endif /* EPBELL_TRACE_SIDES_H */
