#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell merge on run files that tests/data/make-merge makes up, whose truth is known.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	d=$BATS_TEST_TMPDIR
	unset NO_COLOR COLUMNS LC_ALL LC_CTYPE
	export LANG=C.UTF-8 TERM=xterm
}

# Make rc.json, ep.json and truth.json in the test's directory: make_runs KEY=VALUE...
make_runs() {
	tests/data/make-merge "$@" "$d/rc.json" "$d/ep.json" "$d/truth.json"
}

# One with both sides, on one clock.
make_both() {
	tests/data/make-merge one=1 "$@" "$d/both.json" "$d/truth.json"
}

# Merge them into JSON on the standard output.
merge_json() {
	"$epbell" merge --json "$d/rc.json" "$d/ep.json"
}

refused() {
	local expect=$1
	shift
	run --separate-stderr "$epbell" merge "$@"
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ $stderr == "epbell merge: "*"$expect"* ]] || { echo "no '$expect' in: $stderr"; return 1; }
}

usage_error() {
	run --separate-stderr "$epbell" merge "$@"
	[ "$status" -eq 64 ]
	[ -z "$output" ]
	[ "${#stderr_lines[@]}" -eq 1 ]
}

# How many of the pairs in out.json have a request or reply outside of its bound, and how many have none that is true.
compare_truth() {
	jq -n --slurpfile out "$d/out.json" --slurpfile truth "$d/truth.json" '
		def abs: if . < 0 then -. else . end;
		($truth[0].packets | map({ key: (.[0] | tostring), value: . }) | from_entries) as $t |
		[$out[0].pairs[] | . as $p | $t[.seq | tostring] as $w |
			if $w == null then "stranger"
			elif ((.request - $w[1]) | abs) > .bound or ((.reply - $w[2]) | abs) > .bound then "outside"
			else "within" end] |
		[map(select(. == "within")), map(select(. == "outside")), map(select(. == "stranger"))] | map(length) |
		join(" ")' -r
}

# --- one-way times -------------------------------------------------------------------------------------------------

@test "one-way times are within their bounds, of every packet; the bound is half the least wire time" {
	for drift in -200e-6 -60e-6 0 80e-6 200e-6; do
		make_runs n=2000 drift=$drift lost=0.02 double=0.02 hole=0.01
		merge_json >"$d/out.json"
		[ "$(compare_truth)" = "$(jq '.packets | length' "$d/truth.json") 0 0" ] || { compare_truth; return 1; }
		jq -e '.clock == "fitted" and .packets[0].closes and .packets[1].closes' "$d/out.json"
		jq -e '([.pairs[].bound] | add / length) as $mean | ([.pairs[].wire] | min) as $least |
			$mean <= $least / 2 * 1.05 + 200 and $mean > $least / 4' "$d/out.json"
		jq -e --argjson drift "$drift" '(.drift_ppm - $drift * 1e6) as $off |
			$off <= .drift_ppm_bound and -$off <= .drift_ppm_bound and .drift_ppm_bound < 20' "$d/out.json"
	done
}

@test "an asymmetric link is within the bounds too, and far from the middle" {
	for ways in "request=10000 reply=90000" "request=90000 reply=10000"; do
		# shellcheck disable=SC2086 # words
		make_runs n=2000 $ways extra=5000
		merge_json >"$d/out.json"
		[ "$(compare_truth)" = "2000 0 0" ]
		# 40 us off the middle: a bound of half as much would not have held
		jq -e --slurpfile truth "$d/truth.json" \
			'(.pairs[500].request - $truth[0].packets[500][1]) as $off | $off > 35000 or $off < -35000' "$d/out.json"
	done
}

@test "a polled doorbell: poll-wait is wire less the least wire, and one-way times still hold" {
	make_runs n=2000 poll=12e6 drift=200e-6
	merge_json >"$d/out.json"
	[ "$(compare_truth)" = "2000 0 0" ]
	jq -e '.backend == "poll" and (.poll_period | . > 11700000 and . < 12300000)' "$d/out.json"
	jq -e '([.pairs[].wire] | min) as $least | all(.pairs[]; .poll_wait == .wire - $least)' "$d/out.json"
	jq -e '.breakdown | map(.stage) | index("poll-wait") == index("wire") + 1' "$d/out.json"
	jq -e '.notes | any(.code == "polled")' "$d/out.json"
	jq -e '[.stages[] | .stage] == ["wire", "poll-wait"]' "$d/out.json"
}

