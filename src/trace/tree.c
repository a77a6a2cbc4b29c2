// SPDX-License-Identifier: GPL-2.0-only
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/text.h"
#include "trace/tree.h"

/* Path of a file in the tree into a buffer of PATH_MAX bytes. */
static int tree_path(char *path, const char *root, const char *fmt, va_list ap)
{
	int head, tail;

	head = snprintf(path, PATH_MAX, "%s", root);
	if (head < 0 || head >= PATH_MAX)
		return -ENAMETOOLONG;
	tail = vsnprintf(path + head, PATH_MAX - head, fmt, ap);
	if (tail < 0 || tail >= PATH_MAX - head)
		return -ENAMETOOLONG;
	return 0;
}

/* The same, for the variable arguments of the function it stands in. */
#define TREE_PATH(path, root, fmt)                                                                                     \
	({                                                                                                             \
		va_list __ap;                                                                                          \
		int __ret;                                                                                             \
		va_start(__ap, fmt);                                                                                   \
		__ret = tree_path(path, root, fmt, __ap);                                                              \
		va_end(__ap);                                                                                          \
		__ret;                                                                                                 \
	})

static int open_path(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* Cut white space off the end and make the rest printable. Returns the length. */
static size_t tidy(char *s)
{
	size_t len = strlen(s);

	while (len && isspace((unsigned char)s[len - 1]))
		s[--len] = '\0';
	text_clean_terminal(s);
	return len;
}

/* Read as it is until the buffer is full or the file ends; a sysfs file may need more than one read. */
static ssize_t read_raw(const char *path, char *out, size_t size)
{
	size_t len = 0;
	ssize_t n = 0;
	int fd;

	out[0] = '\0';
	fd = open_path(path, O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return fd;
	while (len < size - 1) {
		n = read(fd, out + len, size - 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += n;
	}
	n = n < 0 ? -errno : 0;
	close(fd);
	out[n < 0 ? 0 : len] = '\0';
	return n < 0 ? n : (ssize_t)len;
}

static ssize_t read_path(const char *path, char *out, size_t size)
{
	ssize_t n = read_raw(path, out, size);

	return n < 0 ? n : (ssize_t)tidy(out);
}

int tree_open(const char *root, int flags, const char *fmt, ...)
{
	char path[PATH_MAX];
	int ret;

	ret = TREE_PATH(path, root, fmt);
	return ret ? ret : open_path(path, flags);
}

bool tree_exists(const char *root, const char *fmt, ...)
{
	char path[PATH_MAX];

	return !TREE_PATH(path, root, fmt) && !access(path, F_OK);
}

ssize_t tree_read(const char *root, char *out, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX];
	int ret;

	out[0] = '\0';
	ret = TREE_PATH(path, root, fmt);
	return ret ? ret : read_path(path, out, size);
}

int tree_number(const char *root, int64_t *out, const char *fmt, ...)
{
	char path[PATH_MAX], text[32], *end;
	long long value;
	ssize_t len;
	int ret;

	ret = TREE_PATH(path, root, fmt);
	if (ret)
		return ret;
	len = read_path(path, text, sizeof(text));
	if (len < 0)
		return len;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (end == text || *end)
		return -EINVAL;
	if (errno)
		return -errno;
	*out = value;
	return 0;
}

int tree_field(const char *root, char *out, size_t size, const char *name, const char *fmt, ...)
{
	char path[PATH_MAX], text[8192];
	size_t len = strlen(name);
	ssize_t n;

	out[0] = '\0';
	n = TREE_PATH(path, root, fmt);
	if (!n)
		n = read_raw(path, text, sizeof(text));
	if (n < 0)
		return n;
	for (const char *s = text; *s; s += strcspn(s, "\n"), s += *s == '\n') {
		if (strncmp(s, name, len) != 0 || s[len] != ':')
			continue;
		s += len + 1;
		s += strspn(s, " \t");
		snprintf(out, size, "%.*s", (int)strcspn(s, "\n"), s);
		for (char *tab = out; (tab = strchr(tab, '\t'));)
			*tab = ' ';
		tidy(out);
		return 0;
	}
	return -ENOENT;
}

ssize_t tree_link(const char *root, char *out, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX];
	ssize_t n;
	int ret;

	out[0] = '\0';
	ret = TREE_PATH(path, root, fmt);
	if (ret)
		return ret;
	n = readlink(path, out, size - 1);
	if (n < 0) {
		out[0] = '\0';
		return -errno;
	}
	out[n] = '\0';
	text_clean_terminal(out);
	return n;
}

static int visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

int tree_list(const char *root, int (*fn)(void *ctx, const char *name), void *ctx, const char *fmt, ...)
{
	struct dirent **entries;
	char path[PATH_MAX];
	int ret, n;

	ret = TREE_PATH(path, root, fmt);
	if (ret)
		return ret;
	n = scandir(path, &entries, visible, versionsort);
	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		if (!ret)
			ret = fn(ctx, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return ret;
}

void tree_copy(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
	text_clean_terminal(out);
}
