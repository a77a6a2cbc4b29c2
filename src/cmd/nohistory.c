// SPDX-License-Identifier: GPL-2.0-only
/* Static binaries, for boards, have no SQLite and so no history: they say so. */
#include "cmd/opts.h"

#ifndef EPBELL_HISTORY
static int run_nohistory(const struct cmd *cmd, int argc, char **argv)
{
	return dief(
		cmd, EXIT_ERROR,
		"this build has no history (a static one, for boards): copy the run files to where epbell was built by 'make'");
}

const struct cmd cmd_history = {
	.name = "history",
	.summary = "(not in this build)",
	.run = run_nohistory,
};
#endif
