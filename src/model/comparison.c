// SPDX-License-Identifier: GPL-2.0-only
/* A comparison's lists. */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/comparison.h"
#include "model/list.h"

static const char *const verdict_names[NVERDICTS] = {
	[VERDICT_NONE] = "-",	     [VERDICT_SAME] = "same",	  [VERDICT_WITHIN] = "within",
	[VERDICT_FASTER] = "faster", [VERDICT_SLOWER] = "slower", [VERDICT_GONE] = "gone",
};

const char *verdict_name(enum verdict verdict)
{
	return verdict_names[verdict];
}

static void free_strings(char **strings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(strings[i]);
	free(strings);
}

void comparison_free(struct comparison *c)
{
	for (size_t i = 0; i < c->nfigures; i++) {
		free(c->figures[i].samples);
		free(c->figures[i].folded);
		free(c->figures[i].judged);
	}
	for (size_t i = 0; i < c->nfolds; i++)
		free(c->folds[i].h);
	free(c->figures);
	free(c->folds);
	free(c->arms);
	free(c->runs);
	free(c->budgets);
	free_strings(c->reasons, c->nreasons);
	free_strings(c->remarks, c->nremarks);
	memset(c, 0, sizeof(*c));
}

/* One more element of a list that @list points to; NULL: no memory. */
static void *grow(void *list, size_t *n, size_t size)
{
	void **at = list, *grown = list_room(*at, *n, size);

	if (!grown)
		return NULL;
	*at = grown;
	return (char *)grown + (*n)++ * size;
}

struct arm *comparison_add_arm(struct comparison *c, const char *name)
{
	struct arm *arm = grow(&c->arms, &c->narms, sizeof(*arm));

	if (arm) {
		snprintf(arm->name, sizeof(arm->name), "%s", name);
		arm->first = c->nruns;
	}
	return arm;
}

struct replicate *comparison_add_run(struct comparison *c, const char *name)
{
	struct replicate *run = grow(&c->runs, &c->nruns, sizeof(*run));

	if (run) {
		snprintf(run->name, sizeof(run->name), "%s", name);
		c->arms[c->narms - 1].n++;
	}
	return run;
}

struct budget *comparison_add_budget(struct comparison *c)
{
	return grow(&c->budgets, &c->nbudgets, sizeof(*c->budgets));
}

/* --- figures ----------------------------------------------------------------------------------------------------- */

static void no_values(struct sample *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		samples[i].value = NAN;
}

struct figure *comparison_add_figure(struct comparison *c, const char *stage, const char *context, const char *backend,
				     const struct quantity *quantity)
{
	struct figure *f = grow(&c->figures, &c->nfigures, sizeof(*f));

	if (!f)
		return NULL;
	snprintf(f->stage, sizeof(f->stage), "%s", stage);
	snprintf(f->context, sizeof(f->context), "%s", context);
	snprintf(f->backend, sizeof(f->backend), "%s", backend);
	f->quantity = *quantity;
	f->samples = calloc(c->nruns + 1, sizeof(*f->samples));
	f->folded = calloc(c->narms + 1, sizeof(*f->folded));
	f->judged = calloc(c->narms + 1, sizeof(*f->judged));
	if (!f->samples || !f->folded || !f->judged)
		return NULL; /* comparison_free() has it all */
	no_values(f->samples, c->nruns);
	no_values(f->folded, c->narms);
	return f;
}

struct figure *comparison_find_figure(const struct comparison *c, const char *stage, const char *context,
				      const char *backend, const char *quantity)
{
	for (size_t i = 0; i < c->nfigures; i++) {
		struct figure *f = &c->figures[i];

		if (!strcmp(f->stage, stage) && !strcmp(f->context, context) && !strcmp(f->backend, backend) &&
		    !strcmp(f->quantity.name, quantity))
			return f;
	}
	return NULL;
}

struct fold *comparison_fold(struct comparison *c, const char *stage, const char *context, const char *backend)
{
	struct fold *f;

	for (size_t i = 0; i < c->nfolds; i++) {
		f = &c->folds[i];
		if (!strcmp(f->stage, stage) && !strcmp(f->context, context) && !strcmp(f->backend, backend))
			return f;
	}
	f = grow(&c->folds, &c->nfolds, sizeof(*f));
	if (!f)
		return NULL;
	snprintf(f->stage, sizeof(f->stage), "%s", stage);
	snprintf(f->context, sizeof(f->context), "%s", context);
	snprintf(f->backend, sizeof(f->backend), "%s", backend);
	f->h = calloc(c->narms + 1, sizeof(*f->h));
	return f->h ? f : NULL;
}

static int by_rank(int a, int b)
{
	return (a > b) - (a < b);
}

/* Quantiles by their q, and what is none behind them. */
static int by_quantity(const struct quantity *a, const struct quantity *b)
{
	if ((a->q < 0) != (b->q < 0))
		return a->q < 0 ? 1 : -1;
	return a->q < 0 ? by_rank(-(int)a->q, -(int)b->q) : (a->q > b->q) - (a->q < b->q);
}

static int by_key(const void *left, const void *right)
{
	const struct figure *a = left, *b = right;
	int diff = by_rank(backend_rank(a->backend), backend_rank(b->backend));

	if (!diff)
		diff = strcmp(a->backend, b->backend);
	if (!diff)
		diff = by_rank(stage_rank(a->stage), stage_rank(b->stage));
	if (!diff)
		diff = strcmp(a->stage, b->stage);
	if (!diff)
		diff = strcmp(a->context, b->context);
	return diff ? diff : by_quantity(&a->quantity, &b->quantity);
}

void comparison_sort(struct comparison *c)
{
	if (c->nfigures)
		qsort(c->figures, c->nfigures, sizeof(*c->figures), by_key);
}

const char *figure_name(const struct figure *figure, char *buf, size_t size)
{
	const bool plain = !*figure->context || !strcmp(figure->context, CTX_HARDIRQ);

	snprintf(buf, size, "%s%s%s%s%s %s", figure->stage, *figure->backend ? " " : "", figure->backend,
		 plain ? "" : " ", plain ? "" : figure->context, figure->quantity.name);
	return buf;
}

bool comparison_deterministic(const struct comparison *c)
{
	for (size_t i = 0; i < c->nruns; i++)
		if (strcmp(c->runs[i].env.lab, "deterministic") != 0)
			return false;
	return true;
}

void comparison_count(const struct comparison *c, size_t count[NVERDICTS])
{
	memset(count, 0, NVERDICTS * sizeof(*count));
	for (size_t i = 0; i < c->nfigures; i++)
		for (size_t arm = 1; arm < c->narms; arm++)
			count[c->figures[i].judged[arm].verdict]++;
}

/* --- sentences --------------------------------------------------------------------------------------------------- */

static int add_sentence(char ***list, size_t *n, const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < *n; i++) {
		if (!strcmp((*list)[i], text)) { /* said already */
			free(text);
			return 0;
		}
	}
	if (!grow(list, n, sizeof(**list))) {
		free(text);
		return -ENOMEM;
	}
	(*list)[*n - 1] = text;
	return 0;
}

int comparison_reason(struct comparison *c, const char *fmt, ...)
{
	va_list ap;
	int code;

	va_start(ap, fmt);
	code = add_sentence(&c->reasons, &c->nreasons, fmt, ap);
	va_end(ap);
	return code;
}

int comparison_remark(struct comparison *c, const char *fmt, ...)
{
	va_list ap;
	int code;

	va_start(ap, fmt);
	code = add_sentence(&c->remarks, &c->nremarks, fmt, ap);
	va_end(ap);
	return code;
}
