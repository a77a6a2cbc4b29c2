// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/list.h"
#include "model/text.h"
#include "view/plot_glyphs.h"
#include "view/table.h"

#define SQUARE	 "\xe2\x96\xa1" /* U+25A1 */
#define ASK_MOST 64		/* characters that are asked for one by one; fc-list takes some 10 ms */

struct range {
	uint32_t from, to;
};

/* Every font with Latin letters has these: they are not asked for, so that ordinary pictures cost nothing. */
static const struct range plain[] = {
	{ 0x0000, 0x017f }, { 0x0391, 0x03a1 }, { 0x03a3, 0x03c9 }, { 0x0410, 0x044f },
	{ 0x2010, 0x2027 }, { 0x2030, 0x203a }, { 0x2190, 0x2193 }, { 0x25a0, 0x25a1 },
};

/* Blocks that DejaVu Sans, which is nearly everywhere, has all of. */
static const struct range dejavu[] = {
	{ 0x0180, 0x02e9 }, { 0x0384, 0x038a }, { 0x038e, 0x03a1 }, { 0x03a3, 0x0513 }, { 0x1e00, 0x1eff },
	{ 0x2000, 0x2063 }, { 0x2070, 0x2071 }, { 0x2074, 0x208e }, { 0x20a0, 0x20b5 }, { 0x2190, 0x23cf },
	{ 0x2500, 0x269c }, { 0x27c0, 0x27c5 }, { 0x2800, 0x28ff },
};

#define IN(c, ranges) in_ranges(c, ranges, sizeof(ranges) / sizeof((ranges)[0]))

static bool in_ranges(uint32_t c, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

enum answer { NOT_THERE, THERE, CANNOT_ASK };

/* Has any font all characters of @set, numbers in hexadecimal with spaces between them? */
static enum answer ask(const char *set)
{
	char pattern[ASK_MOST * 8 + 16], byte;
	char *const argv[] = { "fc-list", pattern, NULL };
	posix_spawn_file_actions_t actions;
	int pipes[2], status = 0, code;
	ssize_t n;
	pid_t pid;

	snprintf(pattern, sizeof(pattern), ":charset=%s", set);
	if (pipe2(pipes, O_CLOEXEC))
		return CANNOT_ASK;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	code = posix_spawnp(&pid, "fc-list", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	do /* a line for each font that has them */
		n = code ? 0 : read(pipes[0], &byte, 1);
	while (n < 0 && errno == EINTR);
	close(pipes[0]);
	if (code)
		return CANNOT_ASK;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (n > 0)
		return THERE;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? NOT_THERE : CANNOT_ASK;
}

/* --- characters --------------------------------------------------------------------------------------------------- */

/* Different characters. */
struct characters {
	uint32_t *items;
	size_t n;
};

static void note(struct characters *set, uint32_t c)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->items[i] == c)
			return;
	set->items = table_need(list_room(set->items, set->n, sizeof(*set->items)));
	set->items[set->n++] = c;
}

static void find_special(const char *text, struct characters *set)
{
	size_t len;

	for (; *text; text += len) {
		const uint32_t c = text_code_point(text, &len);

		if (!IN(c, plain))
			note(set, c);
	}
}

static enum answer ask_all(const struct characters *set)
{
	char all[ASK_MOST * 8] = "";

	for (size_t i = 0; i < set->n; i++)
		text_add(all, sizeof(all), "%s%x", i ? " " : "", set->items[i]);
	return ask(all);
}

static bool is_missing(uint32_t c, size_t asked)
{
	enum answer answer = CANNOT_ASK;
	char one[16];

	snprintf(one, sizeof(one), "%x", c);
	if (asked < ASK_MOST)
		answer = ask(one);
	return answer == CANNOT_ASK ? !IN(c, dejavu) : answer == NOT_THERE;
}

/* Those that stay in @set are missing. */
static void keep_missing(struct characters *set)
{
	size_t n = 0;

	if (set->n <= ASK_MOST && set->n && ask_all(set) == THERE)
		set->n = 0;
	for (size_t i = 0; i < set->n; i++)
		if (is_missing(set->items[i], i))
			set->items[n++] = set->items[i];
	set->n = n;
}

static bool holds(const struct characters *set, uint32_t c)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->items[i] == c)
			return true;
	return false;
}

char *glyphs_fit(const char *text, size_t *missing)
{
	struct characters set = { 0 };
	size_t len, size;
	char *fit = NULL;
	FILE *to;

	find_special(text, &set);
	keep_missing(&set);
	*missing = set.n;
	to = table_need(open_memstream(&fit, &size));
	for (; *text; text += len) {
		if (holds(&set, text_code_point(text, &len)))
			fputs(SQUARE, to);
		else
			fwrite(text, 1, len, to);
	}
	table_need(fclose(to) ? NULL : fit);
	free(set.items);
	return fit;
}
