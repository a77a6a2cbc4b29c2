// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "trace/describe.h"

/* "-19 (ENODEV)" */
static const char *code_text(int code, char *buf, size_t size)
{
	const char *name = code < 0 ? strerrorname_np(-code) : NULL;

	if (name)
		snprintf(buf, size, "%d (%s)", code, name);
	else
		snprintf(buf, size, "%d", code);
	return buf;
}

static void describe_aux(const struct epb_event *ev, struct run_event *out)
{
	char code[48], bar[32] = "in no BAR yet";

	if (ev->ret || ev->type < 0) {
		snprintf(out->text, sizeof(out->text), "the controller's auxiliary resources cannot be had: %s",
			 code_text(ev->ret, code, sizeof(code)));
		return;
	}
	if (ev->bar >= 0)
		snprintf(bar, sizeof(bar), "in BAR%d+0x%" PRIx64, ev->bar, (uint64_t)ev->offset);
	snprintf(out->text, sizeof(out->text),
		 "%d resource(s), the first: %s at 0x%" PRIx64 ", %" PRIu64
		 " bytes, %s, irq %d, data 0x%x; took %" PRIu64 " ns",
		 ev->value, ev->type == 0 ? "doorbell register" : "unknown type", (uint64_t)ev->address,
		 (uint64_t)ev->size, bar, ev->irq, ev->data, (uint64_t)ev->took);
}

/* What pci_epf_alloc_doorbell_msi() means by its codes (drivers/pci/endpoint/pci-ep-msi.c, 7.3). */
static const char *msi_reason(int code)
{
	if (!code)
		return "the platform's MSI controller serves the doorbells";
	if (code == -ENODEV)
		return "the controller has no MSI domain (no msi-map in its device tree node), or one whose messages may change";
	return "the platform's MSI controller refused the allocation";
}

static void describe_alloc(const struct epb_event *ev, struct run_event *out)
{
	char code[48];

	if (ev->ret) {
		snprintf(out->text, sizeof(out->text), "%d doorbells asked for, none given: %s; the function polls",
			 ev->value, code_text(ev->ret, code, sizeof(code)));
		return;
	}
	/* The fallback is taken for one answer of the MSI path only, so that answer need not be watched to be known. */
	snprintf(out->text, sizeof(out->text),
		 "%d doorbells: %s, irq %d, written to 0x%" PRIx64 " with data 0x%x; took %" PRIu64 " ns%s", ev->value,
		 ev->type == EPB_DB_MSI ? "MSI" : "embedded", ev->irq, (uint64_t)ev->address, ev->data,
		 (uint64_t)ev->took,
		 ev->type == EPB_DB_MSI ? "" : "; the MSI path refused with -19 (ENODEV): no usable msi-map");
}

static const char *kind_name(uint32_t kind)
{
	switch (kind) {
	case EPB_EV_AUX_QUERY:
		return "aux-query";
	case EPB_EV_ALLOC_MSI:
	case EPB_EV_ALLOC:
		return "doorbell-alloc";
	case EPB_EV_FREE:
		return "doorbell-free";
	case EPB_EV_BIND:
		return "bind";
	case EPB_EV_UNBIND:
		return "unbind";
	case EPB_EV_START:
	case EPB_EV_STOP:
	case EPB_EV_LINK:
		return "link";
	default:
		return "note";
	}
}

static const char *plain_text(const struct epb_event *ev)
{
	static const char *const types[] = { "MSI doorbells", "embedded doorbells", "polled doorbells" };

	switch (ev->kind) {
	case EPB_EV_FREE:
		return "doorbells given back";
	case EPB_EV_BIND:
		return "function is being bound to its controller";
	case EPB_EV_UNBIND:
		return "function unbound: its doorbells are gone";
	case EPB_EV_START:
		return "controller started: link enabled";
	case EPB_EV_STOP:
		return "controller stopped: link disabled";
	case EPB_EV_LINK:
		return ev->value < 0 ? "NTB link changed" : ev->value ? "NTB link up" : "NTB link down";
	case EPB_EV_UNIT:
		return ev->type >= 0 && ev->type <= EPB_DB_POLL ? types[ev->type] : "doorbells";
	default:
		return "unknown event";
	}
}

void describe_event(const struct epb_event *ev, uint64_t start, struct run_event *out)
{
	char code[48];

	memset(out, 0, sizeof(*out));
	out->t = ev->ts > start ? ev->ts - start : 0;
	snprintf(out->kind, sizeof(out->kind), "%s", kind_name(ev->kind));
	snprintf(out->device, sizeof(out->device), "%.*s", EPB_NAME_LEN, ev->device);
	if (ev->kind == EPB_EV_AUX_QUERY)
		describe_aux(ev, out);
	else if (ev->kind == EPB_EV_ALLOC)
		describe_alloc(ev, out);
	else if (ev->kind == EPB_EV_ALLOC_MSI)
		snprintf(out->text, sizeof(out->text), "MSI path returned %s: %s",
			 code_text(ev->ret, code, sizeof(code)), msi_reason(ev->ret));
	else if (ev->kind == EPB_EV_UNIT && ev->type == EPB_DB_PEER)
		snprintf(out->text, sizeof(out->text), "first event of a device of the root complex");
	else if (ev->kind == EPB_EV_UNIT)
		snprintf(out->text, sizeof(out->text), "first event of a device with %s", plain_text(ev));
	else
		snprintf(out->text, sizeof(out->text), "%s", plain_text(ev));
}
