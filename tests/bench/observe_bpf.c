// SPDX-License-Identifier: GPL-2.0-only
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "observe_bpf.h"

static long bpf(int cmd, union bpf_attr *attr)
{
	return syscall(__NR_bpf, cmd, attr, sizeof(*attr));
}

/* The next id after @id, or 0. */
static uint32_t next_id(int cmd, uint32_t id)
{
	union bpf_attr attr = { .start_id = id };

	return bpf(cmd, &attr) ? 0 : attr.next_id;
}

struct work work_of_programs(void)
{
	struct work sum = { 0 };
	uint32_t id = 0;

	while ((id = next_id(BPF_PROG_GET_NEXT_ID, id))) {
		union bpf_attr open = { .prog_id = id };
		struct bpf_prog_info info = { 0 };
		union bpf_attr attr = { .info = { .info_len = sizeof(info), .info = (uintptr_t)&info } };
		int fd = bpf(BPF_PROG_GET_FD_BY_ID, &open);

		if (fd < 0)
			continue;
		attr.info.bpf_fd = fd;
		if (!bpf(BPF_OBJ_GET_INFO_BY_FD, &attr)) {
			sum.progs++;
			sum.runs += info.run_cnt;
			sum.ns += info.run_time_ns;
			sum.missed += info.recursion_misses;
		}
		close(fd);
	}
	return sum;
}

void skip_old_links(struct links *l)
{
	uint32_t id;

	while ((id = next_id(BPF_LINK_GET_NEXT_ID, l->last_id)))
		l->last_id = id;
}

void look_at_links(struct links *l, int64_t now)
{
	uint32_t id;

	while (l->count < MAX_LINKS && (id = next_id(BPF_LINK_GET_NEXT_ID, l->last_id))) {
		l->last_id = id;
		l->link[l->count].id = id;
		l->link[l->count++].at = now;
	}
}

void forget_gone_links(struct links *l)
{
	unsigned int i, kept = 0;

	for (i = 0; i < l->count; i++) {
		union bpf_attr attr = { .link_id = l->link[i].id };
		int fd = bpf(BPF_LINK_GET_FD_BY_ID, &attr);

		if (fd < 0)
			continue;
		close(fd);
		l->link[kept++] = l->link[i];
	}
	l->count = kept;
}

int count_runs(void)
{
	union bpf_attr attr = { .enable_stats.type = BPF_STATS_RUN_TIME };

	return bpf(BPF_ENABLE_STATS, &attr);
}
