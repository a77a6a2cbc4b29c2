// SPDX-License-Identifier: GPL-2.0-only
/* epbell doctor: look at everything, change nothing, say what is missing and what would make it so. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/checkup.h"
#include "cmd/opts.h"
#include "trace/session.h"
#include "trace/since.h"
#include "view/findings.h"

#define FORMAT	"epbell-doctor"
#define VERSION 1

/* The sections in their order. */
static const struct {
	struct table *(*make)(const struct checkup *c);
	void (*text)(const struct table *table, const struct style *style, FILE *to);
} sections[] = {
	{ checkup_kernel, table_text },	    { checkup_privileges, findings_text },  { checkup_options, findings_text },
	{ checkup_stages, findings_text },  { checkup_controllers, table_text },    { checkup_functions, table_text },
	{ checkup_interrupts, table_text }, { checkup_conclusions, findings_text },
};

#define NSECTIONS (sizeof(sections) / sizeof(sections[0]))

/* --- looking ------------------------------------------------------------------------------------------------------ */

/* Attach everything and let go of it at once; what the kernel refused is in c->refused. */
static bool try_hooks(struct checkup *c)
{
	const struct session_opts opts = {
		.backend_msi = true,
		.backend_embedded = true,
		.backend_poll = true,
		.sides = EPB_SIDE_EP | EPB_SIDE_RC,
		.threaded = c->env.threadirqs,
		.hz = c->env.hz,
	};
	struct session *s;

	if (*c->root) {
		err_set(&c->refused, 0, "this is a saved tree");
		return false;
	}
	if (session_open(&opts, &c->inv, &s, &c->refused))
		return false;
	memcpy(c->hooks, session_hooks(s), sizeof(c->hooks));
	session_close(s);
	for (int i = 0; i < EPB_NHOOKS; i++)
		if (c->hooks[i].status == HOOK_UNAVAILABLE)
			since_unbuilt(hook_info(i), &c->config, c->hooks[i].why, sizeof(c->hooks[i].why));
	return true;
}

static int look(struct checkup *c, struct err *err)
{
	int ret;

	kernel_environment(c->root, &c->env);
	kconfig_read(c->root, c->env.release, &c->config);
	rights_read(c->root, &c->rights);
	klog_read(c->root, &c->log);
	ret = inventory_read(c->root, &c->inv, err);
	if (ret)
		return ret;
	static_judge(c->root, &c->config, &c->judged);
	if (!*c->env.release && !c->judged.symbols && !c->inv.nirqs && !*c->inv.epcs)
		return err_set(err, -ENOENT, "there is nothing to look at%s%s: are /proc and /sys mounted?",
			       *c->root ? " below " : "", c->root);
	c->tried = try_hooks(c);
	if (!c->tried)
		memcpy(c->hooks, c->judged.hooks, sizeof(c->hooks));
	return 0;
}

static void forget(struct checkup *c)
{
	kconfig_free(&c->config);
	klog_free(&c->log);
	inventory_free(&c->inv);
}

/* --- showing ------------------------------------------------------------------------------------------------------ */

static int show_text(struct table *const tables[NSECTIONS])
{
	struct style style;

	style_detect(&style, stdout);
	text_paragraph(&style, stdout, "", 0, "What this kernel offers (ok: there, --: not there, !!: in the way)");
	for (size_t i = 0; i < NSECTIONS; i++)
		sections[i].text(tables[i], &style, stdout);
	return fflush(stdout) || ferror(stdout) ? -EIO : 0;
}

static int show_json(struct table *const tables[NSECTIONS])
{
	json_t *root = json_pack("{s:s, s:i}", "format", FORMAT, "version", VERSION);
	int ret = root ? 0 : -ENOMEM;

	for (size_t i = 0; i < NSECTIONS && !ret; i++)
		if (json_object_set_new(root, tables[i]->key, table_json(tables[i])))
			ret = -ENOMEM;
	if (!ret && (json_dumpf(root, stdout, JSON_INDENT(2)) || putchar('\n') == EOF || fflush(stdout)))
		ret = -EIO;
	json_decref(root);
	return ret;
}

static int show(const struct checkup *c, bool json)
{
	struct table *tables[NSECTIONS];
	int ret;

	for (size_t i = 0; i < NSECTIONS; i++)
		tables[i] = sections[i].make(c);
	ret = json ? show_json(tables) : show_text(tables);
	for (size_t i = 0; i < NSECTIONS; i++)
		table_free(tables[i]);
	return ret;
}

static int doctor(const struct cmd *cmd, int argc, char **argv)
{
	const char *root = "";
	bool json = false;
	const struct opt opts[] = {
		{ "Output", "json", 'j', OPT_FLAG, NULL, "findings as JSON", &json, 0, 0 },
		{ "Input", "root", 'r', OPT_STR, "DIR",
		  "look at a saved copy of /proc, /sys, /boot and /dev/kmsg below DIR; nothing is attached", &root, 0,
		  0 },
		{ .name = NULL },
	};
	struct checkup *c;
	int ret, operand;
	struct err err;

	ret = opts_parse(cmd, opts, argc, argv, &operand);
	if (ret)
		return ret - 256;
	if (operand < argc)
		return dief(cmd, EXIT_USAGE, "takes no operand, not '%.100s': try 'epbell doctor --help'",
			    argv[operand]);
	c = calloc(1, sizeof(*c));
	if (!c)
		return dief(cmd, EXIT_ERROR, "not enough memory");
	c->root = root;
	ret = look(c, &err);
	if (ret)
		ret = die(cmd, EXIT_ERROR, &err);
	else if ((ret = show(c, json)))
		ret = dief(cmd, EXIT_ERROR, "cannot write the findings: %s", strerror(-ret));
	forget(c);
	free(c);
	return ret;
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.summary = "what this kernel offers, what is missing and how to get it",
	.usage = "[options]",
	.example = "epbell doctor\nepbell doctor --json | jq '.conclusions'",
	.run = doctor,
};
