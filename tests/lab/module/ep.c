// SPDX-License-Identifier: GPL-2.0-only
/*
 * The endpoint: a glue driver for the kernel's DesignWare EP core, as SoC
 * vendors write them, over registers that are plain RAM.
 *
 * RAM keeps what is written to it. Where the core expects more of hardware
 * than that, lab_write_dbi() and lab_init_registers() supply it.
 */
#include <linux/bitfield.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/pci-epc.h>
#include <linux/pci-epf.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>

#include "lab.h"

#define LAB_CAP_PM  0x40
#define LAB_CAP_MSI 0x50
#define LAB_CAP_EXP 0x70

/*
 * 0 makes the trap of a register window without a usable eDMA: the core still
 * publishes a doorbell (with interrupt 0), the kernel logs that it falls back
 * to it, requesting the interrupt fails, and vNTB polls.
 */
static unsigned int dma_channels = 1;
module_param(dma_channels, uint, 0444);
MODULE_PARM_DESC(dma_channels, "eDMA channels a direction, 0 or 1");

/* eDMA: rd_int_status, where dw-edma-v0-core rings its emulated interrupt */
#define LAB_EDMA_BELL 0xa0

#define LAB_ATU_BAR_NUM GENMASK(10, 8)
#define LAB_ATU_INBOUND BIT(8) /* of the offset: PCIE_ATU_UNROLL_BASE */

static u64 lab_read64(void __iomem *lo)
{
	return readl(lo) | (u64)readl(lo + 4) << 32;
}

/* The inbound translation of a BAR, or ~0 if it has none. */
u64 lab_ep_bar_target(struct lab_ep *ep, enum pci_barno bar)
{
	void __iomem *win;
	u32 i, ctrl;

	for (i = 0; i < ep->pci.num_ib_windows; i++) {
		win = ep->pci.atu_base + PCIE_ATU_UNROLL_BASE(PCIE_ATU_REGION_DIR_IB, i);
		ctrl = readl(win + PCIE_ATU_REGION_CTRL2);
		if ((ctrl & PCIE_ATU_ENABLE) && (ctrl & PCIE_ATU_BAR_MODE_ENABLE) &&
		    FIELD_GET(LAB_ATU_BAR_NUM, ctrl) == bar)
			return lab_read64(win + PCIE_ATU_LOWER_TARGET);
	}
	return ~0ULL;
}

/* The DWC core writes a BAR's size less one to the shadow register in dbi2. */
size_t lab_ep_bar_size(struct lab_ep *ep, enum pci_barno bar)
{
	u32 mask = readl(ep->pci.dbi_base2 + PCI_BASE_ADDRESS_0 + 4 * bar);

	return mask ? (size_t)mask + 1 : 0;
}

static u64 lab_bar_address(struct lab_ep *ep, enum pci_barno bar)
{
	return readl(ep->pci.dbi_base + PCI_BASE_ADDRESS_0 + 4 * bar) & PCI_BASE_ADDRESS_MEM_MASK;
}

/*
 * There is no hardware to translate, so a window can only map an address to
 * itself. Refusing ENABLE to any other makes the core itself fail the mapping
 * with its own message, instead of a CPU that reads the wrong memory.
 */
static u32 lab_check_window(struct lab_ep *ep, void __iomem *win, u32 ctrl2)
{
	u64 target = lab_read64(win + PCIE_ATU_LOWER_TARGET);
	u64 base = lab_read64(win + PCIE_ATU_LOWER_BASE);
	enum pci_barno bar;

	if (!(ctrl2 & PCIE_ATU_ENABLE))
		return ctrl2;

	if (((win - ep->pci.atu_base) & LAB_ATU_INBOUND) && (ctrl2 & PCIE_ATU_BAR_MODE_ENABLE)) {
		bar = FIELD_GET(LAB_ATU_BAR_NUM, ctrl2);
		/* Without a host the BAR has no address yet: rc.c will give it the target's. */
		if (!lab_rc_link_is_up(ep->rc) || lab_rc_bar_parked(bar))
			return ctrl2;
		base = lab_bar_address(ep, bar);
	}
	if (base == target)
		return ctrl2;

	dev_err(ep->pci.dev, "the lab cannot translate %#llx to %#llx\n", base, target);
	return ctrl2 & ~PCIE_ATU_ENABLE;
}

