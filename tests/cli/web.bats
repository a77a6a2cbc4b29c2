#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Pages in a browser: on a phone and on a desk, light and dark, they are readable, accessible, and silent.

bats_require_minimum_version 1.5.0

# One browser looks at all pages, once.
setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	local epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell} dir=$BATS_FILE_TMPDIR modules evil
	export LC_ALL=C
	[ -x "${CHROMIUM:=/usr/bin/chromium}" ] || { echo "no Chromium: scripts/deps.sh npm" >"$dir/skip"; return 0; }
	command -v node >/dev/null || { echo "no node: scripts/deps.sh npm" >"$dir/skip"; return 0; }
	command -v gnuplot >/dev/null || { echo "no gnuplot: scripts/deps.sh plot" >"$dir/skip"; return 0; }
	modules=$(tests/npm/install 2>"$dir/npm") || { tail -n 1 "$dir/npm" >"$dir/skip"; return 0; }
	evil=$(printf '%0180d' 7)
	jq --arg evil "<script>alert(1)</script> $evil" '.environment.machine = $evil[:90] | .environment.command = $evil
		| .labels = {a: $evil[:190]} | .environment.tracers = "bpftrace" | .account[0].seen += 1' tests/data/edma.json >"$dir/evil.json"
	tests/data/make-arms "$dir" base runs=6
	tests/data/make-arms "$dir" slow runs=6 shift=raise-irq:900
	"$epbell" report --html "$dir/report.html" -s irq-dispatch,residency tests/data/its.json "$dir/evil.json"
	"$epbell" compare --html "$dir/compare.html" --base "$dir"/base-* --new "$dir"/slow-* >/dev/null || [ $? -eq 2 ]
	tests/data/make-arms "$dir" "a-run-with-a-long-name" runs=12
	"$epbell" report --html "$dir/many.html" --no-plots "$dir"/a-run-*
	CHROMIUM=$CHROMIUM node tests/web/check.mjs "$modules" "$dir"/{report,compare,many}.html tests/web/bad.html >"$dir/seen" 2>"$dir/complaint" ||
		{ tail -n 20 "$dir/complaint" >&3; return 1; }
}

setup() {
	[ ! -e "$BATS_FILE_TMPDIR/skip" ] || skip "$(cat "$BATS_FILE_TMPDIR/skip")"
	seen=$BATS_FILE_TMPDIR/seen
}

# none MEMBER [LIST]: it is 0 of all pages in all four views; else LIST is shown.
none() {
	[ "$(jq -s "[.[] | select(.page != \"bad.html\")] | length" "$seen")" -eq 12 ]
	run jq -r "select(.page != \"bad.html\" and .$1 != 0) | \"\\(.page) \\(.width) \\(.colorScheme): \\(.$1) \\(.${2:-page})\"" "$seen"
	[ "$output" = "" ] || { echo "$output"; return 1; }
}

# Does the same look find what is wrong with a page that has it all?
found() {
	[ "$(jq -s "[.[] | select(.page == \"bad.html\" and .$1 > 0)] | length" "$seen")" -ge "${2:-4}" ]
}

@test "axe finds nothing serious or critical, and of the lesser nothing either" {
	none grave violations
	none slight lesser
	[ "$(jq -s 'map(select(.page != "bad.html") | .rules) | min > 30' "$seen")" = true ]
	found grave
}

@test "no message on the console, no script" {
	none console said
	none scripts
	found console
	found scripts
}

@test "nothing is asked of the network or of another file" {
	none requests asked
	found requests
}

@test "the page is never wider than the screen, at 400 and at 1400 pixels" {
	none overflow
	[ "$(jq -sc 'map(.width) | unique' "$seen")" = "[400,1400]" ]
	found overflow 2
}

@test "no table is cut off on paper" {
	none cut
	found cut
}

@test "plots that are wider than the screen say that they scroll, and verdicts are in sight" {
	none hints
	none away
	grep -q 'class="stay"' "$BATS_FILE_TMPDIR/compare.html"
	found hints
	found away
}

@test "each theme has a ground and plots of its own, and each plot has words with numbers" {
	none wrong
	none dumb
	none tiny
	[ "$(jq -sc 'map(select(.page == "report.html") | .figures) | unique | map(. >= 3)' "$seen")" = "[true]" ]
	[ "$(jq -sc 'map(select(.page == "compare.html") | .figures) | unique' "$seen")" = "[1]" ]
	[ "$(jq -sr 'map(select(.page == "report.html" and .colorScheme == "light") | .ground) | unique[]' "$seen")" = "rgb(255, 255, 255)" ]
	[ "$(jq -sr 'map(select(.page == "report.html" and .colorScheme == "dark") | .ground) | unique[]' "$seen")" != "rgb(255, 255, 255)" ]
	found dumb
	found tiny
}

@test "links lead somewhere, and no id is there twice" {
	none dangling
	none duplicates
	found dangling
	found duplicates
}
