// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "io/atomic_file.h"

static void take_apart(struct atomic_file *file)
{
	free(file->target);
	free(file->temp);
	*file = (struct atomic_file){ 0 };
}

/* The sentence for a write that failed, with what the user can do about it. */
static int explain(const char *path, int code, struct err *err)
{
	struct statvfs fs;
	char *dir = NULL;
	int room = -1;

	if (code == -ENOSPC || code == -EDQUOT) {
		dir = strdup(path);
		if (dir)
			room = statvfs(dirname(dir), &fs);
	}
	if (room == 0)
		err_set(err, code, "cannot write %s: %s (%llu KiB free there): make room or name another place", path,
			strerror(-code), (unsigned long long)fs.f_bavail * fs.f_frsize / 1024);
	else if (code == -ENOENT)
		err_set(err, code, "cannot write %s: its directory does not exist: make it or name another place",
			path);
	else
		err_set(err, code, "cannot write %s: %s: name another place or mend its permissions", path,
			strerror(-code));
	free(dir);
	return code;
}

/* A temporary file beside target with target's permissions, or those of a new file. File descriptor or -errno. */
static int open_temp(struct atomic_file *file, const struct stat *old)
{
	char *dir = strdup(file->target), *base = strdup(file->target);
	int fd = -ENOMEM;
	mode_t mask;

	if (!dir || !base || asprintf(&file->temp, "%s/.%s.XXXXXX", dirname(dir), basename(base)) < 0) {
		file->temp = NULL;
		goto out;
	}
	fd = mkostemp(file->temp, O_CLOEXEC);
	if (fd < 0) {
		fd = -errno;
		free(file->temp);
		file->temp = NULL;
		goto out;
	}
	mask = umask(0);
	umask(mask);
	/* mkostemp() gives 0600. Where permissions cannot be changed (vfat), that file is as good as any. */
	if (fchmod(fd, old ? old->st_mode & 0777 : 0666 & ~mask) && errno != EPERM && errno != ENOSYS) {
		int code = -errno;

		close(fd);
		unlink(file->temp);
		fd = code;
	}
out:
	free(dir);
	free(base);
	return fd;
}

int atomic_open(struct atomic_file *file, const char *path, struct err *err)
{
	struct stat old;
	bool exists;
	int fd;

	*file = (struct atomic_file){ .path = path };
	exists = !stat(path, &old);
	if (exists && S_ISDIR(old.st_mode))
		return err_set(err, -EISDIR, "cannot write %s: it is a directory: name a file in it", path);
	if (exists && !S_ISREG(old.st_mode)) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd < 0)
			fd = -errno;
	} else {
		file->target = exists ? realpath(path, NULL) : strdup(path);
		fd = file->target ? open_temp(file, exists ? &old : NULL) : -errno;
	}
	if (fd >= 0) {
		file->stream = fdopen(fd, "w");
		if (file->stream)
			return 0;
		close(fd);
		if (file->temp)
			unlink(file->temp);
		fd = -ENOMEM;
	}
	take_apart(file);
	return explain(path, fd, err);
}

int atomic_abort(struct atomic_file *file, int code, struct err *err)
{
	fclose(file->stream);
	if (file->temp)
		unlink(file->temp);
	explain(file->path, code, err);
	take_apart(file);
	return code;
}

/* After the rename the file's name is on its way to the disk too; some file systems refuse, and the data is safe. */
static void sync_directory(char *path)
{
	int fd = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int atomic_commit(struct atomic_file *file, struct err *err)
{
	if (fflush(file->stream))
		return atomic_abort(file, errno ? -errno : -EIO, err);
	if (file->temp) {
		if (fsync(fileno(file->stream)) || rename(file->temp, file->target))
			return atomic_abort(file, -errno, err);
		/* renamed: from here on there is no temporary file to remove */
		sync_directory(file->target);
	}
	fclose(file->stream); /* what can fail has been flushed */
	take_apart(file);
	return 0;
}

int atomic_write(const char *path, const char *bytes, size_t len, struct err *err)
{
	struct atomic_file file;
	int code = atomic_open(&file, path, err);

	if (code)
		return code;
	errno = 0;
	if (fwrite(bytes, 1, len, file.stream) != len)
		return atomic_abort(&file, errno ? -errno : -EIO, err);
	return atomic_commit(&file, err);
}
