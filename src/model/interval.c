// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "model/run.h"

static struct series *find(const struct interval *iv, const struct series *key)
{
	/* An interval's list has the form of a run's. */
	const struct run list = { .series = iv->series, .nseries = iv->nseries };

	return run_find_series(&list, key->stage, key->backend, key->device, key->context, key->vector, key->cpu);
}

/* Series only ever come to a run, so a later interval has all that an earlier one has. */
static int merge_into_later(struct interval *later, struct interval *earlier)
{
	struct series *to;
	int code;

	for (size_t i = 0; i < earlier->nseries; i++) {
		to = find(later, &earlier->series[i]);
		code = to ? hist_merge(&to->h, &earlier->series[i].h) : 0;
		if (code)
			return code;
	}
	later->start = earlier->start;
	free(earlier->series);
	return 0;
}

int run_halve_intervals(struct run *run)
{
	size_t from, to = 0;
	int code = 0;

	for (from = 0; from < run->nintervals; from++) {
		if (!code && from + 1 < run->nintervals) {
			code = merge_into_later(&run->intervals[from + 1], &run->intervals[from]);
			if (!code)
				from++;
		}
		run->intervals[to++] = run->intervals[from];
	}
	run->nintervals = to;
	return code;
}
