// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/capability.h>

#include "trace/rights.h"
#include "trace/tree.h"

static const struct right rights[] = {
	{ "CAP_BPF", CAP_BPF, "to load BPF programs", true },
	{ "CAP_PERFMON", CAP_PERFMON, "to attach them to the kernel", true },
	{ "CAP_SYS_RESOURCE", CAP_SYS_RESOURCE, "for the maps' memory before Linux 5.11", false },
	{ "CAP_DAC_READ_SEARCH", CAP_DAC_READ_SEARCH, "to read available_filter_functions", false },
	{ "CAP_SYSLOG", CAP_SYSLOG, "to see in the kernel log why a doorbell is polled", false },
};

const struct right *right_info(int i)
{
	return i >= 0 && i < (int)(sizeof(rights) / sizeof(rights[0])) ? &rights[i] : NULL;
}

static bool has_bit(const struct rights *r, int bit)
{
	return r->caps >> bit & 1;
}

bool rights_have(const struct rights *r, const struct right *right)
{
	bool implied = right->bit == CAP_BPF || right->bit == CAP_PERFMON;

	return has_bit(r, right->bit) || (implied && has_bit(r, CAP_SYS_ADMIN));
}

/* "Uid: 1000 1000 1000 1000" (real, effective, ...) and "CapEff: 000001ffffffffff" */
static void read_status(const char *root, struct rights *r)
{
	char text[64];

	if (!tree_field(root, text, sizeof(text), "Uid", "/proc/self/status") && sscanf(text, "%*d %d", &r->uid) != 1)
		r->uid = -1;
	if (!tree_field(root, text, sizeof(text), "CapEff", "/proc/self/status"))
		r->caps = strtoull(text, NULL, 16);
}

/* "none [integrity] confidentiality" */
static void read_lockdown(const char *root, struct rights *r)
{
	char text[64], *open, *close;

	tree_read(root, text, sizeof(text), "/sys/kernel/security/lockdown");
	open = strchr(text, '[');
	close = open ? strchr(open, ']') : NULL;
	if (!close)
		return;
	*close = '\0';
	tree_copy(r->lockdown, sizeof(r->lockdown), open + 1);
}

void rights_read(const char *root, struct rights *r)
{
	int64_t n;

	memset(r, 0, sizeof(*r));
	r->uid = -1;
	read_status(root, r);
	read_lockdown(root, r);
	r->bpf_disabled = tree_number(root, &n, "/proc/sys/kernel/unprivileged_bpf_disabled") ? -1 : (int)n;
	r->kptr_restrict = tree_number(root, &n, "/proc/sys/kernel/kptr_restrict") ? -1 : (int)n;
}
