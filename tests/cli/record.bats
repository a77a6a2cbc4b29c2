#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell record before it touches the kernel: options, usage, the place of its output. What needs a kernel that may be
# traced is in tests/lab.

bats_require_minimum_version 1.5.0

setup() {
	epbell=$BATS_TEST_DIRNAME/../../build/$(uname -m | sed s/aarch64/arm64/)/epbell
	# A directory of its own: bats keeps files in the other.
	mkdir "$BATS_TEST_TMPDIR/here"
	cd "$BATS_TEST_TMPDIR/here" || return
}

# A usage error: exit 64, the sentence given, and no file left.
refused() {
	local sentence=$1
	shift
	run --separate-stderr "$epbell" record "$@"
	[ "$status" -eq 64 ] || return
	[[ $stderr == *"$sentence"* ]] || return
	[ -z "$output" ] || return
	[ -z "$(ls)" ]
}

@test "--help: every option, an example, exit 0" {
	run --separate-stderr "$epbell" record --help
	[ "$status" -eq 0 ]
	for o in stage backend per-cpu per-vector duration doorbells output interval label attach no-calibration cost \
		quiet verbose; do
		[[ $output == *"--$o"* ]]
	done
	[[ $output == *Example* ]]
}

@test "an unknown stage is refused with the list of those there are" {
	refused "no stage 'nonsense': there are irq-dispatch" --stage nonsense
	refused "residency" -s rx,nonsense
}

@test "an unknown backend is refused with the list of those there are" {
	refused "no backend 'usb': there are its msi edma mmio poll" -b usb
}

@test "labels are KEY=VALUE" {
	refused "--label 'commit': write KEY=VALUE" --label commit
	refused "--label '=x': write KEY=VALUE" -l =x
}

@test "numbers and times are checked" {
	refused duration -d never
	refused doorbells -n 0
	refused doorbells -n -5
	refused interval -i 0.001
	refused "there are auto and kprobe" --attach magic
	refused no-such-option --no-such-option
}

@test "--cost and --no-calibration take no value" {
	refused "--cost takes no value" --cost=1
	refused "--no-calibration takes no value" --no-calibration=yes
	# taken as options: what is wrong is the next one
	refused "no stage 'nonsense'" --cost --no-calibration --stage nonsense
}

@test "an output that cannot be is refused at once, exit 1, nothing left behind" {
	mkdir dir
	run --separate-stderr "$epbell" record -d 0.1 -o dir
	[ "$status" -eq 1 ]
	[[ $stderr == *"dir is no regular file"* ]]
	run --separate-stderr "$epbell" record -d 0.1 -o missing/run.json
	[ "$status" -eq 1 ]
	[[ $stderr == *"cannot write beside missing/run.json: No such file or directory"* ]]
	[ "$(ls)" = dir ]
}

@test "a file that another holds is refused" {
	flock run.json.lock sleep 5 &
	until [ -e run.json.lock ]; do sleep 0.05; done
	sleep 0.2
	run --separate-stderr "$epbell" record -d 0.1 -o run.json
	kill %1 2>/dev/null || true
	[ "$status" -eq 1 ]
	[[ $stderr == *"another epbell is recording into run.json"* ]]
}

@test "without the right to trace: exit 1, one sentence, no file" {
	cp "$epbell" ./epbell
	chmod 777 . "$BATS_TEST_TMPDIR"
	chmod 755 ./epbell
	[ "$(id -u)" -eq 0 ] || skip "needs root to become nobody"
	run --separate-stderr setpriv --reuid=65534 --clear-groups ./epbell record -q -d 0.1 -o "$PWD/run.json"
	[ "$status" -eq 1 ]
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
	[ ! -e run.json ]
	[ ! -e run.json.lock ]
}
