/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_TARGETS_H
#define EPBELL_TRACE_TARGETS_H
/*
 * What fentry, fexit and tp_btf programs attach to, found in one walk through the kernel's BTF. libbpf 1.1 walks through all of it once
 * for each program, which was a sixth of the start of a recording in the lab.
 */
#include <stdbool.h>
#include <stdint.h>

#include "epbell/hook.h"

struct btf;

#define TARGETS_MAX 128

struct target {
	const char *name; /* function or tracepoint; must outlive this */
	bool tracepoint;
	uint32_t id; /* of its type in BTF, 0: the kernel has none */
	int fd;	     /* of the module's BTF object, 0: of the kernel's own */
};

struct targets {
	struct target items[TARGETS_MAX];
	int n;
	bool maybe[1 << 10]; /* by the names' keys: some name that is looked for */
	int fds[16];	     /* of modules */
	int nfds;
	int handlers[3]; /* of libbpf, 0: not registered */
};

/* Look for this one too, unless it is looked for already. */
void targets_add(struct targets *t, const char *name, enum epb_hook_kind kind);
/* Find them in the kernel's own BTF. */
void targets_find(struct targets *t, const struct btf *vmlinux);
/* Find those that are not found yet in a module's BTF. A module that is not there, or has no BTF, has none. */
void targets_find_in_module(struct targets *t, struct btf *vmlinux, const char *module);
/* The one of this name, with id 0 where there is none; NULL: it was not looked for. */
const struct target *targets_get(const struct targets *t, const char *name, bool tracepoint);

/*
 * From here on objects that libbpf opens load their fentry, fexit and tp_btf programs by these: one that is not found is an error of
 * loading that names the program. Process-wide, so for one at a time; targets_free() ends it. Negative errno.
 */
int targets_use(struct targets *t);
void targets_free(struct targets *t);

#endif /* EPBELL_TRACE_TARGETS_H */
