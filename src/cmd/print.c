// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "cmd/print.h"

int print_doc(const struct cmd *cmd, const struct doc *doc, const struct print_opts *o)
{
	struct style style;
	json_t *object;
	int failed;

	if (!o->json) {
		style_detect(&style, stdout);
		style.width = o->width ? (int)o->width : style.width;
		style.unicode = style.unicode && !o->ascii;
		doc_text(doc, &style, stdout);
		return EXIT_FINE;
	}
	object = doc_json(doc);
	failed = !object || json_dumpf(object, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
	json_decref(object);
	putchar('\n');
	return failed && !ferror(stdout) ? dief(cmd, EXIT_ERROR, "not enough memory") : EXIT_FINE;
}
