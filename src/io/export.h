/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_EXPORT_H
#define EPBELL_EXPORT_H
/*
 * Runs in the formats of other tools. A new one is a file with its writer and a row in export.c.
 */
#include <stdio.h>

#include "model/time_unit.h"
#include "model/err.h"
#include "model/group.h"

struct export_run {
	const char *file;      /* as the user named it */
	struct run *run;       /* writers leave it as it is */
	struct series *groups; /* its series, folded by export.by, each with a value at least */
	size_t ngroups;
};

struct export
{
	const struct export_run *runs;
	size_t n;
	const struct group_by *by;    /* how the series are folded: those of intervals are too */
	const struct time_unit *unit; /* of an .hgrm; the other formats have units of their own */
	bool whole;		      /* intervals are not wanted */
	bool devices;		      /* not all are of one device, so that names need it: export_survey() */
	bool files;		      /* nor of one run */
};

/* Set @ex->devices and @ex->files by its runs. */
void export_survey(struct export *ex);

struct export_format {
	const char *name;
	const char *suffix[3]; /* of its files, with the dot */
	const char *what;      /* one phrase for people */
	bool single;	       /* a file holds one series */
	/* 0, or a negative errno and @err; what cannot be written to @to shows in its error flag. */
	int (*write)(FILE *to, const struct export *ex, struct err *err);
};

/* The table of formats; NULL past its end. */
const struct export_format *export_format(int i);
/* The format of that name, or that a file's suffix tells; NULL: none. */
const struct export_format *export_find(const char *name);
const struct export_format *export_guess(const char *path);

/*
 * What a series is called beside the others of @ex: run, stage, backend, context, device, vector and CPU, as far as they
 * are needed, with @sep between; all but letters, digits and "._+:-", and a dot in front, becomes '_'. Cut to @size.
 */
void export_name(const struct export *ex, const struct export_run *r, const struct series *s, char sep, char *buf,
		 size_t size);
/* Copy @text with the same bytes replaced; '-' and '/' stay too. Cut to @size. */
void export_plain(const char *text, char *buf, size_t size);

/* Write a file that appears whole or not at all (io/atomic_file.h). Negative errno and @err. */
int export_file(const char *path, const struct export_format *format, const struct export *ex, struct err *err);

/* Series @i of run @of alone, which @r becomes; it is called as it is among all. */
struct export export_only(const struct export *ex, struct export_run *r, const struct export_run *of, size_t i);
/*
 * A file for each series in @dir, which is made if it is not there. -EEXIST: two would have one name, nothing is written;
 * else the first that fails ends it.
 */
int export_directory(const char *dir, const struct export_format *format, const struct export *ex, struct err *err);

int export_hgrm(FILE *to, const struct export *ex, struct err *err);
int export_hlog(FILE *to, const struct export *ex, struct err *err);
int export_openmetrics(FILE *to, const struct export *ex, struct err *err);
int export_csv(FILE *to, const struct export *ex, struct err *err);

#endif /* EPBELL_EXPORT_H */
