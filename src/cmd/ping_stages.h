/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CMD_PING_STAGES_H
#define EPBELL_CMD_PING_STAGES_H
/* The stages of epbell ping's echoes, where this machine lets programs be attached: a recording around the pinger. */
#include <stdbool.h>
#include <stdint.h>

#include "trace/session.h"

struct ping_stages {
	struct session *session; /* NULL: there are none */
	char why[256];		 /* one sentence: why not; "" else */
	struct run *run;
	uint64_t start; /* CLOCK_MONOTONIC, ns: the run's */
	uint64_t rows_lost;
};

/* Attach what there is on this machine's side or sides. Where that cannot be, why says so, and nothing else is missing. */
void ping_stages_open(struct ping_stages *st, struct run *run, const char *peer);
/* The run begins now. */
void ping_stages_start(struct ping_stages *st, uint64_t start);
/* To be called 20 times a second or so. */
void ping_stages_drain(struct ping_stages *st);
/*
 * The pinger is through: detach, and fill the run's series, accounts, packets, before the run gets those of the pinger.
 * *backend: if it is "", it becomes what the series say the endpoint's doorbell is.
 */
int ping_stages_finish(struct ping_stages *st, const char **backend, struct err *err);
/* The run has the pinger's rows too: make of both what only both know. @backend: of the series. */
int ping_stages_join(struct ping_stages *st, const char *backend, struct err *err);
void ping_stages_close(struct ping_stages *st);

#endif /* EPBELL_CMD_PING_STAGES_H */
