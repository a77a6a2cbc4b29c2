// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/slurp.h"

/* Read all into a growing buffer: the size that stat tells may be 0 (pipe, /proc) or change. */
static int read_all(int fd, size_t limit, char **text, size_t *len)
{
	size_t room = 0;
	ssize_t n;

	do {
		if (room - *len < 2) {
			size_t want = room ? room * 2 : 65536;
			char *grown;

			if (want > limit + 2)
				want = limit + 2;
			grown = realloc(*text, want);
			if (!grown)
				return -ENOMEM;
			*text = grown;
			room = want;
		}
		n = read(fd, *text + *len, room - *len - 1);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0)
			*len += n;
	} while (n && *len <= limit);
	(*text)[*len] = 0;
	return *len > limit ? -EFBIG : 0;
}

int slurp(const char *path, size_t limit, char **text, size_t *len, struct err *err)
{
	struct stat st;
	int fd, code;

	*text = NULL;
	*len = 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		code = -errno;
	else if (S_ISDIR(st.st_mode))
		code = -EISDIR;
	else if (S_ISREG(st.st_mode) && (uint64_t)st.st_size > limit)
		code = -EFBIG;
	else
		code = read_all(fd, limit, text, len);
	if (fd >= 0)
		close(fd);
	if (!code)
		return 0;
	free(*text);
	*text = NULL;
	if (code == -EFBIG)
		return err_set(err, code, "%s: larger than %zu MiB: not read", path, limit >> 20);
	return err_set(err, code, "cannot read %s: %s", path, strerror(-code));
}
