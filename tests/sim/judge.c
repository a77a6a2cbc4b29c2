// SPDX-License-Identifier: GPL-2.0-only
/*
 * How often the rule of ranks errs, and what it finds: whole runs are made up, filled into histograms, and judged by
 * compare_judge() as 'epbell compare' does it. The manual's tables are this program's output.
 *
 * A run has 400 values of each stage: log-normal around 6.6 us with a spread of 5 %, one in a hundred 1.5 to 6 times as long,
 * on a clock of 24 MHz. Runs differ by a factor that is common to all values a run has of a stage, log-normal with the spread
 * that is given; half of its variance all stages of a run share.
 *
 * usage: judge [--quick] [--seed N] [--json]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/compare.h"
#include "stats/binomial.h"

#define VALUES	   400
#define TYPICAL	   6600.0
#define SPREAD	   0.05
#define TAIL	   0.01
#define STEP	   42 /* ns */
#define STAGES_MAX 12

/* --- random numbers: xoshiro256++ (Blackman and Vigna, 2019), normal ones by the polar method --------------------- */

static uint64_t state[4];

static void seed(uint64_t v)
{
	for (int i = 0; i < 4; i++) { /* splitmix64 */
		uint64_t z = v += 0x9e3779b97f4a7c15;

		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
		z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
		state[i] = z ^ (z >> 31);
	}
}

static uint64_t rotated(uint64_t v, int by)
{
	return v << by | v >> (64 - by);
}

/* Even on [0, 1). */
static double uniform(void)
{
	const uint64_t r = rotated(state[0] + state[3], 23) + state[0], t = state[1] << 17;

	state[2] ^= state[0];
	state[3] ^= state[1];
	state[1] ^= state[2];
	state[0] ^= state[3];
	state[2] ^= t;
	state[3] = rotated(state[3], 45);
	return (double)(r >> 11) * 0x1p-53;
}

static double normal(void)
{
	static double kept;
	static bool have;
	double x, y, s;

	have = !have;
	if (!have)
		return kept;
	do {
		x = 2 * uniform() - 1;
		y = 2 * uniform() - 1;
		s = x * x + y * y;
	} while (s >= 1 || s == 0);
	s = sqrt(-2 * log(s) / s);
	kept = y * s;
	return x * s;
}

/* --- runs -------------------------------------------------------------------------------------------------------- */

/* What is simulated. */
struct setting {
	size_t runs, stages; /* of each arm; stages with p50 and p99 each, or one with p50 alone (stages 1) */
	double between;	     /* spread from run to run */
	double shift;	     /* of the new arm's first stage, relative */
	double tolerance;
	size_t sets;
};

static void one_stage(struct hist *h, double typical)
{
	memset(h, 0, sizeof(*h));
	for (int i = 0; i < VALUES; i++) {
		double v = typical * exp(SPREAD * normal());

		if (uniform() < TAIL)
			v *= 1.5 + 4.5 * uniform();
		hist_add(h, (uint64_t)llround(v / STEP) * STEP);
	}
}

static void one_run(struct comparison *c, const struct setting *s, size_t at, bool shifted)
{
	static struct hist h;
	const double common = s->between * M_SQRT1_2 * normal();
	const size_t quantities = s->stages == 1 ? 1 : 2;

	for (size_t stage = 0; stage < s->stages; stage++) {
		double factor = exp(common + s->between * M_SQRT1_2 * normal());

		if (shifted && !stage)
			factor *= 1 + s->shift;
		one_stage(&h, TYPICAL * factor);
		for (size_t q = 0; q < quantities; q++) {
			struct figure *f = &c->figures[stage * quantities + q];

			f->samples[at] = quantity_of(&f->quantity, &h, STEP);
		}
	}
}

/* The first stages of the table, whatever they are called. */
static void add_figures(struct comparison *c, const struct setting *s)
{
	static const struct quantity quantities[] = { { "p50", 0.5 }, { "p99", 0.99 } };

	for (size_t stage = 0; stage < s->stages; stage++)
		for (size_t q = 0; q < (s->stages == 1 ? 1 : 2); q++)
			if (!comparison_add_figure(c, stage_info((int)stage)->name, "", "", &quantities[q]))
				exit(1);
}

static void add_arm(struct comparison *c, const char *name, size_t runs)
{
	if (!comparison_add_arm(c, name))
		exit(1);
	for (size_t i = 0; i < runs; i++) {
		struct replicate *r = comparison_add_run(c, name);

		if (!r)
			exit(1);
		r->accounted = r->closes = r->complete = true;
		r->env.clock_step_ns = STEP;
	}
}

/* --- counting ---------------------------------------------------------------------------------------------------- */

/* In how many sets ... */
struct tally {
	size_t sets, judged;
	size_t changed;	    /* ... any figure was slower or faster */
	size_t significant; /* ... any corrected p was below alpha */
	size_t found;	    /* ... the shifted stage's p50 was slower */
};

