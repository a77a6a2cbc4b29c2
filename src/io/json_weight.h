/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EPBELL_JSON_WEIGHT_H
#define EPBELL_JSON_WEIGHT_H
#include <stddef.h>
#include <stdint.h>

/*
 * How many bytes jansson will take for the values of @len bytes of JSON at @text, from above: known before it takes any.
 * Weights of the parts of a text add up. The text itself and the parser's own buffer (up to three times the longest
 * string) are not in it.
 */
uint64_t json_weight(const char *text, size_t len);

#endif /* EPBELL_JSON_WEIGHT_H */
