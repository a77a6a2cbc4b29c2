// SPDX-License-Identifier: GPL-2.0-only
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/plot_impl.h"
#include "view/plot_width.h"

#define EMPTY_HEIGHT 320 /* of a picture that is a sentence */
#define KEY_MARK     46	 /* width of a key's sample of a line */
#define KEY_DASHES   20	 /* ... more of it where a sample has to show a whole dash */
#define NAME_GAP     32	 /* beside a name */

static int greater(int a, int b)
{
	return a > b ? a : b;
}

/* Pixels that the names have, so that a key has room too. */
static int names_width(const struct plot_input *in, const struct plot_list *list)
{
	const int key = NAME_GAP + KEY_MARK + (in->print ? KEY_DASHES : 0);
	char name[PLOT_LABEL * 4 + 8];
	double widest = 0;

	for (size_t i = 0; i < list->n; i++)
		widest = fmax(widest,
			      plot_width(plot_cut(list->items[i].name, PLOT_LABEL, name, sizeof(name)), FONT_PLAIN));
	return (int)fmin(ceil(widest), plot_right_most(in->width ?: PLOT_WIDTH) - key);
}

/* "ends": names stand at the lines' ends; "key": beside the field, with a sample of the line; "none": there is but one. */
static const char *label_way(const struct plot_input *in, const struct plot_list *list)
{
	return list->n > (in->print ? 1 : PLOT_DIRECT) ? "key" : list->n > 1 ? "ends" : "none";
}

static int right_margin(const char *way, int names, int key)
{
	if (!strcmp(way, "none"))
		return 28;
	return !strcmp(way, "key") ? key : names + NAME_GAP;
}

/* What the stage of a plot of one stage is. */
static const char *what_is(uint64_t stages)
{
	for (int stage = 0; stage < EPB_NSTAGES; stage++)
		if (stages == EPB_BIT(stage))
			return stage_info(stage)->what;
	return "";
}

struct plot_frame plot_frame_of(struct plot *plot, const struct plot_input *in, const struct plot_list *list,
				const char *name, const char *subtitle, const char *more)
{
	char stages[400], title[512], sub[512], *caption = plot_caption(in, list, more), *alt;
	const char *what = what_is(list->stages), *way = label_way(in, list);
	const int names = names_width(in, list), dashes = names + NAME_GAP + KEY_MARK + KEY_DASHES;
	const int key = in->print ? dashes : dashes - KEY_DASHES;
	struct plot_frame frame;

	snprintf(title, sizeof(title), "%s: %s%s%s", name, plot_stage_names(list->stages, stages, sizeof(stages)),
		 list->n == 1 && *list->items[0].s.backend ? ", " : "", list->n == 1 ? list->items[0].s.backend : "");
	snprintf(sub, sizeof(sub), "%s%s%s", what, *what ? "; " : "", subtitle);
	frame = plot_frame(plot, in->width, in->height, right_margin(way, names, key), in->title ?: title, sub,
			   caption);
	frame.names = names;
	frame.key = key;
	frame.field = list->n > 1 ? greater(PLOT_FIELD, (int)list->n * PLOT_LINE) : PLOT_FIELD;
	if (!in->height)
		frame.height = greater(frame.height, frame.top + frame.bottom + frame.field);
	plot_set(plot, "key_right", "%d", dashes); /* where it is drawn for print even so */
	plot_set(plot, "series", "%zu", list->n);
	plot_set(plot, "labels", "%s", way);
	alt = plot_alt(title, list);
	plot_set(plot, "alt", "%s", alt);
	free(caption);
	free(alt);
	return frame;
}

void plot_series_row(struct plot *plot, const struct plot_frame *frame, const struct plot_series *s)
{
	char name[PLOT_LABEL * 4 + 8];

	plot_row(plot);
	plot_text(plot, plot_fit(s->name, FONT_PLAIN, frame->names, PLOT_LABEL, name, sizeof(name)));
	plot_number(plot, s->colour);
	plot_number(plot, s->dash);
}

struct plot *plot_empty(const char *kind, const struct plot_input *in)
{
	struct plot *plot = plot_new(kind);
	char *caption = plot_caption(in, NULL, "");
	struct plot_frame frame =
		plot_frame(plot, in->width, in->height ? in->height : EMPTY_HEIGHT, 28, in->title ?: kind, "", caption);

	plot_frame_set(plot, &frame);
	free(caption);
	return plot;
}

struct plot *plot_of_series(const char *kind, const struct plot_input *in, uint64_t stages,
			    void (*compose)(struct plot *plot, const struct plot_input *in,
					    const struct plot_list *list),
			    struct err *err)
{
	struct plot_list list;
	struct plot *plot;
	char names[400];

	if (plot_list_get(&list, in, stages, PLOT_SERIES_MAX, err)) {
		plot_list_free(&list);
		return NULL;
	}
	if (list.n) {
		plot = plot_new(kind);
		compose(plot, in, &list);
	} else {
		plot = plot_empty(kind, in);
		plot_nothing(plot, "No sample of %s%s: epbell report shows which stages these runs have.",
			     plot_stage_names(stages, names, sizeof(names)),
			     in->nbackends ? " with the backends that were asked for" : "");
	}
	plot_list_free(&list);
	return plot;
}
