// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "trace/needs.h"
#include "trace/since.h"
#include "trace/static.h"
#include "trace/tree.h"

/* Which of the hooks' functions stand in a list. */
struct found {
	bool hook[EPB_NHOOKS];
};

static FILE *open_list(const char *root, const char *path)
{
	int fd = tree_open(root, O_RDONLY, "%s", path);
	FILE *in = fd >= 0 ? fdopen(fd, "r") : NULL;

	if (!in && fd >= 0)
		close(fd);
	return in;
}

/*
 * Call @fn with word @column (from 0) of each line until it returns false. A line longer than the buffer yields pieces
 * that match nothing. false: the list cannot be read.
 */
static bool each_word(const char *root, const char *path, int column, bool (*fn)(void *ctx, const char *word),
		      void *ctx)
{
	FILE *in = open_list(root, path);
	char line[512];
	bool any = false;

	if (!in)
		return false;
	while (fgets(line, sizeof(line), in)) {
		char *rest, *word = strtok_r(line, " \t\n", &rest);

		for (int i = 0; word && i < column; i++)
			word = strtok_r(NULL, " \t\n", &rest);
		any = any || word;
		if (word && !fn(ctx, word))
			break;
	}
	fclose(in);
	return any;
}

/* A tracepoint's symbol is the function that calls what is attached to it. */
static bool mark_hooks(void *ctx, const char *word)
{
	static const char tp[] = "__traceiter_";
	bool is_tp = !strncmp(word, tp, sizeof(tp) - 1);
	struct found *f = ctx;

	for (int i = 0; i < EPB_NHOOKS; i++)
		if (is_tp == (hook_info(i)->kind == EPB_HOOK_TP) &&
		    !strcmp(hook_info(i)->func, is_tp ? word + sizeof(tp) - 1 : word))
			f->hook[i] = true;
	return true;
}

struct search {
	const char *name;
	bool found;
};

static bool match(void *ctx, const char *word)
{
	struct search *s = ctx;

	s->found = !strcmp(word, s->name);
	return !s->found;
}

bool static_has_symbol(const char *root, const char *name)
{
	struct search s = { .name = name };

	each_word(root, "/proc/kallsyms", 2, match, &s);
	return s.found;
}

static bool read_patchable(const char *root, struct found *f)
{
	return each_word(root, "/sys/kernel/tracing/available_filter_functions", 0, mark_hooks, f) ||
	       each_word(root, "/sys/kernel/debug/tracing/available_filter_functions", 0, mark_hooks, f);
}

static void judge_hook(const char *root, const struct kconfig *k, const struct hook_info *h, bool exists,
		       bool can_attach, struct hook_state *st)
{
	memset(st, 0, sizeof(*st));
	if (exists && can_attach) {
		st->status = HOOK_ATTACHED;
		snprintf(st->attach, sizeof(st->attach), "likely");
		return;
	}
	st->status = HOOK_UNAVAILABLE;
	since_explain(h, !*h->module || module_loaded(root, h->module), exists, st->why, sizeof(st->why));
	if (!exists)
		since_unbuilt(h, k, st->why, sizeof(st->why));
}

void static_judge(const char *root, const struct kconfig *k, struct static_judgement *j)
{
	struct found exists = { { false } }, patchable = { { false } };

	j->symbols = each_word(root, "/proc/kallsyms", 2, mark_hooks, &exists);
	j->patchable = read_patchable(root, &patchable);
	for (int i = 0; i < EPB_NHOOKS; i++) {
		const struct hook_info *h = hook_info(i);
		bool can = h->kind == EPB_HOOK_TP ? !k->text || kconfig_on(k, "BPF_EVENTS") :
						    !j->patchable || patchable.hook[i];

		judge_hook(root, k, h, exists.hook[i], can, &j->hooks[i]);
	}
}
