/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_EPF_H
#define EPBELL_TRACE_EPF_H
/* Endpoint controllers and functions of configfs and sysfs, for inventory.c. */
#include "trace/inventory.h"

/* Fill inv->epfs and inv->epcs. -ENOMEM */
int epf_read(const char *root, struct inventory *inv);

#endif /* EPBELL_TRACE_EPF_H */
