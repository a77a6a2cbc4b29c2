// SPDX-License-Identifier: GPL-2.0-only
/*
 * The inventory as a whole: who reads what, and which function an interrupt belongs to. No file of the kernel says the
 * latter; the names of controllers in irq chips and configfs do, as long as they are unambiguous.
 */
#include <stdlib.h>
#include <string.h>

#include "trace/epf.h"
#include "trace/inventory.h"
#include "trace/irqs.h"
#include "trace/tree.h"

/* THE table of irq chips; what is not in it is an MSI controller or a register of another vendor. */
static const struct {
	const char *chip;
	bool prefix;
	const char *backend;
} chips[] = {
	{ "ITS", false, "its" }, /* before per-device MSI domains */
	{ "ITS-", true, "its" }, /* "ITS-pMSI-70000000.pcie-ep", "ITS-pMSI", "ITS-MSI" */
	{ "dw-edma-emul", false, "edma" },
};

const char *backend_of_chip(const char *chip, bool msi)
{
	for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++)
		if (chips[i].prefix ? !strncmp(chip, chips[i].chip, strlen(chips[i].chip)) :
				      !strcmp(chip, chips[i].chip))
			return chips[i].backend;
	return msi ? "msi" : "mmio";
}

/* The driver whose doorbells have this irq action. */
static const char *driver_of(const struct inv_irq *irq)
{
	return strcmp(irq->action, "pci_epf_vntb_db") ? "pci_epf_test" : "pci_epf_vntb";
}

/* dw-edma-emul does not say whose it is; one parent with a controller's name is the answer, two are none. */
static void find_emulated_epc(struct inventory *inv, struct inv_irq *irq)
{
	const struct inv_irq *found = NULL;

	for (size_t i = 0; i < inv->nirqs; i++) {
		const struct inv_irq *parent = &inv->irqs[i];

		if (strcmp(parent->role, "parent") != 0 || !*parent->epc)
			continue;
		if (found && strcmp(found->epc, parent->epc) != 0)
			return;
		found = parent;
	}
	if (found)
		tree_copy(irq->epc, sizeof(irq->epc), found->epc);
}

/* Names cut by the kernel still are the beginning of the controller's. */
static bool same_epc(const struct inv_irq *irq, const struct inv_epf *epf)
{
	return *epf->epc && (!*irq->epc || !strncmp(irq->epc, epf->epc, strlen(irq->epc)));
}

/* The one bound function that can own this doorbell, or NULL. */
static const struct inv_epf *find_owner(const struct inventory *inv, const struct inv_irq *irq)
{
	const struct inv_epf *owner = NULL;

	for (size_t i = 0; i < inv->nepfs; i++) {
		const struct inv_epf *epf = &inv->epfs[i];

		if (strcmp(epf->function, driver_of(irq)) != 0 || !same_epc(irq, epf))
			continue;
		if (owner)
			return NULL;
		owner = epf;
	}
	return owner;
}

/* How many of the owner's doorbell interrupts there are, and how many come before this one. */
static int count_siblings(const struct inventory *inv, const struct inv_irq *irq, int *before)
{
	int n = 0;

	*before = 0;
	for (size_t i = 0; i < inv->nirqs; i++) {
		const struct inv_irq *other = &inv->irqs[i];

		if (strcmp(other->action, irq->action) != 0 || strcmp(other->device, irq->device) != 0)
			continue;
		n++;
		*before += other->virq < irq->virq;
	}
	return n;
}

/*
 * Doorbells are allocated with rising virqs, so the i-th interrupt is the i-th doorbell if all db_count are there; if
 * there is but one, all doorbells share it.
 */
static void find_vectors(const struct inventory *inv, struct inv_irq *irq, const struct inv_epf *owner)
{
	int index, n = count_siblings(inv, irq, &index);

	if (strcmp(owner->function, "pci_epf_vntb") != 0) {
		irq->vector = n == 1 ? 0 : -1;
		irq->fan_out = n == 1 ? 1 : -1;
	} else if (n == owner->db_count && n > VNTB_FIRST_DB) {
		irq->vector = index >= VNTB_FIRST_DB ? index - VNTB_FIRST_DB : -1;
		irq->fan_out = index >= VNTB_FIRST_DB;
	} else if (n == 1 && owner->db_count > VNTB_FIRST_DB) {
		irq->vector = 0;
		irq->fan_out = owner->db_count - VNTB_FIRST_DB;
	}
}

static void find_owners(struct inventory *inv)
{
	for (size_t i = 0; i < inv->nirqs; i++) {
		struct inv_irq *irq = &inv->irqs[i];
		const struct inv_epf *owner;

		if (!strcmp(irq->chip, "dw-edma-emul"))
			find_emulated_epc(inv, irq);
		if (strcmp(irq->role, "doorbell") != 0)
			continue;
		owner = find_owner(inv, irq);
		if (!owner)
			continue;
		tree_copy(irq->device, sizeof(irq->device), owner->device);
		tree_copy(irq->epc, sizeof(irq->epc), owner->epc);
	}
	for (size_t i = 0; i < inv->nirqs; i++)
		for (size_t j = 0; j < inv->nepfs; j++)
			if (*inv->irqs[i].device && !strcmp(inv->irqs[i].device, inv->epfs[j].device))
				find_vectors(inv, &inv->irqs[i], &inv->epfs[j]);
}

int inventory_read(const char *root, struct inventory *inv, struct err *err)
{
	int ret;

	memset(inv, 0, sizeof(*inv));
	ret = irqs_read(root, inv);
	if (!ret)
		ret = epf_read(root, inv);
	if (ret) {
		inventory_free(inv);
		return err_set(err, ret, "not enough memory for the inventory of interrupts: %s", strerror(-ret));
	}
	find_owners(inv);
	return 0;
}

void inventory_free(struct inventory *inv)
{
	free(inv->irqs);
	free(inv->epfs);
	free(inv->epcs);
	memset(inv, 0, sizeof(*inv));
}
