// SPDX-License-Identifier: GPL-2.0-only
/* Every hook can be explained, in one sentence that fits hook_state.why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "trace/since.h"

#define ROW(sym_, func_, module_, kind_, stages_)                                                                      \
	{ .sym = #sym_, .func = func_, .module = module_, .kind = kind_, .stages = stages_ },

static const struct hook_info rows[] = { EPB_HOOKS(ROW) };

static void every_hook_has_a_row(void **state)
{
	for (int i = 0; i < EPB_NHOOKS; i++) {
		const struct since_info *s = since_find(rows[i].func);

		assert_non_null(s);
		assert_true(!strncmp(s->config, "CONFIG_", 7));
		assert_int_equal(!*s->release, !*s->change);
	}
	assert_null(since_find("no_such_function"));
}

/* A row of a function that no hook has any more explains nothing to anybody. */
static void functions_that_hooks_have_left_have_no_row(void **state)
{
	static const char *const left[] = { "irq_handler_exit", "vntb_epf_peer_db_work" };

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		for (int hook = 0; hook < EPB_NHOOKS; hook++)
			assert_string_not_equal(rows[hook].func, left[i]);
		assert_null(since_find(left[i]));
	}
}

static void every_sentence_fits_and_names_the_function_or_module(void **state)
{
	for (int i = 0; i < EPB_NHOOKS; i++)
		for (int loaded = 0; loaded < 2; loaded++)
			for (int btf = 0; btf < 2; btf++) {
				char out[512];

				since_explain(&rows[i], loaded, btf, out, sizeof(out));
				assert_in_range(strlen(out), 20, 220);
				assert_true(strstr(out, rows[i].func) || strstr(out, rows[i].module));
				assert_null(strchr(out, '\n'));
			}
}

static void says(const char *func, const char *module, bool loaded, bool btf, const char *part)
{
	struct hook_info h = { .func = func, .module = module, .kind = EPB_HOOK_ENTRY };
	char out[256];

	since_explain(&h, loaded, btf, out, sizeof(out));
	if (!strstr(out, part))
		fail_msg("\"%s\" is not in \"%s\"", part, out);
}

static void next_step_fits_the_cause(void **state)
{
	says("pci_epc_get_aux_resources", "", false, false, "the kernel has no pci_epc_get_aux_resources");
	says("pci_epc_get_aux_resources", "", false, false, "Linux >= 7.2 or the EPC aux-resource series v10");
	says("ntb_transport_rxc_db", "ntb_transport", false, false,
	     "ntb_transport is not loaded: modprobe ntb_transport");
	says("epf_ntb_doorbell_handler", "pci_epf_vntb", true, false,
	     "pci_epf_vntb has no epf_ntb_doorbell_handler: needs Linux >= 6.18");
	says("dw_edma_done_interrupt_deferred", "dw_edma", true, false,
	     "dw_edma has no dw_edma_done_interrupt_deferred: needs Linux >= 7.3 or dw-edma's deferred completions, and "
	     "CONFIG_DW_EDMA");
	says("dw_edma_abort_interrupt_deferred", "dw_edma", false, false, "modprobe dw_edma (CONFIG_DW_EDMA; ");
	says("ntb_db_event", "ntb", true, false, "CONFIG_DEBUG_INFO_BTF_MODULES");
	says("pci_epc_raise_irq", "", false, false, "CONFIG_PCI_ENDPOINT");
	says("epf_ntb_cmd_handler", "pci_epf_vntb", true, true, "available_filter_functions");
	says("unheard_of", "some_module", false, false, "modprobe some_module");
	says("unheard_of", "some_module", true, false, "some_module has no unheard_of");
}

static void option_that_was_never_built_beats_modprobe(void **state)
{
	struct kconfig k = { .text = (char *)"CONFIG_NTB=m\n# CONFIG_PCI_EPF_VNTB is not set\n" };
	struct hook_info h = { .func = "epf_ntb_cmd_handler", .module = "pci_epf_vntb" };
	char out[256] = "as it was";

	assert_true(since_unbuilt(&h, &k, out, sizeof(out)));
	assert_string_equal(out, "this kernel was built without CONFIG_PCI_EPF_VNTB: epf_ntb_cmd_handler needs it, "
				 "and Linux >= 6.0");
	strcpy(out, "as it was");
	h.func = "ntb_db_event";
	assert_false(since_unbuilt(&h, &k, out, sizeof(out)));
	k.text = NULL;
	h.func = "epf_ntb_cmd_handler";
	assert_false(since_unbuilt(&h, &k, out, sizeof(out)));
	assert_string_equal(out, "as it was");
}

static void sentence_is_cut_not_overrun(void **state)
{
	char out[12] = "xxxxxxxxxxx";

	since_explain(&rows[0], false, false, out, 8);
	assert_int_equal(strlen(out), 7);
	assert_int_equal(out[9], 'x');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_hook_has_a_row),
		cmocka_unit_test(functions_that_hooks_have_left_have_no_row),
		cmocka_unit_test(every_sentence_fits_and_names_the_function_or_module),
		cmocka_unit_test(next_step_fits_the_cause),
		cmocka_unit_test(option_that_was_never_built_beats_modprobe),
		cmocka_unit_test(sentence_is_cut_not_overrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
