/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CMD_PING_LOG_H
#define EPBELL_CMD_PING_LOG_H
/* 'epbell ping --from-log': what other tools' pings printed, as runs. */
#include "cmd/opts.h"

struct ping_log_opts {
	const char *peer;   /* backends with commas between them: one for all files, or one a file; "" unknown */
	const char *output; /* NULL: no run files */
	const struct opt_list *labels; /* for each run */
	bool json;
};

/* Read the logs, write their runs, show them: an exit code. An error is printed. */
int ping_from_log(const struct cmd *cmd, const char *const *files, size_t n, const struct ping_log_opts *o);

#endif /* EPBELL_CMD_PING_LOG_H */