@test "one-way times are never shown without their bounds" {
	make_runs
	run "$epbell" merge --ascii -w 200 "$d/rc.json" "$d/ep.json"
	[ "$status" -eq 0 ]
	grep -qE '^  request +[0-9.]+ us \+-[0-9.]+ us' <<<"$output"
	grep -qE '^  reply +[0-9.]+ us \+-[0-9.]+ us' <<<"$output"
	[[ $output == *"cannot tell how the time over the link is shared"* ]]
	# in the narrowest table too
	run "$epbell" merge --ascii -w 60 --pairs "$d/rc.json" "$d/ep.json"
	grep -qE '^ .* seq .* request +reply +\+-$' <<<"$output"
}

@test "a clock that jumps: said, and no one-way times" {
	make_runs jump=5e6
	merge_json >"$d/out.json"
	jq -e '.clock == "jumped" and .offset == null and .request_p50 == null' "$d/out.json"
	jq -e 'all(.pairs[]; .request == null and .reply == null and .bound == null)' "$d/out.json"
	jq -e '.notes | any(.code == "clock-jumped")' "$d/out.json"
	jq -e '(.pairs | length) == 1000 and (.breakdown | length) > 10' "$d/out.json"
	make_runs drift=900e-6
	merge_json >"$d/out.json"
	jq -e '.clock == "jumped" and (.notes | any(.text | test("drift by 900 ppm")))' "$d/out.json"
}

@test "one file with both sides: one clock, exact one-way times, less than no wire time is said" {
	make_both n=300 request=-100 reply=50 extra=30
	run --separate-stderr "$epbell" merge --json "$d/both.json"
	[ "$status" -eq 0 ]
	echo "$output" >"$d/out.json"
	[ "$(compare_truth)" = "300 0 0" ]
	jq -e '.clock == "one" and all(.pairs[]; .bound == 42)' "$d/out.json"
	negative=$(jq '[.pairs[] | select(.wire < 0)] | length' "$d/out.json")
	[ "$negative" -gt 50 ]
	jq -e --arg n "$negative of 300 pairs" '.notes | any(.code == "negative-wire" and (.text | startswith($n)))' "$d/out.json"
	[ "$(jq '.stages[0].under' "$d/out.json")" -eq "$negative" ]
}

# --- pairs ---------------------------------------------------------------------------------------------------------

@test "every packet of both sides is paired or counted, as many as the truth has" {
	make_runs n=3000 lost=0.05 double=0.03 hole=0.02 first=64000
	merge_json >"$d/out.json"
	[ "$(jq '.pairs | length' "$d/out.json")" -eq "$(jq '.packets | length' "$d/truth.json")" ]
	jq -e '.packets[] | .packets == .paired + .incomplete + .duplicate + .thinned + .outside + .ambiguous + .absent' "$d/out.json"
	for i in 0 1; do
		file=$([ $i -eq 0 ] && echo rc || echo ep)
		[ "$(jq ".packets[$i].packets" "$d/out.json")" -eq "$(jq '.packets | length' "$d/$file.json")" ]
	done
	jq -e '.packets[1].duplicate > 50 and .packets[0].incomplete == .packets[1].incomplete and .packets[0].incomplete > 30' \
		"$d/out.json"
	jq -e '.notes | any(.code == "incomplete-packets" and (.text | test("pci_epc_raise_irq exit [0-9]+\\.")))' "$d/out.json"
}

@test "thinned, and numbers that come again" {
	make_runs n=140000 gap=1e6 rc_stride=64 ep_stride=128
	merge_json >"$d/out.json"
	jq -e '.packets[0].paired == .packets[1].paired and .packets[1].paired == .packets[1].packets' "$d/out.json"
	jq -e '.packets[0].thinned == .packets[0].packets - .packets[0].paired and .packets[0].thinned > 1000' "$d/out.json"
	jq -e 'all(.pairs[]; .wire > 99000 and .wire < 1000000)' "$d/out.json"
}

@test "the order of the files does not matter" {
	make_runs n=100
	merge_json >"$d/out.json"
	"$epbell" merge --json "$d/ep.json" "$d/rc.json" | diff - "$d/out.json"
}

# --- the breakdown -------------------------------------------------------------------------------------------------

