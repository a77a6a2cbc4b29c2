// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which program for which hook. BTF says whether a function exists, available_filter_functions whether ftrace can
 * patch it (a notrace function stands in BTF all the same). What both promise is still only tried: session.c takes
 * the other variant, or none, when the kernel refuses.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "trace/session_impl.h"
#include "trace/since.h"

/* The functions that ftrace can patch, those of our table only. */
struct patchable {
	bool known; /* the list could be read */
	bool has[EPB_NHOOKS];
};

static FILE *open_tracing(const char *name)
{
	static const char *const dirs[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	char path[128];
	size_t i;
	FILE *f;

	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dirs[i], name);
		f = fopen(path, "re");
		if (f)
			return f;
	}
	return NULL;
}

static void read_patchable(struct patchable *p)
{
	FILE *f = open_tracing("available_filter_functions");
	char line[256];
	int i;

	memset(p, 0, sizeof(*p));
	if (!f)
		return;
	p->known = true;
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, " \n\t")] = '\0';
		for (i = 0; i < EPB_NHOOKS; i++)
			if (!strcmp(hook_info(i)->func, line))
				p->has[i] = true;
	}
	fclose(f);
}

static bool module_present(const char *module)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/module/%s", module);
	return access(path, F_OK) == 0;
}

/* Is @func in the kernel's BTF, or in that of its module? */
static bool in_btf(const struct btf *vmlinux, const char *func, const char *module)
{
	struct btf *mod;
	bool found;

	if (btf__find_by_name_kind(vmlinux, func, BTF_KIND_FUNC) > 0)
		return true;
	if (!*module)
		return false;
	mod = btf__load_module_btf(module, (struct btf *)vmlinux);
	if (!mod)
		return false;
	found = btf__find_by_name_kind(mod, func, BTF_KIND_FUNC) > 0;
	btf__free(mod);
	return found;
}

const char *attach_kind(int hook, enum variant variant)
{
	static const char *const kinds[][2] = {
		[EPB_HOOK_ENTRY] = { "fentry", "kprobe" },
		[EPB_HOOK_EXIT] = { "fexit", "kretprobe" },
		[EPB_HOOK_TP] = { "tp_btf", "raw_tp" },
	};

	return variant == VARIANT_NONE ? "" : kinds[hook_info(hook)->kind][variant];
}

struct bpf_program *hook_program(const struct session *s, int hook, enum variant variant)
{
	char name[64];

	snprintf(name, sizeof(name), "%c_%s", variant == VARIANT_BTF ? 'f' : 'k', hook_info(hook)->sym);
	return bpf_object__find_program_by_name(s->skel->obj, name);
}

static bool hook_wanted(const struct session *s, int hook)
{
	const struct hook_info *h = hook_info(hook);

	/* These two only where the kernel forces handlers into threads: else they would count what irq_entry counts. */
	if (hook == EPB_H_vntb_thr_entry || hook == EPB_H_vntb_thr_exit)
		return s->opts.threaded;
	if (s->opts.count && (hook == EPB_H_irq_entry || hook == EPB_H_irq_exit || hook == EPB_H_db_event))
		return true;
	return h->stages & (s->opts.stages | EPB_ALWAYS);
}

static void choose(struct session *s, int hook, const struct btf *btf, const struct patchable *p)
{
	const struct hook_info *h = hook_info(hook);
	struct hook_state *st = &s->hooks[hook];
	bool btf_has, can_patch;

	s->variant[hook] = VARIANT_NONE;
	st->status = HOOK_UNWANTED;
	if (!hook_wanted(s, hook))
		return;
	if (h->kind == EPB_HOOK_TP) {
		s->variant[hook] = VARIANT_BTF;
		return;
	}
	btf_has = in_btf(btf, h->func, h->module);
	can_patch = !p->known || p->has[hook];
	if (btf_has && can_patch) {
		s->variant[hook] = VARIANT_BTF;
		return;
	}
	/* A kprobe needs no BTF, but the function itself and a place to patch. */
	if (p->known && p->has[hook]) {
		s->variant[hook] = VARIANT_PLAIN;
		return;
	}
	st->status = HOOK_UNAVAILABLE;
	since_explain(h, !*h->module || module_present(h->module), btf_has, st->why, sizeof(st->why));
}

int choose_variants(struct session *s, struct err *err)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct patchable p;
	int i;

	if (!btf)
		return err_set(err, -ENOTSUP,
			       "this kernel has no BTF (/sys/kernel/btf/vmlinux): build it with CONFIG_DEBUG_INFO_BTF=y "
			       "and CONFIG_DEBUG_INFO_BTF_MODULES=y");
	read_patchable(&p);
	for (i = 0; i < EPB_NHOOKS; i++)
		choose(s, i, btf, &p);
	btf__free(btf);
	return 0;
}
