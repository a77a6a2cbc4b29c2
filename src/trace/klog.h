/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_KLOG_H
#define EPBELL_TRACE_KLOG_H
/* What the kernel log says of one endpoint function. */
#include <stdbool.h>
#include <stddef.h>

struct klog {
	bool readable;
	char *text; /* the lines about endpoint functions, "device: message\n"; NULL none */
	size_t len;
};

/* Read /dev/kmsg; never blocks. klog_free() in every case. */
void klog_read(const char *root, struct klog *log);
void klog_free(struct klog *log);

/* The last line of @device ("pci_epf_vntb.0") with @part in its message, the message into @out. false: none. */
bool klog_find(const struct klog *log, const char *device, const char *part, char *out, size_t size);

#endif /* EPBELL_TRACE_KLOG_H */
