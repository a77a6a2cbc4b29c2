/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TESTS_UNIT_H
#define EPBELL_TESTS_UNIT_H
/* cmocka with what it wants included first, and the helpers that more than one test program uses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A small generator of our own, so that every run of a test sees the same values (Marsaglia's xorshift64). */
static inline uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* A value whose logarithm is about even: every octave below 2^bits gets its share. */
static inline uint64_t random_log(uint64_t *state, unsigned int bits)
{
	uint64_t v = next_random(state) >> 11;

	return v & ((2ULL << (next_random(state) % bits)) - 1);
}

#endif /* EPBELL_TESTS_UNIT_H */
