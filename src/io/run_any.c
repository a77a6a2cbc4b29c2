// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/hgrm.h"
#include "io/run_any.h"
#include "io/run_json.h"
#include "io/slurp.h"

/* Neither of what is read: say that there is more than the one that the sentence is about. */
static void add_other(const char *text, int code, struct err *err)
{
	size_t used = err ? strlen(err->text) : 0;

	if (err && code == -EINVAL && *text && !strchr("{[ \t\r\n", *text))
		snprintf(err->text + used, sizeof(err->text) - used, "; nor is it an .hgrm");
}

int run_read_any(const char *path, const struct read_opts *opts, struct run **run, struct err *err)
{
	char *text;
	size_t len;
	int code;

	*run = NULL;
	code = slurp(path, RUN_MAX_BYTES, &text, &len, err);
	if (code)
		return code;
	if (hgrm_looks_like(text)) {
		code = hgrm_parse(path, text, len, opts ? opts->unit : NULL, run, err);
	} else {
		code = run_parse(path, text, len, run, err);
		add_other(text, code, err);
	}
	free(text);
	return code;
}
