// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/recorder.h"
#include "io/run_json.h"
#include "trace/describe.h"
#include "view/live.h"

#define NSEC		   1000000000ULL
#define CHECKPOINT_SECONDS 5
/* How often a limit of doorbells is checked. It is the recorder's only frequent wake-up, so only where it is asked for. */
#define COUNT_NSEC (NSEC / 50)
#define LIVE_NSEC  NSEC
/* How often the CPUs' logs are looked into: as often as they fill. */
#define DRAIN_MIN_NSEC (NSEC / 20)
#define DRAIN_MAX_NSEC NSEC
#define INTERVALS_MAX  256
#define INTERVAL_HISTS 16384 /* histograms in all of them: 128 MiB, and well below what a run file may have */

uint64_t recorder_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC + ts.tv_nsec;
}

void recorder_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGCHLD);
}

/* ----------------------------------------------------------------------------------------------------- command ---- */

int recorder_spawn(struct recorder *r, struct err *err)
{
	int gate[2];
	char byte;

	if (pipe2(gate, O_CLOEXEC))
		return err_set(err, -errno, "cannot make a pipe: %s", strerror(errno));
	r->child = fork();
	if (r->child < 0)
		return err_set(err, -errno, "cannot start %s: %s", r->command[0], strerror(errno));
	if (!r->child) {
		sigset_t none;

		close(gate[1]);
		/* Held until the programs are attached; the recorder's end, whatever its cause, also opens the gate. */
		if (read(gate[0], &byte, 1) != 1)
			_exit(126);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		execvp(r->command[0], r->command);
		fprintf(stderr, "epbell record: cannot run %s: %s\n", r->command[0], strerror(errno));
		_exit(127);
	}
	close(gate[0]);
	r->child_gate = gate[1];
	return 0;
}

static void release_child(struct recorder *r)
{
	if (r->child_gate < 0)
		return;
	if (write(r->child_gate, "g", 1) < 0) {
		/* The child is gone already; SIGCHLD tells. */
	}
	close(r->child_gate);
	r->child_gate = -1;
}

static void reap(struct recorder *r)
{
	if (r->child > 0 && waitpid(r->child, &r->child_status, WNOHANG) == r->child) {
		r->child = 0;
		/* Ctrl-C reaches the command too: then the signal ended the recording, not the command. */
		if (!r->stopped_by)
			r->stopped_by = "command";
	}
}

/* ------------------------------------------------------------------------------------------- events, intervals ---- */

static void on_event(void *ctx, const struct epb_event *ev)
{
	struct recorder *r = ctx;
	struct run_event *out = run_add_event(r->run);

	if (out)
		describe_event(ev, r->start, out);
}

/*
 * For tests: another machine's clock. EPBELL_TEST_CLOCK=OFFSET:PPM lets packets' times be those of a clock that is OFFSET ns
 * ahead at the run's start and gains PPM microseconds a second (tests/lab/README.md).
 */
static void skew(struct packet *packet)
{
	static long long offset;
	static double ppm;
	static int known;
	const char *spec;
	int i;

	if (!known) {
		spec = getenv("EPBELL_TEST_CLOCK");
		known = spec && sscanf(spec, "%lld:%lf", &offset, &ppm) == 2 ? 1 : -1;
	}
	if (known < 0)
		return;
	packet->start += offset + (int64_t)((double)packet->start * ppm / 1e6);
	for (i = 0; i < PACKET_POINTS; i++)
		if (packet->t[i] >= 0)
			packet->t[i] += (int64_t)((double)packet->t[i] * ppm / 1e6);
}

/* Rows count from the run's start. */
static void on_packet(void *ctx, const struct packet *packet)
{
	struct recorder *r = ctx;
	struct packet mine = *packet;

	if (mine.start < r->start) /* it began before we did: nothing that is recorded did */
		return;
	mine.start -= r->start;
	skew(&mine);
	if (run_keep_packet(r->run, &mine))
		r->rows_lost++;
}

static const struct series *same_series(const struct run *run, const struct series *s)
{
	return run ? run_find_series(run, s->stage, s->backend, s->device, s->context, s->vector, s->cpu) : NULL;
}

/*
 * Memory for intervals is bounded (some 30 MB; more with a series for each CPU): when they are too many, neighbours become
 * one, and the next are longer.
 */
static int thin_intervals(struct recorder *r, struct err *err)
{
	struct run_event *note;

	if (r->run->nintervals < INTERVALS_MAX && r->run->nintervals * r->run->nseries < INTERVAL_HISTS)
		return 0;
	if (run_halve_intervals(r->run))
		return err_set(err, -EOVERFLOW, "an interval's counts overflow");
	r->interval *= 2;
	note = run_add_event(r->run);
	if (note) {
		note->t = recorder_now() - r->start;
		snprintf(note->kind, sizeof(note->kind), "note");
		snprintf(note->text, sizeof(note->text), "intervals merged, %zu are left: now %g s each",
			 r->run->nintervals, r->interval);
	}
	return 0;
}

