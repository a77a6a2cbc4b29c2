/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_IO_VERDICT_H
#define EPBELL_IO_VERDICT_H
/*
 * A verdict for programs that run tests. Each arm but the base is a group of tests, one for each figure; budgets are a
 * group of their own. A test fails if its figure is judged_fails() or its budget exceeded; what could not be judged was
 * skipped. If the whole cannot be judged all tests were, with the first reason: the exit code alone says that this is
 * no success.
 *
 * Both return 0, -ENOMEM, or -EIO: @to has an error.
 */
#include <stdio.h>

#include "model/comparison.h"

/* KTAP version 1, Documentation/dev-tools/ktap.rst of Linux. */
int verdict_ktap(const struct comparison *c, FILE *to);

/*
 * JUnit's XML as Ant writes it and CI servers read it. The time of a test is its figure, in s, the time of a group of
 * tests that of its recordings.
 */
int verdict_junit(const struct comparison *c, FILE *to);

#endif /* EPBELL_IO_VERDICT_H */
