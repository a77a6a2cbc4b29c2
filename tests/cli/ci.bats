#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# scripts/ci-gate and ci-kernel without a kernel and without the lab (tests/lab/gate.bats has both), and the examples for CI servers.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	export EPBELL=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	export LAB_RUN=$PWD/tests/cli/ci-lab FAKE_LOG=$BATS_TEST_TMPDIR/calls LC_ALL=C
	npm=$(tests/npm/install 2>/dev/null)/node_modules/.bin
	d=$BATS_TEST_TMPDIR out=$BATS_TEST_TMPDIR/out
	: >"$FAKE_LOG"
	lab_kernel "$d/k1"
	lab_kernel "$d/k2"
}

# What looks like a kernel that tests/lab/kernel has made.
lab_kernel() {
	mkdir -p "$1/modules" "$1/build"
	echo image >"$1/Image"
	echo "module of ${1##*/}" >"$1/modules/a.ko"
}

# gate EXIT-CODE OPTION...
gate() {
	local expect=$1
	shift
	run --separate-stderr scripts/ci-gate --base "$d/k1" --new "$d/k2" --out "$out" --no-plots "$@"
	[ "$status" -eq "$expect" ] || { echo "exit $status, not $expect: $output $stderr"; return 1; }
	[ "$expect" -eq 64 ] || [ "${lines[-1]%%, log*}" = "ci-gate: exit status $expect" ]
}

calls() { wc -l <"$FAKE_LOG"; }

junit() {
	run --separate-stderr tests/parse-junit "$out/verdict.xml"
	[ "$status" -ne 77 ] || skip "no parser of JUnit here"
	[ "$status" -eq 0 ]
	jq -c '[.tests, .failures, .errors, .skipped]' <<<"$output"
}

# --- what it judges ------------------------------------------------------------------------------------------------

@test "no change: exit 0, each form of the verdict, both sides' recordings" {
	gate 0
	jq -e '.outcome == "pass"' "$out/verdict.json"
	jq -e '[.figures[].backend] | unique == ["edma", "its", "poll"]' "$out/verdict.json"
	[ "$(junit)" = '[12,0,0,0]' ]
	[ "$(grep -c '^  ok ' "$out/verdict.ktap")" -eq 12 ]
	grep -qiE '^- (\*\*)?pass(\*\*)?: 12 figures' "$out/verdict.md"
	[[ $output == *"$(cat "$out/verdict.txt")"* ]]
	[ "$(find "$out/base" "$out/new" -name '*.json' | wc -l)" -eq 18 ]
	# the same pings on both sides: no difference by chance
	[ "$(cut -d' ' -f1-7 "$FAKE_LOG" | sed 's/ [^ ]*$//' | sort | uniq -c | awk '{ print $1 }' | xargs)" = "2 2 2" ]
	[ "$(grep -c "/k1$" "$FAKE_LOG")" -eq 3 ]
	[ "$(grep -c "/k2$" "$FAKE_LOG")" -eq 3 ]
}

@test "300 ns more in raise-irq: exit 2, and that stage alone is named" {
	gate 2 --new-param raise_delay_ns=300
	jq -e '[.figures[] | select(.verdict == "slower") | .stage] | unique == ["raise-irq"]' "$out/verdict.json"
	jq -e '[.figures[] | select(.stage == "raise-irq" and .quantity == "mean") | .instructions] == [300, 300, 300]' "$out/verdict.json"
	slower=$(jq '[.figures[] | select(.verdict == "slower")] | length' "$out/verdict.json")
	[ "$slower" -ge 3 ]
	[ "$(junit)" = "[12,$slower,0,0]" ]
	[ "$(grep -c '^  not ok [0-9]* raise-irq ' "$out/verdict.ktap")" -eq "$slower" ]
	# the base is left as it is
	[ "$(grep -c 'delay=300 ' "$FAKE_LOG")" -eq 3 ]
	[ "$(grep 'delay=300 ' "$FAKE_LOG" | grep -c '/k2$')" -eq 3 ]
}

