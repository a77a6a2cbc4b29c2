// SPDX-License-Identifier: GPL-2.0-only
/* What the plot of a comparison says besides its rows. */
#include <stdio.h>
#include <string.h>

#include "model/comparison_text.h"
#include "model/text.h"
#include "view/plot_compare.h"
#include "view/plot_layout.h"
#include "view/plot_phrase.h"

#define CAPTION_NAME 32 /* characters of a side in the caption */

const char *compare_title(const struct comparison *c, char *buf, size_t size)
{
	char base[128], value[128];

	buf[0] = 0;
	if (c->narms < 2)
		text_add(buf, size, "Budgets");
	else if (c->narms == 2)
		text_add(buf, size, "%s against %s", plot_cut(c->arms[1].name, 36, value, sizeof(value)),
			 plot_cut(c->arms[0].name, 36, base, sizeof(base)));
	else
		text_add(buf, size, "%zu sides against %s", c->narms - 1,
			 plot_cut(c->arms[0].name, 50, base, sizeof(base)));
	return buf;
}

/* --- caption ----------------------------------------------------------------------------------------------------- */

/* What point and whiskers are. */
static void add_marks(const struct comparison *c, char *buf, size_t size)
{
	if (c->rule == RULE_EXACT)
		text_add(
			buf, size,
			"Point: shift of the medians over the runs. Whiskers: from the nearest runs of both sides to the farthest. ");
	else
		text_add(
			buf, size,
			"Point: Hodges-Lehmann shift over the runs, one number of each. Whiskers: its %g %% interval, with an arrow where it goes on. ",
			(1 - c->alpha) * 100);
}

static void add_tolerance(const struct comparison *c, char *buf, size_t size)
{
	char text[32];

	text_add(buf, size, "Shaded: too little to count, the greatest of one bucket and one clock step");
	if (c->tolerance.relative > 0)
		text_add(buf, size, ", %.3g %% of the base", c->tolerance.relative * 100);
	if (c->tolerance.ns > 0)
		text_add(buf, size, ", %s", phrase_time(c->tolerance.ns, 1, text, sizeof(text)));
	text_add(buf, size, ". ");
}

static void add_left_out(const struct shown_rows *rows, char *buf, size_t size)
{
	if (rows->same + rows->lone + rows->beyond == 0)
		return;
	text_add(buf, size, "Not shown:");
	if (rows->same)
		text_add(buf, size, " %zu figure%s the same,", rows->same, rows->same == 1 ? " that is" : "s that are");
	if (rows->lone)
		text_add(buf, size, " %zu that one side alone has,", rows->lone);
	if (rows->beyond)
		text_add(buf, size, " %zu for want of room,", rows->beyond);
	buf[strlen(buf) - 1] = '.';
	text_add(buf, size, " ");
}

static const char *lab_of(const struct comparison *c)
{
	for (size_t i = 1; i < c->nruns; i++)
		if (strcmp(c->runs[i].env.lab, c->runs[0].env.lab) != 0)
			return "Not all runs are of one lab mode or of boards: their times do not compare. ";
	return phrase_lab(c->nruns ? c->runs[0].env.lab : "");
}

const char *compare_outcome(const struct comparison *c, char *buf, size_t size)
{
	static const enum verdict failing[] = { VERDICT_GONE, VERDICT_SLOWER, VERDICT_FASTER };
	size_t count[NVERDICTS], judged = 0, over = 0;

	if (c->outcome != OUTCOME_FAIL)
		return outcome_sentence(c, buf, size);
	comparison_count(c, count);
	for (int i = VERDICT_NONE + 1; i < NVERDICTS; i++)
		judged += count[i];
	for (size_t i = 0; i < c->nbudgets; i++)
		over += c->budgets[i].verdict == VERDICT_SLOWER;
	snprintf(buf, size, "fail:");
	for (size_t i = 0; i < (c->fail_on_change ? 3 : 2); i++)
		if (count[failing[i]])
			text_add(buf, size, "%s %zu of %zu%s%s %s", buf[5] ? "," : "", count[failing[i]], judged,
				 buf[5] ? "" : " figure", buf[5] ? "" : text_plural(judged), verdict_name(failing[i]));
	if (over)
		text_add(buf, size, "%s %zu of %zu budget%s exceeded", buf[5] ? "," : "", over, c->nbudgets,
			 text_plural(c->nbudgets));
	return buf;
}

/* "its, Linux 7.3.4, ...": what arm_sentence() says behind the number of runs. */
static const char *arm_facts(const struct comparison *c, size_t arm, char *buf, size_t size)
{
	const char *runs, *facts;

	arm_sentence(c, arm, buf, size);
	runs = buf + strlen(c->arms[arm].name);
	facts = *runs ? strstr(runs, ", ") : NULL;
	return facts ? facts + 2 : "";
}

static bool arms_alike(const struct comparison *c)
{
	char first[SENTENCE_SIZE], other[SENTENCE_SIZE];

	for (size_t arm = 1; arm < c->narms; arm++)
		if (strcmp(arm_facts(c, 0, first, sizeof(first)), arm_facts(c, arm, other, sizeof(other))) != 0)
			return false;
	return true;
}

/* "base 8 runs, new 8 runs: its, Linux 7.3.4, ...", or each with its own. */
static void add_arms(const struct comparison *c, char *buf, size_t size)
{
	const bool alike = arms_alike(c);
	char name[160], text[SENTENCE_SIZE];

	for (size_t arm = 0; arm < c->narms; arm++) {
		const struct arm *a = &c->arms[arm];

		text_add(buf, size, "%s%s %zu run%s",
			 !arm  ? "" :
			 alike ? ", " :
				 "; ",
			 plot_cut(a->name, CAPTION_NAME, name, sizeof(name)), a->n, text_plural(a->n));
		if (!alike || arm + 1 == c->narms)
			text_add(buf, size, ": %s", arm_facts(c, arm, text, sizeof(text)));
	}
	text_add(buf, size, ".");
}

const char *compare_caption(const struct comparison *c, const struct shown_rows *rows, char *buf, size_t size)
{
	char errors[120];

	buf[0] = 0;
	if (c->outcome == OUTCOME_NOJUDGE && c->nreasons && text_columns(c->reasons[0]) > 90)
		text_add(buf, size, "Cannot judge: %s. ", c->reasons[0]);
	if (c->narms > 1) {
		add_marks(c, buf, size);
		add_tolerance(c, buf, size);
	}
	if (c->nbudgets)
		text_add(buf, size, "Budgets: the worst run, relative to its limit. ");
	add_left_out(rows, buf, size);
	text_add(buf, size, "%s", phrase_errors(comparison_step(c), errors, sizeof(errors)));
	text_add(buf, size, "%s", lab_of(c));
	add_arms(c, buf, size);
	return buf;
}
