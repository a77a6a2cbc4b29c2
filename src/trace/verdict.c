// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "trace/tree.h"
#include "trace/verdict.h"

#define FALLBACK "Using embedded (DMA) doorbell fallback"

/*
 * THE table of reasons: what pci-ep-msi.c, pci-epf-vntb.c and the EPC core say when a doorbell cannot be had, the most
 * telling first. Those of @msi only say why there is no MSI doorbell: an embedded one may have been chosen behind them.
 */
static const struct {
	const char *message;
	bool msi;
	const char *reason;
} reasons[] = {
	{ "Failed to request doorbell IRQ: 0", false,
	  "the controller offers an embedded doorbell that has no interrupt (an eDMA register window without a usable "
	  "channel): the request for IRQ 0 failed" },
	{ "Failed to request doorbell IRQ", false, "the doorbell's interrupt could not be requested" },
	{ "Failed to assign Doorbell BAR space", false,
	  "the doorbell BAR cannot map the doorbell's address: give db_bar a BAR that can" },
	{ "Failed to set Doorbell BAR", false, "the controller refused the doorbell BAR: give db_bar another one" },
	{ "Doorbell doesn't support multiple EPF", false, "only the controller's first function can have doorbells" },
	{ "Mutable MSI controller not supported", true, "the MSI controller may change its messages at run time" },
	{ "Failed to allocate MSI", true, "the MSI controller gave no vectors: lower db_count" },
	{ "Can't find MSI domain for EPC", true,
	  "the controller's device tree node has no msi-map, and there is no eDMA doorbell to fall back to" },
	{ "Failed to allocate doorbell", true, "no doorbell could be allocated" },
	{ FALLBACK, false, "an embedded doorbell was chosen and given up again" },
};

static void say(struct verdict *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(struct verdict *v, const char *fmt, ...)
{
	size_t len = strlen(v->text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(v->text + len, sizeof(v->text) - len, fmt, ap);
	va_end(ap);
}

static bool is_vntb(const struct inv_epf *epf)
{
	return !strcmp(epf->function, "pci_epf_vntb");
}

static const char *action_of(const struct inv_epf *epf)
{
	return is_vntb(epf) ? "pci_epf_vntb_db" : "pci-ep-test-doorbell";
}

/* The period of vNTB's poll: queue_delayed_work(msecs_to_jiffies(5)) waits that many ticks and the rest of this one. */
static void say_polled(struct verdict *v, int hz)
{
	int ticks = hz ? (5 * hz + 999) / 1000 + 1 : 0;

	say(v, "polled: vNTB looks for doorbells every ");
	if (ticks)
		say(v, "%g ms (%d ticks at HZ=%d)", ticks * 1000.0 / hz, ticks, hz);
	else
		say(v, "6 to 20 ms, as HZ is");
	say(v, "; no interrupt has the action pci_epf_vntb_db");
}

/* What the log says of this function: the row's reason and the line itself, or NULL. */
static const char *find_reason(const struct klog *log, const char *device, bool fallback, char *line, size_t size)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (!(fallback && reasons[i].msi) && klog_find(log, device, reasons[i].message, line, size))
			return reasons[i].reason;
	return NULL;
}

static void say_reason(struct verdict *v, const struct inv_epf *epf, const struct klog *log, bool can_ring)
{
	const char *reason;
	char line[120];
	bool fallback;

	if (!can_ring) {
		say(v, ". Why: this kernel has no pci_epf_alloc_doorbell: needs Linux >= 6.17 and "
		       "CONFIG_PCI_ENDPOINT_MSI_DOORBELL");
		return;
	}
	fallback = klog_find(log, epf->device, FALLBACK, line, sizeof(line));
	reason = find_reason(log, epf->device, fallback, line, sizeof(line));
	if (reason)
		say(v, ". Why: %s (kernel log: \"%s\")", reason, line);
	else if (log->readable)
		say(v,
		    ". Why: the kernel log does not tell, or not any more; bind the function again and look at dmesg");
	else
		say(v, ". Why: look at dmesg as root, the kernel log cannot be read");
	if (fallback)
		say(v, ". \"" FALLBACK "\" in the log came before that and is not so");
}

/* The doorbell interrupts of this function: how many, how many doorbells they stand for, the first and the last. */
struct owned {
	int irqs, doorbells, strangers;
	const struct inv_irq *first, *last;
};

static void find_owned(const struct inventory *inv, const struct inv_epf *epf, struct owned *o)
{
	memset(o, 0, sizeof(*o));
	for (size_t i = 0; i < inv->nirqs; i++) {
		const struct inv_irq *irq = &inv->irqs[i];

		if (strcmp(irq->action, action_of(epf)) != 0)
			continue;
		if (strcmp(irq->device, epf->device) != 0) {
			o->strangers += !*irq->device;
			continue;
		}
		o->first = o->first ? o->first : irq;
		o->last = irq;
		o->irqs++;
		o->doorbells += irq->fan_out > 0 ? irq->fan_out : 0;
	}
}

static void say_rings(struct verdict *v, const struct owned *o)
{
	const struct backend_info *b = backend_find(o->first->backend);

	v->state = VERDICT_RINGS;
	tree_copy(v->backend, sizeof(v->backend), o->first->backend);
	say(v, "%s: ", b ? b->what : v->backend);
	if (o->irqs > 1)
		say(v, "%d doorbells, each an interrupt of its own (virq %d to %d%s)",
		    o->doorbells ? o->doorbells : o->irqs, o->first->virq, o->last->virq,
		    o->doorbells && o->doorbells < o->irqs ? ", the first two unused" : "");
	else if (o->doorbells > 1)
		say(v, "%d doorbells share virq %d: which of them rang is not known", o->doorbells, o->first->virq);
	else
		say(v, "virq %d", o->first->virq);
}

void verdict_of(const struct inventory *inv, const struct inv_epf *epf, const struct klog *log, int hz, bool can_ring,
		struct verdict *v)
{
	struct owned o;

	memset(v, 0, sizeof(*v));
	find_owned(inv, epf, &o);
	v->state = VERDICT_IDLE;
	if (o.irqs) {
		say_rings(v, &o);
	} else if (!*epf->epc) {
		say(v, "not bound: link a controller below primary/ of its configfs directory (%s)", epf->config);
		return;
	} else if (o.strangers) {
		v->state = VERDICT_UNSURE;
		say(v, "doorbell interrupts exist, but several functions may own them");
	} else if (is_vntb(epf)) {
		v->state = VERDICT_POLLED;
		tree_copy(v->backend, sizeof(v->backend), "poll");
		say_polled(v, hz);
		say_reason(v, epf, log, can_ring);
	} else if (!strcmp(epf->function, "pci_epf_test")) {
		say(v, "no doorbell now: epf-test has one only while DOORBELL_TEST runs on the root complex");
	} else {
		say(v, "no doorbell: epbell knows those of pci_epf_vntb and pci_epf_test");
	}
	if (!epf->started)
		say(v, ". Its controller is not started: echo 1 >controllers/%s/start in configfs", epf->epc);
}
