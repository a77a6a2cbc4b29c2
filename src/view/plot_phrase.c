// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/units.h"
#include "view/plot_phrase.h"

/* units.h writes "us". */
static const char *with_micro(const char *text, char *buf, size_t size)
{
	const size_t len = strlen(text);

	if (len > 2 && !strcmp(text + len - 2, "us"))
		snprintf(buf, size, "%.*sµs", (int)len - 2, text);
	else
		snprintf(buf, size, "%s", text);
	return buf;
}

const char *phrase_time(double ns, uint64_t step, char *buf, size_t size)
{
	char text[32];

	return with_micro(isfinite(ns) ? units_mean(ns, step, text, sizeof(text)) : "-", buf, size);
}

const char *phrase_difference(double ns, uint64_t step, char *buf, size_t size)
{
	char text[32];

	if (fabs(ns) < 0.5) /* units show none of it */
		return with_micro("=", buf, size);
	return with_micro(isfinite(ns) ? units_difference(ns, step, text, sizeof(text)) : "-", buf, size);
}

const char *phrase_pair(double from, double to, uint64_t step, char *buf, size_t size)
{
	char left[40], right[40], *unit;

	phrase_time(from, step, left, sizeof(left));
	phrase_time(to, step, right, sizeof(right));
	unit = strchr(left, ' ');
	if (unit && strchr(right, ' ') && !strcmp(unit, strchr(right, ' ')))
		*unit = 0;
	snprintf(buf, size, "%s → %s", left, right);
	return buf;
}

const char *phrase_errors(uint64_t step, char *buf, size_t size)
{
	char time[40];

	snprintf(buf, size, "Values are exact to half a bucket, at most 1.6 %%%s%s. ",
		 step ? ", and a clock step of " : "", step ? phrase_time((double)step, 1, time, sizeof(time)) : "");
	return buf;
}

const char *phrase_lab(const char *lab)
{
	if (!strcmp(lab, "deterministic"))
		return "Lab, virtual time: 1 ns is 1 executed instruction. ";
	return *lab ? "Lab, free-running: times mean nothing absolute. " : "";
}
