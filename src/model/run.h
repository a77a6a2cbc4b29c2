/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_RUN_H
#define EPBELL_RUN_H
/*
 * A run in memory: what one recording saw. Pure data: no files, no kernel, no printing. trace/ fills it from the
 * kernel's maps, io/ reads and writes it as JSON, view/ shows it. Times are nanoseconds of CLOCK_MONOTONIC unless said
 * otherwise. Strings are fixed arrays, cut and NUL-terminated; "" means unknown, and so does -1 for numbers that say so.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "epbell/hist.h"
#include "epbell/packet.h"
#include "epbell/stage.h"

/* A histogram in user space: the slots of include/epbell/hist.h summed over CPUs. */
struct hist {
	uint64_t count; /* values in buckets: the sum of slot[0 .. EPB_HIST_BUCKETS-1]; over and under not counted */
	uint64_t sum;	/* ns, of those values */
	uint64_t min;	/* ns, exact; 0 when count is 0 */
	uint64_t max;	/* ns, exact; 0 when count is 0 */
	uint64_t slot[EPB_HIST_SLOTS];
};

/* Where a handler ran; runs of different contexts are never in one series. */
#define CTX_HARDIRQ "hardirq"
#define CTX_THREAD  "thread"

/* The histogram of one stage for one doorbell or device, and CPU where asked. */
struct series {
	char stage[32];	  /* the stage's name in stage.h; names of other versions survive */
	char backend[16]; /* its msi edma mmio poll, or "" where none applies (set-up stages) */
	char device[48];  /* the EPF device, e.g. "pci_epf_vntb.0" */
	char context[16]; /* CTX_HARDIRQ or CTX_THREAD for the stages a handler ends or starts, else "" */
	int vector;	  /* doorbell vector as ntb_db_event names it; -1: all of the device's together */
	int cpu;	  /* -1: all CPUs together */
	/*
	 * The figures: each interval without what epbell's hooks took of it (include/epbell/price.h), and @uncorrected of
	 * them with it. raw: the same intervals as they were seen; NULL: h is that, nothing could be corrected.
	 */
	uint64_t uncorrected;
	struct hist h;
	struct hist *raw;
};

/* Drivers of the root complex's side: rows of doorbells that they ring, not of those that ring here. */
#define RC_DRIVER_NTB  "ntb_hw_epf"
#define RC_DRIVER_TEST "pci_endpoint_test"

/* A doorbell that existed at some time of the run. */
struct doorbell {
	char device[48];   /* EPF device, "pci_epf_vntb.0" */
	char function[32]; /* EPF driver: "pci_epf_vntb", "pci_epf_test" */
	char epc[48];	   /* endpoint controller, "70000000.pcie-ep" */
	char backend[16];
	char chip[48];	   /* irq chip: "ITS-pMSI-...", "dw-edma-emul"; "" for poll */
	char affinity[64]; /* smp_affinity_list at the start */
	int vector;	   /* first vector; -1 for poll */
	int fan_out;	   /* how many vectors share this virq (1 = an identity of its own); 0 for poll */
	int virq;	   /* -1 for poll */
	int64_t hwirq;	   /* -1 unknown */
	int bar;	   /* aux resource's fixed BAR; -1 none */
	uint64_t address;  /* of the register or message that rings it; 0 unknown */
	uint64_t size;	   /* of the aux resource; 0 none */
	uint64_t offset;   /* in the BAR */
	uint32_t data;	   /* what the RC writes */
	/* counts over the run */
	uint64_t irqs;	      /* interrupts of the virq that were doorbells */
	uint64_t completions; /* interrupts of the virq that came with DMA work: whether also a doorbell is unknown */
	uint64_t polls;	      /* runs of epf_ntb_cmd_handler in polled mode */
	uint64_t hits;	      /* of these, the ones that found a bit */
	uint64_t events;      /* ntb_db_event calls */
	uint64_t replies;     /* doorbells set towards the RC */
	uint64_t raises;      /* pci_epc_raise_irq calls */
	uint64_t coalesced;   /* replies that shared an earlier one's raise */
};

