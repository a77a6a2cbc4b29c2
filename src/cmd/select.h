/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_SELECT_H
#define EPBELL_SELECT_H
/* From the names that users give to the sets that a session takes. */
#include <stdint.h>

#include "cmd/opts.h"
#include "trace/session.h"

/* An empty list is all. -EINVAL: an unknown name; @err lists the known ones. */
int select_stages(const struct opt_list *names, uint64_t *stages, struct err *err);
int select_backends(const struct opt_list *names, struct session_opts *opts, struct err *err);

#endif /* EPBELL_SELECT_H */
