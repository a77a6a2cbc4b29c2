// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/figures.h"
#include "cmd/page_out.h"
#include "cmd/print.h"
#include "cmd/select.h"
#include "io/run_any.h"
#include "model/time_unit.h"
#include "view/pages.h"
#include "view/report.h"

/* What the options set. */
struct request {
	struct opt_list stages, backends;
	bool json, bars, no_bars, per_cpu, per_vector, raw, ascii, no_plots;
	const char *html;
	unsigned long long width;
	struct read_opts read;
};

/* The help for --stage, which is where the names stand. */
static const char *stage_help(void)
{
	static char text[512];
	size_t used = snprintf(text, sizeof(text), "only these stages:");

	for (int i = 0; i < EPB_NSTAGES && used < sizeof(text); i++)
		used += snprintf(text + used, sizeof(text) - used, "%s %s", i ? "," : "", stage_info(i)->name);
	return text;
}

static int parse(const struct cmd *cmd, int argc, char **argv, struct request *req, const char **files, size_t *n)
{
	const struct opt table[] = {
		{ "What is shown", "stage", 's', OPT_LIST, "LIST", stage_help(), &req->stages, 0, 0 },
		{ NULL, "backend", 'b', OPT_LIST, "LIST", "only these backends: its, msi, edma, mmio, poll",
		  &req->backends, 0, 0 },
		{ NULL, "per-cpu", 0, OPT_FLAG, NULL, "a row for each CPU, where the run kept them apart",
		  &req->per_cpu, 0, 0 },
		{ NULL, "per-vector", 0, OPT_FLAG, NULL,
		  "a row for each doorbell vector, where the run kept them apart", &req->per_vector, 0, 0 },
		{ NULL, "raw", 0, OPT_FLAG, NULL, "the times as they were seen, epbell's own hooks included", &req->raw,
		  0, 0 },
		{ NULL, "unit", 0, OPT_STR, "UNIT", "of times in an .hgrm that does not say it: " TIME_UNIT_NAMES,
		  &req->read.unit, 0, 0 },
		{ "The page", "html", 0, OPT_STR, "FILE",
		  "one page of HTML with plots, for a mail or a browser; -: stdout", &req->html, 0, 0 },
		{ NULL, "no-plots", 0, OPT_FLAG, NULL, "the page without plots, which need gnuplot", &req->no_plots, 0,
		  0 },
		{ "How", "bars", 0, OPT_FLAG, NULL, "histograms (default for a single file)", &req->bars, 0, 0 },
		{ NULL, "no-bars", 0, OPT_FLAG, NULL, "no histograms", &req->no_bars, 0, 0 },
		{ NULL, "width", 'w', OPT_UINT, "N", "columns, instead of the terminal's", &req->width, 40, 1000 },
		{ NULL, "ascii", 0, OPT_FLAG, NULL, "ASCII only (default where the locale is not UTF-8)", &req->ascii,
		  0, 0 },
		{ NULL, "json", 'j', OPT_FLAG, NULL, "JSON on stdout, all of it, times in ns; errors too", &req->json,
		  0, 0 },
		{ 0 },
	};
	int rc;

	rc = opts_operands(cmd, table, argc, argv, files, argc, n);
	if (rc)
		return rc;
	if (!*n)
		return 256 + dief(cmd, EXIT_USAGE, "no run file named: try 'epbell report --help'");
	if (req->bars && req->no_bars)
		return 256 + dief(cmd, EXIT_USAGE, "--bars and --no-bars exclude each other");
	if (req->html && req->json)
		return 256 + dief(cmd, EXIT_USAGE, "--html and --json exclude each other: call it once for each");
	if (req->html && (req->width || req->ascii))
		return 256 + dief(cmd, EXIT_USAGE, "--width and --ascii are of text: a page of --html has neither");
	if (req->no_plots && !req->html)
		return 256 + dief(cmd, EXIT_USAGE, "--no-plots is for --html FILE: there are no plots without it");
	if (req->read.unit && !time_unit_find(req->read.unit))
		return 256 + dief(cmd, EXIT_USAGE, "no unit '%.40s': there are " TIME_UNIT_NAMES, req->read.unit);
	return 0;
}

