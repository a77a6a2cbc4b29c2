// SPDX-License-Identifier: GPL-2.0-only
/* The process that pings: one loop that sends when it is time to, and reads whenever there is something. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "ping/echo.h"
#include "ping/ring.h"
#include "ping/sock.h"

#define NSEC 1000000000ULL
/* How long back to back waits when a request could not be sent: whatever is down will not be up the next microsecond. */
#define ERROR_PAUSE  (NSEC / 10)
#define ROOM_PAUSE   (NSEC / 1000) /* between two looks for room in the ring */
#define LONGEST	     NSEC	   /* the loop comes round at least that often */
#define READ_AT_ONCE 64		   /* replies, before it is looked whether a request is due */

struct sender {
	struct ring *ring;
	const struct ping_opts *o;
	const struct echo_sock *sock;
	const struct address *to;
	int timer;
	struct echo echo;
	struct pacing pacing;
	struct inflight *flight;
	uint64_t timeout; /* ns */
	uint64_t end;	  /* of the deadline, ns; 0 none */
	uint64_t hold;	  /* nothing is sent before, ns */
	bool crowded;	  /* there was no room in the ring */
	pid_t parent;
	uint8_t packet[ECHO_HEADER + ECHO_MAX_IPV6];
	uint8_t buffer[ECHO_MAX_BYTES];
};

static volatile sig_atomic_t terminated;

static void on_sigterm(int sig)
{
	terminated = 1;
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC + (uint64_t)ts.tv_nsec;
}

/* -------------------------------------------------------------------------------------------------- outcomes ------ */

static bool unheard(const struct sender *s)
{
	return __atomic_load_n(&s->ring->abandoned, __ATOMIC_ACQUIRE) || getppid() != s->parent;
}

static void publish(struct sender *s, const struct ping *ping, uint64_t received)
{
	const struct timespec pause = { .tv_nsec = ROOM_PAUSE };
	const struct outcome o = {
		.ping = *ping, .received = received, .ident = s->echo.ident, .icmp_seq = (uint16_t)ping->seq
	};

	/* The room was there when the request was sent. Only what was overdue can find it gone. */
	while (!ring_put(s->ring, &o)) {
		if (unheard(s))
			return;
		s->ring->waits++;
		nanosleep(&pause, NULL);
	}
}

/* A flood of duplicates must not take the room of first replies: beyond that they are in the counts alone. */
static void publish_again(struct sender *s, const struct ping *ping)
{
	if (ring_room(s->ring) > s->flight->waiting)
		publish(s, ping, 0);
}

/* --------------------------------------------------------------------------------------------------- arrivals ----- */

static void on_packet(struct sender *s, size_t len, uint64_t now)
{
	const struct request *request;
	struct echo_reply reply;
	struct ping ping;

	if (!echo_parse(&s->echo, s->buffer, len, &reply) || reply.ident != s->echo.ident)
		return;
	request = inflight_find(s->flight, reply.seq);
	if (!request || !echo_answers(&s->echo, &reply, request->seq)) {
		inflight_foreign(s->flight);
		return;
	}
	switch (inflight_reply(s->flight, reply.seq, now, &ping)) {
	case ARRIVAL_FIRST:
		publish(s, &ping, now);
		break;
	case ARRIVAL_AGAIN:
		publish_again(s, &ping);
		break;
	case ARRIVAL_FOREIGN:
		break;
	}
}

/* Read the error queue: how many errors there were, of interest or not. */
static unsigned int read_errors(struct sender *s)
{
	unsigned int n = 0;
	struct ping ping;
	uint16_t seq;
	size_t len;
	int error;

	for (; n < READ_AT_ONCE; n++) {
		error = sock_error(s->sock, s->buffer, sizeof(s->buffer), &len);
		if (error < 0)
			break;
		if (error && echo_quoted(&s->echo, s->buffer, len, &seq) &&
		    inflight_failed(s->flight, seq, error, &ping))
			publish(s, &ping, 0);
	}
	return n;
}

static void read_replies(struct sender *s)
{
	unsigned int n;
	uint64_t now;
	ssize_t got;

	for (n = 0; n < READ_AT_ONCE; n++) {
		got = recv(s->sock->fd, s->buffer, sizeof(s->buffer), MSG_DONTWAIT);
		now = now_ns();
		if (got >= 0)
			on_packet(s, (size_t)got, now);
		else if (errno == EAGAIN)
			return;
		else /* an ICMP error is told here first; what it is about stands in the queue */
			read_errors(s);
	}
}

/* ----------------------------------------------------------------------------------------------------- sending ---- */

static void send_one(struct sender *s)
{
	const size_t len = echo_request(&s->echo, s->flight->next, s->packet, sizeof(s->packet));
	unsigned int tries = 0;
	struct ping ping;
	uint64_t now;
	int code;

	if (inflight_evict(s->flight, &ping))
		publish(s, &ping, 0);
	/* An error may be that of a request before, and this one not have been tried. */
	do {
		now = now_ns();
		code = sock_send(s->sock, s->to, s->packet, len);
	} while (code && read_errors(s) && ++tries < 8);
	pacing_sent(&s->pacing, now);
	if (!code) {
		inflight_sent(s->flight, now);
		return;
	}
	inflight_refused(s->flight, now, -code, &ping);
	publish(s, &ping, 0);
	if (s->pacing.kind == PACING_BACK_TO_BACK)
		s->hold = now + ERROR_PAUSE;
}

