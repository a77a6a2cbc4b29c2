// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a session. Attaching is tried, not predicted: a round opens, loads and attaches everything chosen; when the
 * kernel refuses a program, that hook falls back to its other variant or to none, and the next round starts afresh. Each
 * round settles at least one hook, so the rounds end.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "trace/session_impl.h"

/* Bytes: some 7000 packets, which come at most as fast as the log of intervals fills. */
#define PACKETS_RING (1u << 20)

/* What a packet's points are read from. */
#define PACKET_STAGES_EP                                                                                               \
	(EPB_BIT(EPB_IRQ_DISPATCH) | EPB_BIT(EPB_BOTTOM_HALF) | EPB_BIT(EPB_RX) | EPB_BIT(EPB_TURNAROUND) |            \
	 EPB_BIT(EPB_REPLY_QUEUE) | EPB_BIT(EPB_RAISE_IRQ) | EPB_BIT(EPB_RESIDENCY))
#define PACKET_STAGES_RC                                                                                               \
	(EPB_BIT(EPB_PING) | EPB_BIT(EPB_RING) | EPB_BIT(EPB_ROUND_TRIP) | EPB_BIT(EPB_RC_BOTTOM_HALF) |               \
	 EPB_BIT(EPB_RC_RX))

/* libbpf has one print function for the process; it writes to the session that is being opened. */
static struct session *printing;

static int keep_log(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	struct session *s = printing;
	size_t used;

	if (s && s->opts.debug) {
		va_list copy;

		va_copy(copy, ap);
		vfprintf(stderr, fmt, copy);
		va_end(copy);
	}
	if (!s || level != LIBBPF_WARN)
		return 0;
	used = strlen(s->log);
	/* The first lines name the culprit; a verifier's log behind them is dropped. */
	vsnprintf(s->log + used, sizeof(s->log) - used, fmt, ap);
	return 0;
}

const struct hook_state *session_hooks(const struct session *s)
{
	return s->hooks;
}

const char *session_uncalibrated(const struct session *s)
{
	return s->uncalibrated;
}

/* This hook's program was refused: what remains? */
static void fall_back(struct session *s, int hook, int code)
{
	struct hook_state *st = &s->hooks[hook];
	const char *kind = attach_kind(hook, s->variant[hook]);

	snprintf(st->why, sizeof(st->why), "the kernel refuses %s on %s: %s", kind, hook_info(hook)->func,
		 strerror(-code));
	s->variant[hook]++;
	if (s->variant[hook] == VARIANT_NONE)
		st->status = HOOK_UNAVAILABLE;
}

/* The hook whose program libbpf's log calls failed, or -1. */
static int culprit(const struct session *s)
{
	char name[64];
	int i;

	for (i = 0; i < EPB_NHOOKS; i++) {
		if (s->variant[i] == VARIANT_NONE)
			continue;
		snprintf(name, sizeof(name), "prog '%c_%s': ", s->variant[i] == VARIANT_BTF ? 'f' : 'k',
			 hook_info(i)->sym);
		if (strstr(s->log, name))
			return i;
	}
	return -1;
}

static void close_round(struct session *s)
{
	int i;

	ring_buffer__free(s->ring);
	s->ring = NULL;
	packets_unmap(s);
	for (i = 0; i < EPB_NHOOKS; i++) {
		bpf_link__destroy(s->links[i]);
		s->links[i] = NULL;
	}
	for (i = 0; i < CAL_POINTS; i++) {
		bpf_link__destroy(s->point_links[i]);
		s->point_links[i] = NULL;
	}
	for (i = 0; i < VARIANT_NONE; i++) {
		free(s->calibrated[i]);
		s->calibrated[i] = NULL;
	}
	cpus_unmap(s);
	epbell_bpf__destroy(s->skel);
	s->skel = NULL;
}

static void settle_stages(struct session *s)
{
	char why[sizeof(s->hooks[0].why)];
	int i;

	s->stages = 0;
	for (i = 0; i < EPB_NSTAGES; i++)
		if (s->opts.stages & EPB_BIT(i) && stage_available(i, s->hooks, why, sizeof(why)))
			s->stages |= EPB_BIT(i);
}

static void set_constants(struct session *s)
{
	struct epbell_bpf__rodata *ro = s->skel->rodata;

	ro->want_types = (s->opts.backend_msi ? 1U << EPB_DB_MSI : 0) |
			 (s->opts.backend_embedded ? 1U << EPB_DB_EMBEDDED : 0) |
			 (s->opts.backend_poll ? 1U << EPB_DB_POLL : 0);
	if (!(s->opts.sides & EPB_SIDE_EP))
		ro->want_types = 0;
	if (s->opts.sides & EPB_SIDE_RC)
		ro->want_types |= 1U << EPB_DB_PEER;
	ro->want_packets = s->opts.packets;
	ro->count_replies = !(s->opts.sides & EPB_SIDE_EP);
	ro->max_series = s->opts.per_vector ? EPB_MAX_SERIES : EPB_MAX_SERIES / 4;
	ro->hz = s->opts.hz;
	ro->per_vector = s->opts.per_vector;
	ro->threaded = s->opts.threaded;
	bpf_map__set_max_entries(s->skel->maps.hists, ro->max_series);
	bpf_map__set_max_entries(s->skel->maps.cpus, s->ncpus);
	bpf_map__set_max_entries(s->skel->maps.packets, s->opts.packets ? PACKETS_RING : sysconf(_SC_PAGESIZE));
}

