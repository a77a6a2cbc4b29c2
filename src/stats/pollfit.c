// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/pollfit.h"
#include "stats/uniform.h"

#define OUTLIERS 20   /* one in so many values may be above T and more: something else was late */
#define SLACK	 0.02 /* of T, that round trips vary beside the wait */
#define NEAR	 0.05 /* of T, or of a round trip, that is no time between reply and request */
#define TIE	 0.02 /* of shares: as good an explanation */

/* 5 ms in ticks, rounded up, and one, for the usual HZ: 1000, 300, 250, 100; ns. */
static const double kernel_periods[] = { 6e6, 10e6, 12e6, 20e6 };
#define NKERNEL (sizeof(kernel_periods) / sizeof(kernel_periods[0]))

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Largest less smallest value, without the few that are late for another reason. @sorted has n of them, n > 0. */
static double range_of(const double *sorted, size_t n)
{
	return sorted[n - 1 - n / OUTLIERS] - sorted[0];
}

static int find(const struct poll_sample *s, double period, struct period *out)
{
	return period_find(s->x, s->seq, s->n, s->stride, period, out);
}

/* Values that creep tell T by how far it is back to the start: has it been seen, and is it their own creeping that led there? */
static bool turns_over(const struct poll_sample *s, double period, const struct period *seq)
{
	if (fabs(seq->creep) * (double)s->n < period / 2)
		return false;
	for (size_t i = 1; i < s->n; i++) {
		const double d = s->x[i] - s->x[i - 1];
		const double off = period_wrap(d - seq->step + period / 2, period) - period / 2;

		if (fabs(d) > period / 2 && fabs(off) <= PERIOD_WINDOW * period)
			return true;
	}
	return false;
}

/*
 * T from the sequence alone: of the kernel's periods that all values fit in, the one that makes steps of one length of it. Values
 * that are all about the same do so with any, and T stays unknown; without such steps the range tells about.
 */
static int guess_period(const struct poll_sample *s, const double *sorted, struct poll_fit *fit)
{
	const double range = range_of(sorted, s->n);
	struct period any = { 0 };

	for (size_t i = 0; i < NKERNEL; i++) {
		struct period seq;
		int code;

		if (range > kernel_periods[i] * (1 + SLACK))
			continue;
		code = find(s, kernel_periods[i], &seq);
		if (code)
			return code;
		if (seq.kind == PERIOD_NONE)
			continue;
		if (any.kind == PERIOD_NONE)
			any = seq;
		if (seq.share < fit->seq.share + TIE || (seq.order == 1 && !turns_over(s, kernel_periods[i], &seq)))
			continue;
		fit->seq = seq;
		fit->period = kernel_periods[i];
		fit->period_by = POLL_BY_SEQUENCE;
	}
	if (fit->period_by != POLL_BY_NONE)
		return 0;
	fit->seq = any;
	if (any.kind != PERIOD_NONE || !(range > 0))
		return 0;
	fit->period = range * (double)(s->n + 1) / (double)(s->n - 1);
	fit->period_by = POLL_BY_SPREAD;
	return 0;
}

/* The sequence of waits, and where T is measured and they show nothing, that of the times: there no software path varies. */
static int find_steps(const struct poll_sample *s, struct poll_fit *fit)
{
	struct poll_sample times = *s;
	double *minus;
	int code = find(s, fit->period, &fit->seq);

	if (code || fit->seq.kind != PERIOD_NONE || !s->sent || !s->certain)
		return code;
	minus = calloc(s->n, sizeof(*minus));
	if (!minus)
		return -ENOMEM;
	for (size_t i = 0; i < s->n; i++)
		minus[i] = -s->sent[i]; /* what is sent later waits less */
	times.x = minus;
	code = find(&times, fit->period, &fit->seq);
	fit->by_sent = fit->seq.kind != PERIOD_NONE;
	free(minus);
	return code;
}

