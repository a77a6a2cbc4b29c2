// SPDX-License-Identifier: GPL-2.0-only
/* The poll model: how long pings waited for a poll, and whether that is as it should be. */
#include <math.h>
#include <string.h>

#include "view/report_poll.h"

enum poll_column {
	POLL_PERIOD,
	POLL_FROM,
	POLL_JITTER,
	POLL_WAITS,
	POLL_ROWS,
	POLL_WAITS_FROM,
	POLL_PATH,
	POLL_MEAN,
	POLL_EXPECTED,
	POLL_MARGIN,
	POLL_DIFFERENCE,
	POLL_D,
	POLL_P,
	POLL_STEPS,
	POLL_STEP,
	POLL_ORDER,
	POLL_CREEP,
	POLL_CHANCE,
	POLL_STEPS_OF,
	POLL_GAP,
	POLL_IDLE,
	POLL_IDLE_SPREAD,
	POLL_VERDICT,
};

static const struct column poll_columns[] = {
	[POLL_PERIOD] = { "poll_period", "period T", 0, 0, NULL },
	[POLL_FROM] = { "poll_period_from", NULL, 0, 0, NULL },
	[POLL_JITTER] = { "poll_period_jitter", NULL, 0, 0, "p99 less p1 %s of it" },
	[POLL_WAITS] = { "poll_waits", "waits", 0, 0, NULL },
	[POLL_ROWS] = { "poll_rows", NULL, COL_JSON, 0, NULL },
	[POLL_WAITS_FROM] = { "poll_waits_from", NULL, 0, 0, NULL },
	[POLL_PATH] = { "poll_path", NULL, 0, 0, "path beside them about %s" },
	[POLL_MEAN] = { "poll_mean", "mean", 0, 0, NULL },
	[POLL_EXPECTED] = { "poll_mean_expected", NULL, 0, 0, "expected %s" },
	[POLL_MARGIN] = { "poll_mean_margin", NULL, COL_JSON, 0, NULL },
	[POLL_DIFFERENCE] = { "poll_mean_difference", NULL, 0, 0, "difference %s" },
	[POLL_D] = { "poll_d", "evenness", 0, 0, "D %s" },
	[POLL_P] = { "poll_p", NULL, 0, 0, "p %s" },
	[POLL_STEPS] = { "poll_step_share", "steps", 0, 0, "%s from ping to ping are alike" },
	[POLL_STEP] = { "poll_step", NULL, 0, 0, "%s modulo T" },
	[POLL_ORDER] = { "poll_order", NULL, COL_JSON, 0, NULL },
	[POLL_CREEP] = { "poll_creep", NULL, COL_JSON, 0, NULL },
	[POLL_CHANCE] = { "poll_step_chance", NULL, COL_JSON, 0, NULL },
	[POLL_STEPS_OF] = { "poll_steps_of", NULL, 0, 0, NULL },
	[POLL_GAP] = { "poll_gap", NULL, COL_JSON, 0, NULL },
	[POLL_IDLE] = { "poll_idle", NULL, COL_JSON, 0, NULL },
	[POLL_IDLE_SPREAD] = { "poll_idle_spread", NULL, COL_JSON, 0, NULL },
	[POLL_VERDICT] = { "poll_verdict", "finding", 0, 0, NULL },
};

/* A code for JSON, and the words. */
struct word {
	const char *code, *words;
};

static const struct word verdicts[] = {
	[POLL_TOO_FEW] = { "too-few", "too few waits to test" },
	[POLL_NO_PERIOD] = { "period-unknown", "not tested, T is not known" },
	[POLL_EVEN] = { "even", "even on [0, T), as pings at random moments wait" },
	[POLL_UNEVEN] = { "uneven", "NOT EVEN on [0, T)" },
	[POLL_SAME] = { "same", "ALIASED: all wait about the same" },
	[POLL_BACK_TO_BACK] = { "back-to-back", "ALIASED: back to back, all wait nearly T" },
	[POLL_CYCLE] = { "cycle", "ALIASED: the waits come round in a short cycle" },
	[POLL_DRIFT] = { "drift", "ALIASED: the waits creep, pings and polls beat" },
	[POLL_ROUND] = { "round", "ALIASED: the waits go round in equal steps" },
};

