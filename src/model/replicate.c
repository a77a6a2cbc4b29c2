// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "model/replicate.h"
#include "model/text.h"

void replicate_take(struct replicate *r, const struct run *run, const struct group_by *by)
{
	r->env = run->env;
	r->accounted = run->naccounts > 0;
	r->closes = run_closes(run);
	r->complete = run->complete;
	*r->backends = 0;
	for (int i = 0; backend_info(i); i++) {
		const char *name = backend_info(i)->name;

		if (group_wants_backend(by, name) && run_has_backend(run, name))
			text_add(r->backends, sizeof(r->backends), "%s%s", *r->backends ? "," : "", name);
	}
}

bool backends_have(const char *backends, const char *backend)
{
	const size_t len = strlen(backend);

	for (const char *at = backends; (at = strstr(at, backend)); at += len)
		if ((at == backends || at[-1] == ',') && (!at[len] || at[len] == ','))
			return true;
	return false;
}
