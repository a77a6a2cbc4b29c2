// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>

#include "ping/pacing.h"

uint64_t pacing_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

void pacing_init(struct pacing *pacing, enum ping_pacing kind, double gap, uint64_t seed, uint64_t start)
{
	if (gap <= 0)
		kind = PACING_BACK_TO_BACK;
	*pacing = (struct pacing){ .kind = kind, .gap = gap * 1e9, .state = seed, .start = start };
}

uint64_t pacing_due(const struct pacing *pacing)
{
	return pacing->start + (uint64_t)pacing->due;
}

/* Uniform in [0, 1). */
static double uniform(struct pacing *pacing)
{
	return (double)(pacing_random(&pacing->state) >> 11) * 0x1p-53;
}

void pacing_sent(struct pacing *pacing, uint64_t now)
{
	const double behind = (double)(int64_t)(now - pacing->start) - pacing->due;

	pacing->count++;
	switch (pacing->kind) {
	case PACING_UNIFORM:
		pacing->due += uniform(pacing) * 2 * pacing->gap;
		break;
	case PACING_EXPONENTIAL:
		pacing->due -= log1p(-uniform(pacing)) * pacing->gap;
		break;
	case PACING_FIXED:
		if (behind > (double)PACING_CATCH_UP && behind > pacing->gap)
			pacing->count += (uint64_t)(behind / pacing->gap);
		pacing->due = (double)pacing->count * pacing->gap;
		return;
	case PACING_BACK_TO_BACK:
		return;
	}
	/* A burst that makes up for a long stall would measure itself. */
	if (behind > (double)PACING_CATCH_UP)
		pacing->due += behind;
}

const char *pacing_name(enum ping_pacing kind)
{
	static const char *const names[] = { "uniform", "exponential", "fixed", "back-to-back" };

	return names[kind];
}
