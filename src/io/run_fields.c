// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "io/run_fields.h"
#include "model/text.h"

#define ROW(kind, st, member, ...)                                                                                     \
	{                                                                                                              \
		.name = #member, .type = FIELD_##kind, .offset = offsetof(struct st, member),                          \
		.size = sizeof(((struct st *)0)->member), __VA_ARGS__                                                  \
	}
#define SLOT(key, idx)                                                                                                 \
	{                                                                                                              \
		.name = key, .type = FIELD_U64, .offset = offsetof(struct hist, slot) + (idx) * sizeof(uint64_t),      \
		.size = sizeof(uint64_t)                                                                               \
	}
#define END                                                                                                            \
	{                                                                                                              \
		.name = NULL                                                                                           \
	}

const struct field environment_fields[] = {
	ROW(STR, environment, epbell),
	ROW(STR, environment, release),
	ROW(STR, environment, version),
	ROW(STR, environment, arch),
	ROW(STR, environment, machine),
	ROW(STR, environment, host),
	ROW(STR, environment, preempt),
	ROW(STR, environment, clocksource),
	ROW(STR, environment, governor),
	ROW(STR, environment, lab),
	ROW(STR, environment, started),
	ROW(INT, environment, cpus),
	ROW(INT, environment, hz),
	ROW(BOOL, environment, threadirqs),
	ROW(U64, environment, clock_step_ns, .required = true),
	ROW(U64, environment, duration_ns, .required = true),
	ROW(STR, environment, attach),
	ROW(STR, environment, correction),
	ROW(STR, environment, uncalibrated),
	ROW(STR, environment, tracers),
	ROW(U64, environment, disturbed),
	ROW(STR, environment, command),
	END,
};

const struct field doorbell_fields[] = {
	ROW(STR, doorbell, device, .required = true, .identity = true),
	ROW(STR, doorbell, function),
	ROW(STR, doorbell, epc),
	ROW(STR, doorbell, backend, .required = true, .identity = true),
	ROW(STR, doorbell, chip),
	ROW(STR, doorbell, affinity),
	ROW(INT, doorbell, vector, .missing = -1, .identity = true),
	ROW(INT, doorbell, fan_out),
	ROW(INT, doorbell, virq, .missing = -1, .identity = true),
	ROW(I64, doorbell, hwirq, .missing = -1),
	ROW(INT, doorbell, bar, .missing = -1),
	ROW(U64, doorbell, address),
	ROW(U64, doorbell, size),
	ROW(U64, doorbell, offset),
	ROW(U32, doorbell, data),
	ROW(U64, doorbell, irqs, .required = true),
	ROW(U64, doorbell, completions, .required = true),
	ROW(U64, doorbell, polls, .required = true),
	ROW(U64, doorbell, hits, .required = true),
	ROW(U64, doorbell, events),
	ROW(U64, doorbell, replies),
	ROW(U64, doorbell, raises),
	END,
};

const struct field series_fields[] = {
	ROW(STR, series, stage, .required = true, .identity = true),
	ROW(STR, series, backend, .required = true, .identity = true),
	ROW(STR, series, device, .identity = true),
	ROW(STR, series, context, .identity = true),
	ROW(INT, series, vector, .missing = -1, .identity = true),
	ROW(INT, series, cpu, .missing = -1, .identity = true),
	ROW(U64, series, uncorrected),
	END,
};

const struct field hist_fields[] = {
	ROW(U64, hist, count, .required = true),
	ROW(U64, hist, sum, .required = true),
	ROW(U64, hist, min, .required = true),
	ROW(U64, hist, max, .required = true),
	SLOT("under", EPB_HIST_UNDER),
	SLOT("over", EPB_HIST_OVER),
	END,
};

const struct field interval_fields[] = {
	ROW(U64, interval, start, .required = true),
	ROW(U64, interval, end, .required = true),
	END,
};

const struct field account_fields[] = {
	ROW(STR, account, stage, .required = true, .identity = true),
	ROW(U64, account, seen, .required = true),
	ROW(U64, account, recorded, .required = true),
	ROW(U64, account, overflow, .required = true),
	ROW(U64, account, unmatched, .required = true),
	ROW(U64, account, nest_overflow, .required = true),
	ROW(U64, account, no_slot, .required = true),
	ROW(U64, account, ring_drops, .required = true),
	ROW(U64, account, completion, .required = true),
	ROW(U64, account, missed),
	END,
};

const struct field cost_fields[] = {
	ROW(STR, cost, hook, .required = true, .identity = true),
	ROW(STR, cost, attach, .identity = true),
	ROW(U64, cost, count, .required = true),
	ROW(U64, cost, ns, .required = true),
	ROW(U64, cost, sampled),
	ROW(U64, cost, skipped),
	ROW(U64, cost, calibrated_ns),
	END,
};

const struct field price_fields[] = {
	ROW(STR, price, attach, .required = true, .identity = true),
	ROW(STR, price, kind, .required = true, .identity = true),
	ROW(U64, price, head_ns, .required = true),
	ROW(U64, price, full_ns, .required = true),
	ROW(U64, price, spread_ns, .required = true),
	ROW(INT, price, cpus),
	END,
};

const struct field event_fields[] = {
	ROW(U64, run_event, t, .required = true),
	ROW(STR, run_event, kind, .required = true),
	ROW(STR, run_event, device),
	ROW(STR, run_event, text, .required = true),
	END,
};

