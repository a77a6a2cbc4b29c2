/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_REPORT_NOTES_H
#define EPBELL_REPORT_NOTES_H
/* Inside view/: the parts of report_notes(). */
#include "view/report_impl.h"

/* What the notes are collected in, and which run they are about. */
struct notes {
	struct table *table;
	const struct report_run *r;
	size_t nruns;
};

/* A remark on the run under way, or on all: r NULL. */
#define note(notes, code, ...) note_add(notes, code, table_str((notes)->table, __VA_ARGS__))
void note_add(struct notes *notes, const char *code, const char *text);

/* Where runs are unlike, and how all figures are to be read. @compared: there is a table of them side by side. */
void note_all(struct notes *notes, const struct report_run *runs, bool compared);

#endif /* EPBELL_REPORT_NOTES_H */
