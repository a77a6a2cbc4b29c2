/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_RUN_READER_H
#define EPBELL_RUN_READER_H
/* Inside io/: the state of reading one run file, and the checked readers of fields and histograms. */
#include "io/run_fields.h"
#include "io/run_json.h"

struct reader {
	const char *path;
	struct err *err;
	struct run *run;
	char where[80]; /* what is being read, "series[3]"; "" at the top */
	size_t hists;	/* how many histograms the run has so far */
};

/* The sentence "FILE: WHERE what: ..." into r->err; -EINVAL. */
int reader_bad(struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* -ENOMEM, with its sentence. */
int reader_no_memory(struct reader *r);

/*
 * Take the fields of a table out of @object into @structure, which is zeroed. -EINVAL: one is missing, of another type,
 * out of its range or too long.
 */
int reader_fields(struct reader *r, const struct field *fields, json_t *object, void *structure);

/* Take a histogram out of @object into @h, which is zeroed. -EINVAL as above, and for buckets that contradict the sums. */
int reader_hist(struct reader *r, json_t *object, struct hist *h);

/* -EINVAL if two series of the run have one key: whatever adds them up would count twice. -ENOMEM */
int reader_unique(struct reader *r);

#endif /* EPBELL_RUN_READER_H */
