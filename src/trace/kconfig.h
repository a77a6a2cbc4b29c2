/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TRACE_KCONFIG_H
#define EPBELL_TRACE_KCONFIG_H
/* The configuration that the running kernel was built with, wherever it can be found. */
#include <stdbool.h>
#include <stddef.h>

struct kconfig {
	char *text;	 /* the whole file, NULL: none found */
	char source[96]; /* where it was found, "/proc/config.gz"; "" none */
};

/*
 * Read /proc/config.gz, else /boot/config-RELEASE, else config or build/.config of /lib/modules/RELEASE, compressed or
 * not. -ENOENT: none of them can be read; -ENOMEM. kconfig_free() in every case.
 */
int kconfig_read(const char *root, const char *release, struct kconfig *k);
void kconfig_free(struct kconfig *k);

/*
 * The value of an option (its name with or without CONFIG_) into @out: "y", "m", a number, a string without its quotes.
 * false: it is not set, and out is "".
 */
bool kconfig_get(const struct kconfig *k, const char *option, char *out, size_t size);

/* Is it y or m? */
bool kconfig_on(const struct kconfig *k, const char *option);

#endif /* EPBELL_TRACE_KCONFIG_H */
