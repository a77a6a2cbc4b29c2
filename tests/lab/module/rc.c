// SPDX-License-Identifier: GPL-2.0-only
/*
 * The root complex: a host bridge whose only device is the endpoint.
 *
 * Configuration space is the endpoint's DBI registers, so that each side sees
 * at once what the other writes. A BAR's address is the physical address to
 * which the endpoint's iATU would translate it: the host's loads and stores
 * reach the endpoint's memory without anything in between.
 */
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/workqueue.h>

#include "lab.h"

static int park_bar = -1;
module_param(park_bar, int, 0444);
MODULE_PARM_DESC(park_bar,
		 "a BAR the function maps to the doorbell only after the host has enumerated it (epf-test: 2)");

struct lab_rc {
	struct device *dev;
	struct lab_ep *ep;
	struct pci_host_bridge *bridge;
	struct resource busn;
	struct resource mem;
	struct work_struct work;
	struct workqueue_struct *wq;
	bool want; /* what configfs asked for last */
	bool up;
};

bool lab_rc_bar_parked(enum pci_barno bar)
{
	return bar == park_bar;
}

bool lab_rc_link_is_up(struct lab_rc *rc)
{
	return READ_ONCE(rc->up);
}

static void __iomem *lab_map_bus(struct pci_bus *bus, unsigned int devfn, int where)
{
	struct lab_rc *rc = bus->sysdata;

	if (!pci_is_root_bus(bus) || devfn)
		return NULL;
	return rc->ep->pci.dbi_base + where;
}

/* In a BAR, the flags and the bits below its size do not take a write. */
static u32 lab_bar_bits(struct lab_rc *rc, void __iomem *reg, int where, u32 val)
{
	u32 mask = readl(rc->ep->pci.dbi_base2 + where);

	if (!mask)
		return 0;
	return (val & ~mask) | (readl(reg) & mask & ~PCI_BASE_ADDRESS_MEM_MASK);
}

static int lab_config_write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 val)
{
	void __iomem *reg = lab_map_bus(bus, devfn, where);
	struct lab_rc *rc = bus->sysdata;

	if (!reg)
		return PCIBIOS_DEVICE_NOT_FOUND;
	if (where == PCI_ROM_ADDRESS)
		return PCIBIOS_SUCCESSFUL; /* no ROM */
	if (where >= PCI_BASE_ADDRESS_0 && where <= PCI_BASE_ADDRESS_5)
		val = lab_bar_bits(rc, reg, where, val);
	return dw_pcie_write(reg, size, val);
}

static struct pci_ops lab_pci_ops = {
	.map_bus = lab_map_bus,
	.read = pci_generic_config_read,
	.write = lab_config_write,
};

/*
 * A memory window has no target until the endpoint's ntb_transport allocates
 * its buffer, after the host has enumerated. The pool is the device's own, the
 * allocator takes the first fit: what a trial gets, the real one will get. If
 * not, lab_check_window() refuses the mapping.
 */
static u64 lab_predict_buffer(struct lab_rc *rc, size_t size)
{
	struct device *ep = rc->ep->pci.dev;
	dma_addr_t addr;
	void *buf;

	buf = dma_alloc_coherent(ep, size, &addr, GFP_KERNEL);
	if (!buf)
		return 0;
	dma_free_coherent(ep, size, buf, addr);
	return addr;
}

/* Do the firmware's work: give each BAR the address that it stands for. */
static void lab_assign_bars(struct lab_rc *rc)
{
	void __iomem *dbi = rc->ep->pci.dbi_base;
	u64 target;
	size_t size;
	u32 reg;
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		size = lab_ep_bar_size(rc->ep, bar);
		if (!size)
			continue;
		target = lab_ep_bar_target(rc->ep, bar);
		if (bar == park_bar)
			target = lab_wire_page(rc->ep->wire, rc->ep->edma);
		else if (!target)
			target = lab_predict_buffer(rc, size);
		reg = PCI_BASE_ADDRESS_0 + 4 * bar;
		if (target > U32_MAX || !target) {
			dev_err(rc->dev, "BAR%d has no address\n", bar);
			continue;
		}
		writel(target | (readl(dbi + reg) & ~PCI_BASE_ADDRESS_MEM_MASK), dbi + reg);
	}
}

/* A link that is down has forgotten its host. */
static void lab_forget_bars(struct lab_rc *rc)
{
	void __iomem *dbi = rc->ep->pci.dbi_base;
	u32 reg;

	for (reg = PCI_BASE_ADDRESS_0; reg <= PCI_BASE_ADDRESS_5; reg += 4)
		writel(readl(dbi + reg) & ~PCI_BASE_ADDRESS_MEM_MASK, dbi + reg);
	writew(0, dbi + PCI_COMMAND);
}

