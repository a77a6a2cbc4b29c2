// SPDX-License-Identifier: GPL-2.0-only
#include "io/json_weight.h"

/*
 * Most values are behind a comma, and those that are not, the first ones of lists and objects, are paid for by the
 * bracket. With jansson 2.14 and glibc's malloc, bytes of heap, rounded up, with the share of the growing tables:
 *
 *	number		32, and 8 to 16 in the list
 *	string		40 + 32 beyond its length, where a number has 32
 *	list		48 + 80 for the eight places it begins with, and 48 for the first value
 *	object		96 + 144 for the eight places it begins with, and 48 for the first value
 *	member		96 + 48 beyond the length of its name, and what its value takes
 *
 * Characters inside of strings weigh the same, which errs on the safe side.
 */
static const uint8_t weights[256] = {
	[','] = 48 - 1, ['"'] = 24 - 1, [':'] = 80 - 1, ['['] = 176 - 1, ['{'] = 255,
};

uint64_t json_weight(const char *text, size_t len)
{
	uint64_t weight = len;

	for (size_t i = 0; i < len; i++)
		weight += weights[(unsigned char)text[i]];
	return weight;
}
