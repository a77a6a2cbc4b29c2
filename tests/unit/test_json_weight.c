// SPDX-License-Identifier: GPL-2.0-only
/* What json_weight() says a text will take is never less than what jansson asks for, nor far more. */
#include <jansson.h>

#include "io/json_weight.h"
#include "io/slurp.h"
#include "unit.h"

/* What malloc() uses up for a request: glibc's chunks are of 16 bytes, 8 of them its own, 32 at least. */
static size_t chunk(size_t size)
{
	return size <= 24 ? 32 : (size + 8 + 15) & ~(size_t)15;
}

static size_t now, peak;

static void *counting_malloc(size_t size)
{
	size_t *p = malloc(size + 2 * sizeof(size_t));

	assert_non_null(p);
	p[0] = chunk(size);
	now += p[0];
	peak = now > peak ? now : peak;
	return p + 2;
}

static void counting_free(void *at)
{
	if (!at)
		return;
	now -= ((size_t *)at)[-2];
	free((size_t *)at - 2);
}

/* The most that jansson has at one time while it parses @text. */
static size_t measure(const char *text, size_t len)
{
	json_t *root;

	now = peak = 0;
	root = json_loadb(text, len, 0, NULL);
	assert_non_null(root);
	json_decref(root);
	assert_int_equal(now, 0);
	return peak;
}

static void test_of_many_small_values(void **state)
{
	static const char *const parts[] = {
		"0",
		"1.5",
		"-7",
		"null",
		"\"\"",
		"\"abc\"",
		"\"0123456789abcdef0123456789abcdef\"",
		"[]",
		"[0]",
		"[5,1]",
		"[[]]",
		"[[[]]]",
		"[0,0,0,0,0,0,0,0]",
		"[0,0,0,0,0,0,0,0,0]",
		"{}",
		"[{}]",
		"{\"\":0}",
		"{\"\":{}}",
		"{\"\":\"\"}",
		"{\"a\":0,\"b\":0,\"c\":0,\"d\":0,\"e\":0,\"f\":0,\"g\":0,\"h\":0,\"i\":0}",
		"{\"a\":{\"b\":[{\"c\":\"\"}]}}",
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		/* just behind a power of two, a table has grown and stands empty by half */
		for (size_t n = 1; n < 40000; n = n * 2 - (n > 2)) {
			size_t len = n * (strlen(parts[i]) + 1) + 2, taken;
			char *text = malloc(len + 1), *p = text;

			for (size_t k = 0; k < n; k++)
				p += sprintf(p, "%c%s", k ? ',' : '[', parts[i]);
			strcpy(p, "]");
			len = strlen(text);
			taken = measure(text, len);
			/* the parser's own buffers do not grow with the number of values */
			if (taken > json_weight(text, len) + 512)
				fail_msg("%zu times %s: %zu bytes, weight %zu", n, parts[i], taken,
					 (size_t)json_weight(text, len));
			free(text);
		}
	}
}

static void test_of_objects_with_many_members(void **state)
{
	for (size_t n = 1; n < 40000; n += 1 + n / 8) {
		char *text = malloc(n * 16 + 16), *p = text;
		size_t len, taken;

		for (size_t k = 0; k < n; k++)
			p += sprintf(p, "%c\"%zx\":%zu", k ? ',' : '{', k, k);
		strcpy(p, "}");
		len = strlen(text);
		taken = measure(text, len);
		if (taken > json_weight(text, len) + 512)
			fail_msg("%zu members: %zu bytes, weight %zu", n, taken, (size_t)json_weight(text, len));
		free(text);
	}
}

static void test_of_recordings_it_is_not_far_off(void **state)
{
	static const char *const files[] = { "its", "edma", "poll", "epf-test" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[64], *text;
		size_t len, taken;
		uint64_t weight;

		snprintf(path, sizeof(path), "tests/data/%s.json", files[i]);
		assert_int_equal(slurp(path, 1 << 20, &text, &len, NULL), 0);
		taken = measure(text, len);
		weight = json_weight(text, len);
		if (taken > weight + 512 || taken < weight / 2)
			fail_msg("%s: %zu bytes, weight %zu", path, taken, (size_t)weight);
		free(text);
	}
}

static void test_weights_of_parts_add_up(void **state)
{
	static const char text[] = "{\"a\":[1,\"x\",{}]}";
	const size_t len = sizeof(text) - 1;

	assert_int_equal(json_weight(text, 0), 0);
	for (size_t cut = 0; cut <= len; cut++)
		assert_int_equal(json_weight(text, cut) + json_weight(text + cut, len - cut), json_weight(text, len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_many_small_values),
		cmocka_unit_test(test_of_objects_with_many_members),
		cmocka_unit_test(test_of_recordings_it_is_not_far_off),
		cmocka_unit_test(test_weights_of_parts_add_up),
	};

	json_set_alloc_funcs(counting_malloc, counting_free);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
