// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/page_out.h"
#include "io/atomic_file.h"

static int to_stdout(const struct html_page *page, struct err *err)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len); /* a page that cannot be made is not begun */
	int code = f ? html_page(page, f, err) : err_set(err, -ENOMEM, "not enough memory for the page");

	if (f && fclose(f) && !code)
		code = err_set(err, -ENOMEM, "not enough memory for the page");
	if (!code)
		fwrite(text, 1, len, stdout); /* main looks at stdout itself */
	free(text);
	return code;
}

int page_out(const struct html_page *page, const char *file, struct err *err)
{
	struct atomic_file out;
	struct err why;
	int code;

	if (!strcmp(file, "-"))
		return to_stdout(page, err);
	code = atomic_open(&out, file, err);
	if (code)
		return code;
	code = html_page(page, out.stream, &why);
	if (!code)
		return atomic_commit(&out, err);
	atomic_abort(&out, code, NULL);
	*err = why; /* what failed is the page, not the file */
	return code;
}
