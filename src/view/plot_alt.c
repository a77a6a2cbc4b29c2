// SPDX-License-Identifier: GPL-2.0-only
/* What a picture shows, for people who do not see it. */
#include <stdio.h>
#include <stdlib.h>

#include "view/plot_phrase.h"
#include "view/plot_series.h"
#include "view/table.h"

static void put_series(FILE *to, const struct plot_list *list, const struct plot_series *s)
{
	char p50[40], p99[40], worst[40];

	if (!s->s.h.count) {
		fprintf(to, "%s: no %s", s->name, list->exact ? "reply" : "sample");
		return;
	}
	fprintf(to, "%s: p50 %s, p99 %s, worst %s of %llu", s->name,
		phrase_time((double)hist_quantile(&s->s.h, 0.5, NULL), 1, p50, sizeof(p50)),
		phrase_time((double)hist_quantile(&s->s.h, 0.99, NULL), 1, p99, sizeof(p99)),
		phrase_time((double)s->s.h.max, 1, worst, sizeof(worst)), (unsigned long long)s->s.h.count);
}

char *plot_alt(const char *what, const struct plot_list *list)
{
	char *text = NULL;
	size_t len;
	FILE *to = table_need(open_memstream(&text, &len));

	fputs(what, to);
	for (size_t i = 0; i < list->n; i++) {
		fputs(i ? "; " : ": ", to);
		put_series(to, list, &list->items[i]);
	}
	putc('.', to);
	table_need(fclose(to) ? NULL : text);
	return text;
}