/* Close the interval under way with the snapshot that r->run holds, and begin the next. */
static int close_interval(struct recorder *r, uint64_t now, struct err *err)
{
	struct interval *iv = run_add_interval(r->run, r->run->nseries);
	const struct series *old;
	struct series *copy;
	size_t i;

	if (!iv)
		return err_set(err, -ENOMEM, "out of memory");
	iv->start = r->interval_start - r->start;
	iv->end = now - r->start;
	for (i = 0; i < r->run->nseries; i++) {
		series_copy(&iv->series[i], &r->run->series[i]);
		old = same_series(r->before, &r->run->series[i]);
		if (old)
			hist_diff(&iv->series[i].h, &r->run->series[i].h, &old->h);
	}
	run_free(r->before);
	r->before = run_new();
	for (i = 0; r->before && i < r->run->nseries; i++) {
		copy = run_add_series(r->before);
		if (copy)
			series_copy(copy, &r->run->series[i]);
	}
	r->interval_start = now;
	return r->before ? thin_intervals(r, err) : err_set(err, -ENOMEM, "out of memory");
}

/* ------------------------------------------------------------------------------------------------------ saving ---- */

/* The last save must not lose the recording: a full or vanished disk is answered with another directory. */
static int save_anywhere(struct recorder *r, struct err *err)
{
	static const char *const dirs[] = { NULL, "/tmp", "/dev/shm", "/run" };
	struct err first, other;
	char path[256];
	size_t i;
	int code;

	code = run_write(r->output, r->run, &first);
	if (!code)
		return 0;
	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		const char *dir = dirs[i] ? dirs[i] : getenv("TMPDIR");

		if (!dir || !*dir)
			continue;
		snprintf(path, sizeof(path), "%s/epbell-%d.json", dir, getpid());
		if (!run_write(path, r->run, &other))
			return err_set(err, code, "%.400s; the recording is in %.120s", first.text, path);
	}
	return err_set(err, code, "%.400s; no other directory took it either: the recording is lost", first.text);
}

static void checkpoint(struct recorder *r)
{
	struct err err;

	r->run->env.duration_ns = recorder_now() - r->start;
	if (session_snapshot(r->session, r->run, &err) || run_write(r->output, r->run, &err)) {
		if (!r->checkpoint_failed)
			fprintf(stderr, "epbell record: checkpoint: %s; recording goes on\n", err.text);
		r->checkpoint_failed = true;
	}
}

/* ------------------------------------------------------------------------------------------------------ loop ------ */

struct loop {
	int epoll, signals, timer;
	uint64_t next_live, next_checkpoint, next_interval, next_count, next_drain, end;
	uint64_t drain_gap;
};

static int watch(int epoll, int fd)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

	return fd < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ev) ? -errno : 0;
}

static int loop_open(struct loop *l, struct recorder *r, struct err *err)
{
	sigset_t set;

	recorder_signals(&set);
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	l->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (l->epoll < 0 || watch(l->epoll, l->signals) || watch(l->epoll, l->timer) ||
	    watch(l->epoll, session_fd(r->session)))
		return err_set(err, -errno, "cannot set up the event loop: %s", strerror(errno));
	return 0;
}

static void loop_close(struct loop *l)
{
	close(l->timer);
	close(l->signals);
	close(l->epoll);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return !a || (b && b < a) ? b : a;
}

static void arm(struct loop *l)
{
	struct itimerspec its = { 0 };
	uint64_t at = l->next_checkpoint;

	at = earlier(at, l->next_live);
	at = earlier(at, l->next_interval);
	at = earlier(at, l->next_count);
	at = earlier(at, l->next_drain);
	at = earlier(at, l->end);
	its.it_value.tv_sec = at / NSEC;
	its.it_value.tv_nsec = at % NSEC;
	timerfd_settime(l->timer, TFD_TIMER_ABSTIME, &its, NULL);
}

static void on_signal(struct loop *l, struct recorder *r)
{
	struct signalfd_siginfo si;

	while (read(l->signals, &si, sizeof(si)) == sizeof(si)) {
		if (si.ssi_signo == SIGCHLD)
			reap(r);
		else
			r->stopped_by = si.ssi_signo == SIGINT	? "SIGINT" :
					si.ssi_signo == SIGTERM ? "SIGTERM" :
								  "SIGHUP";
	}
}

