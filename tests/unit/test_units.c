// SPDX-License-Identifier: GPL-2.0-only
/* Times for people: three digits at most, none finer than the clock. */
#include "unit.h"
#include "model/units.h"

static void test_units_adapt_to_the_value(void **state)
{
	static const struct {
		uint64_t ns;
		const char *text;
	} cases[] = {
		{ 0, "0 ns" },
		{ 1, "1 ns" },
		{ 999, "999 ns" },
		{ 1000, "1.00 us" },
		{ 1234, "1.23 us" },
		{ 9994, "9.99 us" },
		{ 9996, "10.0 us" },
		{ 12345, "12.3 us" },
		{ 99960, "100 us" },
		{ 123456, "123 us" },
		{ 999499, "999 us" },
		{ 999600, "1.00 ms" },
		{ 12000000, "12.0 ms" },
		{ 999600000, "1.00 s" },
		{ 1500000000, "1.50 s" },
		{ 34359738367, "34.4 s" },
		{ 3600000000000, "3600 s" },
		{ UINT64_MAX, "18446744074 s" },
	};
	char buf[32];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(units_format(cases[i].ns, 1, buf, sizeof(buf)), cases[i].text);
}

static void test_no_decimal_is_finer_than_the_clock(void **state)
{
	char buf[32];

	assert_string_equal(units_format(1234, 10, buf, sizeof(buf)), "1.23 us");
	assert_string_equal(units_format(1234, 11, buf, sizeof(buf)), "1.2 us");
	assert_string_equal(units_format(1234, 42, buf, sizeof(buf)), "1.2 us");
	assert_string_equal(units_format(1234, 101, buf, sizeof(buf)), "1 us");
	assert_string_equal(units_format(833, 42, buf, sizeof(buf)), "833 ns");
	assert_string_equal(units_format(12345678, 42, buf, sizeof(buf)), "12.3 ms");
	assert_string_equal(units_format(12345678, 4000000, buf, sizeof(buf)), "12 ms");
	assert_string_equal(units_format(1234, 0, buf, sizeof(buf)), "1.23 us");
}

static void test_means_and_differences(void **state)
{
	char buf[32];

	assert_string_equal(units_mean(1234.56, 1, buf, sizeof(buf)), "1.23 us");
	assert_string_equal(units_mean(0.4, 1, buf, sizeof(buf)), "0 ns");
	assert_string_equal(units_difference(1080, 1, buf, sizeof(buf)), "+1.08 us");
	assert_string_equal(units_difference(-1080, 1, buf, sizeof(buf)), "-1.08 us");
	assert_string_equal(units_difference(0, 1, buf, sizeof(buf)), "+0 ns");
}

static void test_compact_takes_the_space_out(void **state)
{
	char one[] = "1.23 us", none[] = "-";

	units_compact(one);
	units_compact(none);
	assert_string_equal(one, "1.23us");
	assert_string_equal(none, "-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_units_adapt_to_the_value),
		cmocka_unit_test(test_no_decimal_is_finer_than_the_clock),
		cmocka_unit_test(test_means_and_differences),
		cmocka_unit_test(test_compact_takes_the_space_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
