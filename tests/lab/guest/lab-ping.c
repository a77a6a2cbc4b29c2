// SPDX-License-Identifier: GPL-2.0-only
/*
 * ICMP echo across the lab's link, one at a time, with the round trip in
 * nanoseconds. Against polled doorbells a fixed interval aliases with the poll
 * period: the gap after each reply is random unless -i asks for a period.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NSEC_PER_SEC 1000000000LL
#define TIMEOUT_NS   NSEC_PER_SEC
#define PAYLOAD	     56

struct options {
	const char *netns;
	const char *host;
	unsigned long count;
	unsigned long gap_min_us, gap_max_us;
	unsigned long interval_us; /* 0: random gaps */
	uint64_t seed;
	bool quiet;
};

static void usage(FILE *to)
{
	fprintf(to, "usage: lab-ping [options] [HOST]\n"
		    "Ping the endpoint (10.0.0.11) from the root complex's network namespace.\n"
		    "  -c COUNT     echo requests to send (100)\n"
		    "  -g MIN:MAX   random gap after each reply, in microseconds (1000:5000)\n"
		    "  -i US        a request each US microseconds instead\n"
		    "  --seed N     of the gaps (1)\n"
		    "  -n NETNS     namespace to ping from; \"\" for the caller's own (/run/netns/rc)\n"
		    "  -q           only the summary\n");
}

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

static void sleep_until(int64_t t)
{
	struct timespec ts = { t / NSEC_PER_SEC, t % NSEC_PER_SEC };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL) == EINTR)
		;
}

/* splitmix64 */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* RFC 1071; @len is even */
static uint16_t checksum(const void *data, size_t len)
{
	const uint16_t *p = data;
	uint32_t sum = 0;

	for (; len > 1; len -= 2)
		sum += *p++;
	sum = (sum >> 16) + (sum & 0xffff);
	sum += sum >> 16;
	return ~sum;
}

static int send_request(int fd, const struct sockaddr_in *to, uint16_t id, uint16_t seq)
{
	struct {
		struct icmphdr head;
		uint8_t data[PAYLOAD];
	} packet = { .head.type = ICMP_ECHO };
	size_t i;

	packet.head.un.echo.id = htons(id);
	packet.head.un.echo.sequence = htons(seq);
	for (i = 0; i < sizeof(packet.data); i++)
		packet.data[i] = i;
	packet.head.checksum = checksum(&packet, sizeof(packet));
	return sendto(fd, &packet, sizeof(packet), 0, (const void *)to, sizeof(*to)) < 0 ? -errno : 0;
}

static bool is_reply(const uint8_t *buf, ssize_t len, uint16_t id, uint16_t seq)
{
	const struct iphdr *ip = (const void *)buf;
	const struct icmphdr *icmp;

	if (len < (ssize_t)sizeof(*ip) || len < ip->ihl * 4 + (ssize_t)sizeof(*icmp))
		return false;
	icmp = (const void *)(buf + ip->ihl * 4);
	return icmp->type == ICMP_ECHOREPLY && ntohs(icmp->un.echo.id) == id && ntohs(icmp->un.echo.sequence) == seq;
}

/* The time of the reply to @seq, or 0 when it does not come before @deadline. */
static int64_t wait_reply(int fd, uint16_t id, uint16_t seq, int64_t deadline)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	uint8_t buf[2048];
	int64_t t, left;
	ssize_t len;

	while ((left = deadline - now_ns()) > 0) {
		struct timespec ts = { left / NSEC_PER_SEC, left % NSEC_PER_SEC };

		if (ppoll(&pfd, 1, &ts, NULL) <= 0)
			continue;
		len = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
		t = now_ns();
		if (is_reply(buf, len, id, seq))
			return t;
	}
	return 0;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The smallest sample that at least @percent of the samples do not exceed. */
static int64_t quantile(const int64_t *sorted, size_t n, unsigned int percent)
{
	size_t rank = (n * percent + 99) / 100;

	return sorted[rank ? rank - 1 : 0];
}

static void summary(int64_t *rtt, size_t received, unsigned long sent)
{
	int64_t sum = 0;
	size_t i;

	printf("%lu sent, %zu received\n", sent, received);
	if (!received)
		return;
	qsort(rtt, received, sizeof(*rtt), by_value);
	for (i = 0; i < received; i++)
		sum += rtt[i];
	printf("rtt ns: min %lld mean %lld p50 %lld p90 %lld p99 %lld max %lld\n", (long long)rtt[0],
	       (long long)(sum / (int64_t)received), (long long)quantile(rtt, received, 50),
	       (long long)quantile(rtt, received, 90), (long long)quantile(rtt, received, 99),
	       (long long)rtt[received - 1]);
}

