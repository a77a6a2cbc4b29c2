// SPDX-License-Identifier: GPL-2.0-only
/* Every figure of every arm measured, as far as the runs have it. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/judge.h"
#include "judge/judge_impl.h"
#include "model/replicate.h"

/* --- what of a figure is there ----------------------------------------------------------------------------------- */

/* Is the figure one that the run should have, by the doorbells that rang? */
static bool concerns(const struct replicate *r, const struct figure *f)
{
	return !*f->backend || !*r->backends || backends_have(r->backends, f->backend);
}

/* Can the doorbells of run @r have such a stage? edma-demux of its is no omission. */
static bool can_have(const struct replicate *r, const struct figure *f)
{
	int stage = stage_find(f->stage), on = 0;

	if (stage < 0 || !*r->backends)
		return true;
	for (int i = 0; backend_info(i); i++)
		if (backends_have(r->backends, backend_info(i)->name) &&
		    (!*f->backend || !strcmp(f->backend, backend_info(i)->name)))
			on |= backend_info(i)->on;
	return on & stage_info(stage)->backends;
}

/*
 * Has each run of @arm a number that should have one? Else j->why says so; and where that is no matter of the doorbell's
 * kind it is for a person to look at, not for a gate to pass.
 */
static int complete(struct comparison *c, const struct figure *f, const struct arm *arm, struct judged *j)
{
	size_t wanted = 0, n = 0;
	bool possible = false;
	char name[80];

	for (size_t i = arm->first; i < arm->first + arm->n; i++) {
		if (!concerns(&c->runs[i], f))
			continue;
		wanted++;
		n += !isnan(f->samples[i].value);
		possible = possible || can_have(&c->runs[i], f);
	}
	if (n && n == wanted)
		return 0;
	if (n)
		snprintf(j->why, sizeof(j->why), "no values in %zu of the %zu runs of %.60s", wanted - n, wanted,
			 arm->name);
	else
		snprintf(j->why, sizeof(j->why), "no values in %.80s", arm->name);
	if (!possible)
		return 0;
	return comparison_reason(c, "%s: %s; 'epbell doctor' says what can be attached, --stage what is judged",
				 figure_name(f, name, sizeof(name)), j->why);
}

/* --- one figure -------------------------------------------------------------------------------------------------- */

/* The numbers that the arm's runs have, and how many. */
static size_t numbers_of(const struct figure *f, const struct arm *arm, double *to)
{
	size_t n = 0;

	for (size_t i = arm->first; i < arm->first + arm->n; i++)
		if (!isnan(f->samples[i].value))
			to[n++] = f->samples[i].value;
	return n;
}

/* The widest bucket of the arm's numbers, and the coarsest clock step of its runs. */
static void resolution(const struct comparison *c, const struct figure *f, const struct arm *arm, double *width,
		       double *step)
{
	for (size_t i = arm->first; i < arm->first + arm->n; i++) {
		*width = fmax(*width, f->samples[i].width);
		*step = fmax(*step, (double)c->runs[i].env.clock_step_ns);
	}
}

/* @whole: every run that should has a number; else only the medians of what is there. */
static int measure(struct comparison *c, struct figure *f, size_t at, bool whole)
{
	const struct arm *base = &c->arms[0], *arm = &c->arms[at];
	double *numbers = calloc(base->n + arm->n, sizeof(*numbers)), width = 0, step = 1;
	struct judge_case jc = { numbers, numbers + base->n, 0, 0, 0 };
	struct judged *j = &f->judged[at];
	int code;

	if (!numbers)
		return -ENOMEM;
	resolution(c, f, base, &width, &step);
	resolution(c, f, arm, &width, &step);
	jc.floor = width + step;
	jc.nbase = numbers_of(f, base, numbers);
	jc.nvalue = numbers_of(f, arm, numbers + base->n);
	code = whole ? judge_measure(c, &jc, j) : judge_median(jc.base, jc.nbase, &j->base);
	if (!code && !whole)
		code = judge_median(jc.value, jc.nvalue, &j->value);
	free(numbers);
	return code;
}

static void no_numbers(struct judged *j)
{
	j->base = j->value = j->shift = j->p = j->p_corrected = j->spread = NAN;
	j->low = -INFINITY;
	j->high = INFINITY;
}

int judge_measure_all(struct comparison *c)
{
	for (size_t i = 0; i < c->nfigures; i++) {
		struct figure *f = &c->figures[i];

		no_numbers(&f->judged[0]);
		for (size_t at = 1; at < c->narms; at++) {
			int code;

			no_numbers(&f->judged[at]);
			code = complete(c, f, &c->arms[0], &f->judged[at]);
			if (!code && !*f->judged[at].why)
				code = complete(c, f, &c->arms[at], &f->judged[at]);
			c->family += !code && !*f->judged[at].why;
			if (!code)
				code = measure(c, f, at, !*f->judged[at].why);
			if (code)
				return code;
		}
	}
	return 0;
}
