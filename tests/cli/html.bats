#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# Pages of HTML: they parse, they say what JSON says, they need nothing beside themselves, and nothing is written when one cannot be.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	data=$PWD/tests/data dir=$BATS_TEST_TMPDIR page=$BATS_TEST_TMPDIR/page.html
	export LC_ALL=C
}

need_gnuplot() {
	command -v gnuplot >/dev/null || skip "no gnuplot: scripts/deps.sh plot"
}

# What the parser makes of the page, in $found.
parse() {
	run --separate-stderr tests/cli/html-page "$page" "$@"
	[ "$status" -ne 77 ] || skip "$stderr"
	[ "$status" -eq 0 ] || { echo "$stderr"; return 1; }
	found=$output
}

found() {
	jq -r "$1" <<<"$found"
}

# A PATH with nothing in it but what a page does not need.
without_gnuplot() {
	mkdir -p "$dir/bin"
	PATH=$dir/bin "$@"
}

@test "a page of one run parses as HTML 5, reaches nowhere, and its numbers are those of --json" {
	need_gnuplot
	"$epbell" report --html "$page" "$data/edma.json"
	"$epbell" report --json "$data/edma.json" >"$dir/report.json"
	parse "$dir/report.json"
	[ "$(found .verdict)" = good ]
	[ "$(found '.compared.stages > 90 and .compared.histogram > 250 and .compared.account > 30 and .compared.cost > 60')" = true ]
	[ "$(found '.compared | has("doorbells") and has("doorbell_counts") and has("events") and has("calibration")')" = true ]
}

