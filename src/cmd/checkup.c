// SPDX-License-Identifier: GPL-2.0-only
/* The machine's side of a check-up: kernel, privileges, options, stages. */
#include <stdio.h>
#include <string.h>

#include "cmd/checkup.h"
#include "trace/needs.h"
#include "view/findings.h"

/* --- kernel and machine ------------------------------------------------------------------------------------------ */

enum { RELEASE, ARCH, BUILD, MACHINE, CPUS, PREEMPT, THREADS, HZ, CLOCK, STEP, GOVERNOR, LAB, CONFIG };

static const struct column kernel_columns[] = {
	[RELEASE] = { .key = "release", .head = "release" },
	[ARCH] = { .key = "arch" },
	[BUILD] = { .key = "version", .head = "build" },
	[MACHINE] = { .key = "machine", .head = "machine" },
	[CPUS] = { .key = "cpus", .head = "CPUs", .format = "%s online" },
	[PREEMPT] = { .key = "preempt", .head = "preemption" },
	[THREADS] = { .key = "threadirqs", .format = "handlers %s" },
	[HZ] = { .key = "hz", .head = "HZ" },
	[CLOCK] = { .key = "clocksource", .head = "clock" },
	[STEP] = { .key = "clock_step_ns", .format = "step %s" },
	[GOVERNOR] = { .key = "governor", .head = "governor" },
	[LAB] = { .key = "lab", .head = "lab" },
	[CONFIG] = { .key = "config", .head = "config from" },
};

struct table *checkup_kernel(const struct checkup *c)
{
	const struct environment *env = &c->env;
	struct table *t = table_new(TABLE_RECORD, "kernel", kernel_columns, NCOLUMNS(kernel_columns), 1);
	struct cell *row = table_row(t, ROW_DATA);

	t->title = "Kernel and machine";
	row[RELEASE] = cell_str(env->release);
	row[ARCH] = cell_str(env->arch);
	row[BUILD] = cell_str(env->version);
	row[MACHINE] = cell_str(env->machine);
	row[CPUS] = cell_int(env->cpus ? env->cpus : -1);
	row[PREEMPT] = cell_str(env->preempt);
	row[PREEMPT].shown = *env->preempt ? NULL : "unknown";
	row[THREADS] = cell_bool(env->threadirqs);
	row[THREADS].shown = env->threadirqs ? "forced into threads" : "in hard interrupt context";
	row[HZ] = cell_int(env->hz ? env->hz : -1);
	row[HZ].shown = env->hz ? NULL : "unknown";
	row[CLOCK] = cell_str(env->clocksource);
	/* A saved tree says nothing of its machine's clock. */
	row[STEP] = *c->root ? (struct cell){ .type = CELL_NONE } : cell_ns(env->clock_step_ns);
	row[GOVERNOR] = cell_str(env->governor);
	row[LAB] = cell_str(env->lab);
	row[CONFIG] = cell_str(c->config.source);
	row[CONFIG].shown = *c->config.source ? NULL : "nowhere: options below are judged by their traces";
	return t;
}

/* --- privileges -------------------------------------------------------------------------------------------------- */

static void add_capabilities(struct table *t, const struct rights *r)
{
	const struct right *right;

	for (int i = 0; (right = right_info(i)); i++) {
		bool have = rights_have(r, right);

		findings_add(t,
			     have	   ? FINDING_OK :
			     right->needed ? FINDING_BAD :
					     FINDING_MISSING,
			     right->name, have ? "yes" : "no", have ? "" : right->why);
	}
}

static void add_lockdown(struct table *t, const struct rights *r, const struct kconfig *config)
{
	bool open = !strcmp(r->lockdown, "none");

	if (!*r->lockdown && config->text && !kconfig_on(config, "SECURITY_LOCKDOWN_LSM"))
		findings_add(t, FINDING_OK, "lockdown", "not built", "");
	else if (!*r->lockdown)
		findings_add(t, FINDING_MISSING, "lockdown", "unknown",
			     "mount -t securityfs securityfs /sys/kernel/security tells");
	else
		findings_add(t, open ? FINDING_OK : FINDING_BAD, "lockdown", r->lockdown,
			     open ? "" : "forbids probes or reading the kernel: boot with lockdown=none");
}

static void add_sysctl(struct table *t, const char *name, int value, const char *note)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", value);
	findings_add(t, value < 0 ? FINDING_MISSING : FINDING_OK, name, value < 0 ? "unknown" : text, note);
}