@test "what is judged can be chosen: stage, tolerance, budget, backends, runs, pings" {
	gate 0 --backends its --new-param raise_delay_ns=300 --stage residency
	gate 2 --backends its --new-param raise_delay_ns=300 -s raise-irq -q p50,max
	jq -e '[.figures[].quantity] == ["p50", "max"]' "$out/verdict.json"
	gate 0 --backends its
	jq -e '[.figures[].quantity] | unique == ["mean", "p50"]' "$out/verdict.json"
	gate 0 --backends its --new-param raise_delay_ns=300 --tolerance 401ns
	gate 0 --backends its --new-param raise_delay_ns=43
	gate 2 --backends its --new-param raise_delay_ns=43 --tolerance 0
	gate 2 --backends its --budget 'raise-irq:p50<=6us' --budget 'residency:p50<=1ms'
	jq -e '[.budgets[].verdict] | length == 2' "$out/verdict.json"
	gate 0 --backends its --budget 'raise-irq:p50<=7us'
	: >"$FAKE_LOG"
	gate 0 --backends edma --runs 4 --pings 61
	[ "$(calls)" -eq 2 ]
	[ "$(sort -u <(sed 's/ [^ ]*$//' "$FAKE_LOG"))" = "edma pings=61 seeds=1 2 3 4 delay=0" ]
	jq -e '[.figures[].backend] | unique == ["edma"]' "$out/verdict.json"
}

@test "an account that does not close: exit 3, and no test passes" {
	FAKE_OPEN=1 gate 3
	jq -e '.outcome == "cannot judge"' "$out/verdict.json"
	run ! grep -qE '^ *ok [0-9]+ [^#]*$' "$out/verdict.ktap"
}

# --- what breaks ---------------------------------------------------------------------------------------------------

@test "a kernel that does not build: exit 1, the build's last lines, and no verdict of an earlier call" {
	gate 0
	printf '#!/bin/sh\n[ "$1" != %s ] || { echo "drivers/x.c:7: error: expected 137"; exit 1; } >&2\necho "$1"\n' "$d/k1" >"$d/build"
	chmod +x "$d/build"
	CI_KERNEL=$d/build gate 1
	[[ $stderr == *"error: expected 137"* ]]
	[[ $stderr == *"base kernel: $d/k1 cannot be built"* ]]
	grep -qF 'error: expected 137' "$out/log"
	[ ! -e "$out/verdict.txt" ]
	grep -qx 'not ok 1 ci-gate' "$out/verdict.ktap"
	jq -e '.outcome == "error" and (.error | test("base kernel"))' "$out/verdict.json"
	grep -q ERROR "$out/verdict.md"
	[ "$(junit)" = '[1,0,1,0]' ]
}

@test "a lab that fails: exit 1, which step and why; what was recorded before is kept" {
	FAKE_FAIL=poll gate 1
	[[ $stderr == *"the guest did not finish"*"base poll: 3 runs of 199 pings: failed with exit status 125"* ]]
	: >"$FAKE_LOG"
	gate 0
	[ "$(calls)" -eq 4 ]
	[[ $output == *"base its: 3 runs of 199 pings, kept from before"* ]]
}

@test "a guest that hangs is not the gate's time: exit 1, and what the guest said last is there" {
	FAKE_FAIL=its FAKE_STATUS=124 gate 1 --timeout 90m
	[[ $stderr == *"base its: 3 runs of 199 pings: failed with exit status 124"* ]]
	[[ $stderr != *"no end after"* ]]
	grep -q 'last words' "$out/console.log"
	gate 0 --backends its
	[ ! -e "$out/console.log" ]
}

@test "recordings that are damaged, did not end in order or lack pings are none, and the next call makes them anew" {
	local how
	for how in cut incomplete short; do
		FAKE_DAMAGE=$how gate 1 --backends its --fresh
		[[ $stderr == *"its-"[12]".json is damaged or lacks pings"* ]]
		gate 0 --backends its
	done
	# and what was damaged since
	: >"$FAKE_LOG"
	truncate -s -100 "$out/new/its-3.json"
	gate 0 --backends its
	[ "$(calls)" -eq 1 ]
}

@test "doorbells that fall back to polling: exit 2, and the other backends are judged; a base without them: exit 1" {
	FAKE_POLLS=k2 gate 2 --backends its,poll
	[[ $stderr == *"new its: 3 runs of 199 pings: doorbells fall back to poll"* ]]
	jq -e '[.figures[] | [.backend, .verdict]] | unique == [["its", "gone"], ["poll", "same"]]' "$out/verdict.json"
	[ "$(junit)" = '[8,4,0,0]' ]
	[ "$(grep -c '^  not ok .* its ' "$out/verdict.ktap")" -eq 4 ]
	grep -q 'gone' "$out/verdict.md"
	FAKE_POLLS=k1 gate 1 --backends its --fresh
	[[ $stderr == *"its doorbells are poll, not its"* ]]
}

