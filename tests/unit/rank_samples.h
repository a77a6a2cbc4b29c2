/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TESTS_RANK_SAMPLES_H
#define EPBELL_TESTS_RANK_SAMPLES_H
/* The samples behind tests/data/ranks.h, drawn as tests/data/make-ranks draws them; and how results are compared. */
#include <math.h>

#include "../data/ranks.h"
#include "unit.h"

#define NROWS(rows)  (sizeof(rows) / sizeof((rows)[0]))
#define SAMPLE_MAX   300
#define TIED_MOST    20 /* values of a sample, and distinct ones of both */
#define TIED_LEVELS  30
#define LARGE_LEAST  60
#define LARGE_LEVELS 60

struct samples {
	double x[SAMPLE_MAX], y[SAMPLE_MAX];
	size_t n, m;
};

/* @levels 0: no two are equal. */
static inline void draw_samples(struct samples *s, uint64_t number, size_t least, size_t most, uint64_t levels)
{
	uint64_t state = 0x9e3779b97f4a7c15 ^ (number + 1) << 20, width, shift;

	for (int i = 0; i < 8; i++)
		next_random(&state);
	s->n = least + next_random(&state) % (most - least + 1);
	s->m = least + next_random(&state) % (most - least + 1);
	width = levels ? 1 + next_random(&state) % levels : 0;
	shift = next_random(&state) % 4;
	for (size_t i = 0; i < s->n + s->m; i++) {
		const uint64_t drawn = next_random(&state);
		uint64_t v = width ? drawn % width : drawn % 1000 * 1000 + i;

		if (i >= s->n)
			v += width ? shift * (1 + width / 8) : shift * 100000;
		*(i < s->n ? &s->x[i] : &s->y[i - s->n]) = (double)v;
	}
}

static inline void assert_near(double value, double expected, double relative)
{
	if (!(value == expected || fabs(value - expected) <= relative * fabs(expected)))
		fail_msg("%.15e instead of %.15e", value, expected);
}

#endif /* EPBELL_TESTS_RANK_SAMPLES_H */
