// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of ping as iputils, BusyBox and the BSDs have it. iputils translates all of its words; what stays are the order of
 * the figures, "PING", "icmp_seq=", "ttl=" and "---", and that is what lines are known by.
 */
#include <errno.h>
#include <string.h>

#include "io/ping_log_line.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The last @word in @text, or NULL: a host's name can hold anything, and it comes first. */
static const char *last(const char *text, const char *word)
{
	const char *found = NULL;

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		found = at;
	return found;
}

/* --- the header -------------------------------------------------------------------------------------------------- */

/* Where "name (address)" ends: in front of " 56(84)", ": 56 data" or " from 10.0.0.1 eth0:". */
static const char *end_of_address(const char *text)
{
	const char *end = NULL;

	for (const char *at = strchr(text, ')'); at; at = strchr(at + 1, ')')) {
		const char *behind = at + 1;

		scan_word(&behind, ":");
		if (scan_word(&behind, " ") && (is_digit(*behind) || scan_word(&behind, "from ")))
			end = at;
	}
	return end;
}

/* The bracket that the one at @close closes, or NULL. */
static const char *opening(const char *text, const char *close)
{
	int depth = 0;

	for (const char *at = close; at >= text; at--) {
		depth += *at == ')' ? 1 : *at == '(' ? -1 : 0;
		if (!depth)
			return at;
	}
	return NULL;
}

static bool header(const char *text, struct ping_line *line)
{
	const char *name = text, *close, *open;

	if (!scan_word(&name, "PING "))
		return false;
	close = end_of_address(name);
	open = close ? opening(name, close) : NULL;
	if (!open)
		return false;
	line->kind = LINE_HEADER;
	line->dialect = close[1] == ':' ? DIALECT_BSD : DIALECT_IPUTILS;
	while (open > name && open[-1] == ' ')
		open--;
	line->target = name;
	line->target_len = (size_t)(open - name);
	return true;
}

/* --- requests ---------------------------------------------------------------------------------------------------- */

/* Behind "icmp_seq=": its number. 16 bits are on the wire. */
static bool sequence(const char **p, struct ping_line *line)
{
	enum scan found = scan_number(p, &line->seq);

	if (found == SCAN_NONE)
		return false;
	if (found == SCAN_BAD || line->seq > 65535)
		return ping_line_bad(line, "its sequence number is above 65535");
	line->has_seq = true;
	return true;
}

/* Behind the number: where the round trip begins, or NULL. "ttl=64 time=", "hlim=64 Zeit=", "time=". */
static const char *round_trip(const char *text)
{
	const char *at = strstr(text, "ttl=") ?: strstr(text, "hlim=");

	if (at)
		at = strchr(strchr(at, '=') + 1, '=');
	else
		at = strstr(text, "time=") ? strstr(text, "time=") + 4 : NULL;
	return at ? at + 1 : NULL;
}

/* Units are translated, "ミリ秒", but always milliseconds; in ASCII it must say so, lest the line be cut. */
static bool unit_is_ms(const char *p)
{
	while (*p == ' ')
		p++;
	return (p[0] == 'm' && p[1] == 's') || (unsigned char)*p >= 0x80;
}

static bool reply(const char *start, const char *time, struct ping_line *line)
{
	const char *bytes = start;
	enum scan found;

	if (scan_number(&bytes, &line->bytes) != SCAN_OK)
		line->bytes = 0;
	line->kind = LINE_UNTIMED;
	line->error = EBADMSG;
	if (!time) /* cut off, or a payload too small for the time of sending */
		return true;
	found = scan_ms(&time, &line->rtt, &line->step);
	if (found != SCAN_OK || !unit_is_ms(time))
		return ping_line_bad(line, "its round trip is no time of at most a day in ms");
	line->marked = strchr(time, '(');
	line->dup = strstr(time, "DUP!");
	line->elsewhere = line->elsewhere || strstr(time, "DIFFERENT ADDRESS!");
	if (!strstr(time, "BAD CHECKSUM!"))
		line->kind = LINE_REPLY;
	return true;
}

