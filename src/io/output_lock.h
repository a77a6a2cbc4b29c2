/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_IO_OUTPUT_LOCK_H
#define EPBELL_IO_OUTPUT_LOCK_H
/*
 * One writer a file: held from before a recording begins until its file is written, which also shows early that the
 * place can be written to. The lock goes with its holder, however that ends.
 */
#include "model/err.h"

struct output_lock {
	char path[512]; /* beside the output, ".lock" appended */
	int fd;		/* -1: not held */
};

/* -EBUSY: another holds it; -EINVAL: @output is no regular file; -ENAMETOOLONG; or what open(2) says. */
int output_lock(struct output_lock *lock, const char *output, struct err *err);
void output_unlock(struct output_lock *lock); /* not held is fine */

#endif /* EPBELL_IO_OUTPUT_LOCK_H */