@test "the sum of the stages is the round trip; what was not seen is the rest" {
	make_runs
	merge_json >"$d/out.json"
	jq -e '.breakdown | map({ key: .stage, value: . }) | from_entries as $b |
		all("median", "p99", "worst"; . as $c | $b.sum[$c] == $b.rtt[$c] and $b.rest[$c] == 0 and $b["rest-share"][$c] == 0)' \
		"$d/out.json"
	# the rows themselves, added here
	jq -e '.breakdown as $b | all("median", "p99", "worst"; . as $c |
		([$b[] | select(.stage | IN("sum", "rtt", "rest", "rest-share") | not) | .[$c]] | add) ==
		($b[] | select(.stage == "sum") | .[$c]))' "$d/out.json"
	# the median packet's round trip, by rank, from the file itself
	[ "$(jq '[.packets[].t | .[7] - .[0]] | sort | .[499]' "$d/rc.json")" -eq \
		"$(jq '.breakdown[] | select(.stage == "rtt") | .median' "$d/out.json")" ]
	[ "$(jq '[.packets[].t | .[7] - .[0]] | max' "$d/rc.json")" -eq \
		"$(jq '.breakdown[] | select(.stage == "rtt") | .worst' "$d/out.json")" ]
	# 13 segments with 150 ns of hooks each
	jq -e '.breakdown[] | select(.stage == "own") | .all == 1950' "$d/out.json"
	make_runs missing=4
	merge_json >"$d/out.json"
	jq -e '.breakdown_rest > 0.05 and (.breakdown[] | select(.stage == "turnaround") | .median == null)' "$d/out.json"
	jq -e '.notes | any(.code == "rest")' "$d/out.json"
}

@test "without a pinger the whole is from driver to driver" {
	make_runs pinger=0
	merge_json >"$d/out.json"
	jq -e '.breakdown | map(.stage) | index("ping") and (index("send") | not) and (index("rtt") | not)' "$d/out.json"
	jq -e '.breakdown_rest == 0 and .breakdown_packets == 1000' "$d/out.json"
}

# --- the run file --------------------------------------------------------------------------------------------------

@test "generated files and those written hold the schema; report takes them" {
	for poll in 0 12e6; do
		make_runs poll=$poll lost=0.1
		tests/check-schema "$d/rc.json" "$d/ep.json"
		"$epbell" merge "$d/rc.json" "$d/ep.json" -o "$d/merged.json" >/dev/null
		tests/check-schema "$d/merged.json"
		"$epbell" report "$d/merged.json" >"$d/report"
		grep -q ' wire ' "$d/report"
		jq -e '.labels == { rc_host: "rchost", ep_host: "ephost" } and .environment.host == "rchost"' "$d/merged.json"
		jq -e '.account[] | select(.stage == "wire") |
			.seen == .recorded + .overflow + .unmatched and .unmatched > 50' "$d/merged.json"
		[ "$(jq '.account[] | select(.stage == "wire") | .seen' "$d/merged.json")" -eq "$(jq '.packets | length' "$d/rc.json")" ]
	done
	jq -e '[.series[].stage] == ["round-trip", "residency", "poll-period", "wire", "poll-wait"]' "$d/merged.json"
	# the root complex does not know what it rings; now its series say it
	jq -e 'all(.series[]; .backend == "poll")' "$d/merged.json"
	# the endpoint's packets are of another clock
	jq -e 'all(.packets[]; .side == "rc")' "$d/merged.json"
}

@test "-o of one file with both sides adds wire, once" {
	make_both n=50
	"$epbell" merge "$d/both.json" -o "$d/merged.json" >/dev/null
	tests/check-schema "$d/merged.json"
	jq -e '[.series[].stage] == ["round-trip", "residency", "wire"] and (.packets | length) == 100' "$d/merged.json"
	refused "it is a merged one" "$d/merged.json" -o "$d/again.json"
	[ ! -e "$d/again.json" ]
}

@test "-o over an input; -o where nothing can be written" {
	make_runs n=50
	"$epbell" merge "$d/rc.json" "$d/ep.json" -o "$d/rc.json" >/dev/null
	jq -e '.series | any(.stage == "wire")' "$d/rc.json"
	make_runs n=50
	refused "/nowhere/" "$d/rc.json" "$d/ep.json" -o /nowhere/x.json
}

# --- what it cannot do ---------------------------------------------------------------------------------------------

@test "files without packets, of the same side, or that are none: 1 and a sentence" {
	make_runs n=20
	refused "its.json: has no packets: record it with --packets, or by epbell ping" "$d/rc.json" tests/data/its.json
	refused "has packets of the root complex's side alone: name the endpoint's run too" "$d/rc.json"
	refused "has packets of the endpoint's side alone: name the root complex's run too" "$d/ep.json"
	refused "both have packets of the root complex's side alone" "$d/rc.json" "$d/rc.json"
	refused "both have packets of the endpoint's side alone" "$d/ep.json" "$d/ep.json"
	refused "$d/none.json" "$d/rc.json" "$d/none.json"
	refused "README.md" README.md "$d/ep.json"
	run --separate-stderr "$epbell" merge --json "$d/rc.json"
	[ "$status" -eq 1 ]
	jq -e '.code == 1 and (.error | test("alone"))' <<<"$output"
}

