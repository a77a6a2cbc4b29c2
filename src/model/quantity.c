// SPDX-License-Identifier: GPL-2.0-only
/* What is taken of a histogram, and limits on it, from text and from histograms. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/comparison.h"
#include "model/time_unit.h"

/* --- quantities -------------------------------------------------------------------------------------------------- */

static const struct quantity plain[] = {
	{ "mean", QUANTITY_MEAN },
	{ "min", QUANTITY_MIN },
	{ "max", QUANTITY_MAX },
};

/* A number without sign, exponent or spaces; NULL: none. Returns what stands behind it. */
static const char *parse_number(const char *text, double *out)
{
	size_t digits = strspn(text, "0123456789");
	size_t decimals = text[digits] == '.' ? strspn(text + digits + 1, "0123456789") : 0;

	if (!digits || digits > 15 || decimals > 15 || (text[digits] == '.' && !decimals))
		return NULL;
	*out = strtod(text, NULL);
	return text + digits + (decimals ? decimals + 1 : 0);
}

int quantity_parse(const char *text, struct quantity *out, struct err *err)
{
	const char *end;
	double percent;

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		if (!strcmp(text, plain[i].name)) {
			*out = plain[i];
			return 0;
		}
	}
	end = *text == 'p' ? parse_number(text + 1, &percent) : NULL;
	if (!end || *end || percent > 100 || strlen(text) >= sizeof(out->name))
		return err_set(err, -EINVAL,
			       "'%.40s' is no quantity: there are p50, p99.9 and the like, mean, min, max", text);
	memset(out, 0, sizeof(*out));
	strcpy(out->name, text);
	out->q = percent / 100;
	return 0;
}

struct sample quantity_of(const struct quantity *quantity, const struct hist *h, uint64_t step)
{
	struct sample s = { .value = NAN, .count = h->count };
	uint64_t half = 0;

	if (!h->count)
		return s;
	s.error = (double)step;
	if (quantity->q == QUANTITY_MEAN)
		s.value = hist_mean(h);
	else if (quantity->q == QUANTITY_MIN)
		s.value = (double)h->min;
	else if (quantity->q == QUANTITY_MAX)
		s.value = (double)h->max;
	else
		s.value = (double)hist_quantile(h, quantity->q, &half);
	s.error += (double)half;
	if (quantity->q >= 0)
		s.width = (double)epb_hist_width(epb_hist_index((uint64_t)s.value));
	return s;
}

/* --- limits ------------------------------------------------------------------------------------------------------ */

/* "8us", "1.2ms" in ns; -1: no such time. */
static double parse_time(const char *text)
{
	const struct time_unit *unit;
	double v;
	const char *end = parse_number(text, &v);

	while (end && *end == ' ')
		end++;
	unit = end ? time_unit_find(end) : NULL;
	return unit ? v * (double)unit->ns : -1;
}

int tolerance_parse(const char *text, struct tolerance *out, struct err *err)
{
	double v;
	const char *end = parse_number(text, &v);

	memset(out, 0, sizeof(*out));
	if (end && !strcmp(end, "%"))
		out->relative = v / 100;
	else if (end && !*end && v == 0)
		out->ns = 0;
	else
		out->ns = parse_time(text);
	if (out->ns < 0)
		return err_set(err, -EINVAL, "'%.40s' is no tolerance: it is a share such as 5%% or a time such as 2us",
			       text);
	return 0;
}

static int bad_budget(const char *text, const char *why, struct err *err)
{
	return err_set(err, -EINVAL, "'%.60s' is no budget: %s; write STAGE:QUANTITY<=TIME, as in raise-irq:p99<=8us",
		       text, why);
}

/* Copy @len bytes; false: they do not fit, or there are none. */
static bool take(char *to, size_t size, const char *from, size_t len)
{
	if (!len || len >= size)
		return false;
	memcpy(to, from, len);
	to[len] = 0;
	return true;
}

int budget_parse(const char *text, struct budget *out, struct err *err)
{
	const char *colon = strchr(text, ':'), *le = colon ? strstr(colon, "<=") : NULL;
	const char *at = colon ? memchr(text, '@', colon - text) : NULL;
	char quantity[24];

	memset(out, 0, sizeof(*out));
	if (!le || !take(out->text, sizeof(out->text), text, strlen(text)))
		return bad_budget(text, "it has no ':' and '<=' behind it", err);
	if (!take(out->stage, sizeof(out->stage), text, (at ?: colon) - text) || stage_find(out->stage) < 0)
		return bad_budget(text, "there is no such stage", err);
	if (at && (!take(out->backend, sizeof(out->backend), at + 1, colon - at - 1) || !backend_find(out->backend)))
		return bad_budget(text, "there is no such backend", err);
	if (!take(quantity, sizeof(quantity), colon + 1, le - colon - 1) ||
	    quantity_parse(quantity, &out->quantity, NULL))
		return bad_budget(text, "the quantity is none of p50, p99.9 and the like, mean, min, max", err);
	out->limit = parse_time(le + 2);
	if (out->limit < 0)
		return bad_budget(text, "the time has no number and unit (ns, us, ms, s)", err);
	return 0;
}
