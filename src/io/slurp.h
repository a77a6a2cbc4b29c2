/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_SLURP_H
#define EPBELL_SLURP_H
#include <stddef.h>

#include "model/err.h"

/*
 * A whole file, or pipe, of at most @limit bytes into memory: *text, to be freed, with a NUL behind its *len bytes.
 * -EFBIG if there is more; -EISDIR; else as open(2) and read(2). @err names the file and the reason.
 */
int slurp(const char *path, size_t limit, char **text, size_t *len, struct err *err);

#endif /* EPBELL_SLURP_H */
