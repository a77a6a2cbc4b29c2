// SPDX-License-Identifier: GPL-2.0-only
/* Fields and histograms of a run file, checked: what run_read.c builds on. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "io/run_reader.h"

int reader_bad(struct reader *r, const char *fmt, ...)
{
	char what[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return err_set(r->err, -EINVAL, "%s: %s%s%s: not a run file that epbell wrote, or damaged", r->path, r->where,
		       *r->where ? " " : "", what);
}

int reader_no_memory(struct reader *r)
{
	return err_set(r->err, -ENOMEM, "%s: not enough memory to read it", r->path);
}

/* Digits as u64_to_json() writes them: no sign, no leading zero, no overflow. */
static bool parse_digits(const char *s, uint64_t *out)
{
	uint64_t v = 0;

	if (!*s || (s[0] == '0' && s[1]))
		return false;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return false;
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, (uint64_t)(*s - '0'), &v))
			return false;
	}
	*out = v;
	return true;
}

static bool read_u64(const json_t *value, uint64_t *out)
{
	if (json_is_string(value))
		return parse_digits(json_string_value(value), out);
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*out = json_integer_value(value);
	return true;
}

static int read_string(struct reader *r, const struct field *f, const json_t *value, char *to)
{
	if (!json_is_string(value))
		return reader_bad(r, "\"%s\" is no string", f->name);
	if (json_string_length(value) >= f->size)
		return reader_bad(r, "\"%s\" is longer than %zu bytes", f->name, f->size - 1);
	memcpy(to, json_string_value(value), json_string_length(value) + 1);
	return 0;
}

static int read_number(struct reader *r, const struct field *f, const json_t *value, void *to)
{
	json_int_t v = json_integer_value(value);

	if (f->type == FIELD_U64)
		return read_u64(value, to) ? 0 : reader_bad(r, "\"%s\" is no whole number from 0 to 2^64-1", f->name);
	if (!json_is_integer(value))
		return reader_bad(r, "\"%s\" is no whole number", f->name);
	if (v < (f->type == FIELD_U32 ? 0 : -1) || (f->type == FIELD_INT && v > INT32_MAX) ||
	    (f->type == FIELD_U32 && v > (f->most ? f->most : UINT32_MAX)))
		return reader_bad(r, "\"%s\" is out of range", f->name);
	if (f->type == FIELD_INT)
		*(int *)to = (int)v;
	else if (f->type == FIELD_U32)
		*(uint32_t *)to = (uint32_t)v;
	else
		*(int64_t *)to = v;
	return 0;
}

static int read_times(struct reader *r, const struct field *f, const json_t *value, int64_t *to)
{
	size_t n = f->size / sizeof(*to), i;
	const json_t *item;

	if (!json_is_array(value) || json_array_size(value) != n)
		return reader_bad(r, "\"%s\" is no list of %zu times", f->name, n);
	json_array_foreach(value, i, item) {
		if (!json_is_null(item) && (!json_is_integer(item) || json_integer_value(item) < 0))
			return reader_bad(r, "\"%s\" has a time that is neither null nor a whole number from 0",
					  f->name);
		to[i] = json_is_null(item) ? -1 : json_integer_value(item);
	}
	return 0;
}

static void set_missing(const struct field *f, void *to)
{
	if (f->type == FIELD_INT)
		*(int *)to = f->missing;
	else if (f->type == FIELD_I64)
		*(int64_t *)to = f->missing;
	/* all others are zero already, and mean unknown by it */
}