@test "kernels that are none: exit 1, with what there may be" {
	gate 1 --base "$d/nowhere"
	[[ $stderr == *"$d/nowhere: neither a directory, nor DIRECTORY@COMMIT, nor a .deb or .tar file, nor 'default'"* ]]
	mkdir "$d/empty"
	gate 1 --new "$d/empty"
	[[ $stderr == *"no kernel source in it"* ]]
	echo junk >"$d/junk.deb"
	gate 1 --new "$d/junk.deb"
	echo junk >"$d/junk.tar.xz"
	gate 1 --new "$d/junk.tar.xz"
	gate 1 --new "$d/none.tar.xz"
	[[ $stderr == *"none.tar.xz: no such file"* ]]
}

@test "wrong usage: exit 64, one line, before anything is done" {
	usage() {
		gate 64 "${@:2}"
		[ "${#stderr_lines[@]}" -eq 1 ]
		[[ $stderr == *"$1"* ]] || { echo "no '$1' in $stderr"; return 1; }
		[ "$(calls)" -eq 0 ]
	}
	usage "unknown option '--nonsense'" --nonsense
	usage "--runs needs a value" --runs
	usage "--runs 1: not from 2 to 50" --runs 1
	usage "--runs x: not a number" --runs x
	usage "--pings 19: not from 20" --pings=19
	usage "no backend 'pci'" --backends its,pci
	usage "its twice" --backends its,its
	usage "--backends is empty" --backends ''
	usage "--timeout 5: not a time" --timeout 5
	usage "--timeout 0: not from 1" --timeout 0s
	usage "--timeout 9h9: not a time" --timeout 9h9
	usage "'its,' has an empty name" --backends its,
	usage "not NAME=VALUE" --new-param 'a b'
	usage "raise_dealy_ns: the lab's module has dma_channels" --new-param raise_dealy_ns=300
	usage "is no budget" --budget nonsense
	usage "no stage" --stage nonsense
	usage "" --tolerance nonsense
	usage "" --fail-on nonsense
	usage "--base is missing" --base ''
	usage "--out is empty" --out ''
}

@test "wrong usage leaves what an earlier call has brought" {
	gate 0 --backends its
	find "$out" -type f ! -name log -exec sha256sum {} + | sort >"$d/before"
	[ "$(wc -l <"$d/before")" -ge 13 ]
	gate 64 --backends its --stage nonsense --fresh
	find "$out" -type f ! -name log -exec sha256sum {} + | sort | diff "$d/before" -
}

