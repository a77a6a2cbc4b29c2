// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/opts.h"
#include "cmd/opts_help.h"
#include "model/text.h"

#define LEAVE 256 /* added to the exit code that opts_parse() wants the command to leave with */
#define NLIST ((int)(sizeof(((struct opt_list *)0)->item) / sizeof(char *)))

static bool json_mode;

bool opts_json(void)
{
	return json_mode;
}

/* --- errors ------------------------------------------------------------------------------------------------------ */

int die(const struct cmd *cmd, int code, const struct err *err)
{
	struct err clean = *err;

	text_clean_terminal(clean.text);
	if (json_mode) {
		json_t *object = json_pack("{s:s, s:i}", "error", clean.text, "code", code);

		json_dumpf(object, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(object);
	} else {
		fprintf(stderr, "epbell %s: %s\n", cmd->name, clean.text);
	}
	return code;
}

int dief(const struct cmd *cmd, int code, const char *fmt, ...)
{
	struct err err;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err.text, sizeof(err.text), fmt, ap);
	va_end(ap);
	return die(cmd, code, &err);
}

static int usage_error(const struct cmd *cmd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int usage_error(const struct cmd *cmd, const char *fmt, ...)
{
	char what[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return LEAVE + dief(cmd, EXIT_USAGE, "%s: try 'epbell %s --help'", what, cmd->name);
}

/* --- values ------------------------------------------------------------------------------------------------------ */

static bool in_range(const struct opt *opt, double v)
{
	return v >= opt->min && (opt->max == 0 || v <= opt->max);
}

static int out_of_range(const struct cmd *cmd, const struct opt *opt, const char *text)
{
	if (opt->max == 0)
		return usage_error(cmd, "--%s %s is too small: at least %g", opt->name, text, opt->min);
	return usage_error(cmd, "--%s %s is out of range: %g to %g", opt->name, text, opt->min, opt->max);
}

static int set_uint(const struct cmd *cmd, const struct opt *opt, const char *text)
{
	unsigned long long v;
	char *end;

	errno = 0;
	v = strtoull(text, &end, 10);
	/* strtoull() takes spaces and signs, and -1 for its greatest number */
	if (!isdigit((unsigned char)*text) || *end || errno)
		return usage_error(cmd, "--%s wants a whole number, not '%s'", opt->name, text);
	if (!in_range(opt, (double)v))
		return out_of_range(cmd, opt, text);
	*(unsigned long long *)opt->out = v;
	return 0;
}

static int set_secs(const struct cmd *cmd, const struct opt *opt, const char *text)
{
	static const struct {
		const char *suffix;
		double seconds;
	} units[] = { { "", 1 }, { "s", 1 }, { "ms", 1e-3 }, { "us", 1e-6 }, { "m", 60 }, { "h", 3600 } };
	double v, scale = 0;
	char *end;

	v = strtod(text, &end);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (!strcmp(end, units[i].suffix))
			scale = !*end && opt->type == OPT_MSECS ? 1e-3 : units[i].seconds;
	/* a digit first: strtod() takes spaces, signs, "inf" and "nan" too; and hexadecimal */
	if (!isdigit((unsigned char)*text) || text[1] == 'x' || text[1] == 'X' || scale == 0 || !isfinite(v))
		return usage_error(cmd, "--%s wants a time such as 10, 2.5, 500ms or 1m, not '%s'", opt->name, text);
	if (!in_range(opt, v * scale))
		return out_of_range(cmd, opt, text);
	*(double *)opt->out = v * scale;
	return 0;
}

static int add_item(const struct cmd *cmd, const struct opt *opt, const char *item, size_t len)
{
	struct opt_list *list = opt->out;

	if (!len)
		return usage_error(cmd, "--%s has an empty item", opt->name);
	if (list->n == NLIST)
		return usage_error(cmd, "--%s has more than %d items", opt->name, NLIST);
	list->copy[list->n] = strndup(item, len);
	if (!list->copy[list->n])
		return LEAVE + dief(cmd, EXIT_ERROR, "not enough memory");
	list->item[list->n] = list->copy[list->n];
	list->n++;
	return 0;
}

static int set_list(const struct cmd *cmd, const struct opt *opt, const char *text)
{
	const struct opt_list *list = opt->out;
	int rc;

	if (list->nosplit)
		return add_item(cmd, opt, text, strlen(text));
	for (;;) {
		size_t len = strcspn(text, ",");

		rc = add_item(cmd, opt, text, len);
		if (rc || !text[len])
			return rc;
		text += len + 1;
	}
}

static int set_value(const struct cmd *cmd, const struct opt *opt, const char *text)
{
	switch (opt->type) {
	case OPT_FLAG:
		*(bool *)opt->out = true;
		if (!strcmp(opt->name, "json"))
			json_mode = true;
		return 0;
	case OPT_STR:
		*(const char **)opt->out = text;
		return 0;
	case OPT_UINT:
		return set_uint(cmd, opt, text);
	case OPT_SECS:
	case OPT_MSECS:
		return set_secs(cmd, opt, text);
	case OPT_MANY:
		return opts_add_many(opt->out, text) ? LEAVE + dief(cmd, EXIT_ERROR, "not enough memory") : 0;
	case OPT_LIST:
		return set_list(cmd, opt, text);
	}
	return 0;
}

void opts_free_list(struct opt_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->copy[i]);
	list->n = 0;
}

/* --- the command line -------------------------------------------------------------------------------------------- */

struct parser {
	const struct cmd *cmd;
	const struct opt *opts;
	int argc;
	char **argv;
	int i; /* the argument under way */
};

static const struct opt *find_long(const struct opt *opts, const char *name, size_t len)
{
	for (; opts->name; opts++)
		if (strlen(opts->name) == len && !strncmp(opts->name, name, len))
			return opts;
	return NULL;
}

static const struct opt *find_letter(const struct opt *opts, char letter)
{
	for (; opts->name; opts++)
		if (opts->letter && opts->letter == letter)
			return opts;
	return NULL;
}

static int help(const struct parser *p)
{
	opts_help(p->cmd, p->opts);
	return LEAVE + EXIT_FINE;
}

/* The option's value: @joined if it stood in the same argument, else the next argument. */
static int take_value(struct parser *p, const struct opt *opt, const char *joined)
{
	int rc;

	if (!joined && p->i + 1 >= p->argc)
		return usage_error(p->cmd, "--%s wants %s behind it", opt->name, opt->arg ? opt->arg : "a value");
	rc = set_value(p->cmd, opt, joined ? joined : p->argv[++p->i]);
	while (!rc && !joined && opt->type == OPT_MANY && p->i + 1 < p->argc && p->argv[p->i + 1][0] != '-')
		rc = set_value(p->cmd, opt, p->argv[++p->i]);
	return rc;
}

/* --name, --name=value or --name value */
static int parse_long(struct parser *p)
{
	const char *name = p->argv[p->i] + 2;
	size_t len = strcspn(name, "=");
	const char *joined = name[len] ? name + len + 1 : NULL;
	const struct opt *opt = find_long(p->opts, name, len);

	if (!opt && !strcmp(name, "help"))
		return help(p);
	if (!opt)
		return usage_error(p->cmd, "unknown option '--%.*s'", (int)len, name);
	if (opt->type != OPT_FLAG)
		return take_value(p, opt, joined);
	if (joined)
		return usage_error(p->cmd, "--%s takes no value", opt->name);
	return set_value(p->cmd, opt, NULL);
}

/* -a, -abc as -a -b -c, -nVALUE or -n VALUE */
static int parse_letters(struct parser *p)
{
	for (const char *letter = p->argv[p->i] + 1; *letter; letter++) {
		const struct opt *opt = find_letter(p->opts, *letter);
		int rc;

		if (!opt && *letter == 'h')
			return help(p);
		if (!opt)
			return usage_error(p->cmd, "unknown option '-%c'", *letter);
		if (opt->type != OPT_FLAG)
			return take_value(p, opt, letter[1] ? letter + 1 : NULL);
		rc = set_value(p->cmd, opt, NULL);
		if (rc)
			return rc;
	}
	return 0;
}

/* An error in front of --json shall be JSON as well. */
static bool asks_for_json(const struct opt *opts, int argc, char **argv)
{
	if (!find_long(opts, "json", 4))
		return false;
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (!strcmp(argv[i], "--json"))
			return true;
	return false;
}

int opts_parse(const struct cmd *cmd, const struct opt *opts, int argc, char **argv, int *operands)
{
	struct parser p = { .cmd = cmd, .opts = opts, .argc = argc, .argv = argv, .i = 1 };

	json_mode = json_mode || asks_for_json(opts, argc, argv);
	for (; p.i < argc; p.i++) {
		const char *arg = argv[p.i];
		int rc;

		if (arg[0] != '-' || !arg[1])
			break;
		if (!strcmp(arg, "--")) {
			p.i++;
			break;
		}
		rc = arg[1] == '-' ? parse_long(&p) : parse_letters(&p);
		if (rc)
			return rc;
	}
	*operands = p.i;
	return 0;
}
