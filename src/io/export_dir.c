// SPDX-License-Identifier: GPL-2.0-only
/* A file for each series, called as the series is. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "io/export.h"

struct export export_only(const struct export *ex, struct export_run *r, const struct export_run *of, size_t i)
{
	struct export one = *ex;

	*r = *of;
	r->groups = &of->groups[i];
	r->ngroups = 1;
	one.runs = r;
	one.n = 1;
	return one;
}

static int name_files(const char *dir, const struct export_format *format, const struct export *ex, char **names)
{
	size_t done = 0;

	for (size_t i = 0; i < ex->n; i++) {
		for (size_t k = 0; k < ex->runs[i].ngroups; k++, done++) {
			char name[200];

			export_name(ex, &ex->runs[i], &ex->runs[i].groups[k], '-', name, sizeof(name));
			if (asprintf(&names[done], "%s/%s%s", dir, name, format->suffix[0]) < 0) {
				names[done] = NULL;
				return -ENOMEM;
			}
		}
	}
	return 0;
}

static int write_files(const struct export_format *format, const struct export *ex, char *const *names, struct err *err)
{
	size_t done = 0;

	for (size_t i = 0; i < ex->n; i++) {
		for (size_t k = 0; k < ex->runs[i].ngroups; k++) {
			struct export_run r;
			struct export one = export_only(ex, &r, &ex->runs[i], k);
			int code = export_file(names[done++], format, &one, err);

			if (code)
				return code;
		}
	}
	return 0;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The first name that stands twice in @names, which @sorted has room for; NULL: none. */
static const char *find_twice(char *const *names, char **sorted, size_t n)
{
	memcpy(sorted, names, n * sizeof(*names));
	qsort(sorted, n, sizeof(*sorted), compare_names);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(sorted[i - 1], sorted[i]))
			return sorted[i];
	return NULL;
}

int export_directory(const char *dir, const struct export_format *format, const struct export *ex, struct err *err)
{
	const char *twice = NULL;
	char **names, **sorted;
	size_t n = 0;
	int code;

	for (size_t i = 0; i < ex->n; i++)
		n += ex->runs[i].ngroups;
	names = calloc(n + 1, sizeof(*names));
	sorted = calloc(n + 1, sizeof(*sorted));
	code = names && sorted ? name_files(dir, format, ex, names) : -ENOMEM;
	if (code)
		err_set(err, code, "not enough memory");
	else
		twice = find_twice(names, sorted, n);
	if (twice)
		code = err_set(err, -EEXIST, "two series would be %s: export them one by one", twice);
	else if (!code && mkdir(dir, 0777) && errno != EEXIST)
		code = err_set(err, -errno, "cannot make %s: %s", dir, strerror(errno));
	if (!code)
		code = write_files(format, ex, names, err);
	for (size_t i = 0; names && i < n; i++)
		free(names[i]);
	free(names);
	free(sorted);
	return code;
}
