// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cmd/pinging.h"
#include "cmd/recorder.h"
#include "view/ping_view.h"

/* How often outcomes are fetched: a pinger that gets a reply every microsecond fills its ring in 65 ms. */
#define DRAIN_MS 20

struct loop {
	struct pinging *p;
	struct pinger *pinger;
	int signals;
};

static void signal_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
}

void pinging_block_signals(void)
{
	sigset_t set;

	signal_set(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void on_outcome(void *ctx, const struct outcome *o)
{
	const struct loop *l = ctx;
	struct pinging *p = l->p;

	if (tally_add(&p->tally, p->run, o))
		p->rows_lost++;
	if (p->lines)
		ping_line(stdout, pinger_info(l->pinger), &o->ping, pinger_address(l->pinger),
			  p->run->env.clock_step_ns);
}

static void on_signal(const struct loop *l)
{
	struct signalfd_siginfo si;

	while (read(l->signals, &si, sizeof(si)) == sizeof(si)) {
		l->p->signal = (int)si.ssi_signo;
		pinger_stop(l->pinger);
	}
}

/* Until the pinger has ended and all it said is heard. */
static int loop_run(struct loop *l, struct err *err)
{
	struct pollfd fds[] = { { .fd = pinger_fd(l->pinger), .events = POLLIN },
				{ .fd = l->signals, .events = POLLIN } };

	while (!fds[0].revents) {
		if (poll(fds, 2, DRAIN_MS) < 0 && errno != EINTR)
			return err_set(err, -errno, "poll: %s", strerror(errno));
		if (fds[1].revents)
			on_signal(l);
		if (pinger_drain(l->pinger, on_outcome, l) && l->p->lines)
			fflush(stdout);
		ping_stages_drain(l->p->stages);
	}
	pinger_drain(l->pinger, on_outcome, l);
	return pinger_result(l->pinger, err);
}

static int ping_through(struct loop *l, struct err *err)
{
	struct pinging *p = l->p;
	int code;

	if (p->head) {
		ping_head(stdout, pinger_info(l->pinger), pinger_address(l->pinger));
		fflush(stdout);
	}
	tally_start(&p->tally, recorder_now());
	ping_stages_start(p->stages, p->tally.start);
	pinger_go(l->pinger);
	code = loop_run(l, err);
	p->run->env.duration_ns = recorder_now() - p->tally.start;
	p->waits = pinger_waits(l->pinger);
	if (!code)
		code = ping_stages_finish(p->stages, &p->backend, err);
	if (!code && tally_finish(&p->tally, pinger_info(l->pinger), p->backend, p->run))
		code = err_set(err, -ENOMEM, "out of memory");
	if (!code)
		code = ping_stages_join(p->stages, p->backend, err);
	p->run->complete = !code;
	return code;
}

int pinging_run(struct pinging *p, struct err *err)
{
	struct loop l = { .p = p };
	sigset_t set;
	int code;

	code = pinger_open(&p->opts, &l.pinger, err);
	if (code)
		return code;
	signal_set(&set);
	l.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (l.signals < 0)
		code = err_set(err, -errno, "cannot watch for signals: %s", strerror(errno));
	else
		code = ping_through(&l, err);
	if (l.signals >= 0)
		close(l.signals);
	pinger_close(l.pinger);
	return code;
}
