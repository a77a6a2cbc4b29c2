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

/* What BTF is asked for: the functions and tracepoints of our hooks, and those to calibrate with. */
static void add_targets(struct session *s)
{
	_Static_assert(EPB_NHOOKS + CAL_POINTS <= TARGETS_MAX, "room for all");
	for (int i = 0; i < EPB_NHOOKS; i++)
		targets_add(&s->targets, hook_info(i)->func, hook_info(i)->kind);
	for (int i = 0; i < CAL_POINTS; i++)
		targets_add(&s->targets, s->points[i].func, s->points[i].kind);
}

static bool has_target(const struct session *s, const char *name, enum epb_hook_kind kind)
{
	const struct target *t = targets_get(&s->targets, name, kind == EPB_HOOK_TP);

	return t && t->id;
}

static bool btf_has(const struct session *s, int hook)
{
	return has_target(s, hook_info(hook)->func, hook_info(hook)->kind);
}

/* What a session's stages may need; EPB_ALWAYS is for the endpoint. */
static uint64_t needed_stages(const struct session *s)
{
	return s->opts.stages | (s->opts.sides & EPB_SIDE_EP ? EPB_ALWAYS : 0);
}

static bool module_needed(const struct session *s, const char *module)
{
	int i;

	for (i = 0; i < EPB_NHOOKS; i++)
		if (!strcmp(hook_info(i)->module, module) && hook_info(i)->stages & needed_stages(s))
			return true;
	return false;
}

