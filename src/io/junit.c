// SPDX-License-Identifier: GPL-2.0-only
/* JUnit's XML: no schema is official, so elements and their order are those that Ant's and Jenkins' both allow. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "io/verdict.h"
#include "io/verdict_cases.h"
#include "model/text.h"
#include "model/units.h"

/* --- XML --------------------------------------------------------------------------------------------------------- */

/* U+FFFE and U+FFFF, three bytes, are no characters of XML 1.0; surrogates and controls went before. */
static bool no_character(const char *p)
{
	return !memcmp(p, "\xef\xbf", 2) && ((unsigned char)p[2] == 0xbe || (unsigned char)p[2] == 0xbf);
}

static void put_line(FILE *to, char *line)
{
	text_clean_terminal(line);
	for (const char *p = line; *p; p++) {
		if (no_character(p)) {
			putc('?', to);
			p += 2;
		} else if (text_entity(*p)) {
			fputs(text_entity(*p), to);
		} else {
			putc(*p, to);
		}
	}
}

/* Any bytes as text of an element or of an attribute in double quotes. Newlines stay. */
static int put_text(FILE *to, const char *any)
{
	char *text = strdup(any), *next;

	if (!text)
		return -ENOMEM;
	for (char *line = text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		put_line(to, line);
		if (next)
			putc('\n', to);
	}
	free(text);
	return 0;
}

/* ' name="value"' */
static int put_attribute(FILE *to, const char *name, const char *value)
{
	int code;

	fprintf(to, " %s=\"", name);
	code = put_text(to, value);
	putc('"', to);
	return code;
}

static int put_property(FILE *to, const char *prefix, const char *name, const char *value)
{
	int code;

	fputs("   <property name=\"", to);
	code = put_text(to, prefix) ?: put_text(to, name);
	putc('"', to);
	code = code ?: put_attribute(to, "value", value);
	fputs("/>\n", to);
	return code;
}

/* --- a group of tests -------------------------------------------------------------------------------------------- */

static int put_arm_properties(const struct comparison *c, size_t arm, FILE *to)
{
	char prefix[208], text[SENTENCE_SIZE];
	int code;

	snprintf(prefix, sizeof(prefix), "%s.", c->arms[arm].name);
	snprintf(text, sizeof(text), "%zu", c->arms[arm].n);
	code = put_property(to, prefix, "runs", text);
	for (int fact = 0; fact < ARM_FACTS && !code; fact++)
		if (*arm_fact(c, arm, (enum arm_fact)fact, text, sizeof(text)))
			code = put_property(to, prefix, arm_fact_name((enum arm_fact)fact), text);
	return code;
}

/* The arms that a group is about: the base and its own; budgets are of the last. */
static bool concerns(const struct suite *suite, size_t arm)
{
	if (suite->budgets)
		return arm + 1 == suite->c->narms;
	return !arm || arm == suite->arm || !suite->arm;
}

static int put_properties(const struct suite *suite, FILE *to)
{
	const struct comparison *c = suite->c;
	char text[64];
	int code;

	fputs("  <properties>\n", to);
	code = put_property(to, "", "rule", c->rule == RULE_EXACT ? "exact" : "rank");
	snprintf(text, sizeof(text), "%g", c->alpha);
	code = code ?: put_property(to, "", "alpha", text);
	snprintf(text, sizeof(text), "%g", c->tolerance.relative);
	code = code ?: put_property(to, "", "tolerance.relative", text);
	snprintf(text, sizeof(text), "%g", c->tolerance.ns);
	code = code ?: put_property(to, "", "tolerance.ns", text);
	snprintf(text, sizeof(text), "%zu", c->family);
	code = code ?: put_property(to, "", "tests_corrected_for", text);
	for (size_t arm = 0; arm < c->narms && !code; arm++)
		if (concerns(suite, arm))
			code = put_arm_properties(c, arm, to);
	fputs("  </properties>\n", to);
	return code;
}

/* "base: base-1.json 6.61 us, ..." : the numbers that were judged. */
static void put_samples(const struct comparison *c, const struct figure *f, size_t arm, FILE *to)
{
	const struct arm *a = &c->arms[arm];
	char text[32];

	put_text(to, a->name);
	for (size_t i = a->first; i < a->first + a->n; i++) {
		fputs(i > a->first ? ", " : ": ", to);
		put_text(to, c->runs[i].name);
		fprintf(to, " %s",
			isfinite(f->samples[i].value) ?
				units_mean(f->samples[i].value, comparison_step(c), text, sizeof(text)) :
				"-");
	}
	putc('\n', to);
}

static int put_failure(const struct suite *suite, const struct test_case *test, FILE *to)
{
	int code;

	fputs("   <failure", to);
	code = put_attribute(to, "message", test->sentence) ?: put_attribute(to, "type", test->type);
	putc('>', to);
	code = code ?: put_text(to, test->name);
	fputs(": ", to);
	code = code ?: put_text(to, test->sentence);
	putc('\n', to);
	if (test->figure) {
		put_samples(suite->c, test->figure, 0, to);
		put_samples(suite->c, test->figure, suite->arm, to);
	}
	fputs("</failure>\n", to);
	return code;
}

