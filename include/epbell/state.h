/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STATE_H
#define EPBELL_STATE_H
/*
 * What the BPF programs keep while doorbells are under way. User space maps or reads it: to stop at a count, to sum the
 * hooks' cost, and to account at the end for what never found its end.
 */
#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#include "epbell/event.h"
#include "epbell/hook.h"
#include "epbell/nest.h"

/* Packets and doorbells a receive tasklet serves on this CPU. */
struct epb_rx {
	__u64 start;	/* end of the rxc_db hook; 0: no tasklet of ours runs here */
	__u64 db_start; /* first IRQ or poll hit that this run serves; 0: none */
	__u32 unit;
	__u32 completion; /* ... and that was a DMA completion */
};

struct epb_cpu {
	struct epb_nest nest;
	struct epb_rx rx;
	struct epb_cost cost[EPB_NHOOKS];
	__u64 doorbells;
	__u64 scratch[EPB_NHOOKS]; /* see number_of() */
};

/* A doorbell event of one queue that its tasklet has not served yet. */
struct epb_pending {
	__u64 event;	  /* end of the ntb_db_event hook; 0: none */
	__u64 start;	  /* first IRQ or poll hit; 0: unknown */
	__u64 completion; /* came with a DMA completion */
};

/* What a unit has under way. Written by the CPU that runs the unit's code at the moment; see each use. */
struct epb_unit_state {
	struct epb_pending pending[EPB_MAX_VECTORS];
	__u64 tx_copy[EPB_MAX_VECTORS]; /* end of the ntb_tx_copy_callback hook, by queue */
	__u64 served;			/* queues whose tasklet has run: only these keep a first unserved event */
	__u64 poll_entry;		/* when epf_ntb_cmd_handler was last entered */
	__u64 poll_hit;			/* that run found a bit */
	__u64 tick_zero;		/* a moment at which a timer tick fell, see poll_lateness() */
	__u64 reply_queue;		/* first unserved reply */
	__u64 residency_tx;		/* start of residency of the reply that is being copied */
	__u64 residency_queue;		/* ... that waits for the work item */
	__u64 thread_irq; /* first unserved hard interrupt of a threaded handler, or EPB_COMPLETION_MARK */
	__u64 thread_now; /* the one that the running threaded handler serves */
};

/* In place of a start: what began then was a DMA completion. No clock reads 1 ns. */
#define EPB_COMPLETION_MARK 1

/* An echo request between netif_rx and the transmission of its reply. */
struct epb_echo {
	__u64 start; /* 0: free */
	__u64 key;
	__u64 db_start; /* of the doorbell that brought it; 0: it came before its doorbell */
	__u32 unit;
	__u32 completion;
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
	EPB_CALL_PARENT, /* the eDMA's interrupt, from its hard part until the demultiplexing in its thread */
	EPB_NCALLS,
};

struct epb_task {
	__u64 start;
	__u64 arg;
	__u64 arg2;
	__u32 tid; /* 0: free */
	__u32 unit;
};

#endif /* EPBELL_STATE_H */
