/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_PINGER_H
#define EPBELL_PING_PINGER_H
/*
 * The pinger: a process of its own that sends echo requests and reads their replies, so that nothing else that epbell does
 * delays it. It hands what became of each request to its parent through shared memory.
 *
 * Round trips are from just before sendto(2) to just after recvmsg(2) came back with the reply, by CLOCK_MONOTONIC.
 */
#include <stddef.h>
#include <stdint.h>

#include "model/err.h"
#include "model/run.h"
#include "ping/pacing.h"

struct ping_opts {
	const char *address;   /* or a name in /etc/hosts */
	const char *interface; /* NULL or "": any */
	uint64_t count;	       /* requests; 0: no limit */
	double gap;	       /* s, mean; 0: back to back */
	enum ping_pacing pacing;
	size_t size;	 /* bytes of payload */
	uint64_t seed;	 /* of the gaps */
	double deadline; /* s, of the whole; 0: none */
	double timeout;	 /* s a reply is waited for; > 0 */
};

/*
 * What became of a request: told when its first answer is there, or when none comes any more. Each duplicate that follows
 * is told again, with ping.dups saying how many there are by then (always > 0, and 0 the first time) and no received.
 */
struct outcome {
	struct ping ping;  /* sent: CLOCK_MONOTONIC ns here, absolute */
	uint64_t received; /* CLOCK_MONOTONIC ns; 0 none */
	uint16_t ident, icmp_seq;
};

struct pinger;

/*
 * Resolve, open the socket, and start the process, which waits until pinger_go(). It takes no SIGINT and no SIGHUP: these are
 * for the parent, which calls pinger_stop(). It ends when its parent does.
 * Negative errno and @err as address_resolve() and sock_open(); -EMSGSIZE: too large a size; -EINVAL: a time that is none.
 */
int pinger_open(const struct ping_opts *o, struct pinger **out, struct err *err);
void pinger_go(struct pinger *p);

/*
 * Hand what is new to @fn, oldest first: how many. To be called 20 times a second or so; when 65536 outcomes wait the pinger
 * sends no more until some are taken, and pinger_waits() says how often that happened.
 */
size_t pinger_drain(struct pinger *p, void (*fn)(void *ctx, const struct outcome *o), void *ctx);
uint64_t pinger_waits(const struct pinger *p);

/* Polls readable or hung up when the process has ended; all outcomes are there to be drained then. */
int pinger_fd(const struct pinger *p);
/* End in order, without waiting for replies: requests that have not had their time are taken back. */
void pinger_stop(struct pinger *p);
/* Of a process that has ended: 0, or a negative errno and @err if it ended for a reason of its own. */
int pinger_result(struct pinger *p, struct err *err);

/*
 * Who pings and how many of each fate there are so far; the counts of a process under way may be of slightly different
 * moments. Of replies on a raw socket only those with our identifier count as foreign, as a ping socket sees no others.
 */
const struct ping_info *pinger_info(const struct pinger *p);
/* The address, numeric. */
const char *pinger_address(const struct pinger *p);

/* End the process if it has not, and free. NULL is fine. */
void pinger_close(struct pinger *p);

/* A number that nobody can guess, for seeds. */
uint64_t pinger_random(void);

#endif /* EPBELL_PING_PINGER_H */
