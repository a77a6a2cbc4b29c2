/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_ECHO_H
#define EPBELL_PING_ECHO_H
/*
 * ICMP echo packets (RFC 792) and ICMPv6 ones (RFC 4443, section 4), built and taken apart. Pure: bytes in memory.
 *
 * The payload is a pattern of the run and of the request, cut where the size ends: 8 bytes of cookie, the 64-bit
 * sequence number, then bytes that count up. So a reply to anybody else's request, or to one of 65536 requests ago, is
 * told from ours though identifier and 16 bits of sequence number are equal.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ECHO_HEADER    8     /* bytes before the payload */
#define ECHO_MAX_IPV4  65507 /* of payload: a total length of 65535 less an IP header of 20 and ours */
#define ECHO_MAX_IPV6  65527 /* of payload: a payload length of 65535 less our header */
#define ECHO_MAX_BYTES 65595 /* as received: with the longest IPv4 header (60) before the longest packet */

/* What all requests of a run have in common. */
struct echo {
	bool v6;
	bool raw; /* a raw socket: with IPv4 packets come with their IP header, and nobody has looked at the checksum */
	uint16_t ident;
	uint64_t cookie;
	size_t size; /* bytes of payload, 0 to ECHO_MAX_IPV4 or ECHO_MAX_IPV6 */
};

/* An echo reply in the buffer that it was received into. */
struct echo_reply {
	uint16_t ident;
	uint16_t seq;
	bool intact; /* the checksum is right, where nobody checked it before */
	const uint8_t *payload;
	size_t size;
};

/*
 * The request number @seq, into @packet of @room bytes: its length, or 0 if there is not the room. The checksum is
 * IPv4's; ICMPv6 leaves it to the kernel, which knows the addresses (RFC 3542, section 3.1).
 */
size_t echo_request(const struct echo *echo, uint64_t seq, void *packet, size_t room);

/* Is this what was received of an echo reply? Anything else, cut or malformed, is not. */
bool echo_parse(const struct echo *echo, const void *data, size_t len, struct echo_reply *reply);

/* Is @reply, whole and unchanged, that to our request number @seq? */
bool echo_answers(const struct echo *echo, const struct echo_reply *reply, uint64_t seq);

/* @data is what an ICMP error quotes from the ICMP header on: is it a request of ours, and of which 16-bit number? */
bool echo_quoted(const struct echo *echo, const void *data, size_t len, uint16_t *seq);

/* The Internet checksum of RFC 1071 as it stands in memory. Over data with a right checksum in it: 0. */
uint16_t echo_checksum(const void *data, size_t len);

#endif /* EPBELL_PING_ECHO_H */
