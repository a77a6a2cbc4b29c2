// SPDX-License-Identifier: GPL-2.0-only
/* One line of a ping log: what all tools' lines have in common. */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "io/ping_log.h"
#include "io/ping_log_line.h"

#define NS_PER_MS 1000000ULL
#define NS_PER_S  1000000000ULL

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool scan_word(const char **p, const char *word)
{
	size_t len = strlen(word);

	if (strncmp(*p, word, len) != 0)
		return false;
	*p += len;
	return true;
}

enum scan scan_number(const char **p, uint64_t *v)
{
	bool fits = true;

	if (!is_digit(**p))
		return SCAN_NONE;
	for (*v = 0; is_digit(**p); (*p)++) {
		fits = fits && *v <= (INT64_MAX - 9) / 10;
		*v = fits ? *v * 10 + (uint64_t)(**p - '0') : *v;
	}
	return fits ? SCAN_OK : SCAN_BAD;
}

/* Digits behind a point as parts of @whole: *v, and what the last one is worth. SCAN_BAD: finer than one. */
static enum scan scan_fraction(const char **p, uint64_t whole, uint64_t *v, uint64_t *step)
{
	bool fits = true;

	for (*v = 0, *step = whole; is_digit(**p); (*p)++) {
		fits = fits && *step > 1;
		*step /= fits ? 10 : 1;
		*v += fits ? (uint64_t)(**p - '0') * *step : 0;
	}
	return fits ? SCAN_OK : SCAN_BAD;
}

enum scan scan_ms(const char **p, uint64_t *ns, uint64_t *step)
{
	uint64_t whole, part = 0;
	enum scan found = scan_number(p, &whole);

	*step = NS_PER_MS;
	if (found == SCAN_NONE)
		return found;
	if ((**p == '.' || **p == ',') && is_digit((*p)[1])) {
		(*p)++;
		if (scan_fraction(p, NS_PER_MS, &part, step) == SCAN_BAD)
			found = SCAN_BAD;
	}
	if (found == SCAN_BAD || whole > PING_LOG_RTT_MAX / NS_PER_MS)
		return SCAN_BAD;
	*ns = whole * NS_PER_MS + part;
	return *ns <= PING_LOG_RTT_MAX ? SCAN_OK : SCAN_BAD;
}

bool ping_line_bad(struct ping_line *line, const char *what)
{
	line->kind = LINE_BAD;
	line->what = what;
	return true;
}

/* The kernel's own translation of ICMP errors (icmp_err_convert[] in net/ipv4/icmp.c, tab_unreach[] in net/ipv6/icmp.c). */
int ping_line_errno(const char *words, int unknown)
{
	static const struct {
		const char *words;
		int error;
	} known[] = {
		{ "Host Unreachable", EHOSTUNREACH },
		{ "Net Unreachable", ENETUNREACH },
		{ "Network Unreachable", ENETUNREACH },
		{ "Network is unreachable", ENETUNREACH },
		{ "No route to host", EHOSTUNREACH },
		{ "No route", ENETUNREACH },
		{ "Protocol Unreachable", ENOPROTOOPT },
		{ "Port Unreachable", ECONNREFUSED },
		{ "Frag needed", EMSGSIZE },
		{ "too long", EMSGSIZE },
		{ "too big", EMSGSIZE },
		{ "Source Route Failed", EOPNOTSUPP },
		{ "Net Unknown", ENETUNREACH },
		{ "Host Unknown", EHOSTDOWN },
		{ "Host Isolated", ENONET },
		{ "Net Prohibited", ENETUNREACH },
		{ "Host Prohibited", EHOSTUNREACH },
		{ "prohibited", EACCES },
		{ "filtered", EHOSTUNREACH },
		{ "exceeded", EHOSTUNREACH },
		{ "Parameter problem", EPROTO },
		{ "No buffer space", ENOBUFS },
		{ "Network is down", ENETDOWN },
		{ "not permitted", EPERM },
		{ "Permission denied", EACCES },
		{ "No such device", ENODEV },
		{ "Invalid argument", EINVAL },
		{ "Cannot allocate memory", ENOMEM },
		{ "Address unreachable", EHOSTUNREACH },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcasestr(words, known[i].words))
			return known[i].error;
	return unknown;
}

/* "[1700000000.123456] ", as ping -D and fping -D have it. A time after 2242 is none. */
static bool scan_stamp(const char **p, struct ping_line *line)
{
	const char *at = *p;
	uint64_t seconds, part, step;
	enum scan whole, fraction;

	if (*at++ != '[' || !is_digit(*at))
		return false;
	whole = scan_number(&at, &seconds);
	if (*at++ != '.')
		return false;
	fraction = scan_fraction(&at, NS_PER_S, &part, &step);
	if (*at++ != ']')
		return false;
	if (whole == SCAN_BAD || fraction == SCAN_BAD || seconds >> 33)
		return ping_line_bad(line, "its time stamp is no time");
	line->stamp = (int64_t)(seconds * NS_PER_S + part);
	for (*p = at; **p == ' '; (*p)++)
		;
	return true;
}

void ping_line_parse(const char *text, bool summary_due, struct ping_line *line)
{
	*line = (struct ping_line){ .stamp = -1 };
	/* of mails and of cover letters */
	while (*text == ' ' || *text == '\t' || *text == '>')
		text++;
	/* fping writes the address of a stray reply to stderr, and without a line end */
	while (!strncmp(text, "[<- ", 4) && strchr(text, ']')) {
		line->elsewhere = true;
		text = strchr(text, ']') + 1;
	}
	scan_stamp(&text, line);
	if (line->kind != LINE_BAD && !ping_line_ping(text, summary_due, line))
		ping_line_fping(text, line);
}
