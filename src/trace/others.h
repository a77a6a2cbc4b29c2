/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_OTHERS_H
#define EPBELL_TRACE_OTHERS_H
/*
 * Other programs that trace this kernel: what they cost is in our figures, and only they know it. Those that are there
 * when a recording starts are found before it loads its own, those that came meanwhile behind its own.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct others {
	int recorders;	  /* of ours */
	int programs;	  /* of all tracing types */
	char first[16];	  /* name of the first one */
	bool ftrace;	  /* a tracer of the kernel's own is on */
	char tracer[24];  /* which */
	uint32_t last_id; /* the kernel's number of the youngest program; numbers only grow */
};

/* Programs younger than @known's last_id (NULL: all). Nothing where we may not look. */
void others_find(const struct others *known, struct others *out);

/* "2 more epbell", "3 BPF programs (fentry_x, ...)", or "" for none; cut to @size. */
void others_describe(const struct others *before, const struct others *after, char *buf, size_t size);

#endif /* EPBELL_TRACE_OTHERS_H */
