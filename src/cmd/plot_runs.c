// SPDX-License-Identifier: GPL-2.0-only
/* 'epbell plot' of runs: read them, choose of them, compose. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/plotting.h"
#include "cmd/select.h"
#include "view/plot_kind_list.h"
#include "view/plot_kinds.h"

#define MANY 32 /* runs of which only what is drawn is kept */

#define KIND(name, needs, text, what) { #name, PLOT_NEEDS_##needs, plot_##name },

static const struct {
	const char *name;
	enum plot_needs needs;
	struct plot *(*compose)(const struct plot_input *in, struct err *err);
} kinds[] = { PLOT_KINDS_OF_RUNS(KIND) };

#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

/* The command has no other kinds of runs. */
static size_t kind_of(const char *name)
{
	size_t found = 0;

	for (size_t i = 0; i < NKINDS; i++)
		if (!strcmp(kinds[i].name, name))
			found = i;
	return found;
}

/* A stage or backend that there is not is a usage error. */
static int choose(const struct plotting *p, struct plot_input *in, struct err *err)
{
	struct session_opts unused = { 0 }; /* the names are to be known, no more */
	int code = p->stages.n ? select_stages(&p->stages, &in->stages, err) : 0;

	in->backends = p->backends.item;
	in->nbackends = p->backends.n;
	return code ? code : select_backends(&p->backends, &unused, err);
}

static int read_runs(const struct plotting *p, struct plot_run *runs, bool rows, struct err *err)
{
	for (size_t i = 0; i < p->operands.n; i++) {
		int code;

		runs[i].file = p->operands.item[i];
		code = run_read_any(runs[i].file, &p->read, &runs[i].run, err);
		if (code)
			return code;
		if (p->raw)
			run_show_raw(runs[i].run);
		if (p->operands.n > MANY && !rows && runs[i].run->naccounts)
			run_keep_series(runs[i].run);
	}
	return 0;
}

int plotting_runs(const struct cmd *cmd, struct plotting *p, struct plot **plot)
{
	struct plot_run *runs = calloc(p->operands.n + 1, sizeof(*runs));
	struct plot_input in = { .runs = runs,
				 .n = p->operands.n,
				 .title = p->title,
				 .width = p->size.width,
				 .height = p->size.height,
				 .print = p->theme && !strcmp(p->theme, "print") };
	const size_t kind = kind_of(p->kind);
	int rc = EXIT_FINE;
	struct err err;

	if (!runs)
		return dief(cmd, EXIT_ERROR, "not enough memory");
	if (!in.n)
		rc = dief(cmd, EXIT_USAGE, "no run file named: epbell plot %s RUN... -o FILE.png", p->kind);
	else if (choose(p, &in, &err))
		rc = die(cmd, EXIT_USAGE, &err);
	else if (read_runs(p, runs, kinds[kind].needs == PLOT_NEEDS_ROWS, &err))
		rc = die(cmd, EXIT_ERROR, &err);
	if (rc == EXIT_FINE) {
		*plot = kinds[kind].compose(&in, &err);
		rc = *plot ? EXIT_FINE : die(cmd, EXIT_ERROR, &err);
	}
	for (size_t i = 0; i < in.n; i++)
		run_free(runs[i].run);
	free(runs);
	return rc;
}
