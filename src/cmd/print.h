/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CMD_PRINT_H
#define EPBELL_CMD_PRINT_H
#include <stdio.h>

#include "cmd/opts.h"
#include "view/doc.h"

/* How a document is printed; all zero: as text, as wide as the terminal is. */
struct print_opts {
	bool json;
	bool ascii;		  /* text without UTF-8 */
	unsigned long long width; /* columns; 0: the terminal's */
};

/* Print a document on stdout; an exit code. What the disk refuses is noticed when the program ends. */
int print_doc(const struct cmd *cmd, const struct doc *doc, const struct print_opts *o);
/* The same to somewhere else; -ENOMEM. */
int print_doc_to(const struct doc *doc, const struct print_opts *o, FILE *to);
/* As Markdown. */
void print_markdown(const struct doc *doc, const struct print_opts *o, FILE *to);

#endif /* EPBELL_CMD_PRINT_H */
