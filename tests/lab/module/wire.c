// SPDX-License-Identifier: GPL-2.0-only
/*
 * What lies between the two ends: the line that the eDMA's emulated interrupt
 * pulls, known delays, and DMA completions that nobody asked for.
 *
 * The line. A host's write must become an interrupt by itself, as on a board,
 * so the register it hits has to trap. QEMU's "virt" machine has one that
 * takes the zero the kernel writes: PL031, a clock with an alarm. With the
 * match register 0 and the alarm unmasked, loading 0 (LR) pulls its interrupt
 * at once; writing 1 to ICR lets go. That interrupt is handed to dw-edma as
 * its own "dma" line by a hierarchical IRQ domain: generic_handle_domain_irq()
 * of the GIC, then dw-edma's handler, with only lab_line_flow() in between.
 *
 * Delays. An hrtimer puts a write off without stalling who wrote it. What is
 * held is the interrupt (downstream) or the MSI's write (upstream); the memory
 * that both ends share is never late.
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/pci-ep-msi.h>
#include <linux/pci-epc.h>
#include <linux/pci-epf.h>
#include <linux/platform_device.h>

#include "lab.h"

#define PL031_MR   0x04
#define PL031_LR   0x08
#define PL031_IMSC 0x10
#define PL031_RIS  0x14
#define PL031_ICR  0x1c

#define LAB_EDMA_WR_STATUS 0x4c
#define LAB_EDMA_WR_CLEAR  0x58
#define LAB_EDMA_RD_CLEAR  0xac
#define LAB_EDMA_DONE0	   BIT(0)
#define LAB_POISON	   0xdeadbeef

#define LAB_MAX_EVENTS 32 /* what the ITS gives one DeviceID */
#define LAB_FIFO       64 /* MSIs under way; a power of two */

static unsigned int wire_delay_ns;
module_param(wire_delay_ns, uint, 0444);
MODULE_PARM_DESC(wire_delay_ns, "delay of a doorbell and of an MSI on the wire (its, edma)");

static unsigned int raise_delay_ns;
module_param(raise_delay_ns, uint, 0644);
MODULE_PARM_DESC(raise_delay_ns, "busy delay inside the controller's raise_irq operation");

static unsigned int dma_gap_us = 1000;
module_param(dma_gap_us, uint, 0644);
MODULE_PARM_DESC(dma_gap_us, "time between two fake DMA completions");

/* A doorbell LPI on its way to the endpoint. */
struct lab_hold {
	struct lab_wire *wire;
	struct hrtimer timer;
	u32 event;
	bool arrived;
};

struct lab_wire {
	struct device *dev;
	void __iomem *its; /* the page of GITS_TRANSLATER */
	phys_addr_t its_phys;
	void __iomem *bell; /* PL031 */
	phys_addr_t bell_phys;
	void __iomem *edma;	/* eDMA registers: RAM */
	struct irq_fwspec line; /* PL031's interrupt at the GIC */

	/* downstream */
	struct hrtimer late;
	bool arrived; /* the line was pulled again, its delay is over */
	struct lab_hold hold[LAB_MAX_EVENTS];

	/* upstream: MSIs in the order of their writes */
	raw_spinlock_t lock;
	struct hrtimer msi_timer;
	void *mailbox;
	unsigned int head, tail;
	struct {
		ktime_t due;
		u32 offset, data;
	} fifo[LAB_FIFO];

	/* fake completions */
	struct hrtimer done_timer;
	unsigned int done_left;
	unsigned int done_count; /* seen and acknowledged by dw-edma */
	bool done_pulled;
};

/* dma_completions= can be set, and written, before and after there is a wire. */
static struct lab_wire *the_wire;
static unsigned int done_at_link_up;

phys_addr_t lab_wire_bell(struct lab_wire *wire)
{
	return wire->bell_phys + PL031_LR;
}

/* The page on which the function's doorbell will lie. */
phys_addr_t lab_wire_page(struct lab_wire *wire, bool edma)
{
	return edma ? wire->bell_phys : wire->its_phys;
}

/*
 * Where the endpoint's MSI writes go. With a delay that is a mailbox, from
 * which lab_wire_msi_sent() takes them. The physical address is the same:
 * it is what the core programs its window with.
 */
phys_addr_t lab_wire_msi_page(struct lab_wire *wire, void __iomem **base)
{
	*base = wire->mailbox ? (void __iomem __force *)wire->mailbox : wire->its;
	return wire->its_phys;
}

void lab_wire_attach_edma(struct lab_wire *wire, void __iomem *edma)
{
	wire->edma = edma;
}

