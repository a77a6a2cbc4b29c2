// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>

#include "cmd/print.h"
#include "view/markdown.h"

static struct style style_of(const struct print_opts *o, FILE *to)
{
	struct style style;

	style_detect(&style, to);
	style.width = o->width ? (int)o->width : style.width;
	style.unicode = style.unicode && !o->ascii;
	return style;
}

int print_doc_to(const struct doc *doc, const struct print_opts *o, FILE *to)
{
	const struct style style = style_of(o, to);
	json_t *object;
	int failed;

	if (!o->json) {
		doc_text(doc, &style, to);
		return 0;
	}
	object = doc_json(doc);
	failed = !object || json_dumpf(object, to, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
	json_decref(object);
	putc('\n', to);
	return failed && !ferror(to) ? -ENOMEM : 0;
}

int print_doc(const struct cmd *cmd, const struct doc *doc, const struct print_opts *o)
{
	return print_doc_to(doc, o, stdout) ? dief(cmd, EXIT_ERROR, "not enough memory") : EXIT_FINE;
}

void print_markdown(const struct doc *doc, const struct print_opts *o, FILE *to)
{
	const struct style style = style_of(o, to);

	doc_markdown(doc, &style, to);
}
