#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# What is taken out of the figures must not depend on what else is recorded, or how. truth.bats holds the figures against
# the emulator; here recordings are held against each other, in deterministic mode.

load common

PINGS=397

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	# Gaps beyond the poll of the pinger's own timer, so that no stage has two modes.
	guest "$PWD/full" --backend edma --deterministic -- count $PINGS 1000:5000 &
	guest "$PWD/half" --backend edma --deterministic -- count $PINGS 1000:5000 --stage irq-dispatch,handler,rx,tx-flush,residency
	wait
	guest "$PWD/split" --backend edma --deterministic -- count $PINGS 1000:5000 --per-cpu --per-vector &
	guest "$PWD/alone" --backend edma --deterministic -- count $PINGS 1000:5000 --stage raise-irq
	wait
	guest "$PWD/kprobe" --backend edma --deterministic -- count $PINGS 1000:5000 --attach kprobe &
	guest "$PWD/twice" --backend edma --deterministic -- twice $PINGS
	wait
}

run_of() { echo "$BATS_FILE_TMPDIR/$1/run.json"; }

all_uncorrected() {
	jq -e --arg s "$2" '[.series[] | select(.stage == $s) | .uncorrected > 0.9 * .count] | all' "$(run_of "$1")" >/dev/null
}

# Corrected figures agree with those of the full recording to 10 % (or $2), or to 30 ns and what the buckets leave open.
agrees_with_full() {
	local s a b d width percent=${2:-10}
	for s in $(runfile stages "$(run_of "$1")" 100); do
		# Shorter than what two kprobes take: it stands as seen, and the run says of each interval that it does.
		[ "$1:$s" != kprobe:rc-tx-flush ] || { all_uncorrected kprobe rc-tx-flush && continue; }
		a=$(value "$(run_of full)" "$s" 0.5)
		b=$(value "$(run_of "$1")" "$s" 0.5)
		width=$(runfile q "$(run_of full)" "$s" 0.5 | cut -d ' ' -f 3)
		d=$((a - b))
		d=${d#-}
		[ $((100 * d)) -le $((percent * a)) ] || [ "$d" -le $((30 + width)) ] || fail "$s: $a in full, $b in $1"
	done
}

@test "corrected figures do not depend on which stages are recorded" {
	[ "$(runfile stages "$(run_of half)" 100 | wc -l)" -eq 5 ]
	agrees_with_full half
	agrees_with_full alone
}

@test "corrected figures do not depend on --per-cpu and --per-vector" { agrees_with_full split; }

@test "corrected figures of kprobes, several times as dear, agree with those of fentry to 25 %" {
	local raw corrected
	# A kprobe is an exception, which costs less within an interrupt than in the task that calibrates it: what lies wholly
	# inside an interrupt comes out short.
	agrees_with_full kprobe 25
	raw=$(jq '[.series[] | select(.stage == "residency") | .raw.sum / .raw.count] | add' "$(run_of kprobe)")
	corrected=$(jq '[.series[] | select(.stage == "residency") | .sum / .count] | add' "$(run_of kprobe)")
	awk -v r="$raw" -v c="$corrected" 'BEGIN { print "residency: seen " r ", corrected " c; exit !(r > 1.5 * c) }'
}

@test "what was seen stands beside what is corrected, and the run says how it was calibrated" {
	jq -e '.environment.correction == "calibrated" and .environment.tracers == ""' "$(run_of full)"
	jq -e '[.series[] | select(.count > 0) | .raw.count == .count and .raw.sum > .sum] | all' "$(run_of full)"
	jq -e '[.calibration[].attach] | unique == ["fentry", "fexit"]' "$(run_of full)"
	jq -e '[.cost[] | .calibrated_ns > 0] | all' "$(run_of full)"
}

@test "a second recorder is named in both runs, and each event is in both" {
	local d="$BATS_FILE_TMPDIR/twice"
	for f in first second; do
		runfile closes "$d/$f.json"
		jq -e '.environment.tracers | test("more epbell")' "$d/$f.json"
	done
	grep -q 'others trace this kernel already' "$d/second.err"
	[ "$(runfile count "$d/second.json" handler)" -eq $PINGS ]
}

@test "the kernel's own tracer is named too" {
	local d="$BATS_TEST_TMPDIR/ftrace"
	lab --backend its --deterministic --out "$d" -- sh -c 'cd /sys/kernel/tracing; echo netif_rx >set_ftrace_filter
		echo function >current_tracer; epbell record -o /out/run.json -- lab-ping -q -c 29'
	jq -e '.environment.tracers == "the kernel'"'"'s tracer function"' "$d/run.json"
	"$TOP"/build/"$(uname -m | sed s/aarch64/arm64/)"/epbell report "$d/run.json" | grep -q 'OTHER TRACERS were at work'
}

@test "four processors: nothing is corrected below zero, and what cannot be corrected is counted" {
	local d="$BATS_TEST_TMPDIR/four"
	guest "$d" --backend its --cpus 4 -- storm 3 499 early
	runfile closes "$d/run.json"
	# A value below zero would have wrapped to one of centuries, which has no bucket.
	jq -e '[.series[] | .over == 0 and .max < 30e9] | all' "$d/run.json"
	jq -e '[.series[] | .uncorrected <= .count and .raw.count == .count and .raw.sum >= .sum] | all' "$d/run.json"
	jq '[.series[] | {stage, count, uncorrected}]' "$d/run.json"
}

@test "without calibration figures are raw, and that is said" {
	local d="$BATS_TEST_TMPDIR/none"
	guest "$d" --backend its --deterministic -- count 53 1000:5000 --no-calibration
	runfile closes "$d/run.json"
	jq -e '.environment.correction == "none" and .environment.uncalibrated == "--no-calibration was given"' "$d/run.json"
	jq -e '[.series[] | has("raw")] | any | not' "$d/run.json"
	grep -q 'figures will be raw: --no-calibration was given' "$d/record"
}
