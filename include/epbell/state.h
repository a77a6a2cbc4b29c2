/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATE_H
#define EPBELL_STATE_H
/*
 * What the BPF programs keep while doorbells are under way. User space maps or reads it: to set the prices of hooks, to
 * stop at a count, to sum what the hooks cost, and to account at the end for what never found its end.
 */
#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#include "epbell/event.h"
#include "epbell/hook.h"
#include "epbell/packet.h"
#include "epbell/price.h"
#include "epbell/stage.h"

/* Doorbell handler that runs in hard interrupt context on this CPU. These do not nest: interrupts are off. */
struct epb_handler {
	struct epb_stamp start; /* t 0: none runs */
	struct epb_stamp irq;	/* the interrupt's, t 0: unknown */
	__u32 unit;
	__u32 vector; /* see vector_of() */
	__u32 dma;    /* the eDMA found DMA work in the same interrupt */
	__u32 pad;
};

/* Packets and doorbells that a receive tasklet serves on this CPU. */
struct epb_rx {
	struct epb_stamp start; /* of the last tasklet run of a unit's queue; t 0: none yet */
	struct epb_stamp db;	/* first IRQ or poll hit that this run serves; t 0: none */
	__u32 unit;
	__u32 completion;	/* ... and that was a DMA completion */
	struct epb_stamp event; /* the doorbell's handler or poll; only where packets are wanted */
};

/* What is on its way out on this CPU: from start_xmit to the doorbell that announces the packet. */
struct epb_tx {
	__u32 unit;
	__u32 echo; /* 1 + index of the echo request, of the root complex's; 0: another packet */
};

/*
 * An interval that is over, on its way to a histogram. Hooks only put it here: which bucket it belongs to is worked out by
 * user space, which maps this memory and looks from time to time. So the doorbell's path pays for a few stores instead of
 * some two hundred instructions. Where user space is slow and the place is still taken, the hook does the work itself:
 * nothing is lost.
 */
struct epb_interval {
	__u64 key; /* EPB_LOG_KEY(), written last; 0: the place is free */
	__u64 v;   /* ns, corrected */
	__u64 raw; /* ns */
};

#define EPB_LOG 1024 /* intervals under way on one CPU; a power of two */

#define EPB_LOG_KEY(stage, unit, vector, flags)                                                                        \
	(1ULL << 63 | (__u64)(flags) << 48 | (__u64)(stage) << 32 | (__u64)(unit) << 16 | (__u64)(vector))
#define EPB_LOG_FLAGS(key)  ((__u32)((key) >> 48) & 0xff)
#define EPB_LOG_STAGE(key)  ((__u32)((key) >> 32) & 0xff)
#define EPB_LOG_UNIT(key)   ((__u32)((key) >> 16) & 0xffff)
#define EPB_LOG_VECTOR(key) ((__u32)(key)&0xffff)

/* One CPU's state; the element of a map that user space maps. */
struct epb_cpu {
	__u64 want; /* EPB_BIT set of the stages to record */
	struct epb_own own;
	struct epb_stamp domain; /* generic_handle_domain_irq of the last outermost interrupt */
	struct epb_stamp parent; /* the eDMA's handler, of the last interrupt that was the eDMA's */
	__u64 parent_dma;	 /* ... found DMA work */
	__u64 last_domain;	 /* see learn_root() */
	__u64 doorbells;
	struct epb_handler handler;
	struct epb_rx rx;
	struct epb_tx tx;
	__u64 packets_lost; /* the ring buffer had no room */
	struct epb_account account[EPB_NSTAGES];
	struct epb_unit_count counts[EPB_MAX_UNITS];
	__u64 scratch[EPB_NHOOKS]; /* see number_of() */
	__u64 logged;		   /* intervals that were given a place in the log, or found it taken */
	struct epb_interval log[EPB_LOG];
};

/* A doorbell event of one queue that its tasklet has not served yet. */
struct epb_pending {
	struct epb_stamp event; /* t 0: none */
	struct epb_stamp start; /* first IRQ or poll hit; t 0: unknown */
	__u64 completion;	/* came with a DMA completion */
};

