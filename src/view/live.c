// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>

#include "view/live.h"
#include "model/units.h"

/* The one line there is: what it said last. */
static struct {
	bool shown;
	uint64_t doorbells, elapsed;
} line;

/* Residency says most about a doorbell; short of it, what else the path has. */
static const int telling[] = { EPB_RESIDENCY, EPB_RAISE_IRQ,   EPB_IRQ_DISPATCH,
			       EPB_HANDLER,   EPB_BOTTOM_HALF, EPB_POLL_PERIOD };

void live_line(const struct run *run, uint64_t doorbells, uint64_t elapsed)
{
	double seconds = (elapsed - line.elapsed) / 1e9;
	char p50[32], p99[32];
	static struct hist h;
	size_t i;

	fprintf(stderr, "\r\033[K%6.1f s  %llu doorbells  %.0f/s", elapsed / 1e9, (unsigned long long)doorbells,
		seconds > 0 ? (doorbells - line.doorbells) / seconds : 0.0);
	line.shown = true;
	line.doorbells = doorbells;
	line.elapsed = elapsed;
	for (i = 0; i < sizeof(telling) / sizeof(telling[0]); i++) {
		const char *stage = stage_info(telling[i])->name;

		if (run_fold(run, stage, NULL, &h) || !h.count)
			continue;
		units_format(hist_quantile(&h, 0.5, NULL), run->env.clock_step_ns, p50, sizeof(p50));
		units_format(hist_quantile(&h, 0.99, NULL), run->env.clock_step_ns, p99, sizeof(p99));
		fprintf(stderr, "  %s p50 %s p99 %s", stage, p50, p99);
		break;
	}
	fflush(stderr);
}

void live_end(void)
{
	if (line.shown)
		fputc('\n', stderr);
	line.shown = false;
}
