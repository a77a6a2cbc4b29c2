// SPDX-License-Identifier: GPL-2.0-only
/* Stages side by side: a column for each backend of each run, the first one being what the others are held against. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "view/report_impl.h"
#include "model/units.h"

/* One backend of one run. */
struct side {
	const struct report_run *r;
	const char *backend;
	const char *name;    /* heading and JSON key */
	const char *context; /* where its doorbells are handled; "" for poll, "mixed" for several */
	struct series *groups;
	size_t ngroups;
};

static const char *const contexts[] = { "", CTX_HARDIRQ, CTX_THREAD };

#define NCONTEXTS  (sizeof(contexts) / sizeof(contexts[0]))
#define MAX_SIDES  32 /* columns; more are nothing for people */
#define FIXED	   3  /* columns in front: stage, context, quantity */
#define BEHIND	   2  /* columns a side after the first brings besides its own: difference and ratio */
#define NAME_BYTES 64

/* --- the sides --------------------------------------------------------------------------------------------------- */

/* Has it round trips, though nobody said of what doorbell? */
static bool pinged(const struct report_run *r)
{
	for (size_t k = 0; k < r->ngroups; k++)
		if (!*r->groups[k].backend && !strcmp(r->groups[k].stage, stage_info(EPB_RTT)->name))
			return hist_seen(&r->groups[k].h);
	return false;
}

static size_t find_sides(const struct report_run *runs, size_t n, struct side *sides)
{
	size_t nsides = 0;

	for (size_t i = 0; i < n; i++) {
		const size_t before = nsides;
		const char *last = "";

		for (size_t k = 0; k < runs[i].ngroups && nsides < MAX_SIDES; k++) {
			const struct series *s = &runs[i].groups[k];

			if (!*s->backend || !strcmp(s->backend, last) || !hist_seen(&s->h))
				continue;
			last = s->backend;
			sides[nsides++] = (struct side){ .r = &runs[i], .backend = s->backend };
		}
		if (nsides == before && nsides < MAX_SIDES && pinged(&runs[i]))
			sides[nsides++] = (struct side){ .r = &runs[i], .backend = "" };
	}
	return nsides;
}

/* Fold all devices, vectors and CPUs of a side, which report's own rows may keep apart. */
static int fold_side(struct side *side, const struct group_by *by)
{
	const struct group_by mine = { .stages = by->stages, .backends = &side->backend, .nbackends = 1 };
	int code = group_series(side->r->run, &mine, &side->groups, &side->ngroups);

	side->context = "";
	for (size_t i = 0; i < side->ngroups && !code; i++) {
		const char *context = side->groups[i].context;

		if (!*context || !strcmp(context, side->context))
			continue;
		side->context = *side->context ? "mixed" : context;
	}
	return code;
}

static bool backends_differ(const struct side *sides, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k <= i; k++)
			if (k == i ? !*sides[i].backend : !strcmp(sides[i].backend, sides[k].backend))
				return false;
	return true;
}

/* "dir/a.json" is called "a", and so is a log "a.txt" or "a.log". */
static const char *short_name(struct table *table, const char *file)
{
	const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	size_t len = strlen(base);

	if (len > 5 && !strcmp(base + len - 5, ".json"))
		len -= 5;
	else if (len > 4 && (!strcmp(base + len - 4, ".txt") || !strcmp(base + len - 4, ".log")))
		len -= 4;
	return table_str(table, "%.*s", len < NAME_BYTES ? (int)len : NAME_BYTES, base);
}

/* The backend is the name if no two sides share it; else the file, with backend or number as far as needed. */
static void name_sides(struct table *table, struct side *sides, size_t n)
{
	const bool by_backend = backends_differ(sides, n);

	for (size_t i = 0; i < n; i++) {
		const bool alone = (!i || sides[i - 1].r != sides[i].r) && (i + 1 == n || sides[i + 1].r != sides[i].r);

		sides[i].name = by_backend ? sides[i].backend : short_name(table, sides[i].r->file);
		if (!by_backend && !alone && *sides[i].backend)
			sides[i].name = table_str(table, "%s:%s", sides[i].name, sides[i].backend);
		for (size_t k = 0; k < i; k++) {
			if (!strcmp(sides[k].name, sides[i].name)) {
				sides[i].name = table_str(table, "%s#%zu", sides[i].name, i + 1);
				break;
			}
		}
	}
}

/* --- the columns ------------------------------------------------------------------------------------------------- */

static struct column *make_columns(struct table *table, const struct side *sides, size_t n)
{
	struct column *columns = table_need(calloc(FIXED + n * (1 + BEHIND), sizeof(*columns)));
	struct column *c = columns;

	*c++ = (struct column){ .key = "stage", .head = "stage", .flags = COL_NO_REPEAT };
	*c++ = (struct column){ .key = "context", .head = "context", .flags = COL_HIDE_SAME | COL_NO_REPEAT };
	*c++ = (struct column){ .key = "quantity", .head = "" };
	for (size_t i = 0; i < n; i++)
		*c++ = (struct column){ .key = sides[i].name, .head = sides[i].name, .flags = COL_RIGHT };
	for (size_t i = 1; i < n; i++) {
		*c++ = (struct column){ .key = table_str(table, "%s_minus_%s", sides[i].name, sides[0].name),
					.head = table_str(table, "%s-%s", sides[i].name, sides[0].name),
					.flags = COL_RIGHT,
					.drop = 1 + (int)i };
		*c++ = (struct column){ .key = table_str(table, "%s_over_%s", sides[i].name, sides[0].name),
					.head = "ratio",
					.flags = COL_RIGHT,
					.drop = 1 + (int)(n + i) };
	}
	return columns;
}

