// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading run files. Nothing in a file is believed: every number has its range, every sum is taken again, and what does
 * not fit is one sentence with the file and the place. Members are taken out of the JSON objects as they are read;
 * whatever is left is unknown to this version and kept.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "io/json_weight.h"
#include "io/run_extra.h"
#include "io/run_json.h"
#include "io/run_reader.h"
#include "io/slurp.h"
#include "model/text.h"

static void at(struct reader *r, const char *list, size_t i)
{
	snprintf(r->where, sizeof(r->where), "%s[%zu]", list, i);
}

/* The list called @name out of @root, borrowed; NULL with *code 0: there is none. */
static json_t *find_list(struct reader *r, json_t *root, const char *name, size_t most, int *code)
{
	json_t *list = json_object_get(root, name);

	*r->where = 0;
	*code = 0;
	if (list && !json_is_array(list))
		*code = reader_bad(r, "\"%s\" is no list", name);
	else if (json_array_size(list) > most)
		*code = reader_bad(r, "\"%s\" has %zu elements, more than the %zu of a run file", name,
				   json_array_size(list), most);
	return *code ? NULL : list;
}

static int read_list(struct reader *r, json_t *root, const struct list *list)
{
	json_t *items, *item;
	size_t i;
	int code;

	items = find_list(r, root, list->name, RUN_MAX_LIST, &code);
	json_array_foreach(items, i, item) {
		void *element;

		at(r, list->name, i);
		if (!json_is_object(item))
			return reader_bad(r, "is no object");
		element = list->add(r->run);
		if (!element)
			return reader_no_memory(r);
		code = reader_fields(r, list->fields, item, element);
		if (code)
			return code;
		if (list->keeps && extra_keep_element(r->run, list->name, list->fields, element, item))
			return reader_no_memory(r);
	}
	if (!code)
		json_object_del(root, list->name);
	return code;
}

/* What was seen of a series, where its figures are corrected ones. What it may hold beside a histogram is not kept. */
static int read_raw(struct reader *r, json_t *item, struct series *s)
{
	json_t *raw = json_object_get(item, "raw");
	size_t used = strlen(r->where);
	int code;

	if (!raw)
		return 0;
	if (!json_is_object(raw))
		return reader_bad(r, "\"raw\" is no object");
	s->raw = calloc(1, sizeof(*s->raw));
	if (!s->raw)
		return reader_no_memory(r);
	r->hists++;
	snprintf(r->where + used, sizeof(r->where) - used, " raw");
	code = reader_hist(r, raw, s->raw);
	json_object_del(item, "raw");
	return code;
}

static int read_series_list(struct reader *r, json_t *root)
{
	json_t *items, *item;
	size_t i;
	int code;

	items = find_list(r, root, "series", RUN_MAX_SERIES, &code);
	json_array_foreach(items, i, item) {
		struct series *s;

		at(r, "series", i);
		if (!json_is_object(item))
			return reader_bad(r, "is no object");
		s = run_add_series(r->run);
		if (!s)
			return reader_no_memory(r);
		code = reader_fields(r, series_fields, item, s);
		if (!code)
			code = reader_hist(r, item, &s->h);
		if (!code)
			code = read_raw(r, item, s);
		if (code)
			return code;
		if (extra_keep_element(r->run, "series", series_fields, s, item))
			return reader_no_memory(r);
	}
	if (!code)
		json_object_del(root, "series");
	r->hists += r->run->nseries;
	return code ? code : reader_unique(r);
}

/* One histogram of an interval, in the place that its "series" names. */
static int read_interval_series(struct reader *r, json_t *item, struct interval *iv)
{
	const json_t *place = json_object_get(item, "series");
	json_int_t i = json_integer_value(place);

	if (!json_is_integer(place) || i < 0 || (uint64_t)i >= iv->nseries)
		return reader_bad(r, "names a series that the interval does not have");
	if (hist_seen(&iv->series[i].h))
		return reader_bad(r, "has series %" JSON_INTEGER_FORMAT " twice", i);
	return reader_hist(r, item, &iv->series[i].h);
}

