// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/text.h"
#include "view/gnuplot.h"
#include "view/plot_glyphs.h"
#include "view/plot_scripts.h"
#include "view/plot_text.h"
#include "view/svg_words.h"

static const char *const suffixes[] = { [PLOT_PNG] = "png", [PLOT_SVG] = "svg", [PLOT_PDF] = "pdf", [PLOT_TXT] = "txt" };

int plot_form_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (int i = 0; dot && i < (int)(sizeof(suffixes) / sizeof(suffixes[0])); i++)
		if (!strcasecmp(dot + 1, suffixes[i]))
			return i;
	return -1;
}

bool plot_theme_known(const char *theme)
{
	return !strcmp(theme, "light") || !strcmp(theme, "dark") || !strcmp(theme, "print");
}

/* --- the directory ----------------------------------------------------------------------------------------------- */

/* One drawing under way. */
struct drawing {
	char dir[PATH_MAX];
	int fd; /* of dir */
	char script[32], data[32], out[16];
};

static int write_file(const struct drawing *d, const char *name, const char *text, size_t len, struct err *err)
{
	int fd = openat(d->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), code = fd < 0 ? -errno : 0;

	for (size_t done = 0; !code && done < len;) {
		ssize_t n = write(fd, text + done, len - done);

		if (n < 0 && errno != EINTR)
			code = -errno;
		done += n > 0 ? n : 0;
	}
	if (fd >= 0 && close(fd) && !code)
		code = -errno;
	return code ? err_set(err, code, "%s/%s: cannot write it: %s", d->dir, name, strerror(-code)) : 0;
}

/* What gnuplot reads: in SVG the reader has the fonts, else this machine must have them. */
static int write_data(const struct drawing *d, struct plot *plot, const struct plot_look *look, struct err *err)
{
	size_t len, missing = 0;
	const char *data = plot_data(plot, &len);
	char *fit = look->form == PLOT_SVG ? NULL : glyphs_fit(data, &missing);
	int code = write_file(d, d->data, fit ?: data, fit ? strlen(fit) : len, err);

	if (look->missing)
		*look->missing = missing;
	free(fit);
	return code;
}

static int fill(struct drawing *d, struct plot *plot, const struct plot_look *look, struct err *err)
{
	const struct plot_script *script;
	int code;

	snprintf(d->script, sizeof(d->script), "%s.gp", plot_kind(plot));
	snprintf(d->data, sizeof(d->data), "%s.dat", plot_kind(plot));
	snprintf(d->out, sizeof(d->out), "out.%s", suffixes[look->form]);
	code = write_data(d, plot, look, err);
	for (size_t i = 0; (script = plot_script(i)) && !code; i++)
		if (!strcmp(script->name, d->script) || !strcmp(script->name, "theme.gp"))
			code = write_file(d, script->name, script->text, script->end - script->text, err);
	return code;
}

static void clean(struct drawing *d)
{
	const struct plot_script *script;

	for (size_t i = 0; (script = plot_script(i)); i++)
		unlinkat(d->fd, script->name, 0);
	unlinkat(d->fd, d->data, 0);
	unlinkat(d->fd, d->out, 0);
	unlinkat(d->fd, "said", 0);
	close(d->fd);
	rmdir(d->dir);
}

/* --- gnuplot ----------------------------------------------------------------------------------------------------- */

/* All of a small file; *text is for free(). */
static int read_file(const struct drawing *d, const char *name, char **text, size_t *len)
{
	int fd = openat(d->fd, name, O_RDONLY | O_CLOEXEC);
	FILE *from = fd < 0 ? NULL : fdopen(fd, "r"), *to = open_memstream(text, len);
	char buf[16384];
	size_t n;
	int code = from && to ? 0 : -EIO;

	while (!code && (n = fread(buf, 1, sizeof(buf), from)))
		if (fwrite(buf, 1, n, to) != n)
			code = -ENOMEM;
	if (from && ferror(from))
		code = -EIO;
	if (from)
		fclose(from);
	if (to && fclose(to) && !code)
		code = -ENOMEM;
	return code;
}