/* A busy wait that the caller's caller cannot tell from slow hardware. */
void lab_wire_raise_delay(void)
{
	unsigned int delay = READ_ONCE(raise_delay_ns);
	ktime_t end;

	if (!delay)
		return;
	end = ktime_add_ns(ktime_get(), delay);
	while (ktime_before(ktime_get(), end))
		cpu_relax();
}

/*
 * Upstream
 */

void lab_wire_msi_sent(struct lab_wire *wire, size_t offset)
{
	ktime_t due = ktime_add_ns(ktime_get(), wire_delay_ns);
	unsigned long flags;
	bool idle;

	if (!wire->mailbox)
		return;
	raw_spin_lock_irqsave(&wire->lock, flags);
	idle = wire->head == wire->tail;
	if (!WARN_ON_ONCE(wire->head - wire->tail == LAB_FIFO)) {
		wire->fifo[wire->head % LAB_FIFO].due = due;
		wire->fifo[wire->head % LAB_FIFO].offset = offset;
		wire->fifo[wire->head % LAB_FIFO].data = *(u32 *)(wire->mailbox + offset);
		wire->head++;
	}
	if (idle)
		hrtimer_start(&wire->msi_timer, due, HRTIMER_MODE_ABS_HARD);
	raw_spin_unlock_irqrestore(&wire->lock, flags);
}

static enum hrtimer_restart lab_msi_arrives(struct hrtimer *timer)
{
	struct lab_wire *wire = container_of(timer, struct lab_wire, msi_timer);
	enum hrtimer_restart ret = HRTIMER_NORESTART;
	ktime_t now = ktime_get();
	unsigned int i;

	raw_spin_lock(&wire->lock);
	while (wire->tail != wire->head) {
		i = wire->tail % LAB_FIFO;
		if (ktime_after(wire->fifo[i].due, now)) {
			hrtimer_set_expires(timer, wire->fifo[i].due);
			ret = HRTIMER_RESTART;
			break;
		}
		writel(wire->fifo[i].data, wire->its + wire->fifo[i].offset);
		wire->tail++;
	}
	raw_spin_unlock(&wire->lock);
	return ret;
}

/*
 * Downstream, its: the write goes straight to the ITS, so what is held is the
 * LPI. Its flow handler lets the first one pass only to start the timer, which
 * makes the same write again.
 */

static void lab_lpi_flow(struct irq_desc *desc)
{
	struct lab_hold *hold = irq_desc_get_handler_data(desc);

	if (hold->arrived) {
		hold->arrived = false;
		handle_fasteoi_irq(desc);
		return;
	}
	if (!hrtimer_active(&hold->timer))
		hrtimer_start(&hold->timer, ns_to_ktime(wire_delay_ns), HRTIMER_MODE_REL_HARD);
	desc->irq_data.chip->irq_eoi(&desc->irq_data);
}

static enum hrtimer_restart lab_lpi_arrives(struct hrtimer *timer)
{
	struct lab_hold *hold = container_of(timer, struct lab_hold, timer);

	hold->arrived = true;
	writel(hold->event, hold->wire->its + 0x40); /* GITS_TRANSLATER */
	return HRTIMER_NORESTART;
}

/* The function has its doorbells by the time the link comes up; those of epf-test come later and are not held. */
static void lab_hold_lpis(struct lab_wire *wire, struct pci_epc *epc)
{
	struct lab_hold *hold;
	struct pci_epf *epf;
	int i;

	mutex_lock(&epc->list_lock);
	epf = list_first_entry_or_null(&epc->pci_epf, struct pci_epf, list);
	for (i = 0; epf && epf->db_msg && i < min(epf->num_db, LAB_MAX_EVENTS); i++) {
		hold = &wire->hold[i];
		hold->event = epf->db_msg[i].msg.data;
		hold->arrived = false;
		irq_set_handler_data(epf->db_msg[i].virq, hold);
		irq_set_handler(epf->db_msg[i].virq, lab_lpi_flow);
	}
	mutex_unlock(&epc->list_lock);
}

/*
 * Downstream, edma: the line
 */

static void lab_line_poison(struct lab_wire *wire)
{
	writel(LAB_POISON, wire->edma + LAB_EDMA_WR_CLEAR);
	writel(LAB_POISON, wire->edma + LAB_EDMA_RD_CLEAR);
}

/* RAM does not clear on write: take back the status bits that the driver has acknowledged. */
static void lab_line_acked(struct lab_wire *wire)
{
	u32 status = readl(wire->edma + LAB_EDMA_WR_STATUS);

	if (readl(wire->edma + LAB_EDMA_WR_CLEAR) == LAB_POISON ||
	    readl(wire->edma + LAB_EDMA_RD_CLEAR) == LAB_POISON) {
		dev_warn_once(wire->dev, "dw-edma did not acknowledge its interrupt\n");
		return;
	}
	if (status & LAB_EDMA_DONE0) {
		writel(status & ~LAB_EDMA_DONE0, wire->edma + LAB_EDMA_WR_STATUS);
		WRITE_ONCE(wire->done_count, wire->done_count + 1);
	}
}

