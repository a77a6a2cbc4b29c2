#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell plot compare and plot trend: they draw what epbell compare and epbell history say of runs that tests/data/make-arms makes up.

bats_require_minimum_version 1.5.0

setup_file() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	local stages=handler:700,turnaround:5200,raise-irq:6600,residency:22000 i
	export RUNS=$BATS_FILE_TMPDIR EPBELL_HISTORY=$BATS_FILE_TMPDIR/h.sqlite
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	tests/data/make-arms "$RUNS" base runs=8 seed=1 stages=$stages
	tests/data/make-arms "$RUNS" new runs=8 seed=2 stages=$stages shift=raise-irq:800,turnaround:-600
	tests/data/make-arms "$RUNS" edma runs=8 seed=3 backend=edma stages=edma-demux:900,$stages shift=raise-irq:600
	tests/data/make-arms "$RUNS" poll runs=8 seed=4 backend=poll stages=raise-irq:6700,residency:90000
	# eleven commits as they were, eleven slower ones; the last 10 accepted are the base
	for i in $(seq 22); do
		tests/data/make-arms "$RUNS" "c$i" runs=5 seed=$((100 + i)) shift=raise-irq:$((i > 11 ? 700 : 0))
		"$epbell" history add --commit "$(printf 'abcdef%034x' $((i * 7919)))" --board s4 "$RUNS/c$i"-*.json >/dev/null
		if [ "$i" = 1 ]; then
			"$epbell" history accept "$(printf 'abcdef%034x' 7919)" >/dev/null
		else
			"$epbell" history gate >/dev/null || [ $? -eq 2 ]
		fi
	done
}

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	top=$PWD
	check=$PWD/tests/cli/plot-check
	judge=$PWD/tests/cli/plot-check-judge
	unset NO_COLOR COLUMNS LC_ALL LC_CTYPE
	export LANG=C.UTF-8 TERM=xterm
	cd "$BATS_TEST_TMPDIR" || return
}

say() { echo "$*"; return 1; }

need_gnuplot() { command -v gnuplot >/dev/null || skip "no gnuplot"; }

# It draws and says nothing: drawn ARGUMENTS...
drawn() {
	run --separate-stderr "$epbell" plot "$@"
	[ "$status" -eq 0 ] || say "status $status: $stderr"
	[ -z "$output$stderr" ] || say "said: $output$stderr"
}

# One sentence on stderr, nothing on stdout, no file: refused CODE EXPECT ARGUMENTS...
refused() {
	local code=$1 expect=$2
	shift 2
	run --separate-stderr "$epbell" plot "$@"
	[ "$status" -eq "$code" ] || say "status $status: $stderr"
	[ -z "$output" ] || say "output: $output"
	[ "${#stderr_lines[@]}" -eq 1 ] || say "lines: $stderr"
	[[ $stderr == *"$expect"* ]] || say "no '$expect' in: $stderr"
	[ ! -e out.txt ] || say "left a file"
}

setting() { sed -n "s/^$1\t//p" "${2:-out.dat}"; }

# The rows of compare are those of compare --json: same_as_compare OPTION...
same_as_compare() {
	drawn compare "$@" -o out.txt --keep-data
	"$epbell" compare "$@" --json >compare.json || [ $? -ne 1 ]
	"$judge" compare out.dat compare.json
}

# --- compare -------------------------------------------------------------------------------------------------------

@test "compare draws the figures, intervals and verdicts of compare --json" {
	same_as_compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json
	[ "$(setting axis)" = percent ]
	[ "$(setting subtitle)" = "fail: 2 of 8 figures slower" ]
	same_as_compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json --quantile p50,p99,mean,max --tolerance 30%
	[[ $(setting subtitle) == "pass: "* ]]
	same_as_compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json --stage raise-irq --rule exact
}

