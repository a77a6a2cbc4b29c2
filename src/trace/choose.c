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

/* Mark the functions of our table that stand in @btf, from its type @first on. One walk: names are not indexed. */
static void find_functions(const struct btf *btf, uint32_t first, bool found[EPB_NHOOKS])
{
	uint32_t id, n = btf__type_cnt(btf);
	const struct btf_type *t;
	const char *name;
	int i;

	for (id = first; id < n; id++) {
		t = btf__type_by_id(btf, id);
		if (!btf_is_func(t))
			continue;
		name = btf__name_by_offset(btf, t->name_off);
		for (i = 0; i < EPB_NHOOKS; i++)
			if (!strcmp(hook_info(i)->func, name))
				found[i] = true;
	}
}

/* The same for every module of our table that is loaded; a built-in one has no BTF of its own. */
static void find_in_modules(struct btf *vmlinux, bool found[EPB_NHOOKS])
{
	const char *module;
	struct btf *btf;
	int i, k;

	for (i = 0; i < EPB_NHOOKS; i++) {
		module = hook_info(i)->module;
		for (k = 0; k < i && strcmp(hook_info(k)->module, module); k++)
			;
		if (!*module || k < i)
			continue;
		btf = btf__load_module_btf(module, vmlinux);
		if (!btf)
			continue;
		find_functions(btf, btf__type_cnt(vmlinux), found);
		btf__free(btf);
	}
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

static void choose(struct session *s, int hook, bool btf_has, const struct patchable *p)
{
	const struct hook_info *h = hook_info(hook);
	struct hook_state *st = &s->hooks[hook];
	bool can_patch;

	s->variant[hook] = VARIANT_NONE;
	st->status = HOOK_UNWANTED;
	if (!hook_wanted(s, hook))
		return;
	st->status = HOOK_CHOSEN;
	if (h->kind == EPB_HOOK_TP) {
		s->variant[hook] = s->opts.kprobes ? VARIANT_PLAIN : VARIANT_BTF;
		return;
	}
	can_patch = !p->known || p->has[hook];
	if (btf_has && can_patch && !s->opts.kprobes) {
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
	bool found[EPB_NHOOKS] = { false };
	struct patchable p;
	int i;

	if (!btf)
		return err_set(
			err, -ENOTSUP,
			"this kernel has no BTF (/sys/kernel/btf/vmlinux): build it with CONFIG_DEBUG_INFO_BTF=y "
			"and CONFIG_DEBUG_INFO_BTF_MODULES=y");
	find_functions(btf, 1, found);
	find_in_modules(btf, found);
	btf__free(btf);
	read_patchable(&p);
	for (i = 0; i < EPB_NHOOKS; i++)
		choose(s, i, found[i], &p);
	return 0;
}