/* A log that was a quarter full or more is looked into sooner next time, one that was hardly used later. */
static void drain(struct loop *l, struct recorder *r, uint64_t now)
{
	size_t n = session_drain(r->session);

	if (n >= SESSION_LOG / 4)
		l->drain_gap /= 2;
	else if (n < SESSION_LOG / 8)
		l->drain_gap *= 2;
	if (l->drain_gap < DRAIN_MIN_NSEC)
		l->drain_gap = DRAIN_MIN_NSEC;
	if (l->drain_gap > DRAIN_MAX_NSEC)
		l->drain_gap = DRAIN_MAX_NSEC;
	l->next_drain = now + l->drain_gap;
}

static int on_time(struct loop *l, struct recorder *r, struct err *err)
{
	uint64_t now = recorder_now(), ticks;
	int code = 0;

	if (read(l->timer, &ticks, sizeof(ticks)) < 0 && errno != EAGAIN)
		return err_set(err, -errno, "timer: %s", strerror(errno));
	if (now >= l->next_drain)
		drain(l, r, now);
	if (l->next_count && now >= l->next_count) {
		if (session_doorbells(r->session) >= r->doorbells)
			r->stopped_by = "count";
		l->next_count = now + COUNT_NSEC;
	}
	if (l->next_interval && now >= l->next_interval) {
		code = session_snapshot(r->session, r->run, err);
		if (!code)
			code = close_interval(r, now, err);
		l->next_interval += r->interval * NSEC;
	}
	if (l->next_live && now >= l->next_live) {
		if (!session_snapshot(r->session, r->run, NULL))
			live_line(r->run, session_doorbells(r->session), now - r->start);
		l->next_live = now + LIVE_NSEC;
	}
	if (now >= l->next_checkpoint) {
		checkpoint(r);
		l->next_checkpoint = now + CHECKPOINT_SECONDS * NSEC;
	}
	if (l->end && now >= l->end && !r->stopped_by)
		r->stopped_by = "time";
	return code;
}

static int loop_run(struct loop *l, struct recorder *r, struct err *err)
{
	struct epoll_event ev;
	int n, code = 0;

	while (!r->stopped_by && !code) {
		arm(l);
		n = epoll_wait(l->epoll, &ev, 1, -1);
		if (n < 0 && errno != EINTR)
			return err_set(err, -errno, "epoll: %s", strerror(errno));
		if (n <= 0)
			continue;
		if (ev.data.fd == l->signals)
			on_signal(l, r);
		else if (ev.data.fd == l->timer)
			code = on_time(l, r, err);
		else
			session_events(r->session, on_event, r);
	}
	return code;
}

static void loop_start(struct loop *l, struct recorder *r)
{
	uint64_t now = recorder_now();

	r->start = now;
	r->interval_start = now;
	l->next_checkpoint = now + CHECKPOINT_SECONDS * NSEC;
	l->drain_gap = DRAIN_MIN_NSEC;
	l->next_drain = now + l->drain_gap;
	l->next_live = !r->quiet && isatty(STDERR_FILENO) ? now + LIVE_NSEC : 0;
	l->next_interval = r->interval > 0 ? now + (uint64_t)(r->interval * NSEC) : 0;
	l->next_count = r->doorbells ? now + COUNT_NSEC : 0;
	l->end = r->seconds > 0 ? now + (uint64_t)(r->seconds * NSEC) : 0;
}

/* Whoever traced beside us, before or since, has put a cost into our figures that we know nothing of. */
static void tell_tracers(struct recorder *r)
{
	struct others after;

	others_find(&r->own, &after);
	others_describe(&r->others, &after, r->run->env.tracers, sizeof(r->run->env.tracers));
}

static int finish(struct recorder *r, struct err *err)
{
	int code;

	/* What counts is until when doorbells were watched, not how long the kernel takes to let go. */
	r->run->env.duration_ns = recorder_now() - r->start;
	tell_tracers(r);
	session_detach(r->session);
	session_events(r->session, on_event, r);
	code = session_snapshot(r->session, r->run, err);
	r->run->packets_lost += r->rows_lost;
	if (!code && r->interval > 0)
		code = close_interval(r, recorder_now(), err);
	if (code)
		return code;
	r->run->complete = true;
	return save_anywhere(r, err);
}

int recorder_run(struct recorder *r, struct err *err)
{
	struct loop l = { .epoll = -1, .signals = -1, .timer = -1 };
	struct err late;
	int code, saved;

	others_find(NULL, &r->own);
	session_on_packet(r->session, on_packet, r);
	code = loop_open(&l, r, err);
	if (!code) {
		loop_start(&l, r);
		release_child(r);
		code = loop_run(&l, r, err);
	}
	live_end();
	saved = finish(r, code ? &late : err);
	loop_close(&l);
	run_free(r->before);
	r->before = NULL;
	if (r->child > 0)
		kill(r->child, SIGTERM);
	return code ? code : saved;
}
