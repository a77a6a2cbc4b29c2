/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_RUN_FIELDS_H
#define EPBELL_RUN_FIELDS_H
/*
 * The plain fields of a run's structures as tables: name in the file, type, place in the structure. Reader and writer
 * walk the same rows, so a new field is one row here (and one in run.schema.json).
 */
#include <jansson.h>

#include "model/run.h"

enum field_type {
	FIELD_STR,   /* char [size] */
	FIELD_BOOL,  /* bool */
	FIELD_INT,   /* int, from -1 */
	FIELD_I64,   /* int64_t */
	FIELD_U32,   /* uint32_t */
	FIELD_U64,   /* uint64_t */
	FIELD_TIMES, /* int64_t [size / 8], from -1; in the file null for -1 */
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	size_t size;   /* of the member */
	bool required; /* a file without it is refused; else it keeps missing's value */
	int missing;   /* value of an absent number: 0, or -1 where that means unknown */
	uint32_t most; /* of U32: the greatest value; 0: any */
	bool sparse;   /* of INT and U32: not written when 0 */
	bool identity; /* together these name the element: unknown fields find it again by them */
};

/* Tables end with a row whose name is NULL. */
extern const struct field environment_fields[], doorbell_fields[], series_fields[], hist_fields[], interval_fields[],
	account_fields[], cost_fields[], price_fields[], event_fields[], ping_info_fields[], ping_fields[],
	packet_fields[];

/*
 * The lists of plain elements. at() is element i, add() a new one; both know the run's structure so that nobody else
 * has to.
 */
struct list {
	const char *name; /* key in the file */
	const struct field *fields;
	size_t size;	     /* of an element */
	size_t items, count; /* offsets in struct run of the array's pointer and of its length */
	bool keeps;	     /* elements have an identity, by which unknown fields stay with them */
	void *(*add)(struct run *run);
};

/* doorbells, account, cost, calibration, events, pings, packets; ends with a row whose name is NULL. */
extern const struct list run_lists[];

/* A field as JSON; a uint64_t above INT64_MAX becomes a decimal string, since JSON libraries end there. NULL: no memory. */
json_t *field_to_json(const struct field *f, const void *structure);
json_t *u64_to_json(uint64_t v);

/*
 * All fields of a structure into @object, in the table's order. 0 or -ENOMEM.
 */
int fields_to_json(const struct field *fields, const void *structure, json_t *object);

/* The identity of an element, as a key: its identity fields' values, separated. Result in buf, cut to its size. */
void fields_identity(const struct field *fields, const void *structure, char *buf, size_t size);

#endif /* EPBELL_RUN_FIELDS_H */
