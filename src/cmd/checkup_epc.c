// SPDX-License-Identifier: GPL-2.0-only
/* The endpoint's side of a check-up: controllers, functions, interrupts, and what follows. */
#include <stdio.h>
#include <string.h>

#include "cmd/checkup.h"
#include "trace/verdict.h"
#include "view/findings.h"

/* --- controllers and functions ----------------------------------------------------------------------------------- */

struct table *checkup_controllers(const struct checkup *c)
{
	static const struct column columns[] = { { .key = "name", .head = "" } };
	struct table *t = table_new(TABLE_ROWS, "controllers", columns, NCOLUMNS(columns), 1);

	t->title = "Endpoint controllers";
	for (const char *s = c->inv.epcs; *s;) {
		int len = (int)strcspn(s, "\n");

		table_row(t, ROW_DATA)[0] = cell_str(table_str(t, "%.*s", len, s));
		s += len + (s[len] == '\n');
	}
	return t;
}

enum { DEVICE, DRIVER, EPC, STARTED, DB_COUNT, DIRECTORY };

static const struct column function_columns[] = {
	[DEVICE] = { .key = "device", .head = "function" },
	[DRIVER] = { .key = "function", .head = "driver", .drop = 1 },
	[EPC] = { .key = "epc", .head = "controller" },
	[STARTED] = { .key = "started", .head = "started" },
	[DB_COUNT] = { .key = "db_count", .head = "db_count", .flags = COL_RIGHT },
	[DIRECTORY] = { .key = "config", .head = "directory", .drop = 2 },
};

struct table *checkup_functions(const struct checkup *c)
{
	struct table *t = table_new(TABLE_ROWS, "functions", function_columns, NCOLUMNS(function_columns), 1);

	t->title = "Endpoint functions";
	for (size_t i = 0; i < c->inv.nepfs; i++) {
		const struct inv_epf *epf = &c->inv.epfs[i];
		struct cell *row = table_row(t, ROW_DATA);

		row[DEVICE] = cell_str(epf->device);
		row[DRIVER] = cell_str(epf->function);
		row[EPC] = cell_str(epf->epc);
		row[STARTED] = cell_bool(epf->started);
		row[DB_COUNT] = cell_int(epf->db_count);
		row[DIRECTORY] = cell_str(epf->config);
	}
	return t;
}

/* --- interrupts -------------------------------------------------------------------------------------------------- */

enum { I_DEVICE, I_ROLE, I_EPC, I_VECTOR, I_FAN_OUT, I_BACKEND, I_VIRQ, I_HWIRQ, I_COUNT, I_CPUS, I_CHIP, I_ACTIONS };

static const struct column irq_columns[] = {
	[I_DEVICE] = { .key = "device", .head = "function", .flags = COL_NO_REPEAT },
	[I_ROLE] = { .key = "role", .head = "role", .flags = COL_JSON },
	[I_EPC] = { .key = "epc", .head = "controller", .flags = COL_JSON },
	[I_VECTOR] = { .key = "vector", .head = "doorbell" },
	[I_FAN_OUT] = { .key = "fan_out", .head = "fan-out", .flags = COL_JSON },
	[I_BACKEND] = { .key = "backend", .head = "backend" },
	[I_VIRQ] = { .key = "virq", .head = "virq", .flags = COL_RIGHT },
	[I_HWIRQ] = { .key = "hwirq", .head = "hwirq", .flags = COL_RIGHT },
	[I_COUNT] = { .key = "count", .head = "count", .flags = COL_RIGHT },
	[I_CPUS] = { .key = "affinity", .head = "CPUs", .drop = 1 },
	[I_CHIP] = { .key = "chip", .head = "chip", .drop = 2 },
	[I_ACTIONS] = { .key = "actions", .head = "actions", .flags = COL_JSON },
};

/* Which doorbells ring it: "2", "0-13", "unused"; or what it is instead. */
static const char *doorbells_text(struct table *t, const struct inv_irq *irq)
{
	if (strcmp(irq->role, "doorbell") != 0)
		return irq->role;
	if (irq->fan_out < 0)
		return "?";
	if (irq->fan_out == 0)
		return "unused";
	if (irq->fan_out == 1)
		return table_str(t, "%d", irq->vector);
	return table_str(t, "%d-%d", irq->vector, irq->vector + irq->fan_out - 1);
}

/* The chip without the controller's name, which stands above it: "ITS-pMSI". */
static const char *chip_text(struct table *t, const struct inv_irq *irq)
{
	size_t chip = strlen(irq->chip), epc = strlen(irq->epc);

	if (!epc || chip < epc + 2 || strcmp(irq->chip + chip - epc, irq->epc) != 0)
		return NULL;
	return table_str(t, "%.*s", (int)(chip - epc - 1), irq->chip);
}

