// SPDX-License-Identifier: GPL-2.0-only
/* Options and operands in any order. */
#include <string.h>

#include "cmd/opts.h"

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