@test "a page of three runs sets them side by side, and its numbers are those of --json" {
	need_gnuplot
	"$epbell" report --html "$page" --bars "$data"/{its,edma,poll}.json
	"$epbell" report --json --bars "$data"/{its,edma,poll}.json >"$dir/report.json"
	parse "$dir/report.json"
	[ "$(found '.compared.comparison > 100 and .compared.stages > 250 and .compared.cost > 150')" = true ]
	[ "$(found '.text | contains("Recordings side by side")')" = true ]
	for name in its edma poll; do
		[ "$(found ".text | contains(\"Stages of $name\")")" = true ]
	done
}

@test "plots are drawn for a light and a dark page, and what they draw and say are the numbers of --json" {
	need_gnuplot
	"$epbell" report --html "$page" "$data"/{its,edma,poll}.json
	"$epbell" report --json "$data"/{its,edma,poll}.json >"$dir/report.json"
	parse "$dir/report.json"
	[ "$(found '.themes | length')" -ge 6 ]
	[ "$(found '.themes | map(select(. == "light")) | length')" -eq "$(found '.themes | map(select(. == "dark")) | length')" ]
	[ "$(found '.drawn | min > 20')" = true ]
	[ "$(found .compared.alts)" -eq 36 ] # histogram and tail, two themes, three runs, three figures
	[ "$(found .compared.tails)" -eq 18 ]
}

@test "a page without a figure is no good news" {
	jq '.series = [] | .account = [.account[0] | .seen = 0 | .recorded = 0]' "$data/its.json" >"$dir/none.json"
	without_gnuplot "$epbell" report --html "$page" --no-plots "$dir/none.json"
	parse
	[ "$(found .verdict)" = doubt ]
	[ "$(found '.text | contains("No stage has a sample")')" = true ]
	"$epbell" report --html "$page" --no-plots "$data"/{its,edma}.json
	parse
	[ "$(found '.text | contains("Every event is accounted for: the accounts of both runs close")')" = true ]
}

@test "microseconds are spelled alike in tables, sentences and plots" {
	need_gnuplot
	"$epbell" report --html "$page" --bars "$data"/{its,edma,poll}.json
	grep -q "[0-9] µs" "$page"
	run ! grep -nE "[0-9] us([^a-z_]|$)" "$page"
	tests/data/make-arms "$dir" base runs=6
	tests/data/make-arms "$dir" slow runs=6 shift=raise-irq:900
	"$epbell" compare --html "$page" --base "$dir"/base-* --new "$dir"/slow-* >"$dir/text" || [ $? -eq 2 ]
	run ! grep -nE "[0-9] us([^a-z_]|$)" "$page"
	grep -q "[0-9] us" "$dir/text"
}

@test "what a plot's caption says stands below it as text of the page, and is not in the picture" {
	need_gnuplot
	local drawn
	"$epbell" report --html "$page" "$data"/{its,edma}.json
	[ "$(grep -c "<figcaption>Samples: its 997, edma 997\. .*HZ=250\.</figcaption>" "$page")" -eq 3 ]
	drawn=$(sed -n '/<svg/,/<\/svg>/p' "$page")
	[[ $drawn == *"share of the samples"* && $drawn != *"Values are exact"* ]]
}

@test "pings bring the plots of their round trips, and pings in step with the polls are a finding" {
	need_gnuplot
	tests/data/make-poll --published >"$dir/published.json"
	tests/data/make-poll >"$dir/random.json"
	"$epbell" report --html "$page" "$dir"/{published,random}.json
	parse
	for alt in "Histogram: rtt" "Tail: rtt" "Pings: rtt"; do
		[ "$(found "[.alts[] | select(startswith(\"$alt\"))] | length")" -ge 2 ] || { echo "no $alt"; found .alts; return 1; }
	done
	[ "$(found .verdict)" = doubt ]
	[ "$(found '.text | contains("published.json: pings ALIASED")')" = true ]
	[ "$(found '.text | contains("random.json: pings ALIASED")')" = false ]
}

@test "the same runs make the same bytes, on standard output too" {
	need_gnuplot
	"$epbell" report --html "$page" "$data"/{its,poll}.json
	"$epbell" report --html - "$data"/{its,poll}.json >"$dir/second"
	cmp "$page" "$dir/second"
}

@test "text that users and files bring is shown and not obeyed" {
	local long evil
	long=$(printf '%0200d' 7)
	evil=$'<script>alert(1)</script><img src=x onerror=y> "q" &amp; \u202eRTL\u2066 \u05d0\u05d1 \u0007\u0085'
	jq --arg evil "$evil" --arg long "$long" '.environment.machine = $evil[:90] | .environment.command = $evil
		| .labels = {($evil[:60]): $long[:190], a: $evil} | .doorbells[].chip = "</table></main>"
		| (.events[] | .text) = $evil' "$data/edma.json" >"$dir/<b>evil & \"q\".json"
	"$epbell" report --html "$page" --no-plots "$dir/<b>evil & \"q\".json" "$data/its.json"
	parse
	[ "$(found '.text | contains("<script>alert(1)</script><img src=x onerror=y>")')" = true ]
	[ "$(found '.text | contains("<b>evil & \"q\".json")')" = true ]
	[ "$(found '.text | contains("</table></main>")')" = true ]
	run ! grep -qP '\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\x07|\xc2\x85' "$page"
}

@test "an open account, a checkpoint and a suspect stage are the verdict" {
	jq '.account[0].seen += 3' "$data/edma.json" >"$dir/open.json"
	jq '.complete = false' "$data/edma.json" >"$dir/part.json"
	for name in open part; do
		"$epbell" report --html "$page" --no-plots "$dir/$name.json" "$data/its.json"
		parse
		[ "$(found .verdict)" = bad ] || { echo "$name is $(found .verdict)"; return 1; }
		[ "$(found '.text | contains("These figures cannot be trusted")')" = true ]
		[ "$(found ".text | contains(\"$name.json: \")")" = true ]
	done
	jq '.environment.tracers = "bpftrace"' "$data/edma.json" >"$dir/traced.json"
	"$epbell" report --html "$page" --no-plots "$dir/traced.json"
	parse
	[ "$(found .verdict)" = doubt ]
}

@test "without gnuplot: a sentence, exit code 1, and nothing is written; --no-plots writes the page" {
	echo old >"$page"
	run --separate-stderr without_gnuplot "$epbell" report --html "$page" "$data/edma.json"
	[ "$status" -eq 1 ]
	[ "$output" = "" ]
	[ "$stderr" = "epbell report: no gnuplot in PATH: apt-get install gnuplot-nox; --no-plots writes the page without" ]
	[ "$(cat "$page")" = old ]
	[ "$(find "$dir" -name '*.html*' | wc -l)" -eq 1 ]
	run --separate-stderr without_gnuplot "$epbell" report --html - "$data/edma.json"
	[ "$status" -eq 1 ]
	[ "$output" = "" ]
	without_gnuplot "$epbell" report --html "$page" --no-plots "$data/edma.json"
	parse
	[ "$(found '.themes | length')" -eq 0 ]
}

@test "a page that cannot be written: exit code 1, and nothing is left" {
	run --separate-stderr "$epbell" report --no-plots --html "$dir/none/page.html" "$data/edma.json"
	[ "$status" -eq 1 ]
	[[ "$stderr" == *"its directory does not exist"* ]]
	run --separate-stderr "$epbell" report --no-plots --html "$page" "$dir/none.json"
	[ "$status" -eq 1 ]
	[ ! -e "$page" ]
	if [ -w /dev/full ]; then
		run --separate-stderr "$epbell" report --no-plots --html /dev/full "$data/edma.json"
		[ "$status" -eq 1 ]
		run bash -c '"$1" report --no-plots --html - "$2" >/dev/full' _ "$epbell" "$data/edma.json"
		[ "$status" -eq 1 ]
	fi
}

@test "options that do not go together: exit code 64 and why" {
	run --separate-stderr "$epbell" report --html "$page" --json "$data/edma.json"
	[ "$status" -eq 64 ]
	[[ "$output" == *"--html and --json exclude each other"* ]]
	for options in "--width 100" --ascii; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr "$epbell" report --html "$page" $options "$data/edma.json"
		[ "$status" -eq 64 ]
		[[ "$stderr" == *"--width and --ascii are of text"* ]]
	done
	run --separate-stderr "$epbell" report --no-plots "$data/edma.json"
	[ "$status" -eq 64 ]
	[[ "$stderr" == *"--no-plots is for --html"* ]]
	[ ! -e "$page" ]
	tests/data/make-arms "$dir" base runs=1
	for options in "--html -" "--html $page -o $page" --no-plots; do
		# shellcheck disable=SC2086 # words
		run --separate-stderr "$epbell" compare --base "$dir"/base-1.json --new "$dir"/base-1.json $options
		[ "$status" -eq 64 ]
		[ ! -e "$page" ]
	done
}

@test "compare: the page has the verdict, the other form and the exit code are as without it" {
	need_gnuplot
	local verdict=("bad" "good" "doubt") side=(slow same few) expect=(2 0 3) at status plain
	tests/data/make-arms "$dir" base runs=6
	tests/data/make-arms "$dir" slow runs=6 shift=raise-irq:900
	tests/data/make-arms "$dir" same runs=6
	tests/data/make-arms "$dir" few runs=1
	for at in 0 1 2; do # run uses i
		status=0
		"$epbell" compare --base "$dir"/base-* --new "$dir/${side[at]}"-* --json --html "$page" >"$dir/with.json" || status=$?
		[ "$status" -eq "${expect[at]}" ]
		plain=0
		"$epbell" compare --base "$dir"/base-* --new "$dir/${side[at]}"-* --json >"$dir/without.json" || plain=$?
		[ "$plain" -eq "${expect[at]}" ]
		cmp "$dir/with.json" "$dir/without.json"
		parse "$dir/with.json"
		[ "$(found .verdict)" = "${verdict[at]}" ]
		[ "$(found '.compared.figures')" -ge 4 ]
		sentence=$(jq -r '.verdict' "$dir/with.json")
		[ "$(found '.text | ascii_downcase | gsub("\\s+"; " ")' | grep -cF "$(tr '[:upper:]' '[:lower:]' <<<"$sentence")")" -eq 1 ]
	done
}

@test "compare without gnuplot: exit code 1, no page and no verdict; --no-plots gives both" {
	tests/data/make-arms "$dir" base runs=6
	tests/data/make-arms "$dir" slow runs=6 shift=raise-irq:900
	run --separate-stderr without_gnuplot "$epbell" compare --base "$dir"/base-* --new "$dir"/slow-* --html "$page"
	[ "$status" -eq 1 ]
	[ "$output" = "" ]
	[ ! -e "$page" ]
	run --separate-stderr without_gnuplot "$epbell" compare --base "$dir"/base-* --new "$dir"/slow-* --html "$page" --no-plots
	[ "$status" -eq 2 ]
	[[ "$output" == *"fail: "* ]]
	[ -s "$page" ]
}

@test "history gate has a page too" {
	need_gnuplot
	tests/data/make-arms "$dir" base runs=6
	for at in 1 2 3 4 5 6; do
		"$epbell" history add --db "$dir/h.db" --commit "c$at" "$dir/base-$at.json"
		"$epbell" history accept --db "$dir/h.db" "c$at"
	done
	tests/data/make-arms "$dir" slow runs=6 shift=raise-irq:900
	"$epbell" history add --db "$dir/h.db" --commit slow "$dir"/slow-*.json
	run "$epbell" history gate --db "$dir/h.db" --html "$page"
	[ "$status" -eq 2 ]
	parse
	[ "$(found .verdict)" = bad ]
	[ "$(found '.alts | length')" -eq 2 ]
}