static int select_groups(const struct request *req, struct group_by *by, struct err *err)
{
	struct session_opts unused = { 0 }; /* report wants the names to be known, no more */
	int code = req->stages.n ? select_stages(&req->stages, &by->stages, err) : 0;

	if (!code)
		code = select_backends(&req->backends, &unused, err);
	by->backends = req->backends.item;
	by->nbackends = req->backends.n;
	by->device = true;
	by->cpu = req->per_cpu;
	by->vector = req->per_vector;
	return code;
}

static int write_page(const struct cmd *cmd, const struct request *req, const struct doc *doc,
		      const struct report_run *runs, size_t n, const struct group_by *by)
{
	struct figures figures = { 0 };
	struct page page = { 0 };
	struct err err;
	int code = 0;

	report_page(&page, runs, n, doc);
	if (!req->no_plots)
		code = figures_of_runs(&figures, runs, n, by, &err);
	page.html.figures = figures.list;
	page.html.nfigures = figures.n;
	if (!code)
		code = page_out(&page.html, req->html, &err);
	page_free(&page);
	figures_free(&figures);
	return code ? die(cmd, EXIT_ERROR, &err) : EXIT_FINE;
}

static int report_files(const struct cmd *cmd, struct request *req, struct report_run *runs, size_t n)
{
	struct report_opts opts = { .brief = n > 1 && !req->html,
				    .bars = req->json || req->bars || (n == 1 && !req->no_bars) };
	struct doc doc = { 0 };
	struct err err;
	int code = EXIT_FINE;

	opts.bars = opts.bars && !req->no_bars;
	if (select_groups(req, &opts.by, &err))
		return dief(cmd, EXIT_USAGE, "%s", err.text);
	for (size_t i = 0; i < n && code == EXIT_FINE; i++) {
		if (run_read_any(runs[i].file, &req->read, &runs[i].run, &err))
			code = die(cmd, EXIT_ERROR, &err);
		else if (req->raw)
			run_show_raw(runs[i].run);
	}
	if (code == EXIT_FINE && report_build(&doc, runs, n, &opts, &err))
		code = die(cmd, EXIT_ERROR, &err);
	if (code == EXIT_FINE && req->html)
		code = write_page(cmd, req, &doc, runs, n, &opts.by);
	else if (code == EXIT_FINE)
		code = print_doc(cmd, &doc, &(struct print_opts){ req->json, req->ascii, req->width });
	doc_clear(&doc);
	report_free(runs, n);
	return code;
}

static int run_report(const struct cmd *cmd, int argc, char **argv)
{
	const char **files = calloc(argc + 1, sizeof(*files));
	struct report_run *runs = calloc(argc + 1, sizeof(*runs));
	struct request req = { 0 };
	size_t n = 0;
	int rc;

	if (!files || !runs) {
		rc = 256 + dief(cmd, EXIT_ERROR, "not enough memory");
		goto out;
	}
	rc = parse(cmd, argc, argv, &req, files, &n);
	if (rc)
		goto out;
	for (size_t i = 0; i < n; i++)
		runs[i].file = files[i];
	rc = report_files(cmd, &req, runs, n);
out:
	opts_free_list(&req.stages);
	opts_free_list(&req.backends);
	free(files);
	free(runs);
	return rc & 255;
}

const struct cmd cmd_report = {
	.name = "report",
	.summary = "show recorded runs: stages, histograms, several side by side",
	.usage = "[options] FILE...",
	.example = "epbell report its.json edma.json poll.json\n"
		   "epbell report --html doorbells.html its.json edma.json poll.json\n"
		   "epbell report --stage irq-dispatch,handler --json edma.json | jq '.runs[0].stages'",
	.run = run_report,
};