static int read_interval(struct reader *r, json_t *object)
{
	const json_t *number = json_object_get(object, "nseries");
	json_int_t nseries = json_integer_value(number);
	json_t *items, *item;
	struct interval *iv;
	size_t i;
	int code;

	if (!json_is_integer(number) || nseries < 0 || (uint64_t)nseries > r->run->nseries)
		return reader_bad(r, "\"nseries\" is not from 0 to the %zu series of the run", r->run->nseries);
	r->hists += nseries;
	if (r->hists > RUN_MAX_HISTS)
		return reader_bad(r, "brings more than the %u histograms of a run file", RUN_MAX_HISTS);
	iv = run_add_interval(r->run, nseries);
	if (!iv)
		return reader_no_memory(r);
	code = reader_fields(r, interval_fields, object, iv);
	if (!code && iv->end < iv->start)
		code = reader_bad(r, "ends before it starts");
	if (!code && r->run->nintervals > 1 && iv->start < iv[-1].end)
		code = reader_bad(r, "starts before the one in front of it ends");
	for (i = 0; i < iv->nseries; i++) {
		/* what a series is called stands in the run's list; the histogram is this interval's own */
		memcpy(&iv->series[i], &r->run->series[i], offsetof(struct series, uncorrected));
	}
	items = json_object_get(object, "series");
	if (!code && !json_is_array(items))
		code = reader_bad(r, "has no list \"series\"");
	json_array_foreach(items, i, item) {
		if (!code)
			code = read_interval_series(r, item, iv);
	}
	return code;
}

static int read_intervals(struct reader *r, json_t *root)
{
	json_t *items, *item;
	size_t i;
	int code;

	items = find_list(r, root, "intervals", RUN_MAX_LIST, &code);
	json_array_foreach(items, i, item) {
		at(r, "intervals", i);
		code = json_is_object(item) ? read_interval(r, item) : reader_bad(r, "is no object");
		if (code)
			return code;
	}
	if (!code)
		json_object_del(root, "intervals");
	return code;
}

static int read_labels(struct reader *r, json_t *root)
{
	json_t *labels = json_object_get(root, "labels");
	const char *key;
	json_t *value;

	snprintf(r->where, sizeof(r->where), "labels");
	if (labels && (!json_is_object(labels) || json_object_size(labels) > RUN_MAX_LABELS))
		return reader_bad(r, "are no object of at most %u members", RUN_MAX_LABELS);
	json_object_foreach(labels, key, value) {
		int code = json_is_string(value) ? run_add_label(r->run, key, json_string_value(value)) : -EINVAL;

		if (code == -ENOMEM)
			return reader_no_memory(r);
		if (code)
			return reader_bad(r, "have a member that is no string, is empty or too long");
	}
	json_object_del(root, "labels");
	return 0;
}

static int read_environment(struct reader *r, json_t *root)
{
	json_t *object = json_object_get(root, "environment");
	int code;

	snprintf(r->where, sizeof(r->where), "environment");
	if (!json_is_object(object))
		return reader_bad(r, "is missing");
	code = reader_fields(r, environment_fields, object, &r->run->env);
	if (code)
		return code;
	if (!r->run->env.clock_step_ns)
		return reader_bad(r, "\"clock_step_ns\" is 0");
	if (r->run->env.clock_step_ns > RUN_MAX_STEP)
		return reader_bad(r, "\"clock_step_ns\" is more than a second");
	if (extra_keep(r->run, "environment", object))
		return reader_no_memory(r);
	json_object_del(root, "environment");
	return 0;
}

/* The counts of the echo requests; absent where none were sent. Their rows are a list. */
static int read_ping(struct reader *r, json_t *root)
{
	json_t *object = json_object_get(root, "ping");
	int code;

	snprintf(r->where, sizeof(r->where), "ping");
	if (!object)
		return 0;
	if (!json_is_object(object))
		return reader_bad(r, "is no object");
	code = reader_fields(r, ping_info_fields, object, &r->run->ping);
	if (!code)
		json_object_del(root, "ping");
	return code;
}

