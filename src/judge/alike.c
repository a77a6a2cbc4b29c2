// SPDX-License-Identifier: GPL-2.0-only
/* Whether the runs can be held against each other at all. */
#include <string.h>

#include "judge/judge_impl.h"
#include "model/replicate.h"
#include "model/text.h"

/* "hz (HZ=250 / HZ=1000)" of each bit in @unlike. */
static void differences(uint32_t unlike, const struct replicate *a, const struct replicate *b, char *buf, size_t size)
{
	char left[160], right[160];

	*buf = 0;
	for (int i = 0; likeness_name(i); i++)
		if (unlike & LIKE_BIT(i))
			text_add(buf, size, "%s%s (%s / %s)", *buf ? ", " : "", likeness_name(i),
				 likeness_value(i, a, left, sizeof(left)), likeness_value(i, b, right, sizeof(right)));
}

static void names(uint32_t bits, char *buf, size_t size)
{
	*buf = 0;
	for (int i = 0; likeness_name(i); i++)
		if (bits & LIKE_BIT(i))
			text_add(buf, size, "%s%s", *buf ? "," : "", likeness_name(i));
}

/* An arm is runs of one thing; which doorbells they have may differ, for each has figures of its own. */
static int within_arm(struct comparison *c, const struct arm *arm, uint32_t allow)
{
	char what[600];

	for (size_t i = arm->first + 1; i < arm->first + arm->n; i++) {
		const struct replicate *first = &c->runs[arm->first], *other = &c->runs[i];
		uint32_t unlike = likeness_unlike(first, other) & ~allow & ~likeness_find("backend");

		if (!unlike)
			continue;
		differences(unlike, first, other, what, sizeof(what));
		return comparison_reason(
			c, "%s and %s are both of %s and differ in %s: the runs of one side must be alike", first->name,
			other->name, arm->name, what);
	}
	return 0;
}

void judge_backends(const struct comparison *c, const struct arm *arm, char *buf, size_t size)
{
	*buf = 0;
	for (int i = 0; backend_info(i); i++) {
		const char *name = backend_info(i)->name;
		bool any = false;

		for (size_t k = arm->first; k < arm->first + arm->n; k++)
			any = any || backends_have(c->runs[k].backends, name);
		if (any)
			text_add(buf, size, "%s%s", *buf ? "," : "", name);
	}
}

/* @named: what the user allows; @allow: and what is compared anyway, of which nothing needs to be said. */
static int between_arms(struct comparison *c, const struct arm *arm, uint32_t named, uint32_t allow)
{
	/* what an arm has of backends is what its runs have together */
	struct replicate base = c->runs[c->arms[0].first], other = c->runs[arm->first];
	char what[600], list[200];
	uint32_t unlike;
	int code = 0;

	judge_backends(c, &c->arms[0], base.backends, sizeof(base.backends));
	judge_backends(c, arm, other.backends, sizeof(other.backends));
	unlike = likeness_unlike(&base, &other);
	if (c->fail_on_gone) /* each figure says it */
		unlike &= ~likeness_find("backend");
	if (unlike & named) {
		differences(unlike & named, &base, &other, what, sizeof(what));
		code = comparison_remark(c, "%s and %s differ in %s, as allowed", c->arms[0].name, arm->name, what);
	}
	unlike &= ~allow;
	if (code || !unlike)
		return code;
	differences(unlike, &base, &other, what, sizeof(what));
	names(unlike, list, sizeof(list));
	return comparison_reason(
		c, "%s and %s differ in %s: record them alike, or add --allow-unlike %s if that is what is compared",
		c->arms[0].name, arm->name, what, list);
}

static int accounts(struct comparison *c, uint32_t allow)
{
	int code = 0;

	for (size_t i = 0; i < c->nruns && !code; i++) {
		const struct replicate *r = &c->runs[i];

		if (r->accounted && !r->closes)
			code = comparison_reason(
				c,
				"%s: its account is open, so it lacks events nobody knows of: record it again (epbell report shows the account)",
				r->name);
		else if (!r->accounted && !(allow & likeness_find("account")))
			code = comparison_reason(
				c,
				"%s has no account of its events: add --allow-unlike account if it is another tool's histogram",
				r->name);
		if (!code && !r->complete && r->accounted)
			code = comparison_remark(c, "%s: its recording did not end in order; what it has is judged",
						 r->name);
	}
	return code;
}

int judge_alike(struct comparison *c, const struct compare_opts *opts)
{
	const uint32_t allow = opts->allow | (c->by_backend ? likeness_find("backend") : 0);
	int code = accounts(c, allow);

	for (size_t arm = 0; arm < c->narms && !code; arm++)
		code = within_arm(c, &c->arms[arm], opts->allow_within);
	for (size_t arm = 1; arm < c->narms && !code; arm++)
		if (c->arms[0].n && c->arms[arm].n)
			code = between_arms(c, &c->arms[arm], opts->allow, allow);
	return code;
}
