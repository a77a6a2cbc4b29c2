/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_RECORDER_H
#define EPBELL_RECORDER_H
/* One recording: what record.c's options ask for, and the loop that carries it out. */
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "cmd/opts.h"
#include "model/run.h"
#include "trace/others.h"
#include "trace/session.h"

struct recorder {
	/* asked for */
	const char *output;
	double seconds;	    /* 0: no limit */
	uint64_t doorbells; /* stop at this many; 0: no limit */
	double interval;    /* seconds; 0: none */
	bool quiet;
	char **command;	      /* NULL-terminated argv, or NULL */
	struct others others; /* who traced before we did */
	/* under way */
	struct others own; /* the youngest program is ours */
	struct session *session;
	struct run *run;
	struct run *before; /* the snapshot that began the interval under way */
	uint64_t start;	    /* CLOCK_MONOTONIC, ns */
	uint64_t interval_start;
	pid_t child;		/* 0: none */
	int child_gate;		/* the child runs when this closes */
	int child_status;	/* as wait(2) gives it */
	const char *stopped_by; /* "time" "count" "command" "SIGINT" "SIGTERM" */
	bool checkpoint_failed;
	uint64_t rows_lost; /* packets for which there was no memory */
};

/* Start the command, held back until recorder_run(). 0 or a negative errno. */
int recorder_spawn(struct recorder *r, struct err *err);

/*
 * Record until something ends it; then detach, take the last snapshot and write the file. 0, or a negative errno with
 * @err: what was recorded is in the file all the same where it could be written, and else where @err says.
 */
int recorder_run(struct recorder *r, struct err *err);

/* The signals that recorder_run() takes; the caller blocks them before, so that none is lost until then. */
void recorder_signals(sigset_t *set);

/* CLOCK_MONOTONIC now, ns: the clock of bpf_ktime_get_ns(). */
uint64_t recorder_now(void);

#endif /* EPBELL_RECORDER_H */
