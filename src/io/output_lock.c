// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/output_lock.h"

int output_lock(struct output_lock *lock, const char *output, struct err *err)
{
	struct stat st;

	lock->fd = -1;
	if (!stat(output, &st) && !S_ISREG(st.st_mode))
		return err_set(err, -EINVAL, "%s is no regular file: name one with -o", output);
	if ((size_t)snprintf(lock->path, sizeof(lock->path), "%s.lock", output) >= sizeof(lock->path))
		return err_set(err, -ENAMETOOLONG, "%.200s...: name too long", output);
	lock->fd = open(lock->path, O_CREAT | O_RDWR | O_CLOEXEC, 0644);
	if (lock->fd < 0)
		return err_set(err, -errno, "cannot write beside %s: %s: choose another place with -o", output,
			       strerror(errno));
	if (flock(lock->fd, LOCK_EX | LOCK_NB)) {
		close(lock->fd);
		lock->fd = -1;
		return err_set(err, -EBUSY, "another epbell is recording into %s: choose another file with -o", output);
	}
	return 0;
}

void output_unlock(struct output_lock *lock)
{
	if (lock->fd < 0)
		return;
	unlink(lock->path);
	close(lock->fd);
	lock->fd = -1;
}
