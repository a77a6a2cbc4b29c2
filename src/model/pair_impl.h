/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PAIR_IMPL_H
#define EPBELL_PAIR_IMPL_H
/* Inside of pairing: rows and groups, and the ways in which time decides. */
#include "model/pair.h"

#define FATE_OPEN PAIR_FATES /* not decided yet */

struct pair_row {
	const struct packet *p;
	enum packet_side side;
	int fate;	    /* enum pair_fate or FATE_OPEN */
	uint32_t hosts;	    /* 0 where they do not tell rows apart */
	int64_t begin, end; /* first and last point known, ns since the start of its run */
	struct pair_row *mate;
};

/* All rows of one number: those of each side, by time. */
struct pair_group {
	struct pair_row *first[2];
	size_t n[2];
};

/* The group that begins at row *at, which becomes the next one's; false: there are no more. */
bool pair_group(const struct pairing *p, size_t *at, struct pair_group *g);
int pair_compare_key(const struct pair_row *a, const struct pair_row *b);
void pair_mate(struct pair_row *a, struct pair_row *b);
/* Break up a row and its mate. */
void pair_part(struct pair_row *row);
/* The first row from @row on that has neither mate nor fate; or @end. */
struct pair_row *pair_next_open(struct pair_row *row, const struct pair_row *end);
/* Have these two all points that a pair needs? */
bool pair_complete(const struct packet *rc, const struct packet *ep);
/* Make p->pairs of the rows that have a mate. -ENOMEM */
int pair_collect(struct pairing *p);

/* pair_time.c */

/* Set pair.alone. -ENOMEM */
int pair_find_alone(struct pairing *p);
/* Where numbers come again: forget what their order said and pair those of the one offset that most agree on. -ENOMEM */
int pair_by_offset(struct pairing *p);

#endif /* EPBELL_PAIR_IMPL_H */
