/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_FINDINGS_H
#define EPBELL_FINDINGS_H
/*
 * Findings: rows of state, name, value and a sentence. A table like any other (table_json() shows it), whose text is a
 * list with the sentence wrapped behind the value or below it.
 */
#include "view/table.h"

enum finding {
	FINDING_OK,	 /* "ok" */
	FINDING_MISSING, /* "--", "missing": not there, which may be right */
	FINDING_BAD,	 /* "!!", "bad": in the way */
};

/* An empty list. @title heads it as text. Free with table_free(). */
struct table *findings_new(const char *key, const char *title);

/* The strings are copied; "" for no value or no sentence. */
void findings_add(struct table *table, enum finding state, const char *name, const char *value, const char *note);

/* Nothing is printed for a list without rows. */
void findings_text(const struct table *table, const struct style *style, FILE *to);

#endif /* EPBELL_FINDINGS_H */
