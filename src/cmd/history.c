// SPDX-License-Identifier: GPL-2.0-only
/* The table of the history's commands, and what they share. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/history.h"
#include "model/list.h"

static const struct cmd *const commands[] = {
	&history_add_cmd,  &history_list_cmd,	&history_show_cmd,   &history_trend_cmd,
	&history_gate_cmd, &history_accept_cmd, &history_reject_cmd, &history_prune_cmd,
};

#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))
#define PREFIX	  (sizeof("history ") - 1)

static int help(const struct cmd *cmd)
{
	printf("usage: epbell %s %s\n\n%s\n\nCommands:\n", cmd->name, cmd->usage, cmd->summary);
	for (size_t i = 0; i < NCOMMANDS; i++)
		printf("  %-10s %s\n", commands[i]->name + PREFIX, commands[i]->summary);
	printf("\n'epbell history COMMAND --help' explains a command.\n"
	       "\nOther:\n  -h, --help                show this text\n\nExample:\n  %s\n",
	       cmd->example);
	return EXIT_FINE;
}

static int run_history(const struct cmd *cmd, int argc, char **argv)
{
	if (argc < 2)
		return dief(cmd, EXIT_USAGE, "no command named: try 'epbell history --help'");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return help(cmd);
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (!strcmp(commands[i]->name + PREFIX, argv[1]))
			return commands[i]->run(commands[i], argc - 1, argv + 1);
	return dief(cmd, EXIT_USAGE, "unknown command '%.40s': try 'epbell history --help'", argv[1]);
}

const struct cmd cmd_history = {
	.name = "history",
	.summary = "runs over commits: keep them, see the trend, judge the newest",
	.usage = "COMMAND [options]",
	.example = "epbell history add --commit \"$(git rev-parse HEAD)\" run-*.json && epbell history gate",
	.run = run_history,
};

/* --- where ------------------------------------------------------------------------------------------------------- */

static int default_path(char *path, size_t size, struct err *err)
{
	const char *env = getenv("EPBELL_HISTORY"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	int n;

	if (env && *env)
		n = snprintf(path, size, "%s", env);
	else if (data && *data)
		n = snprintf(path, size, "%s/epbell/history.sqlite", data);
	else if (home && *home)
		n = snprintf(path, size, "%s/.local/share/epbell/history.sqlite", home);
	else
		return err_set(err, -EINVAL, "where the history is, is unknown: name it by --db or $EPBELL_HISTORY");
	return (size_t)n < size ? 0 : err_set(err, -ENAMETOOLONG, "the history's path is too long");
}

int history_open_named(const char *named, bool create, struct history **out, struct err *err)
{
	char path[512];
	int code = named ? 0 : default_path(path, sizeof(path), err);

	*out = NULL;
	return code ? code : history_open(named ?: path, create, out, err);
}

/* --- which ------------------------------------------------------------------------------------------------------- */

int history_filter(struct history_which *w, struct history_filter *filter, struct err *err)
{
	const char *eq = w->label ? strchr(w->label, '=') : NULL;

	*filter = (struct history_filter){
		.commit = w->commit, .board = w->board, .backend = w->backend, .last = w->last
	};
	if (!w->label)
		return 0;
	if (!eq || eq == w->label || (size_t)(eq - w->label) >= sizeof(w->key))
		return err_set(err, -EINVAL, "--label '%.100s': write KEY=VALUE", w->label);
	snprintf(w->key, sizeof(w->key), "%.*s", (int)(eq - w->label), w->label);
	filter->label = w->key;
	filter->value = eq + 1;
	return 0;
}

struct collect {
	struct history_commit *list;
	size_t n;
};

static int collect_commit(void *ctx, const struct history_commit *commit)
{
	struct collect *c = ctx;
	struct history_commit *grown = list_room(c->list, c->n, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	c->list = grown;
	c->list[c->n++] = *commit;
	return 0;
}

static bool same_history(const struct history_commit *a, const struct history_commit *b)
{
	return !strcmp(a->board, b->board) && !strcmp(a->config, b->config);
}

int history_newest(struct history *h, const struct history_filter *filter, struct history_commit *newest,
		   struct history_commit **others, size_t *nothers, size_t *elsewhere, struct err *err)
{
	struct history_filter all = *filter;
	struct collect found = { 0 };
	size_t kept = 0, at;
	int code;

	*elsewhere = 0;
	all.commit = NULL;
	all.last = 0;
	code = history_commits(h, &all, collect_commit, &found, err);
	for (at = found.n; at && filter->commit && strcmp(found.list[at - 1].name, filter->commit) != 0;)
		at--;
	if (code || !at) {
		free(found.list);
		if (code == -ENOMEM)
			return err_set(err, code, "not enough memory");
		return code  ?:
			       err_set(err, -ENOENT,
				       "no such commit in the history: 'epbell history list' shows what there is");
	}
	*newest = found.list[at - 1];
	for (size_t i = 0; i < found.n; i++) {
		if (!same_history(&found.list[i], newest))
			*elsewhere += !filter->commit || !strcmp(found.list[i].name, filter->commit);
		else if (found.list[i].id != newest->id && others)
			found.list[kept++] = found.list[i];
	}
	if (!others) {
		free(found.list);
		return 0;
	}
	*others = found.list;
	*nothers = kept;
	return 0;
}
