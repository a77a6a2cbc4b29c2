/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_HOOKS_H
#define EPBELL_TRACE_HOOKS_H
/* The hooks of include/epbell/hook.h in user space, and what became of each when we tried to attach it. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "epbell/hook.h"

struct hook_info {
	const char *sym;    /* "raise_entry" */
	const char *func;   /* kernel function or tracepoint */
	const char *module; /* module it may live in, with underscores; "" for always built in */
	enum epb_hook_kind kind;
	uint64_t stages; /* EPB_BIT set of the stages that need it */
};

/* 0 <= hook < EPB_NHOOKS */
const struct hook_info *hook_info(int hook);

enum hook_status {
	HOOK_UNWANTED = 0, /* no wanted stage needs it */
	HOOK_CHOSEN,	   /* to be attached: only while a session is being opened */
	HOOK_ATTACHED,
	HOOK_UNAVAILABLE, /* why says the reason */
};

struct hook_state {
	enum hook_status status;
	char attach[16]; /* fentry fexit tp_btf kprobe kretprobe raw_tp; "" when not attached */
	char why[224];	 /* one sentence: what is missing and what would make it available */
};

/*
 * Can this stage be recorded with these hooks? true: *why is "". false: why (at most @size bytes) is the reason of the
 * first hook that is missing. A hook that only sharpens a stage (the eDMA's classification where there is no eDMA, the
 * thread handlers where no handler is threaded, epf-test where the driver is absent) does not make it unavailable.
 */
bool stage_available(int stage, const struct hook_state hooks[EPB_NHOOKS], char *why, size_t size);

#endif /* EPBELL_TRACE_HOOKS_H */
