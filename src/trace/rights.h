/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_RIGHTS_H
#define EPBELL_TRACE_RIGHTS_H
/* What this process may do, and what the kernel forbids to all. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rights {
	int uid;	   /* effective; -1 unknown */
	uint64_t caps;	   /* effective capabilities, bits as in linux/capability.h */
	char lockdown[24]; /* "none" "integrity" "confidentiality"; "" unknown: no lockdown, or securityfs not mounted */
	int bpf_disabled;  /* kernel.unprivileged_bpf_disabled; -1 unknown */
	int kptr_restrict; /* kernel.kptr_restrict; -1 unknown */
};

void rights_read(const char *root, struct rights *r);

/* One capability of those that tracing takes, in the order they matter; NULL past the end. */
struct right {
	const char *name; /* "CAP_BPF" */
	int bit;
	const char *why;
	bool needed; /* false: something works better with it */
};
const struct right *right_info(int i);

/* Has it, or CAP_SYS_ADMIN, which implies CAP_BPF and CAP_PERFMON. */
bool rights_have(const struct rights *r, const struct right *right);

#endif /* EPBELL_TRACE_RIGHTS_H */
