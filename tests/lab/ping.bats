#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell ping and merge where both ends are known: the ping table, the polled wait, and the clocks of two recordings.

load common

PINGS=499
EP=10.0.0.11

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	guest "$PWD/its" --backend its --deterministic -- ping ping -c $PINGS -i 12 --seed 7 $EP &
	guest "$PWD/edma" --backend edma --deterministic -- ping ping -c $PINGS -i 12 --seed 7 $EP
	wait
	# Gaps over two periods; then fixed beats, and back to back.
	guest "$PWD/poll" --backend poll --deterministic -- ping ping -c $PINGS -i 12 --seed 7 $EP \
		+ half -c 31 -i 1002 --jitter none $EP + whole -c 101 -i 24 --jitter none $EP + back -c 101 -i 0 $EP &
	guest "$PWD/pair" --backend edma --deterministic --param wire_delay_ns=50000 -- pair $PINGS 3600000000000:150
	wait
}

run_of() { echo "$BATS_FILE_TMPDIR/$1/${2:-ping}.json"; }
report() { "$TOP/$EPBELL" report "$@"; }
setup() {
	EPBELL=build/$(uname -m | sed s/aarch64/arm64/)/epbell
	[ -x "$TOP/$EPBELL" ] || make -s -C "$TOP" all
}

mean() { jq '[.series[] | select(.stage == "rtt")] | (map(.sum) | add) / (map(.count) | add)' "$1"; }
poll_of() { report --json "$1" | jq -r ".runs[0].$2"; }