struct table *checkup_privileges(const struct checkup *c)
{
	const struct rights *r = &c->rights;
	struct table *t = findings_new("privileges", "Privileges");
	char uid[16];

	snprintf(uid, sizeof(uid), "%d", r->uid);
	findings_add(t, r->uid ? FINDING_MISSING : FINDING_OK, "user", r->uid < 0 ? "unknown" : uid,
		     r->uid ? "run as root, or give the capabilities below" : "");
	if (r->uid >= 0)
		add_capabilities(t, r);
	add_lockdown(t, r, &c->config);
	add_sysctl(t, "unprivileged_bpf_disabled", r->bpf_disabled,
		   r->bpf_disabled > 0 ? "BPF for the privileged only" : "");
	add_sysctl(t, "kptr_restrict", r->kptr_restrict, r->kptr_restrict == 2 ? "hides addresses even from root" : "");
	if (c->tried)
		findings_add(t, FINDING_OK, "tracing", "works", "");
	else
		findings_add(t, FINDING_BAD, "tracing", *c->root ? "not tried" : "refused", c->refused.text);
	return t;
}

/* --- kernel options ---------------------------------------------------------------------------------------------- */

/* What would make it so. */
static void option_note(const struct need *need, enum need_state state, char *out, size_t size)
{
	out[0] = '\0';
	if (state == NEED_UNLOADED && *need->module)
		snprintf(out, size, "modprobe %s: for %s", need->module, need->gives);
	else if (state != NEED_MET)
		snprintf(out, size, "for %s", need->gives);
}

struct table *checkup_options(const struct checkup *c)
{
	struct table *t = findings_new("options", "Kernel options (CONFIG_...)");
	const struct need *need;

	t->after = "not set: build the kernel with it; m: a module that is not loaded";
	for (int i = 0; (need = need_info(i)); i++) {
		char value[24], note[160];
		enum need_state state = need_check(c->root, &c->config, need, value, sizeof(value));
		bool bad = need->vital && state == NEED_UNSET;

		option_note(need, state, note, sizeof(note));
		if (state == NEED_MET && !strcmp(value, "m"))
			snprintf(value, sizeof(value), "m, loaded");
		findings_add(t,
			     state == NEED_MET ? FINDING_OK :
			     bad	       ? FINDING_BAD :
						 FINDING_MISSING,
			     need->option, value, note);
	}
	return t;
}

/* --- stages ------------------------------------------------------------------------------------------------------ */

/* Is one of the stage's hooks attached this way? */
static bool attached_as(const struct checkup *c, int stage, const char *kind)
{
	for (int i = 0; i < EPB_NHOOKS; i++)
		if (hook_info(i)->stages & EPB_BIT(stage) && c->hooks[i].status == HOOK_ATTACHED &&
		    !strcmp(c->hooks[i].attach, kind))
			return true;
	return false;
}

/* The ways in which a stage's hooks are attached, each once: "fentry, tp_btf". An exit goes with its entry. */
static void attach_kinds(const struct checkup *c, int stage, char *out, size_t size)
{
	static const char *const kinds[][2] = {
		{ "fentry", "fexit" }, { "kprobe", "kretprobe" }, { "tp_btf", NULL },
		{ "raw_tp", NULL },    { "likely", NULL },
	};

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t used = strlen(out);

		if (attached_as(c, stage, kinds[i][0]) || (kinds[i][1] && attached_as(c, stage, kinds[i][1])))
			snprintf(out + used, size - used, "%s%s", used ? ", " : "", kinds[i][0]);
	}
}

struct table *checkup_stages(const struct checkup *c)
{
	struct table *t = findings_new("stages", c->tried ? "Stages (attached and detached again)" :
							    "Stages (not tried: a static judgement by symbols)");

	for (int i = 0; i < EPB_NSTAGES; i++) {
		char why[256], kinds[64];

		if (!stage_hooked(i))
			continue;
		bool available = stage_available(i, c->hooks, why, sizeof(why));

		attach_kinds(c, i, kinds, sizeof(kinds));
		if (!c->tried && !c->judged.symbols)
			snprintf(why, sizeof(why), "cannot tell: /proc/kallsyms cannot be read");
		findings_add(t, available ? FINDING_OK : FINDING_MISSING, stage_info(i)->name, available ? kinds : "",
			     why);
	}
	return t;
}

int checkup_count_stages(const struct checkup *c)
{
	char why[256];
	int n = 0;

	for (int i = 0; i < EPB_NSTAGES; i++)
		n += stage_hooked(i) && stage_available(i, c->hooks, why, sizeof(why));
	return n;
}
