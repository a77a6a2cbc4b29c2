/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_MERGER_H
#define EPBELL_MERGER_H
/* Two recordings become one: pairs, their clocks, their figures. */
#include "model/merge.h"

/* No two clocks drift apart faster: NTP slews at most 500 ppm, crystals are far better. */
#define MERGER_MAX_DRIFT 500e-6

/*
 * Pair the packets of @rc and @ep, which may be the same run, find how their clocks differ and fill in every pair's figures.
 * Few or no pairs are no error; m->npairs tells. The runs must outlive @m; merge_clear() either way. -ENOMEM
 */
int merger_run(struct merge *m, const struct run *rc, const struct run *ep);

#endif /* EPBELL_MERGER_H */