static int put_case(const struct suite *suite, size_t at, const char *classname, FILE *to)
{
	struct test_case test;
	int code;

	suite_case(suite, at, &test);
	fputs("  <testcase", to);
	code = put_attribute(to, "classname", classname) ?: put_attribute(to, "name", test.name);
	fprintf(to, " time=\"%.9f\"", isfinite(test.seconds) ? test.seconds : 0);
	if (test.state == CASE_PASSED) {
		fputs("/>\n", to);
		return code;
	}
	fputs(">\n", to);
	if (test.state == CASE_FAILED) {
		code = code ?: put_failure(suite, &test, to);
	} else {
		fputs("   <skipped", to);
		code = code ?: put_attribute(to, "message", test.sentence);
		fputs("/>\n", to);
	}
	fputs("  </testcase>\n", to);
	return code;
}

/* Jenkins shows what stands before the last dot of a class as its package. */
static void class_name(const struct suite *suite, char *name, size_t size)
{
	const size_t fixed = (size_t)snprintf(name, size, "epbell.%s", suite->name) - strlen(suite->name);

	for (char *p = name + fixed; *p; p++)
		if (*p == '.')
			*p = '_';
}

/* The runs of the group's arm: when the first began, where, and how long they took. */
static int put_recordings(const struct suite *suite, FILE *to)
{
	const struct comparison *c = suite->c;
	const struct arm *arm = c->narms ? &c->arms[suite->arm ? suite->arm : c->narms - 1] : NULL;
	const struct environment *env = arm && arm->n ? &c->runs[arm->first].env : NULL;
	double seconds = 0;
	int code = 0;

	for (size_t i = 0; arm && i < arm->n; i++)
		seconds += (double)c->runs[arm->first + i].env.duration_ns / 1e9;
	fprintf(to, " time=\"%.3f\"", seconds);
	if (env && *env->started) { /* Ant's has no zone and is UTC */
		char started[sizeof(env->started)];

		snprintf(started, sizeof(started), "%.*s", (int)strcspn(env->started, "Z"), env->started);
		code = put_attribute(to, "timestamp", started);
	}
	return code ?: put_attribute(to, "hostname", env && *env->host ? env->host : "unknown");
}

/* The account of the arms, and how it was judged. */
static int put_system_out(const struct suite *suite, FILE *to)
{
	const struct comparison *c = suite->c;
	char text[SENTENCE_SIZE];
	int code;

	fputs("  <system-out>", to);
	code = put_text(to, outcome_sentence(c, text, sizeof(text)));
	for (size_t arm = 0; arm < c->narms && !code; arm++) {
		putc('\n', to);
		code = put_text(to, arm_sentence(c, arm, text, sizeof(text)));
	}
	putc('\n', to);
	code = code ?: put_text(to, rule_sentence(c, text, sizeof(text)));
	fputs("\n</system-out>\n  <system-err>", to);
	for (size_t i = 0; i < c->nreasons && !code; i++) {
		code = put_text(to, c->reasons[i]);
		putc('\n', to);
	}
	for (size_t i = 0; i < c->nremarks && !code; i++) {
		code = put_text(to, c->remarks[i]);
		putc('\n', to);
	}
	fputs("</system-err>\n", to);
	return code;
}

static int put_suite(const struct comparison *c, size_t at, FILE *to)
{
	char classname[256];
	size_t tally[NSTATES];
	struct suite suite;
	int code;

	suite_get(c, at, &suite);
	suite_tally(&suite, tally);
	class_name(&suite, classname, sizeof(classname));
	fputs(" <testsuite", to);
	code = put_attribute(to, "name", suite.name);
	fprintf(to, " id=\"%zu\" package=\"epbell\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\"", at,
		suite.ncases, tally[CASE_FAILED], tally[CASE_SKIPPED]);
	code = code ?: put_recordings(&suite, to);
	fputs(">\n", to);
	code = code ?: put_properties(&suite, to);
	for (size_t i = 0; i < suite.ncases && !code; i++)
		code = put_case(&suite, i, classname, to);
	code = code ?: put_system_out(&suite, to);
	fputs(" </testsuite>\n", to);
	return code;
}

int verdict_junit(const struct comparison *c, FILE *to)
{
	const size_t n = suites_count(c);
	size_t total[NSTATES] = { 0 };
	size_t tests = 0;
	int code = 0;

	for (size_t i = 0; i < n; i++) {
		size_t tally[NSTATES];
		struct suite suite;

		suite_get(c, i, &suite);
		suite_tally(&suite, tally);
		tests += suite.ncases;
		for (int state = 0; state < NSTATES; state++)
			total[state] += tally[state];
	}
	fprintf(to,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"%s\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n",
		c->command, tests, total[CASE_FAILED], total[CASE_SKIPPED]);
	for (size_t i = 0; i < n && !code; i++)
		code = put_suite(c, i, to);
	fputs("</testsuites>\n", to);
	return code ? code : ferror(to) ? -EIO : 0;
}
