// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/ping_log_track.h"
#include "model/text.h"

static struct track_request *slot(struct track_requests *q, uint64_t seq)
{
	return &q->ring[seq % TRACK_WINDOW];
}

static void name_of(char *name, const char *target, size_t len)
{
	snprintf(name, sizeof(((struct track *)0)->target), "%.*s", (int)len, target);
	text_clean_terminal(name);
}

bool track_is(const struct track *t, const char *target, size_t len)
{
	char name[sizeof(t->target)];

	name_of(name, target, len);
	return !strcmp(name, t->target);
}

int track_open(struct track *t, enum ping_dialect dialect, const char *target, size_t len)
{
	struct series *s;

	memset(t, 0, sizeof(*t));
	t->dialect = dialect;
	name_of(t->target, target, len);
	t->run = run_new();
	s = t->run ? run_add_series(t->run) : NULL;
	if (!s)
		return -ENOMEM;
	strcpy(s->stage, stage_info(EPB_RTT)->name);
	s->vector = s->cpu = -1;
	return 0;
}

void track_close(struct track *t)
{
	run_free(t->run);
	free(t->requests);
	t->run = NULL;
	t->requests = NULL;
}

/* --- from the ring into the run ---------------------------------------------------------------------------------- */

static void note_span(struct track_requests *q, uint64_t seq, int64_t sent)
{
	const int i = q->span[0] < 0 ? 0 : 1;

	q->span[i] = sent;
	q->spanned[i] = seq;
}

/* When a request was sent, since the first; the log's clock may have been set back. */
static int64_t since_start(struct track_requests *q, uint64_t seq, const struct track_request *r)
{
	if (r->sent < 0)
		return -1;
	if (r->sent < q->start) {
		q->backwards++;
		return -1;
	}
	note_span(q, seq, r->sent);
	return r->sent - q->start;
}

/* The request at the tail has its fate. */
static int settle(struct track *t)
{
	struct track_requests *q = t->requests;
	const struct track_request *r = slot(q, q->tail);
	struct ping_info *info = &t->run->ping;
	struct ping row = { .seq = q->tail, .dups = r->dups, .late = r->late };

	row.sent = since_start(q, q->tail, r);
	q->tail++;
	q->moved = true;
	if (r->fate == REPLY) {
		row.fate = PING_REPLY;
		row.rtt = r->rtt;
		info->received++;
		hist_add(&t->run->series[0].h, r->rtt);
	} else if (r->fate == UNTIMED || r->fate == FAILED) {
		row.fate = PING_ERROR;
		row.error = r->error;
		info->errors++;
		q->untimed += r->fate == UNTIMED;
	} else {
		row.fate = PING_LOST;
		info->lost++;
	}
	return run_keep_ping(t->run, &row);
}

/* The first sending time is the run's start: the earliest in the ring, since replies overtake each other. */
static void find_start(struct track_requests *q)
{
	if (q->start >= 0 ? q->moved : !q->stamped)
		return;
	for (uint64_t seq = q->tail; seq < q->head; seq++) {
		const int64_t sent = slot(q, seq)->sent;

		if (sent >= 0 && (q->start < 0 || sent < q->start))
			q->start = sent;
	}
	if (q->start < 0)
		q->start = q->end;
}

static int settle_until(struct track *t, uint64_t seq)
{
	int code = 0;

	if (t->requests->tail < seq)
		find_start(t->requests);
	while (t->requests->tail < seq && !code)
		code = settle(t);
	return code;
}

/*
 * Requests from .. to-1 that no line speaks of. A log can claim any number of them: what has no row anyway is stepped over,
 * so that the time this takes is bounded as the rows are.
 */
static int lose(struct track *t, uint64_t from, uint64_t to)
{
	int code = 0;

	t->run->ping.lost += to - from;
	for (uint64_t seq = from; seq < to && !code;) {
		const uint64_t stride = t->run->ping.stride > 1 ? t->run->ping.stride : 1;
		const struct ping row = { .seq = seq, .sent = -1, .fate = PING_LOST };

		if (!(seq % stride))
			code = run_keep_ping(t->run, &row);
		if (__builtin_add_overflow(seq, stride - seq % stride, &seq))
			break;
	}
	return code;
}

/* --- the ring ---------------------------------------------------------------------------------------------------- */

static void clear(struct track_requests *q, uint64_t from, uint64_t to)
{
	for (uint64_t seq = from; seq < to; seq++)
		*slot(q, seq) = (struct track_request){ .sent = -1 };
}

static int begin(struct track *t, uint64_t seq)
{
	const uint64_t usual = t->dialect == DIALECT_IPUTILS ? 1 : 0;
	struct track_requests *q = calloc(1, sizeof(*q));

	if (!q)
		return -ENOMEM;
	t->requests = q;
	q->start = q->end = q->span[0] = q->span[1] = -1;
	q->first = t->has_header && seq > usual ? usual : seq;
	q->tail = q->head = q->first;
	return 0;
}

/*
 * The whole number that is meant by 16 bits: the nearest at or above the last one, or as far below as the ring goes, for
 * requests may be lost for long, but no reply is late by thousands of them.
 */
static uint64_t unwrap(const struct track *t, uint64_t seq)
{
	const struct track_requests *q = t->requests;
	const uint64_t last = q && q->head ? q->head - 1 : 0;
	const uint64_t ahead = (seq - last) & 65535, behind = 65536 - ahead;

	if (t->dialect == DIALECT_FPING || !q || q->head == q->first)
		return seq;
	return behind < TRACK_WINDOW && behind <= last ? last - behind : last + ahead;
}

