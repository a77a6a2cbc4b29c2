#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The root complex's side, and clients of the NTB devices other than ntb_transport.

load common

PINGS=211

setup_file() {
	local side
	cd "$BATS_FILE_TMPDIR" || return
	for side in ep rc; do
		guest "$PWD/$side" --backend edma --deterministic -- count "$PINGS" 1000:5000 --side "$side" &
	done
	guest "$PWD/both" --backend edma --deterministic -- count "$PINGS" 1000:5000
	wait
}

run_of() { echo "$BATS_FILE_TMPDIR/$1/run.json"; }
stages_of() { jq -r '.account[].stage' "$(run_of "$1")" | sort; }

@test "each side has its stages, the lab's kernel is both, and they never mix" {
	[ -z "$(comm -12 <(stages_of ep) <(stages_of rc))" ]
	diff <(sort <(stages_of ep) <(stages_of rc)) <(stages_of both)
	jq -e '[.doorbells[].function] == ["pci_epf_vntb"]' "$(run_of ep)"
	jq -e '[.doorbells[].function] == ["ntb_hw_epf"]' "$(run_of rc)"
	# A stage is of one device only, the one of its side.
	jq -e '[.series[] | {stage, device}] | group_by(.stage) | all(length == 1)' "$(run_of both)"
}

@test "the root complex's counts: a ring and a reply's interrupt for each ping, and the accounts close" {
	local side
	for side in rc both; do
		runfile closes "$(run_of $side)"
		[ "$(jq '[.doorbells[] | select(.function == "ntb_hw_epf").irqs] | add' "$(run_of $side)")" -eq "$PINGS" ]
		[ "$(irq_delta 'ntb_epf$' "$BATS_FILE_TMPDIR/$side/before" "$BATS_FILE_TMPDIR/$side/after")" -eq "$PINGS" ]
		[ "$(runfile count "$(run_of $side)" ring)" -eq "$PINGS" ]
		[ "$(runfile count "$(run_of $side)" rc-bottom-half)" -eq "$PINGS" ]
		# Of the first request nobody knew yet that its device is one.
		[ "$(runfile count "$(run_of $side)" ping)" -eq $((PINGS - 1)) ]
		[ "$(runfile count "$(run_of $side)" round-trip)" -eq $((PINGS - 1)) ]
	done
}

@test "what the doorbell is, the root complex knows only where it is told or the endpoint is here" {
	local d="$BATS_TEST_TMPDIR/peer"
	jq -e '[.series[].backend] | unique == [""]' "$(run_of rc)"
	jq -e '[.series[].backend] | unique == ["edma"]' "$(run_of both)"
	guest "$d" --backend edma --deterministic -- count 31 1000:5000 --side rc --peer edma
	jq -e '[.series[].backend] | unique == ["edma"]' "$d/run.json"
}

@test "both sides recorded at once: the same figures as alone, to two buckets or two clock steps" {
	local s alone a b moved
	for s in ring rc-bottom-half rc-rx handler rx raise-irq; do
		alone=rc
		[ "$(jq --arg s $s '[.account[] | select(.stage == $s)] | length' "$(run_of ep)")" -eq 0 ] || alone=ep
		# Where the whole endpoint's interrupt is inside the doorbell's write, the other side's hooks are in it too.
		[ $s != ring ] || continue
		a=$(bucket "$(run_of both)" $s 0.5) b=$(bucket "$(run_of $alone)" $s 0.5)
		moved=$(($(value "$(run_of both)" $s 0.5) - $(value "$(run_of $alone)" $s 0.5)))
		[ $((a - b)) -le 2 ] && [ $((b - a)) -le 2 ] || [ "${moved#-}" -le 32 ] || fail "$s: $a against $b, $moved ns"
	done
}

@test "ntb_pingpong: every doorbell and every reply is counted, the accounts close" {
	local d="$BATS_TEST_TMPDIR/pingpong"
	guest "$d" --backend edma --deterministic -- client ntb_pingpong delay_ms=3
	runfile closes "$d/run.json"
	[ "$(doorbells "$d/run.json" irqs)" -ge 100 ]
	[ "$(doorbells "$d/run.json" irqs)" -eq "$(irq_delta dw-edma-emul "$d/before" "$d/after")" ]
	[ "$(jq '[.doorbells[] | select(.function == "ntb_hw_epf").irqs] | add' "$d/run.json")" -eq "$(irq_delta 'ntb_epf$' "$d/before" "$d/after")" ]
	[ "$(runfile count "$d/run.json" handler)" -eq "$(doorbells "$d/run.json" irqs)" ]
}

@test "a recording that ends while doorbells ring pairs none with what is no longer watched" {
	local d="$BATS_TEST_TMPDIR/traffic"
	lab --backend edma --deterministic --out "$d" -- sh -c '
		lab-ping -q -c 1000000 -g 1000:3000 >/dev/null & p=$!
		epbell record -d 0.5 -o /out/run.json 2>/out/record; kill $p'
	runfile closes "$d/run.json"
	# Detaching takes seconds. No dispatch lasts a millisecond.
	[ "$(jq '[.series[] | select(.stage == "irq-dispatch").max] | max' "$d/run.json")" -lt 1000000 ]
	[ "$(jq '[.series[] | select(.stage == "edma-demux").max] | max' "$d/run.json")" -lt 1000000 ]
}

@test "ntb_perf: its handshake's doorbells are counted, the accounts close" {
	local d="$BATS_TEST_TMPDIR/perf"
	# Its buffers are where the lab's wire cannot reach (tests/lab/README.md), so it gets no further.
	guest "$d" --backend edma --deterministic -- client ntb_perf
	runfile closes "$d/run.json"
	[ "$(doorbells "$d/run.json" irqs)" -ge 1 ]
	[ "$(doorbells "$d/run.json" irqs)" -eq "$(irq_delta dw-edma-emul "$d/before" "$d/after")" ]
}
