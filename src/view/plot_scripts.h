/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_SCRIPTS_H
#define EPBELL_PLOT_SCRIPTS_H
/* The scripts of plots/, which are part of the program: it needs no files of its own where it is installed. */
#include <stddef.h>

struct plot_script {
	const char *name; /* "tail.gp" */
	const char *text, *end;
};

/* Row of the table, NULL past its end. */
const struct plot_script *plot_script(size_t i);

#endif /* EPBELL_PLOT_SCRIPTS_H */
