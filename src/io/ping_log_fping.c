// SPDX-License-Identifier: GPL-2.0-only
/* Lines of fping, which it writes in English only. */
#include <errno.h>
#include <string.h>

#include "io/ping_log_line.h"

/* The target's name; false: something with blanks in it. Names are padded to one width. */
static bool set_target(struct ping_line *line, const char *from, const char *to)
{
	while (to > from && to[-1] == ' ')
		to--;
	line->target = from;
	line->target_len = (size_t)(to - from);
	return to > from && !memchr(from, ' ', line->target_len);
}

/* "64 bytes, 0.05 ms (0.05 avg, 0% loss)" */
static bool reply(const char *p, struct ping_line *line)
{
	if (scan_number(&p, &line->bytes) != SCAN_OK || !scan_word(&p, " bytes, "))
		return false;
	if (scan_ms(&p, &line->rtt, &line->step) != SCAN_OK || !scan_word(&p, " ms"))
		return ping_line_bad(line, "its round trip is no time of at most a day in ms");
	line->kind = LINE_REPLY;
	line->elsewhere = line->elsewhere || strstr(p, "[<- ");
	return true;
}

/* "10.0.0.11 : [0], ..." and "10.0.0.11 : duplicate for [0], ..." */
static bool numbered(const char *text, struct ping_line *line)
{
	const char *p = strstr(text, " : ");

	if (!p || !set_target(line, text, p))
		return false;
	p += 3;
	line->dup = scan_word(&p, "duplicate for ");
	if (!scan_word(&p, "[") || *p < '0' || *p > '9')
		return false;
	if (scan_number(&p, &line->seq) == SCAN_BAD || line->seq > INT32_MAX)
		return ping_line_bad(line, "its number is above 2147483647");
	if (!scan_word(&p, "], "))
		return false;
	line->has_seq = true;
	line->marked = line->dup;
	if (strncmp(p, "timed out", 9) != 0)
		return reply(p, line);
	line->kind = LINE_SILENT;
	line->too_late = true;
	return true;
}

/* "10.0.0.11 : xmt/rcv/%loss = 3/3/0%, min/avg/max = 0.028/0.030/0.031" */
static bool summary(const char *text, struct ping_line *line)
{
	const char *p = strstr(text, " : xmt/rcv/%");
	enum scan sent, received;

	if (!p || !set_target(line, text, p))
		return false;
	p = strstr(p, " = ");
	if (!p)
		return false;
	p += 3;
	sent = scan_number(&p, &line->sent);
	received = scan_word(&p, "/") ? scan_number(&p, &line->received) : SCAN_NONE;
	if (sent == SCAN_BAD || received == SCAN_BAD)
		return ping_line_bad(line, "a number of its summary is too great");
	line->kind = LINE_SUMMARY;
	return sent == SCAN_OK && received == SCAN_OK;
}

/* "10.0.0.11 is alive (0.05 ms)", "10.0.0.9 is unreachable" */
static bool alive(const char *text, struct ping_line *line)
{
	const char *p = strstr(text, " is alive"), *dead = strstr(text, " is unreachable");

	if ((!p && !dead) || !set_target(line, text, p ? p : dead))
		return false;
	line->has_seq = true;
	line->kind = p ? LINE_UNTIMED : LINE_SILENT;
	line->error = EBADMSG;
	line->too_late = dead;
	if (!p || !scan_word(&p, " is alive ("))
		return true;
	if (scan_ms(&p, &line->rtt, &line->step) != SCAN_OK || !scan_word(&p, " ms"))
		return ping_line_bad(line, "its round trip is no time of at most a day in ms");
	line->kind = LINE_REPLY;
	return true;
}

/* "ICMP Host Unreachable from 10.0.0.1 for ICMP Echo sent to 10.0.0.9" */
static bool icmp_error(const char *text, struct ping_line *line)
{
	const char *to = strstr(text, " for ICMP Echo sent to ");

	if (strncmp(text, "ICMP ", 5) != 0 || !to)
		return false;
	to = strstr(to, " to ") + 4;
	if (!set_target(line, to, to + strcspn(to, " ")))
		return false;
	line->kind = LINE_ERROR;
	line->error = ping_line_errno(text, EHOSTUNREACH);
	return true;
}

bool ping_list_next(const char **p, struct ping_line *value)
{
	while (**p == ' ')
		(*p)++;
	if (!**p)
		return false;
	value->kind = LINE_SILENT;
	value->too_late = true;
	if (**p == '-') {
		(*p)++;
	} else {
		const enum scan found = scan_ms(p, &value->rtt, &value->step);

		value->kind = found == SCAN_OK ? LINE_REPLY : found == SCAN_NONE ? LINE_OTHER : LINE_BAD;
	}
	if (**p && **p != ' ')
		value->kind = LINE_OTHER;
	return true;
}

/* "10.0.0.11 : 91.7 - 37.0 29.2": nothing but times and dashes */
static bool list(const char *text, struct ping_line *line)
{
	const char *p = strstr(text, " : ");
	struct ping_line value = { 0 };

	if (!p || !set_target(line, text, p))
		return false;
	p += 3;
	line->values = p;
	while (ping_list_next(&p, &value)) {
		if (value.kind == LINE_BAD)
			return ping_line_bad(line, "one of its round trips is no time of at most a day in ms");
		if (value.kind == LINE_OTHER)
			return false;
		line->kind = LINE_LIST;
	}
	return line->kind == LINE_LIST;
}

bool ping_line_fping(const char *text, struct ping_line *line)
{
	struct ping_line empty = *line;

	line->dialect = DIALECT_FPING;
	if (numbered(text, line) || summary(text, line) || alive(text, line) || icmp_error(text, line) ||
	    list(text, line))
		return true;
	*line = empty;
	return false;
}
