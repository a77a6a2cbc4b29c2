// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calibration. BPF_PROG_TEST_RUN of a tracing program makes the kernel call bpf_fentry_test1 to 10 in order (net/bpf/
 * test_run.c); bpf/calibrate.bpf.c sits on most of them. Written with H and T for a hook's head and tail, and D for the
 * untraced code from one test function's entry to the next one's, some ten instructions:
 *
 *       1 -> 2   t0(2) - t1(1) = T + D + H            2 -> 4   t0(4) - t1(2) = T + 2 D + H      (3 has no hook)
 *
 * so D is the difference, and F = H + T what is left of the first. The same arithmetic yields what a clock read takes, from
 * a hook (at 7, between 6 and 8) that reads the clock once, as most runs of the real ones do, and in other runs three
 * times; and with entry and exit both on 5:
 *
 *       4 -> 5           T + D + He                   so He - H, which is all that is asked of a head
 *       5 entry -> exit  Te + half D + Hx             the body is about half of D
 *       the three until 6, less F and 2 D: He + Te + Hx + Tx
 *
 * Here t0 is the very first clock read, what price.h calls pre: what a real hook does until its own t0 it measures itself.
 * A head's absolute size cannot be seen and does not matter (price.h): H is taken as half of F. A tracepoint of the
 * kernel's own (bpf_trigger_tp) sits at the beginning of a function that a program may call, so the same is done there,
 * with the round from that function to itself measured once without a program on the tracepoint; the code between the
 * function's entry and the tracepoint is taken for half of D too.
 *
 * All of this is done with warm caches. What really passes is more, never less: corrected figures err upwards.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "stats/robust.h"
#include "trace/kernel.h"
#include "trace/session_impl.h"

#define ROUNDS 128
#define TRIES  3

/* Any number that is no kernel address. */
#define KEY 0x5eed

const char *price_kind_name(enum price_kind kind)
{
	static const char *const names[] = {
		[PRICE_ENTRY] = "entry",
		[PRICE_PAIR_ENTRY] = "entry of a pair",
		[PRICE_PAIR_EXIT] = "exit of a pair",
		[PRICE_EXIT] = "exit alone",
		[PRICE_TP] = "tracepoint",
	};

	return names[kind];
}

void calibrate_points(struct cal_point points[CAL_POINTS])
{
	static const struct cal_point all[CAL_POINTS] = {
		{ "cal_1", "bpf_fentry_test1", EPB_HOOK_ENTRY, false },
		{ "cal_2", "bpf_fentry_test2", EPB_HOOK_ENTRY, false },
		{ "cal_4", "bpf_fentry_test4", EPB_HOOK_ENTRY, false },
		{ "cal_5", "bpf_fentry_test5", EPB_HOOK_ENTRY, false },
		{ "cal_5x", "bpf_fentry_test5", EPB_HOOK_EXIT, false },
		{ "cal_6", "bpf_fentry_test6", EPB_HOOK_ENTRY, false },
		{ "cal_7", "bpf_fentry_test7", EPB_HOOK_ENTRY, false },
		{ "cal_8", "bpf_fentry_test8", EPB_HOOK_ENTRY, false },
		{ "cal_kfunc", "bpf_modify_return_test_tp", EPB_HOOK_ENTRY, false },
		{ "cal_tp", "bpf_trigger_tp", EPB_HOOK_TP, false },
	};

	memcpy(points, all, sizeof(all));
}

/* Where in the table the rows with their own part begin. */
enum { AT_8 = 7, AT_KFUNC = 8, AT_TP = 9 };

static struct bpf_program *point_program(const struct session *s, int i, enum variant variant)
{
	char name[64];

	snprintf(name, sizeof(name), "%c_%s", variant == VARIANT_BTF ? 'f' : 'k', s->points[i].sym);
	return bpf_object__find_program_by_name(s->skel->obj, name);
}

static bool uses(const struct session *s, enum variant variant)
{
	for (int i = 0; i < EPB_NHOOKS; i++)
		if (s->variant[i] == variant)
			return true;
	return false;
}

static bool uses_tracepoint(const struct session *s, enum variant variant)
{
	for (int i = 0; i < EPB_NHOOKS; i++)
		if (s->variant[i] == variant && hook_info(i)->kind == EPB_HOOK_TP)
			return true;
	return false;
}