@test "a directory with files of somebody else's is left alone" {
	mkdir -p "$out/base"
	echo >"$out/.lock"
	echo >"$out/base/mine"
	run --separate-stderr scripts/ci-gate --base "$d/k1" --new "$d/k2" --out "$out" --no-plots --fresh
	[ "$status" -eq 1 ]
	[[ $stderr == *"$out has files that are not of ci-gate"* ]]
	[ -e "$out/base/mine" ]
	rm -r "$out"/*
	rm "$out/.lock"
	gate 0 --backends its
}

@test "a space in the output's path is one more letter; in that of the sources, which the lab cannot take, a sentence" {
	out="$d/a b"
	gate 0 --backends its
	ln -s "$PWD" "$d/c d"
	run --separate-stderr "$d/c d/scripts/ci-gate" --base "$d/k1" --new "$d/k2" --out "$d/e" --no-plots
	[ "$status" -eq 1 ]
	[[ $stderr == *"no path with a space"* ]]
	[ ! -e "$d/e" ]
}

@test "an error with bytes that are no UTF-8 is XML and JSON all the same" {
	gate 1 --base "$d"/$'x\xff<y>'
	[ "$(junit)" = '[1,0,1,0]' ]
	jq -e '.error | test("x<y> cannot be built")' "$out/verdict.json"
}

@test "a file in the way of the output is an error" {
	echo >"$d/file"
	out=$d/file
	run --separate-stderr scripts/ci-gate --base "$d/k1" --new "$d/k2" --out "$d/file" --no-plots
	[ "$status" -eq 1 ]
	[[ $stderr == *"cannot write to $d/file"* ]]
}

# --- time and interruption -----------------------------------------------------------------------------------------

@test "time runs out: exit 1, says where it was; the next call goes on from there, and nothing is left running" {
	FAKE_SLEEP=2 gate 1 --timeout 5s
	[[ $stderr == *"no end after 5 s; call it again to go on from here"* ]]
	sleep 2.5
	before=$(find "$out/base" "$out/new" -name '*.state' | wc -l)
	[ "$before" -ge 1 ]
	[ "$before" -le 2 ]
	: >"$FAKE_LOG"
	gate 0
	[ "$(calls)" -eq $((6 - before)) ]
}

# Ended, if nobody has asked how as yet.
is_over() { ! grep -qE '^State:[[:space:]]+[^ZX]' "/proc/$1/status" 2>/dev/null; }

@test "what pays no heed to SIGTERM is ended too, when time is up and when it is interrupted" {
	SECONDS=0
	FAKE_STUBBORN=$d/pid FAKE_SLEEP=9 gate 1 --timeout 2s
	[ "$SECONDS" -lt 7 ]
	[ -s "$d/pid" ]
	is_over "$(cat "$d/pid")"
	[[ $stderr != *"Killed"* ]]
	rm "$d/pid"
	FAKE_STUBBORN=$d/pid FAKE_SLEEP=9 scripts/ci-gate --base "$d/k1" --new "$d/k2" --out "$out" --no-plots >"$d/said" 2>&1 3>&- &
	pid=$!
	for _ in $(seq 100); do
		[ ! -s "$d/pid" ] || break
		sleep 0.1
	done
	kill -TERM "$pid"
	wait "$pid" && status=0 || status=$?
	[ "$status" -eq 143 ]
	is_over "$(cat "$d/pid")"
}

@test "interrupted: says where it was, ends what it has started; the next call goes on" {
	FAKE_SLEEP=6 scripts/ci-gate --base "$d/k1" --new "$d/k2" --out "$out" --no-plots >"$d/said" 2>&1 3>&- &
	pid=$!
	for _ in $(seq 100); do
		[ "$(calls)" -eq 0 ] || break
		sleep 0.1
	done
	run ! scripts/ci-gate --base "$d/k1" --new "$d/k2" --out "$out" --no-plots
	[[ $output == *"another ci-gate is at work in $out"* ]]
	kill -TERM "$pid"
	SECONDS=0
	wait "$pid" && status=0 || status=$?
	[ "$status" -eq 143 ]
	[ "$SECONDS" -lt 4 ]
	grep -q 'interrupted in step 4 of 10, base its' "$d/said"
	jq -e '.outcome == "error" and (.error | test("interrupted in step 4"))' "$out/verdict.json"
	[ -z "$(find "$out" -name '.boot*')" ]
	gate 0
	[ "$(calls)" -eq 7 ]
}

@test "a call that has all recordings repeats none; another kernel, other options or --fresh make new ones" {
	gate 0 --backends its
	[ "$(calls)" -eq 2 ]
	gate 0 --backends its
	[ "$(calls)" -eq 2 ]
	# another file in the same place
	echo changed >"$d/k2/modules/a.ko"
	gate 0 --backends its
	[ "$(calls)" -eq 3 ]
	# the same files in another place
	cp -r "$d/k1" "$d/k3"
	gate 0 --backends its --base "$d/k3"
	[ "$(calls)" -eq 3 ]
	rm "$out/new/its-2.json"
	gate 0 --backends its
	[ "$(calls)" -eq 4 ]
	gate 0 --backends its --pings 61
	[ "$(calls)" -eq 6 ]
	gate 0 --backends its --pings 61 --fresh
	[ "$(calls)" -eq 8 ]
}

@test "of another kernel nothing stays beside what is judged; other backends of the same one do" {
	gate 0 --backends its,poll
	cp "$out/new/its-1.json" "$out/new/edma-1.json" # of a call that was ended before the state was written
	gate 0 --backends poll
	[ "$(cd "$out" && echo new/*-1.json)" = "new/its-1.json new/poll-1.json" ]
	gate 0 --backends edma --base "$d/k2"
	[ "$(cd "$out" && echo base/*-1.json new/*-1.json)" = "base/edma-1.json new/edma-1.json new/its-1.json new/poll-1.json" ]
}

@test "progress: each step with its number and the time" {
	gate 0 --backends its
	[ "$(grep -cE '^\[ [1-6]/6\] +0:[0-9][0-9]  ' <<<"$output")" -eq 6 ]
}

# --- plots and page --------------------------------------------------------------------------------------------------

# An epbell whose plots and page are files of any kind; all else is the real one.
drawing_epbell() {
	cat >"$d/epbell" <<-END
		#!/bin/bash
		echo "\$*" >>"$d/drawn"
		[ "\$1" != plot ] || { [ "\$2" = --help ] || echo svg >"\${@: -1}"; exit; }
		for ((i = 1; i <= \$#; i++)); do
			[ "\${!i}" != --html ] || { page=\$((i + 1)); echo html >"\${!page}"; set -- "\${@:1:i-1}" "\${@:i+2}"; }
		done
		exec "$EPBELL" "\$@"
	END
	chmod +x "$d/epbell"
}

@test "plots of both sides and of the difference, and the page" {
	command -v gnuplot >/dev/null || skip "no gnuplot: scripts/deps.sh plot"
	drawing_epbell
	EPBELL=$d/epbell run scripts/ci-gate --base "$d/k1" --new "$d/k2" --out "$out"
	[ "$status" -eq 0 ]
	[ "$(find "$out/plots" -name '*.svg' -size +0 | wc -l)" -eq 7 ]
	[ -s "$out/report.html" ]
	grep -qE '^plot compare --base( [^ ]*/base/[^ ]*){9} --new( [^ ]*/new/[^ ]*){9} .*--quantile p50,mean .*-o [^ ]*/plots/compare.svg$' "$d/drawn"
	# a plot that fails is an error, not a gap; but no verdict is lost by it
	sed -i 's/^\[ "\$1" != plot.*/[ "$1 $2" != "plot tail" ] || { echo no tail; exit 1; }\n&/' "$d/epbell"
	EPBELL=$d/epbell run scripts/ci-gate --base "$d/k1" --new "$d/k2" --out "$out"
	[ "$status" -eq 1 ]
	[[ $output == *"pass: 12 figures"*"no tail"*"plots: failed with exit status 1"*"the verdict stands"* ]]
	jq -e '.outcome == "pass"' "$out/verdict.json"
	EPBELL=$d/epbell run scripts/ci-gate --base "$d/k1" --new "$d/k2" --out "$out" --new-param raise_delay_ns=300
	[ "$status" -eq 2 ]
	[[ $output == *"the verdict stands"*"exit status 2"* ]]
	[ "$(jq -r .outcome "$out/verdict.json")" = fail ]
	grep -q '^  not ok .* raise-irq ' "$out/verdict.ktap"
}

