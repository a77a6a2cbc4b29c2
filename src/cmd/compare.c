// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/judging.h"
#include "cmd/select.h"
#include "io/run_any.h"
#include "model/group.h"

/* What the options set. */
struct request {
	struct opt_many base, news, operands;
	struct opt_list backends;
	const char *by;
	struct read_opts read;
	bool raw;
	struct judging judging;
};

/* A file, its run, and the side that it is of. */
struct input {
	const char *file;
	struct run *run;
	bool base;
	char arm[192];
};

static const char *const base_name = "base", *const new_name = "new";

static int parse(const struct cmd *cmd, int argc, char **argv, struct request *req)
{
	const struct opt table[] = {
		{ "The sides", "base", 'b', OPT_MANY, "RUN...", "what the others are held against", &req->base, 0, 0 },
		{ NULL, "new", 'n', OPT_MANY, "RUN...", "what is held against it; alone, for --budget", &req->news, 0,
		  0 },
		{ NULL, "by", 0, OPT_STR, "KEY",
		  "a side for each backend, or with label:K for each value of label K: of the new runs, or of all operands, the first one's being the base",
		  &req->by, 0, 0 },
		{ NULL, "backend", 0, OPT_LIST, "LIST", "only these backends", &req->backends, 0, 0 },
		{ NULL, "unit", 0, OPT_STR, "UNIT", "ns, us, ms or s: of the times in an .hgrm that names none",
		  &req->read.unit, 0, 0 },
		{ NULL, "raw", 0, OPT_FLAG, NULL, "the times as they were seen, epbell's own hooks included", &req->raw,
		  0, 0 },
		JUDGING_RULE_ROWS(&req->judging),
		JUDGING_FORM_ROWS(&req->judging),
		{ 0 },
	};
	const char **operands = calloc(argc + 1, sizeof(*operands));
	int rc;

	if (!operands)
		return 256 + dief(cmd, EXIT_ERROR, "not enough memory");
	req->operands.item = operands;
	rc = opts_operands(cmd, table, argc, argv, operands, argc, &req->operands.n);
	if (rc)
		return rc;
	if (req->by && strcmp(req->by, "backend") != 0 && (strncmp(req->by, "label:", 6) != 0 || !req->by[6]))
		return 256 + dief(cmd, EXIT_USAGE, "--by '%.40s': there are backend and label:KEY", req->by);
	if (req->operands.n && (!req->by || req->base.n || req->news.n))
		return 256 + dief(cmd, EXIT_USAGE,
				  "%.200s stands behind neither --base nor --new: try 'epbell compare --help'",
				  req->operands.item[0]);
	if (req->operands.n || (req->news.n && (req->base.n || req->judging.budgets.n)))
		return 0;
	return 256 + dief(cmd, EXIT_USAGE,
			  "--base RUN... --new RUN..., or --new RUN... --budget LIMIT: try 'epbell compare --help'");
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

static int name_arm(const struct request *req, struct input *in, struct err *err)
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

static int read_input(const struct request *req, struct input *in, struct err *err)
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

static size_t list_inputs(const struct request *req, struct input *inputs)
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

static int judge_files(const struct cmd *cmd, struct request *req, struct input *inputs, size_t n)
{
	struct compare_opts opts = { .backends = req->backends.item, .nbackends = req->backends.n };
	struct comparison c = { .by_backend = req->by && !strcmp(req->by, "backend") };
	struct session_opts unused = { 0 }; /* the names are to be known, no more */
	struct err err;
	int code;

	code = select_backends(&req->backends, &unused, &err);
	if (!code)
		code = judging_take(&req->judging, "epbell compare", &c, &opts, &err);
	if (code) {
		code = die(cmd, code == -ENOMEM ? EXIT_ERROR : EXIT_USAGE, &err);
		goto out;
	}
	for (size_t i = 0; i < n && !code; i++)
		code = read_input(req, &inputs[i], &err);
	if (!code)
		code = build(&c, &opts, inputs, n, &err);
	code = code ? die(cmd, EXIT_ERROR, &err) : judging_print(cmd, &req->judging, &c);
out:
	comparison_free(&c);
	return code;
}

static int run_compare(const struct cmd *cmd, int argc, char **argv)
{
	struct input *inputs = calloc(argc + 1, sizeof(*inputs));
	struct request req = { 0 };
	size_t n = 0;
	int rc;

	if (!inputs)
		return dief(cmd, EXIT_ERROR, "not enough memory");
	rc = parse(cmd, argc, argv, &req);
	if (!rc) {
		n = list_inputs(&req, inputs);
		rc = judge_files(cmd, &req, inputs, n);
	}
	for (size_t i = 0; i < n; i++)
		run_free(inputs[i].run);
	free(inputs);
	opts_free_many(&req.base);
	opts_free_many(&req.news);
	opts_free_many(&req.operands);
	opts_free_list(&req.backends);
	judging_free(&req.judging);
	return rc & 255;
}

const struct cmd cmd_compare = {
	.name = "compare",
	.summary = "judge runs against runs: did doorbells become slower?",
	.usage = "--base RUN... --new RUN... [options] | --by KEY RUN... [options]",
	.example = "epbell compare --base old-*.json --new new-*.json --stage residency,raise-irq\n"
		   "epbell compare --by backend its-*.json edma-*.json poll-*.json --markdown\n"
		   "epbell compare --new run.json --budget 'raise-irq:p99<=8us'",
	.run = run_compare,
};
