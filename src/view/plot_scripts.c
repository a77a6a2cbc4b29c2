// SPDX-License-Identifier: GPL-2.0-only
#include "view/plot_kind_list.h"
#include "view/plot_scripts.h"

/* Make runs the compiler in the top directory, where plots/ is. */
#define EMBED(name, ...)                                                                                               \
	__asm__(".pushsection .rodata\n"                                                                               \
		".global plot_script_" #name "\n"                                                                      \
		"plot_script_" #name ":\n"                                                                             \
		".incbin \"plots/" #name ".gp\"\n"                                                                     \
		".global plot_script_" #name "_end\n"                                                                  \
		"plot_script_" #name "_end:\n"                                                                         \
		".byte 0\n"                                                                                            \
		".popsection\n");                                                                                      \
	extern const char plot_script_##name[], plot_script_##name##_end[];

EMBED(theme)
PLOT_KINDS(EMBED)

#define ROW(name, ...) { #name ".gp", plot_script_##name, plot_script_##name##_end },
static const struct plot_script scripts[] = { ROW(theme) PLOT_KINDS(ROW) };

const struct plot_script *plot_script(size_t i)
{
	return i < sizeof(scripts) / sizeof(scripts[0]) ? &scripts[i] : NULL;
}