@test "without gnuplot: no plots and no page, says so, and the verdict all the same" {
	mkdir "$d/bin"
	ln -s /usr/bin/* "$d/bin/"
	rm -f "$d/bin/gnuplot"
	PATH=$d/bin run scripts/ci-gate --base "$d/k1" --new "$d/k2" --out "$out" --new-param raise_delay_ns=300
	[ "$status" -eq 2 ]
	[[ $output == *"no gnuplot here, so neither plots nor a page"* ]]
	[ ! -e "$out/plots" ]
}

# --- which kernel ----------------------------------------------------------------------------------------------------

# A build that tells which content it was asked for, and what is there: ID FILES
fake_build() {
	cat >"$d/build" <<-'END'
		#!/bin/bash
		[ "${1-}" != --print ] || exit 1
		echo "${KERNEL_ID:-none} $(cd "$KERNEL_SRC" && find . -type f | sort | xargs)"
	END
	chmod +x "$d/build"
	export KERNEL_BUILD=$d/build
}

git_tree() {
	mkdir -p "$1"
	git -C "$1" init -q
	git -C "$1" config user.email t@example.org
	git -C "$1" config user.name t
	echo all: >"$1/Makefile"
	echo menu >"$1/Kconfig"
	echo '*.o' >"$1/.gitignore"
	git -C "$1" add -A
	git -C "$1" commit -qm one
}

@test "ci-kernel: a git tree is what it holds now, by content, without what git ignores; it is left alone" {
	fake_build
	git_tree "$d/t"
	tree=$(git -C "$d/t" rev-parse 'HEAD^{tree}')
	files="./.gitignore ./Kconfig ./Makefile"
	touch "$d/t/a.o"
	[ "$(scripts/ci-kernel "$d/t")" = "$tree $files" ]
	[ "$(scripts/ci-kernel "$d/t@HEAD")" = "$tree $files" ]
	find "$d/t/.git" -type f | sort >"$d/git-before"
	echo int x\; >"$d/t/new.c"
	run --separate-stderr scripts/ci-kernel "$d/t"
	[ "${output#* }" = "$files ./new.c" ]
	[ "${output%% *}" != "$tree" ]
	[ "$(scripts/ci-kernel "$d/t@HEAD")" = "$tree $files" ]
	diff "$d/git-before" <(find "$d/t/.git" -type f | sort)
	[ "$(git -C "$d/t" status --porcelain)" = "?? new.c" ]
	rm "$d/t/new.c"
	rm "$d/t/Kconfig"
	run --separate-stderr scripts/ci-kernel "$d/t"
	[ "$status" -eq 1 ]
	[[ $stderr == *"no Makefile and Kconfig"* ]]
	run --separate-stderr scripts/ci-kernel "$d/t@nonsense"
	[ "$status" -eq 1 ]
	[[ $stderr == *"has no commit 'nonsense'"* ]]
}

@test "ci-kernel: odd names of commits, branches and directories, and the environment of another repository" {
	fake_build
	git_tree "$d/t"
	tree=$(git -C "$d/t" rev-parse 'HEAD^{tree}')
	echo more >>"$d/t/Makefile"
	git -C "$d/t" commit -qam two
	git -C "$d/t" branch topic@v2 HEAD^
	[ "$(scripts/ci-kernel "$d/t@HEAD@{1}" | cut -d' ' -f1)" = "$tree" ]
	[ "$(scripts/ci-kernel "$d/t@topic@v2" | cut -d' ' -f1)" = "$tree" ]
	[ "$(scripts/ci-kernel "$d/t@HEAD^" | cut -d' ' -f1)" = "$tree" ]
	git -C "$d/t" reset -q --hard HEAD^
	for name in 'a:b' 'x.tar.d' 'y.tar' 'q"q' 'a@b' 'with space'; do
		cp -r "$d/t" "$d/$name"
		[ "$(scripts/ci-kernel "$d/$name" | cut -d' ' -f1)" = "$tree" ]
		[ "$(scripts/ci-kernel "$d/$name@HEAD" | cut -d' ' -f1)" = "$tree" ]
	done
	git_tree "$d/other"
	[ "$(GIT_DIR=$d/other/.git GIT_INDEX_FILE=$d/none scripts/ci-kernel "$d/t@HEAD" | cut -d' ' -f1)" = "$tree" ]
}

@test "ci-kernel: directories without git, archives and Debian's source packages" {
	fake_build
	git_tree "$d/t"
	rm -rf "$d/t/.git" "$d/t/.gitignore"
	[ "$(scripts/ci-kernel "$d/t")" = "none ./Kconfig ./Makefile" ]
	tar -cJf "$d/linux-source-9.tar.xz" -C "$d" t
	id=$(sha256sum "$d/linux-source-9.tar.xz" | cut -c1-40)
	[ "$(scripts/ci-kernel "$d/linux-source-9.tar.xz" 2>/dev/null)" = "$id ./Kconfig ./Makefile" ]
	mkdir -p "$d/p/DEBIAN" "$d/p/usr/src"
	printf 'Package: linux-source-9\nVersion: 9\nArchitecture: all\nMaintainer: t <t@example.org>\nDescription: t\n' >"$d/p/DEBIAN/control"
	mv "$d/linux-source-9.tar.xz" "$d/p/usr/src"
	dpkg-deb -b "$d/p" "$d/linux-source-9.deb" >/dev/null
	[ "$(scripts/ci-kernel "$d/linux-source-9.deb" 2>/dev/null | cut -d' ' -f2-)" = "./Kconfig ./Makefile" ]
	rm -r "$d/p/usr/src"
	dpkg-deb -b "$d/p" "$d/other.deb" >/dev/null
	run --separate-stderr scripts/ci-kernel "$d/other.deb"
	[ "$status" -eq 1 ]
	[[ $stderr == *"no linux-source package"* ]]
	[ "$(scripts/ci-kernel "$d/k1")" = "$d/k1" ]
	[ -z "$(find "$d" -maxdepth 1 -name 'tmp.*')" ]
}

# --- what surrounds it -----------------------------------------------------------------------------------------------

@test "the manual has the options of --help, and no other" {
	run scripts/ci-gate --help
	[ "$status" -eq 0 ]
	grep -oE -- '--[a-z][a-z-]*' <<<"$output" | sort -u >"$d/help"
	[ "$(wc -l <"$d/help")" -ge 15 ]
	command -v groff >/dev/null || skip "no groff: scripts/deps.sh test"
	groff -man -Tascii -P-cbou -rLL=1000n man/epbell-ci-gate.8 >"$d/page"
	diff "$d/help" <(sed -n '/^OPTIONS/,/^[E-Z]/p' "$d/page" | grep -oE -- '--[a-z][a-z-]*' | sort -u)
	[ -z "$(groff -man -ww -z man/epbell-ci-gate.8 2>&1)" ]
}

@test "make gate needs both kernels, and hands them on" {
	run make --no-print-directory gate BASE=x
	[ "$status" -eq 2 ]
	[[ $output == *"make gate BASE=KERNEL NEW=KERNEL"* ]]
	run make --no-print-directory -n gate BASE=x NEW='y@z' GATE='--runs 4'
	[ "$status" -eq 0 ]
	[[ $output == *"scripts/ci-gate --base 'x' --new 'y@z' --runs 4"* ]]
}

@test "ktap-to-lava: a test case for each figure, none for their sum, and nothing else is a signal" {
	gate 2 --new-param raise_delay_ns=300 --backends its
	scripts/ci/ktap-to-lava <"$out/verdict.ktap" >"$d/lava"
	jq -r '.figures[] | "\(.stage)-\(.backend)-\(.quantity) " + (if .verdict == "slower" then "fail" else "pass" end)' "$out/verdict.json" |
		sort >"$d/figures"
	[ -s "$d/figures" ]
	sed -nE 's/^<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=([^ ]*) RESULT=([a-z]*)>$/\1 \2/p' "$d/lava" | sort | diff "$d/figures" -
	printf 'KTAP version 1\n1..4\n# <LAVA_SIGNAL_TESTCASE TEST_CASE_ID=x RESULT=pass>\nok 1 - a b/c # SKIP why\nnot ok 2 # XFAIL\nnot ok 3 d # TODO e\nok 4 f# g\n' |
		scripts/ci/ktap-to-lava >"$d/lava"
	[ "$(grep '<LAVA_SIGNAL' "$d/lava" | sed -E 's/.*ID=(.*) RESULT=(.*)>/\1:\2/' | xargs)" = "a-b-c:skip unnamed:pass d:pass f-g:pass" ]
	run scripts/ci/ktap-to-lava </dev/null
	[ "$status" -eq 1 ]
	run scripts/ci/ktap-to-lava x
	[ "$status" -eq 64 ]
}

# Is a linter's word worth something? A file with one word changed must fail: bites FILE SED-SCRIPT COMMAND...
bites() {
	local file=$1 change=$2
	shift 2
	"$@" "$file" || { echo "$* refuses $file"; return 1; }
	mkdir -p "$d/changed"
	sed "$change" "$file" >"$d/changed/${file##*/}"
	! cmp -s "$file" "$d/changed/${file##*/}"
	! "$@" "$d/changed/${file##*/}" || { echo "$* takes $change"; return 1; }
}

