// SPDX-License-Identifier: GPL-2.0-only
/* The words below a picture, and those for people who do not see it. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/units.h"
#include "view/plot_axis.h"
#include "view/plot_phrase.h"
#include "view/plot_layout.h"
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

static void put_counts(FILE *to, const struct plot_list *list)
{
	char text[40], name[PLOT_LABEL * 4 + 8];

	fputs("Samples:", to);
	for (size_t i = 0; i < list->n && i < NAMED; i++)
		fprintf(to, "%s %s %s", i ? "," : "", plot_cut(list->items[i].name, PLOT_LABEL, name, sizeof(name)),
			count_text(list->items[i].s.h.count, text, sizeof(text)));
	if (list->n > NAMED)
		fprintf(to, " and %zu more series", list->n - NAMED);
	fputs(". ", to);
}

static void put_errors(FILE *to, const struct plot_list *list)
{
	char text[40];
	uint64_t step = 1;

	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].step > step)
			step = list->items[i].step;
	fprintf(to, "Values are exact to %sa clock step of %s. ",
		list->exact ? "" : "half a bucket, at most 1.6 %, and ",
		phrase_time((double)step, 1, text, sizeof(text)));
}

/* Does @say tell the same of all runs? */
static bool all_same(const struct plot_input *in, bool (*differs)(const struct run *a, const struct run *b))
{
	for (size_t i = 1; i < in->n; i++)
		if (differs(in->runs[0].run, in->runs[i].run))
			return false;
	return true;
}

static bool other_correction(const struct run *a, const struct run *b)
{
	return report_corrected(a) != report_corrected(b);
}

static bool other_kernel(const struct run *a, const struct run *b)
{
	return strcmp(a->env.release, b->env.release) != 0;
}

static bool other_machine(const struct run *a, const struct run *b)
{
	return strcmp(a->env.machine, b->env.machine) != 0;
}

static bool other_lab(const struct run *a, const struct run *b)
{
	return strcmp(a->env.lab, b->env.lab) != 0;
}

static void put_correction(FILE *to, const struct plot_input *in)
{
	if (!all_same(in, other_correction))
		fputs("Some runs are corrected for epbell's own cost and some are raw. ", to);
	else if (report_corrected(in->runs[0].run))
		fputs("Corrected: without epbell's own cost. ", to);
	else if (in->runs[0].run->ncosts || !strcmp(in->runs[0].run->env.correction, RAW_ON_REQUEST))
		fputs("Raw: with what epbell's own hooks took. ", to);
}

static void put_lab(FILE *to, const struct plot_input *in)
{
	if (all_same(in, other_lab))
		fputs(phrase_lab(in->runs[0].run->env.lab), to);
	else
		fputs("Not all runs are of one lab mode or of boards: their times do not compare. ", to);
}

static void put_place(FILE *to, const struct plot_input *in)
{
	const struct environment *env = &in->runs[0].run->env;

	if (!all_same(in, other_kernel))
		fputs("Several kernels", to);
	else if (*env->release)
		fprintf(to, "Linux %s", env->release);
	else
		fputs("Kernel unknown", to);
	if (!all_same(in, other_machine))
		fputs(", several machines", to);
	else if (*env->machine)
		fprintf(to, ", %s", env->machine);
	if (env->hz)
		fprintf(to, ", HZ=%d", env->hz);
	putc('.', to);
}

static bool some_open(const struct plot_input *in)
{
	for (size_t i = 0; i < in->n; i++)
		if (!run_closes(in->runs[i].run) && !report_from_hgrm(in->runs[i].run))
			return true;
	return false;
}

char *plot_caption(const struct plot_input *in, const struct plot_list *list, const char *more)
{
	char *text = NULL;
	size_t len;
	FILE *to = table_need(open_memstream(&text, &len));

	if (list && list->n) {
		put_counts(to, list);
		put_errors(to, list);
	}
	if (list && list->pooled)
		fprintf(to, "%zu runs, those of one backend together. ", in->n);
	if (*more)
		fprintf(to, "%s%s", more, more[strlen(more) - 1] == ' ' ? "" : " ");
	if (list && list->exact)
		fputs("Times are as the pinger saw them. ", to);
	else
		put_correction(to, in);
	if (some_open(in))
		fputs("The account of some runs is OPEN. ", to);
	put_lab(to, in);
	put_place(to, in);
	table_need(fclose(to) ? NULL : text);
	return text;
}

char *plot_alt(const char *what, const struct plot_list *list)
{
	char *text = NULL, name[PLOT_LABEL * 4 + 8], p50[32], p99[32], worst[32];
	size_t len;
	FILE *to = table_need(open_memstream(&text, &len));

	fputs(what, to);
	for (size_t i = 0; i < list->n && i < NAMED; i++) {
		const struct plot_series *s = &list->items[i];

		fprintf(to, "%s %s: p50 %s, p99 %s, worst %s of %llu", i ? ";" : ":",
			plot_cut(s->name, PLOT_LABEL, name, sizeof(name)),
			phrase_time((double)hist_quantile(&s->s.h, 0.5, NULL), 1, p50, sizeof(p50)),
			phrase_time((double)hist_quantile(&s->s.h, 0.99, NULL), 1, p99, sizeof(p99)),
			phrase_time((double)s->s.h.max, 1, worst, sizeof(worst)), (unsigned long long)s->s.h.count);
	}
	if (list->n > NAMED)
		fprintf(to, "; and %zu more series", list->n - NAMED);
	putc('.', to);
	table_need(fclose(to) ? NULL : text);
	return text;
}
