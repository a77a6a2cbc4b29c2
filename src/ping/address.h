/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_ADDRESS_H
#define EPBELL_PING_ADDRESS_H
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>

#include "model/err.h"

struct address {
	struct sockaddr_storage to;
	socklen_t len;
	char text[64]; /* numeric */
};

/*
 * @name to an address: IPv4, IPv6 (fe80::1%eth0 with its interface), or a name in /etc/hosts. A link-local address
 * without one takes @interface ("" none). No name service is asked: what a static binary would load for it must fit its C
 * library to the version, which nobody can promise on a board.
 * -ENOENT: no such name; -EINVAL: a link-local address without an interface; -ENODEV: no such interface.
 */
int address_resolve(const char *name, const char *interface, struct address *out, struct err *err);

/* The address of @name in the text of a hosts file, as numeric text into @out: false if it has none. */
bool address_in_hosts(FILE *hosts, const char *name, char *out, size_t size);

#endif /* EPBELL_PING_ADDRESS_H */
