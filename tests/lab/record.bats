#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Recordings of the kernel's real drivers, held against counts that are not ours.

load common

PINGS=997
# Gaps over a whole poll period, so that no phase is favoured.
JITTER=0:12000

setup_file() {
	local b
	cd "$BATS_FILE_TMPDIR" || return
	# Two boots at a time; in deterministic mode the host's load does not show.
	for b in its edma poll; do
		guest "$PWD/$b" --backend "$b" --deterministic -- count "$PINGS" "$JITTER" &
		guest "$PWD/$b.again" --backend "$b" --deterministic -- count "$PINGS" "$JITTER"
		wait
	done
}

run_of() { echo "$BATS_FILE_TMPDIR/$1/run.json"; }

# The mean of a stage, ns: sums and counts are exact.
mean() { jq --arg s "$2" '[.series[] | select(.stage == $s)] | (map(.sum) | add) / (map(.count) | add)' "$(run_of "$1")"; }

every_reply_came_and_the_account_closes() {
	grep -q "$PINGS sent, $PINGS received" "$BATS_FILE_TMPDIR/$1/ping"
	runfile closes "$(run_of "$1")"
	grep -q 'the account closes' "$BATS_FILE_TMPDIR/$1/record"
}

@test "its: every reply came, the account closes" { every_reply_came_and_the_account_closes its; }
@test "edma: every reply came, the account closes" { every_reply_came_and_the_account_closes edma; }
@test "poll: every reply came, the account closes" { every_reply_came_and_the_account_closes poll; }

doorbells_are_those_of_proc_interrupts() {
	local d="$BATS_FILE_TMPDIR/$1" counted recorded
	counted=$(irq_delta "$2" "$d/before" "$d/after")
	recorded=$(doorbells "$d/run.json" irqs)
	[ "$counted" -ge "$PINGS" ]
	[ "$counted" -eq "$recorded" ] || fail "/proc/interrupts $counted, recorded $recorded"
	[ "$(runfile count "$d/run.json" handler)" -eq "$recorded" ]
}

@test "its: doorbells recorded are those of /proc/interrupts" {
	doorbells_are_those_of_proc_interrupts its 'ITS-pMSI.*pci_epf_vntb_db'
}

@test "edma: doorbells recorded are those of /proc/interrupts" {
	doorbells_are_those_of_proc_interrupts edma 'dw-edma-emul'
}

@test "poll: hits recorded are the polls in which ftrace saw an event" {
	local d="$BATS_TEST_TMPDIR/polls" counted
	guest "$d" --backend poll --deterministic -- polls "$PINGS"
	grep -q "$PINGS sent, $PINGS received" "$d/ping"
	counted=$(grep -c 'ntb_db_event <-epf_ntb_cmd_handler' "$d/trace")
	[ "$counted" -ge "$PINGS" ]
	[ "$counted" -eq "$(doorbells "$d/run.json" hits)" ] || fail "ftrace $counted, hits $(doorbells "$d/run.json" hits)"
	[ "$(doorbells "$d/run.json" irqs)" -eq 0 ]
	runfile closes "$d/run.json"
}

two_recordings_are_the_same() {
	[ "$(runfile stages "$(run_of "$1")" 100 | wc -l)" -ge "$2" ]
	cmp "$(run_of "$1")" "$(run_of "$1.again")"
}

@test "deterministic: two recordings of its are the same to the byte" { two_recordings_are_the_same its 9; }
@test "deterministic: two recordings of edma are the same to the byte" { two_recordings_are_the_same edma 10; }
@test "deterministic: two recordings of poll are the same to the byte" { two_recordings_are_the_same poll 9; }

@test "irq-dispatch is longer for edma than for its, and edma-demux explains the difference to 10 %" {
	local its edma demux
	# Means: a median is the middle of its bucket, and three of them are off by more than what is asked here.
	its=$(mean its irq-dispatch)
	edma=$(mean edma irq-dispatch)
	demux=$(mean edma edma-demux)
	awk -v i="$its" -v e="$edma" -v d="$demux" 'BEGIN { print "its " i ", edma " e ": " e - i " apart, edma-demux " d
		exit !(e - i > 0 && (e - i - d) ^ 2 <= (0.1 * (e - i)) ^ 2) }'
}

@test "the polled period is 12 ms at 250 Hz, and polls are hardly late in the lab" {
	local p
	p=$(value "$(run_of poll)" poll-period 0.5)
	[ "$p" -gt 11500000 ]
	[ "$p" -lt 12500000 ]
	p=$(value "$(run_of poll)" poll-lateness 0.5)
	[ "$p" -lt 1000000 ]
}