@test "other pings, or too few pairs: 3, the table of packets, and why" {
	make_runs n=20 ep_ident=815
	run --separate-stderr "$epbell" merge "$d/rc.json" "$d/ep.json" -o "$d/merged.json"
	[ "$status" -eq 3 ]
	[[ $output == *"(root complex: 4711, endpoint: 815)"* ]]
	[[ $output == *absent* ]]
	[ ! -e "$d/merged.json" ]
	make_runs n=1
	run --separate-stderr "$epbell" merge --json "$d/rc.json" "$d/ep.json"
	[ "$status" -eq 3 ]
	jq -e '.clock == "unknown" and (.pairs | length) == 1 and (.notes | any(.code == "too-few-pairs"))' <<<"$output"
}

@test "an open account on either side: 3, and said" {
	make_runs n=50
	for file in rc ep; do
		jq -c '.account[0].seen += 1' "$d/$file.json" >"$d/open.json"
		other=$([ $file = rc ] && echo ep || echo rc)
		run --separate-stderr "$epbell" merge --json "$d/open.json" "$d/$other.json"
		[ "$status" -eq 3 ]
		jq -e '.notes | any(.code == "open-account")' <<<"$output"
	done
	run "$epbell" merge "$d/rc.json" "$d/ep.json"
	[ "$status" -eq 0 ]
}

@test "unlike environments are noted" {
	make_runs n=50
	jq -c '.environment.epbell = "0.0.9" | .environment.lab = "deterministic"' "$d/ep.json" >"$d/other.json"
	run "$epbell" merge --json "$d/rc.json" "$d/other.json"
	[ "$status" -eq 0 ]
	[ "$(jq '[.notes[] | select(.code == "unlike")] | length' <<<"$output")" -eq 2 ]
	merge_json | jq -e '.notes | any(.code == "unlike") | not'
}

@test "hostile packets: no crash, and never a quiet success" {
	make_runs n=200
	local programs=(
		'.packets |= map(.start = 9223372036854775807)'
		'.packets |= map(.t = [0, 9223372036854775807, 1, 9223372036854775807, 2, 3, 4, 9223372036854775807])'
		'.packets |= map(.t = [null, null, null, null, null, null, null, null])'
		'.packets |= map(.own = [9223372036854775807, 0, 9223372036854775807, 0, 1, 2, 3, 4])'
		'.packets |= map(.seq = 7)'
		'.packets |= reverse'
		'.packet_stride = 9223372036854775807'
		'.packets[0].start = 9000000000000000000'
	)
	for program in "${programs[@]}"; do
		for file in rc ep; do
			jq -c "$program" "$d/$file.json" >"$d/bad.json"
			other=$([ $file = rc ] && echo ep || echo rc)
			run --separate-stderr "$epbell" merge --json "$d/bad.json" "$d/$other.json"
			[ "$status" -le 3 ] && [ "$status" -ne 2 ]
			echo "$output" | jq -e . >/dev/null
		done
	done
	jq -c '.packets |= map(.side = "up")' "$d/rc.json" >"$d/bad.json"
	refused "has no packets" "$d/bad.json" "$d/ep.json"
}

@test "32768 packets a side take little time" {
	make_runs n=32768 gap=1e5
	local before=$EPOCHREALTIME
	merge_json >"$d/out.json"
	local after=$EPOCHREALTIME
	[ "$(jq '.pairs | length' "$d/out.json")" -eq 32768 ]
	# reading two files of 6 MB and printing one of 10 MB is most of it
	[ $((${after/./} - ${before/./})) -lt 10000000 ]
}

# --- options -------------------------------------------------------------------------------------------------------

@test "merge --help names every option" {
	run "$epbell" merge --help
	[ "$status" -eq 0 ]
	for word in --output --pairs --width --ascii --json --help; do
		[[ $output == *"$word"* ]]
	done
}

@test "usage errors: 64" {
	usage_error
	[[ $stderr == *"no run file named"* ]]
	usage_error a b c
	[[ $stderr == *"more than two run files"* ]]
	usage_error --nonsense a b
	usage_error --width 39 a b
}

@test "text fits the width, and is ASCII if asked" {
	make_runs n=300 lost=0.1 double=0.05 hole=0.05
	for width in 80 100 200; do
		run "$epbell" merge --ascii --pairs -w $width "$d/rc.json" "$d/ep.json"
		[ "$status" -eq 0 ]
		while IFS= read -r line; do
			[ ${#line} -le $width ] || { echo "wider than $width: $line"; return 1; }
		done <<<"$output"
		LC_ALL=C grep -q '[^ -~]' <<<"$output" && { echo "not ASCII"; return 1; }
	done
	[ "$(sed -n '/^Pairs/,/^Notes/p' <<<"$output" | grep -c ' [um]s$')" -eq "$(jq '.packets | length' "$d/truth.json")" ]
}
