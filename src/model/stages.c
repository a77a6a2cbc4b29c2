// SPDX-License-Identifier: GPL-2.0-only
/* The rows of include/epbell/stage.h for user space. */
#include <string.h>

#include "model/run.h"

#define STAGE_ROW(sym, stage_name, start, end, where, which, text)                                                     \
	[EPB_##sym] = { .name = stage_name, .from = start, .to = end, .what = text, .side = where, .backends = which },

static const struct stage_info stages[EPB_NSTAGES] = { EPB_STAGES(STAGE_ROW) };

const struct stage_info *stage_info(int stage)
{
	return &stages[stage];
}

bool stage_hooked(int stage)
{
	return !(stages[stage].side & (EPB_PINGER | EPB_MERGED));
}

int stage_find(const char *name)
{
	for (int i = 0; i < EPB_NSTAGES; i++)
		if (!strcmp(stages[i].name, name))
			return i;
	return -1;
}

int stage_rank(const char *name)
{
	int stage = stage_find(name);

	return stage < 0 ? EPB_NSTAGES : stage;
}
