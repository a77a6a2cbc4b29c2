// SPDX-License-Identifier: GPL-2.0-only
/*
 * HdrHistogram's table of percentiles (outputPercentileDistribution() in AbstractHistogram.java of
 * github.com/HdrHistogram/HdrHistogram, public domain), with five rows each time the distance to 100 % halves.
 *
 * A row's value is the greatest that its bucket can hold, as there, but never more than the greatest there was: a reading is
 * up to a bucket, 3.1 %, too high and never too low. Maximum and mean are exact. Numbers have blanks in front however long
 * they are, since readers exist that look for one.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "io/export.h"
#include "io/hgrm_origin.h"

#define TICKS 5 /* rows for each half of the distance */

/* Our buckets in HdrHistogram's terms: the first has 64 values of width 1, each of the others is an octave. */
#define SUB_BUCKETS (2 * EPB_HIST_SUB)
#define BUCKETS	    (EPB_HIST_MAX_EXP - EPB_HIST_SUB_BITS + 1)

/* The next level, percent. */
static double next_level(double level)
{
	double halvings = trunc(log(100 / (100 - level)) / log(2)) + 1;

	return level + 100 / (TICKS * exp2(halvings));
}

static double last_value(const struct hist *h, uint32_t i, const struct time_unit *unit)
{
	uint64_t high = epb_hist_low(i) + epb_hist_width(i) - 1;

	return (double)(high < h->max ? high : h->max) / (double)unit->ns;
}

static void put_rows(FILE *to, const struct hist *h, const struct time_unit *unit)
{
	double level = 0, next = 0;
	uint64_t below = 0;
	uint32_t i = 0;

	fprintf(to, "%16s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
	do {
		level = next;
		while (!below || 100.0 * (double)below / (double)h->count < level)
			below += h->slot[i++];
		fprintf(to, "%16.*f %2.12f %10" PRIu64 " %14.2f\n", unit->decimals, last_value(h, i - 1, unit),
			level / 100, below, 1 / (1 - level / 100));
		next = next_level(level);
	} while (below < h->count && next > level && next < 100); /* of 2^50 values the levels become one */
	fprintf(to, "%16.*f %2.12f %10" PRIu64 "\n", unit->decimals, (double)h->max / (double)unit->ns, 1.0, h->count);
}

/* Each value taken to be its bucket's middle, which is where a quantile is shown; ns. */
static double deviation(const struct hist *h)
{
	const double mean = hist_mean(h);
	double sum = 0;

	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++) {
		uint64_t middle = epb_hist_low(i) + epb_hist_width(i) / 2;
		double d = (double)middle - mean;

		sum += (double)h->slot[i] * d * d;
	}
	return sqrt(sum / (double)h->count);
}

static void put_summary(FILE *to, const struct hist *h, const struct time_unit *unit)
{
	const double ns = (double)unit->ns;
	const int n = unit->decimals;

	/* a mean is no whole ns, and is to be read back */
	fprintf(to, "#[Mean    = %16.*f, StdDeviation   = %16.*f]\n", n + 3, hist_mean(h) / ns, n, deviation(h) / ns);
	fprintf(to, "#[Max     = %16.*f, Total count    = %16" PRIu64 "]\n", n, (double)h->max / ns, h->count);
	fprintf(to, "#[Buckets = %16u, SubBuckets     = %16u]\n", BUCKETS, SUB_BUCKETS);
}

/* Where it comes from, so that epbell reads it back as what it was. */
static void put_origin(FILE *to, const struct export_run *r, const struct series *s, const struct time_unit *unit)
{
	const struct environment *env = &r->run->env;
	const char *slash = strrchr(r->file, '/');
	struct hgrm_origin o;

	hgrm_origin_init(&o);
	strcpy(o.unit, unit->name);
	strcpy(o.stage, s->stage);
	strcpy(o.backend, s->backend);
	strcpy(o.context, s->context);
	strcpy(o.device, s->device);
	strcpy(o.lab, env->lab);
	strcpy(o.correction, strcmp(env->correction, RAW_ON_REQUEST) ? env->correction : "raw");
	snprintf(o.run, sizeof(o.run), "%s", slash ? slash + 1 : r->file);
	o.vector = s->vector;
	o.cpu = s->cpu;
	o.min = s->h.min;
	o.step = env->clock_step_ns;
	o.over = s->h.slot[EPB_HIST_OVER];
	o.under = s->h.slot[EPB_HIST_UNDER];
	hgrm_origin_put(to, &o);
}

int export_hgrm(FILE *to, const struct export *ex, struct err *err)
{
	const struct series *s = ex->runs[0].groups;

	if (!s->h.count)
		return err_set(err, -EINVAL, "%s: %s has no value below 34 s: an .hgrm cannot hold it",
			       ex->runs[0].file, s->stage);
	put_rows(to, &s->h, ex->unit);
	put_summary(to, &s->h, ex->unit);
	put_origin(to, &ex->runs[0], s, ex->unit);
	return 0;
}
