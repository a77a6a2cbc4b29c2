// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ping/echo.h"
#include "ping/ring.h"
#include "ping/sock.h"

#define LONGEST 1e9 /* s; ns of it fit 64 bits */

struct pinger {
	struct ring *ring;
	struct address to;
	pid_t child;
	int gate;  /* the child starts when something comes through it */
	int ended; /* hung up when the child is gone */
	int status;
};

uint64_t pinger_random(void)
{
	struct timespec ts;
	uint64_t v;

	if (getrandom(&v, sizeof(v), GRND_NONBLOCK) == sizeof(v))
		return v;
	/* Early in a boot: it shall differ from run to run, no more. */
	clock_gettime(CLOCK_REALTIME, &ts);
	v = (uint64_t)ts.tv_sec ^ ((uint64_t)ts.tv_nsec << 32) ^ (uint64_t)getpid();
	return pacing_random(&v);
}

/* ------------------------------------------------------------------------------------------------------ opening --- */

static int check(const struct ping_opts *o, const struct address *to, struct err *err)
{
	const size_t most = to->to.ss_family == AF_INET6 ? ECHO_MAX_IPV6 : ECHO_MAX_IPV4;

	if (o->size > most)
		return err_set(err, -EMSGSIZE, "a size of %zu bytes is too large for %s: at most %zu", o->size,
			       to->text, most);
	if (!(o->gap >= 0 && o->gap <= LONGEST) || !(o->timeout > 0 && o->timeout <= LONGEST) ||
	    !(o->deadline >= 0 && o->deadline <= LONGEST))
		return err_set(err, -EINVAL, "gap, timeout and deadline are times of at most %g s", LONGEST);
	return 0;
}

static void describe(struct ping_info *info, const struct ping_opts *o, const struct echo_sock *sock)
{
	snprintf(info->tool, sizeof(info->tool), "epbell");
	snprintf(info->target, sizeof(info->target), "%s", o->address);
	snprintf(info->socket, sizeof(info->socket), "%s", sock->raw ? "raw" : "ping");
	snprintf(info->pacing, sizeof(info->pacing), "%s", pacing_name(o->gap > 0 ? o->pacing : PACING_BACK_TO_BACK));
	info->gap_ns = (uint64_t)(o->gap * 1e9);
	info->size = o->size;
	info->seed = o->seed;
	info->ident = sock->ident;
}

static struct ring *new_ring(void)
{
	void *at = mmap(NULL, sizeof(struct ring), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

/* The child's life. @gate: it may begin when a byte comes; the parent's end opens it too, without a byte. */
static _Noreturn void child(struct pinger *p, const struct ping_opts *o, const struct echo_sock *sock, int gate,
			    pid_t parent)
{
	char byte;

	prctl(PR_SET_NAME, "epbell-pinger");
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	/* The parent decides when it is over, whatever reaches the whole group of processes. */
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	if (getppid() != parent || read(gate, &byte, 1) != 1)
		_exit(0);
	_exit(sender_run(p->ring, o, sock, &p->to));
}

static int start(struct pinger *p, const struct ping_opts *o, const struct echo_sock *sock, struct err *err)
{
	const pid_t parent = getpid();
	int gate[2], ended[2], code;
	sigset_t term, old;

	if (pipe2(gate, O_CLOEXEC))
		return err_set(err, -errno, "cannot make a pipe: %s", strerror(errno));
	if (pipe2(ended, O_CLOEXEC)) {
		close(gate[0]);
		close(gate[1]);
		return err_set(err, -errno, "cannot make a pipe: %s", strerror(errno));
	}
	/* The child has it blocked but while it waits: no request to stop comes too early. */
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &old);
	p->child = fork();
	if (!p->child) {
		close(gate[1]);
		close(ended[0]);
		child(p, o, sock, gate[0], parent);
	}
	code = p->child < 0 ? -errno : 0;
	sigprocmask(SIG_SETMASK, &old, NULL);
	close(gate[0]);
	close(ended[1]);
	p->gate = gate[1];
	p->ended = ended[0];
	return code ? err_set(err, code, "cannot start a process: %s", strerror(-code)) : 0;
}

int pinger_open(const struct ping_opts *o, struct pinger **out, struct err *err)
{
	const char *interface = o->interface ? o->interface : "";
	struct pinger *p = calloc(1, sizeof(*p));
	struct echo_sock sock = { .fd = -1 };
	int code;

	if (!p)
		return err_set(err, -ENOMEM, "out of memory");
	p->gate = p->ended = -1;
	p->child = -1;
	p->ring = new_ring();
	code = p->ring ? 0 : err_set(err, -ENOMEM, "no memory to share with the pinger");
	if (!code)
		code = address_resolve(o->address, interface, &p->to, err);
	if (!code)
		code = check(o, &p->to, err);
	if (!code)
		code = sock_open(&sock, &p->to, interface, (uint16_t)pinger_random(), err);
	if (!code) {
		describe(&p->ring->info, o, &sock);
		code = start(p, o, &sock, err);
		sock_close(&sock);
	}
	if (code)
		pinger_close(p);
	else
		*out = p;
	return code;
}

/* ------------------------------------------------------------------------------------------------------ the rest -- */

void pinger_go(struct pinger *p)
{
	if (p->gate < 0)
		return;
	if (write(p->gate, "g", 1) < 0) {
		/* The child is gone already; its end tells. */
	}
	close(p->gate);
	p->gate = -1;
}

size_t pinger_drain(struct pinger *p, void (*fn)(void *ctx, const struct outcome *o), void *ctx)
{
	return ring_drain(p->ring, fn, ctx);
}

uint64_t pinger_waits(const struct pinger *p)
{
	return p->ring->waits;
}

int pinger_fd(const struct pinger *p)
{
	return p->ended;
}

void pinger_stop(struct pinger *p)
{
	__atomic_store_n(&p->ring->stop, 1, __ATOMIC_RELEASE);
	if (p->child > 0)
		kill(p->child, SIGTERM);
	pinger_go(p);
}

static void reap(struct pinger *p)
{
	while (p->child > 0 && waitpid(p->child, &p->status, 0) < 0 && errno == EINTR)
		;
	p->child = -1;
}

int pinger_result(struct pinger *p, struct err *err)
{
	reap(p);
	if (p->ring->failure)
		return err_set(err, -p->ring->failure, "the pinger could not go on: %s", strerror(p->ring->failure));
	if (WIFSIGNALED(p->status))
		return err_set(err, -ECHILD, "the pinger was ended by signal %d", WTERMSIG(p->status));
	return 0;
}

const struct ping_info *pinger_info(const struct pinger *p)
{
	return &p->ring->info;
}

const char *pinger_address(const struct pinger *p)
{
	return p->to.text;
}

void pinger_close(struct pinger *p)
{
	if (!p)
		return;
	if (p->child > 0) {
		__atomic_store_n(&p->ring->abandoned, 1, __ATOMIC_RELEASE);
		pinger_stop(p);
		reap(p);
	}
	if (p->gate >= 0)
		close(p->gate);
	if (p->ended >= 0)
		close(p->ended);
	if (p->ring)
		munmap(p->ring, sizeof(*p->ring));
	free(p);
}
