// SPDX-License-Identifier: GPL-2.0-only
/* What is said of one figure and of one budget. */
#include <math.h>
#include <stdio.h>

#include "model/comparison_impl.h"
#include "model/text.h"
#include "model/units.h"

uint64_t comparison_step(const struct comparison *c)
{
	uint64_t step = 1;

	for (size_t i = 0; i < c->nruns; i++)
		if (c->runs[i].env.clock_step_ns > step)
			step = c->runs[i].env.clock_step_ns;
	return step;
}

bool judged_fails(const struct comparison *c, const struct judged *judged)
{
	return judged->verdict == VERDICT_SLOWER || judged->verdict == VERDICT_GONE ||
	       (c->fail_on_change && judged->verdict == VERDICT_FASTER);
}

/* --- one figure -------------------------------------------------------------------------------------------------- */

double figure_value(const struct figure *f, size_t arm, size_t narms)
{
	double value = arm ? f->judged[arm].value : NAN;

	for (size_t i = 1; i < narms && !arm && isnan(value); i++)
		value = f->judged[i].base;
	if (isnan(value) && f->folded && f->folded[arm].count)
		value = f->folded[arm].value;
	return value;
}

void comparison_add_value(char *buf, size_t size, double ns, uint64_t step)
{
	char text[32];

	text_add(buf, size, "%s", isfinite(ns) ? units_mean(ns, step, text, sizeof(text)) : "-");
}

/* Zero has no sign of its own: "+0 ns" */
void comparison_add_difference(char *buf, size_t size, double ns, uint64_t step)
{
	char text[32];

	text_add(buf, size, "%s", units_difference(ns == 0 ? 0 : ns, step, text, sizeof(text)));
}

/* There is none where runs are too few, and none to show where equal runs leave it no width. */
static bool has_interval(const struct comparison *c, const struct judged *judged)
{
	return isfinite(judged->low) && isfinite(judged->high) &&
	       !(c->rule == RULE_EXACT && judged->low == judged->high);
}

const char *change_text(const struct comparison *c, const struct judged *judged, char *buf, size_t size)
{
	const uint64_t step = comparison_step(c);

	buf[0] = 0;
	if (!isfinite(judged->shift)) {
		text_add(buf, size, "-");
		return buf;
	}
	comparison_add_difference(buf, size, judged->shift, step);
	if (has_interval(c, judged)) {
		text_add(buf, size, " [");
		comparison_add_difference(buf, size, judged->low, step);
		text_add(buf, size, ", ");
		comparison_add_difference(buf, size, judged->high, step);
		text_add(buf, size, "]");
	}
	return buf;
}

/* What stands behind the difference: chance by the one rule, spread by the other. */
static void add_evidence(const struct comparison *c, const struct judged *judged, char *buf, size_t size)
{
	if (c->rule == RULE_EXACT) {
		if (isfinite(judged->spread)) {
			text_add(buf, size, ", run-to-run spread ");
			comparison_add_value(buf, size, judged->spread, comparison_step(c));
		}
		return;
	}
	if (!has_interval(c, judged))
		text_add(buf, size, ", too few runs for an interval");
	if (isfinite(judged->p))
		text_add(buf, size, ", p %.2g", judged->p);
	if (isfinite(judged->p_corrected) && c->family > 1)
		text_add(buf, size, ", corrected %.2g", judged->p_corrected);
}

const char *judged_sentence(const struct comparison *c, const struct figure *f, size_t arm, char *buf, size_t size)
{
	const struct judged *judged = &f->judged[arm];
	const uint64_t step = comparison_step(c);
	char change[96];

	buf[0] = 0;
	if (judged->verdict == VERDICT_NONE) {
		text_add(buf, size, "not judged%s%s", *judged->why ? ": " : "", judged->why);
		return buf;
	}
	comparison_add_value(buf, size, judged->base, step);
	if (judged->verdict == VERDICT_GONE) {
		text_add(buf, size, " -> gone: %s", judged->why);
		return buf;
	}
	text_add(buf, size, " -> ");
	comparison_add_value(buf, size, judged->value, step);
	text_add(buf, size, ", %s", change_text(c, judged, change, sizeof(change)));
	add_evidence(c, judged, buf, size);
	if (judged->verdict == VERDICT_WITHIN && *judged->why) /* "within the tolerance" */
		text_add(buf, size, ": %s", judged->why);
	else
		text_add(buf, size, ": %s", verdict_name(judged->verdict));
	return buf;
}

/* --- budgets ----------------------------------------------------------------------------------------------------- */

const char *budget_sentence(const struct comparison *c, const struct budget *b, char *buf, size_t size)
{
	const uint64_t step = comparison_step(c);

	buf[0] = 0;
	if (b->verdict == VERDICT_NONE) {
		text_add(buf, size, "not judged: no run has this figure");
		return buf;
	}
	if (b->verdict == VERDICT_SLOWER)
		text_add(buf, size, "exceeded by %zu of %zu run%s: ", b->over, b->runs, text_plural(b->runs));
	else
		text_add(buf, size, "kept by %zu run%s: ", b->runs, text_plural(b->runs));
	text_add(buf, size, "at most ");
	comparison_add_value(buf, size, b->worst.value, step);
	text_add(buf, size, " +- ");
	comparison_add_value(buf, size, b->worst.error, step);
	if (*b->worst_run)
		text_add(buf, size, " in %s", b->worst_run);
	text_add(buf, size, ", limit ");
	comparison_add_value(buf, size, b->limit, 1);
	return buf;
}
