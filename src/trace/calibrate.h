/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_CALIBRATE_H
#define EPBELL_TRACE_CALIBRATE_H
/* What a hook takes beside its span (include/epbell/price.h), measured on this machine before anything is recorded. */
#include <stdbool.h>

#include "epbell/price.h"
#include "model/err.h"

struct session;

/* A hook's price depends on how the kernel reaches it. */
enum price_kind {
	PRICE_ENTRY,	  /* a function's entry alone */
	PRICE_PAIR_ENTRY, /* the entry of a function whose exit has a hook too: they share a trampoline */
	PRICE_PAIR_EXIT,
	PRICE_EXIT, /* a function's exit alone: derived, see calibrate.c */
	PRICE_TP,   /* a tracepoint */
	PRICE_KINDS,
};

/* "entry", "entry, one clock read", ...: for people. */
const char *price_kind_name(enum price_kind kind);

struct calibrated {
	struct epb_price price;
	unsigned int spread; /* ns: how far off full may be, from the middle half of the samples */
};

/* The programs at the kernel's test functions: which are to be loaded with the session's own, by what BTF has. */
struct cal_point {
	const char *sym;  /* "cal_1" */
	const char *func; /* "bpf_fentry_test1" */
	enum epb_hook_kind kind;
	bool exists; /* set by choose.c */
};
#define CAL_POINTS 10
void calibrate_points(struct cal_point points[CAL_POINTS]);

/* Before loading: which of the object's calibration programs this session needs. */
void calibrate_choose(struct session *s);

/*
 * After loading, before the session's own hooks are attached: measure, and set every hook's price in the maps. Where
 * this machine cannot be calibrated, prices stay 0 and session_uncalibrated() gives the reason; that is no error.
 */
void calibrate(struct session *s);

#endif /* EPBELL_TRACE_CALIBRATE_H */