static void lab_write_dbi(struct dw_pcie *pci, void __iomem *base, u32 reg, size_t size, u32 val)
{
	if (base >= pci->atu_base && base < pci->atu_base + pci->atu_size) {
		switch (reg) {
		case PCIE_ATU_LIMIT:
			/* read-only bits from which the core learns the alignment: 4K */
			val |= SZ_4K - 1;
			break;
		case PCIE_ATU_UPPER_LIMIT:
			/* and the largest window, 1 TB */
			val &= 0xff;
			break;
		case PCIE_ATU_REGION_CTRL2:
			val = lab_check_window(to_lab_ep(pci), base, val);
			break;
		}
	}
	dw_pcie_write(base + reg, size, val);
}

static bool lab_link_up(struct dw_pcie *pci)
{
	return lab_rc_link_is_up(to_lab_ep(pci)->rc);
}

static int lab_start_link(struct dw_pcie *pci)
{
	lab_rc_link(to_lab_ep(pci)->rc, true);
	return 0;
}

static void lab_stop_link(struct dw_pcie *pci)
{
	lab_rc_link(to_lab_ep(pci)->rc, false);
}

static const struct dw_pcie_ops lab_dw_ops = {
	.write_dbi = lab_write_dbi,
	.link_up = lab_link_up,
	.start_link = lab_start_link,
	.stop_link = lab_stop_link,
};

/* What a controller reads as after reset. Called when the core has mapped the registers. */
static int lab_init_registers(struct dw_pcie_ep *dw_ep)
{
	struct dw_pcie *pci = to_dw_pcie_from_ep(dw_ep);
	struct lab_ep *ep = to_lab_ep(pci);
	static const struct {
		u16 reg;
		u32 val;
	} reset[] = {
		{ PCI_COMMAND, PCI_STATUS_CAP_LIST << 16 },
		{ PCI_CAPABILITY_LIST, LAB_CAP_PM },
		{ LAB_CAP_PM, PCI_CAP_ID_PM | LAB_CAP_MSI << 8 | 3 << 16 },
		{ LAB_CAP_MSI, PCI_CAP_ID_MSI | LAB_CAP_EXP << 8 | (PCI_MSI_FLAGS_64BIT | 4 << 1) << 16 },
		/* no MSI-X: ntb_hw_epf would prefer it, vNTB raises MSI */
		{ LAB_CAP_EXP, PCI_CAP_ID_EXP | 2 << 16 },
		{ LAB_CAP_EXP + PCI_EXP_LNKCAP, PCI_EXP_LNKCAP_SLS_8_0GB | 4 << 4 },
		{ PCIE_VERSION_NUMBER, 0x3532302a }, /* "520*" */
		{ PCIE_VERSION_TYPE, 0x67612a2a },   /* "ga**" */
		/* all ones: the iATU and the eDMA are unrolled, no viewports */
		{ PCIE_ATU_VIEWPORT, ~0 },
		{ PCIE_DMA_VIEWPORT_BASE + PCIE_DMA_CTRL, ~0 },
	};
	int i;

	memset_io(pci->dbi_base, 0, SZ_4K);
	memset_io(pci->dbi_base2, 0, SZ_4K);
	memset_io(pci->atu_base, 0, pci->atu_size);
	for (i = 0; i < ARRAY_SIZE(reset); i++)
		writel(reset[i].val, pci->dbi_base + reset[i].reg);
	if (ep->edma) {
		memset_io(pci->edma.reg_base, 0, pci->edma_reg_size);
		writel(FIELD_PREP(PCIE_DMA_NUM_WR_CHAN, dma_channels) | FIELD_PREP(PCIE_DMA_NUM_RD_CHAN, dma_channels),
		       pci->edma.reg_base + PCIE_DMA_CTRL);
	}
	return 0;
}

static int lab_raise_irq(struct dw_pcie_ep *dw_ep, u8 func_no, unsigned int type, u16 num)
{
	struct lab_ep *ep = to_lab_ep(to_dw_pcie_from_ep(dw_ep));
	int ret;

	if (type != PCI_IRQ_MSI)
		return -EINVAL;

	lab_wire_raise_delay();
	ret = dw_pcie_ep_raise_msi_irq(dw_ep, func_no, num);
	if (!ret)
		lab_wire_msi_sent(ep->wire, dw_ep->msi_iatu_mapped_offset);
	return ret;
}