/* How the rows of packets were chosen. */
static int read_packet_counts(struct reader *r, json_t *root)
{
	static const struct field fields[] = {
		{ .name = "packet_stride", .type = FIELD_U64, .offset = offsetof(struct run, packet_stride) },
		{ .name = "packets_lost", .type = FIELD_U64, .offset = offsetof(struct run, packets_lost) },
		{ .name = NULL },
	};

	*r->where = 0;
	return reader_fields(r, fields, root, r->run);
}

static int check_format(struct reader *r, json_t *root)
{
	const char *format = json_string_value(json_object_get(root, "format"));
	const json_t *version = json_object_get(root, "version");

	if (!format || strcmp(format, RUN_FORMAT) != 0)
		return err_set(r->err, -EINVAL, "%s: JSON, but no run file: it has no \"format\": \"" RUN_FORMAT "\"",
			       r->path);
	if (!json_is_integer(version))
		return reader_bad(r, "has no \"version\"");
	if (json_integer_value(version) != RUN_VERSION)
		return err_set(r->err, -EPROTONOSUPPORT,
			       "%s is a run file of version %" JSON_INTEGER_FORMAT
			       "; this epbell reads version %d: use a newer epbell",
			       r->path, json_integer_value(version), RUN_VERSION);
	json_object_del(root, "format");
	json_object_del(root, "version");
	return 0;
}

static int read_root(struct reader *r, json_t *root)
{
	const json_t *complete;
	int code = check_format(r, root);

	if (!code)
		code = read_environment(r, root);
	if (!code)
		code = read_labels(r, root);
	if (!code)
		code = read_series_list(r, root);
	if (!code)
		code = read_intervals(r, root); /* behind the series, which they name */
	if (!code)
		code = read_ping(r, root);
	if (!code)
		code = read_packet_counts(r, root);
	for (const struct list *list = run_lists; list->name && !code; list++)
		code = read_list(r, root, list);
	if (code)
		return code;
	*r->where = 0;
	complete = json_object_get(root, "complete");
	if (complete && !json_is_boolean(complete))
		return reader_bad(r, "\"complete\" is neither true nor false");
	r->run->complete = json_is_true(complete);
	json_object_del(root, "complete");
	return extra_keep(r->run, "", root) ? reader_no_memory(r) : 0;
}

/* What jansson has against the text, as a sentence. */
static int explain_json(struct reader *r, size_t len, const json_error_t *error)
{
	switch (json_error_code(error)) {
	case json_error_premature_end_of_input:
		return err_set(r->err, -EINVAL, "%s: %s: no run file", r->path,
			       len ? "cut off in the middle" : "the file is empty");
	default:
		return err_set(r->err, -EINVAL, "%s: no run file: not JSON at line %d: %s", r->path, error->line,
			       error->text);
	}
}

int run_parse(const char *path, const char *text, size_t len, struct run **out, struct err *err)
{
	struct reader r = { .path = path, .err = err };
	json_error_t error;
	bool no_memory;
	json_t *root;
	int code;

	*out = NULL;
	if (len > RUN_MAX_BYTES || json_weight(text, len) > RUN_MAX_JSON)
		return err_set(
			err, -EFBIG,
			"%s: larger than any run file (%u MiB of text, %u MiB of memory for its values): not read",
			path, RUN_MAX_BYTES >> 20, RUN_MAX_JSON >> 20);
	errno = 0;
	root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	no_memory = !root && errno == ENOMEM; /* jansson often calls that a syntax error, or nothing */
	r.run = run_new();
	if (no_memory)
		code = reader_no_memory(&r);
	else if (!root)
		code = explain_json(&r, len, &error);
	else
		code = r.run ? read_root(&r, root) : reader_no_memory(&r);
	json_decref(root);
	if (!code)
		*out = r.run;
	else
		run_free(r.run);
	if (err) /* names and numbers from the file may stand in it */
		text_clean_terminal(err->text);
	return code;
}

int run_read(const char *path, struct run **out, struct err *err)
{
	char *text = NULL;
	size_t len = 0;
	int code;

	*out = NULL;
	code = slurp(path, RUN_MAX_BYTES, &text, &len, err);
	if (!code)
		code = run_parse(path, text, len, out, err);
	free(text);
	return code;
}
