// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "model/text.h"
#include "trace/kconfig.h"
#include "trace/tree.h"

/* An allmodconfig is 400 KiB; what is longer is no configuration. */
#define CONFIG_MAX (8U * 1024 * 1024)

/* The whole of an open file, unpacked if it is packed, as one string. Takes over the descriptor. */
static char *slurp(int fd)
{
	size_t size = 64 * 1024, len = 0;
	char *text = NULL, *bigger;
	int n = 0;
	gzFile in;

	in = gzdopen(fd, "r");
	if (!in) {
		close(fd);
		return NULL;
	}
	do {
		len += n;
		if (!text || len + 1 >= size) {
			size *= 2;
			bigger = size <= CONFIG_MAX ? realloc(text, size) : NULL;
			if (!bigger)
				goto fail;
			text = bigger;
		}
		n = gzread(in, text + len, size - len - 1);
	} while (n > 0);
	if (n < 0)
		goto fail;
	gzclose(in);
	text[len] = '\0';
	return text;
fail:
	gzclose(in);
	free(text);
	return NULL;
}

int kconfig_read(const char *root, const char *release, struct kconfig *k)
{
	static const char *const places[] = { "/proc/config.gz", "/boot/config-%s", "/lib/modules/%s/config",
					      "/lib/modules/%s/build/.config" };
	char path[sizeof(k->source)];
	int fd;

	memset(k, 0, sizeof(*k));
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		const char *hole = strstr(places[i], "%s");
		int head = hole ? (int)(hole - places[i]) : (int)strlen(places[i]);

		/* A release that does not fit or climbs out of the directory is none of a kernel's. */
		if (hole && (!*release || strchr(release, '/') || strlen(release) > 64))
			continue;
		snprintf(path, sizeof(path), "%.*s%s%s", head, places[i], hole ? release : "", hole ? hole + 2 : "");
		fd = tree_open(root, O_RDONLY, "%s", path);
		if (fd < 0)
			continue;
		k->text = slurp(fd);
		if (k->text && strstr(k->text, "CONFIG_")) {
			tree_copy(k->source, sizeof(k->source), path);
			return 0;
		}
		kconfig_free(k);
	}
	return -ENOENT;
}

void kconfig_free(struct kconfig *k)
{
	free(k->text);
	memset(k, 0, sizeof(*k));
}

bool kconfig_get(const struct kconfig *k, const char *option, char *out, size_t size)
{
	char key[80];
	int len;

	out[0] = '\0';
	if (!strncmp(option, "CONFIG_", 7))
		option += 7;
	len = snprintf(key, sizeof(key), "CONFIG_%s=", option);
	if (!k->text || len >= (int)sizeof(key))
		return false;
	for (const char *s = strstr(k->text, key); s; s = strstr(s + 1, key)) {
		const char *value = s + len;

		if (s != k->text && s[-1] != '\n')
			continue;
		len = strcspn(value, "\n");
		if (len > 1 && value[0] == '"' && value[len - 1] == '"') {
			value++;
			len -= 2;
		}
		snprintf(out, size, "%.*s", len, value);
		text_clean_terminal(out);
		return true;
	}
	return false;
}

bool kconfig_on(const struct kconfig *k, const char *option)
{
	char value[8];

	return kconfig_get(k, option, value, sizeof(value)) && (!strcmp(value, "y") || !strcmp(value, "m"));
}
