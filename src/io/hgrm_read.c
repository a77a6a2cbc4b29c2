// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "io/hgrm.h"
#include "io/hgrm_origin.h"
#include "model/time_unit.h"
#include "model/text.h"

#define LINE_MAX_BYTES 1000
#define COUNT_MAX      (1ULL << 60) /* so that counts can be added */
#define BLANKS	       " \t\r"

/* What has been read so far. */
struct table {
	const char *path;
	struct err *err;
	int line;
	const struct time_unit *unit;
	struct hgrm_origin origin;
	bool heading, complete, mean_known, max_known; /* complete: the row of 100 % was there */
	double value, percentile;		       /* of the last row; in its unit, 0 to 1 */
	double first, mean, max;		       /* in its unit */
	double over;				       /* sum of the values that have no bucket, ns */
	uint64_t count, total;			       /* of the last row, and of the line of the maximum */
	struct hist h;
};

static int bad(struct table *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static int bad(struct table *t, const char *fmt, ...)
{
	char what[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (t->line)
		return err_set(t->err, -EINVAL, "%s: line %d: %s", t->path, t->line, what);
	return err_set(t->err, -EINVAL, "%s: %s", t->path, what);
}

/* --- numbers ----------------------------------------------------------------------------------------------------- */

/* A number of at least 0, as printf("%f") writes it; *p moves behind it. strtod() alone takes "nan", "inf" and "0x1" too. */
static bool take_real(const char **p, double *v)
{
	const char *start = *p + strspn(*p, BLANKS);
	size_t len = strspn(start, "0123456789.eE+-");
	char text[64], *end;

	if (!isdigit((unsigned char)*start) || len >= sizeof(text))
		return false;
	memcpy(text, start, len);
	text[len] = 0;
	*v = strtod(text, &end);
	*p = start + len;
	return !*end && isfinite(*v);
}

static bool take_count(const char **p, uint64_t *v)
{
	char *end;

	*p += strspn(*p, BLANKS);
	if (!isdigit((unsigned char)**p))
		return false;
	errno = 0;
	*v = strtoull(*p, &end, 10);
	*p = end;
	return !errno && *v <= COUNT_MAX;
}

static bool at_blank_or_end(const char *p)
{
	return !*p || strchr(BLANKS, *p);
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

/* The values that this row adds to the row before. */
static void add_values(struct table *t, uint64_t n, double value)
{
	double ns = round(value * (double)t->unit->ns);
	uint32_t i = ns < 0x1p35 ? epb_hist_index((uint64_t)ns) : EPB_HIST_OVER;

	t->h.slot[i] += n;
	if (i == EPB_HIST_OVER)
		t->over += ns * (double)n;
}

/* "Value Percentile TotalCount 1/(1-Percentile)"; the last is redundant, and infinite or missing in the row of 100 % */
static int read_row(struct table *t, const char *p)
{
	double value, percentile, inverse;
	uint64_t count;

	if (!take_real(&p, &value) || !at_blank_or_end(p) || !take_real(&p, &percentile) || !at_blank_or_end(p) ||
	    !take_count(&p, &count) || !at_blank_or_end(p))
		return bad(t, "is no row of value, percentile and count");
	p += strspn(p, BLANKS);
	if (*p && strcmp(p, "inf") != 0 && strcmp(p, "Infinity") != 0 && (!take_real(&p, &inverse) || *p))
		return bad(t, "has more than value, percentile, count and 1/(1-Percentile)");
	if (percentile > 1)
		return bad(t, "has a percentile above 1");
	if (value < t->value || percentile < t->percentile || count < t->count)
		return bad(t, "goes back: value, percentile and count rise from row to row");
	if (!t->count)
		t->first = value;
	add_values(t, count - t->count, value);
	t->value = value;
	t->percentile = percentile;
	t->count = count;
	t->complete = percentile == 1; /* of 10^12 values, rows before the last look so too */
	return 0;
}

static bool is_heading(const char *line)
{
	return !strncmp(line, "Value", 5) && strchr(BLANKS, line[5]) && strstr(line, "Percentile") &&
	       strstr(line, "TotalCount");
}

/* The numbers behind the first and the second "=" of a comment. */
static const char *behind_equals(const char *p)
{
	p = strchr(p, '=');
	return p ? p + 1 : "";
}

static int read_comment(struct table *t, const char *line)
{
	const char *p = behind_equals(line);

	if (!strncmp(line, "#[Mean", 6)) {
		t->mean_known = take_real(&p, &t->mean);
		return t->mean_known ? 0 : bad(t, "has no mean");
	}
	if (!strncmp(line, "#[Max", 5)) {
		t->max_known = take_real(&p, &t->max);
		p = behind_equals(p);
		t->max_known = t->max_known && take_count(&p, &t->total);
		return t->max_known ? 0 : bad(t, "has no maximum or no count");
	}
	return 0;
}

static int read_line(struct table *t, const char *line)
{
	if (*line == '#')
		return read_comment(t, line);
	if (t->heading)
		return read_row(t, line);
	t->heading = is_heading(line);
	return t->heading ? 0 : bad(t, "is not the heading of an .hgrm");
}

/* --- lines ------------------------------------------------------------------------------------------------------- */

/* The next line without the blanks around it into @line; false: there is none. Longer ones are cut. */
static bool next_line(const char **text, char *line)
{
	size_t len = strcspn(*text, "\n"), skip = strspn(*text, BLANKS);
	size_t n = len > skip ? len - skip : 0;

	if (!**text)
		return false;
	n = n < LINE_MAX_BYTES ? n : LINE_MAX_BYTES - 1;
	memcpy(line, *text + skip, n);
	while (n && strchr(BLANKS, line[n - 1]))
		n--;
	line[n] = 0;
	*text += len + ((*text)[len] == '\n');
	return true;
}

bool hgrm_looks_like(const char *text)
{
	char line[LINE_MAX_BYTES];

	while (next_line(&text, line))
		if (*line && *line != '#')
			return is_heading(line);
	return false;
}

/* What an .hgrm of ours says of itself stands at its end, and is needed from its first row on. */
static int find_origin(struct table *t, const char *text)
{
	const char *at = strstr(text, "\n" HGRM_ORIGIN);
	char line[LINE_MAX_BYTES];

	hgrm_origin_init(&t->origin);
	if (!at)
		return 0;
	at++;
	next_line(&at, line);
	if (hgrm_origin_parse(line, &t->origin) || t->origin.over > COUNT_MAX || t->origin.under > COUNT_MAX)
		return bad(t, "its line " HGRM_ORIGIN " ...] is damaged");
	return 0;
}

static int find_unit(struct table *t, const char *unit)
{
	if (*t->origin.unit)
		unit = t->origin.unit;
	if (!unit)
		return bad(
			t,
			"an .hgrm that does not say in which unit its values are: name it with --unit (" TIME_UNIT_NAMES
			")");
	t->unit = time_unit_find(unit);
	return t->unit ? 0 : bad(t, "no unit of time '%.10s': there are " TIME_UNIT_NAMES, unit);
}

static int read_lines(struct table *t, const char *text)
{
	char line[LINE_MAX_BYTES];
	int code = 0;

	while (!code && next_line(&text, line)) {
		t->line++;
		if (*line)
			code = read_line(t, line);
	}
	if (!code)
		t->line = 0; /* what follows is about the whole */
	return code;
}

/* --- the run ----------------------------------------------------------------------------------------------------- */

static int check(struct table *t)
{
	if (!t->count && t->mean_known && t->max_known)
		return bad(t, "an .hgrm of no values");
	if (!t->complete || !t->mean_known || !t->max_known)
		return bad(t,
			   "cut off: an .hgrm ends with a row of percentile 1, and lines #[Mean ...] and #[Max ...]");
	if (t->total != t->count)
		return bad(t, "says a count of %llu, but its rows hold %llu", (unsigned long long)t->total,
			   (unsigned long long)t->count);
	if (t->mean > t->max * 1.01 + 0.01) /* as far as their decimals go */
		return bad(t, "has a mean above its maximum");
	return 0;
}

/* Count, sum, min and max of the buckets that were filled. */
static int finish(struct table *t)
{
	const double ns = (double)t->unit->ns, highest = 0x1p35 - 1;
	double sum = t->mean * ns * (double)t->count - t->over;
	double min = t->origin.min ? (double)t->origin.min : t->first * ns;

	t->h.min = (uint64_t)fmin(round(min), highest);
	t->h.max = (uint64_t)fmin(round(t->max * ns), highest);
	if (sum >= 0x1p64)
		return bad(t, "has a mean and a count whose product is too large");
	hist_settle(&t->h);
	/* Behind it: buckets are filled from their rows' upper ends, the mean knows better. It is rounded, though. */
	t->h.sum = (uint64_t)fmin(fmax(round(sum), 0), (double)t->h.max * (double)t->h.count);
	t->h.slot[EPB_HIST_OVER] += t->origin.over;
	t->h.slot[EPB_HIST_UNDER] = t->origin.under;
	return 0;
}

static void fill_series(struct series *s, const struct table *t)
{
	const struct hgrm_origin *o = &t->origin;

	strcpy(s->stage, *o->stage ? o->stage : HGRM_STAGE);
	strcpy(s->backend, o->backend);
	strcpy(s->context, o->context);
	strcpy(s->device, o->device);
	s->vector = o->vector;
	s->cpu = o->cpu;
	s->h = t->h;
}

static int make_run(struct table *t, struct run **out)
{
	struct run *run = run_new();
	struct series *s = run ? run_add_series(run) : NULL;
	struct run_event *e = run ? run_add_event(run) : NULL;

	if (!s || !e) {
		run_free(run);
		return err_set(t->err, -ENOMEM, "%s: not enough memory", t->path);
	}
	fill_series(s, t);
	strcpy(e->kind, HGRM_EVENT_KIND);
	strcpy(e->text, "read from an .hgrm, a table of percentiles");
	strcpy(run->env.lab, t->origin.lab);
	strcpy(run->env.correction, strcmp(t->origin.correction, "raw") ? t->origin.correction : RAW_ON_REQUEST);
	run->env.clock_step_ns = t->origin.step ?: 1;
	run->complete = true;
	*out = run;
	return 0;
}

int hgrm_parse(const char *path, const char *text, size_t len, const char *unit, struct run **out, struct err *err)
{
	struct table t = { .path = path, .err = err };
	int code = 0;

	*out = NULL;
	if (len > HGRM_MAX_BYTES)
		code = err_set(err, -EFBIG, "%s: larger than any .hgrm (%u MiB): not read", path, HGRM_MAX_BYTES >> 20);
	else if (memchr(text, 0, len) || !hgrm_looks_like(text))
		code = bad(&t, "no .hgrm: that begins with a heading Value, Percentile, TotalCount");
	if (!code)
		code = find_origin(&t, text);
	if (!code)
		code = find_unit(&t, unit);
	if (!code)
		code = read_lines(&t, text);
	if (!code)
		code = check(&t);
	if (!code)
		code = finish(&t);
	if (!code)
		code = make_run(&t, out);
	if (err) /* names from the file may stand in it */
		text_clean_terminal(err->text);
	return code;
}
