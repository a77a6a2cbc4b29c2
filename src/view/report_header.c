// SPDX-License-Identifier: GPL-2.0-only
/* The head of a run: where and how it was made, and whether it can be trusted. */
#include <string.h>

#include "model/text.h"
#include "view/report_impl.h"

enum header_column {
	HEAD_FILE,
	HEAD_MACHINE,
	HEAD_CPUS,
	HEAD_ARCH,
	HEAD_HOST,
	HEAD_RELEASE,
	HEAD_HZ,
	HEAD_PREEMPT,
	HEAD_THREADIRQS,
	HEAD_VERSION,
	HEAD_CLOCK,
	HEAD_STEP,
	HEAD_GOVERNOR,
	HEAD_LAB,
	HEAD_STARTED,
	HEAD_DURATION,
	HEAD_ATTACH,
	HEAD_EPBELL,
	HEAD_COMPLETE,
	HEAD_COMMAND,
	HEAD_LABELS,
	HEAD_CLOSES,
	HEAD_CORRECTION,
	HEAD_UNCALIBRATED,
	HEAD_TRACERS,
	HEAD_DISTURBED,
	HEAD_COST,
	HEAD_COST_EACH,
};

static const struct column header_columns[] = {
	[HEAD_FILE] = { "file", "file", COL_JSON, 0, NULL },
	[HEAD_MACHINE] = { "machine", "machine", 0, 0, NULL },
	[HEAD_CPUS] = { "cpus", NULL, 0, 0, NULL },
	[HEAD_ARCH] = { "arch", NULL, 0, 0, NULL },
	[HEAD_HOST] = { "host", NULL, 0, 0, "host %s" },
	[HEAD_RELEASE] = { "release", "kernel", 0, 0, "Linux %s" },
	[HEAD_HZ] = { "hz", NULL, 0, 0, "HZ=%s" },
	[HEAD_PREEMPT] = { "preempt", NULL, 0, 0, "preempt=%s" },
	[HEAD_THREADIRQS] = { "threadirqs", NULL, 0, 0, NULL },
	[HEAD_VERSION] = { "version", NULL, COL_JSON, 0, NULL },
	[HEAD_CLOCK] = { "clocksource", "clock", 0, 0, NULL },
	[HEAD_STEP] = { "clock_step", NULL, 0, 0, "step %s" },
	[HEAD_GOVERNOR] = { "governor", NULL, 0, 0, "%s governor" },
	[HEAD_LAB] = { "lab", "lab", 0, 0, NULL },
	[HEAD_STARTED] = { "started", "recorded", 0, 0, NULL },
	[HEAD_DURATION] = { "duration", NULL, 0, 0, "for %s" },
	[HEAD_ATTACH] = { "attach", NULL, 0, 0, "by %s" },
	[HEAD_EPBELL] = { "epbell", NULL, 0, 0, "epbell %s" },
	[HEAD_COMPLETE] = { "complete", NULL, 0, 0, NULL },
	[HEAD_COMMAND] = { "command", "workload", 0, 0, NULL },
	[HEAD_LABELS] = { "labels", "labels", COL_TEXT, 0, NULL },
	[HEAD_CLOSES] = { "account_closes", "account", 0, 0, NULL },
	/* as text these are in the notes */
	[HEAD_CORRECTION] = { "correction", NULL, COL_JSON, 0, NULL },
	[HEAD_UNCALIBRATED] = { "uncalibrated", NULL, COL_JSON, 0, NULL },
	[HEAD_TRACERS] = { "tracers", NULL, COL_JSON, 0, NULL },
	[HEAD_DISTURBED] = { "disturbed", NULL, COL_JSON, 0, NULL },
	[HEAD_COST] = { "cost_total", "own cost", 0, 0, "%s in all" },
	[HEAD_COST_EACH] = { "cost_per_doorbell", NULL, 0, 0, "%s per doorbell" },
};

static const char *lab_text(const char *lab)
{
	if (!strcmp(lab, "deterministic"))
		return "deterministic: 1 ns is 1 instruction";
	if (!strcmp(lab, "free"))
		return "free-running: times mean nothing";
	return NULL;
}

bool report_from_hgrm(const struct run *run)
{
	return run->nevents && !strcmp(run->events[0].kind, "hgrm") && !run->naccounts;
}

#define MAX_NAMED 16 /* of a list in one line; a file may hold thousands */

static struct cell label_list(struct table *table, const struct run *run)
{
	const char *all = "";

	for (size_t i = 0; i < run->nlabels && i < MAX_NAMED; i++)
		all = table_str(table, "%s%s%s=%s", all, *all ? ", " : "", run->labels[i].key, run->labels[i].value);
	if (run->nlabels > MAX_NAMED)
		all = table_str(table, "%s, ... (%zu labels)", all, run->nlabels);
	return cell_str(all);
}

