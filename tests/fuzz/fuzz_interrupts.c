// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any bytes as /proc/interrupts. What comes out must keep its own promises: terminated, printable, in range.
 *
 *     clang -fsanitize=fuzzer,address,undefined -D_GNU_SOURCE -Isrc tests/fuzz/fuzz_interrupts.c \
 *         src/trace/interrupts.c src/trace/tree.c src/model/text.c -o fuzz_interrupts
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "trace/interrupts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	if (len == size)
		abort();
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			abort();
}

static int check(void *ctx, const struct proc_irq *irq)
{
	size_t *lines = ctx;

	if (irq->virq < 0 || irq->hwirq < -1)
		abort();
	check_text(irq->chip, sizeof(irq->chip));
	check_text(irq->actions, sizeof(irq->actions));
	(*lines)++;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t lines = 0, newlines = 1;
	FILE *in;

	if (!size)
		return 0;
	in = fmemopen((void *)data, size, "r");
	if (!in)
		return 0;
	for (size_t i = 0; i < size; i++)
		newlines += data[i] == '\n';
	if (interrupts_parse(in, check, &lines) || lines > newlines)
		abort();
	fclose(in);
	return 0;
}
