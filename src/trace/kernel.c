// SPDX-License-Identifier: GPL-2.0-only
/*
 * The environment of a recording. Nothing is assumed: what a file does not say stays unknown. Of a saved tree only files
 * are read; the machine's own clocks and utsname belong to a live system (root "").
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "trace/inventory.h"
#include "trace/kernel.h"
#include "trace/tree.h"

#ifndef EPBELL_VERSION
#define EPBELL_VERSION "unknown"
#endif

bool cmdline_value(const char *cmdline, const char *name, char *out, size_t size)
{
	size_t len = strlen(name);
	bool found = false;

	out[0] = '\0';
	for (const char *s = cmdline + strspn(cmdline, " "); *s; s += strspn(s, " ")) {
		size_t word = strcspn(s, " ");

		/* What follows "--" is init's. */
		if (word == 2 && !strncmp(s, "--", 2))
			break;
		if (word > len && !strncmp(s, name, len) && s[len] == '=') {
			snprintf(out, size, "%.*s", (int)(word - len - 1), s + len + 1);
			found = true;
		}
		s += word;
	}
	return found;
}

bool cmdline_word(const char *cmdline, const char *word)
{
	size_t len = strlen(word);

	for (const char *s = cmdline + strspn(cmdline, " "); *s; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");

		if (n == 2 && !strncmp(s, "--", 2))
			return false;
		if (n == len && !strncmp(s, word, len))
			return true;
		s += n;
	}
	return false;
}

int cpu_list_count(const char *list)
{
	int count = 0;
	char *end;

	for (const char *s = list; isdigit((unsigned char)*s); s = end + 1) {
		long first = strtol(s, &end, 10), last = first;

		if (*end == '-' && isdigit((unsigned char)end[1]))
			last = strtol(end + 1, &end, 10);
		if (last < first || last > 65535)
			return 0;
		count += last - first + 1;
		if (*end != ',')
			return *end ? 0 : count;
	}
	return 0;
}

/* "none voluntary (full) lazy" */
static bool in_parentheses(const char *text, char *out, size_t size)
{
	const char *open = strchr(text, '('), *close = open ? strchr(open, ')') : NULL;

	if (!close)
		return false;
	snprintf(out, size, "%.*s", (int)(close - open - 1), open + 1);
	return true;
}

void preempt_model(const char *version, const char *cmdline, const char *dynamic, const char *realtime,
		   const struct kconfig *k, char *out, size_t size)
{
	static const struct {
		const char *option, *model;
	} built[] = {
		{ "PREEMPT_RT", "rt" },	    { "PREEMPT_LAZY", "lazy" },		  { "PREEMPT", "full" },
		{ "PREEMPT_NONE", "none" }, { "PREEMPT_VOLUNTARY", "voluntary" },
	};

	if (!strcmp(realtime, "1") || strstr(version, "PREEMPT_RT")) {
		snprintf(out, size, "rt");
		return;
	}
	/* Chosen at boot or later: what is in force counts, then what was asked for, then the default built in. */
	if (in_parentheses(dynamic, out, size))
		return;
	if (strstr(version, "PREEMPT_DYNAMIC") && cmdline_value(cmdline, "preempt", out, size))
		return;
	for (size_t i = 0; i < sizeof(built) / sizeof(built[0]); i++)
		if (kconfig_on(k, built[i].option)) {
			snprintf(out, size, "%s", built[i].model);
			return;
		}
	snprintf(out, size, "%s", strstr(version, " PREEMPT ") ? "full" : "");
}

/*
 * Ticks a second. Without a configuration to read: the coarse clock advances once a tick, and its resolution, which the
 * kernel tells, is TICK_NSEC.
 */
static int kernel_hz(bool live, const struct kconfig *k)
{
	struct timespec res;
	char value[16];
	int hz = 0;

	if (kconfig_get(k, "HZ", value, sizeof(value)))
		hz = atoi(value);
	else if (live && !clock_getres(CLOCK_MONOTONIC_COARSE, &res) && !res.tv_sec && res.tv_nsec > 0)
		hz = (1000000000L + res.tv_nsec / 2) / res.tv_nsec;
	return hz >= 1 && hz <= 100000 ? hz : 0;
}

