/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_REPORT_POLL_H
#define EPBELL_REPORT_POLL_H
/* Inside view/: the poll model of a run, between its figures and its sentences. */
#include "model/pollmodel.h"
#include "stats/pollfit.h"
#include "view/report_impl.h"

struct poll_model {
	const struct run *run;
	struct poll_waits waits;
	struct poll_fit fit;
	struct table *findings;
};

/* Do pings come in step with the polls? Then their mean is not that of pings at random moments. */
static inline bool poll_in_step(enum poll_verdict verdict)
{
	return verdict >= POLL_SAME;
}

/* Collect the waits of @model->run and fit them; free the waits in any case. -ENOMEM */
int poll_model_fit(struct poll_model *model);
/* "ALIASED: the waits come round in a short cycle". */
const char *poll_verdict_words(enum poll_verdict verdict);

/* Bullets: what was found, why, and what to do. */
struct table *report_poll_findings(const struct poll_model *model);

#endif /* EPBELL_REPORT_POLL_H */
