/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_JUDGING_H
#define EPBELL_JUDGING_H
/* The options of commands that judge, what they set up, and the forms in which the verdict is printed. */
#include "cmd/opts.h"
#include "judge/compare.h"

/* What the options set; zeroed at first. */
struct judging {
	struct opt_list stages, quantiles, budgets, allow, fail_on;
	const char *tolerance, *alpha, *rule;
	bool json, markdown, junit, ktap, within, ascii, no_plots;
	unsigned long long width;
	const char *output, *html;
	struct quantity quantities[32]; /* made of quantiles */
};

/* Rows of an option table for @j: what is judged and how, ... */
#define JUDGING_RULE_ROWS(j)                                                                                             \
	{ "What is judged", "stage", 's', OPT_LIST, "LIST", "only these stages (default: all but set-up)",               \
	  &(j)->stages,	    0,	     0 },                                                                                \
		{ NULL,                                                                                                  \
		  "quantile",                                                                                            \
		  'q',                                                                                                   \
		  OPT_LIST,                                                                                              \
		  "LIST",                                                                                                \
		  "p50, p99.9 and the like, mean, min, max (default p50,p99; with the exact rule mean too)",             \
		  &(j)->quantiles,                                                                                       \
		  0,                                                                                                     \
		  0 },                                                                                                   \
		{ NULL,		 "budget", 0,                                                                            \
		  OPT_LIST,	 "LIMIT",  "STAGE:QUANTITY<=TIME or STAGE@BACKEND:..., kept by each new run",            \
		  &(j)->budgets, 0,	   0 },                                                                          \
		{ "How",      "rule",                                                                                    \
		  0,	      OPT_STR,                                                                                   \
		  "RULE",     "rank, exact or auto: exact if all runs are of the deterministic lab (default auto)",      \
		  &(j)->rule, 0,                                                                                         \
		  0 },                                                                                                   \
		{ NULL,                                                                                                  \
		  "tolerance",                                                                                           \
		  't',                                                                                                   \
		  OPT_STR,                                                                                               \
		  "T",                                                                                                   \
		  "a change up to this is none: 5% or 2us (default 5%; with the exact rule 0)",                          \
		  &(j)->tolerance,                                                                                       \
		  0,                                                                                                     \
		  0 },                                                                                                   \
		{ NULL,	       "alpha", 0,                                                                               \
		  OPT_STR,     "P",	"chance of a false alarm, over all that is judged at once (default 0.05)",       \
		  &(j)->alpha, 0,	0 },                                                                             \
		{ NULL,		 "fail-on", 0,                                                                           \
		  OPT_LIST,	 "LIST",    "regression, change: faster too, gone: lost doorbells (default regression)", \
		  &(j)->fail_on, 0,	    0 },                                                                         \
	{                                                                                                                \
		NULL, "allow-unlike", 0, OPT_LIST, "LIST", judging_allow_help(), &(j)->allow, 0, 0                       \
	}

/* ... and how it is printed. */
#define JUDGING_FORM_ROWS(j)                                                                                           \
	{ "What is printed", "within", 0, OPT_FLAG, NULL, "the view within the runs too: descriptive",                 \
	  &(j)->within,	     0,	       0 },                                                                            \
		{ NULL, "markdown", 0, OPT_FLAG, NULL, "for a pull request or a cover letter", &(j)->markdown, 0, 0 }, \
		{ NULL, "ktap", 0, OPT_FLAG, NULL, "for KernelCI, LAVA and kselftest's tools", &(j)->ktap, 0, 0 },     \
		{ NULL, "junit", 0, OPT_FLAG, NULL, "for other CI servers", &(j)->junit, 0, 0 },                       \
		{ NULL, "json", 'j', OPT_FLAG, NULL, "JSON, all of it, times in ns; errors too", &(j)->json, 0, 0 },   \
		{ NULL, "output", 'o', OPT_STR, "FILE", "there instead of on stdout", &(j)->output, 0, 0 },            \
		{ NULL, "html", 0, OPT_STR, "FILE", "beside it one page of HTML with plots", &(j)->html, 0, 0 },       \
		{ NULL,		  "no-plots", 0, OPT_FLAG, NULL, "the page without plots, which need gnuplot",         \
		  &(j)->no_plots, 0,	      0 },                                                                     \
		{ NULL, "width", 'w', OPT_UINT, "N", "columns, instead of the terminal's", &(j)->width, 40, 1000 },    \
	{                                                                                                              \
		NULL, "ascii", 0, OPT_FLAG, NULL, "ASCII only (default where the locale is not UTF-8)", &(j)->ascii,   \
			0, 0                                                                                           \
	}

const char *judging_allow_help(void);

/*
 * Take the options over into @c (rule, alpha, tolerance, budgets, fail_on_*) and @opts, whose quantities point into
 * @j. @command: what judges, "epbell compare". -EINVAL: an unknown name, a number that is none, two forms at once; -ENOMEM
 */
int judging_take(struct judging *j, const char *command, struct comparison *c, struct compare_opts *opts,
		 struct err *err);
/* Print it as the options say; the exit code: EXIT_FINE, EXIT_GATE or EXIT_NOJUDGE by its outcome, or EXIT_ERROR. */
int judging_print(const struct cmd *cmd, const struct judging *j, const struct comparison *c);
void judging_free(struct judging *j);

#endif /* EPBELL_JUDGING_H */