@test "one embedded doorbell announces all vectors: the fan-out is what ftrace sees" {
	local d="$BATS_TEST_TMPDIR/events" counted
	guest "$d" --backend edma --deterministic -- polls 211
	counted=$(grep -c 'ntb_db_event <-epf_ntb_doorbell_handler' "$d/trace")
	[ "$(doorbells "$d/run.json" irqs)" -eq 211 ]
	# 16 doorbells, of which vNTB never rings the first two.
	[ "$(jq '.doorbells[0].fan_out' "$d/run.json")" -eq 14 ]
	[ "$counted" -eq $((14 * 211)) ] || fail "ftrace $counted"
	[ "$(jq '.doorbells[0].fan_out' "$(run_of its)")" -eq 1 ]
}

@test "raise_delay_ns=20000 moves raise-irq by 20 us, with it what contains it, and nothing else" {
	local d="$BATS_TEST_TMPDIR/delay" base="$BATS_TEST_TMPDIR/base/run.json" s moved
	# Gaps beyond the poll of the pinger's own timer: else its wake-ups fall into the replies, and turnaround has two modes.
	guest "$BATS_TEST_TMPDIR/base" --backend edma --deterministic -- count "$PINGS" 1000:5000 &
	guest "$d" --backend edma --deterministic --param raise_delay_ns=20000 -- count "$PINGS" 1000:5000
	wait
	for s in raise-irq residency round-trip ping; do
		moved=$(($(value "$d/run.json" $s 0.5) - $(value "$base" $s 0.5)))
		# Each of the two medians is known to half a bucket.
		set -- $(runfile q "$d/run.json" $s 0.5)
		[ "$moved" -ge $((20000 - $3)) ] && [ "$moved" -le $((20000 + $3)) ] || fail "$s moved by $moved, a bucket is $3"
	done
	for s in $(runfile stages "$base" 100); do
		case $s in raise-irq | residency | round-trip | ping) continue ;; esac
		near "$(bucket "$d/run.json" "$s" 0.5)" "$(bucket "$base" "$s" 0.5)" && continue
		# A bucket may be finer than the clock.
		moved=$(($(value "$d/run.json" "$s" 0.5) - $(value "$base" "$s" 0.5)))
		[ "${moved#-}" -le "$(jq .environment.clock_step_ns "$base")" ] || fail "$s moved by $moved"
	done
}

@test "101 DMA completions among 211 doorbells are completions, not doorbells" {
	local d="$BATS_TEST_TMPDIR/completions" s
	guest "$d" --backend edma --deterministic -- completions
	[ "$(doorbells "$d/run.json" irqs)" -eq 211 ]
	[ "$(doorbells "$d/run.json" completions)" -eq 101 ]
	[ "$(irq_delta dw-edma-emul "$d/before" "$d/after")" -eq 312 ]
	for s in irq-dispatch edma-demux handler; do
		[ "$(runfile account "$d/run.json" $s recorded)" -eq 211 ]
		[ "$(runfile account "$d/run.json" $s completion)" -eq 101 ]
	done
	[ "$(runfile account "$d/run.json" residency recorded)" -eq 211 ]
	runfile closes "$d/run.json"
	grep -q '211 doorbells and 101 DMA completions' "$d/record"
}

@test "completions are told apart whatever is recorded, and by kprobes too" {
	local d="$BATS_TEST_TMPDIR/completions"
	guest "$d.handler" --backend edma --deterministic -- completions --stage handler &
	guest "$d.kprobe" --backend edma --deterministic -- completions --attach kprobe
	wait
	for d in "$d.handler" "$d.kprobe"; do
		[ "$(doorbells "$d/run.json" irqs)" -eq 211 ]
		[ "$(runfile account "$d/run.json" handler recorded)" -eq 211 ]
		[ "$(runfile account "$d/run.json" handler completion)" -eq 101 ]
		runfile closes "$d/run.json"
	done
}

under_load_nothing_is_lost_unaccounted() {
	local d="$BATS_TEST_TMPDIR/storm" i
	guest "$d" --backend "$1" --cpus 4 -- storm 5 997
	for i in 1 2 3 4 5; do
		grep -q '997 sent, 997 received' "$d/ping.$i"
	done
	runfile closes "$d/run.json"
	# Coalescing makes fewer doorbells than packets, but every packet was received and answered.
	[ "$(runfile account "$d/run.json" rx seen)" -eq $((5 * 997)) ]
	[ "$(runfile account "$d/run.json" turnaround seen)" -eq $((5 * 997)) ]
}

