#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The lab itself: does it do what tests/lab/README.md says, and does the kernel keep silent about it?

bats_require_minimum_version 1.5.0

setup() {
	out=$BATS_TEST_TMPDIR/out
	lab=$BATS_TEST_DIRNAME/run
}

# Every run, whatever it tests, must leave a kernel log without a complaint.
teardown() {
	[ -f "$out/console.log" ] || return 0
	! grep -nE 'WARNING:|BUG:|Oops|Call trace|inconsistent|deadlock|stall|cannot translate|did not acknowledge' "$out/console.log"
}

lab() {
	"$lab" --out "$out" --timeout 120 "$@"
}

# Interrupts so far on the lines of /proc/interrupts that match, from the output of "lab irqs".
count_of() {
	awk -v re="$1" '$0 ~ re { for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i } END { print n + 0 }'
}

pings_of() {
	[[ $1 == *"211 sent, 211 received"* ]]
}

@test "its: every ping is answered, by LPIs on the doorbell's line" {
	run lab --backend its --deterministic -- sh -c 'lab-ping -q -c 211 && lab irqs'
	[ "$status" -eq 0 ]
	pings_of "$output"
	n=$(count_of pci_epf_vntb_db <<<"$output")
	[ "$n" -ge 211 ]
	[ "$n" -lt 260 ]
}

@test "edma: every ping is answered, by the eDMA's line and the emulated one alike" {
	run lab --backend edma --deterministic -- sh -c 'lab-ping -q -c 211 && lab irqs'
	[ "$status" -eq 0 ]
	pings_of "$output"
	n=$(count_of pci_epf_vntb_db <<<"$output")
	[ "$n" -ge 211 ]
	[ "$n" -lt 260 ]
	[ "$n" -eq "$(count_of dw-edma-core <<<"$output")" ]
}

@test "poll: every ping is answered without a doorbell interrupt" {
	run lab --backend poll --deterministic -- sh -c 'lab-ping -q -c 211 && lab irqs'
	[ "$status" -eq 0 ]
	pings_of "$output"
	[ "$(count_of pci_epf_vntb_db <<<"$output")" -eq 0 ]
}

# Round trips, and the guest's clock before and after them.
deterministic_clock() {
	lab --backend poll --deterministic -- \
		sh -c 'grep "^now at" /proc/timer_list; lab-ping -c 400; grep "^now at" /proc/timer_list'
}

@test "the guest's clock stands still for QEMU: a halt that is slow to be noted changes no round trip" {
	local d="$BATS_TEST_TMPDIR"
	gcc -std=gnu11 -Wall -Wextra -Werror -O2 -shared -fPIC -o "$d/late-halt.so" "$BATS_TEST_DIRNAME/late-halt.c"
	mkdir "$d/bin"
	cat >"$d/bin/qemu-system-aarch64" <<-END
		#!/bin/sh
		exec env LATE_HALT="$d/sleeps" LD_PRELOAD="$d/late-halt.so" "$(command -v qemu-system-aarch64)" "\$@"
	END
	chmod +x "$d/bin/qemu-system-aarch64"
	deterministic_clock >"$d/a"
	PATH="$d/bin:$PATH" deterministic_clock >"$d/b"
	[ "$(cat "$d/sleeps")" -gt 400 ]
	grep -q "^400 sent, 400 received" "$d/a"
	[ "$(grep -c "^now at" "$d/a")" = 2 ]
	cmp "$d/a" "$d/b"
}

@test "four processors, free running" {
	run lab --backend edma --cpus 4 -- lab-ping -q -c 211
	[ "$status" -eq 0 ]
	pings_of "$output"
}

median() { sed -n 's/.* p50 \([0-9]*\) .*/\1/p'; }

@test "raise_delay_ns lengthens the round trip by itself" {
	before=$(lab --backend edma --deterministic -- lab-ping -q -c 211 | median)
	after=$(lab --backend edma --deterministic --param raise_delay_ns=20000 -- lab-ping -q -c 211 | median)
	[ $((after - before)) -ge 19500 ]
	[ $((after - before)) -le 20500 ]
}