@test "compare --by backend: a row a side, and a ratio where poll takes four times as long" {
	same_as_compare --by backend "$RUNS"/base-*.json "$RUNS"/edma-*.json "$RUNS"/poll-*.json
	[ "$(setting axis)" = ratio ]
	[ "$(setting title)" = "2 sides against its" ]
	[[ $(setting caption) == *"that one side alone has"* ]]
}

@test "compare draws budgets too, and exits 0 whatever the verdict is" {
	same_as_compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json --budget 'raise-irq:p99<=8us' \
		--budget 'residency:p50<=1ms' --budget 'rx:p50<=1us'
	drawn compare --new "$RUNS"/new-*.json --budget 'raise-irq:p99<=8us' -o out.txt --keep-data
	[[ $(cat out.txt) == *exceeded* ]]
	[ "$(setting title)" = Budgets ]
}

@test "compare of what cannot be judged draws what there is and says why" {
	same_as_compare --base "$RUNS"/base-1.json --new "$RUNS"/new-1.json
	[[ $(setting subtitle) == "cannot judge: 1 + 1 runs cannot reach"* ]]
	[[ $(cat out.txt) == *"<"*"×"*">"*"not judged"* ]]
}

@test "compare refuses what compare refuses" {
	refused 64 "--base RUN... --new RUN..." compare -o out.txt
	refused 64 "--base RUN... --new RUN..." compare --base "$RUNS"/base-1.json -o out.txt
	refused 64 "--by 'x'" compare --by x "$RUNS"/base-1.json -o out.txt
	refused 64 "neither --base nor --new" compare "$RUNS"/base-1.json -o out.txt
	refused 64 "'5' is no tolerance" compare --base "$RUNS"/base-1.json --new "$RUNS"/new-1.json --tolerance 5 -o out.txt
	refused 64 "no stage 'x'" compare --base "$RUNS"/base-1.json --new "$RUNS"/new-1.json --stage x -o out.txt
	refused 1 "missing.json" compare --base "$RUNS"/base-1.json --new missing.json -o out.txt
	refused 1 "has no label who" compare --by label:who "$RUNS"/base-1.json "$RUNS"/new-1.json -o out.txt
}

# --- trend ---------------------------------------------------------------------------------------------------------

# What trend draws of a stage is what the commands of history say: same_as_history STAGE
same_as_history() {
	local stage=$1 q panels=()
	drawn trend --stage "$stage" -o out.txt --keep-data --quantile p50,p99,mean
	for q in p50 p99 mean; do
		"$epbell" history trend --stage "$stage" --quantile $q --csv >$q.csv
		panels+=("$q.csv")
	done
	"$epbell" history list --json >list.json
	"$epbell" history gate --dry-run --json --stage "$stage" --quantile p50,p99,mean >gate.json || [ $? -eq 2 ]
	"$judge" trend out.dat list.json gate.json "${panels[@]}"
}

@test "trend draws the points, levels, changes and states of history, and the limit of history gate" {
	same_as_history raise-irq
	[ "$(setting subtitle)" = "22 commits: 1 change of p50, 1 change of p99, 1 change of mean" ]
	same_as_history residency
	[ "$(setting subtitle)" = "22 commits: 0 changes of p50, 0 changes of p99, 0 changes of mean" ]
}

@test "trend: accepted, rejected and new commits are counted" {
	drawn trend --stage raise-irq -o out.txt --keep-data
	local states
	states=$("$epbell" history list --json | jq -r '[.commits[].state] | map(select(. == "rejected")) | length')
	[ "$states" -gt 3 ]
	[[ $(setting caption) == *"rejected ($states)"* ]]
}

# The last level of the first panel, ns.
level() { awk 'BEGIN { RS = "\n\n\n" } NR == 5' "$1" | tail -n 1 | cut -f 3 | grep '^[0-9]'; }

