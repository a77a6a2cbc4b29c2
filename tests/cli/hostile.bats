#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Run files that nobody recorded: each is refused with a sentence, in bounded time and memory. tests/data/make-hostile
# makes them.

bats_require_minimum_version 1.5.0

SECONDS_MAX=10
KIB_MAX=$((5 << 18)) # 1.25 GiB of address space, the figure in src/io/run_json.h

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	make_hostile=tests/data/make-hostile
	export LANG=C.UTF-8
	unset LC_ALL LC_CTYPE COLUMNS NO_COLOR
}

# With bounded memory and time: bounded COMMAND... The time is the processor's, since others have it too; what waits for nothing
# is ended all the same.
bounded() {
	(ulimit -v "$KIB_MAX"; ulimit -t "$SECONDS_MAX"; exec timeout -s KILL $((6 * SECONDS_MAX)) "$@")
}

say() { echo "$*"; return 1; }

# One sentence on stderr that names the file and has @expect in it, nothing that a terminal obeys, nothing on stdout.
refused() {
	local file=$1 expect=$2

	run --separate-stderr bounded "$epbell" report "$file"
	[ "$status" -eq 1 ] || say "$file: exit code $status: $stderr"
	[ -z "$output" ] || say "$file: on stdout: ${output:0:200}"
	[ "${#stderr_lines[@]}" -eq 1 ] || say "$file: no one sentence: $stderr"
	[[ $stderr == "epbell report: "*"$file"* ]] || say "the file is not named in: $stderr"
	[[ $stderr == *"$expect"* ]] || say "$file: no '$expect' in: $stderr"
	[[ $stderr != *[[:cntrl:]]* ]] || say "$file: control characters: $stderr"
}

# Odd or large, but good.
taken() {
	run --separate-stderr bounded "$epbell" report "$1"
	[ "$status" -eq 0 ] || say "$1: exit code $status: $stderr"
	[ -z "$stderr" ] || say "$1: $stderr"
	[ "${#lines[@]}" -gt 1 ] || say "$1: nothing is shown"
	[[ $output != *[$'\001'-$'\010\013'-$'\037\177']* ]] || say "$1: control characters on stdout"
}

judge() {
	if [ "$2" = - ]; then taken "$1"; else refused "$1" "$2"; fi
}

# --- small ones ----------------------------------------------------------------------------------------------------

@test "damaged, contradictory and foreign files are refused, each with its sentence" {
	local name expect n=0

	$make_hostile "$BATS_TEST_TMPDIR"
	while IFS=$'\t' read -r name expect; do
		judge "$BATS_TEST_TMPDIR/$name.json" "$expect"
		n=$((n + 1))
	done < <($make_hostile --list)
	[ "$n" -ge 100 ]
}

@test "in JSON mode the sentence is JSON" {
	$make_hostile "$BATS_TEST_TMPDIR"
	for name in half escape latin1 bucket-negative series-twice fold-count; do
		run --separate-stderr "$epbell" report --json "$BATS_TEST_TMPDIR/$name.json"
		[ "$status" -eq 1 ]
		[ "$(jq -r '.error | type' <<<"$output$stderr")" = string ] || say "$name: $output$stderr"
	done
}

@test "merge refuses them as report does" {
	$make_hostile "$BATS_TEST_TMPDIR"
	while IFS=$'\t' read -r name expect; do
		[ "$expect" != - ] && [[ $expect != *"added up"* ]] || continue
		run --separate-stderr bounded "$epbell" merge "$BATS_TEST_TMPDIR/$name.json"
		[ "$status" -eq 1 ] || say "$name: exit code $status: $stderr"
		[ -z "$output" ]
		[[ $stderr == *"$name.json"*"$expect"* ]] || say "$name: no '$expect' in: $stderr"
	done < <($make_hostile --list)
}

@test "a recording cut at any place is refused" {
	local file=$BATS_TEST_TMPDIR/cut.json size
	size=$(stat -c %s tests/data/edma.json)
	for cut in 1 2 30 31 100 1000 5000 $((size / 2)) $((size - 30)) $((size - 3)) $((size - 2)); do
		head -c "$cut" tests/data/edma.json >"$file"
		refused "$file" "cut off in the middle: no run file"
	done
}