/* A device that came while we record may need a hook that none needed before. */
static void attach_later(struct session *s, const struct epb_event *ev)
{
	int i;

	if (ev->type != EPB_DB_POLL)
		return;
	for (i = 0; i < EPB_NHOOKS; i++) {
		if (!s->later[i] || s->variant[i] == VARIANT_NONE || s->links[i])
			continue;
		s->links[i] = bpf_program__attach(hook_program(s, i, s->variant[i]));
		if (libbpf_get_error(s->links[i]))
			s->links[i] = NULL;
	}
}

static int on_event(void *ctx, void *data, size_t size)
{
	struct session *s = ctx;
	const struct epb_event *ev = data;

	if (size < sizeof(*ev) || !s->on_event)
		return 0;
	if (ev->kind == EPB_EV_UNIT) {
		learn_unit_facts(s);
		attach_later(s, ev);
	}
	s->on_event(s->on_event_ctx, ev);
	return 0;
}

static void mark_virq(struct session *s, int virq, enum epb_virq_role role)
{
	if (virq <= 0 || virq >= EPB_MAX_VIRQ)
		return;
	s->skel->bss->virq_role[virq] = role;
	s->skel->bss->edma_lines += role == EPB_VIRQ_PARENT;
}

static void mark_existing(struct session *s, const struct inventory *inv)
{
	size_t i;

	for (i = 0; inv && i < inv->nirqs; i++)
		if (!strcmp(inv->irqs[i].role, "doorbell"))
			mark_virq(s, inv->irqs[i].virq, EPB_VIRQ_DOORBELL);
		else if (!strcmp(inv->irqs[i].role, "parent"))
			mark_virq(s, inv->irqs[i].virq, EPB_VIRQ_PARENT);
}

static void choose_programs(struct session *s)
{
	struct bpf_program *prog;
	int i, v;

	bpf_program__set_autoload(s->skel->progs.learn_root, s->variant[EPB_H_domain_entry] != VARIANT_NONE);

	for (i = 0; i < EPB_NHOOKS; i++)
		for (v = VARIANT_BTF; v < VARIANT_NONE; v++) {
			prog = hook_program(s, i, v);
			if (prog)
				bpf_program__set_autoload(prog, s->variant[i] == (enum variant)v);
		}
}

/*
 * Attach all; returns 0, or 1 when a hook fell back and another round is due. Backwards, since the table names entries
 * before exits: an exit without its entry changes nothing, but an entry whose exit is not watched yet would leave a
 * frame on the stack for good.
 */
static int attach_all(struct session *s)
{
	int i, code, again = 0;

	for (i = EPB_NHOOKS - 1; i >= 0; i--) {
		if (s->variant[i] == VARIANT_NONE)
			continue;
		s->hooks[i].status = HOOK_ATTACHED;
		if (s->later[i])
			continue;
		s->links[i] = bpf_program__attach(hook_program(s, i, s->variant[i]));
		code = libbpf_get_error(s->links[i]);
		if (code) {
			s->links[i] = NULL;
			s->hooks[i].status = HOOK_CHOSEN;
			fall_back(s, i, code);
			again = 1;
			continue;
		}
		s->hooks[i].why[0] = '\0';
		snprintf(s->hooks[i].attach, sizeof(s->hooks[i].attach), "%s", attach_kind(i, s->variant[i]));
	}
	return again;
}

static int refused(struct session *s, int code, struct err *err)
{
	int hook = culprit(s);

	/* The whole system refuses: not this program's fault. */
	if ((code == -EPERM || code == -EACCES) && geteuid() != 0)
		return err_set(err, -EPERM, "tracing needs root, or CAP_BPF and CAP_PERFMON: run with sudo");
	if (code == -EPERM)
		return err_set(
			err, -EPERM,
			"this kernel refuses tracing programs even to root: lockdown or a container forbids them; "
			"boot without lockdown= ('epbell doctor' shows it)");
	if (hook < 0 && !s->uncalibrated[0] && strstr(s->log, "_cal_")) {
		snprintf(s->uncalibrated, sizeof(s->uncalibrated), "the kernel refuses the calibration's programs: %s",
			 strerror(-code));
		return 1;
	}
	if (hook < 0)
		return err_set(err, code, "cannot load the BPF programs: %s: %.300s", strerror(-code), s->log);
	fall_back(s, hook, code);
	return 1;
}

