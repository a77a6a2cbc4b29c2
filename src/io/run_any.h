/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_RUN_ANY_H
#define EPBELL_RUN_ANY_H
/* Files that can be read as runs, told apart by what is in them: run files, and .hgrm of HdrHistogram and its users. */
#include "model/err.h"
#include "model/run.h"

struct read_opts {
	const char *
		unit; /* of times in an .hgrm that names none: "ns" "us" "ms" "s"; NULL: refuse such, as without opts */
};

/*
 * As run_read() (io/run_json.h) and hgrm_parse() (io/hgrm.h), with their errors. -EINVAL: neither of them. *run is for
 * run_free().
 */
int run_read_any(const char *path, const struct read_opts *opts, struct run **run, struct err *err);

#endif /* EPBELL_RUN_ANY_H */
