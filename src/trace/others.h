/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_OTHERS_H
#define EPBELL_TRACE_OTHERS_H

/* How many recorders of ours hold programs in the kernel now. 0 also where we may not look. */
int other_recorders(void);

#endif /* EPBELL_TRACE_OTHERS_H */
