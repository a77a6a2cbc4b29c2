// SPDX-License-Identifier: GPL-2.0-only
/* What the poll model means, in sentences: what was found, why, and what to do. */
#include <math.h>
#include <string.h>

#include "view/report_poll.h"
#include "model/units.h"

#define JITTERY 0.05 /* of T, between p1 and p99 of the period: even waits are not to be expected */

#define FOLLOWS 0.75 /* of T: requests that follow a poll within less than that cannot wait evenly */

#define say(m, code, ...) add_finding((m)->findings, code, table_str((m)->findings, __VA_ARGS__))

static void add_finding(struct table *table, const char *code, const char *text)
{
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_str(code);
	row[1] = cell_str(text);
}

static bool random_gaps(const struct run *run)
{
	return !strcmp(run->ping.pacing, "uniform") || !strcmp(run->ping.pacing, "exponential");
}

/* @ns in words, no finer than a two hundredth of T; that is 0.1 ms at most HZ. */
static const char *coarse(const struct poll_model *m, double ns)
{
	char text[32];

	return table_str(m->findings, "%s", units_mean(ns, (uint64_t)(m->fit.period / 200), text, sizeof(text)));
}

static const char *fine(const struct poll_model *m, double ns)
{
	char text[32];

	return table_str(m->findings, "%s", units_mean(fabs(ns), 1, text, sizeof(text)));
}

/* An interval with all the digits that count against T: "1.002 s". */
static const char *interval(const struct poll_model *m, double ns)
{
	return ns >= 0.9999e9 ? table_str(m->findings, "%.7g s", ns / 1e9) :
				table_str(m->findings, "%.6g ms", ns / 1e6);
}

/* Where the steps come from: "1.002 s is 6.0 ms modulo 12.0 ms", of the interval if it is known. */
static const char *cause(const struct poll_model *m)
{
	const struct poll_fit *fit = &m->fit;
	const double step = period_wrap(-fit->seq.step, fit->period > 0 ? fit->period : 1);
	const double rest = period_wrap(fit->gap, fit->period > 0 ? fit->period : 1);
	const double off = fabs(rest - step);

	if (!(fit->period > 0))
		return "as with a fixed interval that is a multiple of T, or back to back";
	if (random_gaps(m->run))
		return table_str(m->findings, "the gaps are random, but vary too little against T = %s",
				 coarse(m, fit->period));
	/* another clock, or a T that is not exact, moves what is left of a long interval: then it is no proof */
	if (fit->gap > 0 && fmin(off, fit->period - off) < PERIOD_WINDOW * fit->period && m->waits.stride == 1) {
		if (fit->verdict == POLL_SAME && fit->gap < 1.5 * fit->period)
			return table_str(m->findings, "their interval is T, %s", coarse(m, fit->period));
		if (fit->verdict == POLL_SAME)
			return table_str(m->findings, "their interval, %s, is %.0f times %s", interval(m, fit->gap),
					 round(fit->gap / fit->period), coarse(m, fit->period));
		return table_str(m->findings, "%s is %s modulo %s", interval(m, fit->gap), coarse(m, step),
				 coarse(m, fit->period));
	}
	if (fit->verdict == POLL_SAME)
		return table_str(m->findings, "as with a fixed interval that is a multiple of %s, or back to back",
				 coarse(m, fit->period));
	return table_str(m->findings, "as with a fixed interval that is %s modulo %s", coarse(m, step),
			 coarse(m, fit->period));
}

/* What to do about it. */
static const char *advice(const struct poll_model *m)
{
	if (!random_gaps(m->run))
		return "Ping with random gaps: epbell ping.";
	return table_str(m->findings, "Ping with longer gaps: epbell ping -i %.0fms.",
			 ceil((m->fit.period > 0 ? m->fit.period : 20e6) / 1e6));
}

static const char *every(const struct poll_model *m)
{
	static const char *const nth[] = { "", "", " 2nd", " 3rd", " 4th", " 5th", " 6th" };
	const unsigned int order = m->fit.seq.order <= PERIOD_ORDER_MAX ? m->fit.seq.order : 0;

	if (m->waits.stride > 1)
		return table_str(m->findings, "Of the pings in the file, which are one in %llu, every%s",
				 (unsigned long long)m->waits.stride, nth[order]);
	return table_str(m->findings, "Every%s ping", nth[order]);
}

/*
 * The waits creep: how far, and how often they have been through all of them. A cycle of q phases has covered all when each
 * has gone a q-th of T, which takes T / creep pings for any q.
 */
static void say_drift(const struct poll_model *m)
{
	const struct poll_fit *fit = &m->fit;
	const double pings = fit->period > 0 ? fit->period / fmax(fabs(fit->seq.creep), 1) : INFINITY;
	const double turns = (double)m->waits.n / pings;
	const char *before = fit->seq.order > 1 ? "the one before of these" : "the one before";

	if (turns < 0.25) {
		say(m, "drift",
		    "%s waits nearly as long as %s, and over the run the waits wander: %s. Neighbours tell nearly the "
		    "same, so these pings count for far fewer. %s",
		    every(m), before, cause(m), advice(m));
		return;
	}
	say(m, "drift",
	    "%s waits %s %s than %s: %s. So the waits go through [0, T) once in %.0f pings, %.1f times in this run. The "
	    "mean of anything but whole turns is not T/2. %s",
	    every(m), fine(m, fit->seq.creep), fit->seq.creep < 0 ? "less" : "more", before, cause(m), pings, turns,
	    advice(m));
}