static int start(const struct drawing *d, const struct plot_look *look, pid_t *pid)
{
	char width[16], height[16];
	char *const argv[] = { "gnuplot",
			       "-d", /* no start-up files of the user's */
			       "-c",
			       (char *)d->script,
			       (char *)d->data,
			       (char *)d->out,
			       (char *)(look->theme ?: "light"),
			       width,
			       height,
			       NULL };
	posix_spawn_file_actions_t actions;
	int code;

	snprintf(width, sizeof(width), "%d", look->width);
	snprintf(height, sizeof(height), "%d", look->height);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addfchdir_np(&actions, d->fd);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "said", O_WRONLY | O_CREAT, 0600);
	posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
	code = posix_spawnp(pid, "gnuplot", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return -code;
}

/* What gnuplot said, its last lines, as one. */
static int complain(const struct drawing *d, const char *what, struct err *err)
{
	char *said = NULL, *tail;
	size_t len = 0;

	if (read_file(d, "said", &said, &len) || !len) {
		free(said);
		return err_set(err, -EIO, "gnuplot %s and said nothing", what);
	}
	text_clean_terminal(said);
	tail = said + (len > 300 ? len - 300 : 0);
	err_set(err, -EIO, "gnuplot %s: %s", what, tail);
	free(said);
	return -EIO;
}

static int run(const struct drawing *d, const struct plot_look *look, char **bytes, size_t *len, struct err *err)
{
	int status = 0, code;
	pid_t pid;

	code = start(d, look, &pid);
	if (code == -ENOENT)
		return err_set(
			err, code,
			"no gnuplot in PATH: apt-get install gnuplot-nox, or copy the run files to a machine that has it");
	if (code)
		return err_set(err, code, "cannot start gnuplot: %s", strerror(-code));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return complain(d, "failed", err);
	code = read_file(d, d->out, bytes, len);
	if (code || !*len) {
		free(*bytes);
		*bytes = NULL;
		return complain(d, "drew nothing", err);
	}
	return 0;
}

/* Where temporary files go. */
static int make_dir(struct drawing *d, struct err *err)
{
	const char *set = getenv("TMPDIR"), *tmp = set && *set ? set : "/tmp";
	int code = 0;

	if ((size_t)snprintf(d->dir, sizeof(d->dir), "%s/epbell-plot-XXXXXX", tmp) >= sizeof(d->dir))
		code = -ENAMETOOLONG;
	else if (!mkdtemp(d->dir))
		code = -errno;
	if (code)
		return err_set(err, -EIO,
			       "cannot make a directory for gnuplot in %s: %s: set TMPDIR to one that can be written",
			       tmp, strerror(-code));
	d->fd = open(d->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->fd >= 0)
		return 0;
	code = err_set(err, -EIO, "%s: %s", d->dir, strerror(errno));
	rmdir(d->dir);
	return code;
}

/* gnuplot knows nothing of what it draws. */
static void describe(const struct plot *plot, char **svg, size_t *len)
{
	const char *alt = plot_get(plot, "alt");
	char *text = svg_words(*svg, plot_get(plot, "title"), *alt ? alt : plot_get(plot, "nothing"), len);

	free(*svg);
	*svg = text;
}

int plot_draw(struct plot *plot, const struct plot_look *look, char **bytes, size_t *len, struct err *err)
{
	struct drawing d = { 0 };
	int code;

	*bytes = NULL;
	if (look->form == PLOT_TXT) {
		*bytes = plot_text_draw(plot, look, len);
		return 0;
	}
	code = make_dir(&d, err);
	if (code)
		return code;
	code = fill(&d, plot, look, err);
	if (!code)
		code = run(&d, look, bytes, len, err);
	if (!code && look->form == PLOT_SVG)
		describe(plot, bytes, len);
	clean(&d);
	return code;
}