/* "From 10.0.0.1 icmp_seq=5 Destination Host Unreachable"; a redirected request goes on. */
static bool icmp_error(const char *words, struct ping_line *line)
{
	while (*words == ' ')
		words++;
	line->kind = LINE_ERROR;
	if (!strncmp(words, "Redirect", 8) || !strncmp(words, "Source Quench", 13))
		line->kind = LINE_OTHER;
	line->error = ping_line_errno(words, EHOSTUNREACH);
	return true;
}

static bool request(const char *text, struct ping_line *line)
{
	const char *at = last(text, "icmp_seq=") ?: last(text, "icmp_req="), *time;
	const bool icmp = at;

	if (!icmp)
		at = last(text, " seq=");
	if (!at)
		return false;
	line->dialect = icmp ? DIALECT_IPUTILS : DIALECT_BUSYBOX;
	time = strchr(at, '=') + 1;
	if (!sequence(&time, line))
		return false;
	if (line->kind == LINE_BAD)
		return true;
	if (strstr(time, "ttl=") || strstr(time, "hlim=") || strstr(time, "time="))
		return reply(text, round_trip(time), line);
	if (!icmp)
		return false;
	/* "no answer yet for icmp_seq=3", in Japanese the number comes first; errors have a sender in front and words behind */
	if (at > text && *time)
		return icmp_error(time, line);
	line->kind = LINE_SILENT;
	return true;
}

/* "ping: sendmsg: Network is unreachable", "ping: local error: message too long, mtu=1500", "ping: sendto: ..." */
static bool unsent(const char *text, struct ping_line *line)
{
	const char *words = strncmp(text, "ping", 4) ? NULL : strstr(text, ": ");

	if (!words)
		return false;
	words += 2;
	if (!scan_word(&words, "sendmsg: ") && !scan_word(&words, "sendto: ") && !scan_word(&words, "local error: "))
		return false;
	line->kind = LINE_UNSENT;
	line->error = ping_line_errno(words, EIO);
	return true;
}

/* --- the summary ------------------------------------------------------------------------------------------------- */

static bool summary_head(const char *text, struct ping_line *line)
{
	size_t len = strlen(text);

	while (len && text[len - 1] == ' ')
		len--;
	if (strncmp(text, "--- ", 4) != 0 || len < 8 || strncmp(text + len - 4, " ---", 4) != 0)
		return false;
	line->kind = LINE_SUMMARY_HEAD;
	return true;
}

/*
 * "10 packets transmitted, 9 received, +1 duplicates, 10% packet loss, time 9013ms": the first two whole numbers that have
 * no sign, a share, and then the time.
 */
static bool summary(const char *text, bool due, struct ping_line *line)
{
	const char *share = strchr(text, '%');
	uint64_t v, *to[] = { &line->sent, &line->received };
	size_t n = 0;

	if (!share || (!due && !strstr(text, "packets transmitted")))
		return false;
	for (const char *p = text; p < share && n < 2; p++) {
		const bool sign = p > text && (p[-1] == '+' || p[-1] == '.');

		if (!is_digit(*p))
			continue;
		if (scan_number(&p, &v) == SCAN_BAD)
			return ping_line_bad(line, "a number of its summary is too great");
		if (!sign)
			*to[n++] = v;
		p--;
	}
	if (n < 2)
		return false;
	line->kind = LINE_SUMMARY;
	while (*share && !is_digit(*share))
		share++;
	if (scan_number(&share, &v) == SCAN_OK && v < UINT64_MAX / 1000000)
		line->took = v * 1000000;
	return true;
}

bool ping_line_ping(const char *text, bool summary_due, struct ping_line *line)
{
	return header(text, line) || summary_head(text, line) || summary(text, summary_due, line) ||
	       request(text, line) || unsent(text, line);
}
