// SPDX-License-Identifier: GPL-2.0-only
/* ICMP echo packets as the RFCs have them, and what anybody may send instead; addresses and names. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>

#include "ping/address.h"
#include "ping/echo.h"
#include "unit.h"

static const struct echo v4 = { .ident = 0x1234, .cookie = 0x8877665544332211, .size = 0 };

static void test_checksum_is_that_of_rfc_1071(void **state)
{
	/* the example of section 3: the sum is ddf2, its complement 220d */
	const uint8_t data[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 }, sum[] = { 0x22, 0x0d };
	const uint8_t odd[] = { 0x00, 0x01, 0xf2 }; /* 0001 + f200, complement 0dfe */
	uint16_t got = echo_checksum(data, sizeof(data));

	assert_memory_equal(&got, sum, 2);
	got = echo_checksum(odd, sizeof(odd));
	assert_memory_equal(&got, ((uint8_t[]){ 0x0d, 0xfe }), 2);
	assert_int_equal(echo_checksum(NULL, 0), 0xffff);
}

static void test_requests_byte_by_byte(void **state)
{
	/* 0800 + 1234 + 0001 = 1a35, complement e5ca */
	const uint8_t empty[] = { 8, 0, 0xe5, 0xca, 0x12, 0x34, 0, 1 };
	struct echo v6 = v4;
	uint8_t packet[64];

	assert_int_equal(echo_request(&v4, 1, packet, sizeof(packet)), 8);
	assert_memory_equal(packet, empty, 8);
	v6.v6 = true;
	v6.size = 20;
	assert_int_equal(echo_request(&v6, 0x10002, packet, sizeof(packet)), 28);
	assert_memory_equal(packet, ((uint8_t[]){ 128, 0, 0, 0, 0x12, 0x34, 0, 2 }), 8);
	assert_memory_equal(packet + 24, ((uint8_t[]){ 16, 17, 18, 19 }), 4);
	assert_int_equal(echo_request(&v6, 1, packet, 27), 0);
}

/* What the other side makes of a request: type 0 for 8 or 129 for 128, and a new checksum. */
static size_t reply_to(const struct echo *echo, uint64_t seq, uint8_t *packet, size_t room)
{
	const size_t len = echo_request(echo, seq, packet, room);
	uint16_t sum;

	packet[0] = echo->v6 ? 129 : 0;
	memset(packet + 2, 0, 2);
	sum = echo_checksum(packet, len);
	memcpy(packet + 2, &sum, 2);
	return len;
}

static void test_a_reply_answers_its_request_only(void **state)
{
	uint8_t packet[256];
	struct echo_reply reply;

	for (size_t size = 0; size < 100; size++) {
		for (int v6 = 0; v6 < 2; v6++) {
			struct echo echo = v4, other;
			size_t len;

			echo.size = size;
			echo.v6 = v6;
			len = reply_to(&echo, 70000, packet, sizeof(packet));
			assert_true(echo_parse(&echo, packet, len, &reply));
			assert_int_equal(reply.seq, 70000 - 65536);
			assert_true(echo_answers(&echo, &reply, 70000));
			assert_false(echo_answers(&echo, &reply, 70001));
			/* the same 16 bits, 65536 requests ago: told where the payload has room for the third byte */
			assert_int_equal(echo_answers(&echo, &reply, 70000 - 65536), size <= 10);
			other = echo;
			other.cookie ^= 1;
			assert_int_equal(echo_answers(&other, &reply, 70000), size == 0);
			other = echo;
			other.ident ^= 0x100;
			assert_false(echo_answers(&other, &reply, 70000));
			/* cut, or one too long */
			assert_true(!size || (echo_parse(&echo, packet, len - 1, &reply) &&
					      !echo_answers(&echo, &reply, 70000)));
			assert_true(echo_parse(&echo, packet, len + 1, &reply));
			assert_false(echo_answers(&echo, &reply, 70000));
		}
	}
}

static void test_every_changed_byte_of_the_payload_is_seen(void **state)
{
	struct echo echo = v4;
	struct echo_reply reply;
	uint8_t packet[128];
	size_t len;

	echo.size = 100;
	len = reply_to(&echo, 5, packet, sizeof(packet));
	for (size_t i = ECHO_HEADER; i < len; i++) {
		packet[i] ^= 4;
		assert_true(echo_parse(&echo, packet, len, &reply));
		assert_false(echo_answers(&echo, &reply, 5));
		packet[i] ^= 4;
	}
	assert_true(echo_parse(&echo, packet, len, &reply) && echo_answers(&echo, &reply, 5));
}

static void test_raw_sockets_give_ip_headers_and_unchecked_packets(void **state)
{
	struct echo echo = v4;
	struct echo_reply reply;
	uint8_t packet[256];
	size_t len;

	echo.raw = true;
	echo.size = 56;
	for (uint8_t words = 5; words < 16; words++) {
		const size_t header = words * 4u;

		memset(packet, 0, sizeof(packet));
		packet[0] = 0x40 | words;
		len = header + reply_to(&echo, 9, packet + header, sizeof(packet) - header);
		assert_true(echo_parse(&echo, packet, len, &reply));
		assert_true(echo_answers(&echo, &reply, 9));
		packet[header + 2] ^= 1; /* the checksum */
		assert_true(echo_parse(&echo, packet, len, &reply));
		assert_false(reply.intact);
		assert_false(echo_answers(&echo, &reply, 9));
		packet[header + 2] ^= 1;
		/* an IP header longer than the packet, too short a one, another version */
		assert_false(echo_parse(&echo, packet, header - 1, &reply));
		assert_false(echo_parse(&echo, packet, header + 7, &reply));
		packet[0] = 0x44;
		assert_false(echo_parse(&echo, packet, len, &reply));
		packet[0] = 0x60 | words;
		assert_false(echo_parse(&echo, packet, len, &reply));
	}
}