/* The account of one stage: seen = recorded + overflow + the rest, or the run is marked open. */
struct account {
	char stage[32];
	uint64_t seen;	    /* events that should have ended an interval of this stage */
	uint64_t recorded;  /* have a bucket */
	uint64_t overflow;  /* longer than the last bucket, or end before start */
	uint64_t unmatched; /* no start was known, or the start never found its end */
	uint64_t nest_overflow; /* interrupts nested too deep to be kept apart; files of versions before 0.2 may have some */
	uint64_t no_slot;	/* no series or unit was free */
	uint64_t ring_drops; /* the ring buffer was full */
	uint64_t completion; /* came with a DMA completion: not known to be a doorbell */
	uint64_t missed;     /* probe runs the kernel suppressed (recursion); not part of seen */
};

/* What one hook of ours cost. */
struct cost {
	char hook[48];	  /* "fentry/pci_epc_raise_irq" */
	char attach[16];  /* fentry fexit tp_btf kprobe */
	uint64_t count;	  /* runs that had something to do */
	uint64_t skipped; /* runs that had nothing to do */
	uint64_t sampled; /* of all runs, those that were measured: the others are taken to last as long */
	uint64_t ns; /* inside of all runs: from the program's first lines to its last; the trampoline is outside */
	uint64_t calibrated_ns; /* what all runs took beside ns, by calibration; 0 unknown */
};

/* What hooks of one kind take beside what their clock reads see, from the calibration at the start. */
struct price {
	char attach[16];    /* fentry fexit tp_btf kprobe */
	char kind[32];	    /* "entry", "exit of a pair", ... */
	uint64_t head_ns;   /* until the first clock read; comparable among the kinds of one run only */
	uint64_t full_ns;   /* in all, beside the time between its clock reads */
	uint64_t spread_ns; /* how far off full may be */
	int cpus;	    /* calibrated on so many; the figures are their mean */
};

/* What became of an echo request. */
enum ping_fate {
	PING_REPLY,
	PING_LOST,  /* no reply before the end */
	PING_ERROR, /* not sent, or an ICMP error came back: error says which */
};

/* One echo request, as the program that sent it saw it. */
struct ping {
	uint64_t seq;  /* counts from what the program counts from, never wraps */
	int64_t sent;  /* ns since the run's start; -1: unknown (a log without times) */
	uint64_t rtt;  /* ns; 0 unless fate is PING_REPLY */
	uint32_t fate; /* enum ping_fate */
	uint32_t dups; /* replies beyond the first */
	uint32_t late; /* 1: the reply came after the next request's reply, or after the deadline of its own */
	int error;     /* errno of PING_ERROR, 0 else */
};

/* How the echo requests were sent, and how many of each fate there were. All zero: none were. */
struct ping_info {
	char tool[24];	  /* "epbell" "iputils" "busybox" "fping" */
	char target[64];  /* as the user named it */
	char socket[16];  /* "ping" "raw" "" */
	char pacing[16];  /* gaps: "uniform" "exponential" "fixed" "back-to-back" "unknown" */
	uint64_t gap_ns;  /* mean gap between requests; 0 unknown */
	uint64_t size;	  /* bytes of payload */
	uint64_t seed;	  /* of the gaps */
	uint64_t ident;	  /* ICMP identifier */
	uint64_t step_ns; /* smallest difference of two round trips that the tool shows */
	uint64_t sent, received, lost, errors;
	uint64_t duplicates; /* replies beyond the first of a request */
	uint64_t reordered;  /* first replies that came after that of a later request */
	uint64_t late;	     /* first replies that came after the time that is waited for one; they count as received */
	uint64_t foreign;    /* echo replies that belong to no request of ours, or have another payload */
	uint64_t stride;     /* of the requests, one in so many has its row in pings; 0 and 1: all */
};

/* One echo request and its reply, as one side saw them pass. */
struct packet {
	char side[4];	/* "rc" or "ep" */
	uint32_t hosts; /* exclusive or of the two addresses: tells apart equal identifiers; 0 unknown */
	uint32_t ident; /* ICMP identifier */
	uint32_t seq;	/* ICMP sequence number, 16 bits */
	uint64_t start; /* of the first point that is known, ns since the run's start */
	/*
	 * Since then, ns, as seen; -1: unknown. own: how much of that epbell's own hooks took on the machine that saw it: the
	 * corrected interval between two points is the difference of t less the difference of own.
	 */
	int64_t t[PACKET_POINTS];
	int64_t own[PACKET_POINTS];
};