static void say_even(const struct poll_model *m)
{
	const bool off = fabs(m->fit.mean - m->fit.expected) > m->fit.margin;

	say(m, "even",
	    "The waits are spread evenly over one poll period, and no two neighbours are in step: the pings came "
	    "at random moments. %s",
	    off ? "The mean differs from what is expected by more than chance allows 19 times of 20; look at the path beside "
		  "the waits." :
		  "The mean differs from what is expected by no more than chance allows.");
}

static void say_uneven(const struct poll_model *m)
{
	const struct poll_fit *fit = &m->fit;

	if (fit->gap > 0 && fit->idle_spread < FOLLOWS * fit->period)
		say(m, "follows",
		    "The waits are NOT even on [0, T): most requests leave about %s after the %s before them, which varies by "
		    "%s only. So it is the poll before that tells when they ring, and how long they wait. Ping with random "
		    "gaps that do not depend on replies: epbell ping.",
		    fine(m, fit->idle), m->waits.from == POLL_WAIT_BOTH_SIDES ? "poll" : "reply",
		    fine(m, fit->idle_spread));
	else
		say(m, "uneven",
		    "The waits are NOT even on [0, T), and no step from ping to ping explains it. Are gaps counted from "
		    "replies, is the path beside the waits steady (compare bottom-half, turnaround, reply-queue), does "
		    "other traffic ring the same doorbell, is T right? The mean need not be T/2.");
}

static void say_no_period(const struct poll_model *m)
{
	const char *about = "";

	if (m->fit.period > 0)
		about = table_str(
			m->findings,
			" It is about %s if of these pings one waited for next to nothing and one for a whole "
			"period.",
			fine(m, m->fit.period));
	say(m, "period-unknown",
	    "T is not known, so whether the waits are even is not tested.%s Record the endpoint: epbell record has "
	    "poll-period.",
	    about);
}

static void say_verdict(const struct poll_model *m)
{
	switch (m->fit.verdict) {
	case POLL_TOO_FEW:
		say(m, "too-few", "%zu waits are known: under %d, nothing is tested.", m->waits.n, POLL_FEW);
		break;
	case POLL_NO_PERIOD:
		say_no_period(m);
		break;
	case POLL_EVEN:
		say_even(m);
		break;
	case POLL_UNEVEN:
		say_uneven(m);
		break;
	case POLL_SAME:
		say(m, "same",
		    "All pings wait about the same, since they come in step with the polls: %s. Their mean says "
		    "nothing about T/2. %s",
		    cause(m), advice(m));
		break;
	case POLL_BACK_TO_BACK:
		say(m, "back-to-back",
		    "Each request leaves as soon as the reply is there, just after a poll, and waits for the next one: a "
		    "round trip takes T%s, however long the path is. That is the longest wait, not the mean. Ping with "
		    "random gaps: epbell ping -i 20ms.",
		    m->fit.period > 0 ? table_str(m->findings, ", %s", coarse(m, m->fit.period)) : "");
		break;
	case POLL_CYCLE:
		say(m, "cycle", "%s waits the same: %s. The mean of such pings says nothing about T/2. %s", every(m),
		    cause(m), advice(m));
		break;
	case POLL_DRIFT:
		say_drift(m);
		break;
	case POLL_ROUND:
		say(m, "round",
		    "The wait changes by %s modulo T from each ping to the next: %s. The waits are spread, but "
		    "neighbours are not independent. %s",
		    fine(m, m->fit.seq.step), cause(m), advice(m));
		break;
	}
}

static void say_period(const struct poll_model *m)
{
	const struct poll_waits *w = &m->waits;

	if (m->fit.period_by == POLL_BY_SEQUENCE)
		say(m, "period-by-sequence",
		    "T is not in the file. vNTB polls every 6, 10, 12 or 20 ms (HZ=1000, 300, 250, 100), and of these %s "
		    "explains the sequence.",
		    coarse(m, m->fit.period));
	else if (w->period_from == POLL_PERIOD_HZ && m->fit.period_by != POLL_BY_CALLER && w->n)
		say(m, "period-not-hz",
		    "HZ=%d of the machine that recorded would make T %s, but the round trips differ by more: the endpoint "
		    "has another.",
		    m->run->env.hz, fine(m, w->period));
	else if (w->period_from == POLL_PERIOD_HZ && w->n)
		say(m, "period-by-hz",
		    "T is 5 ms in ticks of HZ=%d, rounded up, and one more. That is the HZ of the machine that recorded; "
		    "the endpoint's may be another.",
		    m->run->env.hz);
	if (w->jitter > JITTERY)
		say(m, "jittery",
		    "The polls are not regular: p99 less p1 of poll-period is %.1f %% of T. Even waits are not to be "
		    "expected then.",
		    100 * w->jitter);
}

struct table *report_poll_findings(const struct poll_model *model)
{
	static const struct column columns[] = {
		{ .key = "code", .head = "", .flags = COL_JSON },
		{ .key = "text", .head = "" },
	};
	struct table *table = table_new(TABLE_BULLETS, "poll_findings", columns, NCOLUMNS(columns), 1);
	struct poll_model m = *model;

	m.findings = table;
	say_verdict(&m);
	say_period(&m);
	return table;
}
