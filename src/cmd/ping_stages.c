// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cmd/ping_stages.h"
#include "model/pingjoin.h"
#include "trace/describe.h"
#include "trace/inventory.h"
#include "trace/others.h"
#include "trace/sides.h"

/* The reply may be read before the endpoint has left the function that sent it, and that is a point of its packet. */
#define SETTLE_NS 20000000
/* An endpoint's function is known by its command work at the latest, which runs twice a second (pci-epf-vntb.c). */
#define LEARN_NS 600000000

static void on_packet(void *ctx, const struct packet *packet)
{
	struct ping_stages *st = ctx;
	struct packet mine = *packet;

	if (!st->start || mine.start < st->start)
		return;
	mine.start -= st->start;
	if (run_keep_packet(st->run, &mine))
		st->rows_lost++;
}

static void on_event(void *ctx, const struct epb_event *ev)
{
	struct ping_stages *st = ctx;
	struct run_event *out = run_add_event(st->run);

	if (out)
		describe_event(ev, st->start, out);
}

void ping_stages_open(struct ping_stages *st, struct run *run, const char *peer)
{
	struct session_opts so = { .backend_msi = true,
				   .backend_embedded = true,
				   .backend_poll = true,
				   .packets = true,
				   .sides = sides_of_machine(""),
				   .threaded = run->env.threadirqs,
				   .hz = run->env.hz };
	struct timespec learn = { .tv_nsec = LEARN_NS };
	struct inventory inv = { 0 };
	struct err err = { 0 };

	*st = (struct ping_stages){ .run = run };
	if (!so.sides) {
		snprintf(st->why, sizeof(st->why),
			 "this machine has neither a device of ntb_hw_epf nor an endpoint controller");
		return;
	}
	snprintf(so.peer, sizeof(so.peer), "%s", peer);
	if (inventory_read("", &inv, &err) || session_open(&so, &inv, &st->session, &err)) {
		st->session = NULL;
		snprintf(st->why, sizeof(st->why), "%.250s", err.text);
	} else {
		session_on_packet(st->session, on_packet, st);
		if (so.sides & EPB_SIDE_EP)
			nanosleep(&learn, NULL);
	}
	inventory_free(&inv);
}

void ping_stages_start(struct ping_stages *st, uint64_t start)
{
	st->start = start;
}

void ping_stages_drain(struct ping_stages *st)
{
	if (!st->session)
		return;
	session_events(st->session, on_event, st);
	session_drain(st->session);
}

/* What the root complex's series say the endpoint's doorbell is. */
static const char *backend_found(const struct run *run)
{
	size_t i;

	for (i = 0; i < run->nseries; i++) {
		int stage = stage_find(run->series[i].stage);

		if (stage >= 0 && stage_info(stage)->side & EPB_SIDE_RC)
			return backend_find(run->series[i].backend) ? backend_find(run->series[i].backend)->name : "";
	}
	return "";
}

int ping_stages_finish(struct ping_stages *st, const char **backend, struct err *err)
{
	struct timespec settle = { .tv_nsec = SETTLE_NS };
	int code;

	if (!st->session)
		return 0;
	nanosleep(&settle, NULL);
	session_detach(st->session);
	session_events(st->session, on_event, st);
	code = session_snapshot(st->session, st->run, err);
	st->run->packets_lost += st->rows_lost;
	if (!code && !**backend)
		*backend = backend_found(st->run);
	return code;
}

int ping_stages_join(struct ping_stages *st, const char *backend, struct err *err)
{
	int code = st->session ? ping_join(st->run, backend) : 0;

	return code ? err_set(err, code, "cannot bring pings and packets together: %s", strerror(-code)) : 0;
}

void ping_stages_close(struct ping_stages *st)
{
	session_close(st->session);
	st->session = NULL;
}
