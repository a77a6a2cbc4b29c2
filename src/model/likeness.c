// SPDX-License-Identifier: GPL-2.0-only
/* THE table of what makes two recordings unlike. */
#include <stdio.h>
#include <string.h>

#include "model/likeness.h"
#include "model/text.h"

enum { STR, INT, U64, BOOL };

#define OF(type, member)                                                                                               \
	{                                                                                                              \
		type, offsetof(struct replicate, member), "%s"                                                         \
	}
#define OF_AS(type, member, format)                                                                                    \
	{                                                                                                              \
		type, offsetof(struct replicate, member), format                                                       \
	}
#define MEMBERS 2

/* Two are alike in a row if they are in all of its members. */
static const struct {
	const char *name; /* the manual says what each is */
	struct {
		int type;
		size_t at;	    /* in struct replicate; 0: no more members */
		const char *format; /* how a sentence has it */
	} member[MEMBERS];
} rows[] = {
	{ "kernel", { OF(STR, env.release), OF(STR, env.version) } },
	{ "hz", { OF_AS(INT, env.hz, "HZ=%s") } },
	{ "preempt", { OF_AS(STR, env.preempt, "preempt=%s") } },
	{ "threadirqs", { OF_AS(BOOL, env.threadirqs, "threadirqs=%s") } },
	{ "machine", { OF(STR, env.machine), OF(STR, env.arch) } },
	{ "cpus", { OF_AS(INT, env.cpus, "%s CPUs") } },
	{ "clock", { OF(STR, env.clocksource), OF_AS(U64, env.clock_step_ns, "step %s ns") } },
	{ "governor", { OF(STR, env.governor) } },
	{ "lab", { OF(STR, env.lab) } },
	{ "attach", { OF(STR, env.attach) } },
	{ "correction", { OF(STR, env.correction) } },
	{ "tracers", { OF(STR, env.tracers) } },
	{ "backend", { OF(STR, backends) } },
	{ "account", { OF_AS(BOOL, accounted, "account %s") } },
};

#define NROWS ((int)(sizeof(rows) / sizeof(rows[0])))

_Static_assert(sizeof(rows) / sizeof(rows[0]) <= 32, "likeness bits are 32");

const char *likeness_name(int i)
{
	return i >= 0 && i < NROWS ? rows[i].name : NULL;
}

uint32_t likeness_find(const char *name)
{
	for (int i = 0; i < NROWS; i++)
		if (!strcmp(rows[i].name, name))
			return LIKE_BIT(i);
	return 0;
}

/* What member @m of row @i is, as text; "" unknown. */
static void member_text(int i, int m, const struct replicate *r, char *buf, size_t size)
{
	const void *at = (const char *)r + rows[i].member[m].at;

	*buf = 0;
	switch (rows[i].member[m].type) {
	case STR:
		snprintf(buf, size, "%s", (const char *)at);
		break;
	case INT:
		snprintf(buf, size, "%d", *(const int *)at);
		break;
	case U64:
		snprintf(buf, size, "%llu", (unsigned long long)*(const uint64_t *)at);
		break;
	case BOOL:
		snprintf(buf, size, "%s", *(const bool *)at ? "yes" : "no");
		break;
	}
}

uint32_t likeness_unlike(const struct replicate *a, const struct replicate *b)
{
	char left[256], right[256];
	uint32_t unlike = 0;

	for (int i = 0; i < NROWS; i++) {
		for (int m = 0; m < MEMBERS && rows[i].member[m].at; m++) {
			member_text(i, m, a, left, sizeof(left));
			member_text(i, m, b, right, sizeof(right));
			if (strcmp(left, right) != 0)
				unlike |= LIKE_BIT(i);
		}
	}
	return unlike;
}

const char *likeness_value(int i, const struct replicate *r, char *buf, size_t size)
{
	char text[256];

	*buf = 0;
	for (int m = 0; m < MEMBERS && rows[i].member[m].at; m++) {
		member_text(i, m, r, text, sizeof(text));
		if (!*text)
			continue;
		text_add(buf, size, "%s", *buf ? " " : "");
		text_add(buf, size, rows[i].member[m].format, text);
	}
	if (!*buf)
		text_add(buf, size, "unknown");
	text_clean_terminal(buf);
	return buf;
}
