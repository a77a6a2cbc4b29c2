// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "cmd/opts_help.h"

#define HELP_COLUMN 28
#define HELP_WIDTH  80

/* @text from column HELP_COLUMN on, wrapped at words. */
static void print_wrapped(const char *text)
{
	int column = HELP_COLUMN;

	while (*text) {
		int word = (int)strcspn(text, " ");

		if (column > HELP_COLUMN && column + 1 + word > HELP_WIDTH) {
			printf("\n%*s", HELP_COLUMN, "");
			column = HELP_COLUMN;
		} else if (column > HELP_COLUMN) {
			putchar(' ');
			column++;
		}
		printf("%.*s", word, text);
		column += word;
		text += word + strspn(text + word, " ");
	}
	putchar('\n');
}

static void print_option(char letter, const char *name, const char *arg, const char *help)
{
	char left[64];
	int used;

	used = letter ? snprintf(left, sizeof(left), "  -%c, --%s", letter, name) :
			snprintf(left, sizeof(left), "      --%s", name);
	if (arg)
		snprintf(left + used, sizeof(left) - used, " %s", arg);
	printf("%-*s", HELP_COLUMN, left);
	if (strlen(left) >= HELP_COLUMN)
		printf("\n%*s", HELP_COLUMN, "");
	print_wrapped(help);
}

static void print_words(const struct cmd *cmd)
{
	printf("\n%s:\n", cmd->words_head);
	for (const struct cmd_word *w = cmd->words; w->name; w++)
		printf("  %-10s %s\n", w->name, w->what);
}

void opts_help(const struct cmd *cmd, const struct opt *opts)
{
	const char *line = cmd->example;

	printf("usage: epbell %s %s\n\n%s\n", cmd->name, cmd->usage, cmd->summary);
	if (cmd->words_head)
		print_words(cmd);
	for (const struct opt *o = opts; o->name; o++) {
		if (o->group)
			printf("\n%s:\n", o->group);
		print_option(o->letter, o->name, o->arg, o->help);
	}
	printf("\nOther:\n");
	print_option('h', "help", NULL, "show this text");
	printf("\nExample:\n");
	while (line && *line) {
		int len = (int)strcspn(line, "\n");

		printf("  %.*s\n", len, line);
		line += len + (line[len] == '\n');
	}
}
