// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts come from two places that agree only in part. /sys/kernel/irq has a directory an interrupt, whether it ever
 * counted or not, but its per_cpu_count is cut at a page, which some 400 busy CPUs fill. /proc/interrupts is whole, but
 * has only online CPUs, and newer kernels leave out what never counted. So: identity from sysfs, the greater count of
 * the two, and from /proc what sysfs has not got (kernels without CONFIG_SPARSE_IRQ have no such directory at all).
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/interrupts.h"
#include "trace/irqs.h"
#include "trace/tree.h"

#define EMULATED_CHIP "dw-edma-emul"

/* THE table of irq actions that matter. */
static const struct {
	const char *action;
	bool prefix; /* the kernel appends a device's name */
	const char *role;
} actions[] = {
	{ "pci_epf_vntb_db", false, "doorbell" },
	{ "pci-ep-test-doorbell", false, "doorbell" },
	{ "dw-edma-core", true, "parent" },
};

struct reader {
	const char *root;
	struct inventory *inv;
};

/* The role of one action of @len bytes, or NULL. */
static const char *action_role(const char *action, size_t len)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		size_t want = strlen(actions[i].action);

		if (len < want || strncmp(action, actions[i].action, want) != 0)
			continue;
		if (len == want || actions[i].prefix)
			return actions[i].role;
	}
	return NULL;
}

const char *irq_role(const char *list, const char *chip, char *action, size_t size)
{
	for (const char *s = list; *s;) {
		size_t len = strcspn(s, ", ");
		const char *role = action_role(s, len);

		if (role) {
			if (action)
				snprintf(action, size, "%.*s", (int)len, s);
			return role;
		}
		s += len;
		s += strspn(s, ", ");
	}
	if (action)
		action[0] = '\0';
	return !*list && !strcmp(chip, EMULATED_CHIP) ? "emulated" : NULL;
}

/* The endpoint controller: "ITS-pMSI-70000000.pcie-ep", "dw-edma-core:70000000.pcie-ep" (cut by the kernel at 32). */
static void find_epc(struct inv_irq *irq)
{
	const char *name = strstr(irq->chip, "MSI-");

	if (!strcmp(irq->role, "parent"))
		name = strchr(irq->action, ':');
	else
		name = name ? name + 3 : NULL;
	if (name)
		tree_copy(irq->epc, sizeof(irq->epc), name + 1);
}

/* A new interrupt with this role, or NULL: no memory. */
static struct inv_irq *add_irq(struct inventory *inv, int virq, const char *chip, const char *list)
{
	struct inv_irq *irqs, *irq;

	irqs = realloc(inv->irqs, (inv->nirqs + 1) * sizeof(*irqs));
	if (!irqs)
		return NULL;
	inv->irqs = irqs;
	irq = &irqs[inv->nirqs++];
	memset(irq, 0, sizeof(*irq));
	irq->virq = virq;
	irq->hwirq = -1;
	irq->vector = -1;
	irq->fan_out = -1;
	tree_copy(irq->chip, sizeof(irq->chip), chip);
	tree_copy(irq->actions, sizeof(irq->actions), list);
	tree_copy(irq->role, sizeof(irq->role), irq_role(list, chip, irq->action, sizeof(irq->action)));
	if (!strcmp(irq->role, "doorbell"))
		tree_copy(irq->backend, sizeof(irq->backend), backend_of_chip(chip, strstr(chip, "MSI") != NULL));
	find_epc(irq);
	return irq;
}

/* The sum of "12,0,7"; what follows the last whole number of a cut list is left out by the kernel already. */
static uint64_t sum_counts(const char *list)
{
	uint64_t sum = 0;
	char *end;

	for (const char *s = list; isdigit((unsigned char)*s); s = end + 1) {
		sum += strtoull(s, &end, 10);
		if (*end != ',')
			break;
	}
	return sum;
}

static int visit_sysfs(void *ctx, const char *name)
{
	char list[128], chip[48], counts[4096 + 1];
	struct reader *r = ctx;
	struct inv_irq *irq;
	unsigned long virq;
	char *end;

	virq = strtoul(name, &end, 10);
	if (*end || !isdigit((unsigned char)*name) || virq > INT_MAX)
		return 0;
	tree_read(r->root, list, sizeof(list), "/sys/kernel/irq/%s/actions", name);
	tree_read(r->root, chip, sizeof(chip), "/sys/kernel/irq/%s/chip_name", name);
	if (!irq_role(list, chip, NULL, 0))
		return 0;
	irq = add_irq(r->inv, virq, chip, list);
	if (!irq)
		return -ENOMEM;
	tree_number(r->root, &irq->hwirq, "/sys/kernel/irq/%s/hwirq", name);
	tree_read(r->root, counts, sizeof(counts), "/sys/kernel/irq/%s/per_cpu_count", name);
	irq->count = sum_counts(counts);
	return 0;
}

static struct inv_irq *find_virq(struct inventory *inv, int virq)
{
	for (size_t i = 0; i < inv->nirqs; i++)
		if (inv->irqs[i].virq == virq)
			return &inv->irqs[i];
	return NULL;
}

static int visit_proc(void *ctx, const struct proc_irq *p)
{
	struct reader *r = ctx;
	struct inv_irq *irq = find_virq(r->inv, p->virq);

	if (!irq) {
		if (tree_exists(r->root, "/sys/kernel/irq/%d", p->virq) || !irq_role(p->actions, p->chip, NULL, 0))
			return 0;
		irq = add_irq(r->inv, p->virq, p->chip, p->actions);
		if (!irq)
			return -ENOMEM;
		irq->hwirq = p->hwirq;
	}
	if (p->count > irq->count)
		irq->count = p->count;
	return 0;
}

static int read_proc(struct reader *r)
{
	FILE *in;
	int ret;
	int fd;

	fd = tree_open(r->root, O_RDONLY, "/proc/interrupts");
	if (fd < 0)
		return 0;
	in = fdopen(fd, "r");
	if (!in) {
		close(fd);
		return -ENOMEM;
	}
	ret = interrupts_parse(in, visit_proc, r);
	fclose(in);
	return ret;
}

static int by_virq(const void *a, const void *b)
{
	const struct inv_irq *x = a, *y = b;

	return (x->virq > y->virq) - (x->virq < y->virq);
}

int irqs_read(const char *root, struct inventory *inv)
{
	struct reader r = { .root = root, .inv = inv };
	int ret;

	ret = tree_list(root, visit_sysfs, &r, "/sys/kernel/irq");
	if (ret == -ENOMEM)
		return ret;
	ret = read_proc(&r);
	if (ret)
		return ret;
	for (size_t i = 0; i < inv->nirqs; i++)
		tree_read(root, inv->irqs[i].affinity, sizeof(inv->irqs[i].affinity), "/proc/irq/%d/smp_affinity_list",
			  inv->irqs[i].virq);
	if (inv->nirqs)
		qsort(inv->irqs, inv->nirqs, sizeof(*inv->irqs), by_virq);
	return 0;
}