static void read_machine(const char *root, struct environment *env)
{
	char vendor[48], product[48];

	if (tree_read(root, env->machine, sizeof(env->machine), "/proc/device-tree/model") > 0)
		return;
	tree_read(root, vendor, sizeof(vendor), "/sys/class/dmi/id/sys_vendor");
	tree_read(root, product, sizeof(product), "/sys/class/dmi/id/product_name");
	snprintf(env->machine, sizeof(env->machine), "%s%s%s", vendor, *vendor && *product ? " " : "", product);
}

struct governors {
	const char *root;
	struct environment *env;
};

/* CPUs may differ: then no single name is true. */
static int visit_policy(void *ctx, const char *name)
{
	struct governors *g = ctx;
	char governor[24];

	if (tree_read(g->root, governor, sizeof(governor), "/sys/devices/system/cpu/cpufreq/%s/scaling_governor",
		      name) <= 0)
		return 0;
	if (*g->env->governor && strcmp(g->env->governor, governor) != 0) {
		tree_copy(g->env->governor, sizeof(g->env->governor), "mixed");
		return 1;
	}
	tree_copy(g->env->governor, sizeof(g->env->governor), governor);
	return 0;
}

static void read_names(const char *root, bool live, struct environment *env)
{
	struct utsname uts;

	tree_copy(env->epbell, sizeof(env->epbell), EPBELL_VERSION);
	tree_read(root, env->release, sizeof(env->release), "/proc/sys/kernel/osrelease");
	tree_read(root, env->version, sizeof(env->version), "/proc/sys/kernel/version");
	tree_read(root, env->host, sizeof(env->host), "/proc/sys/kernel/hostname");
	tree_read(root, env->arch, sizeof(env->arch), "/proc/sys/kernel/arch");
	if (!live || uname(&uts))
		return;
	tree_copy(env->release, sizeof(env->release), uts.release);
	tree_copy(env->version, sizeof(env->version), uts.version);
	tree_copy(env->host, sizeof(env->host), uts.nodename);
	tree_copy(env->arch, sizeof(env->arch), uts.machine);
}

static void read_preempt(const char *root, const char *cmdline, const struct kconfig *k, struct environment *env)
{
	char realtime[8], dynamic[96];

	tree_read(root, realtime, sizeof(realtime), "/sys/kernel/realtime");
	tree_read(root, dynamic, sizeof(dynamic), "/sys/kernel/debug/sched/preempt");
	preempt_model(env->version, cmdline, dynamic, realtime, k, env->preempt, sizeof(env->preempt));
	env->threadirqs = !strcmp(env->preempt, "rt") ||
			  (cmdline_word(cmdline, "threadirqs") && (!k->text || kconfig_on(k, "IRQ_FORCED_THREADING")));
}

int kernel_environment(const char *root, struct environment *env)
{
	struct governors governors = { .root = root, .env = env };
	char cmdline[4096], list[4096];
	bool live = !*root;
	struct kconfig k;

	memset(env, 0, sizeof(*env));
	read_names(root, live, env);
	read_machine(root, env);
	kconfig_read(root, env->release, &k);
	tree_read(root, cmdline, sizeof(cmdline), "/proc/cmdline");
	read_preempt(root, cmdline, &k, env);
	tree_read(root, env->clocksource, sizeof(env->clocksource),
		  "/sys/devices/system/clocksource/clocksource0/current_clocksource");
	tree_read(root, list, sizeof(list), "/sys/devices/system/cpu/online");
	tree_list(root, visit_policy, &governors, "/sys/devices/system/cpu/cpufreq");
	cmdline_value(cmdline, "epbell.lab", env->lab, sizeof(env->lab));
	env->cpus = cpu_list_count(list);
	if (!env->cpus && live)
		env->cpus = sysconf(_SC_NPROCESSORS_ONLN);
	env->hz = kernel_hz(live, &k);
	env->clock_step_ns = live ? clock_step() : 1;
	kconfig_free(&k);
	return 0;
}
