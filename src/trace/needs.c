// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "trace/needs.h"
#include "trace/tree.h"

static const struct need needs[] = {
	{ "BPF_SYSCALL", "", "/proc/sys/kernel/unprivileged_bpf_disabled", true, "BPF programs at all" },
	{ "BPF_JIT", "", "/proc/sys/net/core/bpf_jit_enable", false, "fentry, and hooks that cost little" },
	{ "BPF_EVENTS", "", "", true, "programs at tracepoints and functions" },
	{ "DEBUG_INFO_BTF", "", "/sys/kernel/btf/vmlinux", true, "the layout of kernel types" },
	{ "DEBUG_INFO_BTF_MODULES", "", "", false, "vNTB and the NTB drivers, where they are modules" },
	{ "FUNCTION_TRACER", "", "", false, "fentry and fexit" },
	{ "DYNAMIC_FTRACE", "", "", false, "fentry and fexit" },
	{ "KPROBES", "", "/sys/kernel/debug/kprobes/list", false, "hooks where fentry is refused" },
	{ "PCI_ENDPOINT", "", "/sys/bus/pci-epf", false, "the endpoint side" },
	{ "PCI_ENDPOINT_CONFIGFS", "", "/sys/kernel/config/pci_ep", false, "making endpoint functions" },
	{ "PCI_ENDPOINT_MSI_DOORBELL", "", "", false, "doorbells that interrupt (Linux >= 6.17)" },
	{ "PCI_EPF_VNTB", "pci_epf_vntb", "", false, "a virtual NTB on the endpoint" },
	{ "PCI_EPF_TEST", "pci_epf_test", "", false, "the kernel's DOORBELL_TEST" },
	{ "DW_EDMA", "dw_edma", "", false, "the eDMA, and its doorbell (Linux >= 7.2)" },
	{ "NTB", "ntb", "/sys/bus/ntb", false, "the NTB bus" },
	{ "NTB_TRANSPORT", "ntb_transport", "", false, "bottom-half, rx and tx-flush" },
	{ "NTB_NETDEV", "ntb_netdev", "", false, "turnaround and residency" },
};

const struct need *need_info(int i)
{
	return i >= 0 && i < (int)(sizeof(needs) / sizeof(needs[0])) ? &needs[i] : NULL;
}

bool module_loaded(const char *root, const char *module)
{
	return *module && tree_exists(root, "/sys/module/%s", module);
}

enum need_state need_check(const char *root, const struct kconfig *k, const struct need *need, char *value, size_t size)
{
	bool traced = *need->trace && tree_exists(root, "%s", need->trace);
	bool loaded = module_loaded(root, need->module);

	if (kconfig_get(k, need->option, value, size))
		return *value != 'm' || loaded || traced ? NEED_MET : NEED_UNLOADED;
	if (traced || loaded) {
		snprintf(value, size, "yes");
		return NEED_MET;
	}
	snprintf(value, size, k->text ? "not set" : "unknown");
	return k->text ? NEED_UNSET : NEED_UNKNOWN;
}
