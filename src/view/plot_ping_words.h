/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_PING_WORDS_H
#define EPBELL_PLOT_PING_WORDS_H
/* Inside view/: the words of a picture of pings. */
#include "view/plot_series.h"

#define PINGED_MOST 12 /* runs in a picture */

/* What is in it. */
struct ping_words {
	const struct plot_list *list;
	const struct run *runs[PINGED_MOST]; /* of each series */
	const char *fit[PINGED_MOST];	     /* what was found about its waits for a poll, "": nothing */
	size_t there;			     /* runs with pings: more of them than are shown, perhaps */
	uint64_t lost, twice;		     /* requests without a reply, and with more than one */
};

/* Sentences for the caption; runs of which the same is to be said share one. */
void ping_words_explain(const struct ping_words *w, char *buf, size_t size);
/* What stands in the alternative text behind the times: " Without a reply: 7.", or "". */
void ping_words_alt(const struct ping_words *w, char *buf, size_t size);

#endif /* EPBELL_PLOT_PING_WORDS_H */
