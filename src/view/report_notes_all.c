// SPDX-License-Identifier: GPL-2.0-only
/* Remarks on all runs of a report together. */
#include <stddef.h>
#include <string.h>

#include "view/report_notes.h"

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

void note_all(struct notes *notes, const struct report_run *runs, bool compared)
{
	if (notes->nruns > 1)
		note_unlike(notes, runs);
	note_reading(notes, runs, compared);
}