/* Time between neighbours, or (@what) from the end of one to the next, in order; returns how many are in @room. */
static size_t take_gaps(const struct poll_sample *s, bool what, double *room)
{
	size_t m = 0;

	for (size_t i = 1; i < s->n; i++)
		if (s->seq[i] - s->seq[i - 1] == s->stride)
			room[m++] = s->sent[i] - s->sent[i - 1] - (what ? s->x[i - 1] : 0);
	qsort(room, m, sizeof(*room), by_value);
	return m;
}

static void find_gaps(const struct poll_sample *s, double *room, struct poll_fit *fit)
{
	size_t m = s->sent ? take_gaps(s, false, room) : 0;

	if (!m)
		return;
	fit->gap = room[m / 2];
	take_gaps(s, true, room);
	fit->idle = room[m / 2];
	fit->idle_spread = room[m - 1 - m / OUTLIERS] - room[m / OUTLIERS];
}

/* Is it the replies that set the pace? */
static bool is_back_to_back(const struct poll_sample *s, const struct poll_fit *fit)
{
	const bool at_once = fabs(fit->idle) < NEAR * (fit->period > 0 ? fit->period : fit->mean);

	return s->back_to_back || (!s->pure && fit->gap > 0 && at_once);
}

static enum poll_verdict judge(const struct poll_sample *s, const struct poll_fit *fit)
{
	switch (fit->seq.kind) {
	case PERIOD_CYCLE:
		if (fit->seq.order > 1)
			return POLL_CYCLE;
		return is_back_to_back(s, fit) ? POLL_BACK_TO_BACK : POLL_SAME;
	case PERIOD_DRIFT:
		return POLL_DRIFT;
	case PERIOD_ROUND:
		return POLL_ROUND;
	case PERIOD_NONE:
		break;
	}
	if (!fit->tested)
		return POLL_NO_PERIOD;
	return fit->p < POLL_LEVEL ? POLL_UNEVEN : POLL_EVEN;
}

/* Mean and path, and the test; @sorted becomes the waits. */
static void test_waits(const struct poll_sample *s, double *sorted, struct poll_fit *fit)
{
	const double n = (double)s->n, shortest = sorted[0] - fit->period / (n + 1);

	if (!(fit->period > 0))
		return;
	if (!s->pure && shortest > 0)
		fit->path = shortest;
	fit->expected = fit->path + fit->period / 2;
	fit->margin = 1.96 * fit->period / sqrt(12 * n);
	if (fit->period_by != POLL_BY_CALLER)
		return;
	for (size_t i = 0; i < s->n; i++)
		sorted[i] -= fit->path;
	fit->d = ks_uniform(sorted, s->n, fit->period);
	fit->p = ks_probability(s->n, fit->d);
	fit->tested = true;
}

static int fit_sorted(const struct poll_sample *s, double *sorted, struct poll_fit *fit)
{
	int code;

	find_gaps(s, sorted, fit);
	memcpy(sorted, s->x, s->n * sizeof(*sorted));
	qsort(sorted, s->n, sizeof(*sorted), by_value);
	for (size_t i = 0; i < s->n; i++)
		fit->mean += sorted[i] / (double)s->n;
	if (s->period > 0 && (s->certain || range_of(sorted, s->n) <= s->period * (1 + SLACK))) {
		fit->period = s->period;
		fit->period_by = POLL_BY_CALLER;
	}
	if (s->n < POLL_FEW)
		return 0;
	code = fit->period_by == POLL_BY_CALLER ? find_steps(s, fit) : guess_period(s, sorted, fit);
	if (code)
		return code;
	test_waits(s, sorted, fit);
	fit->verdict = judge(s, fit);
	return 0;
}

int poll_fit(const struct poll_sample *sample, struct poll_fit *fit)
{
	double *sorted = calloc(sample->n + 1, sizeof(*sorted));
	int code;

	*fit = (struct poll_fit){ .verdict = POLL_TOO_FEW, .p = 1 };
	if (!sorted)
		return -ENOMEM;
	if (!sample->n && sample->period > 0) {
		fit->period = sample->period;
		fit->period_by = POLL_BY_CALLER;
	}
	code = sample->n ? fit_sorted(sample, sorted, fit) : 0;
	free(sorted);
	return code;
}