/* What a unit has under way. Written by the CPU that runs the unit's code at the moment; see each use. */
struct epb_unit_state {
	struct epb_pending pending[EPB_MAX_VECTORS];
	struct epb_stamp tx_copy[EPB_MAX_VECTORS]; /* ntb_tx_copy_callback, by queue */
	__u64 served;			  /* queues whose tasklet has run: only these keep a first unserved event */
	__u64 poll_entry;		  /* when epf_ntb_cmd_handler was last entered */
	__u64 poll_hit;			  /* that run found a bit */
	__u64 tick_zero;		  /* a moment at which a timer tick fell, see poll_lateness() */
	struct epb_stamp reply_queue;	  /* first unserved reply */
	struct epb_stamp residency_tx;	  /* start of residency of the reply that is being copied */
	struct epb_stamp residency_queue; /* ... that waits for the work item */
	struct epb_stamp
		thread_irq; /* first unserved hard interrupt of a threaded handler; t may be EPB_COMPLETION_MARK */
	struct epb_stamp thread_now; /* the one that the running threaded handler serves */
	__u32 echo_tx;		     /* 1 + index of the echo whose residency is residency_tx; 0: none */
	__u32 echo_queue;	     /* ... and residency_queue */
};

/* In place of a start's time: what began then was a DMA completion. No clock reads 1 ns. */
#define EPB_COMPLETION_MARK 1

/* One echo request and its reply, as user space gets it. */
struct epb_packet {
	__u64 key; /* hosts, identifier and sequence number, see echo_key() */
	__u32 unit;
	__u32 rc; /* 1: seen by the root complex's side */
	/* By enum packet_rc or packet_ep; t 0: unknown. Of RC_SENT and RC_RECEIVED only own is. */
	struct epb_stamp at[PACKET_POINTS];
};

/*
 * An echo under way: on the endpoint, a request between netif_rx and the transmission of its reply; on the root complex,
 * between the transmission of the request and netif_rx of the reply.
 */
struct epb_echo {
	struct epb_stamp start; /* t 0: free */
	__u64 key;
	struct epb_stamp db; /* the doorbell that brought it; t 0: it came before its doorbell */
	__u32 unit;
	__u32 completion;
	struct epb_packet packet; /* of the endpoint's only where packets are wanted */
};

/* pci_endpoint_test's DOORBELL_TEST under way; one at a time. */
struct epb_rc_test {
	struct epb_stamp start; /* the endpoint has enabled the doorbell: it is rung now */
	__u32 tid;		/* 0: none */
	__u32 phase;		/* enum epb_rc_phase */
};

enum epb_rc_phase {
	EPB_RC_ENABLING, /* the command that enables the doorbell is under way */
	EPB_RC_ENABLED,	 /* its interrupt came */
	EPB_RC_RINGING,	 /* the task has seen that: it rings */
	EPB_RC_ANSWERED,
};

/* A queue of the transport that was seen; its address is all that the hot hooks compare. */
struct epb_queue {
	__u64 qp;   /* struct ntb_transport_qp; 0: free */
	__u32 unit; /* EPB_NO_UNIT: of a device or a side that is not recorded */
	__u32 number;
};

/*
 * The start of a call in a task that may sleep or migrate before it returns. Indexed by the task's id, so no hash and
 * no lock; two tasks that share an index and overlap lose the first one's start, which its exit notices and counts.
 */
enum epb_call {
	EPB_CALL_RAISE,
	EPB_CALL_AUX,
	EPB_CALL_ALLOC,
	EPB_CALL_HANDLER,
	EPB_CALL_RING,
	EPB_CALL_PARENT, /* the eDMA's interrupt, from its hard part until the demultiplexing in its thread */
	EPB_NCALLS,
};

struct epb_task {
	struct epb_stamp start;
	struct epb_stamp irq; /* the interrupt or doorbell behind the call, t 0: none */
	__u64 arg;
	__u64 arg2;
	__u32 tid; /* 0: free */
	__u32 unit;
};

#endif /* EPBELL_STATE_H */