static const struct word waits_from[] = {
	[POLL_WAIT_NONE] = { "", "" },
	[POLL_WAIT_ROUND_TRIP] = { "round-trip",
				   "from RC's doorbell to its reply, less the smallest less T / (n + 1)" },
	[POLL_WAIT_RTT] = { "rtt", "round trips less the smallest, which is taken to have waited T / (n + 1)" },
	[POLL_WAIT_BOTH_SIDES] = { "both-sides", "from RC's doorbell to the poll that found it, on one clock" },
};

static const struct word period_by[] = {
	[POLL_BY_NONE] = { "", "not known" },
	[POLL_BY_CALLER] = { "", "" }, /* the run knows it: period_from */
	[POLL_BY_SEQUENCE] = { "sequence", "from the sequence of round trips" },
	[POLL_BY_SPREAD] = { "spread", "ABOUT, from the range of the round trips" },
};

static const struct word period_from[] = {
	[POLL_PERIOD_UNKNOWN] = { "", "" },
	[POLL_PERIOD_SEEN] = { "seen", "mean of poll-period" },
	[POLL_PERIOD_HZ] = { "hz", "by this machine's HZ" },
};

const char *poll_verdict_words(enum poll_verdict verdict)
{
	return verdicts[verdict].words;
}

static struct cell word_cell(const struct word *word)
{
	struct cell cell = cell_str(word->code);

	cell.shown = word->words;
	return cell;
}

/* --- the record -------------------------------------------------------------------------------------------------- */

static void period_cells(const struct poll_model *m, struct cell *row)
{
	const struct poll_fit *fit = &m->fit;

	if (fit->period > 0)
		row[POLL_PERIOD] = cell_real(CELL_MEAN, fit->period);
	row[POLL_FROM] = word_cell(fit->period_by == POLL_BY_CALLER ? &period_from[m->waits.period_from] :
								      &period_by[fit->period_by]);
	if (m->waits.period_from == POLL_PERIOD_SEEN)
		row[POLL_JITTER] = cell_real(CELL_SHARE, m->waits.jitter);
}

static void wait_cells(const struct poll_model *m, struct table *table, struct cell *row)
{
	const struct poll_waits *w = &m->waits;

	row[POLL_WAITS] = cell_uint(w->n);
	row[POLL_WAITS].shown = w->n < w->rows ? table_str(table, "%zu of %zu", w->n, w->rows) : NULL;
	row[POLL_ROWS] = cell_uint(w->rows);
	row[POLL_WAITS_FROM] = word_cell(&waits_from[w->n ? w->from : POLL_WAIT_NONE]);
}

/* The mean, and what it should be where that is known: of round trips that all wait the same the path is not. */
static void mean_cells(const struct poll_model *m, struct table *table, struct cell *row)
{
	const struct poll_fit *fit = &m->fit;
	const bool pure = m->waits.from == POLL_WAIT_BOTH_SIDES;
	double difference;

	if (m->waits.n)
		row[POLL_MEAN] = cell_real(CELL_MEAN, fit->mean);
	if (!(fit->expected > 0) || (!pure && (fit->verdict == POLL_SAME || fit->verdict == POLL_BACK_TO_BACK)))
		return;
	difference = fit->mean / fit->expected - 1;
	if (!pure)
		row[POLL_PATH] = cell_real(CELL_MEAN, fit->path);
	row[POLL_EXPECTED] = cell_real(CELL_MEAN, fit->expected);
	row[POLL_MARGIN] = cell_real(CELL_MEAN, fit->margin);
	row[POLL_DIFFERENCE] = cell_real(CELL_SHARE, difference);
	row[POLL_DIFFERENCE].shown = table_str(table, "%+.1f %%", 100 * difference);
	if (!poll_in_step(fit->verdict))
		row[POLL_DIFFERENCE].shown = table_str(table, "%s (chance: up to %.1f %%)", row[POLL_DIFFERENCE].shown,
						       100 * fit->margin / fit->expected);
}

/* The step modulo T, which is nothing where it is a multiple of T. */
static struct cell step_cell(struct table *table, const struct poll_fit *fit)
{
	struct cell cell = cell_real(CELL_MEAN, fit->seq.step);