static bool all_sent(const struct sender *s)
{
	return s->o->count && s->flight->next > s->o->count;
}

/* When the next request may be sent; UINT64_MAX: something else must happen first. */
static uint64_t next_due(struct sender *s, uint64_t now)
{
	if (all_sent(s) || inflight_full(s->flight))
		return UINT64_MAX;
	if (ring_room(s->ring) <= s->flight->waiting + 1) {
		s->ring->waits += !s->crowded;
		s->crowded = true;
		return now + ROOM_PAUSE;
	}
	s->crowded = false;
	if (s->pacing.kind != PACING_BACK_TO_BACK)
		return pacing_due(&s->pacing);
	return s->flight->waiting ? UINT64_MAX : s->hold;
}

/* -------------------------------------------------------------------------------------------------------- loop ---- */

/*
 * Until @at (ns), something to read, or a signal. By a timer of its own: a timeout of ppoll() may be late by a thousandth of itself
 * where that saves a wakeup (the kernel's select_estimate_accuracy(), which PR_SET_TIMERSLACK does not make less). A request
 * would leave with the tick that also polls for doorbells, and not when chance has it.
 */
static void wait_until(struct sender *s, uint64_t now, uint64_t at)
{
	const uint64_t then = at > now + LONGEST ? now + LONGEST : at;
	const struct itimerspec when = { .it_value = { .tv_sec = (time_t)(then / NSEC),
						       .tv_nsec = (long)(then % NSEC) } };
	struct pollfd fds[] = { { .fd = s->sock->fd, .events = POLLIN }, { .fd = s->timer, .events = POLLIN } };
	sigset_t none;

	sigemptyset(&none);
	if (timerfd_settime(s->timer, TFD_TIMER_ABSTIME, &when, NULL)) {
		s->ring->failure = errno;
	} else if (ppoll(fds, 2, NULL, &none) < 0) {
		if (errno != EINTR)
			s->ring->failure = errno;
	} else if (fds[0].revents & POLLERR) {
		read_errors(s);
	}
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return b && b < a ? b : a;
}

/* One turn: false when it is over. */
static bool turn(struct sender *s)
{
	const uint64_t now = now_ns(), expiry = inflight_expire(s->flight, now);
	uint64_t due;

	if (terminated || __atomic_load_n(&s->ring->stop, __ATOMIC_ACQUIRE) || s->ring->failure ||
	    (s->end && now >= s->end) || (all_sent(s) && !s->flight->waiting))
		return false;
	due = next_due(s, now);
	if (due <= now)
		send_one(s);
	else
		wait_until(s, now, earlier(earlier(due, expiry), s->end));
	read_replies(s);
	return true;
}

static void sender_free(struct sender *s)
{
	if (s->timer >= 0)
		close(s->timer);
	free(s->flight);
	free(s);
}

/* NULL: @ring has why. */
static struct sender *sender_new(struct ring *ring, const struct ping_opts *o, const struct echo_sock *sock)
{
	struct sender *s = calloc(1, sizeof(*s));

	if (!s) {
		ring->failure = ENOMEM;
		return NULL;
	}
	s->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	s->flight = malloc(sizeof(*s->flight));
	if (s->timer < 0 || !s->flight) {
		ring->failure = s->timer < 0 ? errno : ENOMEM;
		sender_free(s);
		return NULL;
	}
	s->ring = ring;
	s->o = o;
	s->sock = sock;
	s->parent = getppid();
	s->echo = (struct echo){
		.v6 = sock->v6, .raw = sock->raw, .ident = sock->ident, .cookie = pinger_random(), .size = o->size
	};
	inflight_init(s->flight, (uint64_t)(o->timeout * NSEC), &ring->info);
	return s;
}

int sender_run(struct ring *ring, const struct ping_opts *o, const struct echo_sock *sock, const struct address *to)
{
	const struct sigaction action = { .sa_handler = on_sigterm };
	struct sender *s = sender_new(ring, o, sock);
	uint64_t start;
	struct ping ping;

	if (!s)
		return 1;
	s->to = to;
	sigaction(SIGTERM, &action, NULL);
	prctl(PR_SET_TIMERSLACK, 1UL); /* for publish(): the kernel's 50 us are more than what is measured */
	start = now_ns();
	s->end = o->deadline > 0 ? start + (uint64_t)(o->deadline * NSEC) : 0;
	pacing_init(&s->pacing, o->pacing, o->gap, o->seed, start);
	while (turn(s))
		;
	read_replies(s);
	while (inflight_end(s->flight, now_ns(), &ping))
		publish(s, &ping, 0);
	sender_free(s);
	return ring->failure ? 1 : 0;
}
