// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "ping/inflight.h"

static struct request *place_of(struct inflight *f, uint64_t seq)
{
	return &f->places[seq % INFLIGHT_PLACES];
}

void inflight_init(struct inflight *f, uint64_t timeout, struct ping_info *info)
{
	memset(f, 0, sizeof(*f));
	f->info = info;
	f->timeout = timeout;
	f->next = f->oldest = 1;
}

static struct ping outcome_of(const struct request *r, enum ping_fate fate)
{
	return (struct ping){ .seq = r->seq, .sent = (int64_t)r->sent, .fate = fate, .dups = r->dups };
}

bool inflight_full(const struct inflight *f)
{
	return f->places[f->next % INFLIGHT_PLACES].state == REQUEST_WAITING;
}

bool inflight_evict(struct inflight *f, struct ping *lost)
{
	struct request *r = place_of(f, f->next);

	if (r->state != REQUEST_OVERDUE)
		return false;
	*lost = outcome_of(r, PING_LOST);
	r->state = REQUEST_NONE;
	f->overdue--;
	f->info->lost++;
	return true;
}

/* Put the next request into its place. */
static struct request *enter(struct inflight *f, uint64_t now, enum request_state state)
{
	struct request *r = place_of(f, f->next);

	*r = (struct request){ .seq = f->next++, .sent = now, .state = state };
	f->info->sent++;
	return r;
}

void inflight_sent(struct inflight *f, uint64_t now)
{
	enter(f, now, REQUEST_WAITING);
	f->waiting++;
}

void inflight_refused(struct inflight *f, uint64_t now, int error, struct ping *out)
{
	*out = outcome_of(enter(f, now, REQUEST_FAILED), PING_ERROR);
	out->error = error;
	f->info->errors++;
}

const struct request *inflight_find(const struct inflight *f, uint16_t seq)
{
	const struct request *r = &f->places[seq];

	return r->state == REQUEST_NONE ? NULL : r;
}

void inflight_foreign(struct inflight *f)
{
	f->info->foreign++;
}

/* The request has its first answer: no more of the two counts it. */
static void settle(struct inflight *f, struct request *r, enum request_state state)
{
	if (r->state == REQUEST_WAITING)
		f->waiting--;
	else
		f->overdue--;
	r->state = state;
}

static bool is_open(const struct request *r)
{
	return r->state == REQUEST_WAITING || r->state == REQUEST_OVERDUE;
}

enum arrival inflight_reply(struct inflight *f, uint16_t seq, uint64_t now, struct ping *out)
{
	struct request *r = &f->places[seq];
	bool late, reordered;

	if (r->state == REQUEST_NONE) {
		inflight_foreign(f);
		return ARRIVAL_FOREIGN;
	}
	if (!is_open(r)) {
		r->dups++;
		f->info->duplicates++;
		*out = outcome_of(r, r->state == REQUEST_FAILED ? PING_ERROR : PING_REPLY);
		return ARRIVAL_AGAIN;
	}
	/* Overdue requests are looked for now and then only. */
	late = r->state == REQUEST_OVERDUE || now - r->sent >= f->timeout;
	reordered = r->seq < f->furthest;
	settle(f, r, REQUEST_ANSWERED);
	f->info->received++;
	f->info->late += late;
	f->info->reordered += reordered;
	if (!reordered)
		f->furthest = r->seq;
	*out = outcome_of(r, PING_REPLY);
	out->rtt = now - r->sent;
	out->late = late || reordered;
	return ARRIVAL_FIRST;
}

bool inflight_failed(struct inflight *f, uint16_t seq, int error, struct ping *out)
{
	struct request *r = &f->places[seq];

	if (!is_open(r))
		return false;
	settle(f, r, REQUEST_FAILED);
	f->info->errors++;
	*out = outcome_of(r, PING_ERROR);
	out->error = error;
	return true;
}

uint64_t inflight_expire(struct inflight *f, uint64_t now)
{
	for (; f->oldest < f->next; f->oldest++) {
		struct request *r = place_of(f, f->oldest);

		/* An answered one's place may have another by now. */
		if (r->seq != f->oldest || r->state != REQUEST_WAITING)
			continue;
		if (now - r->sent < f->timeout)
			return r->sent + f->timeout;
		r->state = REQUEST_OVERDUE;
		f->waiting--;
		f->overdue++;
	}
	return 0;
}

bool inflight_end(struct inflight *f, uint64_t now, struct ping *lost)
{
	if (!f->ending)
		f->ending = f->next > INFLIGHT_PLACES ? f->next - INFLIGHT_PLACES : 1;
	inflight_expire(f, now);
	while (f->ending < f->next) {
		struct request *r = place_of(f, f->ending++);

		if (!is_open(r))
			continue;
		if (r->state == REQUEST_WAITING) {
			settle(f, r, REQUEST_NONE);
			f->info->sent--;
			continue;
		}
		settle(f, r, REQUEST_NONE);
		f->info->lost++;
		*lost = outcome_of(r, PING_LOST);
		return true;
	}
	return false;
}
