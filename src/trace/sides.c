// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "epbell/stage.h"
#include "trace/sides.h"
#include "trace/tree.h"

static int any(void *ctx, const char *name)
{
	return 1;
}

/* A device that is bound to a driver stands in the driver's directory by its address, "0000:01:00.0". */
static int is_device(void *ctx, const char *name)
{
	return strchr(name, ':') != NULL;
}

int sides_of_machine(const char *root)
{
	int sides = 0;

	if (tree_list(root, any, NULL, "/sys/class/pci_epc") > 0)
		sides |= EPB_SIDE_EP;
	if (tree_list(root, is_device, NULL, "/sys/bus/pci/drivers/ntb_hw_epf") > 0 ||
	    tree_list(root, is_device, NULL, "/sys/bus/pci/drivers/pci-endpoint-test") > 0)
		sides |= EPB_SIDE_RC;
	return sides;
}
