// SPDX-License-Identifier: GPL-2.0-only
/* The words below a picture. */
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/plot_phrase.h"
#include "view/plot_series.h"
#include "view/report_impl.h"
#include "view/table.h"

#define NAMED 12 /* series whose number of samples is told */

/* "1,000,000". Returns @buf. */
static const char *count_text(uint64_t n, char *buf, size_t size)
{
	char digits[24];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n), used = 0;

	for (size_t i = 0; i < len && used + 2 < size; i++) {
		if (i && (len - i) % 3 == 0)
			buf[used++] = ',';
		buf[used++] = digits[i];
	}
	buf[used] = 0;
	return buf;
}

/* --- the series --------------------------------------------------------------------------------------------------- */

static void put_counts(FILE *to, const struct plot_list *list)
{
	char text[40];

	fputs("Samples:", to);
	for (size_t i = 0; i < list->n && i < NAMED; i++)
		fprintf(to, "%s %s %s", i ? "," : "", list->items[i].name,
			count_text(list->items[i].s.h.count, text, sizeof(text)));
	if (list->n > NAMED)
		fprintf(to, " and %zu more series", list->n - NAMED);
	fputs(". ", to);
}

static void put_errors(FILE *to, const struct plot_list *list)
{
	char text[120], time[40];
	uint64_t step = 1;

	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].step > step)
			step = list->items[i].step;
	if (list->exact)
		fprintf(to, "Values are exact to a clock step of %s. ",
			phrase_time((double)step, 1, time, sizeof(time)));
	else
		fputs(phrase_errors(step, text, sizeof(text)), to);
}

/* --- the runs that are drawn -------------------------------------------------------------------------------------- */

struct drawn {
	const struct run **runs;
	size_t n;
};

/* Is anything of the run in the picture? */
static bool is_drawn(const struct plot_input *in, const struct plot_list *list, size_t i)
{
	const struct plot_input one = {
		.runs = &in->runs[i], .n = 1, .backends = in->backends, .nbackends = in->nbackends
	};

	if (!list || !list->n)
		return true; /* a sentence about all of them */
	if (list->pooled)
		return plot_stages_present(&one) & list->stages;
	for (size_t k = 0; k < list->n; k++)
		if (list->items[k].file == in->runs[i].file)
			return true;
	return false;
}

static struct drawn get_drawn(const struct plot_input *in, const struct plot_list *list)
{
	struct drawn d = { .runs = table_need(calloc(in->n + 1, sizeof(*d.runs))) };

	for (size_t i = 0; i < in->n; i++)
		if (is_drawn(in, list, i))
			d.runs[d.n++] = in->runs[i].run;
	return d;
}

static size_t count_runs(const struct drawn *d, bool (*is)(const struct run *run))
{
	size_t n = 0;

	for (size_t i = 0; i < d->n; i++)
		n += is(d->runs[i]);
	return n;
}

/* A value that is known, and whether there is another one: runs that do not know theirs say nothing. */
static const char *common_text(const struct drawn *d, size_t offset, bool *several)
{
	const char *found = "";

	*several = false;
	for (size_t i = 0; i < d->n; i++) {
		const char *text = (const char *)&d->runs[i]->env + offset;

		*several = *several || (*text && *found && strcmp(text, found) != 0);
		found = *found ? found : text;
	}
	return found;
}

static bool is_raw(const struct run *run)
{
	return run->ncosts || !strcmp(run->env.correction, RAW_ON_REQUEST);
}

static bool is_open(const struct run *run)
{
	return !run_closes(run) && !report_from_hgrm(run);
}

static bool is_incomplete(const struct run *run)
{
	return !run->complete;
}

/* --- what is said of them ----------------------------------------------------------------------------------------- */

static void put_correction(FILE *to, const struct drawn *d)
{
	const size_t corrected = count_runs(d, report_corrected);

	if (corrected && corrected < d->n)
		fputs("Some runs are corrected for epbell's own cost and some are raw. ", to);
	else if (corrected)
		fputs("Corrected: without epbell's own cost. ", to);
	else if (count_runs(d, is_raw))
		fputs("Raw: with what epbell's own hooks took. ", to);
}

/* What makes figures doubtful, of how many of the runs. */
static void put_doubts(FILE *to, const struct drawn *d)
{
	const size_t open = count_runs(d, is_open), incomplete = count_runs(d, is_incomplete);

	if (incomplete && d->n == 1)
		fputs("INCOMPLETE: the recording never ended in order. ", to);
	else if (incomplete)
		fprintf(to, "INCOMPLETE: %zu of %zu recordings never ended in order. ", incomplete, d->n);
	if (open && d->n == 1)
		fputs("The account is OPEN. ", to);
	else if (open)
		fprintf(to, "The accounts of %zu of %zu runs are OPEN. ", open, d->n);
}

static void put_lab(FILE *to, const struct drawn *d)
{
	for (size_t i = 1; i < d->n; i++) {
		if (!strcmp(d->runs[i]->env.lab, d->runs[0]->env.lab))
			continue;
		fputs("Not all runs are of one lab mode or of boards: their times do not compare. ", to);
		return;
	}
	fputs(d->n ? phrase_lab(d->runs[0]->env.lab) : "", to);
}

/* "HZ=250", "HZ=250/1000" */
static void put_hz(FILE *to, const struct drawn *d)
{
	const char *before = ", HZ=";

	for (size_t i = 0; i < d->n; i++) {
		const int hz = d->runs[i]->env.hz;
		size_t k = 0;

		while (k < i && d->runs[k]->env.hz != hz)
			k++;
		if (!hz || k < i)
			continue;
		fprintf(to, "%s%d", before, hz);
		before = "/";
	}
}

static void put_place(FILE *to, const struct drawn *d)
{
	bool kernels, machines;
	const char *kernel = common_text(d, offsetof(struct environment, release), &kernels);
	const char *machine = common_text(d, offsetof(struct environment, machine), &machines);

	if (kernels)
		fputs("Several kernels", to);
	else
		fprintf(to, "%s%s", *kernel ? "Linux " : "Kernel unknown", kernel);
	if (machines)
		fputs(", several machines", to);
	else
		fprintf(to, "%s%s", *machine ? ", " : "", machine);
	put_hz(to, d);
	putc('.', to);
}

char *plot_caption(const struct plot_input *in, const struct plot_list *list, const char *more)
{
	struct drawn drawn = get_drawn(in, list);
	char *text = NULL;
	size_t len;
	FILE *to = table_need(open_memstream(&text, &len));

	if (list && list->n) {
		put_counts(to, list);
		put_errors(to, list);
	}
	if (list && list->pooled)
		fprintf(to, "%zu runs, those of one backend together. ", drawn.n);
	if (*more)
		fprintf(to, "%s%s", more, more[strlen(more) - 1] == ' ' ? "" : " ");
	if (list && list->exact)
		fputs("Times are as the pinger saw them. ", to);
	else
		put_correction(to, &drawn);
	put_doubts(to, &drawn);
	put_lab(to, &drawn);
	put_place(to, &drawn);
	free(drawn.runs);
	table_need(fclose(to) ? NULL : text);
	return text;
}