struct table *checkup_interrupts(const struct checkup *c)
{
	struct table *t = table_new(TABLE_ROWS, "interrupts", irq_columns, NCOLUMNS(irq_columns), 1);

	t->title = "Doorbell interrupts";
	for (size_t i = 0; i < c->inv.nirqs; i++) {
		const struct inv_irq *irq = &c->inv.irqs[i];
		struct cell *row = table_row(t, ROW_DATA);

		row[I_DEVICE] = cell_str(irq->device);
		row[I_ROLE] = cell_str(irq->role);
		row[I_EPC] = cell_str(irq->epc);
		row[I_VECTOR] = cell_int(irq->vector);
		row[I_VECTOR].shown = doorbells_text(t, irq);
		row[I_FAN_OUT] = cell_int(irq->fan_out);
		row[I_BACKEND] = cell_str(irq->backend);
		row[I_VIRQ] = cell_int(irq->virq);
		row[I_HWIRQ] = cell_int(irq->hwirq);
		row[I_COUNT] = cell_uint(irq->count);
		row[I_CPUS] = cell_str(irq->affinity);
		row[I_CHIP] = cell_str(irq->chip);
		row[I_CHIP].shown = chip_text(t, irq);
		row[I_ACTIONS] = cell_str(irq->actions);
	}
	return t;
}

/* --- conclusions ------------------------------------------------------------------------------------------------- */

static bool can_ring(const struct checkup *c)
{
	return !c->judged.symbols || static_has_symbol(c->root, "pci_epf_alloc_doorbell");
}

static void conclude_functions(struct table *t, const struct checkup *c)
{
	static const enum finding findings[] = {
		[VERDICT_RINGS] = FINDING_OK,
		[VERDICT_POLLED] = FINDING_BAD,
		[VERDICT_IDLE] = FINDING_MISSING,
		[VERDICT_UNSURE] = FINDING_MISSING,
	};
	const bool rings = can_ring(c);

	for (size_t i = 0; i < c->inv.nepfs; i++) {
		struct verdict v;

		verdict_of(&c->inv, &c->inv.epfs[i], &c->log, c->env.hz, rings, &v);
		findings_add(t, findings[v.state], c->inv.epfs[i].device, v.backend, v.text);
	}
	if (!*c->inv.epcs)
		findings_add(t, FINDING_MISSING, "endpoint", "",
			     "no endpoint controller here (/sys/class/pci_epc has none): this machine can be a root "
			     "complex only");
	else if (!c->inv.nepfs)
		findings_add(t, FINDING_MISSING, "endpoint", "",
			     "no endpoint function: modprobe pci_epf_vntb, then mkdir func1 in configfs below "
			     "pci_ep/functions/pci_epf_vntb");
}

/* What makes figures differ from one recording to the next. */
static void conclude_environment(struct table *t, const struct environment *env)
{
	if (env->threadirqs)
		findings_add(t, FINDING_MISSING, "context", "thread",
			     "interrupt handlers run in threads: not to be compared with a kernel where they do not");
	if (*env->governor && strcmp(env->governor, "performance") != 0)
		findings_add(t, FINDING_MISSING, "governor", env->governor,
			     "the clock frequency changes while recording: set performance for figures that compare");
	if (!strcmp(env->lab, "free"))
		findings_add(t, FINDING_MISSING, "lab", env->lab, "times mean nothing here: the order of things does");
	else if (*env->lab)
		findings_add(t, FINDING_OK, "lab", env->lab,
			     "a latency is a count of instructions, no board's time: no link, no idle exit, no caches");
}

struct table *checkup_conclusions(const struct checkup *c)
{
	struct table *t = findings_new("conclusions", "Conclusions");
	const int n = checkup_count_stages(c);
	int nstages = 0;
	char note[64];

	for (int i = 0; i < EPB_NSTAGES; i++)
		nstages += stage_hooked(i);
	conclude_functions(t, c);
	conclude_environment(t, &c->env);
	snprintf(note, sizeof(note), "%d of %d stages can be recorded", n, nstages);
	if (c->tried)
		findings_add(t, n ? FINDING_OK : FINDING_BAD, "record", n ? "yes" : "no", note);
	else
		findings_add(t, *c->root ? FINDING_MISSING : FINDING_BAD, "record", "no",
			     *c->root ? "a saved tree can be looked at, not recorded" :
					"tracing is refused here, see privileges above");
	return t;
}
