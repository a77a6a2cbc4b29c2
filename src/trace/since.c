// SPDX-License-Identifier: GPL-2.0-only
/*
 * Since when a function exists. The releases are those of mainline; a vendor kernel may have a change earlier, which is
 * why nothing here is ever compared with uname: the table only explains what was already found to be missing.
 */
#include <stdio.h>
#include <string.h>

#include "trace/since.h"

#define AUX_SERIES  "the EPC aux-resource series v10 (cc07b903a646)"
#define EMB_SERIES  "the embedded doorbell series v10 (e4f26243953f)"
#define MSI_SERIES  "the MSI doorbell series (1c3b002c6bf6)"
#define VNTB_MSI    "vNTB's MSI doorbell"
#define HDMA_SERIES "the eDMA/HDMA split of dw-edma"
#define DEFERRED    "dw-edma's deferred completions"

static const struct since_info since[] = {
	{ "generic_handle_domain_irq", "5.14", "the irq domain rework", "CONFIG_IRQ_DOMAIN" },
	{ "irq_handler_entry", "", "", "CONFIG_TRACEPOINTS" },
	{ "netif_rx", "", "", "CONFIG_NET" },

	{ "dw_edma_v0_core_handle_int", "6.5", HDMA_SERIES, "CONFIG_DW_EDMA" },
	{ "dw_edma_done_interrupt_deferred", "7.3", DEFERRED, "CONFIG_DW_EDMA" },
	{ "dw_edma_abort_interrupt_deferred", "7.3", DEFERRED, "CONFIG_DW_EDMA" },

	{ "pci_epc_raise_irq", "", "", "CONFIG_PCI_ENDPOINT" },
	{ "pci_epc_start", "", "", "CONFIG_PCI_ENDPOINT" },
	{ "pci_epc_stop", "", "", "CONFIG_PCI_ENDPOINT" },
	{ "pci_epf_bind", "", "", "CONFIG_PCI_ENDPOINT" },
	{ "pci_epf_unbind", "", "", "CONFIG_PCI_ENDPOINT" },
	{ "pci_epc_get_aux_resources", "7.2", AUX_SERIES, "CONFIG_PCI_ENDPOINT" },
	{ "pci_epf_alloc_doorbell", "6.17", MSI_SERIES, "CONFIG_PCI_ENDPOINT_MSI_DOORBELL" },
	{ "pci_epf_free_doorbell", "6.17", MSI_SERIES, "CONFIG_PCI_ENDPOINT_MSI_DOORBELL" },
	{ "pci_epf_alloc_doorbell_msi", "7.2", EMB_SERIES, "CONFIG_PCI_ENDPOINT_MSI_DOORBELL" },

	{ "epf_ntb_cmd_handler", "6.0", "the vNTB function driver", "CONFIG_PCI_EPF_VNTB" },
	{ "epf_ntb_doorbell_handler", "6.18", VNTB_MSI, "CONFIG_PCI_EPF_VNTB" },
	{ "vntb_epf_peer_db_set", "6.0", "the vNTB function driver", "CONFIG_PCI_EPF_VNTB" },
	{ "pci_epf_test_doorbell_handler", "6.17", MSI_SERIES, "CONFIG_PCI_EPF_TEST" },

	{ "ntb_epf_peer_db_set", "", "", "CONFIG_NTB_EPF" },
	{ "ntb_epf_vec_isr", "", "", "CONFIG_NTB_EPF" },
	{ "pci_endpoint_test_ioctl", "", "", "CONFIG_PCI_ENDPOINT_TEST" },
	{ "pci_endpoint_test_irqhandler", "", "", "CONFIG_PCI_ENDPOINT_TEST" },
	{ "wait_for_completion_timeout", "", "", "CONFIG_FUNCTION_TRACER" },

	{ "ntb_db_event", "", "", "CONFIG_NTB" },
	{ "ntb_link_event", "", "", "CONFIG_NTB" },
	{ "ntb_transport_rxc_db", "", "", "CONFIG_NTB_TRANSPORT" },
	{ "ntb_tx_copy_callback", "", "", "CONFIG_NTB_TRANSPORT" },
	{ "ntb_netdev_start_xmit", "", "", "CONFIG_NTB_NETDEV" },
};

const struct since_info *since_find(const char *func)
{
	for (size_t i = 0; i < sizeof(since) / sizeof(since[0]); i++)
		if (!strcmp(since[i].func, func))
			return &since[i];
	return NULL;
}

/* It exists, and still we may not sit there. */
static void explain_refused(const struct hook_info *h, char *out, size_t size)
{
	if (h->kind == EPB_HOOK_TP)
		snprintf(
			out, size,
			"the kernel refuses programs on tracepoint %s: check CONFIG_BPF_EVENTS, lockdown and privileges",
			h->func);
	else
		snprintf(out, size,
			 "%s exists but the kernel refuses to attach (notrace, inlined, or no CONFIG_FUNCTION_TRACER): "
			 "look for it in available_filter_functions",
			 h->func);
}

/* The module is not there, so nobody knows yet whether it would have the function. */
static void explain_unloaded(const struct hook_info *h, const struct since_info *s, char *out, size_t size)
{
	const char *config = s ? s->config : "";
	const char *open = *config ? " (" : "", *close = *config ? ")" : "";

	if (s && *s->release)
		snprintf(out, size, "%s is not loaded: modprobe %s (%s; %s needs Linux >= %s)", h->module, h->module,
			 config, h->func, s->release);
	else
		snprintf(out, size, "%s is not loaded: modprobe %s%s%s%s", h->module, h->module, open, config, close);
}

/* Whatever should have it is there, and has it not. */
static void explain_missing(const struct hook_info *h, const struct since_info *s, char *out, size_t size)
{
	const char *owner = *h->module ? h->module : "the kernel";
	const char *what = h->kind == EPB_HOOK_TP ? "tracepoint " : "";

	if (!s)
		snprintf(out, size, "%s has no %s%s in its BTF: another version, inlined, or built without BTF", owner,
			 what, h->func);
	else if (*s->release)
		snprintf(out, size, "%s has no %s%s: needs Linux >= %s or %s, and %s", owner, what, h->func, s->release,
			 s->change, s->config);
	else
		snprintf(out, size, "%s has no %s%s: needs %s, and BTF that names it (CONFIG_DEBUG_INFO_BTF%s)", owner,
			 what, h->func, s->config, *h->module ? "_MODULES" : "");
}

void since_explain(const struct hook_info *h, bool module_loaded, bool in_btf, char *out, size_t size)
{
	const struct since_info *s = since_find(h->func);

	if (in_btf)
		explain_refused(h, out, size);
	else if (*h->module && !module_loaded)
		explain_unloaded(h, s, out, size);
	else
		explain_missing(h, s, out, size);
}

bool since_unbuilt(const struct hook_info *h, const struct kconfig *k, char *out, size_t size)
{
	const struct since_info *s = since_find(h->func);

	if (!s || !k->text || kconfig_on(k, s->config))
		return false;
	if (*s->release)
		snprintf(out, size, "this kernel was built without %s: %s needs it, and Linux >= %s", s->config,
			 h->func, s->release);
	else
		snprintf(out, size, "this kernel was built without %s: %s needs it", s->config, h->func);
	return true;
}
