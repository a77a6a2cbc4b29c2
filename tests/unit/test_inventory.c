// SPDX-License-Identifier: GPL-2.0-only
/* Interrupt inventories of saved trees (tests/data/trees), run from the top of the repository. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "trace/interrupts.h"
#include "trace/inventory.h"
#include "trace/irqs.h"
#include "trace/tree.h"

#define TREE(name) "tests/data/trees/" name

static struct inventory inv;

static void load(const char *root)
{
	struct err err = { "" };

	assert_int_equal(inventory_read(root, &inv, &err), 0);
	assert_string_equal(err.text, "");
}

static int unload(void **state)
{
	inventory_free(&inv);
	return 0;
}

static const struct inv_irq *find(int virq)
{
	for (size_t i = 0; i < inv.nirqs; i++)
		if (inv.irqs[i].virq == virq)
			return &inv.irqs[i];
	return NULL;
}

static void its_doorbells_have_vectors_of_their_own(void **state)
{
	const struct inv_irq *irq;

	load(TREE("its"));
	assert_int_equal(inv.nirqs, 16);
	irq = find(16);
	assert_non_null(irq);
	assert_string_equal(irq->role, "doorbell");
	assert_string_equal(irq->backend, "its");
	assert_string_equal(irq->chip, "ITS-pMSI-70000000.pcie-ep");
	assert_string_equal(irq->device, "pci_epf_vntb.0");
	assert_string_equal(irq->epc, "70000000.pcie-ep");
	assert_string_equal(irq->affinity, "0-1");
	assert_int_equal(irq->hwirq, 2);
	assert_int_equal(irq->count, 20);
	assert_int_equal(irq->vector, 0);
	assert_int_equal(irq->fan_out, 1);
	assert_int_equal(find(29)->vector, 13);
}

static void first_two_vntb_doorbells_are_never_rung(void **state)
{
	load(TREE("its"));
	for (int virq = 14; virq <= 15; virq++) {
		assert_int_equal(find(virq)->vector, -1);
		assert_int_equal(find(virq)->fan_out, 0);
	}
}

static void edma_doorbell_is_shared_and_has_a_parent(void **state)
{
	load(TREE("edma"));
	assert_int_equal(inv.nirqs, 2);
	assert_string_equal(find(14)->role, "parent");
	assert_string_equal(find(14)->backend, "");
	assert_string_equal(find(14)->epc, "70000000.pcie-ep");
	assert_int_equal(find(14)->count, 20);
	assert_string_equal(find(15)->role, "doorbell");
	assert_string_equal(find(15)->backend, "edma");
	assert_string_equal(find(15)->device, "pci_epf_vntb.0");
	assert_int_equal(find(15)->hwirq, -1); /* a virq of no domain */
	assert_int_equal(find(15)->vector, 0);
	assert_int_equal(find(15)->fan_out, 14);
}

static void several_parents_share_one_doorbell(void **state)
{
	load(TREE("rt"));
	assert_int_equal(inv.nirqs, 6);
	for (int virq = 90; virq < 94; virq++)
		assert_string_equal(find(virq)->role, "parent");
	assert_int_equal(find(93)->count, 33);
	assert_string_equal(find(110)->epc, "a40000000.pcie-ep");
	assert_int_equal(find(110)->fan_out, 14);
	assert_string_equal(find(111)->role, "emulated");
	assert_string_equal(find(111)->actions, "");
}

static void no_doorbell_interrupt_is_an_empty_list(void **state)
{
	load(TREE("poll"));
	assert_int_equal(inv.nirqs, 0);
	assert_int_equal(inv.nepfs, 1);
	unload(NULL);
	load(TREE("none"));
	assert_int_equal(inv.nirqs, 0);
	assert_int_equal(inv.nepfs, 0);
}

static void other_controllers_are_msi_or_mmio(void **state)
{
	load(TREE("msi"));
	assert_int_equal(inv.nirqs, 2);
	assert_string_equal(find(40)->backend, "msi");
	assert_int_equal(find(40)->count, 7);
	assert_string_equal(find(41)->backend, "mmio");
	assert_string_equal(find(41)->action, "pci-ep-test-doorbell");
	assert_string_equal(find(41)->device, "");
	assert_int_equal(find(41)->vector, -1);
}

static void without_sysfs_proc_interrupts_serves(void **state)
{
	load(TREE("old"));
	assert_int_equal(inv.nirqs, 3);
	assert_string_equal(find(77)->backend, "its");
	assert_int_equal(find(77)->hwirq, 65536);
	assert_int_equal(find(77)->count, 111);
	assert_string_equal(find(79)->role, "doorbell");
	assert_int_equal(find(79)->hwirq, -1);
	assert_string_equal(find(80)->role, "parent");
	assert_string_equal(find(80)->epc, "1.ep");
	assert_string_equal(find(80)->actions, "dw-edma-core:1.ep,other");
}

