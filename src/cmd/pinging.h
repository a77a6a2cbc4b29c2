/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CMD_PINGING_H
#define EPBELL_CMD_PINGING_H
/* Echo requests of one size: what ping.c's options ask for, and the loop that carries it out. */
#include <stdbool.h>
#include <stdint.h>

#include "cmd/ping_stages.h"
#include "model/run.h"
#include "ping/pinger.h"
#include "ping/tally.h"

struct pinging {
	/* asked for */
	struct ping_opts opts;
	const char *backend;	    /* what the peer's doorbell is, or "" */
	bool head;		    /* print what is sent, and whereto */
	bool lines;		    /* print a line a reply, too */
	struct ping_stages *stages; /* what records beside, open */
	/* the result */
	struct run *run; /* pinging_run() fills it; the caller made it and frees it */
	struct tally tally;
	uint64_t rows_lost; /* pings for whose row there was no memory */
	uint64_t waits;	    /* how often the pinger had to wait for us */
	int signal;	    /* that ended it; 0: none */
};

/* Block the signals that pinging_run() takes, so that none is lost before. */
void pinging_block_signals(void);

/* Ping until all is sent and answered, or the deadline, or SIGINT, SIGTERM or SIGHUP. Negative errno and @err. */
int pinging_run(struct pinging *p, struct err *err);

#endif /* EPBELL_CMD_PINGING_H */