static int lab_rc_up(struct lab_rc *rc)
{
	struct pci_host_bridge *bridge;
	struct pci_dev *pdev;
	int ret;

	/* Not the devm variant: the bridge comes and goes with the link. */
	bridge = pci_alloc_host_bridge(0);
	if (!bridge)
		return -ENOMEM;
	rc->busn = (struct resource)DEFINE_RES_NAMED(0, 1, "lab bus", IORESOURCE_BUS);
	rc->mem = (struct resource)DEFINE_RES_NAMED(0, SZ_4G, "lab mem", IORESOURCE_MEM);
	pci_add_resource(&bridge->windows, &rc->busn);
	pci_add_resource(&bridge->windows, &rc->mem);
	bridge->dev.parent = rc->dev;
	bridge->sysdata = rc;
	bridge->ops = &lab_pci_ops;

	lab_assign_bars(rc);
	WRITE_ONCE(rc->up, true);
	pci_lock_rescan_remove();
	ret = pci_scan_root_bus_bridge(bridge);
	if (ret) {
		pci_unlock_rescan_remove();
		pci_free_host_bridge(bridge);
		return ret;
	}
	pci_bus_claim_resources(bridge->bus);
	/* The host's buffers come from the endpoint's outbound window: no translation either. */
	list_for_each_entry(pdev, &bridge->bus->devices, bus_list)
		of_reserved_mem_device_init_by_idx(&pdev->dev, rc->dev->of_node, 0);
	pci_bus_add_devices(bridge->bus);
	pci_unlock_rescan_remove();
	rc->bridge = bridge;
	lab_wire_link_up(rc->ep->wire, rc->ep->pci.ep.epc);
	return 0;
}

static void lab_rc_down(struct lab_rc *rc)
{
	struct pci_bus *bus = rc->bridge->bus;
	struct pci_dev *pdev;

	pci_lock_rescan_remove();
	pci_stop_root_bus(bus);
	list_for_each_entry(pdev, &bus->devices, bus_list) of_reserved_mem_device_release(&pdev->dev);
	pci_remove_root_bus(bus);
	pci_unlock_rescan_remove();
	pci_free_host_bridge(rc->bridge);
	rc->bridge = NULL;
	WRITE_ONCE(rc->up, false);
	lab_forget_bars(rc);
}

static void lab_rc_work(struct work_struct *work)
{
	struct lab_rc *rc = container_of(work, struct lab_rc, work);
	int ret;

	if (READ_ONCE(rc->want) == !!rc->bridge)
		return;
	if (rc->bridge) {
		lab_rc_down(rc);
		dev_info(rc->dev, "link down\n");
		return;
	}
	ret = lab_rc_up(rc);
	if (ret) {
		WRITE_ONCE(rc->up, false);
		dev_err(rc->dev, "enumeration failed: %d\n", ret);
		return;
	}
	dev_info(rc->dev, "link up\n");
}

/*
 * The EPC core calls start and stop under the lock that the commands of the
 * host's driver take on the endpoint's side, and that driver probes and
 * unbinds by such commands: enumeration has to be somebody else's work.
 */
void lab_rc_link(struct lab_rc *rc, bool up)
{
	WRITE_ONCE(rc->want, up);
	queue_work(rc->wq, &rc->work);
}

void lab_rc_attach(struct lab_rc *rc, struct lab_ep *ep)
{
	rc->ep = ep;
}

static int lab_rc_probe(struct platform_device *pdev)
{
	struct lab_rc *rc;

	rc = devm_kzalloc(&pdev->dev, sizeof(*rc), GFP_KERNEL);
	if (!rc)
		return -ENOMEM;
	rc->dev = &pdev->dev;
	INIT_WORK(&rc->work, lab_rc_work);
	rc->wq = alloc_ordered_workqueue("epbell-lab-rc", 0);
	if (!rc->wq)
		return -ENOMEM;
	platform_set_drvdata(pdev, rc);
	return 0;
}

static const struct of_device_id lab_rc_match[] = { { .compatible = "epbell,lab-pcie-rc" }, {} };

struct platform_driver lab_rc_driver = {
	.probe	= lab_rc_probe,
	.driver	= {
		.name			= "epbell-lab-rc",
		.of_match_table		= lab_rc_match,
		.suppress_bind_attrs	= true,
	},
};
