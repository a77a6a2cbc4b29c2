// SPDX-License-Identifier: GPL-2.0-only
/* Operands in any number: among the options, and behind one. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/opts.h"
#include "model/list.h"

int opts_operands(const struct cmd *cmd, const struct opt *opts, int argc, char **argv, const char **operands,
		  size_t most, size_t *n)
{
	bool ended = false;

	/* Each call stops at an operand, which the next one takes for its argv[0]; behind "--" all are operands. */
	for (int first = 1;; argc -= first, argv += first, first = 1) {
		int code = ended ? 0 : opts_parse(cmd, opts, argc, argv, &first);

		if (code || first >= argc)
			return code;
		ended = ended || !strcmp(argv[first - 1], "--");
		if (++*n > most)
			return 0;
		operands[*n - 1] = argv[first];
	}
}

int opts_add_many(struct opt_many *many, const char *item)
{
	const char **grown = list_room(many->item, many->n, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	many->item = grown;
	many->item[many->n++] = item;
	return 0;
}

void opts_free_many(struct opt_many *many)
{
	free(many->item);
	many->item = NULL;
	many->n = 0;
}
