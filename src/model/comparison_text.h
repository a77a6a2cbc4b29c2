/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_COMPARISON_TEXT_H
#define EPBELL_COMPARISON_TEXT_H
/*
 * What a comparison says, in sentences. Every form of a verdict takes them from here, so that no two forms differ in
 * what they say. All are one line of printable text as far as the names in them are, cut at the buffer's end, without a
 * final stop, and return @buf.
 */
#include "model/comparison.h"

#define SENTENCE_SIZE 1024 /* bytes that suffice for all but a comparison of many figures or a long reason */

/* The coarsest clock step of all runs, ns, at least 1: no digit is finer. */
uint64_t comparison_step(const struct comparison *c);

/* Does it make the whole fail: slower, or with fail_on_change faster? */
bool judged_fails(const struct comparison *c, const struct judged *judged);

/* What an arm's figure is, ns: the median of its runs' numbers, or of history without such the folded one. NAN: none. */
double figure_value(const struct figure *f, size_t arm, size_t narms);

/* "+500 ns [+484 ns, +516 ns]", "+500 ns" where there is no interval, "-" where there is no difference. */
const char *change_text(const struct comparison *c, const struct judged *judged, char *buf, size_t size);

/*
 * Of an arm's figure held against the base's: "6.61 us -> 7.11 us, +500 ns [+484 ns, +516 ns], p 0.029, corrected 0.17:
 * slower"; by the exact rule "6.61 us -> 7.11 us, +500 ns [+488 ns, +512 ns], run-to-run spread 12 ns: slower"; "not judged: no values in new".
 */
const char *judged_sentence(const struct comparison *c, const struct figure *f, size_t arm, char *buf, size_t size);

/* "kept: at most 7.61 us +- 64 ns in new-2.json, limit 8.00 us, 5 runs", "exceeded by 3 of 5 runs: ..." */
const char *budget_sentence(const struct comparison *c, const struct budget *b, char *buf, size_t size);

/* "pass: 24 figures, 3 + 3 runs, none slower", "fail: 2 of 24 figures slower: ...", "cannot judge: <first reason>" */
const char *outcome_sentence(const struct comparison *c, char *buf, size_t size);

/* "new: 5 runs, edma, Linux 7.3.4, <machine>, 8 CPUs, HZ=250, preempt=full"; "/" between what differs among its runs */
const char *arm_sentence(const struct comparison *c, size_t arm, char *buf, size_t size);

/* How it was judged: the rule, its level and correction, and what a regression needs. */
const char *rule_sentence(const struct comparison *c, char *buf, size_t size);

/* One member of the environments of an arm's runs, "/" between those that differ; "" for unknown. */
enum arm_fact { ARM_BACKENDS, ARM_KERNEL, ARM_MACHINE, ARM_CPUS, ARM_HZ, ARM_PREEMPT, ARM_LAB, ARM_STARTED, ARM_FACTS };
/* "kernel", for a table or a property. */
const char *arm_fact_name(enum arm_fact fact);
const char *arm_fact(const struct comparison *c, size_t arm, enum arm_fact fact, char *buf, size_t size);

#endif /* EPBELL_COMPARISON_TEXT_H */
