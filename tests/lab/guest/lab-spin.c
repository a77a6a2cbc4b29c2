// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pass time while the link comes up in deterministic mode. ntb_hw_epf sends
 * commands and looks for the answer every few microseconds, vNTB looks for a
 * command every half second, and each of those looks costs the host as much
 * as thousands of instructions. So keep most of the CPU from the rest of the
 * machine, with NOPs: those cost QEMU nothing but the counting. Only for
 * set-up: when the command runs this is gone.
 */
#include <sys/resource.h>

int main(void)
{
	if (setpriority(PRIO_PROCESS, 0, -20))
		return 1;
	for (;;)
		asm volatile(".rept 16384\n\tnop\n\t.endr");
	return 0;
}
