#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# The pictures of the README and the manual are those that epbell draws now: their structure, not their bytes, since numbers change
# with each kernel. Where this fails: make docs, look at them, commit.

bats_require_minimum_version 1.5.0

load common

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	export DOCS=$BATS_FILE_TMPDIR
	local kinds=(tail hist stages ping)
	[ -z "${EPBELL_LONG:-}" ] || kinds+=(heat compare trend)
	command -v gnuplot >/dev/null || return 0
	scripts/docs --quick "$DOCS" "${kinds[@]}" >&2
}

setup() {
	cd "$TOP" || return
	command -v gnuplot >/dev/null || skip "no gnuplot: scripts/deps.sh plot"
}

structure() { tests/svg-structure "$1" >"$2"; }

# A block of the manual, or all that is drawn as text, as its words; lines and bars are letters in a row.
words() { grep -oE '[A-Za-z][A-Za-z-]{2,}' | grep -vE '(.)\1\1' | sort -u; }

current() {
	structure "plots/examples/$1.svg" "$BATS_TEST_TMPDIR/committed"
	structure "$DOCS/$1.svg" "$BATS_TEST_TMPDIR/drawn"
	diff "$BATS_TEST_TMPDIR/committed" "$BATS_TEST_TMPDIR/drawn"
}

@test "pictures of one recording are current" {
	for kind in tail hist stages ping; do current "$kind"; done
}

@test "pictures of time, comparison and history are current" {
	[ -n "${EPBELL_LONG:-}" ] || skip "takes minutes: make check-long"
	for kind in heat compare trend; do current "$kind"; done
}

@test "what is compared tells pictures apart" {
	run ! diff <(tests/svg-structure plots/examples/tail.svg) <(tests/svg-structure plots/examples/hist.svg)
	run ! diff <(tests/svg-structure plots/examples/tail.svg) \
		<(sed 's/epbell&apos;s own cost\|own cost/other/' plots/examples/tail.svg | tests/svg-structure /dev/stdin)
}

@test "the manual's examples are current" {
	for kind in tail stages; do
		sed -n "/docs: $kind\$/,/docs: end\$/p" man/epbell-plot.1 | sed '1d;$d;s/\\-/-/g;s/\\e/\\/g' | words >"$BATS_TEST_TMPDIR/committed"
		[ "$(wc -l <"$BATS_TEST_TMPDIR/committed")" -gt 5 ]
		words <"$DOCS/$kind.txt" >"$BATS_TEST_TMPDIR/drawn"
		diff "$BATS_TEST_TMPDIR/committed" "$BATS_TEST_TMPDIR/drawn"
	done
}

@test "the README shows every picture there is, and no other" {
	diff <(grep -oE 'plots/examples/[a-z]+\.svg' README.md | sort -u) <(git ls-files -co --exclude-standard 'plots/examples/*.svg' | sort)
}