@test "one flipped bit never crashes, and what is read is one table or one sentence" {
	local file=$BATS_TEST_TMPDIR/flipped.json seed

	for seed in $(seq 1 60); do
		python3 - tests/data/edma.json "$file" "$seed" <<-'PYTHON'
			import random, sys
			data = bytearray(open(sys.argv[1], "rb").read())
			rng = random.Random(int(sys.argv[3]))
			data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
			open(sys.argv[2], "wb").write(data)
		PYTHON
		run --separate-stderr bounded "$epbell" report "$file"
		case $status in
		0) [ -z "$stderr" ] && [ -n "$output" ] ;;
		1) [ -z "$output" ] && [ "${#stderr_lines[@]}" -eq 1 ] && [[ $stderr == *"$file"* ]] ;;
		*) say "seed $seed: exit code $status: $stderr" ;;
		esac
	done
}

@test "a merged run can be read, whatever names its series had" {
	local both=$BATS_TEST_TMPDIR/both.json

	tests/data/make-merge one=1 n=5 "$both"
	jq -c '.series |= map(if .stage == "round-trip" then (., .backend = "edma") | ., .backend = "" else . end) |
		.series |= unique_by(.stage, .backend)' "$both" >"$BATS_TEST_TMPDIR/twins.json"
	[ "$(jq '[.series[] | select(.stage == "round-trip")] | length' "$BATS_TEST_TMPDIR/twins.json")" -eq 2 ]
	"$epbell" merge -o "$BATS_TEST_TMPDIR/merged.json" "$BATS_TEST_TMPDIR/twins.json"
	taken "$BATS_TEST_TMPDIR/merged.json"
}

# --- what is no file -----------------------------------------------------------------------------------------------

@test "a directory, a device without end, and one without anything are refused" {
	refused "$BATS_TEST_TMPDIR" "Is a directory"
	refused /dev/zero "larger than 64 MiB: not read"
	refused /dev/null "the file is empty"
	refused "$BATS_TEST_TMPDIR/none.json" "No such file"
	refused /proc/self/mem "cannot read"
	ln -s loop "$BATS_TEST_TMPDIR/loop"
	refused "$BATS_TEST_TMPDIR/loop" "Too many levels of symbolic links"
}

@test "a pipe is read like a file, and not beyond the limit" {
	local fifo=$BATS_TEST_TMPDIR/fifo

	mkfifo "$fifo"
	cat tests/data/its.json >"$fifo" &
	taken "$fifo"
	wait
	yes '[' >"$fifo" 2>/dev/null &
	refused "$fifo" "larger than 64 MiB: not read"
	wait || true
	: >"$fifo" &
	refused "$fifo" "the file is empty"
	wait
}

@test "a file that shrinks while it is read is read as it was, or refused" {
	local file=$BATS_TEST_TMPDIR/shrinks.json i

	$make_hostile "$BATS_TEST_TMPDIR" one-string
	for i in 1 2 3 4 5; do
		cp "$BATS_TEST_TMPDIR/one-string.json" "$file"
		(sleep "0.0$i"; truncate -s $((i * 1000000)) "$file") &
		run --separate-stderr bounded "$epbell" report "$file"
		wait
		[ "$status" -eq 0 ] || { [ "$status" -eq 1 ] && [[ $stderr == *"$file: cut off in the middle"* ]]; } ||
			say "exit code $status: $stderr"
	done
}

# --- huge ones -----------------------------------------------------------------------------------------------------

# All whose name begins with $1, at least $2 of them.
huge() {
	local name expect n=0

	while IFS=$'\t' read -r name expect; do
		[[ $name == $1* ]] || continue
		$make_hostile "$BATS_TEST_TMPDIR" "$name"
		judge "$BATS_TEST_TMPDIR/$name.json" "$expect"
		rm "$BATS_TEST_TMPDIR/$name.json"
		n=$((n + 1))
	done < <($make_hostile --list huge)
	[ "$n" -ge "$2" ]
}

@test "larger than any run file: refused before it is parsed" {
	huge too-large 1
	huge fill- 7
}

@test "a million series, and lists of one too many" {
	huge series- 2
	huge events- 1
	huge intervals- 1
	huge histograms- 2
}

@test "as much as a file may hold is read within 1.25 GiB and ten seconds" {
	huge one- 2
	huge most- 10
}

@test "short of memory, that is what it says" {
	local name kib

	for name in most-objects most-strings most-histograms; do
		$make_hostile "$BATS_TEST_TMPDIR" "$name"
		for kib in 30000 100000 200000 300000 400000; do
			KIB_MAX=$kib refused "$BATS_TEST_TMPDIR/$name.json" "emory"
		done
		rm "$BATS_TEST_TMPDIR/$name.json"
	done
}
