// SPDX-License-Identifier: GPL-2.0-only
/* Remarks: what has to be known to read the figures right, each where it is true and only there. */
#include <string.h>

#include "view/report_impl.h"

#define MAX_SAME 8 /* remarks of one kind a run; a file may hold thousands of doorbells */

enum { NOTE_CODE, NOTE_FILE, NOTE_TEXT };

static const struct column note_columns[] = {
	[NOTE_CODE] = { .key = "code", .head = "", .flags = COL_JSON },
	[NOTE_FILE] = { .key = "file", .head = "" },
	[NOTE_TEXT] = { .key = "text", .head = "" },
};

/* What the notes are collected in, and which run they are about. */
struct notes {
	struct table *table;
	const struct report_run *r;
	size_t nruns;
};

/* A remark on the run under way, or on all: r NULL. */
#define note(notes, code, ...) add_note(notes, code, table_str((notes)->table, __VA_ARGS__))

static void add_note(struct notes *notes, const char *code, const char *text)
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

/* --- all runs ---------------------------------------------------------------------------------------------------- */

static bool any_corrected(const struct report_run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (report_corrected(runs[i].run))
			return true;
	return false;
}

static bool any_interrupts(const struct report_run *runs, size_t n)
{
	const struct backend_info *b;

	for (size_t i = 0; i < n; i++)
		for (int k = 0; (b = backend_info(k)); k++)
			if (b->on & EPB_ON_IRQ && !report_from_log(runs[i].run) &&
			    run_has_backend(runs[i].run, b->name))
				return true;
	return false;
}

static bool any_context(const struct report_run *runs, size_t n, const char *context)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < runs[i].ngroups; k++)
			if (!strcmp(runs[i].groups[k].context, context))
				return true;
	return false;
}

/* Where runs that are set side by side are unlike: what differs may be the machine, not the backend. */
static void note_unlike(struct notes *notes, const struct report_run *runs)
{
	static const struct {
		const char *what;
		size_t offset;
	} strings[] = {
		{ "machine", offsetof(struct environment, machine) },
		{ "kernel", offsetof(struct environment, release) },
		{ "preemption", offsetof(struct environment, preempt) },
		{ "lab mode", offsetof(struct environment, lab) },
		{ "attach kind", offsetof(struct environment, attach) },
		{ "governor", offsetof(struct environment, governor) },
		{ "workload", offsetof(struct environment, command) },
	};
	const struct environment *first = &runs[0].run->env;
	const char *unlike = "";

	for (size_t k = 0; k < NCOLUMNS(strings); k++) {
		for (size_t i = 1; i < notes->nruns; i++) {
			if (!strcmp((const char *)first + strings[k].offset,
				    (const char *)&runs[i].run->env + strings[k].offset))
				continue;
			unlike = table_str(notes->table, "%s%s%s", unlike, *unlike ? ", " : "", strings[k].what);
			break;
		}
	}
	for (size_t i = 1; i < notes->nruns; i++) {
		if (runs[i].run->env.hz == first->hz)
			continue;
		unlike = table_str(notes->table, "%s%sHZ", unlike, *unlike ? ", " : "");
		break;
	}
	/* not what a run says about it: figures are raw for several reasons, and alike then */
	for (size_t i = 1; i < notes->nruns; i++) {
		if (report_corrected(runs[i].run) == report_corrected(runs[0].run))
			continue;
		unlike = table_str(notes->table, "%s%scorrection", unlike, *unlike ? ", " : "");
		break;
	}
	if (*unlike)
		note(notes, "unlike", "The runs were not made alike, they differ in: %s.", unlike);
}

static void note_reading(struct notes *notes, const struct report_run *runs, bool compared)
{
	uint64_t step = 1;

	for (size_t i = 0; i < notes->nruns; i++)
		if (runs[i].run->env.clock_step_ns > step)
			step = runs[i].run->env.clock_step_ns;
	note(notes, "error-bound",
	     "Error bounds: a quantile is off by at most half its bucket (1.6 %%) and one clock step (%llu ns%s), min and "
	     "max by the step alone. Where one bound stands for a row it is the largest.",
	     (unsigned long long)step, notes->nruns > 1 ? " at most" : "");
	if (any_corrected(runs, notes->nruns))
		note(notes, "corrected",
		     "Figures are without epbell's own hooks: 'own' is what was taken out of the mean, --raw shows what was "
		     "seen. A hook is taken to last as long as it does on average, and calibrated with warm caches; cold ones "
		     "make it dearer, so figures err upwards.");
	if (any_interrupts(runs, notes->nruns))
		note(notes, "not-visible",
		     "Time before generic_handle_domain_irq is not visible to BPF: the link, the interrupt controller, "
		     "sections with interrupts off and waking an idle CPU come on top.");
	if (any_context(runs, notes->nruns, CTX_HARDIRQ) && any_context(runs, notes->nruns, CTX_THREAD))
		note(notes, "contexts",
		     "Doorbells handled in a thread (epf-test) and in hardirq (vNTB) are different paths: they are never "
		     "%s with each other.",
		     compared ? "compared" : "folded");
}

struct table *report_notes(const struct report_run *runs, size_t n, const struct table *compare)
{
	struct table *table = table_new(TABLE_BULLETS, "notes", note_columns, NCOLUMNS(note_columns), 1);
	struct notes notes = { .table = table, .nruns = n };

	table->title = "Notes";
	for (size_t i = 0; i < n; i++) {
		notes.r = &runs[i];
		note_state(&notes);
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
	if (n > 1)
		note_unlike(&notes, runs);
	note_reading(&notes, runs, compare != NULL);
	return table;
}
