// SPDX-License-Identifier: GPL-2.0-only
/* The account: every event that was seen is somewhere, or the run is open and nothing may be judged by it. */
#include "model/run.h"

/* The sum of everything that became of what was seen; false if it wraps. */
static bool account_sum(const struct account *a, uint64_t *sum)
{
	const uint64_t parts[] = {
		a->recorded, a->overflow, a->unmatched, a->nest_overflow, a->no_slot, a->ring_drops, a->completion,
	};

	*sum = 0;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (__builtin_add_overflow(*sum, parts[i], sum))
			return false;
	return true;
}

bool account_closes(const struct account *a)
{
	uint64_t sum;

	return account_sum(a, &sum) && sum == a->seen;
}

uint64_t account_gap(const struct account *a, bool *surplus)
{
	uint64_t sum;

	*surplus = true;
	if (!account_sum(a, &sum))
		return UINT64_MAX;
	*surplus = sum > a->seen;
	return *surplus ? sum - a->seen : a->seen - sum;
}

bool run_closes(const struct run *run)
{
	for (size_t i = 0; i < run->naccounts; i++)
		if (!account_closes(&run->accounts[i]))
			return false;
	return run->naccounts > 0;
}
