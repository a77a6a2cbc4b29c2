#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The recorder's own life: start, signals, devices that go away, and what goes wrong on real boards.

load common

@test "the static arm64 binary is at most 3 MB" {
	[ "$(stat -c %s "$TOP/build/arm64/epbell")" -le 3000000 ]
	file -L "$TOP/build/arm64/epbell" 2>/dev/null | grep -q 'statically linked' || ! ldd "$TOP/build/arm64/epbell" 2>/dev/null
}

@test "ready in less than a second of guest time, resident set below 16 MB" {
	local d="$BATS_TEST_TMPDIR/start"
	guest "$d" --backend edma --deterministic -- start
	awk -v a="$(cat "$d/before")" -v b="$(cat "$d/ready")" 'BEGIN { printf "ready after %.4f s\n", (b - a) / 1e9; exit !(a > 0 && b > a && b - a < 1e9) }'
	awk '/VmHWM/ { print; exit !($2 < 16000) }' "$d/status"
	awk '/VmHWM/ { print; exit !($2 < 16000) }' "$d/status.late"
}

@test "rebind, link down and up, rmmod while recording: the recorder lives and says what happened" {
	local d="$BATS_TEST_TMPDIR/rebind" run
	guest "$d" --backend edma --deterministic -- rebind
	run="$d/run.json"
	for n in 53 59 61; do grep -q "$n sent, $n received" "$d/ping"; done
	[ -s "$d/rmmod" ]
	runfile closes "$run"
	[ "$(doorbells "$run" irqs)" -ge 173 ]
	[ "$(runfile count "$run" handler)" -eq "$(doorbells "$run" irqs)" ]
	# One doorbell to a reader, though its device was another after the rebind.
	jq -e '[.doorbells[] | select(.function == "pci_epf_vntb")] | length == 1' "$run"
	for kind in link unbind doorbell-free bind doorbell-alloc aux-query; do
		jq -e --arg k "$kind" '[.events[].kind] | index($k) != null' "$run" || fail "no $kind event"
	done
	# Which backend was chosen, and why the MSI path refused.
	jq -e '[.events[].text] | map(select(test("the MSI path refused with -19 \\(ENODEV\\)"))) | length >= 1' "$run"
	jq -e '[.events[].text] | map(select(test("16 doorbells: embedded, irq [0-9]+"))) | length >= 1' "$run"
}

@test "SIGINT and SIGTERM save everything; SIGKILL loses at most the last seconds" {
	local d="$BATS_TEST_TMPDIR/signals" sig
	guest "$d" --backend its --deterministic -- signals
	cat "$d/status"
	grep -qx 'INT 0' "$d/status"
	grep -qx 'TERM 0' "$d/status"
	grep -qx 'KILL 137' "$d/status"
	grep -qx 'group 0' "$d/status"
	jq -e .complete "$d/group.json"
	grep -q 'stopped by' "$d/group.err"
	grep -qx 'again 0' "$d/status"
	for sig in INT TERM; do
		jq -e .complete "$d/$sig.json"
		[ "$(doorbells "$d/$sig.json" irqs)" -eq 41 ]
		runfile closes "$d/$sig.json"
		grep -q "stopped by SIG$sig" "$d/$sig.err"
	done
}

@test "a checkpoint is a run file that says it is not complete" {
	local d="$BATS_TEST_TMPDIR/kill"
	lab --backend its --deterministic --out "$d" -- sh -c \
		'epbell record -o /out/run.json 2>/tmp/said & pid=$!; until grep -q ready /tmp/said; do usleep 20000; done
		lab-ping -q -c 43; sleep 7; kill -KILL $pid; ls -a /out >/out/left'
	jq -e '.complete == false' "$d/run.json"
	[ "$(doorbells "$d/run.json" irqs)" -ge 1 ]
	! grep -q tmp "$d/left"
}

