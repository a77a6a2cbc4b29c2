/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CMD_HISTORY_H
#define EPBELL_CMD_HISTORY_H
/* What the commands of 'epbell history' share. */
#include "cmd/opts.h"
#include "io/history.h"

extern const struct cmd history_add_cmd, history_list_cmd, history_show_cmd, history_trend_cmd, history_gate_cmd,
	history_accept_cmd, history_reject_cmd, history_prune_cmd;

/* Which of the runs. */
struct history_which {
	const char *db, *commit, *board, *backend, *context, *label;
	unsigned long long last;
	char key[64]; /* of label */
};

/* Rows of an option table. */
#define HISTORY_DB_ROW(w)                                                                                              \
	{                                                                                                              \
		"Where", "db", 'd', OPT_STR, "FILE",                                                                   \
			"the history (default $EPBELL_HISTORY, else in the user's data directory)", &(w)->db, 0, 0     \
	}
#define HISTORY_BOARD_ROW(w)                                                                                           \
	{                                                                                                              \
		"Which", "board", 'b', OPT_STR, "NAME", "only of this board", &(w)->board, 0, 0                        \
	}

/*
 * Open the history that is named, else $EPBELL_HISTORY, else epbell/history.sqlite in $XDG_DATA_HOME or ~/.local/share. As
 * history_open().
 */
int history_open_named(const char *named, bool create, struct history **out, struct err *err);

/* The filter that @w asks for. -EINVAL: a label without '=' */
int history_filter(struct history_which *w, struct history_filter *filter, struct err *err);

/*
 * The newest commit of those that @filter wants, the others of its board and configuration in @others (NULL: not wanted), in
 * their order, for free(). *elsewhere: how many that it wants are of other boards or configurations. -ENOENT: none
 */
int history_newest(struct history *h, const struct history_filter *filter, struct history_commit *newest,
		   struct history_commit **others, size_t *nothers, size_t *elsewhere, struct err *err);

#endif /* EPBELL_CMD_HISTORY_H */
