// SPDX-License-Identifier: GPL-2.0-only
/* How the series of a plot look. */
#include <string.h>

#include "view/plot_series.h"

#define COLOURS 8

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
void plot_list_looks(struct plot_list *list)
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
