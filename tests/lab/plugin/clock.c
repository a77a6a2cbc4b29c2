// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read the guest's counter again and again, between all sorts of work, and print the readings: what the plugin's clock is held
 * against. The plugin watches the instruction at the symbol clock_read.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 200
#define PAGE   4096

enum work { NOTHING, LOOP, SYSCALL, IDLE, FAULTS, UACCESS, CONSOLE, FORK, READ, NWORK };

static uint64_t counter(void)
{
	uint64_t t;

	asm volatile("isb\n"
		     ".globl clock_read\n"
		     "clock_read: mrs %0, cntvct_el0"
		     : "=r"(t)::"memory");
	return t;
}

static void touch_new_pages(size_t n)
{
	char *p = mmap(NULL, n * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	for (size_t i = 0; p != MAP_FAILED && i < n; i++)
		((volatile char *)p)[i * PAGE] = 1;
	munmap(p, n * PAGE);
}

/* The kernel takes the faults, in the middle of a copy. */
static void read_to_new_pages(int fd)
{
	char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p != MAP_FAILED && read(fd, p, 4 * PAGE) < 0)
		perror("read");
	munmap(p, 4 * PAGE);
}

static void work(enum work what, int zero, int console)
{
	struct timespec ts = { 0, 300000 };

	switch (what) {
	case LOOP:
		for (volatile int i = 0; i < 1000; i++)
			;
		break;
	case SYSCALL:
		getppid();
		break;
	case IDLE:
		nanosleep(&ts, NULL);
		break;
	case FAULTS:
		touch_new_pages(16);
		break;
	case UACCESS:
		read_to_new_pages(zero);
		break;
	case CONSOLE: /* device registers, each access a block of its own */
		if (write(console, "clock\n", 6) < 0)
			perror("console");
		break;
	case FORK:
		if (!fork())
			_exit(0);
		wait(NULL);
		break;
	case READ:
		close(open("/proc/self/stat", O_RDONLY));
		break;
	default:
		break;
	}
}

static volatile uint64_t reading[ROUNDS * NWORK];

int main(void)
{
	int zero = open("/dev/zero", O_RDONLY), console = open("/dev/console", O_WRONLY);
	size_t i;

	for (i = 0; i < ROUNDS * NWORK; i++) {
		reading[i] = counter();
		work(i % NWORK, zero, console);
	}
	for (i = 0; i < ROUNDS * NWORK; i++)
		printf("%llu\n", (unsigned long long)reading[i]);
	return 0;
}
