// SPDX-License-Identifier: GPL-2.0-only
/* What is said of the arms. */
#include <stdio.h>
#include <string.h>

#include "model/comparison_impl.h"
#include "model/text.h"

static const char *const fact_names[ARM_FACTS] = {
	[ARM_BACKENDS] = "backends", [ARM_KERNEL] = "kernel",	[ARM_MACHINE] = "machine",
	[ARM_CPUS] = "cpus",	     [ARM_HZ] = "hz",		[ARM_PREEMPT] = "preempt",
	[ARM_LAB] = "lab",	     [ARM_STARTED] = "started",
};

const char *arm_fact_name(enum arm_fact fact)
{
	return fact_names[fact];
}

/* What one run says, at most 120 bytes. */
static void run_fact(const struct replicate *r, enum arm_fact fact, char *buf, size_t size)
{
	const char *const texts[ARM_FACTS] = {
		[ARM_BACKENDS] = r->backends,	[ARM_KERNEL] = r->env.release, [ARM_MACHINE] = r->env.machine,
		[ARM_PREEMPT] = r->env.preempt, [ARM_LAB] = r->env.lab,	       [ARM_STARTED] = r->env.started,
	};
	const int number = fact == ARM_CPUS ? r->env.cpus : r->env.hz;

	if (fact != ARM_CPUS && fact != ARM_HZ)
		snprintf(buf, size, "%s", texts[fact]);
	else if (number > 0)
		snprintf(buf, size, "%d", number);
	else
		buf[0] = 0;
}

/* Did a run of the arm before @run say the same? */
static bool said_before(const struct comparison *c, size_t first, size_t run, enum arm_fact fact, const char *text)
{
	char other[128];

	for (size_t i = first; i < run; i++) {
		run_fact(&c->runs[i], fact, other, sizeof(other));
		if (!strcmp(other, text))
			return true;
	}
	return false;
}

const char *arm_fact(const struct comparison *c, size_t arm, enum arm_fact fact, char *buf, size_t size)
{
	const size_t first = c->arms[arm].first, end = first + c->arms[arm].n;
	size_t named = 0;

	buf[0] = 0;
	for (size_t i = first; i < end; i++) {
		char text[128];

		run_fact(&c->runs[i], fact, text, sizeof(text));
		if (!*text || said_before(c, first, i, fact, text))
			continue;
		if (++named > MAX_NAMED) {
			text_add(buf, size, "/...");
			break;
		}
		text_add(buf, size, "%s%s", *buf ? "/" : "", text);
	}
	return buf;
}

static const char *const fact_formats[ARM_FACTS][2] = {
	[ARM_BACKENDS] = { "", "" },  [ARM_KERNEL] = { "Linux ", "" }, [ARM_MACHINE] = { "", "" },
	[ARM_CPUS] = { "", " CPUs" }, [ARM_HZ] = { "HZ=", "" },	       [ARM_PREEMPT] = { "preempt=", "" },
	[ARM_LAB] = { "", " lab" },
};

const char *arm_sentence(const struct comparison *c, size_t arm, char *buf, size_t size)
{
	const size_t n = c->arms[arm].n;

	buf[0] = 0;
	text_add(buf, size, "%s: %zu run%s", c->arms[arm].name, n, text_plural(n));
	for (int fact = 0; fact < ARM_STARTED; fact++) {
		const bool one_cpu = fact == ARM_CPUS;
		char text[SENTENCE_SIZE];

		if (!*arm_fact(c, arm, (enum arm_fact)fact, text, sizeof(text)))
			continue;
		text_add(buf, size, ", %s%s%s", fact_formats[fact][0], text,
			 one_cpu && !strcmp(text, "1") ? " CPU" : fact_formats[fact][1]);
	}
	return buf;
}
