// SPDX-License-Identifier: GPL-2.0-only
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "io/hdr_encode.h"

/* The low byte of a cookie says how wide a count may be: a 1 in the second digit is LEB128. */
#define COOKIE_PLAIN	(0x1c849303u | 0x10)
#define COOKIE_DEFLATED (0x1c849304u | 0x10)

#define WORD_MAX   9 /* bytes of a count: seven bits each in eight, and the last has eight */
#define HEAD_SIZE  40
#define PLAIN_SIZE (HEAD_SIZE + HDR_SLOTS * WORD_MAX)
#define HIGHEST	   ((1ULL << (EPB_HIST_MAX_EXP + 1)) - 1)
#define DOUBLE_ONE 0x3ff0000000000000ULL /* 1.0, by which values are to be multiplied */

/* --- slots ------------------------------------------------------------------------------------------------------- */

unsigned int hdr_slot(uint64_t v)
{
	unsigned int octave = epb_log2(v | ((2u << HDR_HALF_BITS) - 1)) - HDR_HALF_BITS;

	return (octave << HDR_HALF_BITS) + (unsigned int)(v >> octave);
}

/* The value whose slot ends in the middle of bucket @i; the bucket's only or first one where it is that narrow. */
static uint64_t middle(uint32_t i)
{
	uint64_t width = epb_hist_width(i);

	return epb_hist_low(i) + (width > 1 ? width / 2 - 1 : 0);
}

void hdr_slots(const struct hist *h, bool ends, uint64_t *slot)
{
	const uint32_t first = epb_hist_index(h->min), last = epb_hist_index(h->max);

	memset(slot, 0, HDR_SLOTS * sizeof(*slot));
	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++) {
		uint64_t v = middle(i), n = h->slot[i];

		if (n && ends && i == first) {
			slot[hdr_slot(h->min)]++;
			n--;
		}
		if (n && ends && i == last) {
			slot[hdr_slot(h->max)]++;
			n--;
		}
		if (ends && v < h->min) /* none of the bucket's values is that small */
			v = h->min;
		if (ends && v > h->max)
			v = h->max;
		slot[hdr_slot(v)] += n;
	}
}

/* --- bytes ------------------------------------------------------------------------------------------------------- */

static uint8_t *put_u32(uint8_t *p, uint32_t v)
{
	v = htobe32(v);
	memcpy(p, &v, sizeof(v));
	return p + sizeof(v);
}

static uint8_t *put_u64(uint8_t *p, uint64_t v)
{
	v = htobe64(v);
	memcpy(p, &v, sizeof(v));
	return p + sizeof(v);
}

/* ZigZag: the sign becomes the lowest bit; then seven bits a byte, lowest first, until a byte without its highest bit. */
static uint8_t *put_word(uint8_t *p, int64_t v)
{
	uint64_t rest = ((uint64_t)v << 1) ^ (uint64_t)(v >> 63);
	int n;

	for (n = 1; n < WORD_MAX && rest >> 7; n++, rest >>= 7)
		*p++ = (uint8_t)(rest | 0x80);
	*p++ = (uint8_t)rest;
	return p;
}

/* Counts up to the last that is not 0; a run of zeros, two or more, is its length with a minus. */
static uint8_t *put_counts(uint8_t *p, const uint64_t *slot)
{
	unsigned int end = HDR_SLOTS, i = 0;

	while (end && !slot[end - 1])
		end--;
	while (i < end) {
		unsigned int zeros = 0;

		while (!slot[i + zeros])
			zeros++;
		if (zeros > 1)
			p = put_word(p, -(int64_t)zeros);
		else
			p = put_word(p, (int64_t)slot[i]);
		i += zeros ?: 1;
	}
	return p;
}

/* The histogram before it is deflated; how many bytes of @buf that is. */
static size_t put_plain(uint8_t *buf, const uint64_t *slot)
{
	uint8_t *end = put_counts(buf + HEAD_SIZE, slot), *p = buf;

	p = put_u32(p, COOKIE_PLAIN);
	p = put_u32(p, (uint32_t)(end - buf - HEAD_SIZE));
	p = put_u32(p, 0); /* offset for shifting values */
	p = put_u32(p, HDR_SIGNIFICANT_DIGITS);
	p = put_u64(p, 1); /* smallest value that can be told from 0 */
	p = put_u64(p, HIGHEST);
	put_u64(p, DOUBLE_ONE);
	return (size_t)(end - buf);
}

/* RFC 4648 */
static char *base64(const uint8_t *data, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = malloc((len + 2) / 3 * 4 + 1), *p = text;

	for (size_t i = 0; text && i < len; i += 3) {
		size_t have = len - i < 3 ? len - i : 3;
		uint32_t bits = (uint32_t)data[i] << 16;

		if (have > 1)
			bits |= (uint32_t)data[i + 1] << 8;
		if (have > 2)
			bits |= data[i + 2];
		for (size_t k = 0; k < 4; k++)
			*p++ = k <= have ? digits[bits >> (18 - 6 * k) & 63] : '=';
	}
	if (text)
		*p = 0;
	return text;
}

int hdr_encode(const struct hist *h, bool ends, char **text)
{
	uLongf packed = compressBound(PLAIN_SIZE);
	uint64_t *slot = calloc(HDR_SLOTS, sizeof(*slot));
	uint8_t *plain = malloc(PLAIN_SIZE), *out = malloc(packed + 8);
	int code = h->count > INT64_MAX ? -EOVERFLOW : -ENOMEM;

	*text = NULL;
	if (code == -EOVERFLOW || !slot || !plain || !out)
		goto out;
	hdr_slots(h, ends, slot);
	if (compress2(out + 8, &packed, plain, put_plain(plain, slot), Z_BEST_COMPRESSION) != Z_OK)
		goto out;
	put_u32(put_u32(out, COOKIE_DEFLATED), (uint32_t)packed);
	*text = base64(out, packed + 8);
	if (*text)
		code = 0;
out:
	free(slot);
	free(plain);
	free(out);
	return code;
}
