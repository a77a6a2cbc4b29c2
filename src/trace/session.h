/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_SESSION_H
#define EPBELL_TRACE_SESSION_H
/*
 * One life of the BPF programs: open, load what the wanted stages need, attach what this kernel lets us attach, read
 * the maps, close. Nothing stays in the kernel behind a closed (or killed) session.
 */
#include <stdbool.h>
#include <stdint.h>

#include "epbell/event.h"
#include "model/err.h"
#include "model/run.h"
#include "trace/hooks.h"
#include "trace/inventory.h"

struct session;

struct session_opts {
	uint64_t stages;				  /* EPB_BIT set; 0: all */
	bool backend_msi, backend_embedded, backend_poll; /* which kinds of doorbells are wanted */
	int sides;					  /* EPB_SIDE_* set: whose stages; 0: the endpoint's */
	bool packets;	 /* hand over each echo's points too, see session_on_packet() */
	char peer[16];	 /* backend of the doorbell that the root complex rings; "": as the endpoint in this kernel */
	bool per_cpu;	 /* a series for each CPU */
	bool per_vector; /* a series for each doorbell vector where vectors have an identity */
	bool threaded;	 /* interrupt handlers are forced into threads on this kernel */
	int hz;		 /* the kernel's HZ, 0 unknown: no poll-lateness then */
	bool count;	 /* count doorbells even if no wanted stage would */
	bool kprobes;	 /* attach by kprobe and raw tracepoint even where fentry would do */
	bool no_calibration; /* figures as they are seen */
	bool debug;	     /* libbpf's debug messages on stderr */
};

/*
 * Load and attach. @inv: the doorbells that exist already (may be NULL). On success *out is the session and hooks can be
 * asked for; -EPERM: not privileged, -ENOTSUP: no BTF or no usable BPF, -ENOENT: nothing could be attached.
 */
int session_open(const struct session_opts *opts, const struct inventory *inv, struct session **out, struct err *err);
void session_close(struct session *s); /* NULL is fine */

/* What became of every hook: EPB_NHOOKS entries. */
const struct hook_state *session_hooks(const struct session *s);

/* Why figures are raw on this machine; "": they are corrected. */
const char *session_uncalibrated(const struct session *s);

/* File descriptor that polls readable when there are set-up events; session_events() hands them to @fn. */
int session_fd(const struct session *s);
int session_events(struct session *s, void (*fn)(void *ctx, const struct epb_event *ev), void *ctx);

/*
 * Where packets are wanted: session_drain() calls @fn with each, its start being CLOCK_MONOTONIC (and so since the boot, not
 * since the run's start). session_packets_lost(): how many found the ring full.
 */
void session_on_packet(struct session *s, void (*fn)(void *ctx, const struct packet *packet), void *ctx);
uint64_t session_packets_lost(const struct session *s);

/* Doorbells so far: interrupts that were doorbells, and polls that found one. */
uint64_t session_doorbells(struct session *s);

/*
 * Take the intervals that the hooks have left in the CPUs' logs. Nothing is lost if it is called too seldom, but the hooks
 * then do more themselves. Returns how many the CPU that had most had left, of the SESSION_LOG there is place for.
 */
size_t session_drain(struct session *s);
#define SESSION_LOG 1024

/* Detach everything; the maps stay readable. After it the account closes. */
void session_detach(struct session *s);

/* Fill @run's doorbells, series, accounts and costs with what the maps hold now (they are replaced). -ENOMEM */
int session_snapshot(struct session *s, struct run *run, struct err *err);

#endif /* EPBELL_TRACE_SESSION_H */
