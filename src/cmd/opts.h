/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_OPTS_H
#define EPBELL_OPTS_H
/*
 * Subcommands and their options as tables. Parsing, --help and the check of ranges all come from the same rows, so the
 * help cannot drift from what is accepted.
 */
#include <stdbool.h>
#include <stddef.h>

#include "model/err.h"

enum exit_code {
	EXIT_FINE = 0,
	EXIT_ERROR = 1,
	EXIT_GATE = 2,	  /* a gate failed */
	EXIT_NOJUDGE = 3, /* cannot judge */
	EXIT_USAGE = 64,
};

enum opt_type {
	OPT_FLAG,  /* bool *out */
	OPT_STR,   /* const char **out: points into argv */
	OPT_UINT,  /* unsigned long long *out, min..max */
	OPT_SECS,  /* double *out: seconds, "10", "2.5", "500ms", "1m"; min..max */
	OPT_MSECS, /* the same, but a plain number is milliseconds; *out is seconds all the same */
	OPT_MANY, /* struct opt_many *out: this argument and all behind it up to the next option; may be given more than once */
	OPT_LIST, /* struct opt_list *out: may be given more than once; commas split unless nosplit */
};

struct opt_list {
	const char *item[32]; /* own copies or pointers into argv; freed by opts_free_list */
	size_t n;
	bool nosplit;
	char *copy[32];
};

/* Arguments in any number, pointers into argv; freed by opts_free_many */
struct opt_many {
	const char **item;
	size_t n;
};

struct opt {
	const char *group; /* a heading of --help; NULL continues the group above */
	const char *name;  /* long name without dashes */
	char letter;	   /* short name or 0 */
	enum opt_type type;
	const char *arg; /* placeholder, "SECONDS"; NULL for flags */
	const char *help;
	void *out;
	double min, max; /* OPT_UINT, OPT_SECS and OPT_MSECS; max 0: no limit */
};

/* What an operand can be, for --help. */
struct cmd_word {
	const char *name, *what;
};

struct cmd {
	const char *name;
	const char *summary;					  /* one line, for the table of subcommands */
	const char *usage;					  /* what stands behind the name: "[options] FILE..." */
	const char *words_head;					  /* a heading, "Kinds", or NULL: no words */
	const struct cmd_word *words;				  /* ended by a name of NULL */
	const char *example;					  /* one or more lines */
	int (*run)(const struct cmd *cmd, int argc, char **argv); /* argv[0] is the subcommand; returns an exit code */
};

/*
 * Parse argv[1..] by the table (ended by a row with name NULL). Every command has -h/--help without a row.
 * Options end at the first operand or "--". *operands is the index of the first operand.
 * Returns 0 to go on, or the exit code + 256 to leave with at once (help was printed: 256 + EXIT_FINE; a usage error
 * was printed to stderr: 256 + EXIT_USAGE). json: see die(); set from a "json" flag row if the table has one.
 */
int opts_parse(const struct cmd *cmd, const struct opt *opts, int argc, char **argv, int *operands);
/*
 * The same for commands whose options may stand behind operands: these go into @operands, which has room for @most, and *n
 * counts them on. One too many ends it at once, with *n above @most. Returns 0 or the exit code + 256, as opts_parse().
 */
int opts_operands(const struct cmd *cmd, const struct opt *opts, int argc, char **argv, const char **operands,
		  size_t most, size_t *n);
void opts_free_list(struct opt_list *list);
void opts_free_many(struct opt_many *many);
/* One more; -ENOMEM */
int opts_add_many(struct opt_many *many, const char *item);

/* Print "epbell NAME: sentence" on stderr, or {"error": sentence, "code": n} on stdout in JSON mode; returns @code. */
int die(const struct cmd *cmd, int code, const struct err *err);
int dief(const struct cmd *cmd, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Is this command in JSON mode? (set by opts_parse when a flag named "json" was given) */
bool opts_json(void);

/* The subcommands, each in cmd/NAME.c */
extern const struct cmd cmd_doctor, cmd_record, cmd_ping, cmd_merge, cmd_report, cmd_compare, cmd_export, cmd_history,
	cmd_plot;

#endif /* EPBELL_OPTS_H */
