/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_RUN_EXTRA_H
#define EPBELL_RUN_EXTRA_H
/*
 * Fields of a run file that this version does not know, kept in run.extra until the run is written again. An element of
 * a list finds its own by its identity, not by its place: elements may come and go in between.
 */
#include <jansson.h>

#include "io/run_fields.h"

/* Keep the members that are left in @object for the object called @name; "" is the file's top. 0 or -ENOMEM. */
int extra_keep(struct run *run, const char *name, json_t *object);

/* The same for an element of the list called @name. Of several with one identity the first keeps. */
int extra_keep_element(struct run *run, const char *name, const struct field *fields, const void *element,
		       json_t *object);

/* What was kept for the object called @name, borrowed from the run; NULL if nothing. */
json_t *extra_of(const struct run *run, const char *name);

/* Put what was kept into @object, behind its own members. 0 or -ENOMEM. */
int extra_add(const struct run *run, const char *name, json_t *object);
int extra_add_element(const struct run *run, const char *name, const struct field *fields, const void *element,
		      json_t *object);

#endif /* EPBELL_RUN_EXTRA_H */
