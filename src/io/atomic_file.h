/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_ATOMIC_FILE_H
#define EPBELL_ATOMIC_FILE_H
/*
 * A file that appears whole or not at all: written under a temporary name in the same directory, synced, renamed.
 */
#include <stdbool.h>
#include <stdio.h>

#include "model/err.h"

struct atomic_file {
	FILE *stream;
	const char *path; /* as the user gave it; must outlive this */
	char *target;	  /* what will be renamed onto: path with symbolic links resolved */
	char *temp;	  /* NULL: path is no regular file and is written directly */
};

/* Begin. Negative errno and @err on failure; nothing is left then. */
int atomic_open(struct atomic_file *file, const char *path, struct err *err);

/*
 * End: flush, fsync, rename. On failure the temporary file is gone and the old file is as it was. Takes the file apart
 * in either case. Negative errno and @err.
 */
int atomic_commit(struct atomic_file *file, struct err *err);

/* Give up: remove the temporary file. @code (negative errno) goes into @err, with free space if it ran out; returned. */
int atomic_abort(struct atomic_file *file, int code, struct err *err);

/* All of it in one: @len bytes into @path, whole or not at all. Negative errno and @err. */
int atomic_write(const char *path, const char *bytes, size_t len, struct err *err);

#endif /* EPBELL_ATOMIC_FILE_H */