static void lab_line_flow(struct irq_desc *desc)
{
	struct lab_wire *wire = irq_desc_get_chip_data(desc);

	/* Let go first: a write that comes from here on is an interrupt of its own. */
	writel(1, wire->bell + PL031_ICR);

	if (wire_delay_ns && !wire->arrived && !wire->done_pulled) {
		if (!hrtimer_active(&wire->late))
			hrtimer_start(&wire->late, ns_to_ktime(wire_delay_ns), HRTIMER_MODE_REL_HARD);
		irq_chip_eoi_parent(&desc->irq_data);
		return;
	}
	wire->arrived = false;
	wire->done_pulled = false;
	lab_line_poison(wire);
	handle_fasteoi_irq(desc);
	lab_line_acked(wire);
}

static enum hrtimer_restart lab_line_arrives(struct hrtimer *timer)
{
	struct lab_wire *wire = container_of(timer, struct lab_wire, late);

	wire->arrived = true;
	writel(0, wire->bell + PL031_LR);
	return HRTIMER_NORESTART;
}

static struct irq_chip lab_line_chip = {
	.name = "lab-edma-line",
	.irq_mask = irq_chip_mask_parent,
	.irq_unmask = irq_chip_unmask_parent,
	.irq_eoi = irq_chip_eoi_parent,
	.irq_set_type = irq_chip_set_type_parent,
	.irq_set_affinity = irq_chip_set_affinity_parent,
};

static int lab_line_alloc(struct irq_domain *domain, unsigned int virq, unsigned int nr, void *arg)
{
	struct lab_wire *wire = domain->host_data;
	int ret;

	ret = irq_domain_set_hwirq_and_chip(domain, virq, 0, &lab_line_chip, wire);
	if (ret)
		return ret;
	ret = irq_domain_alloc_irqs_parent(domain, virq, 1, &wire->line);
	if (ret)
		return ret;
	irq_set_handler(virq, lab_line_flow);
	return 0;
}

static int lab_line_translate(struct irq_domain *domain, struct irq_fwspec *fwspec, unsigned long *hwirq,
			      unsigned int *type)
{
	*hwirq = 0;
	*type = IRQ_TYPE_LEVEL_HIGH;
	return 0;
}

static const struct irq_domain_ops lab_line_ops = {
	.translate = lab_line_translate,
	.alloc = lab_line_alloc,
	.free = irq_domain_free_irqs_common,
};

/*
 * Fake completions: a done bit in the status register of write channel 0 and
 * the same line. dw-edma handles it for real and finds no descriptor to
 * complete. One at a time, and not on top of a doorbell that is still
 * waiting, so that N of them are N interrupts.
 */

static enum hrtimer_restart lab_dma_done(struct hrtimer *timer)
{
	struct lab_wire *wire = container_of(timer, struct lab_wire, done_timer);
	u32 status = readl(wire->edma + LAB_EDMA_WR_STATUS);
	enum hrtimer_restart ret = HRTIMER_RESTART;
	u64 gap = (u64)dma_gap_us * NSEC_PER_USEC;

	raw_spin_lock(&wire->lock);
	if ((status & LAB_EDMA_DONE0) || (readl(wire->bell + PL031_RIS) & 1)) {
		gap = 10 * NSEC_PER_USEC;
	} else {
		writel(status | LAB_EDMA_DONE0, wire->edma + LAB_EDMA_WR_STATUS);
		wire->done_pulled = true;
		writel(0, wire->bell + PL031_LR);
		if (!--wire->done_left)
			ret = HRTIMER_NORESTART;
	}
	raw_spin_unlock(&wire->lock);
	if (ret == HRTIMER_RESTART)
		hrtimer_forward_now(timer, ns_to_ktime(gap));
	return ret;
}

static void lab_dma_complete(struct lab_wire *wire, unsigned int n)
{
	unsigned long flags;

	if (!n)
		return;
	raw_spin_lock_irqsave(&wire->lock, flags);
	wire->done_left += n;
	if (!hrtimer_active(&wire->done_timer))
		hrtimer_start(&wire->done_timer, us_to_ktime(dma_gap_us), HRTIMER_MODE_REL_HARD);
	raw_spin_unlock_irqrestore(&wire->lock, flags);
}

