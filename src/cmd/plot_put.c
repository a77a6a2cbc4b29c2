// SPDX-License-Identifier: GPL-2.0-only
/* A plot that is composed goes to where the options say. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/plotting.h"
#include "io/atomic_file.h"
#include "model/text.h"
#include "view/style.h"

/* The data file's name: the picture's with another suffix. */
static char *data_name(const char *output)
{
	const char *dot = strrchr(output, '.');
	char *name;

	return asprintf(&name, "%.*s.dat", (int)(dot - output), output) < 0 ? NULL : name;
}

static int put_data(struct plotting *p, struct plot *plot, struct err *err)
{
	char *name = data_name(p->output);
	const char *data;
	size_t len;
	int code;

	if (!name)
		return err_set(err, -ENOMEM, "not enough memory");
	data = plot_data(plot, &len);
	code = atomic_write(name, data, len, err);
	free(name);
	return code;
}

/* Text of a terminal's size, in its characters. */
static void fit_terminal(const struct plotting *p, struct plot_look *look)
{
	struct style style;

	style_detect(&style, stdout);
	look->unicode = style.unicode && !p->ascii;
	look->color = style.color && !p->output;
	if (!look->width)
		look->width = style.width;
}

static int put_picture(struct plotting *p, struct plot *plot, struct err *err)
{
	size_t len = 0, missing = 0;
	struct plot_look look = { .form = p->output ? plot_form_of(p->output) : PLOT_TXT,
				  .theme = p->theme,
				  .width = (int)p->width,
				  .height = (int)p->height,
				  .missing = &missing };
	char *bytes = NULL;
	int code;

	if (look.form == PLOT_TXT)
		fit_terminal(p, &look);
	code = plot_draw(plot, &look, &bytes, &len, err);
	if (!code && p->output)
		code = atomic_write(p->output, bytes, len, err);
	else if (!code)
		fwrite(bytes, 1, len, stdout); /* what did not arrive is noticed when the program ends */
	free(bytes);
	if (!code && missing)
		fprintf(stderr,
			"epbell plot: %s has a square for %zu character%s that no font here has; SVG keeps them\n",
			p->output, missing, text_plural(missing));
	return code;
}

int plotting_put(const struct cmd *cmd, struct plotting *p, struct plot *plot)
{
	const char *nothing = plot_get(plot, "nothing");
	struct err err;

	if (put_picture(p, plot, &err) || (p->keep_data && put_data(p, plot, &err)))
		return die(cmd, EXIT_ERROR, &err);
	if (*nothing && p->output)
		fprintf(stderr, "epbell plot: %s says only: %s\n", p->output, nothing);
	return EXIT_FINE;
}
