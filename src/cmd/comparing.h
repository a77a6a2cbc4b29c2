/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_COMPARING_H
#define EPBELL_COMPARING_H
/* The sides that a command holds against each other, and how their files come to a judged comparison. */
#include "cmd/judging.h"
#include "io/run_any.h"

/* What the options set; zeroed at first. */
struct comparing {
	struct opt_many base, news, operands; /* files */
	struct opt_list backends;
	const char *by;
	struct read_opts read;
	bool raw;
};

/* Rows of an option table for @c, which take operands by opts_operands(). */
#define COMPARING_ROWS(c)                                                                                                                                    \
	{ "The sides", "base", 'b', OPT_MANY, "RUN...", "what the others are held against", &(c)->base, 0, 0 },                                              \
		{ NULL, "new", 'n', OPT_MANY, "RUN...", "what is held against it; alone, for --budget", &(c)->news, 0, 0 },                                  \
		{ NULL,                                                                                                                                      \
		  "by",                                                                                                                                      \
		  0,                                                                                                                                         \
		  OPT_STR,                                                                                                                                   \
		  "KEY",                                                                                                                                     \
		  "a side for each backend, or with label:K for each value of label K: of the new runs, or of all operands, the first one's being the base", \
		  &(c)->by,                                                                                                                                  \
		  0,                                                                                                                                         \
		  0 },                                                                                                                                       \
		{ NULL, "backend", 0, OPT_LIST, "LIST", "only these backends", &(c)->backends, 0, 0 },                                                       \
		{ NULL,                                                                                                                                      \
		  "unit",                                                                                                                                    \
		  0,                                                                                                                                         \
		  OPT_STR,                                                                                                                                   \
		  "UNIT",                                                                                                                                    \
		  "ns, us, ms or s: of the times in an .hgrm that names none",                                                                               \
		  &(c)->read.unit,                                                                                                                           \
		  0,                                                                                                                                         \
		  0 },                                                                                                                                       \
	{                                                                                                                                                    \
		NULL, "raw", 0, OPT_FLAG, NULL, "the times as they were seen, epbell's own hooks included", &(c)->raw,                                       \
			0, 0                                                                                                                                 \
	}

/* Do the options name sides? @budgets: how many there are. 0, or EXIT_USAGE with the sentence printed. */
int comparing_check(const struct cmd *cmd, const struct comparing *req, size_t budgets);

/*
 * Read the files and judge them by the rules of @judging. EXIT_FINE: @c is judged, whatever its outcome; else the exit code
 * with the sentence printed. @command: what judges, "epbell compare". @c, zeroed before, is for comparison_free() in any case.
 */
int comparing_judge(const struct cmd *cmd, const struct comparing *req, struct judging *judging, const char *command,
		    struct comparison *c);

void comparing_free(struct comparing *req);

#endif /* EPBELL_COMPARING_H */
