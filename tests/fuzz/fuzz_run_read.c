// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the reader of run files with any bytes (run_checks.h says what must hold). make fuzz-build; start from the files of
 * tests/data and those of tests/data/make-hostile:
 *
 *   mkdir -p build/fuzz/corpus.fuzz_run_read && cp tests/data/[a-z]*.json build/fuzz/corpus.fuzz_run_read
 *   tests/data/make-hostile build/fuzz/corpus.fuzz_run_read
 *   build/fuzz/fuzz_run_read -max_total_time=600 -timeout=10 -rss_limit_mb=2048 build/fuzz/corpus.fuzz_run_read
 */
#include <stdint.h>

#include "run_checks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_run_bytes((const char *)data, size);
	return 0;
}
