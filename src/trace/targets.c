// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "trace/targets.h"

#define TRACEPOINT "btf_trace_" /* before the name of the type of a tracepoint's callbacks */

/* Some letters of a name, which tell most names from ours at once: a kernel has tens of thousands. */
static unsigned int name_key(const char *name)
{
	size_t len = strnlen(name, 64);

	return len < 4 ? 0 :
			 ((unsigned char)name[len / 2] * 37u + (unsigned char)name[len - 1] * 5u + (unsigned int)len) %
				 1024;
}

static int index_of(const struct targets *t, const char *name, bool tracepoint)
{
	for (int i = 0; i < t->n; i++)
		if (t->items[i].tracepoint == tracepoint && !strcmp(t->items[i].name, name))
			return i;
	return -1;
}

const struct target *targets_get(const struct targets *t, const char *name, bool tracepoint)
{
	const int i = index_of(t, name, tracepoint);

	return i < 0 ? NULL : &t->items[i];
}

void targets_add(struct targets *t, const char *name, enum epb_hook_kind kind)
{
	const bool tracepoint = kind == EPB_HOOK_TP;

	if (t->n >= TARGETS_MAX || index_of(t, name, tracepoint) >= 0)
		return;
	t->items[t->n++] = (struct target){ .name = name, .tracepoint = tracepoint };
	t->maybe[name_key(name)] = true;
}

/* The types of @btf from @first on. One walk: names are not indexed. */
static bool walk(struct targets *t, const struct btf *btf, uint32_t first, int fd)
{
	const uint32_t n = btf__type_cnt(btf);
	bool any = false;

	for (uint32_t id = first; id < n; id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const bool tracepoint = btf_is_typedef(type);
		const char *name;
		int i;

		if (!tracepoint && !btf_is_func(type))
			continue;
		name = btf__name_by_offset(btf, type->name_off);
		if (tracepoint && strncmp(name, TRACEPOINT, sizeof(TRACEPOINT) - 1) != 0)
			continue;
		name += tracepoint ? sizeof(TRACEPOINT) - 1 : 0;
		i = t->maybe[name_key(name)] ? index_of(t, name, tracepoint) : -1;
		if (i < 0 || t->items[i].id)
			continue;
		t->items[i].id = id;
		t->items[i].fd = fd;
		any = true;
	}
	return any;
}

void targets_find(struct targets *t, const struct btf *vmlinux)
{
	walk(t, vmlinux, 1, 0);
}

/* --- modules ------------------------------------------------------------------------------------------------------ */

/* The kernel knows its BTF objects by number only: the one of this name. -ENOENT, and what the kernel refuses. */
static int open_module(const char *module)
{
	char name[64];
	uint32_t id = 0;

	while (!bpf_btf_get_next_id(id, &id)) {
		struct bpf_btf_info info = { .name = (uintptr_t)name, .name_len = sizeof(name) };
		uint32_t len = sizeof(info);
		int fd = bpf_btf_get_fd_by_id(id);

		if (fd < 0 && errno == ENOENT) /* gone in between */
			continue;
		if (fd < 0)
			return -errno;
		*name = '\0';
		if (!bpf_obj_get_info_by_fd(fd, &info, &len) && info.kernel_btf && !strcmp(name, module))
			return fd;
		close(fd);
	}
	return -errno;
}

void targets_find_in_module(struct targets *t, struct btf *vmlinux, const char *module)
{
	struct btf *btf = btf__load_module_btf(module, vmlinux);
	int fd;

	if (!btf)
		return;
	fd = t->nfds < (int)(sizeof(t->fds) / sizeof(t->fds[0])) ? open_module(module) : -EMFILE;
	if (fd >= 0) {
		if (walk(t, btf, btf__type_cnt(vmlinux), fd))
			t->fds[t->nfds++] = fd;
		else
			close(fd);
	}
	btf__free(btf);
}

/* --- libbpf -------------------------------------------------------------------------------------------------------- */

static int prepare(struct bpf_program *prog, struct bpf_prog_load_opts *opts, long cookie)
{
	const struct targets *t = (const struct targets *)cookie;
	const char *section = bpf_program__section_name(prog), *slash = strchr(section, '/');
	const struct target *target =
		slash ? targets_get(t, slash + 1, bpf_program__expected_attach_type(prog) == BPF_TRACE_RAW_TP) : NULL;

	if (!target || !target->id)
		return -ESRCH;
	opts->attach_btf_id = target->id;
	opts->attach_btf_obj_fd = target->fd;
	return 0;
}

static int attach(const struct bpf_program *prog, long cookie, struct bpf_link **link)
{
	int code;

	(void)cookie;
	*link = bpf_program__attach_trace(prog);
	code = (int)libbpf_get_error(*link);
	if (code)
		*link = NULL;
	return code;
}

int targets_use(struct targets *t)
{
	static const struct {
		const char *section;
		enum bpf_attach_type type;
	} kinds[] = {
		{ "fentry+", BPF_TRACE_FENTRY },
		{ "fexit+", BPF_TRACE_FEXIT },
		{ "tp_btf+", BPF_TRACE_RAW_TP },
	};
	LIBBPF_OPTS(libbpf_prog_handler_opts, opts, .cookie = (long)t, .prog_prepare_load_fn = prepare,
		    .prog_attach_fn = attach);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		t->handlers[i] =
			libbpf_register_prog_handler(kinds[i].section, BPF_PROG_TYPE_TRACING, kinds[i].type, &opts);
		if (t->handlers[i] < 0)
			return t->handlers[i];
	}
	return 0;
}

void targets_free(struct targets *t)
{
	for (size_t i = 0; i < sizeof(t->handlers) / sizeof(t->handlers[0]); i++)
		if (t->handlers[i] > 0)
			libbpf_unregister_prog_handler(t->handlers[i]);
	for (int i = 0; i < t->nfds; i++)
		close(t->fds[i]);
	*t = (struct targets){ 0 };
}
