// SPDX-License-Identifier: GPL-2.0-only
/*
 * Start a tracer, see from outside when its probes are attached, run a command beside it, stop it; what was seen is
 * one line of JSON.
 *
 * Nothing of what is measured is the tracer's own word. A BPF program that fires hangs on a BPF link, so the kernel's
 * list of links tells when the first and the last probe came, whoever attached them: one system call a millisecond
 * that asks for the first link after the last one seen. ftrace's own tracers have no links; for them it is the time
 * when a tracer is set and tracing is on.
 *
 * The rest is read while the tracer still runs: resident set, and the files that it has mapped.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "observe_bpf.h"

#define TRACEFS	   "/sys/kernel/tracing/"
#define PERIOD_NS  1000000LL
#define SETTLE_NS  500000000LL
#define TIMEOUT_NS 60000000000LL
#define SECOND_NS  1000000000LL
#define MAX_FILES  256

struct options {
	const char *out;
	const char *marker; /* in the tracer's stderr: all is attached */
	unsigned int links; /* or so many links */
	bool ftrace;	    /* or a tracer that is on */
	bool stats;	    /* count how often each program runs, which costs time */
};

struct seen {
	int64_t first, last, ready; /* ns after exec; 0: never */
	struct links links;
};

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * SECOND_NS + ts.tv_nsec;
}

static void sleep_ns(int64_t ns)
{
	struct timespec ts = { ns / SECOND_NS, ns % SECOND_NS };

	while (nanosleep(&ts, &ts) && errno == EINTR)
		;
}

