// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing run files. The file is streamed element by element, so a recorder on a small board never holds a second copy
 * of its histograms as JSON.
 */
#include <errno.h>
#include <string.h>

#include "io/atomic_file.h"
#include "io/json_weight.h"
#include "io/run_extra.h"
#include "io/run_fields.h"
#include "io/run_json.h"

struct writer {
	FILE *stream;
	uint64_t bytes, weight; /* so far; weight as json_weight() */
	int code;		/* first failure, negative errno */
	bool first;		/* nothing yet in the list or object being written */
};

static void put(struct writer *w, const char *text, size_t len)
{
	if (w->code || !len)
		return;
	w->bytes += len;
	w->weight += json_weight(text, len);
	if (w->bytes > RUN_MAX_BYTES || w->weight > RUN_MAX_JSON) {
		w->code = -E2BIG;
		return;
	}
	errno = 0;
	if (fwrite(text, 1, len, w->stream) != len)
		w->code = errno ? -errno : -EIO;
}

static void puts_to(struct writer *w, const char *text)
{
	put(w, text, strlen(text));
}

static void out_of_memory(struct writer *w)
{
	if (!w->code) /* a failed write is the reason, then, and came first */
		w->code = -ENOMEM;
}

static int put_chunk(const char *text, size_t len, void *ctx)
{
	struct writer *w = ctx;

	put(w, text, len);
	return w->code ? -1 : 0;
}

/* A value on the rest of the line. Takes the reference; NULL stands for no memory. */
static void put_json(struct writer *w, json_t *value)
{
	if (!w->code && (!value || json_dump_callback(value, put_chunk, w, JSON_COMPACT | JSON_ENCODE_ANY)))
		out_of_memory(w);
	json_decref(value);
}

static void put_separator(struct writer *w)
{
	puts_to(w, w->first ? "\n" : ",\n");
	w->first = false;
}

static void put_key(struct writer *w, const char *key)
{
	put_separator(w);
	put_json(w, json_string(key));
	puts_to(w, ": ");
}

static void put_value(struct writer *w, const char *key, json_t *value)
{
	put_key(w, key);
	put_json(w, value);
}

static void put_open(struct writer *w, const char *key, const char *bracket)
{
	put_key(w, key);
	puts_to(w, bracket);
	w->first = true;
}

static void put_close(struct writer *w, const char *bracket)
{
	puts_to(w, w->first ? "" : "\n");
	puts_to(w, bracket);
	w->first = false;
}

/* The members of an object, a line each. Borrows the reference. */
static void put_members(struct writer *w, json_t *object)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
		put_value(w, key, json_incref(value));
}

static void put_environment(struct writer *w, const struct run *run)
{
	json_t *object = json_object();

	if (!object || fields_to_json(environment_fields, &run->env, object) || extra_add(run, "environment", object))
		out_of_memory(w);
	put_open(w, "environment", "{");
	put_members(w, object);
	put_close(w, "}");
	json_decref(object);
}

static void put_labels(struct writer *w, const struct run *run)
{
	const struct field key = { .type = FIELD_STR, .size = sizeof(run->labels->key) };
	const struct field value = { .type = FIELD_STR,
				     .size = sizeof(run->labels->value),
				     .offset = offsetof(struct label, value) };

	put_open(w, "labels", "{");
	for (size_t i = 0; i < run->nlabels; i++) {
		put_separator(w);
		put_json(w, field_to_json(&key, &run->labels[i]));
		puts_to(w, ": ");
		put_json(w, field_to_json(&value, &run->labels[i]));
	}
	put_close(w, "}");
}

static void put_list(struct writer *w, const struct run *run, const struct list *list)
{
	const char *items = *(char *const *)((const char *)run + list->items);
	size_t n = *(const size_t *)((const char *)run + list->count);

	put_open(w, list->name, "[");
	for (size_t i = 0; i < n; i++) {
		const void *item = items + i * list->size;
		json_t *object = json_object();

		if (fields_to_json(list->fields, item, object) ||
		    extra_add_element(run, list->name, list->fields, item, object))
			out_of_memory(w);
		put_separator(w);
		put_json(w, object);
	}
	put_close(w, "]");
}

