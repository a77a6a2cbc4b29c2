/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HGRM_ORIGIN_H
#define EPBELL_HGRM_ORIGIN_H
/*
 * What an .hgrm does not say by itself, as one more of its comments: "#[epbell: unit=us, stage=rx, ...]". It stands behind
 * the others, since readers take the first line for the heading. One table serves writing and reading.
 */
#include <stdint.h>
#include <stdio.h>

struct hgrm_origin {
	char unit[4];
	char stage[32], backend[16], context[16], device[48];
	char run[64]; /* the file it was made of */
	char lab[16];
	char correction[16]; /* as environment.correction; "raw" where raw figures were asked for */
	int vector, cpu;     /* -1: all */
	uint64_t min;	     /* ns */
	uint64_t step;	     /* of the clock, ns */
	uint64_t over, under;
};

#define HGRM_ORIGIN "#[epbell:"

/* One of which nothing is known. */
void hgrm_origin_init(struct hgrm_origin *o);
void hgrm_origin_put(FILE *to, const struct hgrm_origin *o);
/*
 * @line begins with HGRM_ORIGIN. Names that are not known are passed over; -EINVAL: a number is none or too large, a text
 * too long, or the end is missing.
 */
int hgrm_origin_parse(const char *line, struct hgrm_origin *o);

#endif /* EPBELL_HGRM_ORIGIN_H */
