#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The forms of a verdict that other programs and people read: all say the same, with the same exit code, and other people's
# parsers read them.

bats_require_minimum_version 1.5.0

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	tests/data/make-arms "$BATS_FILE_TMPDIR" base runs=6
	tests/data/make-arms "$BATS_FILE_TMPDIR" same runs=6
	tests/data/make-arms "$BATS_FILE_TMPDIR" slow runs=6 shift=raise-irq:900
	for backend in its edma poll; do
		tests/data/make-arms "$BATS_FILE_TMPDIR" "$backend" runs=6 backend="$backend"
	done
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	dir=$BATS_FILE_TMPDIR out=$BATS_TEST_TMPDIR/out
	export LC_ALL=C
}

# compare EXPECTED-STATUS OPTIONS...: each form in $out.FORM, all with that exit code.
compare() {
	local expect=$1 form status
	shift
	for form in json ktap junit markdown; do
		status=0
		"$epbell" compare "$@" "--$form" >"$out.$form" || status=$?
		[ "$status" -eq "$expect" ] || { echo "--$form: exit code $status, not $expect"; return 1; }
		[ -s "$out.$form" ]
	done
}

# What the parser makes of it, in $found.
parse() {
	run --separate-stderr "tests/parse-$1" "$out.$1"
	[ "$status" -ne 77 ] || skip "no parser of $1 here"
	[ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
	found=$output
}

# has PASSED FAILED SKIPPED: so many, of what parse found.
has() {
	local is
	is=$(jq -c 'if .parser == "junitparser" then [.tests - .failures - .errors - .skipped, .failures, .skipped]
		else [.passed, .failed, .skipped] end' <<<"$found")
	[ "$is" = "[$1,$2,$3]" ] || { echo "passed, failed, skipped are $is, not [$1,$2,$3]"; return 1; }
}

@test "a regression: exit code 2, and the same figures fail in KTAP, JUnit and JSON" {
	compare 2 --base "$dir"/base-* --new "$dir"/slow-*
	[ "$(jq '.figures | length' "$out.json")" -eq 4 ]
	[ "$(jq -c '[.figures[] | select(.verdict == "slower") | .stage + " " + .quantity]' "$out.json")" = \
		'["raise-irq p50","raise-irq p99"]' ]
	[ "$(grep -c '^  not ok' "$out.ktap")" -eq 2 ]
	grep -qx '  not ok [0-9]* raise-irq its p50' "$out.ktap"
	grep -qx '  not ok [0-9]* raise-irq its p99' "$out.ktap"
	grep -qx 'not ok 1 new' "$out.ktap"
	[ "$(grep -c '<failure .*type="slower"' "$out.junit")" -eq 2 ]
	parse ktap
	has 2 2 0
	[ "$(jq -c '.names' <<<"$found")" = \
		'["new/raise-irq its p50","new/raise-irq its p99","new/residency its p50","new/residency its p99"]' ]
	parse junit
	has 2 2 0
	[ "$(jq -r '.names[0]' <<<"$found")" = "epbell.new/raise-irq its p50" ]
}

@test "no regression: exit code 0, and nothing fails" {
	compare 0 --base "$dir"/base-* --new "$dir"/same-*
	grep -qx 'ok 1 new' "$out.ktap"
	grep -q '^- \*\*pass\*\*: ' "$out.markdown"
	parse ktap
	has 4 0 0
	parse junit
	has 4 0 0
}

@test "faster: exit code 0, and 2 where no change is wanted" {
	compare 0 --base "$dir"/slow-* --new "$dir"/base-*
	compare 2 --base "$dir"/slow-* --new "$dir"/base-* --fail-on change
	[ "$(grep -c '<failure .*type="faster"' "$out.junit")" -eq 2 ]
	parse ktap
	has 2 2 0
}

@test "too few runs: exit code 3, and everything is skipped with the first reason" {
	compare 3 --base "$dir"/base-[123].json --new "$dir"/slow-[123].json
	reason=$(jq -r '.reasons[0].text' "$out.json")
	[ -n "$reason" ]
	[ "$(grep -cF "# SKIP cannot judge: $reason" "$out.ktap")" -eq 5 ]
	run grep -E '^ *not ok' "$out.ktap"
	[ "$status" -eq 1 ]
	grep -q '^- \*\*cannot judge\*\*: ' "$out.markdown"
	# The figures stay, as description.
	grep -q '^| raise-irq .*+[0-9]* ns' "$out.markdown"
	parse ktap
	has 0 0 4
	parse junit
	has 0 0 4
}

@test "budgets are tests of their own: exit code 0 if kept, 2 if exceeded, without a base too" {
	compare 0 --new "$dir"/slow-1.json --budget 'raise-irq:p99<=1ms'
	parse ktap
	has 1 0 0
	compare 2 --new "$dir"/slow-1.json --budget 'raise-irq:p99<=1ms' --budget 'residency@its:p50<=1us'
	parse ktap
	has 1 1 0
	[ "$(jq -c '.names' <<<"$found")" = '["budgets/raise-irq:p99<=1ms","budgets/residency@its:p50<=1us"]' ]
	parse junit
	has 1 1 0
	[ "$(jq -c '.names' <<<"$found")" = '["epbell.budgets/raise-irq:p99<=1ms","epbell.budgets/residency@its:p50<=1us"]' ]
	grep -qF -- '- residency@its:p50<=1us: **exceeded by 1 of 1 run' "$out.markdown"
	compare 2 --base "$dir"/base-* --new "$dir"/same-* --budget 'residency@its:p50<=1us'
	parse ktap
	has 4 1 0
}

@test "three backends: a group of tests and columns for each" {
	compare 0 --by backend "$dir"/its-* "$dir"/edma-* "$dir"/poll-*
	parse ktap
	has 8 0 0
	[ "$(jq -c '[.names[] | sub("/.*"; "")] | unique' <<<"$found")" = '["edma","poll"]' ]
	[ "$(jq -r '.names[0]' <<<"$found")" = "edma/raise-irq p50" ]
	grep -q '^| stage .*| p50 its | p50 edma | p50 poll | *edma - its | *poll - its | p99 its ' "$out.markdown"
	[ "$(grep -c '^| r' "$out.markdown")" -eq 2 ]
	grep -q '^- poll: 6 runs, poll, Linux 7.3.4, ' "$out.markdown"
}

@test "all forms say the same of each figure" {
	compare 2 --base "$dir"/base-* --new "$dir"/slow-*
	jq -r '.figures[].sentence' "$out.json" >"$out.sentences"
	[ "$(wc -l <"$out.sentences")" -eq 4 ]
	diff "$out.sentences" <(sed -n '/^  KTAP/,/^not ok/s/^  # //p' "$out.ktap")
	# "6.6 us -> 7.5 us, +896 ns [...], p ...": the medians and the change stand in one row
	while IFS= read -r sentence; do
		base=${sentence%% -> *} value=${sentence#* -> } change=${sentence#*us, }
		value=${value%%,*} change=${change%%, p *}
		grep -F "| $base" <<<"$(tr -s ' ' <"$out.markdown")" | grep -F "| $value" | grep -qF "$change" ||
			{ echo "no row with $base, $value, $change"; return 1; }
	done <"$out.sentences"
	# and a testcase's time is the figure
	python3 - "$out.junit" "$out.json" <<-'EOT'
		import json, sys, xml.etree.ElementTree as tree
		times = [float(case.get("time")) for case in tree.parse(sys.argv[1]).iter("testcase")]
		values = [f["value"] / 1e9 for f in json.load(open(sys.argv[2]))["figures"]]
		assert len(times) == 4 and all(abs(t - v) < 1e-9 for t, v in zip(times, values)), (times, values)
	EOT
}

@test "Markdown reads as a table without being rendered" {
	compare 2 --base "$dir"/base-* --new "$dir"/slow-*
	grep '^|' "$out.markdown" >"$out.rows"
	[ "$(wc -l <"$out.rows")" -eq 4 ]
	[ "$(awk '{ print length }' "$out.rows" | sort -u | wc -l)" -eq 1 ]
	[ "$(tr -cd '|\n' <"$out.rows" | sort -u | wc -l)" -eq 1 ]
	grep -q '^| raise-irq .*\*\*+[^|]* slower\*\*' "$out.rows"
}

@test "Markdown renders as what was meant, whatever names hold" {
	command -v cmark-gfm >/dev/null || skip "no cmark-gfm here"
	# shellcheck disable=SC2016 # Markdown's
	evil='<b>|`x` *y* [z](u) _w_'
	tests/data/make-arms "$BATS_TEST_TMPDIR" a runs=6 label.k=plain
	tests/data/make-arms "$BATS_TEST_TMPDIR" b runs=6 label.k="$evil"
	compare 0 --by label:k "$BATS_TEST_TMPDIR"/[ab]-*.json
	cmark-gfm -e table -e strikethrough "$out.markdown" >"$out.html"
	[ "$(grep -c '<table>' "$out.html")" -eq 1 ]
	[ "$(grep -oE '</?[a-z]+[0-9]?' "$out.html" | tr -d '</' | sort -u | xargs)" = "h3 li strong table tbody td th thead tr ul" ]
	# shellcheck disable=SC2016 # Markdown's
	grep -qF '<th align="right">p50 &lt;b&gt;|`x` *y* [z](u) _w_</th>' "$out.html"
}

@test "names cannot break KTAP or JUnit" {
	evil=$'# SKIP\nnot ok 7 <&"\'>\x01]]>'
	tests/data/make-arms "$BATS_TEST_TMPDIR" a runs=6 label.k=plain
	tests/data/make-arms "$BATS_TEST_TMPDIR" b runs=6 label.k="$evil" env.host="$evil"
	compare 0 --by label:k "$BATS_TEST_TMPDIR"/[ab]-*.json
	run grep -E '^ *not ok' "$out.ktap"
	[ "$status" -eq 1 ]
	parse ktap
	has 4 0 0
	parse junit
	has 4 0 0
}

@test "the kernel's parser and tap.py read the same" {
	compare 2 --base "$dir"/base-* --new "$dir"/slow-* --budget 'residency@its:p50<=1us'
	for parser in kunit tap; do
		run --separate-stderr tests/parse-ktap --parser "$parser" "$out.ktap"
		[ "$status" -ne 77 ] || skip "no $parser here"
		[ "$status" -eq 0 ]
		jq -c 'del(.parser)' <<<"$output" >"$out.$parser"
	done
	diff "$out.kunit" "$out.tap"
}

@test "a form may go into a file, whole or not at all" {
	run --separate-stderr "$epbell" compare --base "$dir"/base-* --new "$dir"/slow-* --ktap -o "$out.file"
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	"$epbell" compare --base "$dir"/base-* --new "$dir"/slow-* --ktap | diff - "$out.file"
	run --separate-stderr "$epbell" compare --base "$dir"/base-* --new "$dir"/slow-* --junit -o "$out.no/such"
	[ "$status" -eq 1 ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	for form in ktap junit markdown; do
		run --separate-stderr bash -c '"$@" >/dev/full' - "$epbell" compare --base "$dir"/base-* --new "$dir"/same-* "--$form"
		[ "$status" -eq 1 ]
	done
}

@test "one form at a time" {
	run --separate-stderr "$epbell" compare --base "$dir"/base-* --new "$dir"/slow-* --ktap --junit
	[ "$status" -eq 64 ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
}
