// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "trace/others.h"

/* Every session has this hook, in one of its two variants: one such program is one recorder. */
static bool is_ours(const char *name)
{
	return !strcmp(name, "f_cmd_entry") || !strcmp(name, "k_cmd_entry");
}

/* May programs of this type sit on the doorbell's path? */
static bool traces(uint32_t type)
{
	return type == BPF_PROG_TYPE_TRACING || type == BPF_PROG_TYPE_KPROBE || type == BPF_PROG_TYPE_TRACEPOINT ||
	       type == BPF_PROG_TYPE_RAW_TRACEPOINT;
}

static bool program_info(uint32_t id, struct bpf_prog_info *info)
{
	uint32_t len = sizeof(*info);
	int fd = bpf_prog_get_fd_by_id(id);
	bool known;

	if (fd < 0)
		return false;
	memset(info, 0, sizeof(*info));
	known = !bpf_obj_get_info_by_fd(fd, info, &len);
	close(fd);
	return known;
}

/* The kernel's own tracers, which need no program. */
static bool ftrace_works(char *name, size_t size)
{
	static const char *const paths[] = { "/sys/kernel/tracing/current_tracer",
					     "/sys/kernel/debug/tracing/current_tracer" };
	FILE *f = NULL;

	*name = '\0';
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && !f; i++)
		f = fopen(paths[i], "re");
	if (!f)
		return false;
	if (!fgets(name, (int)size, f))
		*name = '\0';
	fclose(f);
	name[strcspn(name, "\n")] = '\0';
	return *name && strcmp(name, "nop") != 0;
}

void others_find(const struct others *known, struct others *out)
{
	struct bpf_prog_info info;
	uint32_t id = known ? known->last_id : 0;

	memset(out, 0, sizeof(*out));
	out->ftrace = ftrace_works(out->tracer, sizeof(out->tracer));
	while (!bpf_prog_get_next_id(id, &id)) {
		if (!program_info(id, &info))
			continue;
		out->last_id = id;
		out->recorders += is_ours(info.name);
		if (!traces(info.type))
			continue;
		if (!out->programs)
			snprintf(out->first, sizeof(out->first), "%s", info.name);
		out->programs++;
	}
}

void others_describe(const struct others *before, const struct others *after, char *buf, size_t size)
{
	int programs = before->programs + after->programs;
	const char *first = before->programs ? before->first : after->first;

	buf[0] = '\0';
	if (before->recorders + after->recorders)
		snprintf(buf, size, "%d more epbell", before->recorders + after->recorders);
	else if (programs)
		snprintf(buf, size, "%d BPF program%s (%s%s)", programs, programs == 1 ? "" : "s", first,
			 programs == 1 ? "" : ", ...");
	else if (before->ftrace || after->ftrace)
		snprintf(buf, size, "the kernel's tracer %s", before->ftrace ? before->tracer : after->tracer);
}
