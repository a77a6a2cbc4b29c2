#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The oracle: that its own figures are true, then epbell's figures against them.

load common

PINGS=400

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	"$TOP/tests/lab/plugin/build" >plugin
	truth --dir "$PWD" -c "$PINGS" --json >truth.json
	truth --dir "$PWD/delay" -c "$PINGS" --backend edma --untraced --param raise_delay_ns=20000 --json >delay.json
}

truth() { "$TOP/tests/lab/truth" "$@"; }

# figure FILE BACKEND STAGE SOURCE NAME
figure() { jq ".$2.stages[\"$3\"].$4.$5" "$BATS_FILE_TMPDIR/$1.json"; }

stages_of() {
	case $1 in
	its) echo irq-dispatch handler ;;
	edma) echo irq-dispatch edma-demux handler ;;
	esac
	echo bottom-half rx turnaround tx-flush reply-queue raise-irq residency
}

# a and b, b within c of a
within() {
	jq -en --argjson a "$1" --argjson b "$2" --argjson c "$3" '($a - $b) | fabs <= $c' >/dev/null
}

@test "the plugin's clock is the guest's, through faults, device registers, forks and idle time" {
	truth --clock --dir "$BATS_TEST_TMPDIR"
}

round_trips_do_not_see_the_plugin() {
	local d="$BATS_TEST_TMPDIR" words
	words="-plugin $(cat "$BATS_FILE_TMPDIR/plugin"),watch=$BATS_FILE_TMPDIR/$1/watch,out=$d/watch.log"
	lab --backend "$1" --deterministic --out "$d/with" --qemu "$words" -- lab-ping -c "$PINGS" >"$d/a" &
	lab --backend "$1" --deterministic --out "$d/without" -- lab-ping -c "$PINGS" >"$d/b"
	wait
	grep -q "$PINGS sent, $PINGS received" "$d/a"
	cmp "$d/a" "$d/b"
	[ -s "$d/watch.log" ]
}

@test "edma: all round trips are the same with and without the plugin" { round_trips_do_not_see_the_plugin edma; }
@test "poll: all round trips are the same with and without the plugin" { round_trips_do_not_see_the_plugin poll; }

an_interval_of_each_stage_for_each_ping() {
	local s source
	for s in $(stages_of "$1"); do
		for source in untraced in_situ seen; do
			[ "$(figure truth "$1" "$s" "$source" count)" = "$PINGS" ] || fail "$s, $source: $(figure truth "$1" "$s" "$source" count)"
		done
	done
}

@test "its: an interval of each stage for each ping" { an_interval_of_each_stage_for_each_ping its; }
@test "edma: an interval of each stage for each ping" { an_interval_of_each_stage_for_each_ping edma; }
@test "poll: an interval of each stage for each ping" { an_interval_of_each_stage_for_each_ping poll; }

@test "stages are inside each other: demux in dispatch, the short ones in residency" {
	local s sum
	within "$(figure truth edma irq-dispatch untraced p50)" "$(figure truth edma edma-demux untraced p50)" 400
	sum=0
	for s in bottom-half rx turnaround raise-irq reply-queue; do
		sum=$((sum + $(figure truth edma $s untraced p50)))
	done
	[ "$sum" -lt "$(figure truth edma residency untraced p50)" ]
}

@test "the poll's period is 12 ms to a microsecond, idle time included" {
	within "$(figure truth poll poll-period untraced mean)" 12000000 1000
}

@test "raise_delay_ns=20000 is found: in raise-irq and residency, in nothing else" {
	local s moved
	for s in $(stages_of edma); do
		moved=$(($(figure delay edma "$s" untraced p50) - $(figure truth edma "$s" untraced p50)))
		case $s in
		# The delay's loop looks at the clock once a round, and so lasts up to two looks longer.
		raise-irq | residency) within "$moved" 20075 75 || fail "$s moved by $moved" ;;
		*) [ "$moved" = 0 ] || fail "$s moved by $moved" ;;
		esac
	done
}

@test "--check names what is out of tolerance and exits 2" {
	local status=0
	truth --reuse --dir "$BATS_FILE_TMPDIR" --backend its --check 0% -1 2>"$BATS_TEST_TMPDIR/bad" || status=$?
	[ "$status" = 2 ]
	grep -q '^its raise-irq: raw mean off by' "$BATS_TEST_TMPDIR/bad"
	status=0
	truth --check 5 >"$BATS_TEST_TMPDIR/usage" 2>&1 || status=$?
	[ "$status" = 64 ]
}

@test "epbell's raw figures are what its hooks could see: 5 % or 30 ns" {
	truth --reuse --dir "$BATS_FILE_TMPDIR" --only raw --check 5% 30
}

@test "epbell's corrected figures are what passes when nobody looks: 5 % or 30 ns, its and edma" {
	truth --reuse --dir "$BATS_FILE_TMPDIR" --backend its --backend edma --only corrected --check 5% 30
}
