// SPDX-License-Identifier: GPL-2.0-only
/* THE table of backends: the ways in which a root complex's write becomes work. A new one is a row here. */
#include <limits.h>
#include <string.h>

#include "model/run.h"

static const struct backend_info backends[] = {
	{ "its", EPB_ON_IRQ, "MSI through the GIC's ITS" },
	{ "msi", EPB_ON_IRQ, "MSI through another controller" },
	{ "edma", EPB_ON_IRQ | EPB_ON_DEMUX, "DesignWare eDMA's interrupt emulation" },
	{ "mmio", EPB_ON_IRQ, "another controller's doorbell register" },
	{ "poll", EPB_ON_POLL, "memory word, polled" },
};

#define NBACKENDS ((int)(sizeof(backends) / sizeof(backends[0])))

const struct backend_info *backend_info(int i)
{
	return i >= 0 && i < NBACKENDS ? &backends[i] : NULL;
}

const struct backend_info *backend_find(const char *name)
{
	for (int i = 0; i < NBACKENDS; i++)
		if (!strcmp(backends[i].name, name))
			return &backends[i];
	return NULL;
}

int backend_rank(const char *name)
{
	int i = 0;

	if (!*name)
		return INT_MAX;
	while (i < NBACKENDS && strcmp(backends[i].name, name) != 0)
		i++;
	return i;
}
