// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a hook costs beside its span: programs of the same shape as the real ones, on functions that the kernel keeps for
 * tests (bpf_fentry_test1 to 10, which BPF_PROG_TEST_RUN of a tracing program calls one after the other) and on its test
 * tracepoint. Between two of those functions lie some ten instructions, so what passes from one hook's last clock read to
 * the next one's first is almost nothing but tail and head. src/trace/calibrate.c runs them and does the arithmetic.
 *
 * They stay attached while epbell records, since detaching takes long and nothing else ever calls these functions.
 */
#include "epbell.bpf.h"

struct epb_seen seen[EPB_NPOINTS];
__u64 read_took; /* between two clock reads, one right after the other */

/* A unit, as the real hooks compare with: what they do before their first clock read is part of the head. */
struct epb_unit cal_units[1];
__u32 cal_nunits;

static __always_inline u32 cal_unit_by_ndev(u64 key)
{
	u32 i, n = cal_nunits;

	for (i = 0; i < 1 && i < n; i++)
		if (cal_units[i].ndev == key && cal_units[i].dev)
			return i;
	return EPB_NO_UNIT;
}

#define EPB_H_cal_1	(EPB_NHOOKS + EPB_POINT_1)
#define EPB_H_cal_2	(EPB_NHOOKS + EPB_POINT_2)
#define EPB_H_cal_4	(EPB_NHOOKS + EPB_POINT_4)
#define EPB_H_cal_5	(EPB_NHOOKS + EPB_POINT_5_ENTRY)
#define EPB_H_cal_5x	(EPB_NHOOKS + EPB_POINT_5_EXIT)
#define EPB_H_cal_6	(EPB_NHOOKS + EPB_POINT_6)
#define EPB_H_cal_7	(EPB_NHOOKS + EPB_POINT_7)
#define EPB_H_cal_8	(EPB_NHOOKS + EPB_POINT_8)
#define EPB_H_cal_kfunc (EPB_NHOOKS + EPB_POINT_KFUNC)
#define EPB_H_cal_tp	(EPB_NHOOKS + EPB_POINT_TP)

/* A hook that keeps what it read: always sampled but for @rests, which ends as real hooks do. */
static __always_inline void point(struct epb_cpu *cpu, u64 pre, u32 p, bool rests)
{
	u32 hook = EPB_NHOOKS + p;
	struct epb_seen *at = &seen[p];
	struct epb_stamp now;
	u64 t1;

	if (cal_unit_by_ndev(cal_units[0].dev) == EPB_NO_UNIT) {
		hook_skip(cpu, hook, pre);
		return;
	}
	now = hook_begin(cpu, hook, pre);
	at->before_t1 = at->t1;
	at->t0 = pre;
	if (rests) {
		hook_end(cpu, hook, pre, &now);
		return;
	}
	cpu->own.cost[hook].runs = 0;
	t1 = bpf_ktime_get_ns();
	at->t1 = t1;
	epb_own_close(&cpu->own, hook, EPB_WAY_0, pre, now.t, t1, 0);
}

#define CAL_ENTRY(sym, fn, p, rests)                                                                                   \
	static __always_inline void sym(bool btf, struct epb_cpu *cpu, u64 pre, u64 arg)                               \
	{                                                                                                              \
		point(cpu, pre, p, rests);                                                                             \
	}                                                                                                              \
	HOOK_ENTRY(sym, fn, (u64 arg), (arg))

CAL_ENTRY(cal_1, "bpf_fentry_test1", EPB_POINT_1, false)
CAL_ENTRY(cal_2, "bpf_fentry_test2", EPB_POINT_2, false)
CAL_ENTRY(cal_4, "bpf_fentry_test4", EPB_POINT_4, false)
CAL_ENTRY(cal_5, "bpf_fentry_test5", EPB_POINT_5_ENTRY, false)
CAL_ENTRY(cal_6, "bpf_fentry_test6", EPB_POINT_6, false)
CAL_ENTRY(cal_7, "bpf_fentry_test7", EPB_POINT_7, true)
CAL_ENTRY(cal_8, "bpf_fentry_test8", EPB_POINT_8, false)
CAL_ENTRY(cal_kfunc, "bpf_modify_return_test_tp", EPB_POINT_KFUNC, false)

static __always_inline void cal_5x(struct epb_cpu *cpu, u64 pre)
{
	point(cpu, pre, EPB_POINT_5_EXIT, false);
}
HOOK_EXIT(cal_5x, "bpf_fentry_test5")

static __always_inline void cal_tp(bool btf, struct epb_cpu *cpu, u64 pre, int nonce)
{
	point(cpu, pre, EPB_POINT_TP, false);
}
HOOK_TP(cal_tp, "bpf_trigger_tp", (int nonce), (nonce))

extern int bpf_modify_return_test_tp(int nonce) __ksym __weak;

/* Reads the clock, and calls the function that holds the test tracepoint, twice; run by BPF_PROG_TEST_RUN, attached to nothing. */
SEC("?raw_tp") int cal_trigger(void *ctx)
{
	u64 t = bpf_ktime_get_ns();

	read_took = bpf_ktime_get_ns() - t;
	if (!bpf_modify_return_test_tp)
		return 0;
	bpf_modify_return_test_tp(1);
	bpf_modify_return_test_tp(2);
	return 1;
}
