// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/select.h"
#include "epbell/stage.h"
#include "trace/sides.h"

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

/* Why a stage that was asked for by name cannot be had. */
static int refuse_stage(int stage, struct err *err)
{
	const struct stage_info *info = stage_info(stage);

	if (!stage_hooked(stage))
		return err_set(err, -EINVAL, "no program records %s: %s makes it", info->name,
			       info->side & EPB_MERGED ? "'epbell merge'" : "'epbell ping'");
	return err_set(err, -EINVAL, "%s is a stage of the %s: add --side %s", info->name,
		       info->side & EPB_SIDE_RC ? "root complex" : "endpoint", info->side & EPB_SIDE_RC ? "rc" : "ep");
}

int select_sides(const char *name, bool named, uint64_t *stages, int *sides, struct err *err)
{
	int i;

	if (!strcmp(name, "ep"))
		*sides = EPB_SIDE_EP;
	else if (!strcmp(name, "rc"))
		*sides = EPB_SIDE_RC;
	else if (!strcmp(name, "both"))
		*sides = EPB_SIDE_EP | EPB_SIDE_RC;
	else if (strcmp(name, "auto") != 0)
		return err_set(err, -EINVAL, "--side '%.40s': there are ep, rc, both and auto", name);
	else
		*sides = sides_of_machine("") ?: EPB_SIDE_EP;
	for (i = 0; i < EPB_NSTAGES; i++) {
		if (!(*stages & EPB_BIT(i)) || (stage_hooked(i) && stage_info(i)->side & *sides))
			continue;
		if (named)
			return refuse_stage(i, err);
		*stages &= ~EPB_BIT(i);
	}
	return 0;
}