static void die(const char *what)
{
	fprintf(stderr, "observe: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* A small file into @buf, as a string; empty where there is none. */
static const char *slurp(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, buf, size - 1);

	if (fd >= 0)
		close(fd);
	buf[n > 0 ? n : 0] = 0;
	return buf;
}

static bool tracer_is_on(void)
{
	char buf[64];

	if (!strncmp(slurp(TRACEFS "current_tracer", buf, sizeof(buf)), "nop", 3))
		return false;
	return *slurp(TRACEFS "tracing_on", buf, sizeof(buf)) == '1';
}

static bool is_ready(const struct options *o, const struct seen *s, const char *err)
{
	char buf[65536];

	if (o->ftrace)
		return tracer_is_on();
	if (o->marker)
		return strstr(slurp(err, buf, sizeof(buf)), o->marker);
	return s->links.count >= o->links;
}

/* @argv with its output in files beside @base, or as it is without one. */
static pid_t start(char **argv, const char *out, const char *err)
{
	pid_t pid = vfork();

	if (pid < 0)
		die("vfork");
	if (!pid) {
		if (err) {
			dup2(open(out, O_WRONLY | O_CREAT | O_TRUNC, 0644), 1);
			dup2(open(err, O_WRONLY | O_CREAT | O_TRUNC, 0644), 2);
		}
		execvp(*argv, argv);
		_exit(127);
	}
	return pid;
}

/* Wait until all probes are there, and a while longer for those that nobody expected. */
static void attach(const struct options *o, pid_t pid, int64_t since, const char *err, struct seen *s)
{
	int64_t until = since + TIMEOUT_NS;

	while (now_ns() < until) {
		look_at_links(&s->links, now_ns() - since);
		if (!s->ready && is_ready(o, s, err)) {
			s->ready = now_ns() - since;
			until = now_ns() + SETTLE_NS;
		}
		if (waitid(P_PID, pid, &(siginfo_t){ 0 }, WEXITED | WNOHANG | WNOWAIT) || kill(pid, 0))
			break;
		sleep_ns(PERIOD_NS);
	}
	forget_gone_links(&s->links);
	if (s->links.count) {
		s->first = s->links.link[0].at;
		s->last = s->links.link[s->links.count - 1].at;
	} else {
		s->first = s->last = s->ready;
	}
}

/* Number and bytes of the different files that a process has mapped. */
static void mapped_files(pid_t pid, unsigned int *files, uint64_t *bytes)
{
	char path[64], line[4352], *name, *known[MAX_FILES];
	struct stat st;
	unsigned int i;
	FILE *f;

	*files = 0;
	*bytes = 0;
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	f = fopen(path, "r");
	if (!f)
		return;
	while (fgets(line, sizeof(line), f)) {
		name = strchr(line, '/');
		if (!name)
			continue;
		name[strcspn(name, "\n")] = 0;
		for (i = 0; i < *files && strcmp(known[i], name); i++)
			;
		if (i < *files || i == MAX_FILES || stat(name, &st) || !S_ISREG(st.st_mode))
			continue;
		known[(*files)++] = strdup(name);
		*bytes += st.st_size;
	}
	fclose(f);
}

/* VmHWM, KiB */
static unsigned long peak_kib(pid_t pid)
{
	char path[64], buf[4096];
	const char *at;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	at = strstr(slurp(path, buf, sizeof(buf)), "VmHWM:");
	return at ? strtoul(at + 6, NULL, 10) : 0;
}

static int status_of(pid_t pid, struct rusage *ru)
{
	int status;

	if (wait4(pid, &status, 0, ru) != pid)
		die("wait4");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool parse(int argc, char **argv, struct options *o)
{
	int c;

	while ((c = getopt(argc, argv, "+o:m:l:fs")) != -1) {
		switch (c) {
		case 'o':
			o->out = optarg;
			break;
		case 'm':
			o->marker = optarg;
			break;
		case 'l':
			o->links = strtoul(optarg, NULL, 10);
			break;
		case 'f':
			o->ftrace = true;
			break;
		case 's':
			o->stats = true;
			break;
		default:
			return false;
		}
	}
	return o->out && argv[optind];
}

/* The first "--" among @argv becomes its end; what follows is returned. */
static char **split(char **argv)
{
	for (; *argv; argv++) {
		if (!strcmp(*argv, "--")) {
			*argv = NULL;
			return argv + 1;
		}
	}
	return argv;
}

int main(int argc, char **argv)
{
	char out[256], err[256], json[256];
	struct options o = { 0 };
	struct work before, after;
	struct rusage ru = { 0 };
	struct seen seen = { 0 };
	unsigned int files = 0;
	unsigned long peak = 0;
	char **tool, **command;
	uint64_t bytes = 0;
	int status, tool_status = 0;
	int64_t since;
	pid_t pid = 0;
	FILE *f;

	if (!parse(argc, argv, &o)) {
		fprintf(stderr,
			"usage: observe -o BASE [-m MARKER | -l LINKS | -f] [-s] [TRACER ARG...] -- COMMAND ARG...\n"
			"Writes BASE.json, BASE.out and BASE.err.\n");
		return 64;
	}
	tool = argv + optind;
	command = split(tool);
	snprintf(out, sizeof(out), "%s.out", o.out);
	snprintf(err, sizeof(err), "%s.err", o.out);
	snprintf(json, sizeof(json), "%s.json", o.out);
	if (o.stats && count_runs() < 0)
		die("BPF_ENABLE_STATS");

	if (*tool) {
		skip_old_links(&seen.links);
		since = now_ns();
		pid = start(tool, out, err);
		attach(&o, pid, since, err, &seen);
	}
	before = work_of_programs();
	status = status_of(start(command, NULL, NULL), NULL);
	after = work_of_programs();
	if (pid) {
		peak = peak_kib(pid);
		mapped_files(pid, &files, &bytes);
		kill(pid, SIGINT);
		tool_status = status_of(pid, &ru);
	}

	f = fopen(json, "w");
	if (!f)
		die(json);
	fprintf(f,
		"{\"status\":%d,\"tool_status\":%d,\"ready\":%s,\"first_ns\":%lld,\"last_ns\":%lld,\"ready_ns\":%lld,"
		"\"links\":%u,\"peak_kib\":%lu,\"maxrss_kib\":%ld,\"files\":%u,\"bytes\":%llu,"
		"\"programs\":%u,\"runs\":%llu,\"run_ns\":%llu,\"missed\":%llu}\n",
		status, tool_status, seen.ready ? "true" : "false", (long long)seen.first, (long long)seen.last,
		(long long)seen.ready, seen.links.count, peak, ru.ru_maxrss, files, (unsigned long long)bytes,
		after.progs, (unsigned long long)(after.runs - before.runs), (unsigned long long)(after.ns - before.ns),
		(unsigned long long)(after.missed - before.missed));
	fclose(f);
	return status;
}
