/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_SINCE_H
#define EPBELL_TRACE_SINCE_H
/*
 * Why a kernel function cannot be traced here, and what would make it so. One table knows since which release a
 * function exists, which change brought it and which option builds it; sessions and doctor say the same sentence.
 */
#include <stdbool.h>
#include <stddef.h>

#include "trace/hooks.h"
#include "trace/kconfig.h"

struct since_info {
	const char *func;    /* kernel function or tracepoint */
	const char *release; /* first mainline release that has it, "7.2"; "" older than all this tool looks at */
	const char *change;  /* what brought it, with the commit where known; "" with release "" */
	const char *config;  /* option that builds it, "CONFIG_PCI_EPF_VNTB" */
};

/* The row of a function, or NULL: the table has none. */
const struct since_info *since_find(const char *func);

/*
 * One sentence (without a full stop, at most 220 bytes, cut at @size) that names what is missing for hook @h and the
 * next step.
 *
 * @module_loaded: h->module is loaded or built in; ignored for hooks whose module is "".
 * @in_btf: the function stands in the BTF of the kernel or of its module, so it exists and only the attach failed.
 */
void since_explain(const struct hook_info *h, bool module_loaded, bool in_btf, char *out, size_t size);

/*
 * If the kernel's configuration says that the function was never built: replace @out by a sentence that says so, and
 * return true.
 */
bool since_unbuilt(const struct hook_info *h, const struct kconfig *k, char *out, size_t size);

#endif /* EPBELL_TRACE_SINCE_H */
