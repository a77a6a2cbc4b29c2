/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_OPTS_HELP_H
#define EPBELL_OPTS_HELP_H
#include "cmd/opts.h"

/* Print a command's --help on stdout: usage, summary, options by group, example; 80 columns. */
void opts_help(const struct cmd *cmd, const struct opt *opts);

#endif /* EPBELL_OPTS_HELP_H */
