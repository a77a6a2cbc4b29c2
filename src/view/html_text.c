// SPDX-License-Identifier: GPL-2.0-only
/* Text in HTML. */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "view/html_impl.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
#define MICRO	    "\xc2\xb5"	   /* U+00B5, instead of a u */

/*
 * Must it not stand in a page? Noncharacters, which HTML forbids; and the controls that override the direction of what is
 * around them (Unicode Standard Annex 9, 2.1 to 2.3): with them a name could turn the figures behind it round.
 */
static bool forbidden(uint32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || (c >= 0xfdd0 && c <= 0xfdef) ||
	       (c & 0xfffe) == 0xfffe;
}

void html_text(FILE *to, const char *text)
{
	char *clean = table_need(strdup(text));
	size_t len;

	for (char *p = clean; *p; p++)
		*p = strchr("\t\n\r", *p) ? ' ' : *p;
	text_clean_terminal(clean);
	for (const char *p = clean; *p; p += len) {
		const uint32_t c = text_code_point(p, &len);
		const char *instead = forbidden(c) ? REPLACEMENT : len == 1 ? text_entity(*p) : NULL;

		if (instead)
			fputs(instead, to);
		else
			fwrite(p, 1, len, to);
	}
	free(clean);
}

/* Does the unit of a number begin at @at of the text? */
static bool is_micro(const char *text, const char *at)
{
	return at >= text + 2 && at[-1] == ' ' && isdigit((unsigned char)at[-2]) && !strncmp(at, "us", 2) &&
	       !isalnum((unsigned char)at[2]) && at[2] != '_';
}

void html_said(FILE *to, const char *text)
{
	char *said = NULL;
	size_t len;
	FILE *all = table_need(open_memstream(&said, &len));

	for (const char *p = text; *p; p++)
		if (is_micro(text, p))
			fputs(MICRO, all);
		else
			putc(*p, all);
	table_need(fclose(all) ? NULL : said);
	html_text(to, said);
	free(said);
}
