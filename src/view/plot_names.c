// SPDX-License-Identifier: GPL-2.0-only
/* What the series of a plot are called. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_layout.h"
#include "view/plot_series.h"
#include "view/table.h"

/* What a name is made of. */
struct naming {
	bool stage, backend, context, file;
};

/* How much of a file's name: less of it says enough where it tells the files apart. */
enum { BASE, BASE_SUFFIX, PATH, PATH_SUFFIX, NFORMS };

/* Names under way. */
struct naming_work {
	struct plot_list *list;
	char (*full)[PATH_MAX]; /* of each series, before it is cut */
	size_t shared;		/* bytes of the directories that all files are in */
};

/* --- files -------------------------------------------------------------------------------------------------------- */

static size_t shared_directories(const struct plot_list *list)
{
	const char *first = NULL;
	size_t shared = 0;

	for (size_t i = 0; i < list->n; i++) {
		const char *file = list->items[i].file;
		size_t len = 0;

		if (!file)
			continue;
		if (!first) {
			first = file;
			shared = strrchr(file, '/') ? (size_t)(strrchr(file, '/') - file) + 1 : 0;
		}
		while (len < shared && file[len] == first[len])
			len++;
		while (len && file[len - 1] != '/')
			len--;
		shared = len;
	}
	return shared;
}

/* A file that is there more than once is a run of its own each time: its number from 2 on, else 0. */
static size_t repetition(const struct plot_list *list, size_t i)
{
	const char *before = NULL;
	size_t n = 1;

	for (size_t k = 0; k < i; k++) {
		const char *file = list->items[k].file;

		if (!file || file == list->items[i].file || file == before || strcmp(file, list->items[i].file) != 0)
			continue;
		before = file;
		n++;
	}
	return n > 1 ? n : 0;
}

static void add_file(const struct naming_work *w, size_t i, int form)
{
	const char *file = w->list->items[i].file, *slash = strrchr(file, '/');
	const char *base = slash && slash[1] ? slash + 1 : file;
	const char *from = form < PATH ? base : file + w->shared, *dot = strrchr(base, '.');
	const bool whole = form == BASE_SUFFIX || form == PATH_SUFFIX || !dot || dot == base;
	const size_t again = repetition(w->list, i);

	text_add(w->full[i], PATH_MAX, "%.*s", whole ? (int)strlen(from) : (int)(dot - from), from);
	if (again)
		text_add(w->full[i], PATH_MAX, "#%zu", again);
}

/* --- one name ----------------------------------------------------------------------------------------------------- */

static void add_word(char *name, const char *word)
{
	text_add(name, PATH_MAX, "%s%s", *name && *word ? " " : "", word);
}

static void make_name(const struct naming_work *w, size_t i, const struct naming *by, int form)
{
	const struct plot_series *s = &w->list->items[i];
	char *name = w->full[i];

	*name = 0;
	if (by->file && s->file)
		add_file(w, i, form);
	if (by->backend)
		add_word(name, s->s.backend);
	if (by->stage)
		add_word(name, s->s.stage);
	if (by->context || !strcmp(s->s.context, CTX_THREAD))
		add_word(name, s->s.context);
	if (!*name && s->file)
		add_file(w, i, BASE);
	text_clean_terminal(name);
}

/* --- all names ---------------------------------------------------------------------------------------------------- */

static bool name_taken(const struct plot_list *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list->items[i].name, name))
			return true;
	return false;
}

static bool full_differ(const struct naming_work *w)
{
	for (size_t i = 0; i < w->list->n; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(w->full[i], w->full[k]))
				return false;
	return true;
}

/* Cut all in the middle; are they then all different? */
static bool cut_differ(const struct naming_work *w)
{
	bool differ = true;

	for (size_t i = 0; i < w->list->n; i++) {
		struct plot_series *s = &w->list->items[i];

		plot_cut(w->full[i], PLOT_LABEL, s->name, sizeof(s->name));
		differ = differ && !name_taken(w->list, i, s->name);
	}
	return differ;
}

/* Name all by the first way that tells all apart, as they are or @cut. */
static bool name_all(const struct naming_work *w, bool cut)
{
	static const struct naming ways[] = {
		{ .backend = true },
		{ .backend = true, .context = true },
		{ .stage = true },
		{ .backend = true, .stage = true },
		{ .backend = true, .stage = true, .context = true },
		{ .file = true },
		{ .file = true, .stage = true },
		{ .file = true, .backend = true },
		{ .file = true, .backend = true, .stage = true, .context = true },
	};

	bool differ;

	for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++) {
		for (int form = 0; form < (ways[way].file ? NFORMS : 1); form++) {
			for (size_t i = 0; i < w->list->n; i++)
				make_name(w, i, &ways[way], form);
			differ = cut_differ(w);
			if (cut ? differ : full_differ(w))
				return true;
		}
	}
	return false;
}

/* What lost its difference in the middle shows that, and not what it shares with the others. */
static void show_differences(const struct naming_work *w)
{
	char(*cut)[sizeof(w->list->items[0].name)] = table_need(calloc(w->list->n + 1, sizeof(*cut)));

	for (size_t i = 0; i < w->list->n; i++)
		memcpy(cut[i], w->list->items[i].name, sizeof(*cut));
	for (size_t i = 0; i < w->list->n; i++) {
		const char *alike[PLOT_SERIES_MAX];
		size_t n = 0;

		for (size_t k = 0; k < w->list->n && n < PLOT_SERIES_MAX; k++)
			if (k != i && !strcmp(cut[k], cut[i]))
				alike[n++] = w->full[k];
		if (n)
			plot_cut_shared(w->full[i], alike, n, PLOT_LABEL, w->list->items[i].name, sizeof(*cut));
	}
	free(cut);
}

/* The last resort. */
static void number_equals(const struct naming_work *w)
{
	for (size_t i = 0; i < w->list->n; i++) {
		struct plot_series *s = &w->list->items[i];
		char plain[sizeof(s->name)], number[24];

		memcpy(plain, s->name, sizeof(plain));
		for (size_t n = 2; name_taken(w->list, i, s->name); n++) {
			snprintf(number, sizeof(number), "#%zu", n);
			plot_cut(plain, PLOT_LABEL - strlen(number), s->name, sizeof(s->name));
			text_add(s->name, sizeof(s->name), "%s", number);
		}
	}
}

void plot_list_name(struct plot_list *list)
{
	struct naming_work w = { .list = list, .shared = shared_directories(list) };

	w.full = table_need(calloc(list->n + 1, sizeof(*w.full)));
	if (!name_all(&w, true)) {
		name_all(&w, false);
		show_differences(&w);
		number_equals(&w);
	}
	free(w.full);
	plot_list_looks(list);
}
