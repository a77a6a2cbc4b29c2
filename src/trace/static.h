/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_STATIC_H
#define EPBELL_TRACE_STATIC_H
/*
 * What could probably be attached, read off files: for those who may not try. A function that stands in kallsyms exists;
 * whether ftrace can patch it, available_filter_functions tells those who may read it.
 */
#include <stdbool.h>

#include "trace/hooks.h"
#include "trace/kconfig.h"

struct static_judgement {
	bool symbols;			     /* /proc/kallsyms could be read: nothing is known without */
	bool patchable;			     /* available_filter_functions could be read */
	struct hook_state hooks[EPB_NHOOKS]; /* attach is "likely" where HOOK_ATTACHED */
};

void static_judge(const char *root, const struct kconfig *k, struct static_judgement *j);

/* Does a text or data symbol of that name exist? false also when kallsyms cannot be read. */
bool static_has_symbol(const char *root, const char *name);

#endif /* EPBELL_TRACE_STATIC_H */
