// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "model/text.h"

/*
 * Bytes of the well-formed UTF-8 sequence at s (RFC 3629, table 3-7 of the Unicode standard: no overlong forms, no
 * surrogates, nothing above U+10FFFF), or 0.
 */
static int utf8_length(const unsigned char *s)
{
	unsigned char low = 0x80, high = 0xbf; /* of the second byte */
	int n;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (s[1] < low || s[1] > high)
		return 0;
	for (int i = 2; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

static void clean(char *s, bool controls)
{
	unsigned char *p = (unsigned char *)s;

	while (*p) {
		int n = utf8_length(p);
		bool control = p[0] < 0x20 || p[0] == 0x7f || (n == 2 && p[0] == 0xc2 && p[1] < 0xa0);

		if (n && !(control && controls)) {
			p += n;
			continue;
		}
		do
			*p++ = '?';
		while (--n > 0);
	}
}

void text_clean_utf8(char *s)
{
	clean(s, false);
}

void text_clean_terminal(char *s)
{
	clean(s, true);
}

size_t text_columns(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

uint32_t text_code_point(const char *s, size_t *len)
{
	static const unsigned char first[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	const unsigned char *p = (const unsigned char *)s;
	uint32_t c;

	*len = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	c = p[0] & first[*len];
	for (size_t i = 1; i < *len; i++)
		c = c << 6 | (p[i] & 0x3f);
	return c;
}

void text_add(char *buf, size_t size, const char *fmt, ...)
{
	const size_t used = strnlen(buf, size);
	va_list ap;

	if (used >= size)
		return;
	va_start(ap, fmt);
	vsnprintf(buf + used, size - used, fmt, ap);
	va_end(ap);
}

const char *text_plural(size_t n)
{
	return n == 1 ? "" : "s";
}

const char *text_entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;"; /* HTML 4 has no name for it */
	default:
		return NULL;
	}
}
