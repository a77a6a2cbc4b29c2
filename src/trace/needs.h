/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_NEEDS_H
#define EPBELL_TRACE_NEEDS_H
/* The kernel options and modules that decide what epbell can see, and what became of each on this kernel. */
#include <stdbool.h>
#include <stddef.h>

#include "trace/kconfig.h"

enum need_state {
	NEED_MET,      /* built in, or a module that is loaded */
	NEED_UNLOADED, /* a module that can be loaded */
	NEED_UNSET,    /* not in this kernel */
	NEED_UNKNOWN,  /* no configuration to read, and no other trace of it */
};

struct need {
	const char *option; /* without CONFIG_ */
	const char *module; /* "pci_epf_vntb", "" when the option is no module */
	const char *trace;  /* a file that exists only with the option, "" none known */
	bool vital;	    /* nothing can be recorded without it */
	const char *gives;  /* what it is for: "fentry, and the layout of kernel types" */
};

/* The i-th row of the table; NULL past the end. */
const struct need *need_info(int i);

/* @value: "y", "m", "not set", or "unknown" (the kernel's configuration; built in is told by other traces too). */
enum need_state need_check(const char *root, const struct kconfig *k, const struct need *need, char *value,
			   size_t size);

/* Is the module loaded, or built in with something to show in sysfs? */
bool module_loaded(const char *root, const char *module);

#endif /* EPBELL_TRACE_NEEDS_H */
