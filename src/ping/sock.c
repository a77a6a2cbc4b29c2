// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "ping/sock.h"

/* Room for replies while the process is off its CPU: some sixty of the largest ones. */
#define BUFFER_BYTES (8 << 20)

/* linux/in.h and linux/in6.h have them; these cannot be included beside netinet's. */
#ifndef IP_UNICAST_IF
#define IP_UNICAST_IF 50
#endif
#ifndef IPV6_UNICAST_IF
#define IPV6_UNICAST_IF 76
#endif
#ifndef SO_RCVBUFFORCE
#define SO_RCVBUFFORCE 33
#define SO_SNDBUFFORCE 32
#endif
/* linux/icmp.h: a raw socket's filter of ICMP types */
#define RAW_ICMP_FILTER 1

static int open_kind(struct echo_sock *s, int type)
{
	s->raw = type == SOCK_RAW;
	s->fd = socket(s->v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, s->v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
	return s->fd < 0 ? -errno : 0;
}

static int open_either(struct echo_sock *s, struct err *err)
{
	int code = open_kind(s, SOCK_DGRAM), raw;

	if (!code)
		return 0;
	raw = open_kind(s, SOCK_RAW);
	if (!raw)
		return 0;
	if (raw != -EPERM && raw != -EACCES)
		return err_set(err, raw, "cannot open a socket for ICMP: %s", strerror(-raw));
	return err_set(
		err, -EACCES,
		"echo requests may not be sent: a group of yours must be within the sysctl net.ipv4.ping_group_range, "
		"or the process have CAP_NET_RAW (be root)");
}

/* The kernel names a ping socket when it is bound; the name is the identifier of its requests. */
static int name_socket(struct echo_sock *s, struct err *err)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} at = { .v6 = { .sin6_family = s->v6 ? AF_INET6 : AF_INET } };
	socklen_t len = s->v6 ? sizeof(at.v6) : sizeof(at.v4);

	if (bind(s->fd, &at.any, len) || getsockname(s->fd, &at.any, &len))
		return err_set(err, -errno, "cannot bind a ping socket: %s", strerror(errno));
	s->ident = ntohs(s->v6 ? at.v6.sin6_port : at.v4.sin_port);
	return 0;
}

/* Without the right to bind to a device (kernels before 5.7), let requests at least leave by it. */
static int bind_interface(const struct echo_sock *s, const char *interface, struct err *err)
{
	const unsigned int index = if_nametoindex(interface), wire = htonl(index);

	if (!index)
		return err_set(err, -ENODEV, "there is no interface %.20s", interface);
	if (!setsockopt(s->fd, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t)strlen(interface)))
		return 0;
	if (errno == EPERM && !setsockopt(s->fd, s->v6 ? IPPROTO_IPV6 : IPPROTO_IP,
					  s->v6 ? IPV6_UNICAST_IF : IP_UNICAST_IF, &wire, sizeof(wire)))
		return 0;
	return err_set(err, -errno, "cannot bind to the interface %s: %s", interface, strerror(errno));
}

/* Of a raw socket, so that it does not wake us for every other packet. What the filter lets through is checked again. */
static void filter_types(const struct echo_sock *s)
{
	const uint32_t refused = ~(1U << ICMP_ECHOREPLY);
	struct icmp6_filter filter;

	if (s->v6) {
		ICMP6_FILTER_SETBLOCKALL(&filter);
		ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
		setsockopt(s->fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof(filter));
	} else {
		setsockopt(s->fd, SOL_RAW, RAW_ICMP_FILTER, &refused, sizeof(refused));
	}
}

static void set_options(const struct echo_sock *s)
{
	const int bytes = BUFFER_BYTES, yes = 1;

	/* Each is a wish: without the right, or in an old kernel, it stays as it is. */
	if (setsockopt(s->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	if (setsockopt(s->fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(s->fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
	if (s->v6)
		setsockopt(s->fd, IPPROTO_IPV6, IPV6_RECVERR, &yes, sizeof(yes));
	else
		setsockopt(s->fd, IPPROTO_IP, IP_RECVERR, &yes, sizeof(yes));
	if (s->raw)
		filter_types(s);
}

int sock_open(struct echo_sock *s, const struct address *to, const char *interface, uint16_t ident, struct err *err)
{
	int code;

	*s = (struct echo_sock){ .fd = -1, .v6 = to->to.ss_family == AF_INET6, .ident = ident };
	code = open_either(s, err);
	if (code)
		return code;
	if (*interface)
		code = bind_interface(s, interface, err);
	if (!code && !s->raw)
		code = name_socket(s, err);
	if (code)
		sock_close(s);
	else
		set_options(s);
	return code;
}

void sock_close(struct echo_sock *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

int sock_send(const struct echo_sock *s, const struct address *to, const void *packet, size_t len)
{
	const struct sockaddr *address = (const struct sockaddr *)&to->to;

	return sendto(s->fd, packet, len, MSG_DONTWAIT, address, to->len) < 0 ? -errno : 0;
}

/* The errno of an ICMP error; 0 for those that say nothing about a request's fate, such as redirects. */
static int fate_of(const struct echo_sock *s, const struct sock_extended_err *e)
{
	if (e->ee_origin == SO_EE_ORIGIN_ICMP && !s->v6)
		return e->ee_type == ICMP_DEST_UNREACH || e->ee_type == ICMP_TIME_EXCEEDED ||
				       e->ee_type == ICMP_PARAMETERPROB ?
			       (int)e->ee_errno :
			       0;
	/* Errors are below 128 (RFC 4443, section 2.1). */
	if (e->ee_origin == SO_EE_ORIGIN_ICMP6 && s->v6)
		return e->ee_type < 128 ? (int)e->ee_errno : 0;
	return 0;
}

int sock_error(const struct echo_sock *s, void *data, size_t room, size_t *len)
{
	union {
		char room[512];
		struct cmsghdr align;
	} control;
	struct iovec iov = { .iov_base = data, .iov_len = room };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)
	};
	const ssize_t got = recvmsg(s->fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT);
	struct sock_extended_err e;
	struct cmsghdr *c;

	if (got < 0)
		return -EAGAIN;
	*len = (size_t)got;
	for (c = CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c)) {
		if (!(c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) &&
		    !(c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR))
			continue;
		memcpy(&e, CMSG_DATA(c), sizeof(e));
		return fate_of(s, &e);
	}
	return 0;
}
