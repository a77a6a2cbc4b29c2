// SPDX-License-Identifier: GPL-2.0-only
/* Endpoint functions and controllers of saved configfs trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "trace/epf.h"
#include "trace/tree.h"

#define TREE(name) "tests/data/trees/" name

static struct inventory inv;

static void load(const char *root)
{
	memset(&inv, 0, sizeof(inv));
	assert_int_equal(epf_read(root, &inv), 0);
}

static int unload(void **state)
{
	inventory_free(&inv);
	return 0;
}

static void primary_link_names_the_controller(void **state)
{
	load(TREE("its"));
	assert_int_equal(inv.nepfs, 1);
	assert_string_equal(inv.epfs[0].device, "pci_epf_vntb.0");
	assert_string_equal(inv.epfs[0].config, "func1");
	assert_string_equal(inv.epfs[0].function, "pci_epf_vntb");
	assert_string_equal(inv.epfs[0].epc, "70000000.pcie-ep");
	assert_true(inv.epfs[0].started);
	assert_int_equal(inv.epfs[0].db_count, 16);
	assert_string_equal(inv.epcs, "70000000.pcie-ep");
}

static void link_below_the_controller_does_too(void **state)
{
	load(TREE("rt"));
	assert_int_equal(inv.nepfs, 1);
	assert_string_equal(inv.epfs[0].config, "vntb");
	assert_string_equal(inv.epfs[0].epc, "a40000000.pcie-ep");
	assert_true(inv.epfs[0].started);
}

static void unlinked_function_has_no_controller(void **state)
{
	load(TREE("two"));
	assert_int_equal(inv.nepfs, 3);
	assert_string_equal(inv.epfs[0].function, "pci_epf_test");
	assert_string_equal(inv.epfs[0].device, "idle");
	assert_string_equal(inv.epfs[0].epc, "");
	assert_int_equal(inv.epfs[0].db_count, -1);
	assert_false(inv.epfs[0].started);
}

static void each_controller_starts_alone(void **state)
{
	load(TREE("two"));
	assert_string_equal(inv.epfs[1].epc, "70000000.pcie-ep");
	assert_true(inv.epfs[1].started);
	assert_string_equal(inv.epfs[2].epc, "71000000.pcie-ep");
	assert_false(inv.epfs[2].started);
	assert_string_equal(inv.epcs, "70000000.pcie-ep\n71000000.pcie-ep");
}

static void junk_gives_unknowns(void **state)
{
	load(TREE("junk"));
	assert_int_equal(inv.nepfs, 1);
	assert_string_equal(inv.epfs[0].device, "pci_epf_vntb.0");
	assert_string_equal(inv.epfs[0].epc, "");
	assert_int_equal(inv.epfs[0].db_count, -1);
	assert_false(inv.epfs[0].started);
	assert_string_equal(inv.epcs, "c1");
}

static void no_configfs_is_nothing(void **state)
{
	load(TREE("none"));
	assert_int_equal(inv.nepfs, 0);
	assert_string_equal(inv.epcs, "");
}

static void tree_text_is_cut_and_clean(void **state)
{
	int64_t n = 42;
	char small[5];

	assert_int_equal(tree_read(TREE("its"), small, sizeof(small), "/proc/sys/kernel/%s", "osrelease"), 4);
	assert_string_equal(small, "7.3.");
	assert_true(tree_read(TREE("its"), small, sizeof(small), "/proc/sys") < 0);
	assert_string_equal(small, "");
	assert_true(tree_number(TREE("junk"), &n, "/sys/kernel/irq/17/hwirq") < 0);
	assert_true(tree_number(TREE("junk"), &n, "/sys/kernel/irq/17/chip_name") < 0);
	assert_int_equal(n, 42);
	assert_true(tree_link(TREE("its"), small, sizeof(small), "/proc/interrupts") < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(primary_link_names_the_controller, unload),
		cmocka_unit_test_teardown(link_below_the_controller_does_too, unload),
		cmocka_unit_test_teardown(unlinked_function_has_no_controller, unload),
		cmocka_unit_test_teardown(each_controller_starts_alone, unload),
		cmocka_unit_test_teardown(junk_gives_unknowns, unload),
		cmocka_unit_test_teardown(no_configfs_is_nothing, unload),
		cmocka_unit_test(tree_text_is_cut_and_clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