@test "its, 4 CPUs under load: nothing is lost unaccounted" { under_load_nothing_is_lost_unaccounted its; }
@test "edma, 4 CPUs under load: nothing is lost unaccounted" { under_load_nothing_is_lost_unaccounted edma; }

@test "kprobes record the same events as fentry" {
	local d="$BATS_TEST_TMPDIR/kprobe" s
	guest "$d" --backend edma --deterministic -- count "$PINGS" "$JITTER" --attach kprobe
	runfile closes "$d/run.json"
	for s in $(runfile stages "$(run_of edma)" 1); do
		[ "$(runfile count "$d/run.json" "$s")" -eq "$(runfile count "$(run_of edma)" "$s")" ] || fail "$s"
	done
	jq -e '[.cost[].attach] | unique == ["kprobe", "kretprobe"]' "$d/run.json"
}

@test "handlers forced into threads are recorded there and labelled so" {
	local d="$BATS_TEST_TMPDIR/threads"
	guest "$d" --backend edma --deterministic --append threadirqs -- count 211 "$JITTER"
	runfile closes "$d/run.json"
	jq -e '.environment.threadirqs' "$d/run.json"
	# Only here does a tracepoint say more than the functions behind it.
	jq -e '[.calibration[].attach] | index("tp_btf") != null' "$d/run.json"
	jq -e '[.series[] | select(.stage == "handler") | .context] == ["thread"]' "$d/run.json"
	[ "$(runfile count "$d/run.json" handler)" -eq 211 ]
	[ "$(runfile count "$d/run.json" irq-dispatch)" -eq 211 ]
	[ "$(doorbells "$d/run.json" irqs)" -eq 211 ]
}

@test "--per-cpu, --per-vector and --interval split the same samples" {
	local d="$BATS_TEST_TMPDIR/split"
	guest "$d" --backend its --deterministic -- count 211 "$JITTER" --per-cpu --per-vector --interval 0.5
	runfile closes "$d/run.json"
	jq -e '[.series[] | select(.stage == "handler") | [.vector, .cpu]] == [[0, 0]]' "$d/run.json"
	[ "$(runfile count "$d/run.json" handler)" -eq 211 ]
	jq -e '.intervals | length > 1' "$d/run.json"
	jq -e '([.series[] | [.buckets[][1]] | add // 0] | add) == ([.intervals[].series[] | [.buckets[][1]] | add // 0] | add)' "$d/run.json"
}

epf_test_doorbells() {
	local d="$BATS_TEST_TMPDIR/test"
	lab --backend "$1" --function test --deterministic --out "$d" -- \
		epbell record -o /out/run.json -- pci_endpoint_test -t DOORBELL_TEST
	runfile closes "$d/run.json"
	[ "$(doorbells "$d/run.json" irqs)" -ge 1 ]
	jq -e --arg b "$1" '[.doorbells[] | select(.function == "pci_epf_test").backend] == [$b]' "$d/run.json"
	# From the root complex: of the three interrupts of the ioctl only that of the doorbell.
	jq -e '[.doorbells[] | select(.function == "pci_endpoint_test").irqs] == [1]' "$d/run.json"
	[ "$(runfile count "$d/run.json" round-trip)" -eq 1 ]
	# It ends with the reply's interrupt, which on the lab's one processor comes before raise-irq is over.
	jq -e '[.series[] | { (.stage): .sum }] | add | .["round-trip"] >= .residency - .["raise-irq"]' "$d/run.json"
	jq -e '[.series[] | select(.stage == "handler") | .context] == ["thread"]' "$d/run.json"
	[ "$(runfile count "$d/run.json" residency)" -ge 1 ]
	# Made while recording: the set-up calls are on record with what they returned.
	jq -e '[.events[].kind] | index("doorbell-alloc") != null' "$d/run.json"
	[ "$(runfile account "$d/run.json" doorbell-alloc recorded)" -ge 1 ]
}

@test "epf-test, its: DOORBELL_TEST is recorded, in its thread" { epf_test_doorbells its; }
@test "epf-test, edma: DOORBELL_TEST is recorded, in its thread" {
	epf_test_doorbells edma
	jq -e '[.events[] | select(.kind == "aux-query")] | length >= 1' "$BATS_TEST_TMPDIR/test/run.json"
}
