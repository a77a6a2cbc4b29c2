/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CMD_PING_SWEEP_H
#define EPBELL_CMD_PING_SWEEP_H
/* Pings of one size or of several, one after the other, and what is shown of them. */
#include "cmd/opts.h"
#include "cmd/pinging.h"

#define PING_SIZES 32 /* as many as an opt_list holds */

struct ping_request {
	struct ping_opts opts;	  /* but for the size */
	const char *peer;	  /* a backend, or "" */
	const char *output;	  /* NULL: no run file */
	struct opt_list sweep;	  /* as given */
	size_t sizes[PING_SIZES]; /* bytes */
	size_t nsizes;
	struct opt_list labels;
	bool quiet, json, no_bpf;
};

/* Ping, write the run files, show the result: an exit code. An error is printed. */
int ping_sweep(const struct cmd *cmd, const struct ping_request *req);

#endif /* EPBELL_CMD_PING_SWEEP_H */
