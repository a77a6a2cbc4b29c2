// SPDX-License-Identifier: GPL-2.0-only
/* Remarks: what has to be known to read the figures right, each where it is true and only there. */
#include <string.h>

#include "view/report_notes.h"

#define MAX_SAME 8 /* remarks of one kind a run; a file may hold thousands of doorbells */

enum { NOTE_CODE, NOTE_FILE, NOTE_TEXT };

static const struct column note_columns[] = {
	[NOTE_CODE] = { .key = "code", .head = "", .flags = COL_JSON },
	[NOTE_FILE] = { .key = "file", .head = "" },
	[NOTE_TEXT] = { .key = "text", .head = "" },
};

void note_add(struct notes *notes, const char *code, const char *text)
{
	struct cell *row = table_row(notes->table, ROW_DATA);

	row[NOTE_CODE] = cell_str(code);
	row[NOTE_FILE] = cell_str(notes->r ? notes->r->file : "");
	if (notes->nruns < 2)
		row[NOTE_FILE].shown = ""; /* there is only one it can be about */
	row[NOTE_TEXT] = cell_str(text);
}

/* --- one run ----------------------------------------------------------------------------------------------------- */

static void note_state(struct notes *notes)
{
	const struct run *run = notes->r->run;

	if (!run->complete)
		note(notes, "incomplete",
		     "INCOMPLETE: the file is a checkpoint of a recording that never ended in order; what came after it "
		     "is missing.");
	if (report_from_hgrm(run))
		note(notes, "hgrm",
		     "An .hgrm is a table of percentiles: a quantile between two of its rows is that of the later row, and the "
		     "buckets it was made of are not known. It has no account, and no gate judges it.");
	else if (!run_closes(run))
		note(notes, "open-account",
		     "The account is OPEN: events were seen that are nowhere, so these figures may be wrong and no gate "
		     "judges them.");
	if (run->env.threadirqs)
		note(notes, "threaded",
		     "Interrupt handlers are forced into threads here: dispatch includes waking the thread, and no run "
		     "with hardirq handlers is comparable.");
}

/* A run of which only the account is known looks like a perfect one. */
static void note_nothing(struct notes *notes)
{
	const struct run *run = notes->r->run;
	uint64_t wanted = 0, all = 0;

	for (size_t i = 0; i < notes->r->ngroups; i++)
		wanted += notes->r->groups[i].h.count > 0;
	for (size_t i = 0; i < run->nseries; i++)
		all += run->series[i].h.count > 0;
	if (!all && !run->npings)
		note(notes, "no-sample", "No stage has a sample: there are no figures.");
	else if (!wanted && all)
		note(notes, "no-sample", "None of the stages that were asked for has a sample.");
}

static void note_lab(struct notes *notes)
{
	const char *lab = notes->r->run->env.lab;

	if (!strcmp(lab, "deterministic"))
		note(notes, "lab",
		     "Deterministic lab: a nanosecond is an executed instruction, so 1.00 us is 1000 instructions. No "
		     "board has these times.");
	else if (*lab)
		note(notes, "lab",
		     "Lab without a fixed clock (%s): counts are right, times mean nothing. No board has them.", lab);
}

static void note_shared(struct notes *notes)
{
	const struct run *run = notes->r->run;

	for (size_t i = 0, n = 0; i < run->ndoorbells && n < MAX_SAME; i++) {
		const struct doorbell *d = &run->doorbells[i];

		if (d->fan_out < 2)
			continue;
		n++;
		note(notes, "shared",
		     "%s: %d vectors share one doorbell (virq %d). A ring calls ntb_db_event() for each of them, and "
		     "which was meant is not known.",
		     d->device, d->fan_out, d->virq);
	}
}

static void note_suspects(struct notes *notes)
{
	const struct backend_info *b;

	for (int i = 0; (b = backend_info(i)); i++) {
		const uint64_t suspects =
			run_has_backend(notes->r->run, b->name) ? run_suspects(notes->r->run, b->name) : 0;

		for (int stage = 0; stage < EPB_NSTAGES; stage++)
			if (suspects & EPB_BIT(stage))
				note(notes, "suspect",
				     "%s of %s is suspect: attached but never fired while its neighbours count. The "
				     "function may be inlined in this kernel; this is no zero.",
				     stage_info(stage)->name, b->name);
	}
}

