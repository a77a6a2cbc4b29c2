// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/figures.h"
#include "model/list.h"
#include "view/gnuplot.h"
#include "view/plot_kinds.h"
#include "view/plot_phrase.h"

/* Pixels: two fit side by side on a wide screen, and on a phone letters are not too small yet. */
#define WIDTH 720

/* Of more runs no plots of their own: whoever sets so many side by side looks for what they have in common. */
#define MANY 8

static int out_of_memory(struct err *err)
{
	return err_set(err, -ENOMEM, "not enough memory for the plots");
}

/* Room for one more in each list. */
static int grow(struct figures *f, struct err *err)
{
	struct html_figure *list = list_room(f->list, f->n, sizeof(*list));
	struct plot **plots;
	char **drawings;

	if (!list)
		return out_of_memory(err);
	f->list = list;
	plots = list_room(f->plots, f->n, sizeof(*plots));
	if (!plots)
		return out_of_memory(err);
	f->plots = plots;
	drawings = list_room(f->drawings, f->n, 2 * sizeof(*drawings));
	if (!drawings)
		return out_of_memory(err);
	f->drawings = drawings;
	return 0;
}

static int draw(struct plot *plot, const char *theme, char **svg, struct err *err)
{
	const struct plot_look look = { .form = PLOT_SVG, .theme = theme }; /* as large as it was composed for */
	size_t len;
	int code = plot_draw(plot, &look, svg, &len, err);

	if (code == -ENOENT)
		err_set(err, code,
			"no gnuplot in PATH: apt-get install gnuplot-nox; --no-plots writes the page without");
	return code;
}

int figures_add(struct figures *f, int part, struct plot *plot, struct err *err)
{
	char **drawings;
	int code;

	if (*plot_get(plot, "nothing")) {
		plot_free(plot);
		return 0;
	}
	code = grow(f, err);
	if (code) {
		plot_free(plot);
		return code;
	}
	plot_caption_out(plot); /* the page's own letters wrap, and are large enough on a phone */
	drawings = &f->drawings[2 * f->n];
	f->plots[f->n] = plot;
	f->list[f->n] = (struct html_figure){
		part, plot_get(plot, "title"), plot_get(plot, "alt"), plot_get(plot, "caption"), NULL, NULL
	};
	f->n++;
	code = draw(plot, "light", &drawings[0], err);
	if (!code)
		code = draw(plot, "dark", &drawings[1], err);
	f->list[f->n - 1].light = drawings[0];
	f->list[f->n - 1].dark = drawings[1];
	return code;
}

void figures_free(struct figures *f)
{
	for (size_t i = 0; i < f->n; i++) {
		plot_free(f->plots[i]);
		free(f->drawings[2 * i]);
		free(f->drawings[2 * i + 1]);
	}
	free(f->plots);
	free(f->drawings);
	free(f->list);
	*f = (struct figures){ 0 };
}

/* --- of runs ----------------------------------------------------------------------------------------------------- */

static int add(struct figures *f, int part, struct plot *(*compose)(const struct plot_input *in, struct err *err),
	       const struct plot_input *in, struct err *err)
{
	struct plot *plot = compose(in, err);

	return plot ? figures_add(f, part, plot, err) : -EINVAL;
}

/* Where the time goes; then of what the endpoint takes, and of what the user sees, histogram and tail. */
static int add_whole(struct figures *f, const struct plot_input *in, struct err *err)
{
	const uint64_t there = plot_stages_present(in);
	const uint64_t round_trip = EPB_BIT(there & EPB_BIT(EPB_RTT) ? EPB_RTT : EPB_PING);
	struct plot_input user = *in;
	int code = add(f, DOC_WHOLE, plot_stages, in, err);

	if (!code)
		code = add(f, DOC_WHOLE, plot_hist, in, err);
	if (!code)
		code = add(f, DOC_WHOLE, plot_tail, in, err);
	if (in->stages || !(there & round_trip) || !(there & EPB_BIT(EPB_RESIDENCY)))
		return code; /* the plots above are of the stages that are wanted */
	user.stages = round_trip;
	if (!code)
		code = add(f, DOC_WHOLE, plot_hist, &user, err);
	return code ? code : add(f, DOC_WHOLE, plot_tail, &user, err);
}

int figures_of_runs(struct figures *f, const struct report_run *runs, size_t n, const struct group_by *by,
		    struct err *err)
{
	struct plot_run *list = calloc(n, sizeof(*list));
	struct plot_input in = { .runs = list,
				 .n = n,
				 .stages = by->stages,
				 .backends = by->backends,
				 .nbackends = by->nbackends,
				 .width = WIDTH };
	int code;

	if (!list)
		return out_of_memory(err);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct plot_run){ runs[i].file, runs[i].run };
	code = add_whole(f, &in, err);
	in.n = 1;
	for (size_t i = 0; i < n && n <= MANY && !code; i++) {
		const int part = n > 1 ? (int)i : DOC_WHOLE;

		in.runs = &list[i];
		if (runs[i].run->nintervals)
			code = add(f, part, plot_heat, &in, err);
		if (!code && runs[i].run->npings)
			code = add(f, part, plot_ping, &in, err);
	}
	free(list);
	return code;
}
