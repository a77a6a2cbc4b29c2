/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_REPLICATE_H
#define EPBELL_REPLICATE_H
/* A run as judging takes it. */
#include "model/comparison.h"
#include "model/group.h"

/* All but the name, of @run; of its backends those that @by wants. */
void replicate_take(struct replicate *r, const struct run *run, const struct group_by *by);
/* Is @backend among those of a list such as its backends: "its,edma"? */
bool backends_have(const char *backends, const char *backend);

#endif /* EPBELL_REPLICATE_H */
