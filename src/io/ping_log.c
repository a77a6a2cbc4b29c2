// SPDX-License-Identifier: GPL-2.0-only
/* A ping log, line by line, each line to the target that it is about. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/ping_log.h"
#include "io/ping_log_track.h"

struct reader {
	const char *name, *backend;
	FILE *from;
	struct err *err;
	size_t number; /* of the line, from 1 */
	bool cut;      /* the line has no end: the last one of a log that was cut */
	bool any;      /* something of a ping tool was there */
	bool summary_due;
	struct ping_log *log;
	struct track tracks[PING_LOG_TARGETS_MAX];
	size_t ntracks;
	char line[PING_LOG_LINE_MAX + 1];
};

static int out_of_memory(struct reader *r)
{
	return err_set(r->err, -ENOMEM, "%s: not enough memory", r->name);
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

/* The next line without its end: 1, 0 at the end of the file, or an error. */
static int next_line(struct reader *r)
{
	size_t len = 0;
	int c;

	r->number++;
	while ((c = getc_unlocked(r->from)) != EOF && c != '\n') {
		if (!c)
			return err_set(r->err, -EINVAL, "%s:%zu: a zero byte: this is no text, and no ping log",
				       r->name, r->number);
		if (len == PING_LOG_LINE_MAX)
			return err_set(r->err, -EFBIG, "%s:%zu: longer than %d bytes: no line of a ping log is",
				       r->name, r->number, PING_LOG_LINE_MAX);
		r->line[len++] = (char)c;
	}
	if (ferror(r->from))
		return err_set(r->err, errno ? -errno : -EIO, "cannot read %s: %s", r->name,
			       strerror(errno ? errno : EIO));
	r->cut = c == EOF;
	while (len && (r->line[len - 1] == '\r' || r->line[len - 1] == ' '))
		len--;
	r->line[len] = 0;
	return c != EOF || len;
}

/* --- targets ----------------------------------------------------------------------------------------------------- */

/* Hand a finished run on, if there was anything in it. */
static int finish(struct reader *r, struct track *t)
{
	const char *name = r->name;
	int code;

	if (!t->requests && !t->has_summary) {
		track_close(t);
		return 0;
	}
	/* the end of a long name says more than its beginning */
	if (strlen(name) >= sizeof(((struct label *)0)->value))
		name += strlen(name) - sizeof(((struct label *)0)->value) + 1;
	code = track_finish(t, r->backend);
	if (!code && *name)
		code = run_add_label(t->run, "log", name);
	if (code)
		return out_of_memory(r);
	r->log->runs[r->log->n++] = t->run;
	t->run = NULL;
	track_close(t);
	return 0;
}

static int finish_all(struct reader *r)
{
	int code = 0;

	for (size_t i = 0; i < r->ntracks && !code; i++)
		code = finish(r, &r->tracks[i]);
	r->ntracks = code ? r->ntracks : 0;
	return code;
}

static int open_track(struct reader *r, const struct ping_line *line, struct track **t)
{
	if (r->log->n + r->ntracks == PING_LOG_TARGETS_MAX)
		return err_set(r->err, -EFBIG, "%s:%zu: more than %d targets or pings: split the log", r->name,
			       r->number, PING_LOG_TARGETS_MAX);
	*t = &r->tracks[r->ntracks++];
	if (track_open(*t, line->dialect, line->target ? line->target : "", line->target_len))
		return out_of_memory(r);
	return 0;
}

/* Does this line of fping's begin the target anew? Then logs follow each other in the file. */
static bool begins_anew(const struct track *t, const struct ping_line *line)
{
	return t->has_summary && t->requests &&
	       (line->kind == LINE_LIST ? t->is_list : line->has_seq && !line->seq && !line->dup);
}

/* fping pings many at once, and each of its lines names the target. */
static struct track *find_fping(struct reader *r, const struct ping_line *line)
{
	for (size_t i = r->ntracks; i-- > 0;) {
		struct track *t = &r->tracks[i];

		if (t->dialect == DIALECT_FPING && track_is(t, line->target, line->target_len))
			return begins_anew(t, line) ? NULL : t;
	}
	return NULL;
}

/* The ping under way; after a summary another begins. */
static struct track *find_ping(struct reader *r, const struct ping_line *line)
{
	struct track *t = r->ntracks ? &r->tracks[r->ntracks - 1] : NULL;

	if (!t || t->dialect == DIALECT_FPING)
		return NULL;
	if (line->kind == LINE_SUMMARY)
		return t;
	return t->has_summary ? NULL : t;
}

static int find_track(struct reader *r, const struct ping_line *line, struct track **t)
{
	const bool fping = line->dialect == DIALECT_FPING;
	int code;

	*t = fping ? find_fping(r, line) : find_ping(r, line);
	if (*t)
		return 0;
	/* where nothing is known yet, there is nothing that could have failed, or been summed up */
	if (line->dialect == DIALECT_NONE || (line->kind == LINE_ERROR && fping))
		return 0;
	if (r->ntracks && (!fping || r->tracks[0].dialect != DIALECT_FPING)) {
		code = finish_all(r);
		if (code)
			return code;
	}
	return open_track(r, line, t);
}

/* --- what a line does -------------------------------------------------------------------------------------------- */

static int take_header(struct reader *r, const struct ping_line *line)
{
	struct track *t;
	int code = finish_all(r);

	if (!code)
		code = open_track(r, line, &t);
	if (!code)
		t->has_header = true;
	return code;
}

/* The header of BusyBox is that of BSD; the first reply tells them apart. */
static void settle_dialect(struct track *t, const struct ping_line *line)
{
	if (t->dialect == DIALECT_BSD && line->dialect == DIALECT_BUSYBOX)
		t->dialect = DIALECT_BUSYBOX;
}

/* The last line of a log that was cut may end anywhere, in the middle of a number too. */
static bool is_whole(const struct reader *r, const struct ping_line *line)
{
	return !r->cut || line->kind == LINE_REPLY || (line->kind == LINE_SUMMARY && strchr(r->line, '%'));
}

static int take_line(struct reader *r, const struct ping_line *line)
{
	struct track *t;
	int code;

	if (line->kind == LINE_OTHER || line->kind == LINE_SUMMARY_HEAD || !is_whole(r, line))
		return 0;
	if (line->kind == LINE_BAD)
		return err_set(r->err, -EINVAL, "%s:%zu: %s", r->name, r->number, line->what);
	if (line->kind == LINE_HEADER)
		return take_header(r, line);
	code = find_track(r, line, &t);
	if (code || !t)
		return code;
	settle_dialect(t, line);
	if (line->kind == LINE_SUMMARY) {
		track_summary(t, line);
		return 0;
	}
	return track_line(t, line) ? out_of_memory(r) : 0;
}

static int read_lines(struct reader *r)
{
	struct ping_line line;
	int code;

	while ((code = next_line(r)) > 0) {
		if (!*r->line)
			continue;
		ping_line_parse(r->line, r->summary_due, &line);
		r->summary_due = line.kind == LINE_SUMMARY_HEAD;
		r->any = r->any || line.kind != LINE_OTHER;
		code = take_line(r, &line);
		if (code)
			return code;
	}
	return code ? code : finish_all(r);
}

/* There are round trips, or a sentence why not. */
static int check(const struct reader *r)
{
	uint64_t received = 0, sent = 0, untimed = 0;

	for (size_t i = 0; i < r->log->n; i++) {
		const struct ping_info *info = &r->log->runs[i]->ping;

		received += info->received;
		sent += info->sent > 0;
		untimed += info->errors;
	}
	if (received)
		return 0;
	if (r->number == 1 && !*r->line)
		return err_set(r->err, -EINVAL, "%s is empty: no ping log", r->name);
	if (!r->any)
		return err_set(r->err, -EINVAL, "%s is no ping log: no line is one of ping or fping", r->name);
	if (untimed)
		return err_set(
			r->err, -EINVAL,
			"%s has no round trip: all requests failed, or their replies carry no time (payload below 16 bytes)",
			r->name);
	return err_set(
		r->err, -EINVAL,
		sent ? "%s has no round trip: nothing was answered, or ping ran with -q or -f and printed no line a reply" :
		       "%s has no round trip",
		r->name);
}

int ping_log_parse(const char *name, FILE *from, const char *backend, struct ping_log *log, struct err *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	int code;

	*log = (struct ping_log){ .runs = calloc(PING_LOG_TARGETS_MAX, sizeof(struct run *)) };
	if (!r || !log->runs) {
		code = err_set(err, -ENOMEM, "%s: not enough memory", name);
		goto out;
	}
	r->name = name;
	r->backend = backend;
	r->from = from;
	r->err = err;
	r->log = log;
	errno = 0;
	code = read_lines(r);
	if (!code)
		code = check(r);
	for (size_t i = 0; i < r->ntracks; i++)
		track_close(&r->tracks[i]);
out:
	free(r);
	if (code)
		ping_log_free(log);
	return code;
}

int ping_log_read(const char *path, const char *backend, struct ping_log *log, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), code;
	struct stat st;
	FILE *from = NULL;

	*log = (struct ping_log){ 0 };
	if (fd < 0 || fstat(fd, &st))
		code = -errno;
	else if (S_ISDIR(st.st_mode))
		code = -EISDIR;
	else
		code = (from = fdopen(fd, "r")) ? 0 : -errno;
	if (code)
		err_set(err, code, "cannot read %s: %s", path, strerror(-code));
	else
		code = ping_log_parse(path, from, backend, log, err);
	if (from)
		fclose(from);
	else if (fd >= 0)
		close(fd);
	return code;
}

void ping_log_free(struct ping_log *log)
{
	for (size_t i = 0; i < log->n; i++)
		run_free(log->runs[i]);
	free(log->runs);
	*log = (struct ping_log){ 0 };
}
