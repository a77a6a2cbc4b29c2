// SPDX-License-Identifier: GPL-2.0-only
/*
 * CSV as RFC 4180 has it: lines end in CR LF, fields that need it are quoted. A row for each bucket that has a count; what
 * has no bucket comes behind a series' buckets, without a cumulative count.
 */
#include <inttypes.h>
#include <string.h>

#include "io/export.h"

static void put_text(FILE *to, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, to);
		return;
	}
	putc('"', to);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', to);
		putc(*text, to);
	}
	putc('"', to);
}

/* What all rows of a series begin with. */
static void put_key(FILE *to, const struct export_run *r, const struct series *s)
{
	const char *const texts[] = { r->file, s->stage, s->backend, s->context, s->device };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		put_text(to, texts[i]);
		putc(',', to);
	}
	if (s->vector >= 0)
		fprintf(to, "%d", s->vector);
	putc(',', to);
	if (s->cpu >= 0)
		fprintf(to, "%d", s->cpu);
	putc(',', to);
}

static void put_series(FILE *to, const struct export_run *r, const struct series *s)
{
	uint64_t cumulative = 0;

	for (uint32_t i = 0; i < EPB_HIST_BUCKETS; i++) {
		if (!s->h.slot[i])
			continue;
		cumulative += s->h.slot[i];
		put_key(to, r, s);
		fprintf(to, "%llu,%llu,%" PRIu64 ",%" PRIu64 "\r\n", (unsigned long long)epb_hist_low(i),
			(unsigned long long)(epb_hist_low(i) + epb_hist_width(i) - 1), s->h.slot[i], cumulative);
	}
	if (s->h.slot[EPB_HIST_OVER]) {
		put_key(to, r, s);
		fprintf(to, "%llu,,%" PRIu64 ",\r\n", 1ULL << (EPB_HIST_MAX_EXP + 1), s->h.slot[EPB_HIST_OVER]);
	}
	if (s->h.slot[EPB_HIST_UNDER]) {
		put_key(to, r, s);
		fprintf(to, ",-1,%" PRIu64 ",\r\n", s->h.slot[EPB_HIST_UNDER]);
	}
}

int export_csv(FILE *to, const struct export *ex, struct err *err)
{
	fputs("file,stage,backend,context,device,vector,cpu,low_ns,high_ns,count,cumulative\r\n", to);
	for (size_t i = 0; i < ex->n; i++)
		for (size_t k = 0; k < ex->runs[i].ngroups; k++)
			put_series(to, &ex->runs[i], &ex->runs[i].groups[k]);
	return 0;
}
