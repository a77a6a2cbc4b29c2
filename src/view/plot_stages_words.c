// SPDX-License-Identifier: GPL-2.0-only
/* The words of a picture of stages. */
#include <stdio.h>

#include "model/text.h"
#include "view/plot_phrase.h"
#include "view/plot_stages.h"
#include "view/table.h"

void stage_parts_explain(const struct stage_parts *p, char *buf, size_t size)
{
	bool other = false;

	for (size_t i = 0; i < p->n; i++)
		other = other || p->bars[i].other;
	snprintf(
		buf, size,
		"Quantiles of parts do not add up to that of the whole: a packet that is slow in one stage need not be in another.%s",
		p->rest ? "" : " The whole is not shown.");
	if (p->rest)
		text_add(
			buf, size,
			" The line, and the figure at a bar's end, are the p50 or p99 of %s itself; rest is what lacks to it.",
			stage_info(p->path->whole)->name);
	if (p->shown & EPB_BIT(EPB_WIRE))
		text_add(buf, size, " wire has the wait for a poll in it, where there is one.");
	if (other)
		text_add(buf, size, " Of a stage in two contexts the one with more samples is shown.");
}

/* --- for those who do not see it ---------------------------------------------------------------------------------- */

static const double quantiles[] = { 0.5, 0.99 };

/* One bar: its stages, what lacks, and the whole, as far as it is known. */
static void put_bar_alt(FILE *to, const struct stage_parts *p, const struct stage_bars *bars, int q)
{
	const double sum = stage_parts_sum(bars, quantiles[q]), whole = stage_parts_whole(bars, quantiles[q]);
	char time[40];
	const char *between = ":";

	fputs(q ? "; p99" : ", p50", to);
	for (int k = 0; p->path->stages[k] >= 0; k++)
		if (bars->part[k]) {
			fprintf(to, "%s %s %s", between, stage_info(p->path->stages[k])->name,
				phrase_time((double)hist_quantile(bars->part[k], quantiles[q], NULL), 1, time,
					    sizeof(time)));
			between = ",";
		}
	if (bars->whole && whole > sum)
		fprintf(to, ", rest %s", phrase_time(whole - sum, 1, time, sizeof(time)));
	if (bars->whole)
		fprintf(to, ", whole %s", phrase_time(whole, 1, time, sizeof(time)));
}

char *stage_parts_alt(const struct stage_parts *p)
{
	char *text = NULL;
	size_t len;
	FILE *to = table_need(open_memstream(&text, &len));

	fputs("Where the time goes.", to);
	for (size_t i = 0; i < p->n; i++) {
		fprintf(to, " %s", p->bars[i].head->name);
		for (int q = 0; q < 2; q++)
			put_bar_alt(to, p, &p->bars[i], q);
		putc('.', to);
	}
	table_need(fclose(to) ? NULL : text);
	return text;
}