@test "the examples are clean YAML" {
	command -v yamllint >/dev/null || skip "no yamllint: scripts/deps.sh test"
	lint() { yamllint -s -d '{extends: default, rules: {line-length: {max: 140}}}' "$@"; }
	for f in scripts/ci/*.y*ml; do bites "$f" 's/^name:/name:  /;s/^job_name:/job_name :/;s/^epbell:/epbell :/' lint; done
}

@test "the GitHub example fits the schema of workflows" {
	[ -x "$npm/action-validator" ] || skip "no action-validator: scripts/deps.sh npm"
	bites scripts/ci/github.yml 's/runs-on:/run-on:/' "$npm/action-validator"
}

@test "the GitLab example fits the schema of pipelines" {
	[ -x "$npm/gitlab-ci-local" ] || skip "no gitlab-ci-local: scripts/deps.sh npm"
	git init -q "$d/project"
	lint() {
		cp "$1" "$d/project/.gitlab-ci.yml"
		(cd "$d/project" && "$npm/gitlab-ci-local" --list --home "$d")
	}
	bites scripts/ci/gitlab.yml 's/expire_in:/expires:/' lint
}

@test "the LAVA example is a job that LAVA's own schema takes" {
	/usr/bin/python3 -c 'import lava_common.schemas' 2>/dev/null || skip "no lava-common: scripts/deps.sh test"
	lint() {
		/usr/bin/python3 -c 'import sys, yaml; from lava_common.schemas import validate; validate(yaml.safe_load(open(sys.argv[1])), strict=True)' "$1"
	}
	bites scripts/ci/lava.yaml 's/^    minutes: 130/    minute: 130/' lint
}

@test "the LAVA example tells the verdict whatever breaks, and the figures where there are some" {
	/usr/bin/python3 -c 'import yaml' 2>/dev/null || skip "no YAML for Python: scripts/deps.sh test"
	mkdir -p "$d/bin" "$d/epbell/scripts"
	cp -r scripts/ci "$d/epbell/scripts/"
	/usr/bin/python3 - scripts/ci/lava.yaml "$d" >"$d/run.sh" <<-'END'
		import sys, yaml
		job = yaml.safe_load(open(sys.argv[1]))
		steps = [a for a in job["actions"] if "test" in a][0]["test"]["definitions"][0]["repository"]["run"]["steps"]
		print("set -e", *steps, sep="\n", end="\n", file=sys.stdout)
	END
	sed -i "s,/epbell,$d/epbell,g; s,/out,$d/lava-out,g" "$d/run.sh"
	for tool in apt-get git lava-test-case; do
		printf '#!/bin/sh\necho "%s $*" >>"%s"\n[ "$1" != "$FAILS" ]\n' "$tool" "$d/called" >"$d/bin/$tool"
	done
	printf '#!/bin/sh\ntrue\n' >"$d/epbell/scripts/deps.sh"
	cat >"$d/epbell/scripts/ci-gate" <<-END
		#!/bin/sh
		mkdir -p "$d/lava-out"
		printf 'KTAP version 1\n1..1\nnot ok 1 raise-irq its p50\n' >"$d/lava-out/verdict.ktap"
		exit 2
	END
	chmod +x "$d"/bin/* "$d"/epbell/scripts/*
	lava() { PATH=$d/bin:$PATH FAILS=$1 sh "$d/run.sh" >"$d/lava-said" 2>&1; }
	lava clone
	[ "$(grep -c '^lava-test-case gate --shell test 1 = 0$' "$d/called")" -eq 1 ]
	lava nothing
	[ "$(grep -c '^lava-test-case gate --shell test 2 = 0$' "$d/called")" -eq 1 ]
	grep -q '^<LAVA_SIGNAL_TESTCASE TEST_CASE_ID=raise-irq-its-p50 RESULT=fail>$' "$d/lava-said"
	sed -i 's/exit 2/exit 0/; s/not ok/ok/' "$d/epbell/scripts/ci-gate"
	lava nothing
	[ "$(grep -c '^lava-test-case gate --shell test 0 = 0$' "$d/called")" -eq 1 ]
}

@test "each example calls what there is, with options that there are" {
	scripts/ci-gate --help >"$d/help"
	for f in scripts/ci/*.y*ml; do
		grep -q 'scripts/ci-gate' "$f"
		for option in $(tr -s '\n ' ' ' <"$f" | grep -oE 'scripts/ci-gate [^|<#]*--new [^ ]+( --timeout)?' | grep -oE -- ' --[a-z-]+'); do
			grep -qE -- "$option( |\$)" "$d/help" || { echo "$f: no $option"; return 1; }
		done
		for group in $(grep -oE 'scripts/deps.sh [a-z0-9 ]+' "$f" | cut -d' ' -f2-); do
			grep -q "^	$group) echo" scripts/deps.sh || { echo "$f: no group $group"; return 1; }
		done
	done
}
