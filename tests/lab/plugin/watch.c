// SPDX-License-Identifier: GPL-2.0-only
/*
 * A QEMU plugin that logs when the guest executes given instructions, on a clock of its own: the number of instructions
 * executed so far plus the time the guest has idled. With -smp 1 -icount shift=0 that is the guest's own clock, known here
 * without asking the guest.
 *
 *   -plugin watch.so,watch=FILE,out=FILE
 *
 * FILE of points, one a line: ADDRESS KIND, the address a guest virtual one in hex. Kinds:
 *
 *   x   log each execution: the clock before the instruction
 *   m   log the address of each of its memory accesses
 *   f   first instruction of a handler of data aborts: one instruction was begun and not executed. Not logged
 *
 * The log is a sequence of struct record, native byte order; the last one has the index RECORD_END.
 *
 * Why it is exact. What is counted is runs of instructions that are executed all or not at all, in line, before the first
 * one: a block that ends early ends between runs. An instruction that turns out to be I/O in the middle of a block
 * is executed again in a block of its own, in which QEMU only instruments its memory accesses. One that takes a data abort
 * has been counted and will be again: hence kind f.
 */
#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qemu-plugin.h>

#define RECORD_END UINT32_MAX /* clock: instructions; data: ns idle */
#define INSN_NOP   0xd503201f
#define INSN_WFI   0xd503207f
#define MAX_POINTS 4096
#define MAX_WAITS  64

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

struct record {
	uint64_t clock;
	uint64_t data;	 /* kind m: the address accessed */
	uint32_t index;	 /* line of the point, from 0 */
	uint32_t memory; /* 1: a memory access */
};

struct point {
	uint64_t pc;
	uint32_t index;
	char kind;
};

static struct point points[MAX_POINTS];
static size_t npoints;

/* Where the guest goes on after waiting for an interrupt. */
static uint64_t waits[MAX_WAITS];
static size_t nwaits;

static uint64_t instructions, aborts;
static int64_t idle;
static FILE *out;

/*
 * Idle time is no instruction. QEMU has it as the difference of its two instruction counters, in ns and raw, which it exports
 * to its own modules. On a vCPU's thread they may only be read at the end of a block; on any other always, and since
 * the vCPU waits meanwhile nothing moves.
 */
static int64_t (*icount_get)(void), (*icount_get_raw)(void);
static sem_t asked, answered;

static void *idle_reader(void *unused)
{
	(void)unused;
	for (;;) {
		while (sem_wait(&asked))
			;
		idle = icount_get() - icount_get_raw();
		sem_post(&answered);
	}
	return NULL;
}

static void after_wait(unsigned int cpu, void *unused)
{
	(void)cpu;
	(void)unused;
	sem_post(&asked);
	while (sem_wait(&answered))
		;
}

static void put(uint32_t index, uint64_t clock, uint64_t data, uint32_t memory)
{
	struct record r = { .clock = clock, .data = data, .index = index, .memory = memory };

	fwrite(&r, sizeof(r), 1, out);
}

static void on_insn(unsigned int cpu, void *data)
{
	const struct point *p = data;

	(void)cpu;
	put(p->index, instructions - aborts + idle, 0, 0);
}

static void on_abort(unsigned int cpu, void *unused)
{
	(void)cpu;
	(void)unused;
	aborts++;
}

static void on_memory(unsigned int cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data)
{
	const struct point *p = data;

	(void)cpu;
	(void)info;
	put(p->index, instructions - aborts + idle, address, 1);
}

static int by_pc(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	return (x->pc > y->pc) - (x->pc < y->pc);
}

static void watch_insn(struct qemu_plugin_insn *insn, struct point *p)
{
	switch (p->kind) {
	case 'x':
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_insn, QEMU_PLUGIN_CB_NO_REGS, p);
		break;
	case 'm':
		qemu_plugin_register_vcpu_mem_cb(insn, on_memory, QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_MEM_RW, p);
		break;
	case 'f':
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_abort, QEMU_PLUGIN_CB_NO_REGS, NULL);
		break;
	}
}

static bool follows_wait(uint64_t pc)
{
	size_t i;

	for (i = 0; i < nwaits; i++)
		if (waits[i] == pc)
			return true;
	return false;
}

/* A wait ends its block, so what follows it is translated later. */
static void remember_wait(uint64_t next)
{
	if (follows_wait(next))
		return;
	if (nwaits == MAX_WAITS) {
		fprintf(stderr, "watch: more than %d WFI instructions\n", MAX_WAITS);
		abort();
	}
	waits[nwaits++] = next;
}

