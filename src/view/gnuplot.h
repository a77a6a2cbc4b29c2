/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_GNUPLOT_H
#define EPBELL_GNUPLOT_H
/*
 * Plots drawn: PLOT_TXT by plot_text.h, the others by gnuplot, which is run in a directory of its own with files of fixed names: no
 * name of the user's reaches it.
 */
#include "model/err.h"
#include "view/plot.h"

enum plot_form { PLOT_PNG, PLOT_SVG, PLOT_PDF, PLOT_TXT };

struct plot_look {
	enum plot_form form;
	const char *theme;   /* "light" "dark" "print" */
	int width, height;   /* pixels (PLOT_PDF: 1/96 inch), or columns and lines of PLOT_TXT; 0: the script's own */
	bool unicode, color; /* PLOT_TXT: block and line characters; escape sequences */
	/* PLOT_PNG and PLOT_PDF: where to tell how many different characters no font here has; the picture has squares. May be NULL */
	size_t *missing;
};

/*
 * Draw @plot. *bytes is the file, for free(), with a NUL behind it. -ENOENT: no gnuplot in PATH, @err names the package;
 * -EIO: gnuplot failed, @err has what it said, or there is no directory for its files in TMPDIR, or else /tmp; -ENOMEM, and what
 * that directory refuses.
 */
int plot_draw(struct plot *plot, const struct plot_look *look, char **bytes, size_t *len, struct err *err);

/* The form of a file's name by its suffix, -1: none of them. */
int plot_form_of(const char *path);
/* Is this one of the themes? */
bool plot_theme_known(const char *theme);
#define PLOT_THEMES "light, dark, print"

#endif /* EPBELL_GNUPLOT_H */