@test "every ping is answered on each backend, and the accounts close" {
	local b f
	for b in its edma poll; do
		jq -e --argjson n $PINGS '.ping | .sent == $n and .received == $n' "$(run_of $b)"
	done
	for f in "$BATS_FILE_TMPDIR"/*/*.json; do runfile closes "$f"; done
}

@test "epbell ping's count is the kernel's: a reply's interrupt each, and a doorbell each where it is an interrupt" {
	local d
	d="$BATS_FILE_TMPDIR/its"
	[ "$(irq_delta 'ITS-pMSI.*pci_epf_vntb_db' "$d/ping.before" "$d/ping.after")" -eq $PINGS ]
	[ "$(irq_delta 'ntb_epf$' "$d/ping.before" "$d/ping.after")" -eq $PINGS ]
	[ "$(doorbells "$(run_of its)" irqs)" -eq $PINGS ]
}

@test "polled round trips are T/2 and the path on average, to 5 %; its and edma are 100 times quicker" {
	local its edma poll
	its=$(value "$(run_of its)" rtt 0.5) edma=$(value "$(run_of edma)" rtt 0.5) poll=$(value "$(run_of poll)" rtt 0.5)
	echo "p50 ns: its $its, edma $edma, poll $poll"
	[ $((100 * its)) -le "$poll" ]
	[ $((100 * edma)) -le "$poll" ]
	# The path is what the luckiest ping took.
	awk -v m="$(mean "$(run_of poll)")" -v path="$(jq '[.series[] | select(.stage == "rtt").min] | min' "$(run_of poll)")" 'BEGIN {
		expected = 6e6 + path; print "mean " m ", expected " expected; exit !((m - expected) ^ 2 <= (0.05 * expected) ^ 2) }'
}

@test "the polled wait is uniform by test when gaps are random" {
	[ "$(poll_of "$(run_of poll)" poll_verdict)" = even ]
	awk -v p="$(poll_of "$(run_of poll)" poll_p)" 'BEGIN { print "p " p; exit !(p > 0.01) }'
}

@test "a request leaves when it is due, and not with the tick after" {
	local gaps
	# All but the first, which the process itself is late for.
	gaps=$(jq -c '[.pings | sort_by(.seq)[1:] | range(length - 1) as $i | .[$i + 1].sent - .[$i].sent]' "$(run_of poll half)")
	echo "$gaps"
	jq -e 'length == 29 and (map(. - 1002e6 | fabs) | max) < 50e3' <<<"$gaps"
}

@test "a beat of 1.002 s alternates as the published list does, and the report says why" {
	local run steps
	run=$(run_of poll half)
	# Neighbours are half a period apart, on the circle that the period is.
	steps=$(jq -c '[.pings | sort_by(.seq) | map(.rtt)[1:] | range(length - 1) as $i | (.[$i] - .[$i + 1] + 24e6) % 12e6]' "$run")
	echo "$steps"
	jq -e 'length == 29 and (map(. - 6e6 | fabs) | max) < 100e3' <<<"$steps"
	[ "$(poll_of "$run" poll_verdict)" = cycle ]
	report --no-bars "$run" | sed -n '/Poll model/,/^$/p'
	report --no-bars "$run" | grep -q 'epbell ping'
}

@test "back to back every wait is close to T, a beat of two periods waits the same each time; both are called what they are" {
	local p
	p=$(value "$(run_of poll back)" rtt 0.5)
	[ "$p" -gt 11500000 ]
	[ "$p" -lt 12500000 ]
	[ "$(poll_of "$(run_of poll back)" poll_verdict)" = back-to-back ]
	[ "$(poll_of "$(run_of poll whole)" poll_verdict)" = same ]
	jq -e '[.pings[1:][].rtt] | (max - min) < 1e6' "$(run_of poll whole)"
}

merge() { "$TOP/$EPBELL" merge "$@"; }

@test "the stages of a packet add up to its round trip, to 2 %, and no packet is unaccounted for" {
	local b
	for b in its edma poll; do
		merge --json "$(run_of $b)" >"$BATS_TEST_TMPDIR/$b"
		jq -e '.packets | all(.closes)' "$BATS_TEST_TMPDIR/$b"
		# The rest, in thousandths of a per cent of the round trip of the median packet; and the sum is what its rows say.
		jq -e '.breakdown | (map(select(.stage == "rest")) | .[0].all) as $rest | (map(select(.stage == "rtt")) | .[0].all) as $rtt
			| ($rest | fabs) <= 0.02 * $rtt' "$BATS_TEST_TMPDIR/$b"
		jq -e '.breakdown | (map(select(.where != "" or .stage == "own").median // 0) | add) as $rows
			| (map(select(.stage == "rtt")) | .[0].median) as $rtt | ($rows - $rtt | fabs) <= 0.02 * $rtt' "$BATS_TEST_TMPDIR/$b"
	done
	# All pings but the first, whose device nobody knew yet.
	[ "$(jq '.packets[0].paired' "$BATS_TEST_TMPDIR/its")" -eq $((PINGS - 1)) ]
}

@test "two recordings with clocks an hour and 150 ppm apart: merge finds the wire's 50 us each way" {
	local d="$BATS_FILE_TMPDIR/pair" m="$BATS_TEST_TMPDIR/merged"
	grep -q "$PINGS sent, $PINGS received" "$d/ping"
	merge --json -o "$m.json" "$d/rc.json" "$d/ep.json" >"$m"
	[ "$(jq '.packets[0].paired' "$m")" -ge $((PINGS * 99 / 100)) ]
	jq -e '.packets | all(.closes)' "$m"
	# One-way times within their own bound of the truth, for 99 % of the pairs; and the bound is half of the wire's time.
	jq -e '.pairs | (map(select((.request - 50000 | fabs) <= .bound and (.reply - 50000 | fabs) <= .bound)) | length) >= 0.99 * length' "$m"
	jq -e '.pairs | all(.bound < 60000)' "$m"
	# Both together need no clock; holding an interrupt back takes the lab some microseconds.
	jq -e '.pairs | (map(select(.wire >= 100000 and .wire < 110000)) | length) >= 0.99 * length' "$m"
	# The endpoint's clock was an hour ahead when its recording began, some seconds before the other, and is 150 ppm fast.
	jq -e '.offset > 3600e9 and .offset < 3660e9 and (.drift_ppm - 150 | fabs) <= .drift_ppm_bound' "$m"
	runfile closes "$m.json"
	[ "$(runfile count "$m.json" wire)" -eq "$(jq '.packets[0].paired' "$m")" ]
}
