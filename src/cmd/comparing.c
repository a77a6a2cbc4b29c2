// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/comparing.h"
#include "cmd/select.h"
#include "model/group.h"

/* A file, its run, and the side that it is of. */
struct input {
	const char *file;
	struct run *run;
	bool base;
	char arm[192];
};

static const char *const base_name = "base", *const new_name = "new";

int comparing_check(const struct cmd *cmd, const struct comparing *req, size_t budgets)
{
	if (req->by && strcmp(req->by, "backend") != 0 && (strncmp(req->by, "label:", 6) != 0 || !req->by[6]))
		return dief(cmd, EXIT_USAGE, "--by '%.40s': there are backend and label:KEY", req->by);
	if (req->operands.n && (!req->by || req->base.n || req->news.n))
		return dief(cmd, EXIT_USAGE, "%.200s stands behind neither --base nor --new: try 'epbell %s --help'",
			    req->operands.item[0], cmd->name);
	if (req->operands.n || (req->news.n && (req->base.n || budgets)))
		return 0;
	return dief(cmd, EXIT_USAGE,
		    "--base RUN... --new RUN..., or --new RUN... --budget LIMIT: try 'epbell %s --help'", cmd->name);
}

void comparing_free(struct comparing *req)
{
	opts_free_many(&req->base);
	opts_free_many(&req->news);
	opts_free_many(&req->operands);
	opts_free_list(&req->backends);
}

/* --- which run is of which side ---------------------------------------------------------------------------------- */

/* The one backend that the run has, as far as --backend lets it. */
static int name_by_backend(struct input *in, const struct opt_list *wanted, struct err *err)
{
	const struct group_by by = { .backends = wanted->item, .nbackends = wanted->n };
	size_t n = 0;

	for (int i = 0; backend_info(i); i++) {
		const char *name = backend_info(i)->name;

		if (!group_wants_backend(&by, name) || !run_has_backend(in->run, name))
			continue;
		n++;
		snprintf(in->arm, sizeof(in->arm), "%s", name);
	}
	if (n > 1)
		return err_set(err, -EINVAL, "%s: has doorbells of several backends: --backend chooses", in->file);
	if (!n)
		return err_set(err, -EINVAL, "%s: has no doorbell of a backend that is wanted", in->file);
	return 0;
}

static int name_arm(const struct comparing *req, struct input *in, struct err *err)
{
	const char *value;

	if (in->base || !req->by) {
		strcpy(in->arm, in->base ? base_name : new_name);
		return 0;
	}
	if (!strcmp(req->by, "backend"))
		return name_by_backend(in, &req->backends, err);
	value = run_label(in->run, req->by + 6);
	if (!value)
		return err_set(err, -EINVAL, "%s: has no label %s", in->file, req->by + 6);
	snprintf(in->arm, sizeof(in->arm), "%s", value);
	return 0;
}

static int read_input(const struct comparing *req, struct input *in, struct err *err)
{
	int code = run_read_any(in->file, &req->read, &in->run, err);

	if (code)
		return code;
	if (req->raw)
		run_show_raw(in->run);
	run_keep_series(in->run);
	return name_arm(req, in, err);
}

/* --- the work ---------------------------------------------------------------------------------------------------- */

/* All runs of one side, from the first one's place on; @done marks those that are in. */
static int add_side(struct comparison *c, const struct compare_opts *opts, struct input *inputs, size_t n, size_t first,
		    size_t *order, struct err *err)
{
	int code = comparison_add_arm(c, inputs[first].arm) ? 0 : err_set(err, -ENOMEM, "not enough memory");

	for (size_t i = first; i < n && !code; i++) {
		if (strcmp(inputs[i].arm, inputs[first].arm) != 0 || inputs[i].base != inputs[first].base)
			continue;
		order[c->nruns] = i;
		code = compare_run(c, inputs[i].file, inputs[i].run, opts, err);
	}
	return code;
}

static bool is_first_of_side(const struct input *inputs, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(inputs[k].arm, inputs[i].arm) && inputs[k].base == inputs[i].base)
			return false;
	return true;
}

static int build(struct comparison *c, const struct compare_opts *opts, struct input *inputs, size_t n, struct err *err)
{
	size_t *order = calloc(n + 1, sizeof(*order));
	int code = order ? 0 : err_set(err, -ENOMEM, "not enough memory");

	for (size_t i = 0; i < n && !code; i++)
		if (is_first_of_side(inputs, i))
			code = add_side(c, opts, inputs, n, i, order, err);
	if (!code)
		compare_rule(c, opts);
	for (size_t i = 0; i < n && !code; i++)
		code = compare_figures(c, i, inputs[order[i]].run, opts, err);
	free(order);
	return code ? code : compare_judge(c, opts, err);
}

static size_t list_inputs(const struct comparing *req, struct input *inputs)
{
	size_t n = 0;

	for (size_t i = 0; i < req->base.n; i++)
		inputs[n++] = (struct input){ .file = req->base.item[i], .base = true };
	for (size_t i = 0; i < req->news.n; i++)
		inputs[n++] = (struct input){ .file = req->news.item[i] };
	for (size_t i = 0; i < req->operands.n; i++)
		inputs[n++] = (struct input){ .file = req->operands.item[i] };
	return n;
}

/* The comparison from files that are listed. */
static int judge_inputs(const struct comparing *req, const struct compare_opts *opts, struct input *inputs, size_t n,
			struct comparison *c, struct err *err)
{
	int code = 0;

	for (size_t i = 0; i < n && !code; i++)
		code = read_input(req, &inputs[i], err);
	return code ? code : build(c, opts, inputs, n, err);
}

int comparing_judge(const struct cmd *cmd, const struct comparing *req, struct judging *judging, const char *command,
		    struct comparison *c)
{
	struct input *inputs = calloc(req->base.n + req->news.n + req->operands.n + 1, sizeof(*inputs));
	struct compare_opts opts = { .backends = req->backends.item, .nbackends = req->backends.n };
	struct session_opts unused = { 0 }; /* the names are to be known, no more */
	struct err err;
	size_t n = 0;
	int code;

	if (!inputs)
		return dief(cmd, EXIT_ERROR, "not enough memory");
	c->by_backend = req->by && !strcmp(req->by, "backend");
	code = select_backends(&req->backends, &unused, &err);
	if (!code)
		code = judging_take(judging, command, c, &opts, &err);
	if (code) {
		code = die(cmd, code == -ENOMEM ? EXIT_ERROR : EXIT_USAGE, &err);
	} else {
		n = list_inputs(req, inputs);
		if (judge_inputs(req, &opts, inputs, n, c, &err))
			code = die(cmd, EXIT_ERROR, &err);
	}
	for (size_t i = 0; i < n; i++)
		run_free(inputs[i].run);
	free(inputs);
	return code;
}
