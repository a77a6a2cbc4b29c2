/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TIME_UNIT_H
#define EPBELL_TIME_UNIT_H
/* The units in which foreign formats have times. */
#include <stdint.h>

struct time_unit {
	const char *name; /* ns us ms s */
	uint64_t ns;
	int decimals; /* that a nanosecond needs; at least 3, as is the custom in .hgrm */
};

/* The unit of that name, or NULL. */
const struct time_unit *time_unit_find(const char *name);
/* All their names, for a sentence. */
#define TIME_UNIT_NAMES "ns, us, ms, s"

#endif /* EPBELL_TIME_UNIT_H */
