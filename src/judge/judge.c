// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/judge.h"
#include "stats/hodges.h"
#include "stats/ranksum.h"

static int compare_doubles(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Those of x[0..n-1] that are numbers, in order; for free(). NULL: no memory. */
static double *in_order(const double *x, size_t n, size_t *kept)
{
	double *sorted = malloc((n + 1) * sizeof(*sorted));

	*kept = 0;
	for (size_t i = 0; i < n && sorted; i++)
		if (!isnan(x[i]))
			sorted[(*kept)++] = x[i];
	if (*kept)
		qsort(sorted, *kept, sizeof(*sorted), compare_doubles);
	return sorted;
}

/* Median and ends of x[0..n-1]. */
struct spread {
	double min, median, max;
};

static int measure_spread(const double *x, size_t n, struct spread *out)
{
	size_t kept;
	double *sorted = in_order(x, n, &kept);

	if (!sorted)
		return -ENOMEM;
	*out = (struct spread){ NAN, NAN, NAN };
	if (kept)
		*out = (struct spread){ sorted[0], (sorted[(kept - 1) / 2] + sorted[kept / 2]) / 2, sorted[kept - 1] };
	free(sorted);
	return kept == n && isfinite(out->min) && isfinite(out->max) ? 0 : -EINVAL;
}

int judge_median(const double *x, size_t n, double *out)
{
	struct spread spread;
	int code = measure_spread(x, n, &spread);

	*out = code == -ENOMEM ? NAN : spread.median;
	return code == -ENOMEM ? code : 0;
}

static int measure_rank(const struct comparison *c, const struct judge_case *jc, struct judged *out)
{
	struct ranksum ranks;
	struct hodges shift;
	int code = ranksum_test(jc->base, jc->nbase, jc->value, jc->nvalue, &ranks);

	if (!code)
		code = hodges_shift(jc->base, jc->nbase, jc->value, jc->nvalue, c->alpha, &shift);
	if (code)
		return code;
	out->p = out->p_corrected = ranks.p;
	out->shift = shift.shift;
	out->low = shift.low;
	out->high = shift.high;
	out->confidence = shift.confidence;
	out->spread = NAN;
	return 0;
}

static void measure_exact(const struct spread *base, const struct spread *value, struct judged *out)
{
	out->p = out->p_corrected = NAN;
	out->shift = value->median - base->median;
	out->low = value->min - base->max;
	out->high = value->max - base->min;
	out->confidence = 1;
	out->spread = fmax(base->max - base->min, value->max - value->min);
}

int judge_measure(const struct comparison *c, const struct judge_case *jc, struct judged *out)
{
	struct spread base, value;
	int code = measure_spread(jc->base, jc->nbase, &base);

	if (!code)
		code = measure_spread(jc->value, jc->nvalue, &value);
	if (code)
		return code;
	out->nbase = jc->nbase;
	out->nvalue = jc->nvalue;
	out->base = base.median;
	out->value = value.median;
	out->floor = jc->floor;
	out->tolerance = fmax(c->tolerance.ns, c->tolerance.relative * base.median);
	if (c->rule == RULE_RANK)
		return measure_rank(c, jc, out);
	measure_exact(&base, &value, out);
	return 0;
}

/* How far the end of the interval that is nearer to no change lies on the shift's side of it. */
static double near_end(const struct judged *j)
{
	return j->shift > 0 ? j->low : -j->high;
}

static bool no_chance(const struct comparison *c, const struct judged *j)
{
	return c->rule == RULE_RANK ? j->p_corrected < c->alpha : near_end(j) > j->spread;
}

/* Of what the runs show beyond their spread. */
static double effect(const struct comparison *c, const struct judged *j)
{
	return c->rule == RULE_RANK ? fabs(j->shift) : near_end(j) - j->spread;
}

void judge_decide(const struct comparison *c, struct judged *j)
{
	*j->why = 0;
	j->verdict = VERDICT_SAME;
	if (!no_chance(c, j))
		return;
	j->verdict = VERDICT_WITHIN;
	if (effect(c, j) <= j->floor)
		strcpy(j->why, "within one bucket and one clock step");
	else if (near_end(j) <= j->tolerance)
		strcpy(j->why, "within the tolerance");
	else
		j->verdict = j->shift > 0 ? VERDICT_SLOWER : VERDICT_FASTER;
}