@test "trend --last shows the newest and keeps their levels" {
	drawn trend --stage raise-irq --quantile p50 -o out.txt --keep-data
	cp out.dat all.dat
	drawn trend --stage raise-irq --quantile p50 --last 3 -o out.txt --keep-data
	[ "$(setting subtitle)" = "3 commits of 22: 0 changes of p50" ]
	[ "$(setting p1_limit)" = "$(setting p1_limit all.dat)" ]
	[ "$(level out.dat)" = "$(level all.dat)" ]
}

@test "trend of one commit, and of one that is named" {
	drawn trend --commit "$(printf 'abcdef%034x' $((5 * 7919)))" -o out.txt --keep-data
	[ "$(setting base_to)" = 3.5 ]
	[ "$(setting base_from)" = -0.5 ]
	"$epbell" history add --db one.sqlite --commit only "$RUNS"/c1-*.json >/dev/null
	drawn trend --db one.sqlite -o out.txt --keep-data
	[[ $(setting caption) == *"No gate limit: no accepted commit before only."* ]]
	[ "$(setting p1_limit)" = "" ]
}

@test "trend refuses what it cannot draw" {
	refused 1 "missing.sqlite" trend --db missing.sqlite -o out.txt
	refused 64 "no stage 'x'" trend --stage x -o out.txt
	refused 64 "one stage" trend --stage rx,raise-irq -o out.txt
	refused 64 "no backend 'x'" trend --backend x -o out.txt
	refused 64 "4 at most" trend --quantile p1,p2,p3,p4,p5 -o out.txt
	refused 64 "of a history" trend "$RUNS"/c1-1.json -o out.txt
	refused 1 "no such commit" trend --commit missing -o out.txt
	refused 1 "has rx" trend --stage rx -o out.txt
}

# --- pictures ------------------------------------------------------------------------------------------------------

# Both kinds, whatever is behind it: both OPTION...
both() {
	drawn compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json -o compare.svg --keep-data "$@"
	drawn trend --stage raise-irq -o trend.svg --keep-data "$@"
}

@test "each theme: all words are within the picture" {
	need_gnuplot
	for theme in light dark print; do
		both --theme $theme
		"$check" apart compare.svg trend.svg
		"$check" contrast compare.svg trend.svg
		"$check" svg compare.svg raise-irq "slower" "faster" "+768 ns" "+11.7 %" "shift, % of the base"
		"$check" svg trend.svg p50 p99 "limit" "latest" abcdef000000
	done
}

# Where the field is: left of its right edge, and 90 pixels wide at least.
has_field() {
	[ $(($(setting width "$1") - $(setting left "$1") - $(setting right "$1"))) -ge 90 ]
}

@test "compare in narrow pictures: verdict and shift stay, nothing is cut off or mirrored" {
	need_gnuplot
	for width in 400 500 600 700 900 1000; do
		drawn compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json -o "two-$width.svg" --keep-data -w $width
		"$check" svg two-$width.svg slower faster "+768 ns" "-640 ns"
		has_field two-$width.dat
		[ "$(setting width two-$width.dat)" = $width ]
	done
	drawn compare --by backend "$RUNS"/base-*.json "$RUNS"/edma-*.json "$RUNS"/poll-*.json -o three.svg -w 640 --keep-data
	has_field three.dat
	"$check" svg three.svg slower edma poll
	"$check" apart two-*.svg three.svg
	refused 64 "this picture needs" compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json -o out.svg -w 300
	[[ $stderr =~ needs\ ([0-9]+)\ at\ least ]]
	drawn compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json -o least.svg -w "${BASH_REMATCH[1]}"
	"$check" apart least.svg
}