	if (fmin(fit->seq.step, fit->period - fit->seq.step) < fit->period / 400)
		cell.shown = table_str(table, "0 ms");
	return cell;
}

static void test_cells(const struct poll_model *m, struct table *table, struct cell *row)
{
	const struct poll_fit *fit = &m->fit;

	if (fit->tested) {
		row[POLL_D] = cell_real(CELL_RATIO, fit->d);
		row[POLL_D].shown = table_str(table, "%.3f", fit->d);
		row[POLL_P] = cell_real(CELL_RATIO, fit->p);
		row[POLL_P].shown = table_str(table, fit->p < 0.001 ? "%.1g%s" : "%.3f%s", fit->p,
					      poll_in_step(fit->verdict) ? " if they were independent" : "");
	}
	if (fit->seq.steps && fit->verdict != POLL_TOO_FEW) {
		row[POLL_STEPS] = cell_real(CELL_SHARE, fit->seq.share);
		row[POLL_CHANCE] = cell_real(CELL_RATIO, fit->seq.chance);
	}
	if (poll_in_step(fit->verdict)) {
		if (fit->period > 0)
			row[POLL_STEP] = step_cell(table, fit);
		row[POLL_ORDER] = cell_uint(fit->seq.order);
		row[POLL_CREEP] = cell_real(CELL_DIFF, fit->seq.creep);
		row[POLL_STEPS_OF] = cell_str(fit->by_sent ? "sent" : "waits");
		row[POLL_STEPS_OF].shown = fit->by_sent ? "seen in the times of sending" : "";
	}
	if (fit->gap > 0) {
		row[POLL_GAP] = cell_real(CELL_MEAN, fit->gap);
		row[POLL_IDLE] = cell_real(CELL_DIFF, fit->idle);
		row[POLL_IDLE_SPREAD] = cell_real(CELL_MEAN, fit->idle_spread);
	}
	row[POLL_VERDICT] = word_cell(&verdicts[fit->verdict]);
}

static struct table *record(const struct poll_model *m)
{
	struct table *table = table_new(TABLE_RECORD, "poll", poll_columns, NCOLUMNS(poll_columns), 1);
	struct cell *row = table_row(table, ROW_DATA);

	table->title = "Poll model";
	period_cells(m, row);
	wait_cells(m, table, row);
	mean_cells(m, table, row);
	test_cells(m, table, row);
	return table;
}

/* --- both --------------------------------------------------------------------------------------------------------- */

static bool wanted(const struct report_run *r, const struct report_opts *opts)
{
	const uint64_t about =
		EPB_BIT(EPB_POLL_PERIOD) | EPB_BIT(EPB_RTT) | EPB_BIT(EPB_PING) | EPB_BIT(EPB_ROUND_TRIP);

	return poll_applies(r->run) && group_wants_backend(&opts->by, "poll") &&
	       (!opts->by.stages || opts->by.stages & about);
}

int poll_model_fit(struct poll_model *m)
{
	const struct poll_waits *w = &m->waits;
	int code = poll_waits_get(m->run, &m->waits);
	struct poll_sample sample;

	if (code)
		return code;
	sample = (struct poll_sample){
		.x = w->x,
		.sent = w->sent,
		.seq = w->seq,
		.n = w->n,
		.stride = w->stride,
		.period = w->period,
		.certain = w->period_from == POLL_PERIOD_SEEN,
		.pure = w->from == POLL_WAIT_BOTH_SIDES,
		.back_to_back = !strcmp(m->run->ping.pacing, "back-to-back"),
	};
	return poll_fit(&sample, &m->fit);
}

void report_poll(struct doc *doc, int part, const struct report_run *r, const struct report_opts *opts)
{
	struct poll_model m = { .run = r->run };
	struct table *table;
	int code;

	if (!wanted(r, opts))
		return;
	code = poll_model_fit(&m);
	table_need(code ? NULL : &m);
	m.findings = report_poll_findings(&m);
	table = record(&m);
	table->json_only = m.findings->json_only = opts->brief && !poll_in_step(m.fit.verdict);
	doc_add(doc, part, table);
	doc_add(doc, part, m.findings);
	poll_waits_free(&m.waits);
}
