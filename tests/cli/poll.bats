#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The poll model in epbell report, on runs that tests/data/make-poll makes up.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	run_file=$BATS_TEST_TMPDIR/run.json
	unset NO_COLOR COLUMNS LC_ALL LC_CTYPE
	export LANG=C.UTF-8 TERM=dumb
}

make_run() {
	tests/data/make-poll "$@" >"$run_file"
	tests/check-schema "$run_file"
}

# The model of the run as one line, and as JSON: $text, $json.
model() {
	run --separate-stderr "$epbell" report --no-bars "$run_file"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	text=$(sed -n '/^Poll model/,/^$/p' <<<"$output" | tr -s '\n ' ' ')
	run --separate-stderr "$epbell" report --json --no-bars "$run_file"
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	json=$(jq -c '.runs[0] | with_entries(select(.key | startswith("poll_")))' <<<"$output")
}

says() {
	for words; do
		[[ $text == *"$words"* ]] || { echo "no '$words' in: $text"; return 1; }
	done
}

holds() {
	for condition; do
		jq -e "$condition" <<<"$json" >/dev/null || { echo "not $condition: $json"; return 1; }
	done
}

@test "poll: random gaps are even, with about the expected mean" {
	make_run
	model
	says "period T 12.0 ms, mean of poll-period" "finding even on [0, T)" "pings came at random moments"
	holds '.poll_verdict == "even"' '.poll_period == 12000000' '.poll_waits == 200' '.poll_waits_from == "rtt"' \
		'.poll_p > 0.01' '.poll_mean_difference | fabs < 0.07' '.poll_path | . > 700000 and . < 1000000' \
		'.poll_step == null' '[.poll_findings[].code] == ["even"]'
}

@test "poll: ping -i 1 that is 1.002 s comes in a cycle, and the text says why and what to do" {
	make_run --pacing fixed --gap 1002
	model
	says "Every 2nd ping waits the same: 1.002 s is 6.0 ms modulo 12.0 ms." "says nothing about T/2" "epbell ping"
	holds '.poll_verdict == "cycle"' '.poll_order == 2' '.poll_step_share == 1' '.poll_step | . > 5900000 and . < 6100000' \
		'.poll_p < 0.001'
	make_run --pacing fixed --gap 1000
	model
	says "Every 3rd ping waits the same: 1 s is 4.0 ms modulo 12.0 ms."
}

@test "poll: the published list is explained by its sequence alone" {
	make_run --published --no-sent --no-polls
	model
	says "12.0 ms, from the sequence of round trips" "mean 8.70 ms" "Every 2nd ping waits the same" "6.0 ms modulo 12.0 ms"
	holds '.poll_verdict == "cycle"' '.poll_period_from == "sequence"' '.poll_period == 12000000' '.poll_waits == 10' \
		'.poll_mean == 8700000' '.poll_p == null'
}

@test "poll: multiples of the period are aliased, beats creep" {
	make_run --pacing fixed --gap 1008 --count 30
	model
	says "ALIASED" "their interval, 1.008 s, is 84 times 12.0 ms"
	holds '.poll_verdict == "same"' '.poll_mean_expected == null'
	make_run --pacing fixed --gap 1008.3
	model
	says "Every ping waits 300 us less than the one before" "once in 40 pings"
	holds '.poll_verdict == "drift"' '.poll_creep | . < -290000 and . > -310000'
	make_run --pacing fixed --gap 1012.58359
	model
	holds '.poll_verdict == "round"'
}

@test "poll: back to back takes a whole period, with times and without" {
	make_run --pacing back-to-back
	model
	says "a round trip takes T, 12.0 ms"
	holds '.poll_verdict == "back-to-back"' '.poll_mean | . > 11800000 and . < 12000000'
	make_run --pacing back-to-back --no-sent --no-polls
	model
	says "period T not known"
	holds '.poll_verdict == "back-to-back"' '.poll_period == null'
}

@test "poll: packets of both sides give the wait itself, without a ping" {
	make_run --both
	model
	says "from RC's doorbell to the poll that found it" "expected 6.00 ms"
	holds '.poll_verdict == "even"' '.poll_waits_from == "both-sides"' '.poll_path == null' '.poll_mean_expected == 6000000'
}

