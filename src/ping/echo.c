// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <string.h>

#include "ping/echo.h"

/* RFC 792 and RFC 4443 */
#define TYPE_REPLY_V4	0
#define TYPE_REQUEST_V4 8
#define TYPE_REQUEST_V6 128
#define TYPE_REPLY_V6	129

#define IPV4_MIN_HEADER 20

/* As on the wire. */
struct icmp_echo {
	uint8_t type;
	uint8_t code;
	uint16_t checksum;
	uint16_t ident;
	uint16_t seq;
};
_Static_assert(sizeof(struct icmp_echo) == ECHO_HEADER, "an echo's header has 8 bytes");

uint16_t echo_checksum(const void *data, size_t len)
{
	const uint8_t *at = data;
	uint64_t sum = 0;
	uint16_t word;

	/* One's complement addition does not care for the order of bytes in a word (RFC 1071, 2 (B)). */
	for (; len >= sizeof(word); len -= sizeof(word), at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		sum += word;
	}
	if (len) {
		word = 0;
		memcpy(&word, at, 1);
		sum += word;
	}
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* The first 16 bytes of a payload. */
static void fill_names(const struct echo *echo, uint64_t seq, uint8_t names[16])
{
	memcpy(names, &echo->cookie, 8);
	memcpy(names + 8, &seq, 8);
}

size_t echo_request(const struct echo *echo, uint64_t seq, void *packet, size_t room)
{
	struct icmp_echo header = { .type = echo->v6 ? TYPE_REQUEST_V6 : TYPE_REQUEST_V4,
				    .ident = htons(echo->ident),
				    .seq = htons((uint16_t)seq) };
	uint8_t *payload = (uint8_t *)packet + ECHO_HEADER, names[16];
	size_t i;

	if (room < ECHO_HEADER + echo->size)
		return 0;
	fill_names(echo, seq, names);
	for (i = 0; i < echo->size; i++)
		payload[i] = i < sizeof(names) ? names[i] : (uint8_t)i;
	memcpy(packet, &header, sizeof(header));
	if (!echo->v6) {
		header.checksum = echo_checksum(packet, ECHO_HEADER + echo->size);
		memcpy(packet, &header, sizeof(header));
	}
	return ECHO_HEADER + echo->size;
}

/* Step over the IPv4 header: how long it is, or 0 if it is none. */
static size_t ipv4_header(const uint8_t *data, size_t len)
{
	size_t header;

	if (len < IPV4_MIN_HEADER || data[0] >> 4 != 4)
		return 0;
	header = (size_t)(data[0] & 15) * 4;
	return header >= IPV4_MIN_HEADER && header <= len ? header : 0;
}

bool echo_parse(const struct echo *echo, const void *data, size_t len, struct echo_reply *reply)
{
	const bool whole = echo->raw && !echo->v6;
	const uint8_t *at = data;
	struct icmp_echo header;
	size_t skip;

	if (whole) {
		skip = ipv4_header(at, len);
		if (!skip)
			return false;
		at += skip;
		len -= skip;
	}
	if (len < ECHO_HEADER)
		return false;
	memcpy(&header, at, sizeof(header));
	if (header.type != (echo->v6 ? TYPE_REPLY_V6 : TYPE_REPLY_V4) || header.code)
		return false;
	reply->ident = ntohs(header.ident);
	reply->seq = ntohs(header.seq);
	reply->intact = !whole || !echo_checksum(at, len);
	reply->payload = at + ECHO_HEADER;
	reply->size = len - ECHO_HEADER;
	return true;
}

bool echo_answers(const struct echo *echo, const struct echo_reply *reply, uint64_t seq)
{
	uint8_t names[16];
	size_t i;

	if (!reply->intact || reply->ident != echo->ident || reply->seq != (uint16_t)seq || reply->size != echo->size)
		return false;
	fill_names(echo, seq, names);
	for (i = 0; i < reply->size; i++)
		if (reply->payload[i] != (i < sizeof(names) ? names[i] : (uint8_t)i))
			return false;
	return true;
}

bool echo_quoted(const struct echo *echo, const void *data, size_t len, uint16_t *seq)
{
	struct icmp_echo header;

	if (len < ECHO_HEADER)
		return false;
	memcpy(&header, data, sizeof(header));
	if (header.type != (echo->v6 ? TYPE_REQUEST_V6 : TYPE_REQUEST_V4) || ntohs(header.ident) != echo->ident)
		return false;
	*seq = ntohs(header.seq);
	return true;
}