/* In every module of our table that is loaded; a built-in one has no BTF of its own. */
static void find_in_modules(struct session *s, struct btf *vmlinux)
{
	const char *module;
	int i, k;

	for (i = 0; i < EPB_NHOOKS; i++) {
		module = hook_info(i)->module;
		for (k = 0; k < i && strcmp(hook_info(k)->module, module) != 0; k++)
			;
		if (*module && k == i && module_needed(s, module))
			targets_find_in_module(&s->targets, vmlinux, module);
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

/* What the machine has at the start decides which of the hooks that run on every interrupt are worth their cost. */
struct machine {
	bool edma;    /* an eDMA has a line */
	bool test;    /* the kernel has pci-epf-test, whose handler runs in a thread */
	bool polled;  /* a function has no doorbell interrupt, as far as is known */
	bool rc_test; /* pci_endpoint_test is loaded */
};

static bool has_doorbell(const struct inventory *inv, const struct inv_epf *epf)
{
	size_t i;

	for (i = 0; i < inv->nirqs; i++)
		if (!strcmp(inv->irqs[i].role, "doorbell") && !strcmp(inv->irqs[i].device, epf->device))
			return true;
	return false;
}

static void know_machine(const struct inventory *inv, struct machine *m)
{
	size_t i;

	m->rc_test = module_present("pci_endpoint_test");
	m->edma = m->test = m->polled = !inv;
	for (i = 0; inv && i < inv->nirqs; i++)
		m->edma |= !strcmp(inv->irqs[i].role, "parent");
	for (i = 0; inv && i < inv->nepfs; i++)
		m->polled |= !has_doorbell(inv, &inv->epfs[i]);
}

static bool is_edma(int hook)
{
	return hook == EPB_H_edma_entry || hook == EPB_H_edma_done || hook == EPB_H_edma_abort ||
	       hook == EPB_H_edma_int;
}

static bool hook_wanted(const struct session *s, int hook, const struct machine *m)
{
	const struct hook_info *h = hook_info(hook);

	/* The hard part: for whom there is nothing else to see of an interrupt before a thread or an emulated one runs. */
	if (hook == EPB_H_irq_entry && !m->test && !s->opts.threaded)
		return false;
	/* Without it nothing tells one interrupt of the eDMA from the next. */
	if (hook == EPB_H_domain_entry && m->edma && s->opts.stages & EPB_OF_IRQ)
		return true;
	if (hook == EPB_H_edma_entry && s->opts.threaded)
		return false;
	if (is_edma(hook) && !m->edma)
		return false;
	/* A function that everybody waits in. */
	if (hook == EPB_H_wait_exit && !m->rc_test)
		return false;
	if (s->opts.count && !(s->opts.sides & EPB_SIDE_EP))
		return h->stages & s->opts.stages || hook == EPB_H_isr;
	if (s->opts.count &&
	    (hook == EPB_H_irq_entry || hook == EPB_H_vntb_entry || hook == EPB_H_vntb_exit || hook == EPB_H_db_event))
		return true;
	return h->stages & needed_stages(s);
}

static void choose(struct session *s, int hook, const struct machine *m, const struct patchable *p)
{
	const struct hook_info *h = hook_info(hook);
	struct hook_state *st = &s->hooks[hook];
	bool can_patch;

	s->variant[hook] = VARIANT_NONE;
	st->status = HOOK_UNWANTED;
	if (!hook_wanted(s, hook, m))
		return;
	st->status = HOOK_CHOSEN;
	if (h->kind == EPB_HOOK_TP) {
		s->variant[hook] = s->opts.kprobes ? VARIANT_PLAIN : VARIANT_BTF;
		return;
	}
	can_patch = !p->known || p->has[hook];
	if (btf_has(s, hook) && can_patch && !s->opts.kprobes) {
		s->variant[hook] = VARIANT_BTF;
		return;
	}
	/* A kprobe needs no BTF, but the function itself and a place to patch. */
	if (p->known && p->has[hook]) {
		s->variant[hook] = VARIANT_PLAIN;
		return;
	}
	st->status = HOOK_UNAVAILABLE;
	since_explain(h, !*h->module || module_present(h->module), btf_has(s, hook), st->why, sizeof(st->why));
}

/*
 * The list of patchable functions is long. It is asked only where BTF lacks a function that a wanted stage cannot do
 * without: for the others BTF's word is enough, and attaching is tried in any case.
 */
static bool needs_patchable(const struct session *s, const struct machine *m)
{
	for (int i = 0; i < EPB_NHOOKS; i++)
		if (hook_info(i)->kind != EPB_HOOK_TP && hook_wanted(s, i, m) &&
		    (s->opts.kprobes || (!btf_has(s, i) && !(hook_info(i)->stages & (EPB_OPTIONAL | EPB_ALWAYS)))))
			return true;
	return false;
}

/* Where the eDMA's handler tells of each channel that had work, what it returns need not be watched. */
static void choose_edma(struct session *s)
{
	if (s->variant[EPB_H_edma_done] == VARIANT_NONE || s->variant[EPB_H_edma_abort] == VARIANT_NONE) {
		s->variant[EPB_H_edma_done] = s->variant[EPB_H_edma_abort] = VARIANT_NONE;
		return;
	}
	s->variant[EPB_H_edma_int] = VARIANT_NONE;
	s->hooks[EPB_H_edma_int].status = HOOK_UNWANTED;
}

int choose_variants(struct session *s, const struct inventory *inv, struct err *err)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct machine m = { 0 };
	struct patchable p;
	int i;

	if (!btf)
		return err_set(
			err, -ENOTSUP,
			"this kernel has no BTF (/sys/kernel/btf/vmlinux): build it with CONFIG_DEBUG_INFO_BTF=y "
			"and CONFIG_DEBUG_INFO_BTF_MODULES=y");
	calibrate_points(s->points);
	add_targets(s);
	targets_find(&s->targets, btf);
	find_in_modules(s, btf);
	btf__free(btf);
	for (i = 0; i < CAL_POINTS; i++)
		s->points[i].exists = has_target(s, s->points[i].func, s->points[i].kind);
	know_machine(inv, &m);
	m.test |= btf_has(s, EPB_H_test_entry);
	memset(&p, 0, sizeof(p));
	if (needs_patchable(s, &m))
		read_patchable(&p);
	for (i = 0; i < EPB_NHOOKS; i++)
		choose(s, i, &m, &p);
	choose_edma(s);
	s->later[EPB_H_db_event] = !m.polled;
	return 0;
}