static void test_what_is_no_reply_is_none(void **state)
{
	struct echo echo = v4;
	struct echo_reply reply;
	uint8_t packet[64];
	size_t len = reply_to(&echo, 1, packet, sizeof(packet));

	for (int type = 1; type < 256; type++) {
		packet[0] = (uint8_t)type;
		assert_false(echo_parse(&echo, packet, len, &reply));
	}
	packet[0] = 0;
	packet[1] = 1;
	assert_false(echo_parse(&echo, packet, len, &reply));
	packet[1] = 0;
	for (size_t cut = 0; cut < 8; cut++)
		assert_false(echo_parse(&echo, packet, cut, &reply));
	assert_true(echo_parse(&echo, packet, 8, &reply));
}

/* Under the sanitizers: whatever comes, no byte behind its end is read. Each packet is in memory of its own length. */
static void test_hostile_packets(void **state)
{
	uint64_t seed = 20261124, answers = 0;

	for (int round = 0; round < 200000; round++) {
		const size_t len = next_random(&seed) % 90;
		uint8_t *packet = malloc(len ? len : 1);
		struct echo echo = { .v6 = next_random(&seed) & 1,
				     .raw = next_random(&seed) & 1,
				     .ident = 7,
				     .size = next_random(&seed) % 70 };
		struct echo_reply reply;
		uint16_t seq;

		for (size_t i = 0; i < len; i++)
			packet[i] = next_random(&seed) % 4 ? (uint8_t)next_random(&seed) : 0;
		if (len && next_random(&seed) & 1)
			packet[0] = echo.v6 ? 129 : echo.raw ? 0x45 : 0;
		if (echo_parse(&echo, packet, len, &reply)) {
			assert_true(reply.payload >= packet && reply.payload + reply.size <= packet + len);
			answers += echo_answers(&echo, &reply, next_random(&seed));
		}
		echo_quoted(&echo, packet, len, &seq);
		free(packet);
	}
	assert_int_equal(answers, 0);
}

static void test_quoted_requests(void **state)
{
	uint8_t packet[64];
	uint16_t seq = 0;

	assert_int_equal(echo_request(&v4, 0x1fffe, packet, sizeof(packet)), 8);
	assert_true(echo_quoted(&v4, packet, 8, &seq));
	assert_int_equal(seq, 0xfffe);
	assert_false(echo_quoted(&v4, packet, 7, &seq));
	packet[0] = 0; /* a reply of ours that somebody could not take */
	assert_false(echo_quoted(&v4, packet, 8, &seq));
	packet[0] = 8;
	packet[5] ^= 1;
	assert_false(echo_quoted(&v4, packet, 8, &seq));
}

static void test_addresses(void **state)
{
	const struct sockaddr_in6 *v6;
	struct address a;
	struct err err;

	assert_int_equal(address_resolve("10.0.0.11", "", &a, &err), 0);
	assert_int_equal(a.to.ss_family, AF_INET);
	assert_int_equal(((struct sockaddr_in *)&a.to)->sin_addr.s_addr, htonl(0x0a00000b));
	assert_int_equal(address_resolve("::1", "", &a, &err), 0);
	assert_int_equal(a.to.ss_family, AF_INET6);
	assert_int_equal(address_resolve("fe80::1%lo", "", &a, &err), 0);
	v6 = (const struct sockaddr_in6 *)&a.to;
	assert_int_not_equal(v6->sin6_scope_id, 0);
	assert_int_equal(address_resolve("fe80::1", "lo", &a, &err), 0);
	assert_int_not_equal(v6->sin6_scope_id, 0);
	assert_int_equal(address_resolve("fe80::1", "", &a, &err), -EINVAL);
	assert_non_null(strstr(err.text, "-I"));
	assert_int_equal(address_resolve("fe80::1%nowhere0", "", &a, &err), -ENODEV);
	for (size_t i = 0; i < 6; i++) {
		static const char *const bad[] = { "", "10.0.0", "10.0.0.256", "no-such-host.invalid", "1:2:3", "%lo" };

		assert_int_equal(address_resolve(bad[i], "", &a, &err), -ENOENT);
	}
}

static void test_names_in_hosts(void **state)
{
	static char text[] = "# comment 1.1.1.1 board\n"
			     "10.0.0.1\trc RC.local # board\n"
			     "\n"
			     "address-that-is-much-too-long-for-the-buffer-it-goes-into-0123456789 board\n"
			     "fd00::2 board\n"
			     "10.0.0.3 board\n";
	char out[40];
	FILE *f;

	for (int i = 0; i < 3; i++) {
		static const char *const names[] = { "rc.local", "board", "10.0.0.1" }, *const expect[] = { "10.0.0.1",
													    "fd00::2",
													    NULL };

		f = fmemopen(text, sizeof(text) - 1, "r");
		assert_int_equal(address_in_hosts(f, names[i], out, sizeof(out)), expect[i] != NULL);
		if (expect[i])
			assert_string_equal(out, expect[i]);
		fclose(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_checksum_is_that_of_rfc_1071),
		cmocka_unit_test(test_requests_byte_by_byte),
		cmocka_unit_test(test_a_reply_answers_its_request_only),
		cmocka_unit_test(test_every_changed_byte_of_the_payload_is_seen),
		cmocka_unit_test(test_raw_sockets_give_ip_headers_and_unchecked_packets),
		cmocka_unit_test(test_what_is_no_reply_is_none),
		cmocka_unit_test(test_hostile_packets),
		cmocka_unit_test(test_quoted_requests),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_names_in_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
