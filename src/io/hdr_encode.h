/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_HDR_ENCODE_H
#define EPBELL_HDR_ENCODE_H
/*
 * HdrHistogram's V2 encoding, deflated and in base64: what its logs hold (AbstractHistogram.encodeIntoCompressedByteBuffer()
 * and ZigZagEncoding.java of github.com/HdrHistogram/HdrHistogram, public domain).
 *
 * The target has two significant digits: 128 sub-buckets an octave, values below 256 exact. Our 32 an octave have the same
 * borders and more, so each of our buckets is four of its slots (or as many as it has values). A count goes into the one
 * slot that ends in the bucket's middle. Its reader shows a slot's last value, low + width/2 - 1: that is within half a
 * bucket of every value that was counted, as near as epbell's own figures are. Where smallest and greatest value are known
 * (@ends), one count each stands in the slot of that value, so that these are right to a slot, 0.8 %.
 */
#include <stdbool.h>

#include "model/err.h"
#include "model/run.h"

#define HDR_SIGNIFICANT_DIGITS 2
#define HDR_HALF_BITS	       7 /* 128 sub-buckets an octave */
#define HDR_SLOTS	       ((EPB_HIST_MAX_EXP - HDR_HALF_BITS + 2) << HDR_HALF_BITS)

/* The slot of a value below 2^35, ns. */
unsigned int hdr_slot(uint64_t v);
/* Spread @h over @slot[HDR_SLOTS]. Over and under stay behind. */
void hdr_slots(const struct hist *h, bool ends, uint64_t *slot);

/*
 * @h as text, to be freed. -EOVERFLOW: more than 2^63 - 1 values, which the format does not have; -ENOMEM.
 */
int hdr_encode(const struct hist *h, bool ends, char **text);

#endif /* EPBELL_HDR_ENCODE_H */
