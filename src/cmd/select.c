// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/select.h"
#include "epbell/stage.h"

int select_stages(const struct opt_list *names, uint64_t *stages, struct err *err)
{
	char known[400] = "";
	size_t i, used = 0;
	int stage;

	*stages = names->n ? 0 : EPB_BIT(EPB_NSTAGES) - 1;
	for (i = 0; i < names->n; i++) {
		stage = stage_find(names->item[i]);
		if (stage < 0)
			break;
		*stages |= EPB_BIT(stage);
	}
	if (i == names->n)
		return 0;
	for (stage = 0; stage < EPB_NSTAGES && used < sizeof(known); stage++)
		used += snprintf(known + used, sizeof(known) - used, " %s", stage_info(stage)->name);
	return err_set(err, -EINVAL, "no stage '%.40s': there are%s", names->item[i], known);
}

int select_backends(const struct opt_list *names, struct session_opts *opts, struct err *err)
{
	const struct backend_info *b;
	char known[100] = "";
	size_t i, used = 0;
	int row;

	opts->backend_msi = opts->backend_embedded = opts->backend_poll = !names->n;
	for (i = 0; i < names->n; i++) {
		b = backend_find(names->item[i]);
		if (!b)
			break;
		if (!strcmp(b->name, "its") || !strcmp(b->name, "msi"))
			opts->backend_msi = true;
		else if (!strcmp(b->name, "poll"))
			opts->backend_poll = true;
		else
			opts->backend_embedded = true;
	}
	if (i == names->n)
		return 0;
	for (row = 0; (b = backend_info(row)); row++)
		used += snprintf(known + used, sizeof(known) - used, " %s", b->name);
	return err_set(err, -EINVAL, "no backend '%.40s': there are%s", names->item[i], known);
}
