/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CMD_RUN_SETUP_H
#define EPBELL_CMD_RUN_SETUP_H
/* What every command that makes a run puts into it first. */
#include "cmd/opts.h"
#include "model/run.h"

/* The labels of --label, each KEY=VALUE. -EINVAL and @err: one is not. */
int add_labels(struct run *run, const struct opt_list *labels, struct err *err);

/* Kernel and machine, version, time, and the words of @command (NULL-terminated, or NULL) as the workload. */
void describe_run(struct run *run, char **command);

#endif /* EPBELL_CMD_RUN_SETUP_H */
