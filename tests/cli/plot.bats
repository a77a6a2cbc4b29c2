#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
# epbell plot: what is drawn are the numbers of epbell report, nothing that a user names is a command, and what cannot be drawn is said.
# What is in the files is read by tests/cli/plot-check, which is not epbell.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/../.."
	epbell=${EPBELL:-$PWD/build/$(uname -m | sed s/aarch64/arm64/)/epbell}
	check=$PWD/tests/cli/plot-check
	data=$PWD/tests/data
	plots=$PWD/plots
	unset NO_COLOR COLUMNS LC_ALL LC_CTYPE
	export LANG=C.UTF-8 TERM=xterm
	cp tests/data/*.json "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR"
}

say() { echo "$*"; return 1; }

need_gnuplot() { command -v gnuplot >/dev/null || skip "no gnuplot"; }

# What is in the directory, bats' own aside.
files() { find . -maxdepth 1 ! -name 'separate-stderr*' | sort; }

# One sentence on stderr, nothing on stdout, no file left: refused CODE EXPECT COMMAND...
refused() {
	local code=$1 expect=$2
	shift 2
	local before
	before=$(files)
	run --separate-stderr "$@"
	[ "$status" -eq "$code" ] || say "status $status: $stderr"
	[ -z "$output" ] || say "output: $output"
	[ "${#stderr_lines[@]}" -eq 1 ] || say "lines: $stderr"
	[[ $stderr == *"$expect"* ]] || say "no '$expect' in: $stderr"
	diff <(echo "$before") <(files)
}

# It draws and says nothing: drawn ARGUMENTS...
drawn() {
	run --separate-stderr "$epbell" plot "$@"
	[ "$status" -eq 0 ] || say "status $status: $stderr"
	[ -z "$output$stderr" ] || say "said: $output$stderr"
}

# Files that each kind has something of.
make_data() {
	"$data/make-intervals" its.json >intervals.json
	"$data/make-poll" --count 113 --lost 7 >pings.json
}

files_of() {
	case $1 in
	heat) echo intervals.json ;;
	ping) echo pings.json ;;
	*) echo its.json edma.json poll.json ;;
	esac
}

# --- numbers ------------------------------------------------------------------------------------------------------

@test "the tail's curves are report's quantiles" {
	need_gnuplot
	"$epbell" report --json its.json edma.json poll.json >report.json
	drawn tail its.json edma.json poll.json -o tail.png --keep-data
	run "$check" tail tail.dat report.json
	echo "$output"
	[ "$output" = "12 quantiles" ]
}

@test "raw figures are drawn with --raw" {
	need_gnuplot
	"$epbell" report --json --raw its.json edma.json >report.json
	drawn tail --raw its.json edma.json -o tail.png --keep-data
	[ "$("$check" tail tail.dat report.json)" = "8 quantiles" ]
	grep -q "Raw: with what epbell's own hooks took" tail.dat
	"$epbell" report --json its.json edma.json >report.json
	run "$check" tail tail.dat report.json
	[ "$status" -eq 1 ]
}

@test "the histogram's steps are the runs' buckets" {
	need_gnuplot
	drawn hist its.json edma.json poll.json -o hist.svg --keep-data
	run "$check" hist hist.dat its.json edma.json poll.json
	echo "$output"
	[[ $output =~ ^[0-9]{3}\ steps$ ]]
}

@test "the bars' parts are report's p50 and p99, end to end, and the rest what lacks to the whole" {
	need_gnuplot
	"$epbell" report --json its.json edma.json poll.json >report.json
	drawn stages its.json edma.json poll.json -o stages.svg --keep-data
	run "$check" stages stages.dat report.json
	echo "$output"
	[[ $output =~ ^[0-9]{2}\ parts$ ]]
	# what overlaps another stage is in no bar
	run grep -E "edma-demux|handler" stages.dat
	[ "$status" -eq 1 ]
}

@test "the cells of heat are the intervals' buckets" {
	need_gnuplot
	make_data
	drawn heat intervals.json -o heat.png --keep-data
	run "$check" heat heat.dat intervals.json
	echo "$output"
	[[ $output =~ ^[0-9]{3}\ cells$ ]]
}

@test "intervals without a sample of the stage are a sentence, and no column is lost beside others" {
	need_gnuplot
	make_data
	jq '.intervals |= map(.series = [])' intervals.json >hollow.json
	run --separate-stderr "$epbell" plot heat hollow.json -o heat.svg
	[ "$status" -eq 0 ]
	[[ $stderr == *"The intervals have no sample of residency"* ]]
	"$check" svg heat.svg "no sample of residency"
	drawn heat hollow.json intervals.json -o heat.svg --keep-data
	[[ $("$check" heat heat.dat intervals.json) =~ ^[0-9]{3}\ cells$ ]]
}

@test "the points of ping are the run's, losses too, and the poll period is a band" {
	need_gnuplot
	make_data
	drawn ping pings.json -o ping.svg --keep-data
	[ "$("$check" ping ping.dat pings.json)" = "113 pings" ]
	"$check" svg ping.svg "poll period T = 12.0 ms" "7 without a reply" "even on [0, T)"
}

@test "pings in step with the polls are said to be" {
	need_gnuplot
	"$data/make-poll" --pacing fixed --gap 1002 --count 101 >pings.json
	drawn ping pings.json -o ping.svg
	"$check" svg ping.svg "ALIASED: the waits come round in a short cycle"
}

@test "the handler in a thread and in the interrupt are two lines" {
	need_gnuplot
	"$data/make-arms" . thread runs=1 stages=handler@thread:9000 pings=101
	"$data/make-arms" . hardirq runs=1 stages=handler:3000 pings=101
	jq -s '.[0].series += .[1].series | .[0]' thread-1.json hardirq-1.json >both.json
	drawn tail --stage handler both.json -o tail.svg --keep-data
	grep -qx "series	2" tail.dat
	"$check" svg tail.svg "its thread" "Samples: its 101, its thread 101."
}

# --- pictures -----------------------------------------------------------------------------------------------------

@test "every kind as every form, in every theme" {
	need_gnuplot
	make_data
	for kind in tail hist stages heat ping; do
		for theme in light dark print; do
			# shellcheck disable=SC2046 # words
			drawn "$kind" --theme "$theme" $(files_of "$kind") -o "$kind-$theme.svg"
			"$check" svg "$kind-$theme.svg"
		done
		# shellcheck disable=SC2046
		drawn "$kind" $(files_of "$kind") -o "$kind.pdf"
		[ "$(head -c 5 "$kind.pdf")" = %PDF- ]
		# shellcheck disable=SC2046
		drawn "$kind" $(files_of "$kind") -o "$kind.PNG" --width 640 --height 400
		"$check" png "$kind.PNG" 1280 800
		# shellcheck disable=SC2046
		drawn "$kind" $(files_of "$kind") -o "$kind.txt"
		[ -s "$kind.txt" ]
	done
	[ "$(md5sum tail-*.svg | cut -c1-32 | sort -u | wc -l)" -eq 3 ]
}

# An SVG without its words for screen readers and pointers.
drawing() { sed -E 's|<title>[^<]*</title>||; s|<desc>[^<]*</desc>||; s|^<svg role="img" *|<svg |' "$1"; }

@test "a picture on its own has its title and its numbers in words, and no names of gnuplot's" {
	need_gnuplot
	make_data
	for kind in tail hist stages heat ping; do
		# shellcheck disable=SC2046 # words
		drawn "$kind" --title 'a <b> & "c"' $(files_of "$kind") -o own.svg --keep-data
		"$check" words own.svg own.dat
		run ! grep -iE "gnuplot_plot_[0-9]*</title|Produced by|<title>Gnuplot" own.svg
	done
	"$epbell" plot ping its.json -o none.svg 2>/dev/null
	grep -q "<desc>its.json has no pings" none.svg
}

@test "a script draws by hand what epbell draws" {
	need_gnuplot
	make_data
	for kind in tail hist stages heat ping; do
		# shellcheck disable=SC2046 # words
		drawn "$kind" --theme dark $(files_of "$kind") -o "$kind.svg" --keep-data
		gnuplot -c "$plots/$kind.gp" "$kind.dat" hand.svg dark
		# epbell puts words for those who do not see it into an SVG, and nothing else
		cmp <(drawing "$kind.svg") <(drawing hand.svg)
	done
}

@test "captions say how many, how exact, of what; and of the lab that its times are none" {
	need_gnuplot
	drawn tail its.json edma.json -o tail.svg
	"$check" svg tail.svg "its 997, edma 997" "clock step of 42 ns" "Corrected" "Linux 7.3.4"
	jq '.environment.lab = "deterministic"' its.json >lab.json
	drawn tail lab.json -o tail.svg --keep-data
	grep -q "^caption	.*virtual time: 1 ns is 1 executed instruction" tail.dat
	jq '.environment.lab = "free"' its.json >free.json
	drawn tail free.json -o tail.svg --keep-data
	grep -q "^caption	.*times mean nothing absolute" tail.dat
	jq '.account[0].seen += 1' its.json >open.json
	drawn tail open.json -o tail.svg --keep-data
	grep -q "^caption	.*The account is OPEN" tail.dat
	jq '.complete = false' its.json >checkpoint.json
	drawn tail checkpoint.json -o tail.svg --keep-data
	grep -q "^caption	.*INCOMPLETE: the recording never ended in order" tail.dat
	drawn tail edma.json checkpoint.json open.json -o tail.svg --keep-data
	grep -q "^caption	.*INCOMPLETE: 1 of 3 .*accounts of 1 of 3 runs are OPEN" tail.dat
}

# It is in the caption of a tail of these files, or with "!" in front it is not: says TEXT FILE...
says() {
	local text=$1
	shift
	drawn tail "$@" -o says.svg --keep-data
	if [ "${text#!}" = "$text" ]; then
		grep "^caption" says.dat | grep -qF -- "$text" || say "no '$text': $(grep "^caption" says.dat)"
	else
		grep "^caption" says.dat | grep -qF -- "${text#!}" && say "$(grep "^caption" says.dat)"
		true
	fi
}

@test "captions tell what all runs of the picture know, and nothing of one alone" {
	need_gnuplot
	jq '.environment.hz = 1000' edma.json >fast.json
	says "HZ=250/1000." its.json fast.json its.json
	jq '.environment |= (.release = "" | .machine = "" | .hz = 0)' edma.json >unknown.json
	says "Linux 7.3.4, Renesas" its.json unknown.json
	says "Linux 7.3.4, Renesas" unknown.json its.json
	says "HZ=250." unknown.json its.json
	jq '.environment |= (.release = "6.1.0" | .machine = "another board")' edma.json >other.json
	says "Several kernels, several machines" its.json other.json
	# a run that has nothing of what is drawn
	jq '.series = [] | .account = [] | .environment.release = "6.1.0" | del(.costs) | .complete = false' edma.json >empty.json
	for text in "!Several kernels" "!Some runs" "!INCOMPLETE"; do says "$text" its.json empty.json; done
}

@test "the alternative text has all figures of the picture, and none that there is not" {
	need_gnuplot
	make_data
	"$data/make-poll" --count 3 --lost 3 >lost.json
	drawn ping lost.json -o ping.svg --keep-data
	grep -qx "alt	Pings: rtt, poll: poll: no reply. Without a reply: 3." ping.dat || say "$(grep ^alt ping.dat)"
	drawn ping pings.json -o ping.svg --keep-data
	grep -q "^alt	.*p99 .*Without a reply: 7\.$" ping.dat
	drawn stages its.json -o stages.svg --keep-data
	grep -q "^alt	.* its, p50: irq-dispatch 1.26 µs, .*rest 400 ns, whole 40.4 µs; p99: irq-dispatch 2.91 µs.*whole 72.7 µs\.$" stages.dat ||
		say "$(grep ^alt stages.dat)"
	jq '.series |= map(select(.stage != "residency"))' its.json >parts.json
	drawn stages parts.json -o stages.svg --keep-data
	run ! grep -E "^alt.*(whole| 0 ns)" stages.dat
	# the end of the twelfth of twelve
	"$data/make-arms" . run runs=12 pings=211
	for kind in tail stages; do
		drawn "$kind" run-*.json -o "$kind.svg" --keep-data
		[ "$(grep "^alt" "$kind.dat" | grep -o "run-[0-9]*[:,]" | wc -l)" -eq 12 ]
		grep -q "^alt	.*\.$" "$kind.dat"
	done
}

@test "a whole of 0 ns is a figure, and no figure is 0 ns" {
	need_gnuplot
	"$data/make-arms" . zero runs=1 pings=101 stages=residency:0,rx:40000 tail=0
	jq '(.series[] | select(.stage == "residency")) |= (del(.raw) | .buckets = [[0, .count]] | .min = 0 | .max = 0 | .sum = 0)' \
		zero-1.json >zero.json
	drawn stages zero.json -o zero.svg --keep-data
	"$check" svg zero.svg "whole 0 ns"
	grep -q "^alt	.*whole 0 ns" zero.dat
}

@test "findings about the polls of many runs are told, whatever the files are called" {
	need_gnuplot
	local long
	long=$(printf 'n%.0s' {1..190})
	for i in {1..11}; do "$data/make-poll" --count 113 >"$long-$i.json"; done
	"$data/make-poll" --pacing fixed --gap 1002 --count 101 >"$long-last.json"
	drawn ping "$long"-*.json -o ping.svg --keep-data
	[ "$(grep -o "Waits for a poll" <(grep "^caption	" ping.dat) | wc -l)" -eq 2 ]
	grep -q "^caption	.*n-last: ALIASED.*n-9: even on .0, T)" ping.dat
	grep -q "^captions	[1-7]$" ping.dat
}

@test "one sample, a billion, and twelve series" {
	need_gnuplot
	"$data/make-arms" . one runs=1 pings=1 stages=residency:22000,rx:1000
	jq '(.series[] | select(.stage == "residency")) |= (.buckets |= map([.[0], .[1] * 1003010]) | .count *= 1003010 | .sum *= 1003010 | del(.raw))' \
		edma.json >billion.json
	"$data/make-arms" . run runs=12 pings=211
	for kind in tail hist stages; do
		drawn "$kind" one-1.json -o one.svg --keep-data
		"$check" svg one.svg "its"
		drawn "$kind" billion.json its.json -o billion.svg
		"$check" svg billion.svg "edma 1,000,000,970"
		drawn "$kind" run-*.json -o twelve.svg --keep-data
		"$check" svg twelve.svg run-1 run-12
	done
}

@test "what has no data is a sentence that says how to get it" {
	need_gnuplot
	jq '.series = [] | .account = []' its.json >empty.json
	for kind in tail hist stages heat ping; do
		run --separate-stderr "$epbell" plot "$kind" empty.json -o empty.svg
		[ "$status" -eq 0 ]
		[ "${#stderr_lines[@]}" -eq 1 ]
		[[ $stderr == *"empty.svg says only: "*epbell* ]] || say "$kind: $stderr"
		"$check" svg empty.svg epbell
		run --separate-stderr "$epbell" plot "$kind" --terminal empty.json
		[ "$status" -eq 0 ]
		[[ $output == *epbell* ]]
	done
	"$epbell" plot heat its.json -o heat.svg 2>/dev/null
	"$check" svg heat.svg "epbell record --interval"
}

# --- geometry -----------------------------------------------------------------------------------------------------

# A run of the residencies "NS COUNT" a line: made NAME.json <LINES
made() {
	jq -Rn '[inputs | split(" ") | map(tonumber)]' >pairs.json
	python3 - its.json "$1" <<-'END'
		import json, sys
		def bucket(v):
		    octave = max(v.bit_length() - 5, 0)
		    return v if v < 32 else 32 * octave + (v >> (octave - 1)) - 32
		run, pairs = json.load(open(sys.argv[1])), json.load(open("pairs.json"))
		slots = {}
		for ns, n in pairs:
		    slots[bucket(ns)] = slots.get(bucket(ns), 0) + n
		total = sum(n for _, n in pairs)
		series = [s for s in run["series"] if s["stage"] == "residency"][0]
		series.pop("raw", None)
		series.update(count=total, sum=sum(ns * n for ns, n in pairs), min=min(pairs)[0], max=max(pairs)[0], under=0, over=0,
		              buckets=[[i, slots[i]] for i in sorted(slots)])
		for a in run["account"]:
		    if a["stage"] == "residency":
		        a.update(seen=total, recorded=total, unmatched=0, overflow=0)
		json.dump(run, open(sys.argv[2], "w"))
	END
}

# Runs of one shape that are told apart by their files' names alone: runs N PREFIX
runs() {
	local i
	for i in $(seq "$1"); do
		made "$2$i.json" < <(seq 20 | awk -v i="$i" '{ print 20000 + 2000 * i + 700 * $1, int(400 / $1) }')
	done
}

@test "narrow pictures: no word stands in another or is cut off" {
	need_gnuplot
	make_data
	for kind in tail hist stages heat ping; do
		for width in 320 400; do
			# shellcheck disable=SC2046 # words
			drawn "$kind" $(files_of "$kind") -o "$kind-$width.svg" -w "$width"
			# shellcheck disable=SC2046
			drawn "$kind" $(files_of "$kind") -o "$kind-$width-print.svg" -w "$width" --theme print
		done
	done
	"$check" apart ./*-320.svg ./*-400.svg ./*-print.svg
	printf '%s 9\n' 50000 61000 72000 80000 | made within.json
	drawn hist within.json -w 400 -o within.svg
	"$check" apart within.svg
}

@test "histograms with long names: a key where a row has no room, and no note in it" {
	need_gnuplot
	runs 6 long-name-of-the-run-n
	for width in 720 1000; do
		drawn hist long-*.json -w $width -o six-$width.svg
		drawn hist long-*[1-3].json -w $width -o three-$width.svg
		# gnuplot leaves out what is outside
		[ "$(grep -c '<text>long-name-of-the-run-n[1-6]</text>' six-$width.svg)" -eq 6 ]
		[ "$(grep -c '<text>long-name-of-the-run-n[1-3]</text>' three-$width.svg)" -eq 3 ]
	done
	"$check" apart six-*.svg three-*.svg
	drawn hist its.json edma.json poll.json -o short.svg --keep-data
	grep -qx "labels	top" short.dat
	# a worst sample below the highest steps, where the names are
	printf '%s\n' "40000 500" "41000 600" "42000 1" | made near.json
	cp near.json nearer.json
	drawn hist near.json nearer.json -o near.svg
	"$check" apart near.svg
}

@test "the name of the axis of counts is beside its marks, however long they are" {
	need_gnuplot
	seq 0 29 | awk '{ print 20000 + $1 * 1000, int(700000 / ($1 + 1) ^ 3) + 1 }' | made many.json
	drawn hist many.json -o many.svg
	"$check" svg many.svg "100,000" "samples in a step"
	"$check" apart many.svg
}

@test "wide letters have the room that they take" {
	need_gnuplot
	for letter in W M; do
		local name
		name=$(printf "$letter%.0s" {1..30})
		for i in 1 2 3; do cp its.json "$name-$i.json"; done
		for kind in tail hist; do
			for theme in light print; do
				drawn $kind --theme $theme --title "$name$name$name" "$name"-?.json -o $letter-$kind-$theme.svg
			done
		done
	done
	"$check" apart ./?-*.svg
}

@test "in print each of 24 series has a look of its own, in colour each of 12 runs of pings" {
	need_gnuplot
	for i in $(seq 24); do cp its.json n$i.json; done
	for kind in tail hist; do
		drawn $kind --theme print n?.json n1[0-2].json -o twelve.svg
		"$check" looks twelve.svg 12
		drawn $kind --theme print n*.json -o all.svg
		"$check" looks all.svg 24
	done
	for i in $(seq 12); do "$data/make-poll" --count 20 --lost 0 >"p$i.json"; done
	for theme in light dark print; do
		drawn ping --theme $theme p?.json p1?.json -o pings.svg
		"$check" looks pings.svg 12
	done
}

@test "poll periods of which one is twice the other have names side by side" {
	need_gnuplot
	for i in 1 2 3; do "$data/make-poll" --count $((i * 60)) --lost $((i * 3)) --period $((i * 4)) >"p$i.json"; done
	drawn ping p1.json p2.json p3.json -o pings.svg
	"$check" svg pings.svg "poll period T = 8.00 ms" "2T = 8.00 ms"
	"$check" apart pings.svg
}

@test "what took 0 ns is drawn, on a mark of its own" {
	need_gnuplot
	printf '%s\n' "0 600" "42 390" "84 10" | made some.json
	echo "0 10000" | made all.json
	for kind in tail hist; do
		for run in some all; do
			drawn $kind $run.json -o zero.svg --keep-data
			"$check" apart zero.svg
			# 0 is a mark, and within the axis
			grep -qP '^0\.5\t0$' zero.dat
			[ "$(awk -F '\t' -v k="$([ $kind = tail ] && echo y || echo x)min" '$1 == k { print ($2 < 0.5) }' zero.dat)" = 1 ]
			grep -q "<use" zero.svg # the worst sample
		done
	done
	drawn tail its.json -o usual.svg --keep-data
	run ! grep -qP '\t0$' usual.dat
}

@test "a tail of one sample says it" {
	need_gnuplot
	drawn tail --stage doorbell-alloc its.json -o one.svg
	"$check" svg one.svg "1 sample: 83.7 µs"
	"$check" apart one.svg
}

@test "a height that is too low is refused with the least that works, and that works" {
	need_gnuplot
	make_data
	files_of() { [ "$1" = heat ] && echo intervals.json || { [ "$1" = ping ] && echo pings.json || echo its.json; }; }
	for kind in tail hist stages heat ping; do
		# shellcheck disable=SC2046 # words
		refused 64 "--height 150: this picture needs " "$epbell" plot $kind $(files_of $kind) -o low.svg --height 150
		[[ $stderr =~ needs\ ([0-9]+)\ at\ least ]]
		# shellcheck disable=SC2046
		drawn $kind $(files_of $kind) -o least-$kind.svg --height "${BASH_REMATCH[1]}"
	done
	"$check" apart least-*.svg
	refused 64 "--width 200: this picture needs 320 at least" "$epbell" plot tail its.json -o low.svg -w 200
	# text is as small as it is told to be
	"$epbell" plot tail its.json --terminal --height 10 --width 40
}

@test "marks of points are as large in an SVG as in the others, and do not cover words" {
	need_gnuplot
	drawn hist its.json edma.json -o marks.svg
	# the lozenge reaches 1.33 of its scale to each side
	grep -oE "gpPt12' transform='[^']*scale\([0-9.]+\)" marks.svg | grep -oE '[0-9.]+\)$' | tr -d ')' |
		awk '{ n++; large += $1 * 1.33 > 5 } END { exit !n || large }'
}

@test "a short run beside a long one is seen" {
	need_gnuplot
	"$data/make-intervals" its.json 1500 >long.json
	"$data/make-intervals" edma.json 5 >short.json
	drawn heat short.json long.json -o heat.svg
	"$check" cells heat.svg 1
}

@test "words have contrast in every theme" {
	need_gnuplot
	make_data
	for backend in msi mmio other; do
		jq --arg b $backend '(.series[] | select(.backend != "") | .backend) = $b' its.json >$backend.json
	done
	for theme in light dark print; do
		for kind in tail hist heat ping; do
			# shellcheck disable=SC2046 # words
			drawn $kind --theme $theme $(files_of $kind) -o $kind-$theme.svg
		done
		drawn tail --theme $theme its.json edma.json poll.json msi.json mmio.json other.json -o all-$theme.svg
	done
	"$check" contrast ./*-light.svg ./*-dark.svg ./*-print.svg
}

# --- names are no commands ----------------------------------------------------------------------------------------

@test "titles and labels are shown as they are typed, and do nothing" {
	need_gnuplot
	odd='a "q" `touch hurt` $(touch hurt) {/Symbol a} @x \n %s 50% #'
	cp its.json '#"; system("touch hurt") #.json'
	cp its.json '`touch hurt`.json'
	for kind in tail hist stages; do
		drawn "$kind" --title "$odd" '#"; system("touch hurt") #.json' '`touch hurt`.json' -o odd.svg
		"$check" svg odd.svg "$odd" '`touch hurt`'
		drawn "$kind" --title '?' its.json -o odd.svg
		"$check" svg odd.svg '?'
	done
	[ ! -e hurt ]
}

@test "labels and titles of 200 characters stay within the picture" {
	need_gnuplot
	long=$(printf 'W%.0s' {1..190})
	for i in 1 2 3; do cp its.json "$long-$i.json"; done
	for kind in tail hist stages; do
		for theme in light print; do
			drawn "$kind" --theme "$theme" --title "$long$long" "$long"-*.json -o long.svg
			"$check" svg long.svg … W-3
		done
	done
}

@test "no two series have the same label" {
	need_gnuplot
	mkdir -p results/2026-01-01/{before,after}
	cp its.json results/2026-01-01/before/edma.json
	cp its.json results/2026-01-01/after/edma.json
	for kind in tail hist stages; do
		drawn "$kind" results/2026-01-01/{before,after}/edma.json -o two.svg
		"$check" svg two.svg before/edma after/edma
		drawn "$kind" its.json its.json -o two.svg
		"$check" svg two.svg its its#2
	done
}

@test "control characters and what is no UTF-8 harm nothing" {
	need_gnuplot
	cp its.json $'a\tb\nc\033[31m\xff.json'
	cp its.json other.json
	for kind in tail stages; do
		drawn "$kind" --title $'t\tu\nv\001\xfe' $'a\tb\nc\033[31m\xff.json' other.json -o odd.svg
		"$check" svg odd.svg other "t u v"
	done
	run "$epbell" plot tail --terminal --title $'\033[31mred' its.json
	[ "$status" -eq 0 ]
	[[ $output != *$'\033[31m'* ]]
}

@test "characters that no font has are squares on pixels and paper, which is said once" {
	need_gnuplot
	mkdir bin
	printf '#!/bin/sh\ncase $1 in *2211*) ;; *) echo a font ;; esac\n' >bin/fc-list
	chmod +x bin/fc-list
	drawn tail its.json -o square.png --title '□ ∏ □ … é'
	run --separate-stderr env PATH="$PWD/bin:$PATH" "$epbell" plot tail its.json -o none.png --title '∑ ∏ ∑ … é' --keep-data
	[ "$status" -eq 0 ]
	[ "$stderr" = "epbell plot: none.png has a square for 1 character that no font here has; SVG keeps them" ] || say "$stderr"
	cmp none.png square.png
	grep -q "^title	∑ ∏" none.dat
	PATH="$PWD/bin:$PATH" drawn tail its.json -o kept.svg --title '∑ ∏ ∑ … é'
	"$check" svg kept.svg '∑ ∏ ∑ … é'
	# without fontconfig what DejaVu Sans has is trusted
	rm bin/fc-list
	ln -s "$(command -v gnuplot)" bin/gnuplot
	drawn tail its.json -o square.png --title '□□ ∑ Ж'
	run --separate-stderr env PATH="$PWD/bin" "$epbell" plot tail its.json -o none.png --title '漢字 ∑ Ж'
	[[ $stderr == *"a square for 2 characters"* ]] || say "$stderr"
	cmp none.png square.png
}

# --- text ---------------------------------------------------------------------------------------------------------

@test "text needs no gnuplot, fits its width, and is ASCII where that is asked for" {
	make_data
	mkdir bin
	for kind in tail hist stages heat ping; do
		for width in 40 60 80 132; do
			# shellcheck disable=SC2046 # words
			run --separate-stderr env PATH="$PWD/bin" "$epbell" plot "$kind" --terminal --width "$width" $(files_of "$kind")
			[ "$status" -eq 0 ] || say "$kind: $stderr"
			[ "${#lines[@]}" -gt 6 ]
			for line in "${lines[@]}"; do
				[ "${#line}" -le "$width" ] || say "$kind $width: $line"
			done
		done
		# shellcheck disable=SC2046
		run "$epbell" plot "$kind" --terminal --ascii $(files_of "$kind")
		[ "$status" -eq 0 ]
		[ "$(tr -d '\0-\177' <<<"$output" | wc -c)" -eq 0 ]
	done
}

@test "text is as wide as COLUMNS says, and its picture as high as --height" {
	run env COLUMNS=53 "$epbell" plot tail --terminal its.json
	for line in "${lines[@]}"; do [ "${#line}" -le 53 ]; done
	[[ ${lines[*]} == *"150"* ]]
	"$epbell" plot tail --terminal its.json --height 40 >high.txt
	"$epbell" plot tail --terminal its.json --height 15 >low.txt
	[ $(($(wc -l <high.txt) - $(wc -l <low.txt))) -eq 25 ]
}

@test "the tail as text rises from its least to its greatest value" {
	"$data/make-arms" . flat runs=1 pings=1 stages=residency:31000 tail=0
	run "$epbell" plot tail --terminal --ascii flat-1.json
	[[ $output == *"Tail: residency, its"* ]]
	[[ $output == *"Samples: its 1."* ]]
}

@test "as narrow text all stages are in a bar, and the line behind those that the whole has" {
	run "$epbell" plot stages --terminal --width 40 its.json
	echo "$output"
	[[ $output =~ p50\ a+b+c+d+e+f+g+h+│\  ]]
	[[ $output =~ p99\ a+b+c+d+e+f*│f+g+\  ]]
}

@test "as text every series has a mark of its own, with more of them than colours in colour too" {
	"$data/make-arms" . run runs=24 pings=101
	run "$epbell" plot tail --terminal --ascii run-*.json
	[ "$(grep -oE '(^|  )[^ ] run-[0-9]+' <<<"$output" | sed 's/ run.*//; s/ //g' | sort -u | wc -l)" -eq 24 ]
	run script -qec "stty cols 100; '$epbell' plot tail --terminal run-*.json" /dev/null
	[[ $output == *"e"*"run-"* ]]
	[ "$(sed 's/\x1b\[[0-9]*m//g; s/\r//' <<<"$output" | grep -oE '(^|  )[^ ] +run-[0-9]+' | sed 's/ *run.*//; s/ //g' | sort -u | wc -l)" -eq 24 ]
}

