#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell compare on real recordings, whose difference is known.

bats_require_minimum_version 1.5.0

load common

# Several recordings a boot; each boot once for the whole file.
setup_file() {
	export OUT=$BATS_FILE_TMPDIR
	guest "$OUT/its" --backend its --deterministic -- arms 199 base 0 1 2 3 -- again 0 4 5 6 -- new 500 7 8 9
	guest "$OUT/edma" --backend edma --deterministic -- arms 199 edma 0 1 2 3
	# shellcheck disable=SC2016 # the guest's own $?
	lab --backend its --out "$OUT/free" --add "$TOP/tests/lab/steps/arms:/bin/step-arms" -- sh -c \
		'step-arms 97 base 0 1 2 3 -- new 0 4 5 6; epbell history list 2>/out/history; echo $? >>/out/history'
}

setup() {
	epbell=$TOP/build/$(uname -m | sed s/aarch64/arm64/)/epbell
}

judge() {
	local expect=$1
	shift
	run --separate-stderr "$epbell" compare --json "$@"
	[ "$status" -eq "$expect" ] || fail "exit $status, not $expect: $output $stderr"
}

@test "500 ns more in raise_irq, 3 + 3 runs: a regression of raise-irq and of what contains it, of nothing else" {
	judge 2 --base "$OUT"/its/base-*.json --new "$OUT"/its/new-*.json
	jq -e '.rule == "exact" and .outcome == "fail" and .reasons == []' <<<"$output"
	jq -e '[.figures[] | select(.verdict == "slower") | .stage] | unique == ["raise-irq", "residency"]' <<<"$output"
	jq -e '[.figures[] | select(.verdict == "faster")] == []' <<<"$output"
	# busy-waiting ends with the first look at the clock behind the 500 ns: a step of the clock, and the loop's own length. The
	# mean of residency has the two modes of turnaround in it, 2.6 us apart (tests/lab/README.md)
	jq -e '.figures[] | select(.stage == "raise-irq" and .quantity == "mean") |
		.verdict == "slower" and .instructions > 500 and .instructions < 700' <<<"$output"
	jq -e '.figures[] | select(.stage == "residency" and .quantity == "mean") |
		.verdict == "slower" and .instructions > 300 and .instructions < 900' <<<"$output"
	jq -e '.figures[] | select(.stage == "raise-irq" and .quantity == "p50") | .verdict == "slower"' <<<"$output"
}

@test "the same twice, 3 + 3 runs of other pings: passes" {
	judge 0 --base "$OUT"/its/base-*.json --new "$OUT"/its/again-*.json --fail-on change
	jq -e '.rule == "exact" and .family > 20' <<<"$output"
}

@test "its against edma: the difference in instructions, by stage" {
	judge 3 --base "$OUT"/its/base-*.json --new "$OUT"/edma/edma-*.json
	jq -e '.reasons[0].text | test("differ in backend \\(its / edma\\)")' <<<"$output"
	judge 2 --by backend "$OUT"/its/base-*.json "$OUT"/edma/edma-*.json
	# known from the oracle (truth.bats): the demultiplexing, and the events of 13 other vectors in the handler
	jq -e '.figures[] | select(.stage == "irq-dispatch" and .quantity == "p50") |
		.verdict == "slower" and .instructions > 500 and .instructions < 800' <<<"$output"
	jq -e '.figures[] | select(.stage == "handler" and .quantity == "mean") |
		.verdict == "slower" and .instructions > 1400 and .instructions < 2000' <<<"$output"
	# what the doorbell's kind does not touch
	jq -e '[.figures[] | select(.stage == "rx" or .stage == "raise-irq") | .verdict] | all(. == "same" or . == "within")' <<<"$output"
	run --separate-stderr "$epbell" compare --by backend "$OUT"/its/base-*.json "$OUT"/edma/edma-*.json
	[[ $output == *instructions* ]]
}

@test "3 + 3 free-running runs cannot be judged: exit 3, needs at least 4 + 4" {
	judge 3 --base "$OUT"/free/base-*.json --new "$OUT"/free/new-*.json
	jq -e '.rule == "rank" and (.reasons | length) == 1 and (.reasons[0].text | test("needs at least 4 \\+ 4"))' <<<"$output"
	judge 3 --base "$OUT"/its/base-*.json --new "$OUT"/free/new-*.json
	jq -e '.reasons | map(select(.text | test("differ in .*lab \\(deterministic / free\\)"))) | length == 1' <<<"$output"
}

@test "the static binary for boards has no history, and says so" {
	[ "$(grep -ac sqlite3_ "$TOP/build/arm64/epbell")" -eq 0 ]
	[ "$(tail -n 1 "$OUT/free/history")" -eq 1 ]
	grep -q '^epbell history: this build has no history' "$OUT/free/history"
}