static void uncalibrated(struct session *s, const char *why)
{
	if (!s->uncalibrated[0])
		snprintf(s->uncalibrated, sizeof(s->uncalibrated), "%s", why);
}

static bool wants_point(const struct session *s, int i, enum variant variant)
{
	if (!s->points[i].exists)
		return false;
	if (i >= AT_KFUNC)
		return uses_tracepoint(s, variant);
	/* The first one is also what BPF_PROG_TEST_RUN is asked to run. */
	return uses(s, variant) || (variant == VARIANT_BTF && i == 0);
}

void calibrate_choose(struct session *s)
{
	bool load = !s->uncalibrated[0];
	int i, v;

	for (i = 0; load && i <= AT_8; i++)
		if (!s->points[i].exists) {
			uncalibrated(s, "this kernel has no bpf_fentry_test functions to calibrate with");
			load = false;
		}
	for (i = 0; i < CAL_POINTS; i++)
		for (v = VARIANT_BTF; v < VARIANT_NONE; v++)
			bpf_program__set_autoload(point_program(s, i, v), load && wants_point(s, i, v));
	bpf_program__set_autoload(s->skel->progs.cal_trigger, load);
}

/* ------------------------------------------------------------------------------------------------------ samples --- */

/* What is measured of each round. */
enum sample {
	S_12,
	S_24,
	S_45,
	S_5,
	S_56,
	S_68,
	S_READ,
	S_ROUND, /* from the function with the tracepoint to itself */
	S_TO_TP,
	S_FROM_TP,
	SAMPLES,
};

struct samples {
	double x[SAMPLES][ROUNDS];
	double mean[SAMPLES], spread[SAMPLES];
	bool known;    /* they make sense */
	double step;   /* ns, of the clock */
	double rested; /* ns: what the hook at 7 measured of itself in its sampled runs */
};

static double between(const struct session *s, enum epb_point from, enum epb_point to)
{
	return (double)(s->skel->bss->seen[to].t0 - s->skel->bss->seen[from].t1);
}

/*
 * One round. The clock has a step, and what always takes the same time would always fall on the same side of it: so the
 * rounds begin at different moments of a step.
 */
static int round_of(const struct bpf_program *prog, int i)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	volatile unsigned int dither = (unsigned int)i * 37 % 128;

	while (dither)
		dither--;
	return bpf_prog_test_run_opts(bpf_program__fd(prog), &opts);
}

static void settle(struct samples *m, enum sample k)
{
	m->mean[k] = robust_mean(m->x[k], ROUNDS, m->step, &m->spread[k]);
}

static int sample_functions(struct session *s, struct samples *m, int cpu)
{
	const struct epb_cost *at_7 = &s->cpus[cpu].own.cost[EPB_NHOOKS + EPB_POINT_7];
	int i, code;

	/* Until the hook at 7 rests. The few runs that it still samples then are far outside of the middle half. */
	for (i = 0; i < EPB_SAMPLE_FIRST; i++) {
		code = round_of(s->skel->progs.f_cal_1, i);
		if (code)
			return code;
	}
	for (i = 0; i < ROUNDS; i++) {
		code = round_of(s->skel->progs.f_cal_1, i);
		if (code)
			return code;
		m->x[S_12][i] = between(s, EPB_POINT_1, EPB_POINT_2);
		m->x[S_24][i] = between(s, EPB_POINT_2, EPB_POINT_4);
		m->x[S_45][i] = between(s, EPB_POINT_4, EPB_POINT_5_ENTRY);
		m->x[S_5][i] = between(s, EPB_POINT_5_ENTRY, EPB_POINT_5_EXIT);
		m->x[S_56][i] = between(s, EPB_POINT_5_EXIT, EPB_POINT_6);
		m->x[S_68][i] = between(s, EPB_POINT_6, EPB_POINT_8);
	}
	for (i = S_12; i <= S_68; i++)
		settle(m, i);
	m->rested = (double)(at_7->filter.ns + at_7->body[EPB_WAY_0].ns) / (double)(at_7->filter.sampled ?: 1);
	return 0;
}