@test "drawn by hand in a size that has no room, it is as large as it needs" {
	need_gnuplot
	drawn compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json -o compare.svg --keep-data
	gnuplot -c "$top/plots/compare.gp" compare.dat hand.svg light 300 100
	[ "$(grep -oE 'viewBox="[^"]*"' hand.svg)" = "viewBox=\"0 0 $(setting least_width compare.dat) $(setting least_height compare.dat)\"" ]
}

@test "trend in narrow pictures: fewer commits have names, nothing is cut off" {
	need_gnuplot
	for width in 400 500 700; do
		drawn trend --stage raise-irq -o trend-$width.svg --keep-data -w $width
		"$check" svg trend-$width.svg p50 p99 limit latest
		has_field trend-$width.dat
		# names stand aslant: 18 pixels from one to the next
		[ $(($(awk 'BEGIN { RS = "\n\n\n" } NR == 2' trend-$width.dat | grep -c abcdef) * 18)) -le $((width - 104 - 150)) ]
	done
	"$check" apart trend-*.svg
	refused 64 "--width 250: this picture needs " trend --stage raise-irq -o out.svg -w 250
}

@test "heights: what is too low is refused with the least that works, and a trend fills what it is given" {
	need_gnuplot
	local both=(compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json) one=(trend --stage raise-irq)
	for kind in both one; do
		local -n words=$kind
		refused 64 "--height 200: this picture needs " "${words[@]}" -o out.svg --height 200
		[[ $stderr =~ needs\ ([0-9]+)\ at\ least ]]
		drawn "${words[@]}" -o least-$kind.svg --height "${BASH_REMATCH[1]}"
	done
	"$check" apart least-*.svg
	drawn trend --stage raise-irq -o high.svg --height 900 --keep-data
	[ $((900 - $(setting p2_bottom high.dat))) -lt 200 ]
	[ $(($(setting p1_bottom high.dat) - $(setting p1_top high.dat))) -gt 240 ]
}

@test "a thousand times as long is a ratio, and the rest is seen beside it" {
	"$top"/tests/data/make-arms . mid runs=5 seed=4
	"$top"/tests/data/make-arms . big runs=5 seed=3 stages=raise-irq:66000,residency:22000000
	same_as_compare --base mid-*.json --new big-*.json
	[ "$(setting axis)" = ratio ]
	grep -q "×1,0" out.dat
	grep -q "+890 %" out.dat
}

@test "doorbells that are gone stand in the plot as what failed" {
	need_gnuplot
	for side in base new; do
		"$top"/tests/data/make-arms . gone-$side-its runs=3 backend=its lab=deterministic noise=0
		"$top"/tests/data/make-arms . gone-$side-edma runs=3 backend=$([ $side = base ] && echo edma || echo poll) lab=deterministic noise=0
	done
	drawn compare --base gone-base-*.json --new gone-new-*.json --fail-on gone --quantile mean -o gone.svg
	"$check" svg gone.svg "no edma doorbell" gone same "fail: 2 of 4 figures gone"
	"$check" apart gone.svg
	run "$epbell" plot compare --base gone-base-*.json --new gone-new-*.json --fail-on gone --quantile mean -t
	[ "$status" -eq 0 ]
	[ "$(grep -cE 'edma +mean .*no edma doorbell +gone$' <<<"$output")" -eq 2 ]
}

# An SVG without its words for screen readers and pointers.
drawing() { sed -E 's|<title>[^<]*</title>||; s|<desc>[^<]*</desc>||; s|^<svg role="img" *|<svg |' "$1"; }

@test "a kept data file draws the same picture by hand" {
	need_gnuplot
	both
	for kind in compare trend; do
		gnuplot -c "$top/plots/$kind.gp" $kind.dat hand.svg
		cmp <(drawing hand.svg) <(drawing $kind.svg)
	done
}

@test "a title is shown as it was typed and does nothing" {
	need_gnuplot
	local title='"; system("touch pwned"); `touch pwned` $(touch pwned) @x {/Symbol a}\n %d #é'
	both --title "$title"
	[ ! -e pwned ]
	"$check" svg compare.svg "$title"
	"$check" svg trend.svg "$title"
}

@test "names of sides and commits are shown and do nothing" {
	need_gnuplot
	local name='"`touch pwned`'
	"$top"/tests/data/make-arms . a runs=4 seed=5 "label.who=$name"
	"$top"/tests/data/make-arms . b runs=4 seed=6 'label.who=%s$(touch pwned)'
	"$top"/tests/data/make-arms . c runs=4 seed=7 "label.who=$(printf 'n%.0s' $(seq 100))"
	drawn compare --by label:who a-*.json b-*.json c-*.json -o compare.svg
	"$check" svg compare.svg '%s$(touch pwned)' nnnnnnnnnnn…nnnnnnnnnn
	for letter in W M; do
		"$top"/tests/data/make-arms . $letter runs=4 seed=8 "label.who=$(printf "$letter%.0s" $(seq 40))"
	done
	drawn compare --by label:who W-*.json M-*.json -o wide-2.svg
	drawn compare --by label:who W-*.json M-*.json a-*.json -o wide-3.svg -w 700
	"$check" apart wide-2.svg wide-3.svg
	"$epbell" history add --db names.sqlite --commit "$name" a-*.json >/dev/null
	"$epbell" history add --db names.sqlite --commit '100% %d' b-*.json >/dev/null
	drawn trend --db names.sqlite -o trend.svg
	"$check" svg trend.svg "$name" '100% %d'
	[ ! -e pwned ]
}

@test "as text in ASCII there is nothing else" {
	in_ascii() {
		run --separate-stderr env LC_ALL=C "$epbell" plot "$@" --terminal --width 80
		[ "$status" -eq 0 ]
		[ -z "$stderr" ]
		! grep -P '[^\x00-\x7f]' <<<"$output" || return 1
		[ "$(wc -L <<<"$output")" -le 80 ]
	}
	in_ascii compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json
	[[ $output == *"|"*"-^-"*"slower"* ]]
	in_ascii trend --stage raise-irq
	[[ $output == *"limit"* ]]
}

@test "captions have the error bound in numbers, and a comparison's alternative text all its figures" {
	drawn compare --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json -o out.txt --keep-data
	[[ $(setting caption) == *"Values are exact to half a bucket, at most 1.6 %, and a clock step of 42 ns. "* ]] || say "$(setting caption)"
	[[ $(setting alt) == *" raise-irq p50: "*" → "*" µs, +768 ns, +11.7 %, slower. "* ]] || say "$(setting alt)"
	[ "$(setting alt | grep -oE "(slower|faster|same|within)\." | wc -l)" -eq "$(setting rows)" ]
	drawn trend --stage raise-irq -o out.txt --keep-data
	[[ $(setting caption) == *"Values are exact to half a bucket, at most 1.6 %, and a clock step of 42 ns. "* ]] || say "$(setting caption)"
}

@test "text is as wide as it is asked to be, and has verdicts where it is narrow" {
	for width in 40 47 53 60 71 80 132; do
		run "$epbell" plot compare --terminal --width "$width" --base "$RUNS"/base-*.json --new "$RUNS"/new-*.json
		[ "$(wc -L <<<"$output")" -le "$width" ] || say "$width: $output"
		grep -q "raise-irq .*▲.*slower" <<<"$output" || say "$output"
		run "$epbell" plot trend --terminal --width "$width" --stage raise-irq
		[ "$(wc -L <<<"$output")" -le "$width" ] || say "$width: $output"
		[[ $output == *"*"* ]]
	done
}

@test "1,000 commits: names have room, and it takes little time" {
	need_gnuplot
	"$top"/tests/fill-history "$epbell" many.sqlite 2000 2 >/dev/null
	local start=$SECONDS
	drawn trend --db many.sqlite --board board-a --backend its --stage raise-irq -o trend.svg --keep-data
	[ $((SECONDS - start)) -le 10 ]
	"$check" svg trend.svg limit
	[[ $(setting subtitle trend.dat) == *"1 change of p50"* ]]
}
