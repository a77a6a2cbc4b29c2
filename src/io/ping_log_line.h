/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PING_LOG_LINE_H
#define EPBELL_PING_LOG_LINE_H
/* Inside the reader of ping logs: what one line says. Pure; strings point into the line. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ping_line_kind {
	LINE_OTHER,	   /* nothing that counts */
	LINE_BAD,	   /* one of ours with a figure that is none: what says why */
	LINE_HEADER,	   /* "PING host (address) ..." */
	LINE_REPLY,	   /* with a round trip */
	LINE_UNTIMED,	   /* a reply without one, or a damaged one */
	LINE_SILENT,	   /* no reply so far, or in time */
	LINE_ERROR,	   /* an ICMP error for the request seq; fping does not say which request */
	LINE_UNSENT,	   /* the request could not be sent */
	LINE_SUMMARY_HEAD, /* "--- host ping statistics ---" */
	LINE_SUMMARY,
	LINE_LIST, /* fping -C: all round trips of a target, from values on */
};

enum ping_dialect { DIALECT_NONE, DIALECT_IPUTILS, DIALECT_BUSYBOX, DIALECT_BSD, DIALECT_FPING };

struct ping_line {
	enum ping_line_kind kind;
	enum ping_dialect dialect;
	const char *what;
	const char *target; /* not terminated; NULL: the line does not say */
	size_t target_len;
	int64_t stamp; /* when it was printed, ns since 1970; -1 unknown */
	bool has_seq;
	uint64_t seq;
	uint64_t rtt, step; /* ns; step: of the last digit */
	uint64_t bytes;	    /* of a reply, ICMP header included; 0 unknown */
	bool marked;	    /* something in brackets is behind the round trip: (DUP!) in some language */
	bool dup;
	bool elsewhere; /* from another address */
	bool too_late;	/* SILENT: the time that is waited for a reply is over */
	int error;	/* errno of ERROR and UNSENT */
	uint64_t sent, received;
	uint64_t took; /* SUMMARY: ns from first to last, 0 unknown */
	const char *values;
};

/*
 * What a line says; @text is without its line end. @summary_due: the line before was a LINE_SUMMARY_HEAD, so that the
 * next is a summary in whatever language.
 */
void ping_line_parse(const char *text, bool summary_due, struct ping_line *line);
/* Each for its tools' lines, behind prefixes; false: none of them. */
bool ping_line_ping(const char *text, bool summary_due, struct ping_line *line);
bool ping_line_fping(const char *text, struct ping_line *line);

/* The next of a LINE_LIST's values: LINE_REPLY or LINE_SILENT; false: there is none. */
bool ping_list_next(const char **p, struct ping_line *value);

/* --- scanning; each moves *p behind what it took ----------------------------------------------------------------- */

enum scan { SCAN_NONE, SCAN_OK, SCAN_BAD };

/* A whole number: SCAN_NONE if there is no digit, SCAN_BAD above INT64_MAX. */
enum scan scan_number(const char **p, uint64_t *v);
/* Milliseconds, "12.1" or "12,1", as ns, and what its last digit is worth. SCAN_BAD above PING_LOG_RTT_MAX or finer than 1 ns. */
enum scan scan_ms(const char **p, uint64_t *ns, uint64_t *step);
/* Skip @word, if it is there. */
bool scan_word(const char **p, const char *word);
/* The errno that a tool's words for it mean; @unknown if they say nothing. */
int ping_line_errno(const char *words, int unknown);
/* Make the line a LINE_BAD; true. */
bool ping_line_bad(struct ping_line *line, const char *what);

#endif /* EPBELL_PING_LOG_LINE_H */
