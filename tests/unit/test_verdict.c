// SPDX-License-Identifier: GPL-2.0-only
/* How doorbells arrive, judged from saved trees; and the reasons, from what the kernel log says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "trace/verdict.h"

#define TREE(name) "tests/data/trees/" name

static struct verdict judge(const char *root, size_t epf, int hz, bool can_ring)
{
	struct inventory inv;
	struct verdict v;
	struct klog log;
	struct err err;

	assert_int_equal(inventory_read(root, &inv, &err), 0);
	assert_true(epf < inv.nepfs);
	klog_read(root, &log);
	verdict_of(&inv, &inv.epfs[epf], &log, hz, can_ring, &v);
	klog_free(&log);
	inventory_free(&inv);
	return v;
}

static void has(const struct verdict *v, const char *part)
{
	if (!strstr(v->text, part))
		fail_msg("\"%s\" is not in \"%s\"", part, v->text);
}

static void has_not(const struct verdict *v, const char *part)
{
	if (strstr(v->text, part))
		fail_msg("\"%s\" is in \"%s\"", part, v->text);
}

static void its_rings_one_by_one(void **state)
{
	struct verdict v = judge(TREE("its"), 0, 250, true);

	assert_int_equal(v.state, VERDICT_RINGS);
	assert_string_equal(v.backend, "its");
	has(&v, "14 doorbells, each an interrupt of its own (virq 14 to 29, the first two unused)");
	has_not(&v, "not started");
}

static void edma_rings_together_whatever_the_log_says_of_msi(void **state)
{
	struct verdict v = judge(TREE("edma"), 0, 250, true);

	assert_int_equal(v.state, VERDICT_RINGS);
	assert_string_equal(v.backend, "edma");
	has(&v, "14 doorbells share virq 15");
	has_not(&v, "MSI domain");
}

static void poll_tells_period_and_reason(void **state)
{
	struct verdict v = judge(TREE("poll"), 0, 250, true);

	assert_int_equal(v.state, VERDICT_POLLED);
	assert_string_equal(v.backend, "poll");
	has(&v, "polled: ");
	has(&v, "every 12 ms (3 ticks at HZ=250)");
	has(&v, "no msi-map");
	has(&v, "\"Can't find MSI domain for EPC\"");
	has_not(&v, "fallback\" in the log");
}

static void period_follows_hz(void **state)
{
	struct verdict v = judge(TREE("poll"), 0, 1000, true);

	has(&v, "every 6 ms (6 ticks");
	v = judge(TREE("poll"), 0, 100, true);
	has(&v, "every 20 ms (2 ticks");
	v = judge(TREE("poll"), 0, 0, true);
	has(&v, "6 to 20 ms");
}

/* lab.md's trap: the log claims the embedded doorbell, the interrupt does not exist. */
static void fallback_in_the_log_is_no_interrupt(void **state)
{
	struct verdict v = judge(TREE("trap"), 0, 250, true);

	assert_int_equal(v.state, VERDICT_POLLED);
	assert_string_equal(v.backend, "poll");
	has(&v, "without a usable channel");
	has(&v, "\"Failed to request doorbell IRQ: 0\"");
	has(&v, "\"Using embedded (DMA) doorbell fallback\" in the log came before that and is not so");
	has_not(&v, "msi-map");
}

static void kernel_without_doorbells_always_polls(void **state)
{
	struct verdict v = judge(TREE("poll"), 0, 250, false);

	assert_int_equal(v.state, VERDICT_POLLED);
	has(&v, "pci_epf_alloc_doorbell: needs Linux >= 6.17");
}

static void function_without_controller_is_idle(void **state)
{
	struct verdict v = judge(TREE("two"), 0, 250, true);

	assert_int_equal(v.state, VERDICT_IDLE);
	assert_string_equal(v.backend, "");
	has(&v, "not bound");
	v = judge(TREE("two"), 2, 250, true);
	assert_int_equal(v.state, VERDICT_RINGS);
	has(&v, "echo 1 >controllers/71000000.pcie-ep/start");
}

static void interrupts_of_nobody_are_not_guessed(void **state)
{
	struct inv_irq irq = { .action = "pci_epf_vntb_db", .role = "doorbell", .backend = "its", .virq = 5 };
	struct inv_epf epf = { .device = "pci_epf_vntb.1", .function = "pci_epf_vntb", .epc = "b", .started = true };
	struct inventory inv = { .irqs = &irq, .nirqs = 1, .epfs = &epf, .nepfs = 1, .epcs = (char *)"b" };
	struct klog log = { .readable = false };
	struct verdict v;

	verdict_of(&inv, &epf, &log, 250, true, &v);
	assert_int_equal(v.state, VERDICT_UNSURE);
	inv.nirqs = 0;
	verdict_of(&inv, &epf, &log, 250, true, &v);
	assert_int_equal(v.state, VERDICT_POLLED);
	has(&v, "look at dmesg as root");
	strcpy(epf.function, "pci_epf_test");
	verdict_of(&inv, &epf, &log, 250, true, &v);
	assert_int_equal(v.state, VERDICT_IDLE);
	has(&v, "only while DOORBELL_TEST runs");
}

/* The MSI path's refusal is no reason where an embedded doorbell was chosen behind it. */
static void refused_msi_is_no_reason_behind_a_fallback(void **state)
{
	struct inv_epf epf = { .device = "v.0", .function = "pci_epf_vntb", .epc = "b", .started = true };
	struct inventory inv = { .epfs = &epf, .nepfs = 1, .epcs = (char *)"b" };
	struct klog log = { .readable = true,
			    .text = (char *)"pci_epf_vntb v.0: Can't find MSI domain for EPC\n"
					    "pci_epf_vntb v.0: Using embedded (DMA) doorbell fallback\n" };
	struct verdict v;

	verdict_of(&inv, &epf, &log, 250, true, &v);
	assert_int_equal(v.state, VERDICT_POLLED);
	has(&v, "chosen and given up again");
	has_not(&v, "msi-map");
}

static void log_lines_belong_to_their_device(void **state)
{
	struct klog log = { .readable = true,
			    .text = (char *)"pci_epf_vntb pci_epf_vntb.0: first\npci_epf_vntb pci_epf_vntb.00: other\n"
					    "pci_epf_vntb pci_epf_vntb.0: first again\n" };
	char out[16];

	assert_true(klog_find(&log, "pci_epf_vntb.0", "first", out, sizeof(out)));
	assert_string_equal(out, "first again");
	assert_false(klog_find(&log, "pci_epf_vntb.0", "other", out, sizeof(out)));
	assert_string_equal(out, "");
	assert_false(klog_find(&log, "pci_epf_vntb", "first", out, sizeof(out)));
	log.text = NULL;
	assert_false(klog_find(&log, "pci_epf_vntb.0", "first", out, sizeof(out)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_rings_one_by_one),
		cmocka_unit_test(edma_rings_together_whatever_the_log_says_of_msi),
		cmocka_unit_test(poll_tells_period_and_reason),
		cmocka_unit_test(period_follows_hz),
		cmocka_unit_test(fallback_in_the_log_is_no_interrupt),
		cmocka_unit_test(kernel_without_doorbells_always_polls),
		cmocka_unit_test(function_without_controller_is_idle),
		cmocka_unit_test(interrupts_of_nobody_are_not_guessed),
		cmocka_unit_test(refused_msi_is_no_reason_behind_a_fallback),
		cmocka_unit_test(log_lines_belong_to_their_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