/* Have @seq in the ring: 0; 1: it is too far back for that. */
static int reach(struct track *t, uint64_t seq)
{
	struct track_requests *q = t->requests;
	const uint64_t room = TRACK_WINDOW;
	int code = 0;

	if (seq < q->tail) {
		if (q->moved || q->head - seq > room)
			return 1;
		clear(q, seq, q->tail);
		q->first = q->tail = seq;
	}
	if (seq < q->head)
		return 0;
	if (seq - q->head >= room) {
		code = settle_until(t, q->head);
		if (!code)
			code = lose(t, q->head, seq - room + 1);
		q->moved = true;
		q->tail = q->head = seq - room + 1;
	} else if (seq >= room) {
		code = settle_until(t, seq - room + 1);
	}
	clear(q, q->head, seq + 1);
	q->head = seq + 1;
	return code;
}

static int find(struct track *t, uint64_t seq, struct track_request **r)
{
	int code = t->requests ? 0 : begin(t, seq);

	*r = NULL;
	if (!code)
		code = reach(t, seq);
	if (!code)
		*r = slot(t->requests, seq);
	return code;
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

static void replied(struct track *t, struct track_request *r, uint64_t seq, const struct ping_line *line)
{
	struct track_requests *q = t->requests;
	struct ping_info *info = &t->run->ping;

	if (r->fate == REPLY) {
		r->dups++;
		info->duplicates++;
		q->unmarked += !line->marked;
		return;
	}
	if (q->replied && seq < q->top) {
		r->late = true;
		info->reordered++;
	}
	if (r->fate == EXPIRED) {
		r->late = true;
		info->late++;
	}
	q->top = q->replied && q->top > seq ? q->top : seq;
	q->replied = true;
	q->elsewhere += line->elsewhere;
	r->fate = REPLY;
	r->rtt = line->rtt;
	if (line->stamp >= (int64_t)line->rtt)
		r->sent = line->stamp - (int64_t)line->rtt;
	if (line->step > t->step)
		t->step = line->step;
	if (!info->size && line->bytes > 8 && t->dialect != DIALECT_FPING)
		info->size = line->bytes - 8; /* without the ICMP header */
}

static void failed(struct track_request *r, enum track_fate fate, int error)
{
	if (r->fate == REPLY)
		return;
	r->fate = fate;
	r->error = error;
}

/* fping says of which target an ICMP error is, and then that a request timed out. */
static void silent(struct track *t, struct track_request *r, const struct ping_line *line)
{
	struct track_requests *q = t->requests;

	if (r->fate != OPEN || !line->too_late)
		return;
	r->fate = EXPIRED;
	if (q->pending_error)
		failed(r, FAILED, q->pending_error);
	q->pending_error = 0;
}

static int take(struct track *t, uint64_t seq, const struct ping_line *line)
{
	struct track_request *r;
	int code = find(t, seq, &r);

	if (code > 0) { /* nothing of ours is that old */
		t->run->ping.foreign += line->kind == LINE_REPLY;
		return 0;
	}
	if (code)
		return code;
	t->requests->stamped = t->requests->stamped || line->stamp >= 0;
	if (line->stamp > t->requests->end)
		t->requests->end = line->stamp;
	if (line->kind == LINE_REPLY)
		replied(t, r, seq, line);
	else if (line->kind == LINE_UNTIMED)
		failed(r, UNTIMED, line->error);
	else if (line->kind == LINE_SILENT)
		silent(t, r, line);
	else
		failed(r, FAILED, line->error);
	return 0;
}

/* fping's list; a target that had its lines has it as a summary. */
static int take_list(struct track *t, const struct ping_line *line)
{
	struct ping_line value = { .stamp = -1 };
	const char *p = line->values;
	uint64_t n = 0, got = 0;
	int code = 0;

	t->is_list = t->is_list || !t->requests;
	for (; ping_list_next(&p, &value) && !code; n++) {
		got += value.kind == LINE_REPLY;
		if (t->is_list && !t->has_summary)
			code = take(t, n, &value);
	}
	t->has_summary = true;
	t->sent = n;
	t->received = got;
	return code;
}

int track_line(struct track *t, const struct ping_line *line)
{
	if (line->kind == LINE_LIST)
		return take_list(t, line);
	if (line->kind != LINE_UNSENT)
		t->has_summary = false; /* that was one in between */
	if (line->has_seq)
		return take(t, unwrap(t, line->seq), line);
	/* Which request was it? One that was not sent has the next number. */
	if (line->kind == LINE_UNSENT)
		return take(t, t->requests ? t->requests->head : t->dialect == DIALECT_IPUTILS, line);
	if (t->requests)
		t->requests->pending_error = line->error;
	return 0;
}

void track_summary(struct track *t, const struct ping_line *line)
{
	t->has_summary = true;
	t->sent = line->sent;
	t->received = line->received;
	t->took = line->took;
}

int track_settle(struct track *t, uint64_t *requests)
{
	struct track_requests *q = t->requests;
	int code;

	*requests = 0;
	if (!q)
		return t->has_summary ? lose(t, 0, t->sent) : 0;
	*requests = q->head - q->first;
	code = settle_until(t, q->head);
	if (!code && t->has_summary && t->sent > *requests)
		code = lose(t, q->head, q->head + (t->sent - *requests));
	return code;
}
