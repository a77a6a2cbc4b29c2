/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_TEXT_H
#define EPBELL_TEXT_H
/*
 * Strings that came from a file or the kernel, made fit for JSON and for a terminal. Both work in place and never
 * lengthen a string.
 */
#include <stddef.h>
#include <stdint.h>

/* Every byte that is not part of well-formed UTF-8 becomes '?'. */
void text_clean_utf8(char *s);

/* The same, and control characters (C0, DEL, C1: what a terminal would obey) become '?' too. */
void text_clean_terminal(char *s);

/* Columns that well-formed UTF-8 takes on a terminal, a column a character. */
size_t text_columns(const char *s);

/* The number of the character at @s, well-formed UTF-8, and the bytes that it takes; 1 at the NUL too. */
uint32_t text_code_point(const char *s, size_t *len);

/* Append to the text in a buffer of @size bytes, as printf does; what has no room is cut. */
void text_add(char *buf, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* What stands for @c in XML and HTML, in text and in quoted attributes: "&amp;" and the like; NULL: itself. */
const char *text_entity(char c);

/* "" for one, else "s". */
const char *text_plural(size_t n);

#endif /* EPBELL_TEXT_H */
