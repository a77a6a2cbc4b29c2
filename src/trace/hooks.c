// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "trace/hooks.h"

#define HOOK_ROW(sym_, func_, module_, kind_, stages_)                                                                 \
	{ .sym = #sym_, .func = func_, .module = module_, .kind = kind_, .stages = stages_ },
static const struct hook_info hooks[EPB_NHOOKS] = { EPB_HOOKS(HOOK_ROW) };

const struct hook_info *hook_info(int hook)
{
	return &hooks[hook];
}

/* Does an epf-test doorbell have this stage, here, with or without vNTB? */
static bool by_test(int stage, const struct hook_state state[EPB_NHOOKS])
{
	enum hook_status test = state[EPB_H_test_entry].status;

	return EPB_OF_TEST & EPB_BIT(stage) && (test == HOOK_CHOSEN || test == HOOK_ATTACHED) &&
	       state[EPB_H_cmd_entry].status == HOOK_UNAVAILABLE;
}

/* Has pci_endpoint_test it, here, with or without ntb_hw_epf? */
static bool by_rc_test(int stage, const struct hook_state state[EPB_NHOOKS])
{
	enum hook_status test = state[EPB_H_test_isr].status;

	return stage == EPB_ROUND_TRIP && (test == HOOK_CHOSEN || test == HOOK_ATTACHED) &&
	       state[EPB_H_ring_entry].status == HOOK_UNAVAILABLE;
}

bool stage_available(int stage, const struct hook_state state[EPB_NHOOKS], char *why, size_t size)
{
	int i;

	why[0] = '\0';
	for (i = 0; i < EPB_NHOOKS; i++) {
		if (!(hooks[i].stages & EPB_BIT(stage)) || hooks[i].stages & EPB_OPTIONAL)
			continue;
		if (hooks[i].stages & EPB_VNTB && (by_test(stage, state) || by_rc_test(stage, state)))
			continue;
		if (state[i].status != HOOK_UNAVAILABLE)
			continue;
		snprintf(why, size, "%s", state[i].why);
		return false;
	}
	return true;
}
