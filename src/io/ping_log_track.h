/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_LOG_TRACK_H
#define EPBELL_PING_LOG_TRACK_H
/*
 * Inside the reader of ping logs: the requests of one target, from lines in the order they were printed to a run. Replies come
 * out of order, twice or not at all, and numbers wrap after 16 bits: the fate of a request is left open while it is among
 * the last TRACK_WINDOW.
 */
#include "io/ping_log_line.h"
#include "model/err.h"
#include "model/run.h"

#define TRACK_WINDOW 8192

/* OPEN: lost, unless more comes */
enum track_fate { OPEN, REPLY, UNTIMED, FAILED, EXPIRED };

struct track_request {
	enum track_fate fate;
	bool late;
	uint64_t rtt;
	int64_t sent; /* ns since 1970; -1 unknown */
	uint32_t dups;
	int error;
};

/* Requests tail .. head-1 are in the ring; those before tail are in the run. */
struct track_requests {
	uint64_t first, tail, head;
	uint64_t top;	     /* greatest number that was replied to, and whether any was */
	bool replied, moved; /* moved: tail is not where it began */
	bool stamped;	     /* some line had a time */
	int64_t start, end;  /* ns since 1970, of the first request and the last line; -1 unknown */
	int64_t span[2];     /* sent of the first and of the last request whose time is known */
	uint64_t spanned[2]; /* and their numbers */
	int pending_error;   /* an ICMP error that fping did not say the request of; 0 none */
	uint64_t untimed, unmarked, elsewhere, backwards;
	struct track_request ring[TRACK_WINDOW];
};

struct track {
	char target[64];
	enum ping_dialect dialect;
	bool has_header; /* so the numbers of lost requests at the front are known */
	bool has_summary;
	bool is_list; /* its values came from fping's list, which needs no more lines */
	struct run *run;
	struct track_requests *requests; /* NULL: no request so far */
	uint64_t step;			 /* ns; the coarsest */
	uint64_t sent, received, took;	 /* the summary's */
};

/* -ENOMEM */
int track_open(struct track *t, enum ping_dialect dialect, const char *target, size_t len);
/* Is it this target's? */
bool track_is(const struct track *t, const char *target, size_t len);
/* A REPLY, UNTIMED, SILENT, ERROR, UNSENT or LIST line of this target. -ENOMEM */
int track_line(struct track *t, const struct ping_line *line);
void track_summary(struct track *t, const struct ping_line *line);
/* Settle what is open, and lose what only the summary knows of. *requests: how many the lines know of. -ENOMEM */
int track_settle(struct track *t, uint64_t *requests);
/* The log is at its end, or another ping begins: t->run is complete then, but for its labels. -ENOMEM */
int track_finish(struct track *t, const char *backend);
/* What is not handed on with t->run, which the caller sets to NULL. */
void track_close(struct track *t);

#endif /* EPBELL_PING_LOG_TRACK_H */
