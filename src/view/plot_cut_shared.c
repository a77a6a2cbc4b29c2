// SPDX-License-Identifier: GPL-2.0-only
/* Long names that are alike but for a part of them. */
#include <stdio.h>
#include <string.h>

#include "view/plot_layout.h"
#include "view/plot_series.h"

#define WORD	12 /* bytes: a part that differs is shown with the rest of its word, if that is no longer */
#define CONTEXT 4  /* else with so much of it */

static bool is_inside(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static bool ends_word(char c)
{
	return c && strchr(" /-_.:", c);
}

/* From @at, at most to @from, back to where its word begins. */
static size_t word_start(const char *text, size_t at)
{
	const size_t least = at > WORD ? at - WORD : 0;
	size_t start = at;

	while (start > least && !ends_word(text[start - 1]))
		start--;
	if (start && !ends_word(text[start - 1]))
		start = at - CONTEXT;
	while (start && is_inside(text[start]))
		start--;
	return start;
}

static size_t word_end(const char *text, size_t at, size_t len)
{
	const size_t most = at + WORD < len ? at + WORD : len;
	size_t end = at;

	while (end < most && !ends_word(text[end]))
		end++;
	if (end < len && !ends_word(text[end]))
		end = at + CONTEXT;
	while (end < len && is_inside(text[end]))
		end++;
	return end;
}

const char *plot_cut_shared(const char *text, const char *const *others, size_t n, size_t columns, char *buf,
			    size_t size)
{
	const size_t len = strlen(text);
	size_t front = len, back = len, start, end;
	char part[1024];

	for (size_t i = 0; i < n; i++) {
		const size_t other = strlen(others[i]), most = other < len ? other : len;
		size_t same = 0;

		while (same < most && same < front && text[same] == others[i][same])
			same++;
		front = same;
		for (same = 0; same < most - front && same < back;)
			if (text[len - 1 - same] == others[i][other - 1 - same])
				same++;
			else
				break;
		back = same;
	}
	start = word_start(text, front);
	end = word_end(text, len - back, len);
	snprintf(part, sizeof(part), "%s%.*s%s", start ? "\u2026" : "", (int)(end - start), text + start,
		 end < len ? "\u2026" : "");
	return plot_cut(part, columns, buf, size);
}