@test "as text the worst samples of a histogram are the diamonds that its caption speaks of" {
	run "$epbell" plot hist --terminal its.json edma.json
	[ "$(grep -o ◆ <<<"$output" | wc -l)" -eq 2 ]
	[[ $output == *"A diamond is"* ]]
	run "$epbell" plot hist --terminal --ascii its.json edma.json
	[ "$(grep -o "<>" <<<"$output" | wc -l)" -eq 2 ]
	# its worst is 151 us, edma's 118 us
	[[ $(grep "<>" <<<"$output") =~ \<\>.*\<\> ]]
}

@test "the line in a bar of text is where the whole ends, and hides none of its stages" {
	local share
	share=$("$epbell" report --json its.json | jq '[.. | objects | select(has("p99") and .stage)] |
		(map(select(.stage == "residency"))[0].p99) / ([.[] | select(.stage | IN("irq-dispatch", "bottom-half", "rx",
			"turnaround", "tx-flush", "reply-queue", "raise-irq")).p99] | add)')
	run "$epbell" plot stages --terminal --ascii --width 200 its.json
	echo "$share: $output"
	[[ $output =~ p99\ ([a-g]+)\|([a-g]+)\ whole ]]
	awk -v a="${#BASH_REMATCH[1]}" -v b="${#BASH_REMATCH[2]}" -v s="$share" \
		'BEGIN { d = a - s * (a + b); exit !(d >= -1 && d <= 1) }'
	[ "$(grep -o . <<<"${BASH_REMATCH[1]}${BASH_REMATCH[2]}" | uniq | tr -d '\n')" = abcdefg ]
	# where stages lack, the rest reaches up to it
	[[ $output =~ p50\ [a-h]+\|\  ]]
}

# --- refusals -----------------------------------------------------------------------------------------------------

@test "wrong usage is one sentence and 64" {
	refused 64 "There are tail, hist" "$epbell" plot
	refused 64 "no kind of plot 'pie'" "$epbell" plot pie its.json -o x.png
	refused 64 "no run file named" "$epbell" plot tail -o x.png
	refused 64 "there are .png .svg .pdf .txt" "$epbell" plot tail its.json -o x.jpeg
	refused 64 "there are .png .svg .pdf .txt" "$epbell" plot tail its.json -o -
	refused 64 "name a file with -o" "$epbell" plot tail its.json
	refused 64 "exclude each other" "$epbell" plot tail its.json -o x.png --terminal
	refused 64 "name that with -o" "$epbell" plot tail its.json --terminal --keep-data
	refused 64 "no theme 'pink': there are light, dark, print" "$epbell" plot tail its.json -o x.png --theme pink
	refused 64 "no stage 'none'" "$epbell" plot tail --stage none its.json -o x.png
	refused 64 "no backend 'none'" "$epbell" plot tail --backend none its.json -o x.png
	refused 64 "no unit 'week'" "$epbell" plot tail --unit week its.json -o x.png
	refused 64 "options of 'plot compare'" "$epbell" plot tail --base its.json --new edma.json -o x.png
	refused 64 "options of 'plot trend'" "$epbell" plot hist --last 5 its.json -o x.png
	refused 64 "are for compare and trend, not for hist" "$epbell" plot hist --quantile p99 its.json -o x.png
	refused 64 "are for compare and trend, not for tail" "$epbell" plot tail --tolerance 5% its.json -o x.png
	refused 64 "options of 'plot compare'" "$epbell" plot trend --fail-on change -o x.png
	refused 64 "intervals have no raw figures" "$epbell" plot heat --raw its.json -o x.png
	refused 64 "out of range" "$epbell" plot tail --width 9 its.json -o x.png
}

@test "no run file, or a damaged one: one sentence and 1, and the old picture stays" {
	need_gnuplot
	refused 1 "cannot read none.json" "$epbell" plot tail none.json -o x.png
	head -c 1000 its.json >cut.json
	refused 1 "cut.json" "$epbell" plot tail its.json cut.json -o x.png
	echo old >x.png
	refused 1 "cut.json" "$epbell" plot tail its.json cut.json -o x.png
	[ "$(cat x.png)" = old ]
}

@test "without gnuplot: one sentence that names the package, and 1" {
	mkdir bin
	refused 1 "no gnuplot in PATH: apt-get install gnuplot" env PATH="$PWD/bin" "$epbell" plot tail its.json -o x.png
}

@test "a gnuplot that fails, or draws nothing, is told, and no picture is left" {
	mkdir bin
	printf '#!/bin/sh\necho it is broken >&2\nexit 3\n' >bin/gnuplot
	chmod +x bin/gnuplot
	refused 1 "gnuplot failed: it is broken" env PATH="$PWD/bin:$PATH" "$epbell" plot tail its.json -o x.png
	printf '#!/bin/sh\nexit 0\n' >bin/gnuplot
	refused 1 "gnuplot drew nothing" env PATH="$PWD/bin:$PATH" "$epbell" plot tail its.json -o x.png
}

@test "gnuplot's files are gone afterwards, and TMPDIR says where they are" {
	need_gnuplot
	mkdir tmp
	TMPDIR=$PWD/tmp drawn tail its.json -o x.png
	[ -z "$(ls -A tmp)" ]
	local deep
	deep=tmp/$(printf 'd%.0s' {1..200})
	mkdir "$deep"
	TMPDIR=$PWD/$deep drawn tail its.json -o x.png
	[ -z "$(ls -A "$deep")" ]
	refused 1 "No such file or directory: set TMPDIR to one that can be written" env TMPDIR="$PWD/nowhere" "$epbell" plot tail its.json -o x.png
}

@test "the user's own settings of gnuplot and another locale change nothing" {
	need_gnuplot
	drawn tail its.json -o plain.svg
	mkdir home
	echo 'set terminal dumb; exit' >home/.gnuplot
	HOME=$PWD/home LC_ALL=C drawn tail its.json -o home.svg
	cmp plain.svg home.svg
}

@test "a disk that is full is told" {
	need_gnuplot
	run --separate-stderr bash -c '"$0" plot tail --terminal its.json >/dev/full' "$epbell"
	[ "$status" -eq 1 ]
	[[ $stderr == *"cannot write the output"* ]]
	[ "$(id -u)" = 0 ] || skip "needs root for a small file system"
	mkdir small
	mount -t tmpfs -o size=16k none small 2>/dev/null || skip "no tmpfs here"
	run --separate-stderr "$epbell" plot tail its.json -o small/x.png
	rest=$(ls -A small)
	umount small
	[ "$status" -eq 1 ]
	[[ $stderr == *"make room"* ]] || say "$stderr"
	[ -z "$rest" ]
}

# Processor time of a command, ms: other tests may be running.
cpu_ms() {
	local spent
	spent=$(TIMEFORMAT='%3U %3S'; { time "$@" >out 2>err; } 2>&1) || say "$(cat err)"
	awk '{ print int(($1 + $2) * 1000) }' <<<"$spent"
}

@test "a thousand runs in less than ten seconds, one in less than one" {
	need_gnuplot
	mkdir many
	"$data/make-arms" many run runs=1000 pings=101
	took=$(cpu_ms "$epbell" plot tail many/*.json -o many.png --keep-data)
	echo "1,000 runs: $took ms"
	[ "$took" -gt 0 ]
	[ "$took" -lt 10000 ]
	grep -q "^caption	.*101,000.*1000 runs, those of one backend together" many.dat
	took=$(cpu_ms "$epbell" plot tail its.json -o one.png)
	echo "one: $took ms"
	[ "$took" -gt 0 ]
	[ "$took" -lt 1000 ]
	[ -s one.png ]
}
