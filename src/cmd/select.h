/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_SELECT_H
#define EPBELL_SELECT_H
/* From the names that users give to the sets that a session takes. */
#include <stdint.h>

#include "cmd/opts.h"
#include "trace/session.h"

/* An empty list is all. -EINVAL: an unknown name; @err lists the known ones. */
int select_stages(const struct opt_list *names, uint64_t *stages, struct err *err);
/*
 * "ep", "rc", "both"; "auto": what this machine is, the endpoint where it is neither. *stages loses those of the other
 * side, and those that no program records. -EINVAL: no such name, or a stage that was @named is among them.
 */
int select_sides(const char *name, bool named, uint64_t *stages, int *sides, struct err *err);
int select_backends(const struct opt_list *names, struct session_opts *opts, struct err *err);

#endif /* EPBELL_SELECT_H */