static void two_functions_keep_their_doorbells_apart(void **state)
{
	load(TREE("two"));
	assert_int_equal(inv.nirqs, 8);
	assert_string_equal(find(22)->device, "pci_epf_vntb.0");
	assert_int_equal(find(22)->vector, 0);
	assert_string_equal(find(34)->device, "pci_epf_vntb.1");
	assert_string_equal(find(34)->epc, "71000000.pcie-ep");
	assert_int_equal(find(34)->vector, 2);
	assert_int_equal(find(31)->fan_out, 0);
}

static void junk_is_survived_and_made_printable(void **state)
{
	const struct inv_irq *irq;

	load(TREE("junk"));
	assert_int_equal(inv.nirqs, 3);
	assert_null(find(16));
	irq = find(14);
	assert_string_equal(irq->chip, "x?[31m");
	assert_int_equal(irq->count, 5);
	irq = find(17);
	assert_string_equal(irq->chip, "dw-edma-emul?[2J");
	assert_string_equal(irq->backend, "mmio");
	assert_int_equal(irq->hwirq, -1);
	assert_int_equal(irq->count, 3);
	assert_string_equal(irq->affinity, "0-3");
	assert_non_null(find(13)); /* a count beyond 64 bits ends the counts, not the line */
}

static void no_tree_is_an_empty_inventory(void **state)
{
	load("tests/data/trees/there-is-no-such-tree");
	assert_int_equal(inv.nirqs, 0);
	assert_int_equal(inv.nepfs, 0);
	assert_string_equal(inv.epcs, "");
}

static void backends_follow_the_chip(void **state)
{
	assert_string_equal(backend_of_chip("ITS", false), "its");
	assert_string_equal(backend_of_chip("ITS-MSI", true), "its");
	assert_string_equal(backend_of_chip("ITSY", true), "msi");
	assert_string_equal(backend_of_chip("dw-edma-emul", true), "edma");
	assert_string_equal(backend_of_chip("dw-edma-emulx", false), "mmio");
	assert_string_equal(backend_of_chip("", false), "mmio");
}

static void roles_need_the_whole_action(void **state)
{
	char action[32];

	assert_string_equal(irq_role("a,pci_epf_vntb_db", "", action, sizeof(action)), "doorbell");
	assert_string_equal(action, "pci_epf_vntb_db");
	assert_null(irq_role("pci_epf_vntb_db2", "", action, sizeof(action)));
	assert_null(irq_role("my-dw-edma-core", "", action, sizeof(action)));
	assert_string_equal(irq_role("dw-edma-core", "", action, sizeof(action)), "parent");
	assert_string_equal(irq_role("", "dw-edma-emul", action, sizeof(action)), "emulated");
	assert_string_equal(action, "");
	assert_null(irq_role("other", "dw-edma-emul", action, sizeof(action)));
}

/* --- /proc/interrupts --------------------------------------------------------------------------------------------- */

struct lines {
	struct proc_irq irq[16];
	int n;
	int stop_at;
};

static int collect(void *ctx, const struct proc_irq *irq)
{
	struct lines *l = ctx;

	l->irq[l->n++ % 16] = *irq;
	return l->n == l->stop_at ? 7 : 0;
}

static struct lines parse(const char *text, size_t len, int expect)
{
	FILE *in = fmemopen((void *)text, len, "r");
	struct lines l = { .n = 0 };

	assert_non_null(in);
	assert_int_equal(interrupts_parse(in, collect, &l), expect);
	fclose(in);
	return l;
}

#define PARSE(text) parse(text, sizeof(text) - 1, 0)

static void x86_and_arm_lines_parse_alike(void **state)
{
	struct lines l = PARSE("           CPU0       CPU1\n"
			       "  9:       2122          1  IO-APIC   9-fasteoi   acpi, INT3432:00\n"
			       " 15:        407          0  dw-edma-emul   0 Level     pci_epf_vntb_db\n"
			       " 16:          1          2  GICv3   8192 Level    -fasteoi   a b\n"
			       " 17:          0          0  None            \n"
			       "IPI0:         1          2       Rescheduling interrupts\n");

	assert_int_equal(l.n, 4);
	assert_int_equal(l.irq[0].count, 2123);
	assert_int_equal(l.irq[0].hwirq, 9);
	assert_string_equal(l.irq[0].actions, "acpi,INT3432:00");
	assert_string_equal(l.irq[1].chip, "dw-edma-emul");
	assert_string_equal(l.irq[1].actions, "pci_epf_vntb_db");
	assert_int_equal(l.irq[2].hwirq, 8192);
	assert_string_equal(l.irq[2].actions, "a b");
	assert_string_equal(l.irq[3].chip, "None");
	assert_int_equal(l.irq[3].hwirq, -1);
	assert_string_equal(l.irq[3].actions, "");
}

static void counts_end_at_the_last_column(void **state)
{
	struct lines l = PARSE("  CPU0 CPU3\n 5: 1 2 3 4 Level x\n");

	assert_int_equal(l.n, 1);
	assert_int_equal(l.irq[0].count, 3);
	assert_string_equal(l.irq[0].chip, "3");
	assert_int_equal(l.irq[0].hwirq, 4);
	assert_string_equal(l.irq[0].actions, "x");
}

