// SPDX-License-Identifier: GPL-2.0-only
/* The environment of saved trees and of this machine. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zlib.h>
#include <cmocka.h>

#include "trace/inventory.h"
#include "trace/kernel.h"

#define TREE(name) "tests/data/trees/" name

static struct environment env;

static void load(const char *root)
{
	memset(&env, 0xa5, sizeof(env));
	assert_int_equal(kernel_environment(root, &env), 0);
	assert_true(env.clock_step_ns >= 1);
}

static void lab_guest_is_read_in_full(void **state)
{
	load(TREE("edma"));
	assert_string_equal(env.release, "7.3.4");
	assert_string_equal(env.arch, "aarch64");
	assert_string_equal(env.machine, "linux,dummy-virt");
	assert_string_equal(env.preempt, "full");
	assert_string_equal(env.clocksource, "arch_sys_counter");
	assert_string_equal(env.lab, "free");
	assert_string_equal(env.governor, "");
	assert_int_equal(env.cpus, 1);
	assert_int_equal(env.hz, 250);
	assert_false(env.threadirqs);
	assert_string_equal(env.started, "");
	assert_string_equal(env.command, "");
}

static void rt_forces_threads(void **state)
{
	load(TREE("rt"));
	assert_string_equal(env.preempt, "rt");
	assert_true(env.threadirqs);
	assert_int_equal(env.hz, 1000);
	assert_int_equal(env.cpus, 8);
	assert_string_equal(env.governor, "performance");
	assert_string_equal(env.machine, "Radxa ROCK 5B");
	assert_string_equal(env.lab, "");
}

static void command_line_chooses_preemption_and_threads(void **state)
{
	load(TREE("none"));
	assert_string_equal(env.preempt, "full"); /* the word behind "--" is init's */
	assert_true(env.threadirqs);
	assert_string_equal(env.machine, "LENOVO 20XW0026GE");
	assert_string_equal(env.governor, "mixed");
	assert_int_equal(env.hz, 1000);
}

static void unknown_stays_unknown(void **state)
{
	load("tests/data/trees/there-is-no-such-tree");
	assert_string_equal(env.release, "");
	assert_string_equal(env.machine, "");
	assert_string_equal(env.preempt, "");
	assert_int_equal(env.hz, 0);
	assert_int_equal(env.cpus, 0);
	load(TREE("old"));
	assert_string_equal(env.preempt, "none");
	assert_int_equal(env.hz, 100); /* the last line of a file without a newline */
}

static void junk_is_made_printable(void **state)
{
	load(TREE("junk"));
	assert_string_equal(env.lab, "fr?ee");
	assert_int_equal(env.cpus, 0);
	assert_int_equal(env.hz, 0);
	assert_string_equal(env.version, "??");
	assert_string_equal(env.machine, "");
}

static void this_machine_tells_its_own(void **state)
{
	struct utsname uts;

	load("");
	assert_int_equal(uname(&uts), 0);
	assert_string_equal(env.release, uts.release);
	assert_int_equal(env.cpus, sysconf(_SC_NPROCESSORS_ONLN));
	assert_true(env.hz >= 24 && env.hz <= 1200);
	assert_true(env.clock_step_ns < 20 * 1000 * 1000);
	assert_true(strlen(env.clocksource) > 0);
}

static void model_in_force_beats_what_was_built(void **state)
{
	struct kconfig k = { .text = (char *)"CONFIG_PREEMPT_NONE=y\nCONFIG_PREEMPT_DYNAMIC=y\n" };
	char out[24];

	preempt_model("#1 SMP PREEMPT_DYNAMIC", "", "none voluntary (lazy) full", "", &k, out, sizeof(out));
	assert_string_equal(out, "lazy");
	preempt_model("#1 SMP PREEMPT_DYNAMIC", "preempt=voluntary", "", "", &k, out, sizeof(out));
	assert_string_equal(out, "voluntary");
	preempt_model("#1 SMP PREEMPT_DYNAMIC", "", "", "", &k, out, sizeof(out));
	assert_string_equal(out, "none");
	preempt_model("#1 SMP PREEMPT_DYNAMIC", "", "(", "1", &k, out, sizeof(out));
	assert_string_equal(out, "rt");
	k.text = NULL;
	preempt_model("#1 SMP PREEMPT Sat", "", "none (", "0", &k, out, sizeof(out));
	assert_string_equal(out, "full");
	preempt_model("#1 SMP Sat", "", "", "", &k, out, sizeof(out));
	assert_string_equal(out, "");
}