@test "what options mean where doorbells ring: -n -d -q -b -s -l" {
	local d="$BATS_TEST_TMPDIR/options" n
	guest "$d" --backend its --deterministic -- options
	for n in count count_one_stage seconds quiet other_backend this_backend one_stage; do
		grep -qx "$n 0" "$d/status" || fail "$n: $(cat "$d/$n.err")"
		runfile closes "$d/$n.json"
	done
	grep -q 'stopped by count' "$d/count.err"
	[ "$(doorbells "$d/count.json" irqs)" -ge 101 ]
	[ "$(doorbells "$d/count_one_stage.json" irqs)" -ge 101 ]
	jq -e '[.account[].stage] == ["raise-irq"]' "$d/count_one_stage.json"
	grep -q 'stopped by time' "$d/seconds.err"
	jq -e '.environment.duration_ns | . >= 700000000 and . < 900000000' "$d/seconds.json"
	[ ! -s "$d/quiet.err" ]
	[ ! -s "$d/quiet.out" ]
	jq -e '[.doorbells[] | select(.function == "pci_epf_vntb")] == []' "$d/other_backend.json"
	[ "$(doorbells "$d/this_backend.json" irqs)" -eq 31 ]
	jq -e '[.series[].stage] == ["raise-irq"]' "$d/one_stage.json"
	jq -e '.labels == {"commit": "abc", "board": "lab"}' "$d/one_stage.json"
}

# One boot for all of them.
setup_file() {
	guest "$BATS_FILE_TMPDIR/faults" --backend its --deterministic -- faults
}
status_of() { sed -n "s/^$1 //p" "$BATS_FILE_TMPDIR/faults/status"; }
said() { grep -q -- "$2" "$BATS_FILE_TMPDIR/faults/$1.err" || fail "$1 said: $(cat "$BATS_FILE_TMPDIR/faults/$1.err")"; }
# A sentence for each fault, not a page.
one_sentence() { [ "$(grep -c '' "$BATS_FILE_TMPDIR/faults/$1.err")" -le "${2:-1}" ]; }

@test "an output that cannot be written is refused before anything is attached" {
	[ "$(status_of unwritable)" -eq 1 ]
	said unwritable 'cannot write beside /proc/epbell.json'
	said unwritable 'with -o'
	one_sentence unwritable
	[ "$(status_of directory)" -eq 1 ]
	said directory '/tmp is no regular file'
	[ "$(status_of not_regular)" -eq 1 ]
	said not_regular '/dev/null is no regular file'
}

@test "a command that cannot be run or fails is exit 1, and the file is there" {
	[ "$(status_of no_command)" -eq 1 ]
	said no_command 'cannot run /no/such/command: No such file'
	[ "$(status_of failing)" -eq 1 ]
	said failing 'exited with status 7'
	jq -e .complete "$BATS_FILE_TMPDIR/faults/failing.json"
}

@test "a full disk: exit 1, no half file, and the recording is somewhere else" {
	[ "$(status_of full)" -eq 1 ]
	said full 'No space left on device'
	said full 'the recording is in /tmp/epbell-'
	[ "$(cat "$BATS_FILE_TMPDIR/faults/full.left")" = filler ]
	jq -e .complete "$BATS_FILE_TMPDIR/faults/full.json"
	[ "$(doorbells "$BATS_FILE_TMPDIR/faults/full.json" irqs)" -eq 37 ]
}

@test "two recorders: one file is refused, two files both close" {
	[ "$(status_of same_file)" -eq 1 ]
	said same_file 'another epbell is recording into /out/first.json'
	[ "$(status_of beside)" -eq 0 ]
	[ "$(status_of first)" -eq 0 ]
	said beside 'others trace this kernel already: 1 more epbell'
	runfile closes "$BATS_FILE_TMPDIR/faults/beside.json"
	runfile closes "$BATS_FILE_TMPDIR/faults/first.json"
	[ "$(doorbells "$BATS_FILE_TMPDIR/faults/first.json" irqs)" -ge 400 ]
}

@test "unprivileged: one sentence that says what is needed" {
	[ "$(status_of unprivileged)" -eq 1 ]
	said unprivileged 'CAP_BPF and CAP_PERFMON'
	one_sentence unprivileged
}

@test "no BTF: one sentence that names the option" {
	[ "$(status_of no_btf)" -eq 1 ]
	said no_btf 'CONFIG_DEBUG_INFO_BTF'
	one_sentence no_btf
	[ ! -e "$BATS_FILE_TMPDIR/faults/no_btf.json" ]
}

@test "no such function: a wanted stage whose module is missing is an error that names it" {
	local d="$BATS_TEST_TMPDIR/none"
	run lab --no-setup --deterministic --out "$d" -- epbell record -d 0.2 -s turnaround,rx -o /out/run.json
	[ "$status" -eq 1 ]
	[[ "$output" == *"is not loaded: modprobe"* ]]
	[ ! -e "$d/run.json" ]
}