static int enter_netns(const char *path)
{
	int fd, ret;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		fprintf(stderr, "lab-ping: %s: %s\n", path, strerror(errno));
		return -1;
	}
	ret = setns(fd, CLONE_NEWNET);
	if (ret)
		fprintf(stderr, "lab-ping: cannot enter %s: %s\n", path, strerror(errno));
	close(fd);
	return ret;
}

static bool number(const char *s, unsigned long *val, char end, const char **rest)
{
	char *stop;

	errno = 0;
	*val = strtoul(s, &stop, 10);
	if (stop == s || errno || *s == '-' || *stop != end)
		return false;
	if (rest)
		*rest = stop + 1;
	return true;
}

static bool parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = { { "seed", required_argument, NULL, 's' },
					       { "help", no_argument, NULL, 'h' },
					       { 0 } };
	unsigned long val;
	const char *max;
	int c;

	while ((c = getopt_long(argc, argv, "c:g:i:n:qh", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			if (!number(optarg, &o->count, 0, NULL) || !o->count)
				return false;
			break;
		case 'g':
			if (!number(optarg, &o->gap_min_us, ':', &max) || !number(max, &o->gap_max_us, 0, NULL) ||
			    o->gap_max_us < o->gap_min_us)
				return false;
			break;
		case 'i':
			if (!number(optarg, &o->interval_us, 0, NULL) || !o->interval_us)
				return false;
			break;
		case 's':
			if (!number(optarg, &val, 0, NULL))
				return false;
			o->seed = val;
			break;
		case 'n':
			o->netns = optarg;
			break;
		case 'q':
			o->quiet = true;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			return false;
		}
	}
	if (optind < argc)
		o->host = argv[optind++];
	return optind == argc;
}

int main(int argc, char **argv)
{
	struct options o = {
		.netns = "/run/netns/rc",
		.host = "10.0.0.11",
		.count = 100,
		.gap_min_us = 1000,
		.gap_max_us = 5000,
		.seed = 1,
	};
	struct sockaddr_in to = { .sin_family = AF_INET };
	int64_t *rtt, sent_at, got_at, next;
	unsigned long i;
	size_t n = 0;
	uint16_t id;
	int fd, err;

	if (!parse(argc, argv, &o)) {
		usage(stderr);
		return 64;
	}
	if (!inet_aton(o.host, &to.sin_addr)) {
		fprintf(stderr, "lab-ping: '%s' is no IPv4 address\n", o.host);
		return 64;
	}
	if (*o.netns && enter_netns(o.netns))
		return 1;
	fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
	rtt = calloc(o.count, sizeof(*rtt));
	if (fd < 0 || !rtt) {
		fprintf(stderr, "lab-ping: %s\n", strerror(errno));
		return 1;
	}
	/*
	 * A raw socket gets the replies of all pingers, and the transport's buffers are 64 KiB however small the packet: the
	 * default of 208 KiB would drop replies as soon as two pingers run.
	 */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &(int){ 64 << 20 }, sizeof(int));
	id = getpid();

	next = now_ns();
	for (i = 0; i < o.count; i++) {
		sent_at = now_ns();
		err = send_request(fd, &to, id, i);
		got_at = err ? 0 : wait_reply(fd, id, i, sent_at + TIMEOUT_NS);
		if (got_at)
			rtt[n++] = got_at - sent_at;
		if (!o.quiet && got_at)
			printf("seq %lu rtt %lld\n", i, (long long)(got_at - sent_at));
		else if (!o.quiet)
			printf("seq %lu lost%s%s\n", i, err ? ": " : "", err ? strerror(-err) : "");
		if (i + 1 == o.count)
			break;
		if (err) /* no link: not as fast as the machine can */
			sleep_until(sent_at + NSEC_PER_SEC / 10);
		if (o.interval_us) {
			next += o.interval_us * 1000;
		} else {
			next = now_ns() + o.gap_min_us * 1000;
			next += next_random(&o.seed) % ((o.gap_max_us - o.gap_min_us) * 1000 + 1);
		}
		sleep_until(next);
	}
	summary(rtt, n, o.count);
	free(rtt);
	return n == o.count ? 0 : 1;
}