/* --- the rows ---------------------------------------------------------------------------------------------------- */

static const struct hist *find_hist(const struct side *side, const char *stage, const char *context)
{
	for (size_t i = 0; i < side->ngroups; i++) {
		const struct series *s = &side->groups[i];

		if (!strcmp(s->backend, side->backend) && !strcmp(s->stage, stage) && !strcmp(s->context, context))
			return s->h.count ? &s->h : NULL;
	}
	return NULL;
}

/* A hardirq handler's path and an irq thread's are different things (design rule 9). Polls have no handler. */
static bool comparable(const struct side *a, const struct side *b)
{
	return !*a->context || !*b->context || !strcmp(a->context, b->context);
}

static void difference_cells(const struct side *sides, size_t i, size_t n, struct cell *row)
{
	const struct cell *first = &row[FIXED], *other = &row[FIXED + i];
	struct cell *difference = &row[FIXED + n + (i - 1) * BEHIND], *ratio = difference + 1;

	if (first->type != CELL_NS || other->type != CELL_NS || !comparable(&sides[0], &sides[i]))
		return;
	*difference = cell_real(CELL_DIFF, (double)other->u - (double)first->u);
	difference->has_error = true;
	difference->error = first->error + other->error;
	if (first->u)
		*ratio = cell_real(CELL_RATIO, (double)other->u / (double)first->u);
	if ((difference->real < 0 ? -difference->real : difference->real) <= (double)difference->error) {
		difference->shown = "=";
		ratio->shown = "=";
	}
}

static void quantile_row(struct table *table, const struct side *sides, size_t n, const struct hist *const *hists,
			 const char *stage, const char *context, const char *quantity, double q)
{
	struct cell *row = table_row(table, ROW_DATA);

	row[0] = cell_str(stage);
	row[1] = cell_str(context);
	row[2] = cell_str(quantity);
	for (size_t i = 0; i < n; i++) {
		if (q >= 0 && hists[i])
			row[FIXED + i] = report_quantile(hists[i], q, sides[i].r->run->env.clock_step_ns);
		else if (hists[i])
			row[FIXED + i] = cell_uint(hists[i]->count);
		if (i)
			difference_cells(sides, i, n, row);
	}
	for (size_t k = FIXED + n; q < 0 && k < table->ncolumns; k++)
		row[k].shown = ""; /* a count has no difference to show */
}

static void stage_rows(struct table *table, const struct side *sides, size_t n, const char *stage, const char *context)
{
	const struct hist *hists[MAX_SIDES];
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		hists[i] = find_hist(&sides[i], stage, context);
		any = any || hists[i];
	}
	if (!any)
		return;
	quantile_row(table, sides, n, hists, stage, context, "count", -1);
	quantile_row(table, sides, n, hists, stage, context, "p50", 0.5);
	quantile_row(table, sides, n, hists, stage, context, "p99", 0.99);
}

static uint64_t coarsest_step(const struct side *sides, size_t n)
{
	uint64_t step = 1;

	for (size_t i = 0; i < n; i++)
		if (sides[i].r->run->env.clock_step_ns > step)
			step = sides[i].r->run->env.clock_step_ns;
	return step;
}

/*
 * Of logs, which people take from a mail: how many round trips there are, and that nothing follows from one run each (design
 * rule 13). With a and b runs the exact two-sided rank test has no p-value below 2 / C(a + b, a): of 3 + 3 that is 0.1,
 * of 4 + 4 it is 0.029.
 */
static const char *descriptive(struct table *table, const struct side *sides, size_t n)
{
	const char *all = "";
	char mean[32];

	for (size_t i = 0; i < n; i++) {
		const struct hist *h = find_hist(&sides[i], stage_info(EPB_RTT)->name, "");

		if (!h || !report_from_log(sides[i].r->run))
			return "";
		all = table_str(table, "%s%s%s n = %llu, mean %s", all, *all ? "; " : "", sides[i].name,
				(unsigned long long)h->count, units_mean(hist_mean(h), 1, mean, sizeof(mean)));
	}
	return table_str(
		table,
		" One run each is descriptive only, no verdict: %s. With alpha 0.05 a verdict takes at least 4 + 4 "
		"runs, else an exact two-sided rank test cannot reach it.",
		all);
}

static struct table *build(struct side *sides, size_t n)
{
	struct table *table =
		table_new(TABLE_ROWS, "comparison", NULL, FIXED + n + (n - 1) * BEHIND, coarsest_step(sides, n));

	name_sides(table, sides, n);
	table->own_columns = make_columns(table, sides, n);
	table->columns = table->own_columns;
	table->title = "Side by side";
	for (int stage = 0; stage < EPB_NSTAGES; stage++)
		for (size_t c = 0; c < NCONTEXTS; c++)
			stage_rows(table, sides, n, stage_info(stage)->name, contexts[c]);
	table->after = table_str(
		table,
		"Differences and ratios are to %s; = where they are within the error bounds. Whether a difference is more than chance, epbell compare judges, from several runs of each.%s",
		sides[0].name, descriptive(table, sides, n));
	return table;
}

struct table *report_compare(const struct report_run *runs, size_t n, const struct group_by *by, int *code)
{
	struct side sides[MAX_SIDES] = { 0 };
	struct table *table = NULL;
	size_t nsides = find_sides(runs, n, sides);

	*code = 0;
	for (size_t i = 0; i < nsides && !*code; i++)
		*code = fold_side(&sides[i], by);
	if (!*code && nsides > 1)
		table = build(sides, nsides);
	for (size_t i = 0; i < nsides; i++)
		group_free(sides[i].groups, sides[i].ngroups);
	return table;
}