static int dma_completions_set(const char *val, const struct kernel_param *kp)
{
	struct lab_wire *wire = the_wire;
	unsigned int n;
	int ret;

	ret = kstrtouint(val, 0, &n);
	if (ret)
		return ret;
	if (!wire) {
		done_at_link_up = n;
		return 0;
	}
	if (!wire->edma) {
		dev_err(wire->dev, "no eDMA here to complete anything\n");
		return -EOPNOTSUPP;
	}
	lab_dma_complete(wire, n);
	return 0;
}

static int dma_completions_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%u\n", the_wire ? READ_ONCE(the_wire->done_count) : 0);
}

static const struct kernel_param_ops dma_completions_ops = {
	.set = dma_completions_set,
	.get = dma_completions_get,
};
module_param_cb(dma_completions, &dma_completions_ops, NULL, 0644);
MODULE_PARM_DESC(dma_completions, "write: fake so many DMA completions; read: how many dw-edma has handled");

/*
 * Set-up
 */

/* Refuse what cannot be done, before anything is half set up. */
int lab_wire_check(struct lab_wire *wire, struct device *ep, bool edma)
{
	if (wire_delay_ns && !edma && !of_property_present(ep->of_node, "msi-map")) {
		dev_err(ep, "wire_delay_ns: a polled doorbell is a word in memory, nothing can hold it up\n");
		return -EOPNOTSUPP;
	}
	if (done_at_link_up && !edma) {
		dev_err(ep, "dma_completions: this endpoint has no eDMA\n");
		return -EOPNOTSUPP;
	}
	return 0;
}

void lab_wire_link_up(struct lab_wire *wire, struct pci_epc *epc)
{
	if (wire_delay_ns && !wire->edma)
		lab_hold_lpis(wire, epc);
	lab_dma_complete(wire, done_at_link_up);
	done_at_link_up = 0;
}

static int lab_line_probe(struct lab_wire *wire)
{
	struct of_phandle_args args;
	struct irq_domain *parent;
	int ret;

	ret = of_irq_parse_one(wire->dev->of_node, 0, &args);
	if (ret)
		return ret;
	of_phandle_args_to_fwspec(args.np, args.args, args.args_count, &wire->line);
	parent = irq_find_host(args.np);
	of_node_put(args.np);
	if (!parent)
		return -EPROBE_DEFER;
	if (!irq_domain_create_hierarchy(parent, 0, 1, dev_fwnode(wire->dev), &lab_line_ops, wire))
		return -ENOMEM;

	writel(0, wire->bell + PL031_MR);
	writel(1, wire->bell + PL031_ICR);
	writel(1, wire->bell + PL031_IMSC);
	return 0;
}

static int lab_wire_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct lab_wire *wire;
	struct resource *res;
	int i, ret;

	wire = devm_kzalloc(dev, sizeof(*wire), GFP_KERNEL);
	if (!wire)
		return -ENOMEM;
	wire->dev = dev;
	raw_spin_lock_init(&wire->lock);
	hrtimer_setup(&wire->late, lab_line_arrives, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	hrtimer_setup(&wire->msi_timer, lab_msi_arrives, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_HARD);
	hrtimer_setup(&wire->done_timer, lab_dma_done, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	for (i = 0; i < LAB_MAX_EVENTS; i++) {
		wire->hold[i].wire = wire;
		hrtimer_setup(&wire->hold[i].timer, lab_lpi_arrives, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	}

	/* The ITS owns its registers; this is the page next to them that devices write. */
	res = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	if (!res)
		return -EINVAL;
	wire->its_phys = res->start;
	wire->its = devm_ioremap(dev, res->start, resource_size(res));
	if (!wire->its)
		return -ENOMEM;
	if (wire_delay_ns) {
		wire->mailbox = (void *)devm_get_free_pages(dev, GFP_KERNEL | __GFP_ZERO, 0);
		if (!wire->mailbox)
			return -ENOMEM;
	}

	res = platform_get_resource(pdev, IORESOURCE_MEM, 1);
	if (res) {
		wire->bell_phys = res->start;
		wire->bell = devm_ioremap(dev, res->start, resource_size(res));
		if (!wire->bell)
			return -ENOMEM;
		ret = lab_line_probe(wire);
		if (ret)
			return ret;
	}
	platform_set_drvdata(pdev, wire);
	the_wire = wire;
	return 0;
}

static const struct of_device_id lab_wire_match[] = { { .compatible = "epbell,lab-wire" }, {} };

struct platform_driver lab_wire_driver = {
	.probe	= lab_wire_probe,
	.driver	= {
		.name			= "epbell-lab-wire",
		.of_match_table		= lab_wire_match,
		.suppress_bind_attrs	= true,
	},
};