/*
 * NOP, of which lab-spin executes milliards, and data processing in general registers can do nothing but go on to the
 * next instruction. Arm ARM, "A64 instruction set encoding": op0 is 100x with an immediate, x101 with registers.
 */
static bool goes_on(uint32_t code)
{
	uint32_t op0 = code >> 25 & 0xf;

	return code == INSN_NOP || (op0 & 0xe) == 8 || (op0 & 7) == 5;
}

static void count_run(struct qemu_plugin_insn *first, size_t n)
{
	qemu_plugin_register_vcpu_insn_exec_inline(first, QEMU_PLUGIN_INLINE_ADD_U64, &instructions, n);
}

/* QEMU calls an instruction's callbacks before it adds, so a point that begins a run sees what was before it. */
static void on_block(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t i, start = 0, n = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *insn, *first = NULL;
	uint32_t code;
	bool wait;

	(void)id;
	for (i = 0; i < n; i++) {
		struct point key, *p;

		insn = qemu_plugin_tb_get_insn(tb, i);
		key.pc = qemu_plugin_insn_vaddr(insn);
		p = bsearch(&key, points, npoints, sizeof(*points), by_pc);
		wait = follows_wait(key.pc);
		if (first && (p || wait)) {
			count_run(first, i - start);
			first = NULL;
		}
		if (!first) {
			first = insn;
			start = i;
		}
		if (wait)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, after_wait, QEMU_PLUGIN_CB_NO_REGS, NULL);
		if (p)
			watch_insn(insn, p);
		memcpy(&code, qemu_plugin_insn_data(insn), sizeof(code));
		if (code == INSN_WFI)
			remember_wait(key.pc + sizeof(code));
		if (!goes_on(code)) {
			count_run(first, i + 1 - start);
			first = NULL;
		}
	}
	if (first)
		count_run(first, n - start);
}

static void at_exit(qemu_plugin_id_t id, void *unused)
{
	(void)id;
	(void)unused;
	put(RECORD_END, instructions - aborts, idle, 0);
	if (fclose(out))
		fprintf(stderr, "watch: %s\n", strerror(errno));
}

static int read_points(const char *path)
{
	FILE *f = fopen(path, "r");
	char line[80];

	if (!f) {
		fprintf(stderr, "watch: %s: %s\n", path, strerror(errno));
		return -1;
	}
	while (npoints < MAX_POINTS && fgets(line, sizeof(line), f)) {
		struct point *p = &points[npoints];

		if (sscanf(line, "%" SCNx64 " %c", &p->pc, &p->kind) != 2 || !strchr("xmf", p->kind)) {
			fprintf(stderr, "watch: %s:%zu: not ADDRESS KIND\n", path, npoints + 1);
			break;
		}
		p->index = npoints++;
	}
	if (!feof(f)) {
		fclose(f);
		return -1;
	}
	fclose(f);
	qsort(points, npoints, sizeof(*points), by_pc);
	return 0;
}

static int start_idle_reader(void)
{
	pthread_t thread;

	*(void **)&icount_get = dlsym(RTLD_DEFAULT, "icount_get");
	*(void **)&icount_get_raw = dlsym(RTLD_DEFAULT, "icount_get_raw");
	if (!icount_get || !icount_get_raw) {
		fprintf(stderr, "watch: this QEMU does not export icount_get\n");
		return -1;
	}
	sem_init(&asked, 0, 0);
	sem_init(&answered, 0, 0);
	return pthread_create(&thread, NULL, idle_reader, NULL);
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
	const char *list = NULL, *log = NULL;
	int i;

	for (i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "watch=", 6))
			list = argv[i] + 6;
		else if (!strncmp(argv[i], "out=", 4))
			log = argv[i] + 4;
	}
	if (!list || !log || !info->system_emulation || info->system.max_vcpus != 1) {
		fprintf(stderr, "watch: needs watch=FILE, out=FILE and a machine of one processor\n");
		return -1;
	}
	if (read_points(list) || start_idle_reader())
		return -1;
	out = fopen(log, "wb");
	if (!out) {
		fprintf(stderr, "watch: %s: %s\n", log, strerror(errno));
		return -1;
	}
	setvbuf(out, NULL, _IOFBF, 1 << 20);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
	qemu_plugin_register_atexit_cb(id, at_exit, NULL);
	return 0;
}
