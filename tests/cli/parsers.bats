#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# tests/parse-ktap and tests/parse-junit: other people's parsers find what is wrong in documents written by hand, so that
# other tests may trust them.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
}

# After the examples in Documentation/dev-tools/ktap.rst of Linux.
ktap() {
	cat <<-'EOT'
		KTAP version 1
		1..2
		  KTAP version 1
		  1..3
		  # p50 4.20 us, was 4.10 us
		  ok 1 handler p50
		  not ok 2 rx p99
		  ok 3 ring p50 # SKIP too few runs
		not ok 1 edma
		  KTAP version 1
		  1..1
		  ok 1 rx p50
		ok 2 its
	EOT
}

junit() {
	cat <<-'EOT'
		<?xml version="1.0" encoding="UTF-8"?>
		<testsuites tests="4" failures="1" errors="1" skipped="1" time="0.3">
		<testsuite name="edma" tests="3" failures="1" errors="0" skipped="1" time="0.3">
		<properties><property name="commit" value="c0ffee1"/></properties>
		<testcase name="handler p50" classname="edma" time="0.1"/>
		<testcase name="rx p99" classname="edma" time="0.2"><failure message="slower by 5 %" type="slower">a &lt; b</failure></testcase>
		<testcase name="ring p50"><skipped message="too few runs"/></testcase>
		</testsuite>
		<testsuite name="its" tests="1" failures="0" errors="1" skipped="0">
		<testcase name="rx p50" classname="its"><error message="no such stage"/></testcase>
		</testsuite>
		</testsuites>
	EOT
}

need_parser() {
	if [ "$1" = kunit ]; then
		tests/lab/kunit --print >/dev/null || skip "no kunit_parser.py here: tests/lab/kunit fetches it"
	fi
}

# parse PARSER: what it says of stdin
parse() { run --separate-stderr tests/parse-ktap --parser "$1" -; }

# It complains. Where the complaint has to be about something, @expect is in it.
complains() {
	[ "$status" -eq 1 ] || { echo "exit code $status: $output $stderr"; return 1; }
	[ -n "$stderr" ]
	[[ $stderr == *"${1:-}"* ]] || { echo "no '$1' in: $stderr"; return 1; }
}

# --- KTAP ----------------------------------------------------------------------------------------------------------

good_ktap() {
	need_parser "$1"
	parse "$1" < <(ktap)
	[ "$status" -eq 0 ]
	[ "$(jq -c 'del(.errors)' <<<"$output")" = "$(jq -cn --arg p "$1" '{parser: $p, passed: 2, failed: 1, skipped: 1,
		names: ["edma/handler p50", "edma/rx p99", "edma/ring p50", "its/rx p50"]}')" ]
}

@test "KTAP: the kernel's parser counts the tests of groups" { good_ktap kunit; }
@test "KTAP: tap.py counts the tests of groups" { good_ktap tap; }

bad_ktap() {
	need_parser "$1"
	parse "$1" < <(ktap | sed 's/^  1\.\.3/  1..4/'); complains
	parse "$1" < <(ktap | sed 's/^1\.\.2/1..3/'); complains
	parse "$1" < <(ktap | head -n 7); complains
	parse "$1" < <(ktap | sed '/ring p50/d'); complains
	parse "$1" </dev/null; complains
	parse "$1" < <(echo "no KTAP at all"); complains
}

@test "KTAP: the kernel's parser complains about plans, ends and other text" {
	bad_ktap kunit
	parse kunit < <(ktap | sed 's/^KTAP version 1/KTAP version 9/'); complains
	parse kunit < <(ktap | sed 's/not ok 2 rx/not ok 5 rx/'); complains
	parse kunit < <(ktap | tail -n +2); complains
}

@test "KTAP: tap.py complains about plans, ends and other text" {
	bad_ktap tap
	parse tap < <(ktap | sed '/^1\.\.2/d'); complains "Missing a plan"
	parse tap < <(ktap | sed 's/^ok 2 its/Bail out! no lab/'); complains "Bailed"
}

@test "KTAP: a flat document, and a name with a dash in front" {
	local p

	for p in kunit tap; do
		[ $p = tap ] || tests/lab/kunit --print >/dev/null || continue
		parse $p < <(printf 'KTAP version 1\n1..2\nok 1 - rx p50\nnot ok 2 rx p99\n')
		[ "$status" -eq 0 ]
		[ "$(jq -c '[.passed, .failed, .names]' <<<"$output")" = '[1,1,["rx p50","rx p99"]]' ]
	done
}

@test "KTAP: usage, no file, no parser" {
	run -64 tests/parse-ktap
	run -64 tests/parse-ktap --parser perl /dev/null
	run -1 tests/parse-ktap --parser tap /nonexistent
	XDG_CACHE_HOME=$BATS_TEST_TMPDIR KERNEL_SRC='' run -77 tests/parse-ktap --parser kunit /dev/null
	[[ $output == *"tests/lab/kunit fetches it"* ]]
}

# --- JUnit ---------------------------------------------------------------------------------------------------------

@test "JUnit: junitparser counts the cases of suites" {
	run --separate-stderr tests/parse-junit - < <(junit)
	[ "$status" -eq 0 ]
	[ "$(jq -c . <<<"$output")" = '{"parser":"junitparser","tests":4,"failures":1,"errors":1,"skipped":1,"names":["edma/handler p50","edma/rx p99","edma/ring p50","its/rx p50"]}' ]
	junit >"$BATS_TEST_TMPDIR/a.xml"
	[ "$(tests/parse-junit "$BATS_TEST_TMPDIR/a.xml")" = "$output" ]
}

@test "JUnit: one suite may be the root" {
	run --separate-stderr tests/parse-junit - < <(junit | sed -n '/name="its"/,/<.testsuite>/p')
	[ "$status" -eq 0 ]
	[ "$(jq -c '[.tests, .errors, .names]' <<<"$output")" = '[1,1,["its/rx p50"]]' ]
}

@test "JUnit: what is no XML, no JUnit, or counts wrong is complained about" {
	local what

	for what in 's/tests="4"/tests="5"/' 's/name="edma" tests="3"/name="edma" tests="2"/' 's/skipped="1" time="0.3">/skipped="0">/' \
		's/failures="0"/failures="1"/' 's/ name="rx p50"//' 's/&lt;/</' 's/<.testcase>//' '$d' 's/testsuites/tests/' \
		's/time="0.1"/time="-0.1"/' 's/tests="3"/tests="three"/'; do
		run --separate-stderr tests/parse-junit - < <(junit | sed "$what")
		complains || { echo "after $what"; return 1; }
	done
	run --separate-stderr tests/parse-junit - < <(printf 'a\0b')
	complains
	run --separate-stderr tests/parse-junit - < <(echo '<testsuites/>')
	complains "no test cases"
	run --separate-stderr tests/parse-junit /nonexistent
	complains "No such file"
	run -64 tests/parse-junit
}
