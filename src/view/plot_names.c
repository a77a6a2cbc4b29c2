// SPDX-License-Identifier: GPL-2.0-only
/* What the series of a plot are called, and how they look. */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_series.h"

#define COLOURS 8

/* --- names -------------------------------------------------------------------------------------------------------- */

/* What a name is made of. */
struct naming {
	bool stage, backend, context, file, path;
};

static const char *base_of(const char *file)
{
	const char *slash = strrchr(file, '/');

	return slash ? slash + 1 : file;
}

/* The file's name without directories (or with) and suffix. */
static void add_file(char *buf, size_t size, const char *file, bool path)
{
	const char *from = path ? file : base_of(file), *dot = strrchr(from, '.');
	const size_t len = dot && dot > from ? (size_t)(dot - from) : strlen(from);

	text_add(buf, size, "%s%.*s", *buf ? " " : "", (int)len, from);
}

static void make_name(const struct naming *by, struct plot_series *s)
{
	const size_t size = sizeof(s->name);

	*s->name = 0;
	if (by->file && s->file)
		add_file(s->name, size, s->file, by->path);
	if (by->backend && *s->s.backend)
		text_add(s->name, size, "%s%s", *s->name ? " " : "", s->s.backend);
	if (by->stage)
		text_add(s->name, size, "%s%s", *s->name ? " " : "", s->s.stage);
	if (by->context || !strcmp(s->s.context, CTX_THREAD))
		text_add(s->name, size, "%s%s", *s->name && *s->s.context ? " " : "", s->s.context);
	if (!*s->name && s->file)
		add_file(s->name, size, s->file, false);
	text_clean_terminal(s->name);
}

/* Name all by that; are the names then all different? */
static bool name_all(struct plot_list *list, const struct naming *by)
{
	for (size_t i = 0; i < list->n; i++)
		make_name(by, &list->items[i]);
	for (size_t i = 0; i < list->n; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(list->items[i].name, list->items[k].name))
				return false;
	return true;
}

/* The shortest of these that tells all apart. */
static void find_names(struct plot_list *list)
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
		{ .file = true, .path = true, .backend = true, .stage = true, .context = true },
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (name_all(list, &ways[i]))
			return;
}

/* --- looks -------------------------------------------------------------------------------------------------------- */

int plot_backend_colour(const char *backend)
{
	static const char *const order[] = { "its", "edma", "poll", "msi", "mmio" };
	const int n = sizeof(order) / sizeof(order[0]);

	for (int i = 0; i < n; i++)
		if (!strcmp(backend, order[i]))
			return i + 1;
	return n + 1;
}

/* The first of each backend has its colour; the others have those that are left, then all again, dashed. */
static void find_looks(struct plot_list *list)
{
	bool taken[COLOURS + 1] = { 0 };
	int next = 0;

	for (size_t i = 0; i < list->n; i++) {
		const int colour = plot_backend_colour(list->items[i].s.backend);

		if (!taken[colour]) {
			taken[colour] = true;
			list->items[i].colour = colour;
			list->items[i].dash = 1;
		}
	}
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].colour)
			continue;
		while (next < COLOURS && taken[next + 1])
			next++;
		list->items[i].colour = next % COLOURS + 1;
		list->items[i].dash = next / COLOURS + 1;
		next++;
	}
}

void plot_list_name(struct plot_list *list)
{
	find_names(list);
	find_looks(list);
}
