/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_SESSION_IMPL_H
#define EPBELL_TRACE_SESSION_IMPL_H
/* The inside of a session, shared by session.c (life cycle), choose.c (which program for which hook) and snapshot.c. */
#include <bpf/libbpf.h>

#include "trace/calibrate.h"
#include "trace/session.h"
#include "trace/targets.h"

/* The types of the programs' globals, as the skeleton names them: the numbers are the kernel's, see bpf/epbell.bpf.h. */
#include "epbell/hist.h"
#include "epbell/state.h"
#include "epbell.skel.h"

/* Which of a hook's two programs is to be tried. */
enum variant {
	VARIANT_BTF,   /* fentry, fexit, tp_btf */
	VARIANT_PLAIN, /* kprobe, kretprobe, raw_tp */
	VARIANT_NONE,
};

/* What user space knows of a unit beside struct epb_unit; learned while its interrupt exists, kept when it is gone. */
struct unit_facts {
	bool known;
	char backend[16];
	char chip[48];
	char affinity[64];
	int64_t hwirq;
};

struct session {
	struct session_opts opts;
	struct epbell_bpf *skel;
	struct bpf_link *links[EPB_NHOOKS];
	struct ring_buffer *ring;
	struct hook_state hooks[EPB_NHOOKS];
	enum variant variant[EPB_NHOOKS];
	bool later[EPB_NHOOKS]; /* attached only when a device needs it, see session.c */
	struct targets targets;
	struct cal_point points[CAL_POINTS];
	struct bpf_link *point_links[CAL_POINTS];
	struct calibrated *calibrated[VARIANT_NONE]; /* [cpu * PRICE_KINDS + kind]; NULL: not calibrated that way */
	enum price_kind price_kind[EPB_NHOOKS];
	char uncalibrated[128]; /* why prices are 0; "": they are known */
	struct unit_facts facts[EPB_MAX_UNITS];
	uint64_t stages;			  /* wanted and available */
	struct epb_cpu *cpus;			  /* mapped: one a possible CPU */
	struct epb_hist *drained[EPB_MAX_SERIES]; /* counted by user space: one, or one a CPU with per_cpu; NULL: none */
	uint64_t no_slot[EPB_NSTAGES];		  /* ... and what found no series */
	int ncpus;				  /* possible */
	bool detached;
	struct ring_buffer *packets; /* NULL: not wanted */
	void (*on_packet)(void *ctx, const struct packet *packet);
	void *on_packet_ctx;
	void (*on_event)(void *ctx, const struct epb_event *ev);
	void *on_event_ctx;
	char log[4096]; /* libbpf's last warnings */
};

/* cpus.c: map the CPUs' state, unmap it, and clear it. */
int cpus_map(struct session *s);
void cpus_unmap(struct session *s);
void cpus_reset(struct session *s, bool keep_prices);

/* root.c: let the programs know which interrupt domain is the root, with domain_entry attached. */
void learn_root(struct session *s);

/* costs.c: what the hooks took, and the calibration, into @run. -ENOMEM */
int read_costs(struct session *s, struct run *run);
int read_prices(struct session *s, struct run *run);

/* choose.c: set variant[] and hooks[] from what this kernel has, before anything is loaded. */
int choose_variants(struct session *s, const struct inventory *inv, struct err *err);
/* choose.c: the program of @hook in @variant, NULL if the object has none. */
struct bpf_program *hook_program(const struct session *s, int hook, enum variant variant);
/* choose.c: "fentry", "kprobe", ... */
const char *attach_kind(int hook, enum variant variant);

/* packets.c: map their ring, unmap it, hand over what is in it. */
int packets_map(struct session *s);
void packets_unmap(struct session *s);
void packets_drain(struct session *s);

/* snapshot.c: learn what can be learned of units that have none of their facts yet. */
void learn_unit_facts(struct session *s);

#endif /* EPBELL_TRACE_SESSION_IMPL_H */
