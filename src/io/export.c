// SPDX-License-Identifier: GPL-2.0-only
/* THE table of formats that runs can be exported in, and what their writers share. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "io/atomic_file.h"
#include "io/export.h"

static const struct export_format formats[] = {
	{ "hgrm", { ".hgrm" }, "HdrHistogram's table of percentiles, one series", true, export_hgrm },
	{ "hlog", { ".hlog" }, "HdrHistogram's log, a line for each interval", false, export_hlog },
	{ "openmetrics", { ".om", ".prom" }, "OpenMetrics text, what Prometheus reads", false, export_openmetrics },
	{ "csv", { ".csv" }, "a row for each bucket", false, export_csv },
};

#define NFORMATS    ((int)(sizeof(formats) / sizeof(formats[0])))
#define SUFFIXES    (sizeof(formats[0].suffix) / sizeof(formats[0].suffix[0]))
#define NAME_SUFFIX ".json" /* of run files: no part of their names */

const struct export_format *export_format(int i)
{
	return i >= 0 && i < NFORMATS ? &formats[i] : NULL;
}

const struct export_format *export_find(const char *name)
{
	for (int i = 0; i < NFORMATS; i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return len > n && !strcmp(text + len - n, end);
}

const struct export_format *export_guess(const char *path)
{
	for (int i = 0; i < NFORMATS; i++)
		for (size_t k = 0; k < SUFFIXES && formats[i].suffix[k]; k++)
			if (ends_with(path, formats[i].suffix[k]))
				return &formats[i];
	return NULL;
}

/* --- names ------------------------------------------------------------------------------------------------------- */

void export_survey(struct export *ex)
{
	const char *device = NULL;

	ex->devices = false;
	ex->files = ex->n > 1;
	for (size_t i = 0; i < ex->n; i++) {
		for (size_t k = 0; k < ex->runs[i].ngroups; k++) {
			device = device ? device : ex->runs[i].groups[k].device;
			if (strcmp(device, ex->runs[i].groups[k].device) != 0)
				ex->devices = true;
		}
	}
}

/* The file's name without directories and suffix. */
static void run_name(const char *file, char *buf, size_t size)
{
	const char *slash = strrchr(file, '/');

	snprintf(buf, size, "%s", slash ? slash + 1 : file);
	if (ends_with(buf, NAME_SUFFIX))
		buf[strlen(buf) - strlen(NAME_SUFFIX)] = 0;
}

static void plain(const char *keep, char *text)
{
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr(keep, *text))
			*text = '_';
}

void export_plain(const char *text, char *buf, size_t size)
{
	snprintf(buf, size, "%s", text);
	plain("._+:-/", buf);
}

/* Where a name is put together; what has no room is cut. */
struct namer {
	char sep;
	char *buf;
	size_t size, used;
};

static void name_part(struct namer *n, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void name_part(struct namer *n, const char *fmt, ...)
{
	size_t start = n->used + (n->used > 0);
	va_list ap;
	int len;

	if (start + 1 >= n->size)
		return;
	va_start(ap, fmt);
	len = vsnprintf(n->buf + start, n->size - start, fmt, ap);
	va_end(ap);
	if (len <= 0) {
		n->buf[n->used] = 0;
		return;
	}
	plain("._+:-", n->buf + start);
	if (n->used)
		n->buf[n->used] = n->sep;
	n->used = start + strlen(n->buf + start);
}

void export_name(const struct export *ex, const struct export_run *r, const struct series *s, char sep, char *buf,
		 size_t size)
{
	struct namer n = { .sep = sep, .buf = buf, .size = size };
	char file[128];

	*buf = 0;
	if (ex->files) {
		run_name(r->file, file, sizeof(file));
		name_part(&n, "%s", file);
	}
	name_part(&n, "%s", s->stage);
	name_part(&n, "%s", s->backend);
	name_part(&n, "%s", s->context);
	if (ex->devices)
		name_part(&n, "%s", s->device);
	if (s->vector >= 0)
		name_part(&n, "v%d", s->vector);
	if (s->cpu >= 0)
		name_part(&n, "cpu%d", s->cpu);
	if (*buf == '.') /* a file of that name would be hidden */
		*buf = '_';
}

/* --- files ------------------------------------------------------------------------------------------------------- */

int export_file(const char *path, const struct export_format *format, const struct export *ex, struct err *err)
{
	struct atomic_file file;
	int code = atomic_open(&file, path, err);

	if (code)
		return code;
	errno = 0;
	code = format->write(file.stream, ex, err);
	if (code) {
		atomic_abort(&file, code, NULL); /* the writer has said why */
		return code;
	}
	if (ferror(file.stream))
		return atomic_abort(&file, errno ? -errno : -EIO, err);
	return atomic_commit(&file, err);
}