/* Take the fields of a table out of @object into @structure, which is zeroed. */
int reader_fields(struct reader *r, const struct field *fields, json_t *object, void *structure)
{
	int code = 0;

	for (const struct field *f = fields; f->name && !code; f++) {
		const json_t *value = json_object_get(object, f->name);
		void *to = (char *)structure + f->offset;

		if (!value) {
			set_missing(f, to);
			code = f->required ? reader_bad(r, "has no \"%s\"", f->name) : 0;
			continue;
		}
		if (f->type == FIELD_STR)
			code = read_string(r, f, value, to);
		else if (f->type == FIELD_TIMES)
			code = read_times(r, f, value, to);
		else if (f->type != FIELD_BOOL)
			code = read_number(r, f, value, to);
		else if (json_is_boolean(value))
			*(bool *)to = json_is_true(value);
		else
			code = reader_bad(r, "\"%s\" is neither true nor false", f->name);
		json_object_del(object, f->name);
	}
	return code;
}

static int read_bucket(struct reader *r, const json_t *pair, struct hist *h, uint64_t *count)
{
	json_int_t idx = json_integer_value(json_array_get(pair, 0));
	uint64_t n;

	if (json_array_size(pair) != 2 || !json_is_integer(json_array_get(pair, 0)) ||
	    !read_u64(json_array_get(pair, 1), &n))
		return reader_bad(r, "has a bucket that is no pair of index and count");
	if (idx < 0 || idx >= (json_int_t)EPB_HIST_BUCKETS)
		return reader_bad(r, "has a bucket of index %" JSON_INTEGER_FORMAT ": valid are 0 to %u", idx,
				  EPB_HIST_BUCKETS - 1);
	if (h->slot[idx])
		return reader_bad(r, "has bucket %" JSON_INTEGER_FORMAT " twice", idx);
	if (!n)
		return reader_bad(r, "has bucket %" JSON_INTEGER_FORMAT " with a count of 0", idx);
	if (__builtin_add_overflow(*count, n, count))
		return reader_bad(r, "has buckets whose sum overflows");
	h->slot[idx] = n;
	return 0;
}

int reader_hist(struct reader *r, json_t *object, struct hist *h)
{
	const json_t *buckets, *pair;
	struct hist settled;
	uint64_t count = 0;
	size_t i;
	int code;

	code = reader_fields(r, hist_fields, object, h);
	if (code)
		return code;
	buckets = json_object_get(object, "buckets");
	if (!json_is_array(buckets))
		return reader_bad(r, "has no list \"buckets\"");
	json_array_foreach(buckets, i, pair) {
		code = read_bucket(r, pair, h, &count);
		if (code)
			return code;
	}
	if (count != h->count)
		return reader_bad(r, "says a count of %" PRIu64 ", but its buckets hold %" PRIu64, h->count, count);
	settled = *h;
	hist_settle(&settled);
	if (settled.min != h->min || settled.max != h->max || settled.sum != h->sum)
		return reader_bad(r, "has a min, max or sum that its buckets contradict");
	json_object_del(object, "buckets");
	return 0;
}

/* What a series is called stands in front of its figures, in strings that are zero behind their ends. */
static int compare_keys(const void *left, const void *right)
{
	const struct series *a = *(const struct series *const *)left, *b = *(const struct series *const *)right;
	int diff = memcmp(a, b, offsetof(struct series, uncorrected));

	return diff ? diff : (a > b) - (a < b);
}

int reader_unique(struct reader *r)
{
	const struct run *run = r->run;
	const struct series **sorted = calloc(run->nseries + 1, sizeof(const struct series *));
	int code = 0;

	if (!sorted)
		return reader_no_memory(r);
	for (size_t i = 0; i < run->nseries; i++)
		sorted[i] = &run->series[i];
	qsort(sorted, run->nseries, sizeof(const struct series *), compare_keys);
	for (size_t i = 1; i < run->nseries && !code; i++) {
		if (memcmp(sorted[i - 1], sorted[i], offsetof(struct series, uncorrected)) != 0)
			continue;
		snprintf(r->where, sizeof(r->where), "series[%zu]", (size_t)(sorted[i] - run->series));
		code = reader_bad(r, "has the same stage, backend, device, context, vector and CPU as series[%zu]",
				  (size_t)(sorted[i - 1] - run->series));
	}
	free(sorted);
	return code;
}