const struct field ping_info_fields[] = {
	ROW(STR, ping_info, tool, .required = true),
	ROW(STR, ping_info, target),
	ROW(STR, ping_info, socket),
	ROW(STR, ping_info, pacing),
	ROW(U64, ping_info, gap_ns),
	ROW(U64, ping_info, size),
	ROW(U64, ping_info, seed),
	ROW(U64, ping_info, ident),
	ROW(U64, ping_info, step_ns),
	ROW(U64, ping_info, sent, .required = true),
	ROW(U64, ping_info, received, .required = true),
	ROW(U64, ping_info, lost),
	ROW(U64, ping_info, errors),
	ROW(U64, ping_info, duplicates),
	ROW(U64, ping_info, reordered),
	ROW(U64, ping_info, late),
	ROW(U64, ping_info, foreign),
	ROW(U64, ping_info, stride),
	END,
};

const struct field ping_fields[] = {
	ROW(U64, ping, seq, .required = true, .identity = true),
	ROW(I64, ping, sent, .missing = -1),
	ROW(U64, ping, rtt),
	ROW(U32, ping, fate, .most = PING_ERROR, .sparse = true),
	ROW(U32, ping, dups, .sparse = true),
	ROW(U32, ping, late, .most = 1, .sparse = true),
	ROW(INT, ping, error, .sparse = true),
	END,
};

const struct field packet_fields[] = {
	ROW(STR, packet, side, .required = true),  ROW(U32, packet, hosts),
	ROW(U32, packet, ident, .required = true), ROW(U32, packet, seq, .required = true),
	ROW(U64, packet, start, .required = true), ROW(TIMES, packet, t, .required = true),
	ROW(TIMES, packet, own, .required = true), END,
};

static void *add_ping(struct run *run)
{
	return run_add_ping(run);
}

static void *add_packet(struct run *run)
{
	return run_add_packet(run);
}

static void *add_doorbell(struct run *run)
{
	return run_add_doorbell(run);
}

static void *add_account(struct run *run)
{
	return run_add_account(run);
}

static void *add_cost(struct run *run)
{
	return run_add_cost(run);
}

static void *add_price(struct run *run)
{
	return run_add_price(run);
}

static void *add_event(struct run *run)
{
	return run_add_event(run);
}

#define LIST(key, st, list, table, adder, identity)                                                                    \
	{                                                                                                              \
		.name = key, .fields = table, .size = sizeof(struct st), .items = offsetof(struct run, list),          \
		.count = offsetof(struct run, n##list), .keeps = identity, .add = adder                                \
	}

const struct list run_lists[] = {
	LIST("doorbells", doorbell, doorbells, doorbell_fields, add_doorbell, true),
	LIST("account", account, accounts, account_fields, add_account, true),
	LIST("cost", cost, costs, cost_fields, add_cost, true),
	LIST("calibration", price, prices, price_fields, add_price, true),
	LIST("events", run_event, events, event_fields, add_event, false),
	LIST("pings", ping, pings, ping_fields, add_ping, false),
	LIST("packets", packet, packets, packet_fields, add_packet, false),
	END,
};

json_t *u64_to_json(uint64_t v)
{
	char digits[24];

	if (v <= INT64_MAX)
		return json_integer((json_int_t)v);
	snprintf(digits, sizeof(digits), "%" PRIu64, v);
	return json_string(digits);
}

/* Whatever bytes the kernel or the user gave: JSON is UTF-8, and a bad byte must not cost a recording. */
static json_t *str_to_json(const char *s, size_t size)
{
	size_t len = strnlen(s, size - 1);
	char clean[512];

	memcpy(clean, s, len);
	clean[len] = 0;
	text_clean_utf8(clean);
	return json_string(clean);
}

/* Points of time: -1, null in the file, is unknown. */
static json_t *times_to_json(const int64_t *t, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		if (json_array_append_new(list, t[i] < 0 ? json_null() : json_integer(t[i]))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

json_t *field_to_json(const struct field *f, const void *structure)
{
	const void *p = (const char *)structure + f->offset;

	switch (f->type) {
	case FIELD_STR:
		return str_to_json(p, f->size);
	case FIELD_BOOL:
		return json_boolean(*(const bool *)p);
	case FIELD_INT:
		return json_integer(*(const int *)p);
	case FIELD_I64:
		return json_integer(*(const int64_t *)p);
	case FIELD_U32:
		return json_integer(*(const uint32_t *)p);
	case FIELD_U64:
		return u64_to_json(*(const uint64_t *)p);
	case FIELD_TIMES:
		return times_to_json(p, f->size / sizeof(int64_t));
	}
	return NULL;
}

int fields_to_json(const struct field *fields, const void *structure, json_t *object)
{
	for (const struct field *f = fields; f->name; f++)
		if (!(f->sparse && !*(const uint32_t *)((const char *)structure + f->offset)) &&
		    json_object_set_new(object, f->name, field_to_json(f, structure)))
			return -ENOMEM;
	return 0;
}

void fields_identity(const struct field *fields, const void *structure, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = 0;
	for (const struct field *f = fields; f->name && used < size; f++) {
		const void *p = (const char *)structure + f->offset;

		if (!f->identity)
			continue;
		/* identities are names and small numbers only */
		if (f->type == FIELD_STR)
			used += snprintf(buf + used, size - used, "%s|", (const char *)p);
		else
			used += snprintf(buf + used, size - used, "%d|", *(const int *)p);
	}
}
