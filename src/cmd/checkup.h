/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_CHECKUP_H
#define EPBELL_CHECKUP_H
/* What `doctor` looked at, and the tables that show it: one function a section. */
#include "model/err.h"
#include "model/run.h"
#include "trace/inventory.h"
#include "trace/kconfig.h"
#include "trace/klog.h"
#include "trace/rights.h"
#include "trace/static.h"
#include "view/table.h"

struct checkup {
	const char *root; /* "" or the top of a saved tree */
	struct environment env;
	struct kconfig config;
	struct rights rights;
	struct inventory inv;
	struct klog log;
	struct static_judgement judged;
	bool tried; /* hooks are the result of attaching, not of reading files */
	struct hook_state hooks[EPB_NHOOKS];
	struct err refused; /* why attaching failed, when it was tried and did */
};

/* Each returns a new table, to be freed with table_free(). */
struct table *checkup_kernel(const struct checkup *c);
struct table *checkup_privileges(const struct checkup *c);
struct table *checkup_options(const struct checkup *c);
struct table *checkup_stages(const struct checkup *c);
struct table *checkup_controllers(const struct checkup *c);
struct table *checkup_functions(const struct checkup *c);
struct table *checkup_interrupts(const struct checkup *c);
struct table *checkup_conclusions(const struct checkup *c);

/* How many stages can be recorded. */
int checkup_count_stages(const struct checkup *c);

#endif /* EPBELL_CHECKUP_H */
