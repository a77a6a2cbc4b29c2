/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TESTS_COMPARISONS_H
#define EPBELL_TESTS_COMPARISONS_H
/* Comparisons made by hand, for what shows them. Include after unit.h. */
#include <math.h>

#include "model/comparison_text.h"

static inline void made_arm(struct comparison *c, const char *name, const char *backends, size_t nruns)
{
	assert_non_null(comparison_add_arm(c, name));
	for (size_t i = 0; i < nruns; i++) {
		char file[64];
		struct replicate *r;

		snprintf(file, sizeof(file), "%s-%zu.json", name, i + 1);
		r = comparison_add_run(c, file);
		assert_non_null(r);
		r->accounted = r->closes = r->complete = true;
		snprintf(r->backends, sizeof(r->backends), "%s", backends);
		strcpy(r->env.release, "7.3.4");
		strcpy(r->env.machine, "Some Board");
		strcpy(r->env.preempt, "full");
		strcpy(r->env.host, "board");
		snprintf(r->env.started, sizeof(r->env.started), "2026-10-05T12:0%u:00Z", (unsigned int)(i % 10));
		r->env.cpus = 8;
		r->env.hz = 250;
		r->env.clock_step_ns = 1;
		r->env.duration_ns = 10000000000ULL;
	}
}

/* The usual: base and new, @n runs each, rank rule. */
static inline void made_two_arms(struct comparison *c, size_t n)
{
	memset(c, 0, sizeof(*c));
	c->command = "epbell compare";
	c->alpha = 0.05;
	c->tolerance.relative = 0.05;
	c->family = 6;
	made_arm(c, "base", "its", n);
	made_arm(c, "new", "its", n);
}

/* A figure whose arms' medians are these; each run has its arm's median. Judged of @arm: shift +- 16 ns. */
static inline struct judged *made_figure(struct comparison *c, const char *stage, const char *quantity, size_t arm,
					 double base, double value, enum verdict verdict)
{
	struct quantity q = { .q = 0.5 };
	struct figure *f;
	struct judged *j;

	strcpy(q.name, quantity);
	f = comparison_find_figure(c, stage, "", "its", quantity);
	if (!f)
		f = comparison_add_figure(c, stage, "", "its", &q);
	assert_non_null(f);
	for (size_t i = 0; i < c->arms[0].n; i++)
		f->samples[i] = (struct sample){ .value = base, .count = 400 };
	for (size_t i = 0; i < c->arms[arm].n; i++)
		f->samples[c->arms[arm].first + i] = (struct sample){ .value = value, .count = 300 };
	f->judged[0] = (struct judged){ .base = NAN, .value = NAN, .shift = NAN };
	j = &f->judged[arm];
	*j = (struct judged){ .verdict = verdict,
			      .base = base,
			      .value = value,
			      .shift = value - base,
			      .low = value - base - 16,
			      .high = value - base + 16,
			      .confidence = 0.95,
			      .p = 0.0286,
			      .p_corrected = 0.1714,
			      .spread = NAN };
	return j;
}

static inline struct judged *made_unjudged(struct comparison *c, const char *stage, const char *quantity, size_t arm,
					   const char *why)
{
	struct judged *j = made_figure(c, stage, quantity, arm, NAN, NAN, VERDICT_NONE);

	strcpy(j->why, why);
	return j;
}

static inline struct budget *made_budget(struct comparison *c, const char *text, enum verdict verdict)
{
	struct budget *b = comparison_add_budget(c);

	assert_non_null(b);
	*b = (struct budget){ .limit = 8000, .verdict = verdict };
	strcpy(b->text, text);
	strcpy(b->stage, "raise-irq");
	strcpy(b->quantity.name, "p99");
	if (verdict != VERDICT_NONE) {
		b->runs = 5;
		b->over = verdict == VERDICT_SLOWER ? 3 : 0;
		b->worst = (struct sample){ .value = 7610, .error = 64, .count = 400 };
		strcpy(b->worst_run, "new-2.json");
	}
	return b;
}

#endif /* EPBELL_TESTS_COMPARISONS_H */