static void words_of_the_command_line(void **state)
{
	char out[8];

	assert_true(cmdline_value("a=1 b=2 a=3", "a", out, sizeof(out)));
	assert_string_equal(out, "3");
	assert_false(cmdline_value("xa=1 a", "a", out, sizeof(out)));
	assert_string_equal(out, "");
	assert_true(cmdline_value("a=1234567890", "a", out, sizeof(out)));
	assert_string_equal(out, "1234567");
	assert_true(cmdline_word("quiet threadirqs", "threadirqs"));
	assert_false(cmdline_word("nothreadirqs threadirqs=1", "threadirqs"));
	assert_false(cmdline_word("quiet -- threadirqs", "threadirqs"));
}

static void cpu_lists_count(void **state)
{
	assert_int_equal(cpu_list_count("0"), 1);
	assert_int_equal(cpu_list_count("0-3,5,8-1023"), 1021);
	assert_int_equal(cpu_list_count(""), 0);
	assert_int_equal(cpu_list_count("3-1"), 0);
	assert_int_equal(cpu_list_count("0-3;x"), 0);
	assert_int_equal(cpu_list_count("0-99999999999999999999"), 0);
}

static void options_match_as_a_whole(void **state)
{
	struct kconfig k = { .text = (char *)"#CONFIG_A=y\nCONFIG_AB=m\nCONFIG_S=\"a string\"\n"
					     "# CONFIG_N is not set\nXCONFIG_A=n\nCONFIG_A=42" };
	char out[16];

	assert_true(kconfig_get(&k, "A", out, sizeof(out)));
	assert_string_equal(out, "42");
	assert_true(kconfig_get(&k, "CONFIG_S", out, sizeof(out)));
	assert_string_equal(out, "a string");
	assert_true(kconfig_on(&k, "AB"));
	assert_false(kconfig_on(&k, "A"));
	assert_false(kconfig_on(&k, "N"));
	assert_false(kconfig_get(&k, "B", out, sizeof(out)));
}

static void configuration_is_found_or_refused(void **state)
{
	struct kconfig k;

	assert_int_equal(kconfig_read(TREE("its"), "7.3.4", &k), 0);
	assert_string_equal(k.source, "/boot/config-7.3.4");
	kconfig_free(&k);
	assert_true(kconfig_read(TREE("its"), "../boot/config-7.3.4", &k) < 0);
	assert_null(k.text);
	assert_true(kconfig_read(TREE("junk"), "7.3.4", &k) < 0); /* a broken config.gz */
	assert_string_equal(k.source, "");
	kconfig_free(&k);
}

/* As the kernel offers its own configuration; and one that never ends is none. */
static void packed_configuration_is_unpacked(void **state)
{
	char root[] = "/tmp/epbell-kernel-XXXXXX", path[64], command[64], out[16];
	struct kconfig k;
	gzFile file;

	assert_non_null(mkdtemp(root));
	snprintf(path, sizeof(path), "%s/proc", root);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/proc/config.gz", root);
	file = gzopen(path, "w");
	for (int i = 0; i < 20000; i++)
		gzprintf(file, "CONFIG_FILLER_%d=y\n", i);
	gzputs(file, "CONFIG_HZ=300\n");
	assert_int_equal(gzclose(file), Z_OK);
	assert_int_equal(kconfig_read(root, "", &k), 0);
	assert_string_equal(k.source, "/proc/config.gz");
	assert_true(kconfig_get(&k, "HZ", out, sizeof(out)));
	assert_string_equal(out, "300");
	assert_true(kconfig_on(&k, "FILLER_19999"));
	kconfig_free(&k);
	file = gzopen(path, "w");
	for (int i = 0; i < 500000; i++)
		gzputs(file, "CONFIG_THIS_IS_FAR_TOO_MUCH=y\n");
	assert_int_equal(gzclose(file), Z_OK);
	assert_int_equal(kconfig_read(root, "", &k), -ENOENT);
	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lab_guest_is_read_in_full),
		cmocka_unit_test(rt_forces_threads),
		cmocka_unit_test(command_line_chooses_preemption_and_threads),
		cmocka_unit_test(unknown_stays_unknown),
		cmocka_unit_test(junk_is_made_printable),
		cmocka_unit_test(this_machine_tells_its_own),
		cmocka_unit_test(model_in_force_beats_what_was_built),
		cmocka_unit_test(words_of_the_command_line),
		cmocka_unit_test(cpu_lists_count),
		cmocka_unit_test(options_match_as_a_whole),
		cmocka_unit_test(configuration_is_found_or_refused),
		cmocka_unit_test(packed_configuration_is_unpacked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
