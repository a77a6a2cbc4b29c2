// SPDX-License-Identifier: GPL-2.0-only
/*
 * Endpoint functions as configfs shows them (drivers/pci/endpoint/pci-ep-cfs.c):
 *
 *     pci_ep/functions/pci_epf_vntb/func1/              a function; the user chose its name
 *     pci_ep/functions/pci_epf_vntb/func1/pci_epf_vntb.0/db_count   the kernel's name for it, and the driver's attributes
 *     pci_ep/functions/pci_epf_vntb/func1/primary/any   -> .../controllers/70000000.pcie-ep: bound to a controller
 *     pci_ep/controllers/70000000.pcie-ep/any           -> .../functions/pci_epf_vntb/func1: the same, the older way
 *     pci_ep/controllers/70000000.pcie-ep/start         1: its link is started
 *
 * The kernel refuses the link when the driver's bind fails, so a link is a bound function.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/epf.h"
#include "trace/tree.h"

#define CFS "/sys/kernel/config/pci_ep"

struct reader {
	const char *root;
	struct inventory *inv;
	const char *driver; /* directory of functions/ that is being read */
	const char *epc;    /* directory of controllers/ */
	struct inv_epf *epf;
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* primary/ and secondary/ hold one link each; its name is the user's, its target the controller. */
static int visit_link(void *ctx, const char *name)
{
	struct reader *r = ctx;
	char target[PATH_MAX];

	if (tree_link(r->root, target, sizeof(target), CFS "/functions/%s/%s/primary/%s", r->driver, r->epf->config,
		      name) <= 0)
		return 0;
	tree_copy(r->epf->epc, sizeof(r->epf->epc), base_name(target));
	return 1;
}

/* The group that carries the driver's own attributes is called as the device: driver, dot, number. */
static int visit_attribute(void *ctx, const char *name)
{
	struct reader *r = ctx;
	size_t len = strlen(r->driver);

	if (strncmp(name, r->driver, len) != 0 || name[len] != '.')
		return 0;
	tree_copy(r->epf->device, sizeof(r->epf->device), name);
	return 1;
}

static int visit_function(void *ctx, const char *name)
{
	struct reader *r = ctx;
	struct inv_epf *epfs;
	int64_t count;

	if (!tree_exists(r->root, CFS "/functions/%s/%s/vendorid", r->driver, name))
		return 0;
	epfs = realloc(r->inv->epfs, (r->inv->nepfs + 1) * sizeof(*epfs));
	if (!epfs)
		return -ENOMEM;
	r->inv->epfs = epfs;
	r->epf = &epfs[r->inv->nepfs++];
	memset(r->epf, 0, sizeof(*r->epf));
	r->epf->db_count = -1;
	tree_copy(r->epf->config, sizeof(r->epf->config), name);
	tree_copy(r->epf->device, sizeof(r->epf->device), name);
	tree_copy(r->epf->function, sizeof(r->epf->function), r->driver);
	tree_list(r->root, visit_attribute, r, CFS "/functions/%s/%s", r->driver, name);
	tree_list(r->root, visit_link, r, CFS "/functions/%s/%s/primary", r->driver, name);
	if (!tree_number(r->root, &count, CFS "/functions/%s/%s/%s/db_count", r->driver, name, r->epf->device) &&
	    count >= 0 && count <= INT_MAX)
		r->epf->db_count = count;
	return 0;
}

static int visit_driver(void *ctx, const char *name)
{
	struct reader *r = ctx;
	int ret;

	r->driver = name;
	ret = tree_list(r->root, visit_function, r, CFS "/functions/%s", name);
	return ret == -ENOMEM ? ret : 0;
}

/* Does the path end in /functions/DRIVER/CONFIG of this function? */
static bool is_function(const char *path, const struct inv_epf *epf)
{
	char tail[sizeof("functions//") + sizeof(epf->function) + sizeof(epf->config)];
	size_t len = strlen(path);
	int want;

	want = snprintf(tail, sizeof(tail), "functions/%s/%s", epf->function, epf->config);
	return len >= (size_t)want && !strcmp(path + len - want, tail);
}

static int visit_direct_link(void *ctx, const char *name)
{
	struct reader *r = ctx;
	char target[PATH_MAX];

	if (tree_link(r->root, target, sizeof(target), CFS "/controllers/%s/%s", r->epc, name) <= 0)
		return 0;
	for (size_t i = 0; i < r->inv->nepfs; i++)
		if (!*r->inv->epfs[i].epc && is_function(target, &r->inv->epfs[i]))
			tree_copy(r->inv->epfs[i].epc, sizeof(r->inv->epfs[i].epc), r->epc);
	return 0;
}

static int visit_controller(void *ctx, const char *name)
{
	struct reader *r = ctx;
	int64_t start = 0;
	char epc[48];

	r->epc = name;
	tree_copy(epc, sizeof(epc), name);
	tree_list(r->root, visit_direct_link, r, CFS "/controllers/%s", name);
	if (tree_number(r->root, &start, CFS "/controllers/%s/start", name) || start != 1)
		return 0;
	for (size_t i = 0; i < r->inv->nepfs; i++)
		if (!strcmp(r->inv->epfs[i].epc, epc))
			r->inv->epfs[i].started = true;
	return 0;
}

static int visit_epc(void *ctx, const char *name)
{
	struct reader *r = ctx;
	size_t len = strlen(r->inv->epcs);
	char *epcs;

	epcs = realloc(r->inv->epcs, len + strlen(name) + 2);
	if (!epcs)
		return -ENOMEM;
	r->inv->epcs = epcs;
	snprintf(epcs + len, strlen(name) + 2, "%s%s", len ? "\n" : "", name);
	tree_copy(epcs + len + !!len, strlen(name) + 1, name);
	return 0;
}

int epf_read(const char *root, struct inventory *inv)
{
	struct reader r = { .root = root, .inv = inv };

	inv->epcs = calloc(1, 1);
	if (!inv->epcs)
		return -ENOMEM;
	if (tree_list(root, visit_driver, &r, CFS "/functions") == -ENOMEM ||
	    tree_list(root, visit_epc, &r, "/sys/class/pci_epc") == -ENOMEM)
		return -ENOMEM;
	tree_list(root, visit_controller, &r, CFS "/controllers");
	return 0;
}