@test "wire_delay_ns lengthens the round trip by twice itself, its and edma" {
	for backend in its edma; do
		before=$(lab --backend $backend --deterministic -- lab-ping -q -c 211 | median)
		after=$(lab --backend $backend --deterministic --param wire_delay_ns=50000 -- lab-ping -q -c 211 | median)
		echo "$backend: $before $after"
		# and by the interrupts that end the two delays
		[ $((after - before)) -ge 100000 ]
		[ $((after - before)) -le 115000 ]
	done
}

@test "wire_delay_ns is refused where nothing can be held up" {
	run lab --backend poll --param wire_delay_ns=1000 -- true
	[ "$status" -eq 125 ]
	grep -q 'a polled doorbell is a word in memory' "$out/console.log"
}

@test "fake DMA completions are interrupts of their own" {
	run lab --backend edma --deterministic -- sh -c 'lab irqs; lab complete 101; lab irqs'
	[ "$status" -eq 0 ]
	[ "$(count_of dw-edma-core <<<"$output")" -ge 101 ]
	run lab --backend its -- lab complete 1
	[ "$status" -ne 0 ]
}

@test "link down and up, the function taken away and put back" {
	run lab --backend edma -- sh -ec 'lab link down; lab link up; lab-ping -q -c 11; lab epf unbind; lab epf bind; lab-ping -q -c 11'
	[ "$status" -eq 0 ]
	[ "$(grep -c '11 sent, 11 received' <<<"$output")" -eq 2 ]
}

@test "the kernel's DOORBELL_TEST passes for edma and its, and is refused for poll" {
	for backend in edma its; do
		run lab --backend $backend --function test -- pci_endpoint_test -t DOORBELL_TEST
		[ "$status" -eq 0 ]
	done
	run lab --backend poll --function test -- pci_endpoint_test -t DOORBELL_TEST
	[ "$status" -ne 0 ]
}

@test "the command's status, arguments and streams come through" {
	run --separate-stderr lab --no-setup -- sh -c 'printf "%s|" "$@"; echo no >&2; exit 7' sh 'a b' "it's" '$x "y" \' ''
	[ "$status" -eq 7 ]
	[ "$output" = 'a b|it'\''s|$x "y" \||' ]
	[ "$stderr" = no ]
}

@test "a megabyte of output and a binary file in /out arrive whole" {
	lab --no-setup -- sh -c 'seq 150000; head -c 3000000 /dev/urandom >/out/r; sha256sum </out/r >/out/s' >"$BATS_TEST_TMPDIR/stdout"
	seq 150000 | cmp - "$BATS_TEST_TMPDIR/stdout"
	[ "$(sha256sum <"$out/r")" = "$(cat "$out/s")" ]
}

@test "a command that does not end is ended, status 124" {
	run "$lab" --out "$out" --no-setup --timeout 8 -- sleep 1000
	[ "$status" -eq 124 ]
	[ -z "$(pgrep -f "$out/console.log")" ]
}

@test "a kernel that dies is the lab's failure, status 125" {
	out2=$BATS_TEST_TMPDIR/died
	run "$lab" --out "$out2" --no-setup -- sh -c 'echo c >/proc/sysrq-trigger'
	[ "$status" -eq 125 ]
	[[ $output == *"did not finish"* ]]
}

@test "backend none: no lab hardware, the modules are there to load" {
	run lab --backend none -- sh -c 'ls /sys/class/pci_epc; insmod /lib/modules/ntb.ko && echo loaded'
	[ "$status" -eq 0 ]
	[ "$output" = loaded ]
}

@test "wrong usage is refused, status 64" {
	for args in "--backend foo -- true" "--deterministic --cpus 2 -- true" "--param x -- true" "--bogus" ""; do
		# shellcheck disable=SC2086 # words
		run "$lab" $args
		[ "$status" -eq 64 ]
	done
}
