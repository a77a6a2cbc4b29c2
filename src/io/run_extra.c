// SPDX-License-Identifier: GPL-2.0-only
/*
 * run.extra is one JSON object: under "" and the names of objects what is unknown in them, under the names of lists an
 * object from the identity of an element to what is unknown in that one.
 */
#include <errno.h>

#include "io/run_extra.h"

#define IDENTITY_MAX 320 /* the longest is a series': four strings and two numbers */

static void extra_free(void *extra)
{
	json_decref(extra);
}

int extra_keep(struct run *run, const char *name, json_t *object)
{
	if (!json_object_size(object))
		return 0;
	if (!run->extra) {
		run->extra = json_object();
		run->extra_free = extra_free;
	}
	return json_object_set(run->extra, name, object) ? -ENOMEM : 0;
}

int extra_keep_element(struct run *run, const char *name, const struct field *fields, const void *element,
		       json_t *object)
{
	json_t *list = extra_of(run, name);
	char identity[IDENTITY_MAX];

	if (!json_object_size(object))
		return 0;
	fields_identity(fields, element, identity, sizeof(identity));
	if (list)
		return json_object_get(list, identity) || !json_object_set(list, identity, object) ? 0 : -ENOMEM;
	list = json_pack("{s:O}", identity, object);
	if (!list || extra_keep(run, name, list)) {
		json_decref(list);
		return -ENOMEM;
	}
	json_decref(list);
	return 0;
}

json_t *extra_of(const struct run *run, const char *name)
{
	return json_object_get(run->extra, name);
}

int extra_add(const struct run *run, const char *name, json_t *object)
{
	json_t *kept = extra_of(run, name);

	return kept && json_object_update_missing(object, kept) ? -ENOMEM : 0;
}

int extra_add_element(const struct run *run, const char *name, const struct field *fields, const void *element,
		      json_t *object)
{
	json_t *list = extra_of(run, name), *kept;
	char identity[IDENTITY_MAX];

	if (!list)
		return 0;
	fields_identity(fields, element, identity, sizeof(identity));
	kept = json_object_get(list, identity);
	return kept && json_object_update_missing(object, kept) ? -ENOMEM : 0;
}
