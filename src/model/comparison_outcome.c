// SPDX-License-Identifier: GPL-2.0-only
/* What is said of the whole. */

#include "model/comparison_impl.h"
#include "model/text.h"
#include "model/units.h"

static size_t count_judged(const struct comparison *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nfigures; i++)
		for (size_t arm = 1; arm < c->narms; arm++)
			n += c->figures[i].judged[arm].verdict != VERDICT_NONE;
	return n;
}

static size_t count_verdict(const struct comparison *c, enum verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nfigures; i++)
		for (size_t arm = 1; arm < c->narms; arm++)
			n += c->figures[i].judged[arm].verdict == verdict;
	return n;
}

static size_t count_budgets(const struct comparison *c, enum verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < c->nbudgets; i++)
		n += c->budgets[i].verdict == verdict;
	return n;
}

/* "3 + 3 runs" */
static void add_runs(const struct comparison *c, char *buf, size_t size)
{
	for (size_t i = 0; i < c->narms; i++)
		text_add(buf, size, "%s%zu", i ? " + " : "", c->arms[i].n);
	text_add(buf, size, " run%s", text_plural(c->nruns));
}

/* "raise-irq its p50, residency its mean"; with the arm where there is more than one it could be. */
static void add_names(const struct comparison *c, enum verdict verdict, char *buf, size_t size)
{
	size_t named = 0;

	for (size_t i = 0; i < c->nfigures; i++) {
		for (size_t arm = 1; arm < c->narms; arm++) {
			char name[128];

			if (c->figures[i].judged[arm].verdict != verdict || ++named > MAX_NAMED)
				continue;
			text_add(buf, size, "%s%s", named > 1 ? ", " : "",
				 figure_name(&c->figures[i], name, sizeof(name)));
			if (c->narms > 2)
				text_add(buf, size, " in %s", c->arms[arm].name);
		}
	}
	if (named > MAX_NAMED)
		text_add(buf, size, ", %zu more", named - MAX_NAMED);
}

static void add_exceeded(const struct comparison *c, char *buf, size_t size)
{
	size_t named = 0;

	for (size_t i = 0; i < c->nbudgets; i++)
		if (c->budgets[i].verdict == VERDICT_SLOWER && ++named <= MAX_NAMED)
			text_add(buf, size, "%s%s", named > 1 ? ", " : "", c->budgets[i].text);
	if (named > MAX_NAMED)
		text_add(buf, size, ", %zu more", named - MAX_NAMED);
}

static void add_fail(const struct comparison *c, char *buf, size_t size)
{
	static const enum verdict failing[] = { VERDICT_GONE, VERDICT_SLOWER, VERDICT_FASTER };
	const size_t exceeded = count_budgets(c, VERDICT_SLOWER);
	const char *between = "";

	for (size_t i = 0; i < (c->fail_on_change ? 3 : 2); i++) {
		const size_t n = count_verdict(c, failing[i]);

		if (!n)
			continue;
		text_add(buf, size, "%s%zu of %zu figure%s %s: ", between, n, count_judged(c),
			 text_plural(count_judged(c)), verdict_name(failing[i]));
		add_names(c, failing[i], buf, size);
		between = "; ";
	}
	if (exceeded) {
		text_add(buf, size, "%s%zu of %zu budget%s exceeded: ", between, exceeded, c->nbudgets,
			 text_plural(c->nbudgets));
		add_exceeded(c, buf, size);
	}
}

static void add_pass(const struct comparison *c, char *buf, size_t size)
{
	const size_t judged = count_judged(c), kept = count_budgets(c, VERDICT_SAME);
	const size_t faster = count_verdict(c, VERDICT_FASTER);

	if (judged)
		text_add(buf, size, "%zu figure%s, ", judged, text_plural(judged));
	add_runs(c, buf, size);
	if (judged)
		text_add(buf, size, ", none %s", c->fail_on_change ? "changed" : "slower");
	if (faster)
		text_add(buf, size, ", %zu faster", faster);
	if (kept)
		text_add(buf, size, ", %zu budget%s kept", kept, text_plural(kept));
}

const char *outcome_sentence(const struct comparison *c, char *buf, size_t size)
{
	buf[0] = 0;
	switch (c->outcome) {
	case OUTCOME_PASS:
		text_add(buf, size, "pass: ");
		add_pass(c, buf, size);
		break;
	case OUTCOME_FAIL:
		text_add(buf, size, "fail: ");
		add_fail(c, buf, size);
		break;
	case OUTCOME_NOJUDGE:
		text_add(buf, size, "cannot judge: %s", c->nreasons ? c->reasons[0] : "nothing was judged");
		if (c->nreasons > 1)
			text_add(buf, size, " (%zu more reason%s)", c->nreasons - 1, text_plural(c->nreasons - 1));
		break;
	}
	return buf;
}

/* "5 %", "2.00 us", "the greater of 5 % and 2.00 us" */
static void add_tolerance(const struct comparison *c, char *buf, size_t size)
{
	const struct tolerance *t = &c->tolerance;
	char ns[32];

	units_mean(t->ns, 1, ns, sizeof(ns));
	if (t->relative > 0 && t->ns > 0)
		text_add(buf, size, "the greater of %.3g %% of the base and %s", t->relative * 100, ns);
	else if (t->ns > 0)
		text_add(buf, size, "%s", ns);
	else
		text_add(buf, size, "%.3g %% of the base", t->relative * 100);
}

const char *rule_sentence(const struct comparison *c, char *buf, size_t size)
{
	const bool tolerant = c->tolerance.relative > 0 || c->tolerance.ns > 0;

	buf[0] = 0;
	if (c->narms < 2) {
		text_add(buf, size, "budgets only: there is no arm to hold against another");
		return buf;
	}
	if (c->rule == RULE_EXACT) {
		text_add(
			buf, size,
			"exact: in the deterministic lab 1 ns is 1 instruction, so a difference counts where the nearest runs of both "
			"sides are farther apart than any two of one side (the run-to-run spread), by one bucket and one clock step");
	} else {
		text_add(
			buf, size,
			"rank: one number of each run, two-sided Mann-Whitney test, corrected p below %.3g (Holm, %zu test%s), "
			"Hodges-Lehmann shift with its interval; it counts from one bucket and one clock step on",
			c->alpha, c->family, text_plural(c->family));
	}
	if (tolerant) {
		text_add(buf, size, ", and its near end must be beyond ");
		add_tolerance(c, buf, size);
	} else {
		text_add(buf, size, ", without a tolerance");
	}
	if (c->fail_on_change)
		text_add(buf, size, "; faster fails too");
	return buf;
}
