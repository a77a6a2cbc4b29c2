// SPDX-License-Identifier: GPL-2.0-only
/*
 * A numbered line of /proc/interrupts, as show_interrupts() writes it (kernel/irq/proc.c):
 *
 *      15:        407          0  dw-edma-emul   0 Level     pci_epf_vntb_db
 *      24:          1          0  IO-APIC   5-edge      ACPI:Ged
 *     ^virq ^a count an online CPU ^chip     ^hwirq[-flow] [Level|Edge][-flow]  action, action
 *
 * Each part behind the counts may be missing: a chip prints what it likes, an interrupt without a domain has no hwirq,
 * one without a handler no action. Newer kernels leave out lines that never counted.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "trace/interrupts.h"
#include "trace/tree.h"

/* NR_CPUS goes to 8192 and a count takes 11 columns; the rest is chip and actions. */
#define LINE_SIZE (128 * 1024)

/* A decimal number at *p that ends at a blank, the end, or @stop. Moves *p behind it. Wraps only beyond 2^64. */
static bool take_number(const char **p, char stop, uint64_t *out)
{
	const char *s = *p;
	uint64_t n = 0;

	while (*s == ' ' || *s == '\t')
		s++;
	if (!isdigit((unsigned char)*s))
		return false;
	for (; isdigit((unsigned char)*s); s++) {
		if (n > (UINT64_MAX - 9) / 10)
			return false;
		n = n * 10 + (*s - '0');
	}
	if (*s && !isspace((unsigned char)*s) && *s != stop)
		return false;
	*p = s;
	*out = n;
	return true;
}

/* The word at *p, at most @size - 1 bytes of it; moves *p behind the whole word. */
static void take_word(const char **p, char *out, size_t size)
{
	size_t len;

	*p += strspn(*p, " \t");
	len = strcspn(*p, " \t\n");
	snprintf(out, size, "%.*s", (int)len, *p);
	*p += len;
}

/* Skip "Level" or "Edge" and the flow handler's "-name", alone or joined to it. */
static const char *skip_flow(const char *p)
{
	const char *s = p + strspn(p, " \t");
	size_t len = strcspn(s, " \t\n");

	if ((len == 5 && !strncmp(s, "Level", 5)) || (len == 4 && !strncmp(s, "Edge", 4)))
		s += len;
	else if (*s != '-')
		return p;
	p = s + strspn(s, " \t");
	return *p == '-' ? p + strcspn(p, " \t\n") : s;
}

/* "a, b" and whatever else is left of the line, as "a,b". */
static void take_actions(const char *p, char *out, size_t size)
{
	char text[512];
	size_t n = 0;

	snprintf(text, sizeof(text), "%s", p + strspn(p, " \t"));
	for (char *s = text; *s; s++) {
		if (*s == ' ' && n && text[n - 1] == ',')
			continue;
		text[n++] = *s;
	}
	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	text[n] = '\0';
	tree_copy(out, size, text);
}

/* @ncpus: columns of counts, 0 when there was no heading to tell. */
static bool parse_line(const char *line, size_t ncpus, struct proc_irq *irq)
{
	const char *p = line;
	uint64_t n;
	char word[48];

	memset(irq, 0, sizeof(*irq));
	irq->hwirq = -1;
	if (!take_number(&p, ':', &n) || *p != ':' || n > INT_MAX)
		return false;
	p++;
	irq->virq = n;
	for (size_t cpu = 0; (!ncpus || cpu < ncpus) && take_number(&p, '\0', &n); cpu++)
		irq->count += n;
	take_word(&p, word, sizeof(word));
	tree_copy(irq->chip, sizeof(irq->chip), word);
	if (take_number(&p, '-', &n) && n <= INT64_MAX)
		irq->hwirq = n;
	take_actions(skip_flow(p), irq->actions, sizeof(irq->actions));
	return true;
}

/* How many CPUs the heading names; 0 when the line is no heading. */
static size_t parse_heading(const char *line)
{
	size_t n = 0;

	for (const char *p = line + strspn(line, " \t"); !strncmp(p, "CPU", 3); n++) {
		p += strcspn(p, " \t\n");
		p += strspn(p, " \t");
	}
	return n;
}

/*
 * Next line that fits; one that does not is skipped as a whole. fgets() tells a full buffer only by having written its
 * last byte, for a line may have NUL bytes in it.
 */
static bool next_line(FILE *in, char *line)
{
	bool skipping = false;

	for (;;) {
		bool whole;

		line[LINE_SIZE - 1] = '\n';
		if (!fgets(line, LINE_SIZE, in))
			return false;
		whole = line[LINE_SIZE - 1] || line[LINE_SIZE - 2] == '\n';
		if (whole && !skipping)
			return true;
		skipping = !whole;
	}
}

int interrupts_parse(FILE *in, int (*fn)(void *ctx, const struct proc_irq *irq), void *ctx)
{
	struct proc_irq irq;
	size_t ncpus = 0;
	char *line;
	int ret = 0;

	line = malloc(LINE_SIZE);
	if (!line)
		return -ENOMEM;
	while (!ret && next_line(in, line)) {
		size_t heading = parse_heading(line);

		if (heading)
			ncpus = heading;
		else if (parse_line(line, ncpus, &irq))
			ret = fn(ctx, &irq);
	}
	free(line);
	return ret;
}
