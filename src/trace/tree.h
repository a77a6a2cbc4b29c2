/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_TREE_H
#define EPBELL_TRACE_TREE_H
/*
 * Small files below a root directory: "" on a live system, the top of a saved tree in tests. All text that comes out is
 * cut to fit, NUL-terminated, without trailing white space, and fit for a terminal.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define TREE_FMT(f, a) __attribute__((format(printf, f, a)))

/* Open the file at @root + the path; a descriptor or a negative errno. @flags as open(2), O_CLOEXEC is added. */
int tree_open(const char *root, int flags, const char *fmt, ...) TREE_FMT(3, 4);

/* Does that path exist? */
bool tree_exists(const char *root, const char *fmt, ...) TREE_FMT(2, 3);

/* Read the file's first bytes as text. Returns its length, or a negative errno (then out is ""). */
ssize_t tree_read(const char *root, char *out, size_t size, const char *fmt, ...) TREE_FMT(4, 5);

/* Read a decimal number with an optional sign; -errno, -EINVAL for anything else, -ERANGE out of int64_t. */
int tree_number(const char *root, int64_t *out, const char *fmt, ...) TREE_FMT(3, 4);

/* The value of the line "name: value" of a file's first 8 KiB, tabs as blanks; -ENOENT when there is none, or another negative errno. */
int tree_field(const char *root, char *out, size_t size, const char *name, const char *fmt, ...) TREE_FMT(5, 6);

/* The target of a symbolic link, as written in it. Returns its length, or a negative errno (then out is ""). */
ssize_t tree_link(const char *root, char *out, size_t size, const char *fmt, ...) TREE_FMT(4, 5);

/*
 * Call @fn with the name of every entry of a directory but those that begin with a dot, in strverscmp(3) order, until it
 * returns non-zero. Returns what @fn last returned, 0 for an empty directory, or a negative errno.
 */
int tree_list(const char *root, int (*fn)(void *ctx, const char *name), void *ctx, const char *fmt, ...) TREE_FMT(4, 5);

/* Copy text: cut at @size, bytes that a terminal must not see replaced. The buffers must not overlap. */
void tree_copy(char *out, size_t size, const char *text);

#endif /* EPBELL_TRACE_TREE_H */