/* The buckets that have a count as [[index, count], ...]; NULL: no memory. */
static json_t *buckets_to_json(const struct hist *h)
{
	json_t *list = json_array();

	for (int i = 0; i < (int)EPB_HIST_BUCKETS; i++)
		if (h->slot[i] && json_array_append_new(list, json_pack("[i,o]", i, u64_to_json(h->slot[i])))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

/* A histogram's members into @object. One that was read while it counted is settled, or no reader would take it. */
static int hist_to_json(const struct hist *h, json_t *object)
{
	struct hist settled = *h;

	hist_settle(&settled);
	if (fields_to_json(hist_fields, &settled, object) ||
	    json_object_set_new(object, "buckets", buckets_to_json(&settled)))
		return -ENOMEM;
	return 0;
}

/* What was seen, beside the corrected figures. */
static int raw_to_json(const struct series *s, json_t *object)
{
	json_t *raw;
	int code;

	if (!s->raw)
		return 0;
	raw = json_object();
	code = hist_to_json(s->raw, raw);
	if (!code)
		code = json_object_set(object, "raw", raw) ? -ENOMEM : 0;
	json_decref(raw);
	return code;
}

static void put_series(struct writer *w, const struct run *run)
{
	put_open(w, "series", "[");
	for (size_t i = 0; i < run->nseries; i++) {
		const struct series *s = &run->series[i];
		json_t *object = json_object();

		if (fields_to_json(series_fields, s, object) || hist_to_json(&s->h, object) || raw_to_json(s, object) ||
		    extra_add_element(run, "series", series_fields, s, object))
			out_of_memory(w);
		put_separator(w);
		put_json(w, object);
	}
	put_close(w, "]");
}

/* What came in one interval, of the series that got anything; series are named by their place in the run's list. */
static json_t *interval_to_json(const struct interval *iv)
{
	json_t *object = json_object(), *list = json_array();

	if (fields_to_json(interval_fields, iv, object) ||
	    json_object_set_new(object, "nseries", json_integer((json_int_t)iv->nseries)))
		goto fail;
	for (size_t i = 0; i < iv->nseries; i++) {
		json_t *item;

		if (!hist_seen(&iv->series[i].h))
			continue;
		item = json_pack("{s:I}", "series", (json_int_t)i);
		if (hist_to_json(&iv->series[i].h, item) || json_array_append(list, item)) {
			json_decref(item);
			goto fail;
		}
		json_decref(item);
	}
	if (!json_object_set_new(object, "series", list))
		return object;
	list = NULL; /* set_new took it */
fail:
	json_decref(object);
	json_decref(list);
	return NULL;
}

static void put_intervals(struct writer *w, const struct run *run)
{
	put_open(w, "intervals", "[");
	for (size_t i = 0; i < run->nintervals; i++) {
		put_separator(w);
		put_json(w, interval_to_json(&run->intervals[i]));
	}
	put_close(w, "]");
}

static void put_ping(struct writer *w, const struct run *run)
{
	json_t *object = json_object();

	if (*run->ping.tool) {
		if (!object || fields_to_json(ping_info_fields, &run->ping, object))
			out_of_memory(w);
		put_value(w, "ping", json_incref(object));
	}
	json_decref(object);
	if (run->packet_stride)
		put_value(w, "packet_stride", u64_to_json(run->packet_stride));
	if (run->npackets || run->packets_lost)
		put_value(w, "packets_lost", u64_to_json(run->packets_lost));
}

static void put_run(struct writer *w, const struct run *run)
{
	json_t *unknown = extra_of(run, "");

	puts_to(w, "{");
	w->first = true;
	put_value(w, "format", json_string(RUN_FORMAT));
	put_value(w, "version", json_integer(RUN_VERSION));
	put_value(w, "complete", json_boolean(run->complete));
	put_environment(w, run);
	put_labels(w, run);
	put_series(w, run);
	put_intervals(w, run);
	put_ping(w, run);
	for (const struct list *list = run_lists; list->name; list++)
		put_list(w, run, list);
	put_members(w, unknown);
	puts_to(w, "\n}\n");
}

/* What run_read() would refuse must not be written: the recording would be lost. See also put(). */
static int check_limits(const char *path, const struct run *run, struct err *err)
{
	size_t hists = run->nseries;

	for (size_t i = 0; i < run->nseries; i++)
		hists += run->series[i].raw != NULL;
	for (size_t i = 0; i < run->nintervals; i++)
		hists += run->intervals[i].nseries;
	if (run->nseries > RUN_MAX_SERIES || hists > RUN_MAX_HISTS)
		return err_set(err, -E2BIG,
			       "cannot write %s: %zu histograms are more than the %u of a run file: record with longer "
			       "intervals or without --per-cpu",
			       path, hists, RUN_MAX_HISTS);
	return 0;
}

int run_print(FILE *to, const struct run *run)
{
	struct writer w = { .stream = to };

	put_run(&w, run);
	return w.code;
}

int run_write(const char *path, const struct run *run, struct err *err)
{
	struct atomic_file file;
	int code;

	code = check_limits(path, run, err);
	if (code)
		return code;
	code = atomic_open(&file, path, err);
	if (code)
		return code;
	code = run_print(file.stream, run);
	if (code == -E2BIG) {
		atomic_abort(&file, code, NULL);
		return err_set(err, code,
			       "cannot write %s: larger than any run file (%u MiB of text, %u MiB of memory for its "
			       "values): record with longer intervals or without --per-cpu",
			       path, RUN_MAX_BYTES >> 20, RUN_MAX_JSON >> 20);
	}
	if (code)
		return atomic_abort(&file, code, err);
	return atomic_commit(&file, err);
}