/* As R-Car S4: a small fixed BAR for doorbells, three BARs of any size. */
static const struct pci_epc_features lab_features = {
	DWC_EPC_COMMON_FEATURES,
	.msi_capable = true,
	.bar[BAR_1] = { .type = BAR_RESERVED },
	.bar[BAR_3] = { .type = BAR_RESERVED },
	.bar[BAR_4] = { .type = BAR_FIXED, .fixed_size = 256 },
	.bar[BAR_5] = { .type = BAR_RESERVED },
	.align = SZ_4K,
};

static const struct pci_epc_features *lab_get_features(struct dw_pcie_ep *ep)
{
	return &lab_features;
}

static const struct dw_pcie_ep_ops lab_ep_ops = {
	.pre_init = lab_init_registers,
	.raise_irq = lab_raise_irq,
	.get_features = lab_get_features,
};

/*
 * The eDMA's registers are RAM, but the one that rings has to be something
 * that traps. The core only ever adds LAB_EDMA_BELL to the physical address,
 * and only to hand it out as the doorbell's.
 */
static int lab_map_edma(struct lab_ep *ep, struct platform_device *pdev)
{
	struct resource *res;
	void __iomem *base;

	res = platform_get_resource_byname(pdev, IORESOURCE_MEM, "edma");
	base = devm_ioremap_resource(&pdev->dev, res);
	if (IS_ERR(base))
		return PTR_ERR(base);
	ep->pci.edma.reg_base = base;
	ep->pci.edma_reg_size = resource_size(res);
	ep->pci.edma_reg_phys = lab_wire_bell(ep->wire) - LAB_EDMA_BELL;
	lab_wire_attach_edma(ep->wire, base);
	return 0;
}

static int lab_ep_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct dw_pcie_ep *dw_ep;
	struct lab_ep *ep;
	int ret;

	ep = devm_kzalloc(dev, sizeof(*ep), GFP_KERNEL);
	if (!ep)
		return -ENOMEM;
	ep->rc = lab_peer(dev, "epbell,rc");
	if (IS_ERR(ep->rc))
		return PTR_ERR(ep->rc);
	ep->wire = lab_peer(dev, "epbell,wire");
	if (IS_ERR(ep->wire))
		return PTR_ERR(ep->wire);
	ep->edma = of_property_present(dev->of_node, "interrupts");
	ep->pci.dev = dev;
	ep->pci.ops = &lab_dw_ops;
	dw_ep = &ep->pci.ep;
	dw_ep->ops = &lab_ep_ops;

	ret = lab_wire_check(ep->wire, dev, ep->edma);
	if (ret)
		return ret;
	ret = devm_of_reserved_mem_device_init(dev);
	if (ret)
		return ret;
	if (ep->edma) {
		ret = lab_map_edma(ep, pdev);
		if (ret)
			return ret;
	}

	ret = dw_pcie_ep_init(dw_ep);
	if (ret)
		return ret;

	/*
	 * The RC's MSIs are LPIs of the real ITS, so the page through which
	 * the core's raise_msi writes has to be the ITS's own, not RAM.
	 */
	ep->msi_window = dw_ep->msi_mem;
	ep->msi_window_phys = dw_ep->msi_mem_phys;
	dw_ep->msi_mem_phys = lab_wire_msi_page(ep->wire, &dw_ep->msi_mem);

	ret = dw_pcie_ep_init_registers(dw_ep);
	if (ret) {
		dw_ep->msi_mem = ep->msi_window;
		dw_ep->msi_mem_phys = ep->msi_window_phys;
		dw_pcie_ep_deinit(dw_ep);
		return ret;
	}
	lab_rc_attach(ep->rc, ep);
	pci_epc_init_notify(dw_ep->epc);
	return 0;
}

static const struct of_device_id lab_ep_match[] = { { .compatible = "epbell,lab-pcie-ep" }, {} };

struct platform_driver lab_ep_driver = {
	.probe	= lab_ep_probe,
	.driver	= {
		.name			= "epbell-lab-ep",
		.of_match_table		= lab_ep_match,
		.suppress_bind_attrs	= true,
	},
};
