// SPDX-License-Identifier: GPL-2.0-only
/*
 * epbell's loopback PCIe link. Both ends of it run the kernel's own drivers;
 * this module is what hardware would be.
 */
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>

#include "lab.h"

void *lab_peer(struct device *dev, const char *property)
{
	struct platform_device *pdev;
	struct device_node *np;
	void *data;

	np = of_parse_phandle(dev->of_node, property, 0);
	if (!np)
		return ERR_PTR(-ENODEV);
	pdev = of_find_device_by_node(np);
	of_node_put(np);
	if (!pdev)
		return ERR_PTR(-EPROBE_DEFER);
	data = platform_get_drvdata(pdev);
	/* The module never unloads: the reference need not be kept. */
	put_device(&pdev->dev);
	return data ?: ERR_PTR(-EPROBE_DEFER);
}

static struct platform_driver *const lab_drivers[] = {
	&lab_wire_driver,
	&lab_rc_driver,
	&lab_ep_driver,
};

/*
 * No exit: the endpoint controller has no module reference to hold (its ops
 * live in the DWC core), so nothing would stop an rmmod under a bound
 * function. Soldered hardware does not go away either.
 */
static int __init lab_init(void)
{
	return platform_register_drivers(lab_drivers, ARRAY_SIZE(lab_drivers));
}
module_init(lab_init);

MODULE_DESCRIPTION("epbell loopback PCIe endpoint and root complex");
MODULE_LICENSE("GPL");