/* One round: 0 all attached, 1 try again, or a negative errno. */
static int round_of(struct session *s, const struct inventory *inv, struct err *err)
{
	int code;

	s->log[0] = '\0';
	settle_stages(s);
	s->skel = epbell_bpf__open();
	if (!s->skel)
		return err_set(err, -errno, "cannot open the BPF object: %s: %.300s", strerror(errno), s->log);
	set_constants(s);
	choose_programs(s);
	calibrate_choose(s);
	code = epbell_bpf__load(s->skel);
	if (code)
		return refused(s, code, err);
	s->ring = ring_buffer__new(bpf_map__fd(s->skel->maps.events), on_event, s, NULL);
	if (!s->ring)
		return err_set(err, -errno, "cannot map the ring buffer: %s", strerror(errno));
	mark_existing(s, inv);
	code = packets_map(s);
	if (code)
		return err_set(err, code, "cannot map the ring of packets: %s", strerror(-code));
	code = cpus_map(s);
	if (code)
		return err_set(err, code, "cannot map the CPUs' state: %s", strerror(-code));
	cpus_reset(s, false);
	calibrate(s);
	cpus_reset(s, true);
	code = attach_all(s);
	if (!code)
		learn_root(s);
	return code;
}

static int any_attached(const struct session *s)
{
	int i;

	for (i = 0; i < EPB_NHOOKS; i++)
		if (s->links[i] && hook_info(i)->stages & ~(EPB_ALWAYS | EPB_OPTIONAL))
			return 1;
	return 0;
}

static int run_rounds(struct session *s, const struct inventory *inv, struct err *err)
{
	int code, rounds = 2 * EPB_NHOOKS + 1;

	do {
		close_round(s);
		code = round_of(s, inv, err);
	} while (code > 0 && --rounds);
	if (code > 0)
		return err_set(err, -EIO, "the kernel keeps refusing programs: %.300s", s->log);
	return code;
}

/* Which stages follow from what was asked for. */
static void settle_opts(struct session_opts *o)
{
	int i, sides;

	if (!o->stages)
		o->stages = EPB_BIT(EPB_NSTAGES) - 1;
	if (!o->sides)
		o->sides = EPB_SIDE_EP;
	if (o->packets)
		o->stages |= PACKET_STAGES_EP | PACKET_STAGES_RC;
	for (i = 0; i < EPB_NSTAGES; i++) {
		sides = stage_info(i)->side & (EPB_SIDE_EP | EPB_SIDE_RC);
		if (!stage_hooked(i) || !(sides & o->sides))
			o->stages &= ~EPB_BIT(i);
	}
}

int session_open(const struct session_opts *opts, const struct inventory *inv, struct session **out, struct err *err)
{
	struct session *s = calloc(1, sizeof(*s));
	int code;

	if (!s)
		return err_set(err, -ENOMEM, "out of memory");
	s->opts = *opts;
	settle_opts(&s->opts);
	if (s->opts.no_calibration)
		snprintf(s->uncalibrated, sizeof(s->uncalibrated), "--no-calibration was given");
	s->ncpus = libbpf_num_possible_cpus();
	printing = s;
	libbpf_set_print(keep_log);
	code = s->ncpus > 0 ? choose_variants(s, inv, err) : err_set(err, -EIO, "cannot count the CPUs");
	if (!code && targets_use(&s->targets))
		code = err_set(err, -ENOMEM, "out of memory");
	if (!code)
		code = run_rounds(s, inv, err);
	printing = NULL;
	if (!code && !any_attached(s))
		code = err_set(err, -ENOENT, "nothing to attach: %s",
			       s->hooks[s->opts.sides & EPB_SIDE_EP ? EPB_H_cmd_entry : EPB_H_ring_entry].why);
	if (code) {
		session_close(s);
		return code;
	}
	*out = s;
	return 0;
}

void session_close(struct session *s)
{
	if (!s)
		return;
	close_round(s);
	targets_free(&s->targets);
	free(s);
}

/* ------------------------------------------------------------------------------------------------- events --------- */

int session_fd(const struct session *s)
{
	return ring_buffer__epoll_fd(s->ring);
}

int session_events(struct session *s, void (*fn)(void *ctx, const struct epb_event *ev), void *ctx)
{
	s->on_event = fn;
	s->on_event_ctx = ctx;
	return ring_buffer__consume(s->ring);
}

void session_detach(struct session *s)
{
	int i;

	/* One after the other takes seconds, in which doorbells go on: from here on no hook counts. */
	for (i = 0; i < s->ncpus; i++)
		__atomic_store_n(&s->cpus[i].want, 0, __ATOMIC_SEQ_CST);
	for (i = 0; i < EPB_NHOOKS; i++) {
		bpf_link__destroy(s->links[i]);
		s->links[i] = NULL;
	}
	s->detached = true;
}