/* The clock alone, and rounds of the function with the tracepoint; each program run calls it twice. */
static int sample_rounds(struct session *s, struct samples *m, bool tracepoint)
{
	const struct epb_seen *func = &s->skel->bss->seen[EPB_POINT_KFUNC], *tp = &s->skel->bss->seen[EPB_POINT_TP];
	int i, code;

	for (i = 0; i < ROUNDS; i++) {
		code = round_of(s->skel->progs.cal_trigger, i);
		if (code)
			return code;
		if (tracepoint) {
			m->x[S_TO_TP][i] = between(s, EPB_POINT_KFUNC, EPB_POINT_TP);
			m->x[S_FROM_TP][i] = (double)(func->t0 - tp->before_t1);
		} else {
			m->x[S_READ][i] = (double)s->skel->bss->read_took;
			m->x[S_ROUND][i] = (double)(func->t0 - func->before_t1);
		}
	}
	if (tracepoint) {
		settle(m, S_TO_TP);
		settle(m, S_FROM_TP);
	} else {
		settle(m, S_READ);
		settle(m, S_ROUND);
	}
	return 0;
}

/* ------------------------------------------------------------------------------------------------------- prices --- */

static unsigned int ns(double x)
{
	return x > 0 ? (unsigned int)(x + 0.5) : 0;
}

static void set(struct calibrated *c, double head, double full, double spread)
{
	c->price.head = ns(head);
	c->price.full = ns(full);
	c->spread = ns(spread);
}

/* false: the samples contradict each other, as on a clock too coarse or a machine too busy. */
static bool derive(const struct samples *m, struct calibrated c[PRICE_KINDS], struct epb_own *own)
{
	double step = m->mean[S_24] - m->mean[S_12], full = m->mean[S_12] - step, head = full / 2, tail = full - head;
	double pair_head = head + m->mean[S_45] - full - step, exit_head = m->mean[S_5] - step / 2 - tail;
	double pair = m->mean[S_45] + m->mean[S_5] + m->mean[S_56] - full - 2 * step;
	double pair_entry = pair_head + tail, pair_exit = pair - pair_entry;
	/* What a run of the hook at 7 takes that is sampled, less what one takes that is not. */
	double rest = full + m->rested - (m->mean[S_68] - full - 2 * step);
	double spread = m->spread[S_12] + m->spread[S_24];

	if (full <= 0 || rest <= 0 || m->mean[S_READ] <= 0 || pair <= full || pair_head <= 0 || exit_head <= 0 ||
	    pair_exit <= 0)
		return false;
	own->read = ns(m->mean[S_READ]);
	own->rest = ns(rest);
	set(&c[PRICE_ENTRY], head, full, spread);
	set(&c[PRICE_PAIR_ENTRY], pair_head, pair_entry, spread);
	set(&c[PRICE_PAIR_EXIT], exit_head, pair_exit, spread);
	/* Its trampoline also calls the function itself; that part comes before the body and is taken with the rest. */
	set(&c[PRICE_EXIT], exit_head, pair - full, spread);
	if (!m->mean[S_FROM_TP]) {
		c[PRICE_TP] = c[PRICE_ENTRY];
		return true;
	}
	/* The round: T + D + H without the tracepoint's hook, the same and all of that hook with it. */
	set(&c[PRICE_TP], head + m->mean[S_TO_TP] - full - step / 2,
	    m->mean[S_TO_TP] + m->mean[S_FROM_TP] - m->mean[S_ROUND], m->spread[S_ROUND] + m->spread[S_TO_TP]);
	return true;
}

static enum price_kind kind_of(const struct session *s, int hook)
{
	const struct hook_info *h = hook_info(hook), *other;
	int i;

	if (h->kind == EPB_HOOK_TP)
		return PRICE_TP;
	for (i = 0; i < EPB_NHOOKS; i++) {
		other = hook_info(i);
		if (i == hook || s->variant[i] != s->variant[hook] || strcmp(other->func, h->func) != 0)
			continue;
		return h->kind == EPB_HOOK_ENTRY ? PRICE_PAIR_ENTRY : PRICE_PAIR_EXIT;
	}
	return h->kind == EPB_HOOK_ENTRY ? PRICE_ENTRY : PRICE_EXIT;
}

static void set_prices(struct session *s, struct epb_own *own, int cpu, enum variant variant)
{
	for (int i = 0; i < EPB_NHOOKS; i++) {
		if (s->variant[i] != variant)
			continue;
		s->price_kind[i] = kind_of(s, i);
		own->price[i] = s->calibrated[variant][cpu * PRICE_KINDS + s->price_kind[i]].price;
	}
}

/* ------------------------------------------------------------------------------------------------------ the CPUs --- */

static void detach_points(struct session *s)
{
	for (int i = 0; i < CAL_POINTS; i++) {
		bpf_link__destroy(s->point_links[i]);
		s->point_links[i] = NULL;
	}
}

