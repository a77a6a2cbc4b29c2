// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cmd/run_setup.h"
#include "trace/inventory.h"

int add_labels(struct run *run, const struct opt_list *labels, struct err *err)
{
	char key[64];
	const char *eq;
	size_t i;

	for (i = 0; i < labels->n; i++) {
		eq = strchr(labels->item[i], '=');
		if (!eq || eq == labels->item[i] || (size_t)(eq - labels->item[i]) >= sizeof(key))
			return err_set(err, -EINVAL, "--label '%.100s': write KEY=VALUE", labels->item[i]);
		snprintf(key, sizeof(key), "%.*s", (int)(eq - labels->item[i]), labels->item[i]);
		if (run_add_label(run, key, eq + 1))
			return err_set(err, -EINVAL, "--label '%.100s': the value is too long", labels->item[i]);
	}
	return 0;
}

void describe_run(struct run *run, char **command)
{
	struct environment *env = &run->env;
	time_t now = time(NULL);
	size_t used = 0;
	struct tm tm;

	kernel_environment("", env);
	strftime(env->started, sizeof(env->started), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	snprintf(env->epbell, sizeof(env->epbell), "%s", EPBELL_VERSION);
	for (; command && *command && used < sizeof(env->command); command++)
		used += snprintf(env->command + used, sizeof(env->command) - used, "%s%s", used ? " " : "", *command);
}
