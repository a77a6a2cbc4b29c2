// SPDX-License-Identifier: GPL-2.0-only
#include "model/commits.h"

const char *commit_state_name(enum commit_state state)
{
	static const char *const names[] = { "new", "accepted", "rejected" };

	return state <= COMMIT_REJECTED ? names[state] : "unknown";
}
