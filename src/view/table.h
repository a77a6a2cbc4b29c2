/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TABLE_H
#define EPBELL_TABLE_H
/*
 * Tables described once and shown as text or as JSON. A column is a key for JSON and a heading for people; a cell has a
 * type, and the type decides how both look. So text and JSON cannot drift.
 *
 * As text a table takes the roomiest layout that fits the width: errors behind their values, then a column for them,
 * then units without a space, then without the columns that may go (said below the table).
 */
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "view/style.h"

enum cell_type {
	CELL_NONE, /* "-", null */
	CELL_STR,  /* "" shows as "-" */
	CELL_BOOL, /* "yes" or "no" */
	CELL_UINT,
	CELL_INT,
	CELL_HEX,
	CELL_NS,    /* ns; adaptive unit */
	CELL_MEAN,  /* ns with a fraction */
	CELL_DIFF,  /* signed difference, ns */
	CELL_RATIO, /* "x1.88" */
	CELL_SHARE, /* of 1; "62.5 %" */
	CELL_BAR,   /* text only: a bar of real (0..1) of the room that is left */
};

struct cell {
	enum cell_type type;
	bool warn;	   /* shown so that it is seen */
	bool has_error;	   /* CELL_NS: error is known, "key_error" in JSON */
	uint64_t error;	   /* ns, either way */
	const char *shown; /* text instead of the value; the JSON value stays */
	union {
		const char *str;
		bool yes;
		uint64_t u;
		int64_t i;
		double real;
	};
};

enum column_flags {
	COL_RIGHT = 1,	    /* aligned to the right */
	COL_JSON = 2,	    /* only in JSON */
	COL_TEXT = 4,	    /* only as text */
	COL_HIDE_ZERO = 8,  /* left out as text when zero or nothing in all rows */
	COL_HIDE_SAME = 16, /* ... when no two rows differ in it, rows with nothing left aside */
	COL_NO_REPEAT = 32, /* as text only in the first of equal neighbours */
	COL_NARROW = 64,    /* as text only where errors have no room behind their values */
	COL_STAY = 256,	    /* on a narrow page it stays in sight while the others are scrolled */
	COL_WRAP = 128,	    /* the last column: wrapped at words into the room that is left */
};

#define NCOLUMNS(columns) (sizeof(columns) / sizeof((columns)[0]))

struct column {
	const char *key;  /* in JSON */
	const char *head; /* heading; in a record the line's, NULL continues the line before */
	unsigned int flags;
	int drop;	    /* may go when there is no room, greatest first; 0 stays */
	const char *format; /* in a record: text with %s for the value, NULL just the value */
};

enum table_kind {
	TABLE_ROWS,    /* JSON: array of objects */
	TABLE_RECORD,  /* one row, shown as lines "heading  value, value"; JSON: its members in the object around it */
	TABLE_BULLETS, /* each row a paragraph: the last text column; JSON: array of objects */
};

enum row_kind {
	ROW_DATA,
	ROW_HEADING, /* text only: the first cell as a line of its own */
	ROW_GAP,     /* text only: something is left out here */
};

struct table {
	const char *key;   /* in the object around it */
	const char *title; /* heading as text; NULL: none */
	const char *after; /* a remark below it as text; NULL: none */
	enum table_kind kind;
	bool json_only;
	const struct column *columns;
	size_t ncolumns;
	uint64_t step; /* of the clock, ns: no digit is finer */
	struct cell *cells;
	enum row_kind *rows;
	size_t nrows;
	struct column *own_columns; /* freed with the table; NULL: columns are not its own */
	char **strings;		    /* table_str()'s */
	size_t nstrings;
};

/* A table; @columns must outlive it. Running out of memory ends the program with a sentence. */
struct table *table_new(enum table_kind kind, const char *key, const struct column *columns, size_t ncolumns,
			uint64_t step);
void table_free(struct table *table); /* NULL is fine */
/* A new row of empty cells, valid until the next one. */
struct cell *table_row(struct table *table, enum row_kind kind);
/* A string that lives as long as the table. */
const char *table_str(struct table *table, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* @p, if it is not NULL; else the program ends with a sentence. */
void *table_need(void *p);

/* Nothing is printed for a table without rows. */
void table_text(const struct table *table, const struct style *style, FILE *to);
/* An array of objects, or of a record the object; NULL: no memory. */
json_t *table_json(const struct table *table);

/* Is column @col shown as text, in principle? (COL_JSON, COL_HIDE_*) */
bool table_column_shown(const struct table *table, size_t col);
static inline struct cell *table_cell(const struct table *table, size_t row, size_t col)
{
	return &table->cells[row * table->ncolumns + col];
}

/* Paragraph of @text behind @first (on the first line) or @indent spaces, wrapped at words. */
void text_paragraph(const struct style *style, FILE *to, const char *first, int indent, const char *text);

static inline struct cell cell_str(const char *s)
{
	return (struct cell){ .type = CELL_STR, .str = s };
}

static inline struct cell cell_uint(uint64_t u)
{
	return (struct cell){ .type = CELL_UINT, .u = u };
}

/* A number of which -1 means none. */
static inline struct cell cell_int(int64_t i)
{
	return i == -1 ? (struct cell){ .type = CELL_NONE } : (struct cell){ .type = CELL_INT, .i = i };
}

static inline struct cell cell_bool(bool yes)
{
	return (struct cell){ .type = CELL_BOOL, .yes = yes };
}

static inline struct cell cell_hex(uint64_t u)
{
	return (struct cell){ .type = CELL_HEX, .u = u };
}

static inline struct cell cell_ns(uint64_t ns)
{
	return (struct cell){ .type = CELL_NS, .u = ns };
}

static inline struct cell cell_ns_error(uint64_t ns, uint64_t error)
{
	return (struct cell){ .type = CELL_NS, .u = ns, .has_error = true, .error = error };
}

static inline struct cell cell_real(enum cell_type type, double real)
{
	return (struct cell){ .type = type, .real = real };
}

#endif /* EPBELL_TABLE_H */
