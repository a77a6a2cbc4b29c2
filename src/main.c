// SPDX-License-Identifier: GPL-2.0-only
/* The table of subcommands, and the way to one. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/opts.h"

static const struct cmd *const commands[] = {
	&cmd_doctor,  &cmd_record, &cmd_ping,	&cmd_merge,   &cmd_report,
	&cmd_compare, &cmd_plot,   &cmd_export, &cmd_history,
};

#define NCOMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_commands(FILE *to)
{
	fputs("usage: epbell COMMAND [options]\n\n"
	      "How long a PCIe endpoint doorbell takes, stage by stage.\n\n"
	      "Commands:\n",
	      to);
	for (size_t i = 0; i < NCOMMANDS; i++)
		fprintf(to, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n'epbell COMMAND --help' or 'epbell help COMMAND' explains a command.\n"
	      "'epbell --version' says which epbell this is.\n",
	      to);
}

static int unknown(const char *name)
{
	fprintf(stderr, "epbell: unknown command '%s': try 'epbell --help'\n", name);
	return EXIT_USAGE;
}

static const struct cmd *find(const char *name)
{
	for (size_t i = 0; i < NCOMMANDS; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static int help(int argc, char **argv)
{
	char *help_argv[] = { argv[1], "--help", NULL };
	const struct cmd *cmd;

	if (argc < 2) {
		print_commands(stdout);
		return EXIT_FINE;
	}
	cmd = find(argv[1]);
	return cmd ? cmd->run(cmd, 2, help_argv) : unknown(argv[1]);
}

static int run(int argc, char **argv)
{
	const struct cmd *cmd;

	if (argc < 2) {
		print_commands(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("epbell " EPBELL_VERSION);
		return EXIT_FINE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return help(argc - 1, argv + 1);
	cmd = find(argv[1]);
	return cmd ? cmd->run(cmd, argc - 1, argv + 1) : unknown(argv[1]);
}

int main(int argc, char **argv)
{
	int code = run(argc, argv);

	/* What was printed and did not arrive is an error, not a result. Its reason may be lost with the write it was of. */
	errno = 0;
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "epbell: cannot write the output: %s\n", errno ? strerror(errno) : "is the disk full?");
		code = code == EXIT_FINE ? EXIT_ERROR : code; /* a verdict stays one */
	}
	return code;
}
