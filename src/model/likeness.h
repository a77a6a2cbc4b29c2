/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_LIKENESS_H
#define EPBELL_LIKENESS_H
/*
 * In what two recordings differ besides the times: what makes a comparison of them one of apples and pears. One table
 * of what counts; each row has the name by which --allow-unlike lets it pass.
 */
#include "model/comparison.h"

/* A bit for each row of the table. */
#define LIKE_BIT(i) (1U << (i))

/* Name of row @i; NULL past the end. */
const char *likeness_name(int i);
/* The bits of the rows in which two differ. */
uint32_t likeness_unlike(const struct replicate *a, const struct replicate *b);
/* What row @i says of @r, for a sentence; "unknown" for nothing. Returns @buf. */
const char *likeness_value(int i, const struct replicate *r, char *buf, size_t size);
/* The bit of a name; 0: there is none. */
uint32_t likeness_find(const char *name);

#endif /* EPBELL_LIKENESS_H */