static int attach_point(struct session *s, int i, enum variant variant)
{
	if (!wants_point(s, i, variant) || s->point_links[i])
		return 0;
	s->point_links[i] = bpf_program__attach(point_program(s, i, variant));
	return libbpf_get_error(s->point_links[i]);
}

static int run_on(int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity(0, sizeof(one), &one) ? -errno : 0;
}

/* Samples of one CPU that make sense, or none of it: a machine that is busy for a moment gets another chance. */
static int sample_cpu(struct session *s, struct samples *m, int cpu)
{
	struct calibrated unused[PRICE_KINDS];
	struct epb_own own;
	int try, code = 0;

	/* Offline, or not ours to run on. */
	if (run_on(cpu))
		return 0;
	m->step = (double)clock_step();
	for (try = 0; try < TRIES && !code && !m->known; try++) {
		code = sample_functions(s, m, cpu);
		if (!code)
			code = sample_rounds(s, m, false);
		m->known = !code && derive(m, unused, &own);
	}
	return code;
}

/* Without the tracepoint's program on any CPU, then with it on all: it comes and goes for all of them together. */
static int sample_cpus(struct session *s, enum variant variant, struct samples *m)
{
	bool tp = wants_point(s, AT_KFUNC, variant) && wants_point(s, AT_TP, variant);
	int cpu, code = 0;

	for (cpu = 0; cpu < s->ncpus && !code; cpu++)
		code = sample_cpu(s, &m[cpu], cpu);
	if (!code && tp)
		code = attach_point(s, AT_TP, variant);
	for (cpu = 0; cpu < s->ncpus && !code && tp; cpu++)
		if (m[cpu].known && !run_on(cpu))
			code = sample_rounds(s, &m[cpu], true);
	return code;
}

/* Prices of every CPU; one that could not be sampled is taken to be like the first that could. -EDOM: none could. */
static int price_cpus(struct session *s, enum variant variant, const struct samples *m)
{
	struct calibrated *of = s->calibrated[variant];
	int cpu, first = 0, known;

	while (first < s->ncpus && !m[first].known)
		first++;
	if (first == s->ncpus)
		return -EDOM;
	for (cpu = 0; cpu < s->ncpus; cpu++) {
		known = m[cpu].known ? cpu : first;
		if (!derive(&m[known], &of[cpu * PRICE_KINDS], &s->cpus[cpu].own))
			return -EDOM;
		set_prices(s, &s->cpus[cpu].own, cpu, variant);
	}
	return 0;
}

static int calibrate_variant(struct session *s, enum variant variant)
{
	struct samples *m = calloc(s->ncpus, sizeof(*m));
	int i, code = 0;

	s->calibrated[variant] = calloc((size_t)s->ncpus * PRICE_KINDS, sizeof(**s->calibrated));
	if (!m || !s->calibrated[variant])
		code = -ENOMEM;
	for (i = 0; i < AT_TP && !code; i++)
		code = attach_point(s, i, variant);
	if (!code)
		code = sample_cpus(s, variant, m);
	if (!code)
		code = price_cpus(s, variant, m);
	free(m);
	return code;
}

static int calibrate_all(struct session *s)
{
	bool attached = false;
	cpu_set_t before;
	int v, code = 0;

	if (sched_getaffinity(0, sizeof(before), &before))
		return -errno;
	s->skel->bss->cal_units[0].ndev = s->skel->bss->cal_units[0].dev = KEY;
	s->skel->bss->cal_nunits = 1;
	for (v = VARIANT_BTF; v < VARIANT_NONE && !code; v++) {
		if (!uses(s, v))
			continue;
		/* The two ways share the functions. */
		if (attached)
			detach_points(s);
		attached = true;
		code = calibrate_variant(s, v);
	}
	sched_setaffinity(0, sizeof(before), &before);
	return code;
}

void calibrate(struct session *s)
{
	int cpu, code = s->uncalibrated[0] ? 0 : calibrate_all(s);

	if (!code)
		return;
	uncalibrated(
		s,
		code == -EDOM ?
			"the calibration's samples contradict each other: a clock too coarse, or a machine too busy" :
			strerror(-code));
	for (cpu = 0; cpu < s->ncpus; cpu++)
		memset(s->cpus[cpu].own.price, 0, sizeof(s->cpus[cpu].own.price));
}
