/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_STYLE_H
#define EPBELL_STYLE_H
/* How output looks: what the terminal, the environment and the options allow. */
#include <stdbool.h>
#include <stdio.h>

struct style {
	int width;    /* columns */
	bool unicode; /* block characters and the like, else ASCII */
	bool color;   /* escape sequences */
};

/*
 * The style for @to: width from the terminal, else $COLUMNS, else 80; UTF-8 by the locale's name (LC_ALL, LC_CTYPE,
 * LANG: a static binary has no locales to load); colour on a terminal that is not dumb, unless NO_COLOR is set.
 */
void style_detect(struct style *style, FILE *to);

enum ink {
	INK_PLAIN,
	INK_BOLD, /* headings */
	INK_DIM,  /* what can be skipped */
	INK_WARN, /* what must not be */
	INK_BAR,
};

/* The escape sequence that starts @ink, INK_PLAIN ends any; "" without colour. */
const char *style_ink(const struct style *style, enum ink ink);

#endif /* EPBELL_STYLE_H */
