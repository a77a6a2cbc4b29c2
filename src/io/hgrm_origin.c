// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "io/export.h"
#include "io/hgrm_origin.h"

enum type { TEXT, INDEX, NUMBER };

static const struct {
	const char *key;
	enum type type;
	size_t offset, size;
} pairs[] = {
#define PAIR(key, type, member)                                                                                        \
	{                                                                                                              \
		key, type, offsetof(struct hgrm_origin, member), sizeof(((struct hgrm_origin *)0)->member)             \
	}
	PAIR("unit", TEXT, unit),
	PAIR("stage", TEXT, stage),
	PAIR("backend", TEXT, backend),
	PAIR("context", TEXT, context),
	PAIR("device", TEXT, device),
	PAIR("vector", INDEX, vector),
	PAIR("cpu", INDEX, cpu),
	PAIR("min_ns", NUMBER, min),
	PAIR("step_ns", NUMBER, step),
	PAIR("over", NUMBER, over),
	PAIR("under", NUMBER, under),
	PAIR("lab", TEXT, lab),
	PAIR("correction", TEXT, correction),
	PAIR("run", TEXT, run),
#undef PAIR
};

#define NPAIRS (sizeof(pairs) / sizeof(pairs[0]))

void hgrm_origin_init(struct hgrm_origin *o)
{
	memset(o, 0, sizeof(*o));
	o->vector = o->cpu = -1;
}

/* The value as text; empty: it says nothing. */
static const char *value_text(const struct hgrm_origin *o, size_t i, char *buf, size_t size)
{
	const char *at = (const char *)o + pairs[i].offset;

	*buf = 0;
	if (pairs[i].type == TEXT)
		export_plain(at, buf, size);
	else if (pairs[i].type == INDEX && *(const int *)at >= 0)
		snprintf(buf, size, "%d", *(const int *)at);
	else if (pairs[i].type == NUMBER && *(const uint64_t *)at)
		snprintf(buf, size, "%" PRIu64, *(const uint64_t *)at);
	return buf;
}

void hgrm_origin_put(FILE *to, const struct hgrm_origin *o)
{
	const char *comma = "";
	char value[100];

	fputs(HGRM_ORIGIN, to);
	for (size_t i = 0; i < NPAIRS; i++) {
		if (!*value_text(o, i, value, sizeof(value)))
			continue;
		fprintf(to, "%s %s=%s", comma, pairs[i].key, value);
		comma = ",";
	}
	fputs("]\n", to);
}

static int set_value(struct hgrm_origin *o, size_t i, const char *value, size_t len)
{
	char *at = (char *)o + pairs[i].offset;
	unsigned long long v;
	char *end;

	if (pairs[i].type == TEXT) {
		if (len >= pairs[i].size)
			return -EINVAL;
		memcpy(at, value, len);
		at[len] = 0;
		return 0;
	}
	errno = 0;
	v = strtoull(value, &end, 10);
	if (!isdigit((unsigned char)*value) || end != value + len || errno || (pairs[i].type == INDEX && v > INT_MAX))
		return -EINVAL;
	if (pairs[i].type == INDEX)
		*(int *)at = (int)v;
	else
		*(uint64_t *)at = v;
	return 0;
}

/* "key=value", one of those known or not */
static int parse_pair(const char *pair, size_t len, struct hgrm_origin *o)
{
	for (size_t i = 0; i < NPAIRS; i++) {
		size_t n = strlen(pairs[i].key);

		if (len > n && !strncmp(pair, pairs[i].key, n) && pair[n] == '=')
			return set_value(o, i, pair + n + 1, len - n - 1);
	}
	return 0;
}

int hgrm_origin_parse(const char *line, struct hgrm_origin *o)
{
	const char *p = line + strlen(HGRM_ORIGIN), *end = strrchr(line, ']');

	if (!end || end < p)
		return -EINVAL;
	while (p < end) {
		size_t len;

		p += strspn(p, " ");
		len = strcspn(p, ",]");
		if (parse_pair(p, len, o))
			return -EINVAL;
		p += len + 1;
	}
	return 0;
}