/* Something that happened: set-up calls with what they returned, bind and unbind, link changes, remarks. */
struct run_event {
	uint64_t t;	 /* ns since the run's start */
	char kind[24];	 /* aux-query doorbell-alloc doorbell-free bind unbind link note */
	char device[48]; /* or "" */
	char text[200];	 /* one sentence for people */
};

struct label {
	char key[64];
	char value[192];
};

/* Cumulative series at a moment; intervals are the differences of neighbours. */
struct interval {
	uint64_t start, end;   /* ns since the run's start */
	size_t nseries;	       /* as many as the run had by then, in the order of run.series */
	struct series *series; /* what came in this interval alone */
};

struct environment {
	char epbell[32];  /* version of the recorder */
	char release[80]; /* uname -r */
	char version[120];
	char arch[16];
	char machine[96]; /* device tree model or DMI product */
	char host[64];
	char preempt[24]; /* "none" "voluntary" "full" "lazy" "rt" "" */
	char clocksource[32];
	char governor[24];
	char lab[16];		/* "" on a board, else "free" or "deterministic" */
	char started[32];	/* RFC 3339, UTC */
	int cpus;		/* online */
	int hz;			/* 0 unknown */
	bool threadirqs;	/* forced by the command line or PREEMPT_RT */
	uint64_t clock_step_ns; /* smallest difference the clock can show, rounded up; >= 1 */
	uint64_t duration_ns;
	char attach[16];	/* how the programs are attached: "fentry", "kprobe" */
	char correction[16];	/* "calibrated": figures are without epbell's own cost; "none", "": they are raw */
	char uncalibrated[128]; /* why not, "" else */
	char tracers[128];	/* other programs that traced meanwhile: their cost is in the figures; "" none known */
	uint64_t disturbed; /* runs of hooks that something else interrupted for long: taken as if they had been short */
	char command[256];  /* the workload, "" for none */
};

struct run {
	struct environment env;
	struct label *labels;
	size_t nlabels;
	struct doorbell *doorbells;
	size_t ndoorbells;
	struct series *series;
	size_t nseries;
	struct interval *intervals;
	size_t nintervals;
	struct account *accounts;
	size_t naccounts;
	struct cost *costs;
	size_t ncosts;
	struct price *prices;
	size_t nprices;
	struct run_event *events;
	size_t nevents;
	struct ping_info ping;
	struct ping *pings;
	size_t npings;
	struct packet *packets;
	size_t npackets;
	uint64_t packet_stride; /* of the packets, those whose seq it divides have a row; 0 and 1: all */
	uint64_t packets_lost;	/* packets that should have a row and have none: the ring was full */
	bool complete;		/* false: a checkpoint of a recording that never ended in order */
	/* What io/ read and does not know; owned by the run, handed back on writing. */
	void *extra;
	void (*extra_free)(void *extra);
};

/* hist.c ---------------------------------------------------------------------------------------------------------- */

/* Add one value in ns; a value without a bucket lands in the over slot. */
void hist_add(struct hist *h, uint64_t v);
/* An end before its start. */
void hist_add_under(struct hist *h);
/* dst += src by index: associative and commutative, min and max and sum included. -EOVERFLOW (dst unchanged) if a count or the sum would wrap. */
int hist_merge(struct hist *dst, const struct hist *src);
/* dst = now - before, both cumulative views of one histogram. min and max of a difference are the bounds of its outermost buckets. */
void hist_diff(struct hist *dst, const struct hist *now, const struct hist *before);
/*
 * The q-quantile (0 <= q <= 1), ns: the middle of the bucket that holds the value of rank ceil(q * count) (at least 1),
 * kept within [min, max]. *half_width (may be NULL) is half that bucket's width, ns, 0 for exact buckets. 0 when empty.
 */
uint64_t hist_quantile(const struct hist *h, double q, uint64_t *half_width);
/* sum / count, ns; 0 when empty. */
double hist_mean(const struct hist *h);
/* All values that were offered: count + over + under. */
uint64_t hist_seen(const struct hist *h);
/*
 * Make a histogram that was read while it was counting agree with itself: count becomes the sum of the buckets, min and
 * max move into the outermost buckets that have a count, and sum into what values in those buckets can add up to (at most
 * UINT64_MAX). No change to one that is at rest.
 */
void hist_settle(struct hist *h);

/* run.c ----------------------------------------------------------------------------------------------------------- */

