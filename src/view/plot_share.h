/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_PLOT_SHARE_H
#define EPBELL_PLOT_SHARE_H
/* A change as a share of what it was before, for plots. */
#include <stddef.h>

/*
 * "+2.3 %", "-41 %"; from eleven times on "×518,046", "×2.1 M": at most 8 characters. @share: 0.023 is +2.3 %; "" if it is not
 * finite. @fine: below it there is a decimal. Returns @buf.
 */
const char *plot_share(double share, double fine, char *buf, size_t size);

#endif /* EPBELL_PLOT_SHARE_H */
