// SPDX-License-Identifier: GPL-2.0-only
/* Attach targets out of BTF: of types made here, and of the running kernel's, where libbpf's own search is the oracle. */
#include <stdlib.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "trace/targets.h"
#include "unit.h"

static struct targets *looking_for(const char *function, const char *other, const char *tracepoint)
{
	struct targets *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	targets_add(t, function, EPB_HOOK_ENTRY);
	targets_add(t, function, EPB_HOOK_EXIT); /* the same function */
	targets_add(t, other, EPB_HOOK_ENTRY);
	targets_add(t, tracepoint, EPB_HOOK_TP);
	assert_int_equal(t->n, 3);
	return t;
}

static uint32_t id_of(const struct targets *t, const char *name, bool tracepoint)
{
	const struct target *target = targets_get(t, name, tracepoint);

	assert_non_null(target);
	assert_int_equal(target->fd, 0);
	return target->id;
}

static void found_by_name_and_kind(void **state)
{
	struct targets *t = looking_for("ring_it", "gone", "rung");
	struct btf *btf = btf__new_empty();
	int number, proto, ring, rung;

	(void)state;
	assert_non_null(btf);
	number = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	proto = btf__add_func_proto(btf, number);
	/* What has such a name and is something else. */
	assert_true(btf__add_struct(btf, "ring_it", 4) > 0);
	assert_true(btf__add_typedef(btf, "ring_it", number) > 0);
	assert_true(btf__add_typedef(btf, "rung", number) > 0);
	assert_true(btf__add_func(btf, "rung", BTF_FUNC_STATIC, proto) > 0);
	assert_true(btf__add_func(btf, "btf_trace_ring_it", BTF_FUNC_STATIC, proto) > 0);
	assert_true(btf__add_func(btf, "ring_it_not", BTF_FUNC_STATIC, proto) > 0);
	ring = btf__add_func(btf, "ring_it", BTF_FUNC_STATIC, proto);
	rung = btf__add_typedef(btf, "btf_trace_rung", number);
	assert_true(btf__add_func(btf, "ring_it", BTF_FUNC_STATIC, proto) > 0); /* the first of two counts */
	targets_find(t, btf);
	assert_int_equal(id_of(t, "ring_it", false), ring);
	assert_int_equal(id_of(t, "rung", true), rung);
	assert_int_equal(id_of(t, "gone", false), 0);
	assert_null(targets_get(t, "ring_it", true));
	assert_null(targets_get(t, "", false));
	btf__free(btf);
	targets_free(t);
	free(t);
}

static void in_the_running_kernel_as_libbpf_finds_them(void **state)
{
	struct targets *t = looking_for("do_nanosleep", "no_kernel_has_such_a_function", "sched_switch");
	struct btf *btf = btf__load_vmlinux_btf();

	(void)state;
	if (!btf) {
		free(t);
		skip();
	}
	targets_find(t, btf);
	assert_int_equal(id_of(t, "do_nanosleep", false), libbpf_find_vmlinux_btf_id("do_nanosleep", BPF_TRACE_FENTRY));
	assert_int_equal(id_of(t, "sched_switch", true), libbpf_find_vmlinux_btf_id("sched_switch", BPF_TRACE_RAW_TP));
	assert_int_equal(id_of(t, "no_kernel_has_such_a_function", false), 0);
	btf__free(btf);
	targets_free(t);
	free(t);
}

static void more_than_there_is_room_for_are_not_found(void **state)
{
	static char names[TARGETS_MAX + 1][24];
	struct targets *t = calloc(1, sizeof(*t));

	(void)state;
	assert_non_null(t);
	for (int i = 0; i <= TARGETS_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "function_%d", i);
		targets_add(t, names[i], EPB_HOOK_ENTRY);
	}
	assert_non_null(targets_get(t, names[TARGETS_MAX - 1], false));
	assert_null(targets_get(t, names[TARGETS_MAX], false));
	free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_by_name_and_kind),
		cmocka_unit_test(in_the_running_kernel_as_libbpf_finds_them),
		cmocka_unit_test(more_than_there_is_room_for_are_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
