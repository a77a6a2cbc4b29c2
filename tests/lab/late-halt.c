// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loaded before QEMU's own libraries: its processor thread sleeps 30 us each time it leaves the guest's code by a long
 * jump, as it does when the guest halts. That widens the moment between the halt and the account of the instructions that
 * led to it, in which the main loop must not look (tests/lab/run). $LATE_HALT: where the number of sleeps goes at the end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SLEEP_NS 30000

typedef void (*jump_fn)(void *env, int value) __attribute__((noreturn));

static atomic_ulong sleeps;

static __attribute__((noreturn)) void late(const char *name, void *env, int value)
{
	const struct timespec ts = { 0, SLEEP_NS };
	jump_fn jump;

	*(void **)&jump = dlsym(RTLD_NEXT, name);
	nanosleep(&ts, NULL);
	sleeps++;
	jump(env, value);
}

/* What siglongjmp() is called in the library depends on how QEMU was built (_FORTIFY_SOURCE). */
void slow_siglongjmp(void *env, int value) __asm__("siglongjmp");
void slow_longjmp_chk(void *env, int value) __asm__("__longjmp_chk");

void slow_siglongjmp(void *env, int value)
{
	late("siglongjmp", env, value);
}

void slow_longjmp_chk(void *env, int value)
{
	late("__longjmp_chk", env, value);
}

static __attribute__((destructor)) void report(void)
{
	const char *path = getenv("LATE_HALT");
	FILE *f = path ? fopen(path, "w") : NULL;

	if (!f)
		return;
	fprintf(f, "%lu\n", (unsigned long)sleeps);
	fclose(f);
}