static void fewer_counts_than_cpus_are_what_they_are(void **state)
{
	struct lines l = PARSE("  CPU0 CPU1 CPU2\n 5: 10 chip 4 Edge x\n");

	assert_int_equal(l.irq[0].count, 10);
	assert_string_equal(l.irq[0].chip, "chip");
}

static void nul_bytes_and_a_missing_newline_cost_one_line(void **state)
{
	struct lines l = PARSE(" CPU0\n 1: 1\0junk\n 2: 2 c 3 Edge y\n 3: 3 c 4 Edge z");

	assert_int_equal(l.n, 3);
	assert_int_equal(l.irq[1].virq, 2);
	assert_string_equal(l.irq[2].actions, "z");
}

static void endless_line_is_skipped(void **state)
{
	size_t len = 1000 * 1000;
	char *text = malloc(len);
	struct lines l;

	assert_non_null(text);
	memset(text, '1', len);
	memcpy(text, " CPU0\n 1:", 9);
	memcpy(text + len - 22, "\n 4: 1 c 0 Edge name\n", 22);
	l = parse(text, len - 1, 0);
	assert_int_equal(l.n, 1);
	assert_int_equal(l.irq[0].virq, 4);
	free(text);
}

static void callback_ends_the_parse(void **state)
{
	static const char text[] = "1: 1\n2: 2\n3: 3\n";
	FILE *in = fmemopen((void *)text, sizeof(text) - 1, "r");
	struct lines l = { .stop_at = 2 };

	assert_int_equal(interrupts_parse(in, collect, &l), 7);
	assert_int_equal(l.n, 2);
	fclose(in);
}

/* 1024 CPUs: the table has 11 KiB a line, and per_cpu_count stops within its page. */
static void thousand_cpus_count_in_full(void **state)
{
	char root[] = "/tmp/epbell-inventory-XXXXXX", path[256], command[300];
	FILE *out;

	assert_non_null(mkdtemp(root));
	snprintf(path, sizeof(path), "%s/proc", root);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/proc/interrupts", root);
	out = fopen(path, "w");
	assert_non_null(out);
	for (int cpu = 0; cpu < 1024; cpu++)
		fprintf(out, "      CPU%-4d", cpu);
	for (int virq = 0; virq < 8192; virq += 64) {
		fprintf(out, "\n%4d:", virq);
		for (int cpu = 0; cpu < 1024; cpu++)
			fprintf(out, " %10u", 4000000000U);
		fprintf(out, "  dw-edma-emul %4d Level     %s", virq, virq % 128 ? "pci_epf_vntb_db" : "other");
	}
	assert_int_equal(fclose(out), 0);
	load(root);
	assert_int_equal(inv.nirqs, 64);
	assert_true(inv.irqs[63].count == 1024 * 4000000000ULL);
	assert_int_equal(inv.irqs[63].virq, 8128);
	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	assert_int_equal(system(command), 0);
}

/* sysfs cut at a page knows less than /proc; /proc without an offline CPU knows less than sysfs. */
static void greater_count_wins(void **state)
{
	load(TREE("rt"));
	assert_int_equal(find(90)->count, 1000);
	assert_int_equal(find(91)->count, 9999);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(its_doorbells_have_vectors_of_their_own, unload),
		cmocka_unit_test_teardown(first_two_vntb_doorbells_are_never_rung, unload),
		cmocka_unit_test_teardown(edma_doorbell_is_shared_and_has_a_parent, unload),
		cmocka_unit_test_teardown(several_parents_share_one_doorbell, unload),
		cmocka_unit_test_teardown(no_doorbell_interrupt_is_an_empty_list, unload),
		cmocka_unit_test_teardown(other_controllers_are_msi_or_mmio, unload),
		cmocka_unit_test_teardown(without_sysfs_proc_interrupts_serves, unload),
		cmocka_unit_test_teardown(two_functions_keep_their_doorbells_apart, unload),
		cmocka_unit_test_teardown(junk_is_survived_and_made_printable, unload),
		cmocka_unit_test_teardown(no_tree_is_an_empty_inventory, unload),
		cmocka_unit_test(backends_follow_the_chip),
		cmocka_unit_test(roles_need_the_whole_action),
		cmocka_unit_test(x86_and_arm_lines_parse_alike),
		cmocka_unit_test(counts_end_at_the_last_column),
		cmocka_unit_test(fewer_counts_than_cpus_are_what_they_are),
		cmocka_unit_test(nul_bytes_and_a_missing_newline_cost_one_line),
		cmocka_unit_test(endless_line_is_skipped),
		cmocka_unit_test(callback_ends_the_parse),
		cmocka_unit_test_teardown(thousand_cpus_count_in_full, unload),
		cmocka_unit_test_teardown(greater_count_wins, unload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