struct run *run_new(void);	/* NULL: no memory */
void run_free(struct run *run); /* NULL is fine */
/*
 * The lists of a run grow only by these: their capacity follows from their length. A list may be emptied by setting its
 * length to 0 (intervals own their series: free those first).
 */
/* Each returns the new, zeroed element (valid until the next call of the same function), or NULL: no memory. */
struct series *run_add_series(struct run *run);
struct doorbell *run_add_doorbell(struct run *run);
struct account *run_add_account(struct run *run);
struct cost *run_add_cost(struct run *run);
struct price *run_add_price(struct run *run);
struct run_event *run_add_event(struct run *run);
struct ping *run_add_ping(struct run *run);
struct packet *run_add_packet(struct run *run);
/*
 * The same by value, bounded: with RUN_ROWS_MAX rows every other one goes, and of what comes later as many. Which ones is
 * told by the sequence number alone, so that two sides keep the same packets. -ENOMEM
 */
int run_keep_ping(struct run *run, const struct ping *ping);
int run_keep_packet(struct run *run, const struct packet *packet);
#define RUN_ROWS_MAX 32768
/* Let every series show what was seen; its corrected figures are dropped, and env.correction says RAW_ON_REQUEST. */
void run_show_raw(struct run *run);
#define RAW_ON_REQUEST "raw on request"
/* Drop what is long and not wanted where many runs are held at once: raw histograms, intervals, events, pings, packets. */
void run_keep_series(struct run *run);
/* Empty the list of series. */
void run_clear_series(struct run *run);
/* What a series is called and its figures, not the raw ones. */
void series_copy(struct series *dst, const struct series *src);
struct interval *run_add_interval(struct run *run, size_t nseries);
/*
 * Make one interval of every two neighbours (an odd last one stays), so that a recording of any length keeps a bounded
 * number of them. -EOVERFLOW: a sum would wrap; the intervals done so far are merged, the others as they were.
 */
int run_halve_intervals(struct run *run);
int run_add_label(struct run *run, const char *key,
		  const char *value); /* replaces; -ENOMEM, -EINVAL: empty or too long */
/* The value of a label, or NULL. */
const char *run_label(const struct run *run, const char *key);
/* The series of exactly this key, or NULL. */
struct series *run_find_series(const struct run *run, const char *stage, const char *backend, const char *device,
			       const char *context, int vector, int cpu);
/* One histogram over all series of a stage and backend (NULL: any), as hist_merge; -EOVERFLOW. */
int run_fold(const struct run *run, const char *stage, const char *backend, struct hist *out);

/* Is it one that this machine rings, as root complex? Its irqs are replies. */
bool doorbell_is_rc(const struct doorbell *d);
/* Doorbells that rang: interrupts, and polls that found one; of a root complex alone, replies. */
uint64_t run_rung(const struct run *run);

/* account.c ------------------------------------------------------------------------------------------------------- */

/* Does this account close? */
bool account_closes(const struct account *a);
/* By how many events it does not: more than seen came out (*surplus true) or fewer. 0 when it closes. */
uint64_t account_gap(const struct account *a, bool *surplus);
/* Do all? A run without accounts is open. */
bool run_closes(const struct run *run);

/* stages.c --------------------------------------------------------------------------------------------------------- */

struct stage_info {
	const char *name, *from, *to, *what;
	int side;     /* EPB_SIDE_* */
	int backends; /* EPB_ON_* */
};
/* The row of a stage, 0 <= stage < EPB_NSTAGES. */
const struct stage_info *stage_info(int stage);
/* Is it of those that programs record? Else epbell ping or merge makes it. */
bool stage_hooked(int stage);
/* The stage of that name, or -1. */
int stage_find(const char *name);
/* Its place in the table; unknown ones are behind all others. */
int stage_rank(const char *name);

/* backends.c ------------------------------------------------------------------------------------------------------- */

struct backend_info {
	const char *name; /* its msi edma mmio poll */
	int on;		  /* EPB_ON_* bits of its stages */
	const char *what; /* one phrase for people */
};
/* The table of backends, in the order they are shown; NULL past the end. */
const struct backend_info *backend_info(int i);
/* Row of that name, or NULL. */
const struct backend_info *backend_find(const char *name);
/* Its place in the table; unknown ones are behind all others, and "" is last. */
int backend_rank(const char *name);

#endif /* EPBELL_RUN_H */