@test "poll: random gaps that are short are not random to the poll" {
	make_run --gap 0.3
	model
	says "the gaps are random, but vary too little" "epbell ping -i 12ms"
}

@test "poll: where T comes from is said" {
	make_run --no-polls --hz 250
	model
	says "12.0 ms, by this machine's HZ" "5 ms in ticks of HZ=250"
	holds '.poll_period_from == "hz"' '.poll_verdict == "even"'
	make_run --no-polls --hz 1000
	model
	says "ABOUT, from the range" "HZ=1000 of the machine that recorded would make T 6.00 ms" "Record the endpoint"
	holds '.poll_verdict == "period-unknown"' '.poll_p == null'
	make_run --no-polls
	model
	holds '.poll_verdict == "period-unknown"' '.poll_period_from == "spread"' '.poll_period | . > 10e6 and . < 13e6'
	make_run --jitter 0.2
	model
	says "The polls are not regular"
	holds '.poll_period_jitter > 0.3' '[.poll_findings[].code] | index("jittery")'
}

@test "poll: waits that are uneven for another reason are called that" {
	make_run --rough 15
	model
	says "NOT EVEN"
	holds '.poll_verdict == "uneven"' '.poll_p < 0.01'
}

@test "poll: requests that follow replies by less than a period are called that" {
	make_run --pacing follow
	model
	says "NOT EVEN" "after the reply before them" "gaps that do not depend on replies: epbell ping"
	holds '.poll_verdict == "uneven"' '[.poll_findings[].code] == ["follows"]' \
		'.poll_idle | . > 2700000 and . < 3300000' '.poll_idle_spread < 4000000'
}

@test "poll: few pings, and pings without a reply, are not judged" {
	make_run --count 4
	model
	says "4 waits are known: under 5, nothing is tested."
	holds '.poll_verdict == "too-few"' '.poll_p == null'
	make_run --lost 200
	model
	says "0 of 200"
	holds '.poll_verdict == "too-few"' '.poll_mean == null' '.poll_waits == 0' '.poll_rows == 200'
}

@test "poll: all round trips equal, or a period of 0, are no numbers that are none" {
	make_run
	jq -c '.pings[].rtt = 12000000' "$run_file" >"$run_file.equal"
	mv "$run_file.equal" "$run_file"
	model
	holds '.poll_verdict == "same"'
	jq -c '(.series[] | select(.stage == "poll-period")) |= . + {sum: 0, min: 0, max: 0, buckets: [[0, 1000]]} |
		.pings[].rtt = 0' "$run_file" >"$run_file.zero"
	mv "$run_file.zero" "$run_file"
	model
	says "period T not known"
	holds '.poll_period == null' '.poll_verdict == "same"' '.poll_mean == 0'
}

@test "poll: nothing for other backends, nor for runs without pings" {
	make_run --backend edma
	model
	[ -z "$text" ]
	[ "$json" = "{}" ]
	for f in its edma poll epf-test; do
		run "$epbell" report tests/data/$f.json
		[ "$status" -eq 0 ]
		[[ $output != *"Poll model"* ]]
	done
}

@test "poll: of several runs only what is aliased is shown as text; --stage and --backend leave it out" {
	make_run --pacing fixed --gap 1002
	run "$epbell" report tests/data/its.json "$run_file"
	[[ $output == *"Every 2nd ping"* ]]
	run "$epbell" report --backend its "$run_file"
	[[ $output != *"Poll model"* ]]
	run "$epbell" report --stage handler "$run_file"
	[[ $output != *"Poll model"* ]]
	run "$epbell" report --stage poll-period "$run_file"
	[[ $output == *"Poll model"* ]]
	make_run
	run "$epbell" report tests/data/its.json "$run_file"
	[[ $output != *"Poll model"* ]]
	run "$epbell" report --json tests/data/its.json "$run_file"
	[ "$(jq -r '.runs[1].poll_verdict' <<<"$output")" = even ]
}
