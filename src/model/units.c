// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/units.h"

static const struct {
	const char *name;
	double ns;
} units[] = { { "ns", 1 }, { "us", 1e3 }, { "ms", 1e6 }, { "s", 1e9 } };

#define NUNITS (sizeof(units) / sizeof(units[0]))

static int count_digits(const char *number)
{
	int n = 0;

	for (; *number; number++)
		n += !!isdigit((unsigned char)*number);
	return n;
}

/* The number in this unit with as many decimals as are worth it. */
static void format_in(double value, double unit, double step, char *number, size_t size)
{
	static const double places[] = { 1, 0.1, 0.01 };

	for (int decimals = 2; decimals >= 0; decimals--) {
		if (decimals && places[decimals] * unit < step)
			continue;
		snprintf(number, size, "%.*f", decimals, value / unit);
		if (count_digits(number) <= 3)
			break;
	}
}

static const char *format(double ns, uint64_t step, const char *sign, char *buf, size_t size)
{
	char number[32];
	size_t u;

	for (u = 0; u < NUNITS; u++) {
		format_in(ns, units[u].ns, step > 1 ? step : 1, number, sizeof(number));
		if (atof(number) < 1000) /* rounding may reach the next unit: 999.6 us is 1.00 ms */
			break;
	}
	snprintf(buf, size, "%s%s %s", sign, number, units[u < NUNITS ? u : NUNITS - 1].name);
	return buf;
}

const char *units_format(uint64_t ns, uint64_t step, char *buf, size_t size)
{
	return format((double)ns, step, "", buf, size);
}

const char *units_mean(double ns, uint64_t step, char *buf, size_t size)
{
	return format(ns, step, "", buf, size);
}

const char *units_difference(double ns, uint64_t step, char *buf, size_t size)
{
	return format(ns < 0 ? -ns : ns, step, ns < 0 ? "-" : "+", buf, size);
}

void units_compact(char *text)
{
	char *space = strrchr(text, ' ');

	if (space)
		memmove(space, space + 1, strlen(space));
}