static void count_set(struct tally *t, const struct comparison *c)
{
	bool changed = false, significant = false, found = false;

	for (size_t i = 0; i < c->nfigures; i++) {
		const struct figure *f = &c->figures[i];
		const struct judged *j = &f->judged[1];

		changed = changed || j->verdict == VERDICT_SLOWER || j->verdict == VERDICT_FASTER;
		significant = significant || j->p_corrected < c->alpha;
		if (!strcmp(f->stage, stage_info(0)->name) && !strcmp(f->quantity.name, "p50"))
			found = j->verdict == VERDICT_SLOWER;
	}
	t->sets++;
	t->judged += !c->nreasons;
	t->changed += changed;
	t->significant += significant;
	t->found += found;
}

static struct tally simulate(const struct setting *s)
{
	const struct compare_opts opts = { 0 };
	struct tally t = { 0 };
	struct err err;

	for (size_t set = 0; set < s->sets; set++) {
		struct comparison c = { .alpha = 0.05, .tolerance = { .relative = s->tolerance } };

		add_arm(&c, "base", s->runs);
		add_arm(&c, "new", s->runs);
		add_figures(&c, s);
		for (size_t i = 0; i < c.nruns; i++)
			one_run(&c, s, i, i >= s->runs);
		if (compare_judge(&c, &opts, &err)) {
			fprintf(stderr, "judge: %s\n", err.text);
			exit(1);
		}
		count_set(&t, &c);
		comparison_free(&c);
	}
	return t;
}

/* --- tables ------------------------------------------------------------------------------------------------------ */

static void rate(bool json, const char *key, size_t k, size_t n)
{
	double low, high;

	binomial_interval(k, n, 0.99, &low, &high);
	if (json)
		printf(", \"%s\": [%.5f, %.5f, %.5f]", key, (double)k / (double)n, low, high);
	else
		printf("  %6.2f %% [%.2f, %.2f]", 100.0 * (double)k / (double)n, 100 * low, 100 * high);
}

static void report(bool json, const char *kind, const struct setting *s, const struct tally *t, bool *first)
{
	const size_t figures = s->stages == 1 ? 1 : 2 * s->stages;

	if (json)
		printf("%s\n{\"kind\": \"%s\", \"runs\": %zu, \"figures\": %zu, \"between\": %g, \"tolerance\": %g, \"shift\": %g, "
		       "\"sets\": %zu, \"judged\": %zu",
		       *first ? "[" : ",", kind, s->runs, figures, s->between, s->tolerance, s->shift, t->sets,
		       t->judged);
	else
		printf("%-5s %2zu + %-2zu  %2zu figures  between %.0f %%  tolerance %.0f %%  shift %2.0f %%  %5zu sets",
		       kind, s->runs, s->runs, figures, 100 * s->between, 100 * s->tolerance, 100 * s->shift, t->sets);
	if (s->shift == 0) {
		rate(json, "changed", t->changed, t->sets);
		rate(json, "significant", t->significant, t->sets);
	} else {
		rate(json, "found", t->found, t->sets);
	}
	printf(json ? "}" : "\n");
	fflush(stdout);
	*first = false;
}

int main(int argc, char **argv)
{
	static const struct {
		size_t runs, stages;
	} same[] = { { 4, 1 }, { 5, 1 }, { 10, 1 }, { 20, 1 }, { 7, 12 }, { 10, 12 } };
	static const size_t sizes[] = { 5, 10, 20 };
	static const double shifts[] = { 0.02, 0.05, 0.10, 0.20 }, spreads[] = { 0.01, 0.03 };
	bool json = false, quick = false, first = true;
	unsigned long long start = 1;

	for (int i = 1; i < argc; i++) {
		json = json || !strcmp(argv[i], "--json");
		quick = quick || !strcmp(argv[i], "--quick");
		if (!strcmp(argv[i], "--seed") && i + 1 < argc)
			start = strtoull(argv[++i], NULL, 10);
	}
	seed(start);
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		for (int tolerant = 0; tolerant < 2; tolerant++) {
			struct setting s = { .runs = same[i].runs,
					     .stages = same[i].stages,
					     .between = 0.03,
					     .tolerance = tolerant ? 0.05 : 0,
					     .sets = !quick		 ? 10000 :
						     same[i].stages == 1 ? 1000 :
									   100 };
			struct tally t = simulate(&s);

			report(json, "same", &s, &t, &first);
		}
	}
	for (size_t b = 0; b < 2; b++) {
		for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
			for (size_t i = 0; i < 2 * sizeof(shifts) / sizeof(shifts[0]); i++) {
				struct setting s = { .runs = sizes[n],
						     .stages = 1,
						     .between = spreads[b],
						     .tolerance = i % 2 ? 0.05 : 0,
						     .shift = shifts[i / 2],
						     .sets = quick ? 200 : 2000 };
				struct tally t = simulate(&s);

				report(json, "power", &s, &t, &first);
			}
		}
	}
	puts(json ? "\n]" : "");
	return 0;
}
