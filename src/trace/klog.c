// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/text.h"
#include "trace/klog.h"
#include "trace/tree.h"

#define KEEP_MAX (64 * 1024) /* of lines about endpoint functions: hundreds of binds */
#define RECORD	 8192	     /* a record of /dev/kmsg is shorter (CONSOLE_EXT_LOG_MAX) */

/* Keep a message of dev_printk(): "pci_epf_vntb pci_epf_vntb.0: text", driver first, the device behind it. */
static void keep(struct klog *log, const char *message, size_t len)
{
	char *bigger;

	if (len < 8 || strncmp(message, "pci_epf_", 8) != 0 || log->len + len + 2 > KEEP_MAX)
		return;
	bigger = realloc(log->text, log->len + len + 2);
	if (!bigger)
		return;
	log->text = bigger;
	memcpy(bigger + log->len, message, len);
	log->len += len;
	bigger[log->len++] = '\n';
	bigger[log->len] = '\0';
}

/* "6,301,2201345,-;message\n KEY=value\n": what stands before the semicolon are numbers, what follows the line is not text. */
static void take_record(struct klog *log, const char *record)
{
	const char *line = record;

	while (*line) {
		size_t len = strcspn(line, "\n");
		const char *message = memchr(line, ';', len);

		if (*line != ' ' && message)
			keep(log, message + 1, len - (message + 1 - line));
		line += len + (line[len] == '\n');
	}
}

void klog_read(const char *root, struct klog *log)
{
	char record[RECORD + 1];
	ssize_t n;
	int fd;

	memset(log, 0, sizeof(*log));
	fd = tree_open(root, O_RDONLY | O_NONBLOCK, "/dev/kmsg");
	if (fd < 0)
		return;
	log->readable = true;
	/* EPIPE: the record was overwritten before we came to it, the next one is there. */
	while ((n = read(fd, record, RECORD)) > 0 || (n < 0 && (errno == EPIPE || errno == EINTR))) {
		record[n > 0 ? n : 0] = '\0';
		take_record(log, record);
	}
	close(fd);
}

void klog_free(struct klog *log)
{
	free(log->text);
	memset(log, 0, sizeof(*log));
}

/* The message behind "driver device: " if this line is of @device, else NULL. */
static const char *message_of(const char *line, const char *device)
{
	size_t len = strlen(device);
	const char *s = strchr(line, ' ');

	if (!s || strncmp(s + 1, device, len) != 0 || strncmp(s + 1 + len, ": ", 2) != 0)
		return NULL;
	return s + 1 + len + 2;
}

bool klog_find(const struct klog *log, const char *device, const char *part, char *out, size_t size)
{
	const char *line = log->text;
	bool found = false;

	out[0] = '\0';
	while (line && *line) {
		size_t len = strcspn(line, "\n");
		const char *message = message_of(line, device);
		const char *hit = message ? strstr(message, part) : NULL;

		if (hit && hit < line + len) {
			snprintf(out, size, "%.*s", (int)(line + len - message), message);
			text_clean_terminal(out);
			found = true;
		}
		line += len + (line[len] == '\n');
	}
	return found;
}