static void note_no_bucket(struct notes *notes)
{
	size_t n = 0;

	for (size_t i = 0; i < notes->r->ngroups && n < MAX_SAME; i++) {
		const struct series *s = &notes->r->groups[i];
		const unsigned long long over = s->h.slot[EPB_HIST_OVER], under = s->h.slot[EPB_HIST_UNDER];

		if (!over && !under)
			continue;
		n++;
		note(notes, "no-bucket",
		     "%s: %llu values of 34 s and more and %llu that ended before they began are counted, but in no "
		     "quantile.",
		     s->stage, over, under);
	}
}

/* What the series of a stage hold, all together; the account must say the same. */
static uint64_t count_recorded(const struct run *run, const char *stage)
{
	uint64_t n = 0;

	for (size_t i = 0; i < run->nseries; i++)
		if (!strcmp(run->series[i].stage, stage))
			n += run->series[i].h.count;
	return n;
}

static void note_account(struct notes *notes)
{
	const struct run *run = notes->r->run;

	for (size_t i = 0, n = 0; i < run->naccounts && n < MAX_SAME; i++) {
		const struct account *a = &run->accounts[i];
		const uint64_t held = count_recorded(run, a->stage);

		if (a->missed && ++n)
			note(notes, "missed",
			     "%s: the kernel suppressed %llu probe runs (recursion); they are not in the account.",
			     a->stage, (unsigned long long)a->missed);
		if (run->complete && held != a->recorded && ++n)
			note(notes, "contradiction",
			     "%s: the account says %llu recorded, the histograms hold %llu: a defect, please report it.",
			     a->stage, (unsigned long long)a->recorded, (unsigned long long)held);
	}
}

/* What was wrong with a log; of a single one it is among the events. */
static void note_log(struct notes *notes)
{
	const struct run *run = notes->r->run;

	if (notes->nruns < 2 || !report_from_log(run))
		return;
	for (size_t i = 0; i < run->nevents && i < MAX_SAME; i++)
		if (!strcmp(run->events[i].kind, "note"))
			note(notes, "log", "%s", run->events[i].text);
}

/* --- epbell's own part ------------------------------------------------------------------------------------------- */

static void note_raw(struct notes *notes)
{
	const struct environment *env = &notes->r->run->env;

	if (!strcmp(env->correction, RAW_ON_REQUEST))
		note(notes, "raw",
		     "Figures are raw (--raw): the time of epbell's own hooks that fall into an interval is in its figure.");
	else if (!report_corrected(notes->r->run) && notes->r->run->ncosts)
		note(notes, "raw",
		     "Figures are RAW, the time of epbell's own hooks is in them%s%s. 'own cost' says what a hook's program "
		     "takes; reaching it comes on top.",
		     *env->uncalibrated ? ": " : "", env->uncalibrated);
	if (*env->tracers)
		note(notes, "tracers", "OTHER TRACERS were at work: %s. What they cost is in the figures.",
		     env->tracers);
}

static void note_uncorrected(struct notes *notes)
{
	for (size_t i = 0, n = 0; i < notes->r->ngroups && n < MAX_SAME; i++) {
		const struct series *s = &notes->r->groups[i];

		if (!s->uncorrected)
			continue;
		n++;
		note(notes, "uncorrected",
		     "%s: %llu of %llu intervals began on one CPU and ended on another, or were no longer than what was "
		     "to be taken out. They are in the figures as they were seen.",
		     s->stage, (unsigned long long)s->uncorrected, (unsigned long long)s->h.count);
	}
}

/* --- all of them ------------------------------------------------------------------------------------------------- */

struct table *report_notes(const struct report_run *runs, size_t n, const struct table *compare)
{
	struct table *table = table_new(TABLE_BULLETS, "notes", note_columns, NCOLUMNS(note_columns), 1);
	struct notes notes = { .table = table, .nruns = n };

	table->title = "Notes";
	for (size_t i = 0; i < n; i++) {
		notes.r = &runs[i];
		note_state(&notes);
		note_nothing(&notes);
		note_suspects(&notes);
		note_account(&notes);
		note_log(&notes);
		note_no_bucket(&notes);
		note_raw(&notes);
		note_uncorrected(&notes);
		note_shared(&notes);
		note_lab(&notes);
	}
	notes.r = NULL;
	note_all(&notes, runs, compare != NULL);
	return table;
}
