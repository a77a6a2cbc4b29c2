// SPDX-License-Identifier: GPL-2.0-only
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "ping/address.h"

static const char blanks[] = " \t\r\n";

bool address_in_hosts(FILE *hosts, const char *name, char *out, size_t size)
{
	char line[1024], *word, *save;

	while (fgets(line, sizeof(line), hosts)) {
		line[strcspn(line, "#")] = '\0';
		word = strtok_r(line, blanks, &save);
		if (!word || strlen(word) >= size)
			continue;
		snprintf(out, size, "%s", word);
		while ((word = strtok_r(NULL, blanks, &save)))
			if (!strcasecmp(word, name))
				return true;
	}
	return false;
}

static bool parse_v4(const char *text, struct address *out)
{
	struct sockaddr_in *to = (struct sockaddr_in *)&out->to;

	if (inet_pton(AF_INET, text, &to->sin_addr) != 1)
		return false;
	to->sin_family = AF_INET;
	out->len = sizeof(*to);
	snprintf(out->text, sizeof(out->text), "%s", text);
	return true;
}

/* The address without its scope, and the scope, which is "" if there is none. */
static bool parse_v6(const char *text, struct address *out, const char **scope)
{
	struct sockaddr_in6 *to = (struct sockaddr_in6 *)&out->to;
	const size_t len = strcspn(text, "%");
	char bare[INET6_ADDRSTRLEN];

	if (len >= sizeof(bare))
		return false;
	snprintf(bare, sizeof(bare), "%.*s", (int)len, text);
	if (inet_pton(AF_INET6, bare, &to->sin6_addr) != 1)
		return false;
	to->sin6_family = AF_INET6;
	out->len = sizeof(*to);
	snprintf(out->text, sizeof(out->text), "%s", text);
	*scope = text + len + (text[len] == '%');
	return true;
}

static int set_scope(struct address *out, const char *scope, const char *interface, struct err *err)
{
	struct sockaddr_in6 *to = (struct sockaddr_in6 *)&out->to;

	if (!*scope && !IN6_IS_ADDR_LINKLOCAL(&to->sin6_addr) && !IN6_IS_ADDR_MC_LINKLOCAL(&to->sin6_addr))
		return 0;
	if (!*scope)
		scope = interface;
	if (!*scope)
		return err_set(err, -EINVAL, "%s is a link-local address: name its interface with -I", out->text);
	to->sin6_scope_id = if_nametoindex(scope);
	return to->sin6_scope_id ? 0 : err_set(err, -ENODEV, "there is no interface %.20s", scope);
}

int address_resolve(const char *name, const char *interface, struct address *out, struct err *err)
{
	const char *scope = "", *text = name;
	char found[INET6_ADDRSTRLEN + IF_NAMESIZE];
	FILE *hosts;

	memset(out, 0, sizeof(*out));
	if (parse_v4(text, out))
		return 0;
	if (!strchr(name, ':')) {
		hosts = fopen("/etc/hosts", "re");
		if (hosts && address_in_hosts(hosts, name, found, sizeof(found)))
			text = found;
		if (hosts)
			fclose(hosts);
	}
	if (text != name && parse_v4(text, out))
		return 0;
	if (!parse_v6(text, out, &scope))
		return err_set(err, -ENOENT,
			       "'%.100s' is neither an address nor a name in /etc/hosts: give the address", name);
	return set_scope(out, scope, interface, err);
}
