// SPDX-License-Identifier: GPL-2.0-only
/* What a kernel offers, by its files alone: hooks by symbols, options, modules, privileges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <linux/capability.h>

#include "trace/needs.h"
#include "trace/rights.h"
#include "trace/static.h"

#define TREE(name) "tests/data/trees/" name

static struct static_judgement judged;
static struct kconfig config;

static void load(const char *root, const char *release)
{
	kconfig_free(&config);
	kconfig_read(root, release, &config);
	static_judge(root, &config, &judged);
}

static int unload(void **state)
{
	kconfig_free(&config);
	return 0;
}

static bool can(int stage, char *why, size_t size)
{
	return stage_available(stage, judged.hooks, why, size);
}

static void loaded_guest_has_every_stage(void **state)
{
	char why[256];

	load(TREE("its"), "7.3.4");
	assert_true(judged.symbols);
	assert_true(judged.patchable);
	for (int i = 0; i < EPB_NSTAGES; i++)
		if (!can(i, why, sizeof(why)))
			fail_msg("stage %d: %s", i, why);
}

static void bare_guest_says_which_module_to_load(void **state)
{
	char why[256];

	load(TREE("bare"), "7.3.4");
	assert_true(can(EPB_IRQ_DISPATCH, why, sizeof(why)));
	assert_string_equal(why, "");
	assert_true(can(EPB_RAISE_IRQ, why, sizeof(why)));
	assert_false(can(EPB_TX_FLUSH, why, sizeof(why)));
	assert_non_null(strstr(why, "modprobe ntb_transport"));
	assert_false(can(EPB_REPLY_QUEUE, why, sizeof(why)));
	assert_non_null(strstr(why, "modprobe pci_epf_vntb"));
}

static void notrace_function_is_not_likely(void **state)
{
	const int hook = EPB_H_raise_entry;

	load(TREE("its"), "7.3.4");
	assert_int_equal(judged.hooks[hook].status, HOOK_ATTACHED);
	assert_string_equal(judged.hooks[hook].attach, "likely");
	/* The tree "notrace" has the function in kallsyms but not in available_filter_functions. */
	load(TREE("notrace"), "7.3.4");
	assert_int_equal(judged.hooks[hook].status, HOOK_UNAVAILABLE);
	assert_non_null(strstr(judged.hooks[hook].why, "pci_epc_raise_irq exists but"));
}

static void nothing_to_read_is_nothing_known(void **state)
{
	load(TREE("none"), "6.1.0-9-amd64");
	assert_false(judged.symbols);
	assert_false(judged.patchable);
	for (int i = 0; i < EPB_NHOOKS; i++)
		assert_int_equal(judged.hooks[i].status, HOOK_UNAVAILABLE);
}

static void symbols_match_as_a_whole(void **state)
{
	assert_true(static_has_symbol(TREE("its"), "pci_epf_alloc_doorbell"));
	assert_false(static_has_symbol(TREE("its"), "pci_epf_alloc_doorbel"));
	assert_false(static_has_symbol(TREE("none"), "pci_epf_alloc_doorbell"));
}

static const struct need *find_need(const char *option)
{
	const struct need *need;

	for (int i = 0; (need = need_info(i)); i++)
		if (!strcmp(need->option, option))
			return need;
	fail_msg("no row for %s", option);
	return NULL;
}

static void check(const char *root, const char *option, enum need_state state, const char *value)
{
	char text[24];

	assert_int_equal(need_check(root, &config, find_need(option), text, sizeof(text)), state);
	assert_string_equal(text, value);
}

static void options_are_met_loaded_or_told_apart(void **state)
{
	load(TREE("its"), "7.3.4");
	check(TREE("its"), "PCI_ENDPOINT", NEED_MET, "y");
	check(TREE("its"), "PCI_EPF_VNTB", NEED_MET, "m");
	check(TREE("its"), "PCI_EPF_TEST", NEED_UNLOADED, "m");
	load(TREE("bare"), "7.3.4");
	check(TREE("bare"), "PCI_EPF_VNTB", NEED_UNLOADED, "m");
	load(TREE("none"), "6.1.0-9-amd64");
	check(TREE("none"), "PCI_ENDPOINT", NEED_UNSET, "not set");
	load(TREE("junk"), "");
	check(TREE("junk"), "PCI_ENDPOINT", NEED_UNKNOWN, "unknown");
	/* No configuration, but configfs shows it. */
	check(TREE("junk"), "PCI_ENDPOINT_CONFIGFS", NEED_MET, "yes");
}

static void rights_of_root_and_of_nobody(void **state)
{
	struct rights r;

	rights_read(TREE("its"), &r);
	assert_int_equal(r.uid, 0);
	assert_int_equal(r.bpf_disabled, 2);
	assert_int_equal(r.kptr_restrict, 0);
	for (int i = 0; right_info(i); i++)
		assert_true(rights_have(&r, right_info(i)));
	rights_read(TREE("locked"), &r);
	assert_int_equal(r.uid, 65534);
	assert_string_equal(r.lockdown, "integrity");
	for (int i = 0; right_info(i); i++)
		assert_false(rights_have(&r, right_info(i)));
	rights_read(TREE("none"), &r);
	assert_int_equal(r.uid, -1);
	assert_int_equal(r.bpf_disabled, -1);
	assert_string_equal(r.lockdown, "");
}

static void sys_admin_implies_bpf_but_not_syslog(void **state)
{
	struct rights r = { .caps = 1ULL << CAP_SYS_ADMIN };

	for (int i = 0; right_info(i); i++)
		assert_int_equal(rights_have(&r, right_info(i)), right_info(i)->needed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(loaded_guest_has_every_stage, unload),
		cmocka_unit_test_teardown(bare_guest_says_which_module_to_load, unload),
		cmocka_unit_test_teardown(notrace_function_is_not_likely, unload),
		cmocka_unit_test_teardown(nothing_to_read_is_nothing_known, unload),
		cmocka_unit_test(symbols_match_as_a_whole),
		cmocka_unit_test_teardown(options_are_met_loaded_or_told_apart, unload),
		cmocka_unit_test(rights_of_root_and_of_nobody),
		cmocka_unit_test(sys_admin_implies_bpf_but_not_syslog),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
