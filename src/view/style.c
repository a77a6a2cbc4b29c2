// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "view/style.h"

#define MIN_WIDTH 40
#define MAX_WIDTH 1000

static int detect_width(int fd)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size = { 0 };
	int width = 0;

	if (!ioctl(fd, TIOCGWINSZ, &size))
		width = size.ws_col;
	if (!width && columns)
		width = atoi(columns);
	if (width <= 0 || width > MAX_WIDTH)
		return 80;
	return width < MIN_WIDTH ? MIN_WIDTH : width;
}

static bool detect_unicode(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && *value) /* the first that is set decides, as in setlocale(3) */
			return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
	}
	return false;
}

void style_detect(struct style *style, FILE *to)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	style->width = detect_width(fileno(to));
	style->unicode = detect_unicode();
	style->color = isatty(fileno(to)) && !(no_color && *no_color) && term && *term && strcmp(term, "dumb") != 0;
}

const char *style_ink(const struct style *style, enum ink ink)
{
	static const char *const sequences[] = {
		[INK_PLAIN] = "\033[0m", [INK_BOLD] = "\033[1m", [INK_DIM] = "\033[2m",
		[INK_WARN] = "\033[31m", [INK_BAR] = "\033[36m",
	};

	return style->color ? sequences[ink] : "";
}
