/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PAGE_OUT_H
#define EPBELL_PAGE_OUT_H
/* HTML pages into files. */
#include "view/html.h"

/* Write the page to @file, whole or not at all; "-" is stdout. Negative errno and @err. */
int page_out(const struct html_page *page, const char *file, struct err *err);

#endif /* EPBELL_PAGE_OUT_H */
