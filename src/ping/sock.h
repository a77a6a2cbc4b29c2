/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_SOCK_H
#define EPBELL_PING_SOCK_H
/* The socket that echo requests leave by and replies come in on: an unprivileged ping socket, or else a raw one. */
#include <stdbool.h>
#include <stdint.h>

#include "ping/address.h"

struct echo_sock {
	int fd;
	bool v6;
	bool raw;
	uint16_t ident; /* ICMP identifier: of a ping socket the kernel's choice */
};

/*
 * Open one for @to, bound to @interface ("" any). @ident is for a raw socket.
 * -EACCES: neither kind may be opened, @err says how to get the right; -ENODEV: no such interface; or another errno.
 */
int sock_open(struct echo_sock *s, const struct address *to, const char *interface, uint16_t ident, struct err *err);
void sock_close(struct echo_sock *s);

/* Send, never waiting: 0 or a negative errno. */
int sock_send(const struct echo_sock *s, const struct address *to, const void *packet, size_t len);

/*
 * One ICMP error from the socket's error queue: the errno it stands for, > 0, and what it quotes of the packet that it is
 * about, from the ICMP header on, into @data: *len bytes. 0: an error of no interest here, there may be more. -EAGAIN: the
 * queue is empty.
 */
int sock_error(const struct echo_sock *s, void *data, size_t room, size_t *len);

#endif /* EPBELL_PING_SOCK_H */