/* That the account closes, or which stages do not and by how much. */
static const char *account_text(struct table *table, const struct run *run)
{
	const char *open = "";
	size_t n = 0;

	for (size_t i = 0; i < run->naccounts; i++) {
		const struct account *a = &run->accounts[i];
		bool surplus;
		uint64_t gap = account_gap(a, &surplus);

		if (gap && ++n <= MAX_NAMED)
			open = table_str(table, "%s%s%s %llu %s", open, *open ? ", " : "", a->stage,
					 (unsigned long long)gap, surplus ? "too many" : "missing");
	}
	if (report_from_hgrm(run))
		return "none: an .hgrm has no account";
	if (!run->naccounts)
		return "OPEN: the file has no account";
	if (n)
		return table_str(table, "OPEN in %zu of %zu stages: %s", n, run->naccounts, open);
	return table_str(table, "closes: every event of %zu stage%s is accounted for", run->naccounts,
			 text_plural(run->naccounts));
}

/* ns, of all hooks together */
static double own_cost(const struct run *run)
{
	double ns = 0;

	for (size_t i = 0; i < run->ncosts; i++)
		ns += (double)run->costs[i].ns + (double)run->costs[i].calibrated_ns;
	return ns;
}

struct table *report_header(const struct report_run *r)
{
	struct table *table = table_new(TABLE_RECORD, "header", header_columns, NCOLUMNS(header_columns), 1);
	const struct environment *env = &r->run->env;
	struct cell *row = table_row(table, ROW_DATA);

	table->title = r->file;
	row[HEAD_FILE] = cell_str(r->file);
	row[HEAD_MACHINE] = cell_str(env->machine);
	row[HEAD_CPUS] = cell_int(env->cpus ? env->cpus : -1);
	if (env->cpus > 0)
		row[HEAD_CPUS].shown = table_str(table, env->cpus == 1 ? "%d CPU" : "%d CPUs", env->cpus);
	row[HEAD_ARCH] = cell_str(env->arch);
	row[HEAD_HOST] = cell_str(env->host);
	row[HEAD_RELEASE] = cell_str(env->release);
	row[HEAD_HZ] = cell_int(env->hz ? env->hz : -1);
	row[HEAD_PREEMPT] = cell_str(env->preempt);
	row[HEAD_THREADIRQS] = cell_bool(env->threadirqs);
	row[HEAD_THREADIRQS].shown = env->threadirqs ? "threaded interrupts" : "";
	row[HEAD_VERSION] = cell_str(env->version);
	row[HEAD_CLOCK] = cell_str(env->clocksource);
	if (env->clock_step_ns > 1 || !report_from_hgrm(r->run))
		row[HEAD_STEP] = cell_ns(env->clock_step_ns);
	row[HEAD_GOVERNOR] = cell_str(env->governor);
	row[HEAD_LAB] = cell_str(env->lab);
	row[HEAD_LAB].shown = lab_text(env->lab);
	row[HEAD_STARTED] = cell_str(env->started);
	if (env->duration_ns || !(report_from_log(r->run) || report_from_hgrm(r->run))) /* these need not say */
		row[HEAD_DURATION] = cell_ns(env->duration_ns);
	row[HEAD_ATTACH] = cell_str(env->attach);
	row[HEAD_EPBELL] = cell_str(env->epbell);
	row[HEAD_COMPLETE] = cell_bool(r->run->complete);
	row[HEAD_COMPLETE].shown = r->run->complete ? "complete" : "INCOMPLETE: a checkpoint";
	if (report_from_hgrm(r->run))
		row[HEAD_COMPLETE].shown = "";
	row[HEAD_COMMAND] = cell_str(env->command);
	row[HEAD_LABELS] = label_list(table, r->run);
	row[HEAD_CLOSES] = cell_bool(run_closes(r->run));
	row[HEAD_CLOSES].shown = account_text(table, r->run);
	row[HEAD_CORRECTION] = cell_str(env->correction);
	row[HEAD_UNCALIBRATED] = cell_str(env->uncalibrated);
	row[HEAD_TRACERS] = cell_str(env->tracers);
	row[HEAD_DISTURBED] = cell_uint(env->disturbed);
	if (r->run->ncosts)
		row[HEAD_COST] = cell_real(CELL_MEAN, own_cost(r->run));
	if (r->run->ncosts && report_rung(r->run) > 0)
		row[HEAD_COST_EACH] = cell_real(CELL_MEAN, own_cost(r->run) / report_rung(r->run));
	return table;
}

struct table *report_labels(const struct report_run *r)
{
	static const struct column columns[] = { { .key = "key", .head = "key" }, { .key = "value", .head = "value" } };
	struct table *table = table_new(TABLE_ROWS, "labels", columns, NCOLUMNS(columns), 1);

	table->json_only = true; /* as text they are a line of the header */
	for (size_t i = 0; i < r->run->nlabels; i++) {
		struct cell *row = table_row(table, ROW_DATA);

		row[0] = cell_str(r->run->labels[i].key);
		row[1] = cell_str(r->run->labels[i].value);
	}
	return table;
}
